"""Samples of everything that `publisher drift` can show."""

from datetime import date
from typing import Final

from publisher.model.change import WHOLE, Change, ChangeKind
from publisher.model.drift import DriftedEntry, DriftKind, DriftResult, LastChange, LateData
from publisher.model.findings import Position
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked, Drift, Item, Same, changes_of
from publisher.model.token_expiry import ExpiringToken
from publisher.model.values import File, Value
from publisher.rules.links import DEAD_LINK
from publisher.views.drift_text import DriftCommands
from tests.unit.builders import CATALOG

from . import samples


def drifted(
    item: Item, *changes: Change, kind: DriftKind = DriftKind.EDITED, at: str = "", by: str | None = None
) -> DriftedEntry:
    """Return an edited entry. `at`: when it was last changed; empty where the catalogue does not say it."""
    drifted_entry = samples.entry_of(item.key.replace("/", "-"))
    return DriftedEntry(item, kind, drifted_entry, changes, LastChange(at, by) if at else None)


def _edit(
    field: str, before: Value, after: Value, verdict: ChangeKind = ChangeKind.DRIFT, of: str | None = None
) -> Change:
    """Return an edit from the manifest's value to the catalogue's."""
    return samples.change(field, after, before, verdict, of)


TOKENS: Final = (
    ExpiringToken(CATALOG, "PUBLISHER_TOKEN", date(2027, 3, 1), False, Position("manifests/catalogs.yml", 7, 3)),
    ExpiringToken(
        CatalogName("autre"), "PUBLISHER_B", date(2026, 1, 1), True, Position("manifests/catalogs.yml", 9, 3)
    ),
)
DRIFTED: Final = DriftResult(
    plan=samples.FULL,
    entries=(
        drifted(
            samples.item("bron/wc", Same()),
            _edit("title", "Toilettes", "WC | publics"),
            _edit("keywords", ("eau", "wc"), ("wc", "ville")),
            _edit("file", File(10, "sha256:0"), File(2_000, "sha256:1"), of="csv"),
            _edit(WHOLE, "Carte", None, of="wms"),
            _edit(WHOLE, None, "Notice", of="5f3a"),
            at="2026-11-27T10:12:00+00:00",
            by="Jean Dupont",
        ),
        drifted(
            samples.item("bron/parcs", Same()), _edit("license", "lov2", "odc-odbl"), at="2026-11-27T10:12:00+00:00"
        ),
        drifted(
            samples.item("bron/parcs", Same(), catalog="autre"),
            _edit("license", "lov2", "odc-odbl"),
            at="2026-11-27T10:12:00+00:00",
        ),
        drifted(samples.item("bron/jeux", Same()), _edit("license", "lov2", "odc-odbl")),
        drifted(
            samples.item("lyon/conflit", Same()),
            _edit("title", "Nous", "Eux", ChangeKind.CONFLICT),
            _edit(WHOLE, None, "Ancien", ChangeKind.CONFLICT, of="old"),
            kind=DriftKind.CONFLICT,
        ),
        drifted(samples.item("lyon/efface", Same()), kind=DriftKind.DELETED),
    ),
    not_compared=(samples.item("lyon/bloque", samples.NAME_TAKEN),),
    late=(LateData(DatasetKey("bron/wc"), CATALOG, "monthly", "2024-01-31", 663),),
    links=(
        DEAD_LINK.at(
            Position("manifests/lyon/parcs.yml", 7, 10), message("{url} leads nowhere", url="https://example.org/x")
        ),
    ),
    tokens=TOKENS,
)
NOT_DRIFTED: Final = DriftResult(plan=samples.NOTHING, entries=(), late=(), links=())
DRIFT_COMMANDS: Final = DriftCommands(
    "publisher pull", "publisher sync --drift revert --on-conflict manifest", "publisher drift --ignore resources.added"
)


def hostile_drift(text: str = samples.HOSTILE) -> DriftResult:
    """Return edits with hostile text from a catalogue."""
    plan = samples.hostile_plan(text)
    blocked = tuple(item for item in plan.items if isinstance(item.step, Blocked))
    (edits,) = (item for item in plan.items if isinstance(item.step, Drift))
    entries = (
        drifted(edits, *changes_of(edits.step), at="2026-11-27T10:12:00+00:00", by=text),
        drifted(edits, _edit(WHOLE, None, text, of=text)),
        drifted(edits, _edit(WHOLE, None, text, ChangeKind.CONFLICT, of=text), kind=DriftKind.CONFLICT),
    )
    link = DEAD_LINK.at(Position("manifests/bron/a.yml", 1, 1), message("{url} leads nowhere", url=text))
    return DriftResult(plan=plan, entries=entries, not_compared=blocked, links=(link,))
