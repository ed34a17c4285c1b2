"""The result of `publisher drift` as JSON. Programs rely on its keys."""

from publisher.model.change import Change
from publisher.model.drift import DriftedEntry, DriftKind, DriftResult, LateData, is_addition
from publisher.model.names import producer_of
from publisher.model.plan import Blocked, Item
from publisher.model.token_expiry import ExpiringToken
from publisher.model.values import Withheld, plain
from publisher.views.json_results import Document, finding_document, reading_document


def drift_document(result: DriftResult) -> Document:
    """Return the edited entries, those that could not be compared, and what else was asked for."""
    document: Document = {
        "drifted": not result.is_clean,
        "entries": [_entry(entry) for entry in result.entries],
        "not_compared": [_not_compared(item) for item in result.not_compared],
        "catalogs": {name: reading_document(reading) for name, reading in result.plan.readings.items()},
        "counts": counts_of(result),
    }
    late = {"late": [_late(entry) for entry in result.late]} if result.late is not None else {}
    links = {"links": [finding_document(link) for link in result.links]} if result.links is not None else {}
    tokens = {"tokens": [_token(token) for token in result.tokens]} if result.tokens else {}
    return document | late | links | tokens


def _token(token: ExpiringToken) -> Document:
    return {
        "catalog": token.catalog,
        "variable": token.variable,
        "expires": token.expires.isoformat(),
        "has_expired": token.has_expired,
    }


def counts_of(result: DriftResult) -> dict[str, int]:
    """Return how many entries there are of each kind, how many fields differ, and how many entries were read."""
    kinds = {kind.value: sum(entry.kind is kind for entry in result.entries) for kind in DriftKind}
    fields = sum(len(entry.changes) for entry in result.entries)
    return {"compared": len(result.plan.items), **kinds, "fields": fields, "not_compared": len(result.not_compared)}


def _entry(drifted: DriftedEntry) -> Document:
    last = drifted.last_change
    return {
        "key": drifted.key,
        "producer": producer_of(drifted.key),
        "catalog": drifted.catalog,
        "title": drifted.item.title,
        "address": drifted.entry.address,
        "kind": drifted.kind.value,
        "changes": [_change(change) for change in drifted.changes],
        "last_changed": {"at": last.at, "by": last.by} if last else None,
    }


def _change(change: Change) -> Document:
    """Return an edit: `old` is the value of the manifest, `new` that of the catalogue."""
    values = {"old": change.desired, "new": change.observed}
    withheld = [name for name, value in values.items() if isinstance(value, Withheld)]
    return {
        "path": str(change.path),
        "kind": "added" if is_addition(change) else change.kind.value,
        **{name: plain(value) for name, value in values.items()},
        **({"withheld": withheld} if withheld else {}),
    }


def _not_compared(item: Item) -> Document:
    step = item.step
    reason, fix = (str(step.reason), str(step.fix)) if isinstance(step, Blocked) else ("", "")
    return {"key": item.key, "catalog": item.catalog, "reason": reason, "fix": fix}


def _late(late: LateData) -> Document:
    return {
        "key": late.key,
        "producer": producer_of(late.key),
        "catalog": late.catalog,
        "frequency": late.frequency,
        "updated": late.updated,
        "days": late.days,
    }
