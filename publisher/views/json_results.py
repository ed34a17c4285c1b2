"""The stable, machine-readable form of every result. `format_version` changes when a reader would break."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from publisher.capture.classify_entries import ClassifiedEntry, EntryClass
from publisher.capture.imported_manifest import Draft, Imports
from publisher.model.desired import Loss
from publisher.model.findings import Finding
from publisher.model.manifest import Manifest, Origin
from publisher.model.messages import Message
from publisher.model.names import CatalogName, ProducerId
from publisher.model.outcome import Done, Failed, NotDone, Outcome, Report
from publisher.model.plan import (
    Blocked,
    Conflict,
    Create,
    Drift,
    HeldBack,
    Item,
    Plan,
    Same,
    Step,
    Update,
    changes_of,
    step_name,
)
from publisher.model.values import plain
from publisher.sync.plan.fingerprint import FORMAT_VERSION, fingerprint
from publisher.views.show_text import There

Document = dict[str, object]


def dumps(document: Document) -> str:
    """JSON as every result is printed."""
    return json.dumps({"format_version": FORMAT_VERSION, **document}, ensure_ascii=False, indent=2)


def plan_document(plan: Plan) -> Document:
    """A plan; also what `plan --out` saves and `apply` reads."""
    return {
        "steps": [_item(item) for item in plan.items],
        "orphans": [
            {"catalog": one.catalog, "address": one.entry.address, "name": one.entry.name} for one in plan.orphans
        ],
        "catalogs": {
            name: {"software": one.access.software, "user": one.access.user, "calls": one.calls,
                   "seconds": round(one.seconds, 3)}
            for name, one in plan.readings.items()
        },
        "pending": plan.pending,
    }  # fmt: skip


def _item(item: Item) -> Document:
    document: Document = {
        "key": item.key,
        "catalog": item.catalog,
        "title": item.title,
        "step": step_name(item.step),
        "changes": [change.document() for change in changes_of(item.step)],
        "losses": [_loss(loss) for loss in item.losses],
    }
    return document | _step(item.step)


def _step(step: Step) -> Document:
    match step:
        case Create():
            return {"fingerprint": fingerprint(step)}
        case Update():
            return {"fingerprint": fingerprint(step), "address": step.edit.entry.address}
        case Drift() | Conflict():
            return {"address": step.entry.address}
        case Blocked():
            return {"why": step.why.value, "reason": _text(step.reason), "fix": _text(step.fix)}
        case HeldBack():
            return {"held": step_name(step.step), "reason": _text(step.reason), "fix": _text(step.fix)}
        case Same():
            return {"address": step.entry.address} if step.entry else {}


def report_document(report: Report, plan: Plan) -> Document:
    """What a run did, and what it did not."""
    return {
        "run": report.run,
        "journal": report.journal,
        "seconds": round(report.seconds, 3),
        "outcomes": [_outcome(outcome) for outcome in report.outcomes],
        "plan": plan_document(plan),
    }


def _outcome(outcome: Outcome) -> Document:
    about: Document = {"key": outcome.item.key, "catalog": outcome.item.catalog}
    match outcome:
        case Done():
            return about | {"result": "done", "address": outcome.entry.address, "rewritten": list(outcome.rewritten)}
        case Failed():
            return about | {"result": "failed", "what": _text(outcome.what), "fix": _text(outcome.fix)}
        case NotDone(why=why):
            return about | {"result": "not-done"} | ({"what": str(why)} if why else {})


def findings_document(findings: Iterable[Finding], valid: int) -> Document:
    """What is wrong in the manifests."""
    found = [
        {
            "rule": one.rule,
            "severity": one.severity.value,
            "file": one.at.file,
            "line": one.at.line,
            "column": one.at.column,
            "what": str(one.what),
            "fix": str(one.fix) if one.fix else None,
        }
        for one in findings
    ]
    return {"findings": found, "valid": valid}


def show_document(shown: Iterable[tuple[Manifest, Iterable[There]]]) -> Document:
    """Merged manifests: each value with the place that gave it, and what each catalogue makes of it."""
    return {
        "datasets": [
            {
                "key": manifest.key,
                "values": [_origin(origin) for origin in manifest.origins],
                "catalogs": [_there(one) for one in there],
            }
            for manifest, there in shown
        ]
    }


def _origin(origin: Origin) -> Document:
    at = origin.at
    return {"path": origin.path, "value": origin.text, "file": at.file, "line": at.line, "column": at.column}


def _there(there: There) -> Document:
    """What one catalogue makes of it; `published` alone where it does not go there."""
    about: Document = {"catalog": there.catalog, "published": there.name is not None}
    if there.kept is None:
        return about
    return about | {
        "name": there.name or None,
        "kept": list(there.kept.same),
        "kept_as": [{"path": path, "value": plain(value)} for path, value in there.kept.turned],
        "losses": [_loss(loss) for loss in there.kept.losses],
    }


def imports_document(
    found: Imports, producer: ProducerId, catalog: CatalogName, place: str, written: Sequence[Path], *, dry_run: bool
) -> str:
    """The same as JSON, in English."""
    drafts = {one.entry.id: one for one in found.drafts}
    document: dict[str, object] = {
        "catalog": catalog,
        "organization": place,
        "counts": {sort.value: sum(one.sort is sort for one in found.sorted) for sort in EntryClass},
        "entries": [_imported_entry(one, producer, drafts.get(one.entry.id)) for one in found.sorted],
        "files": [path.as_posix() for path in written],
        "dry_run": dry_run,
    }
    return dumps(document)


def _imported_entry(one: ClassifiedEntry, producer: ProducerId, draft: Draft | None) -> dict[str, object]:
    made = draft.manifest if draft else None
    return {
        "id": one.entry.id,
        "address": one.entry.address,
        "title": one.entry.content.title,
        "sort": one.sort.value,
        "why": one.why.in_english() if one.why else None,
        "key": f"{producer}/{draft.stem}" if draft else None,
        "left": {"fields": list(made.left_fields), "resources": made.left_resources} if made else None,
    }


def _loss(loss: Loss) -> Document:
    return {"path": loss.path, "what": _text(loss.what)}


def _text(found: Message | None) -> str | None:
    return str(found) if found else None
