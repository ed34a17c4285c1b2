"""Samples of datasets with files in two catalogues, and of entries to adopt."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from publisher.model.change import Change, ChangeKind
from publisher.model.change import FieldPath as At
from publisher.model.commands import Again, command
from publisher.model.dataset import Resource, ResourceWrite
from publisher.model.files import MeasuredFile
from publisher.model.messages import counted, message
from publisher.model.names import CatalogName, DatasetKey, RemoteId, ResourceId
from publisher.model.outcome import Done, Failed, NotDone, Report
from publisher.model.plan import (
    Blocked,
    BlockReason,
    Create,
    EntryCreation,
    EntryEdit,
    HeldBack,
    Item,
    Plan,
    Reading,
    Same,
    Step,
    Update,
)
from publisher.model.values import AddressAfterApply, File
from publisher.sync.apply.marker_only import MarkerOutcome
from publisher.sync.plan.adoption import AdoptionCandidate
from publisher.sync.steps.adoptable import AdoptableEntry
from tests.unit.builders import CATALOG, access, applied, base_of, dataset, desired, entry, marker, resource

OTHER: Final = CatalogName("datagouv")
CSV: Final = ResourceId("csv")
OLD: Final = File(9_000, "sha256:a", 58, 4)
NEW: Final = File(10_400, "sha256:b", 59, 4)
LESS: Final = File(1_234_567, "sha256:c", 12, 3)
DATA: Final = MeasuredFile(Path("communes.csv"), size=10_400, sha256="b", sha1="b", changed=0, rows=59, columns=4)


def _item(key: str, step: Step, catalog: CatalogName = CATALOG) -> Item:
    return Item(DatasetKey(key), catalog, key, step, waits_for=CATALOG if catalog == OTHER else None)


def _create(*resources: Resource) -> Create:
    content = dataset(*resources)
    resource_writes = tuple(ResourceWrite(RemoteId(f"r-{item.id}"), item, new=True) for item in resources)
    return Create(
        creation=EntryCreation(
            desired=desired(content), content=content, resource_writes=resource_writes, marker=marker()
        )
    )


def _update(*changes: Change, resource_writes: tuple[ResourceWrite, ...] | None = None) -> Update:
    content = dataset(resource())
    edit = EntryEdit(
        desired=desired(),
        entry=applied(content),
        content=dataset(),
        resource_writes=resource_writes,
        marker=marker(base_of(content)),
    )
    return Update(edit=edit, changes=changes)


def _file(before: File | None, after: File) -> Change:
    return Change(At("file", CSV), ChangeKind.CHANGE, before, after)


UPLOADED: Final = Resource(id=CSV, title="Tableau", file=NEW, data=DATA)
LINKED: Final = Resource(id=CSV, title="Tableau", url=AddressAfterApply(CATALOG), file=NEW)
TITLE: Final = Change(At("title"), ChangeKind.CHANGE, "Parcs", "Parcs et jardins")
ADDRESS: Final = Change(At("url", CSV), ChangeKind.CHANGE, "https://example.org/a.csv", AddressAfterApply(CATALOG))
MOVED: Final = _update(_file(None, NEW), resource_writes=(ResourceWrite(None, UPLOADED, new=True),))
GUARD: Final = HeldBack(
    step=_update(_file(File(2_000_000, "sha256:d", 12, 4), LESS)),
    reason=counted(
        "guard: files would lose {n} column in one run (limit {limit})",
        "guard: files would lose {n} columns in one run (limit {limit})",
        n=1,
        limit=0,
    ),
    fix=message("If this is intended: {command}", command=Again(("--allow", "columns=1"))),
)
WAITING: Final = HeldBack(
    step=_create(LINKED),
    reason=message("it depends on {catalog}, which stores its files", catalog=CATALOG),
    fix=message("Settle this first: {command}", command=command("plan", "bron/seul", "--catalog", CATALOG)),
)

ITEMS: Final = (
    _item("bron/parcs", _update(TITLE)),
    _item("bron/parcs", _update(TITLE), OTHER),
    _item("bron/seul", WAITING, OTHER),
    _item("bron/toilettes", _create(UPLOADED, resource("wfs"))),
    _item("bron/toilettes", _create(LINKED, resource("wfs")), OTHER),
    _item("ecully/tableau", GUARD),
    _item("lyon/bascule", MOVED),
    _item("lyon/meme-taille", _update(_file(OLD, replace(OLD, checksum="sha256:z", rows=None)))),
    _item("metropole/communes", _update(_file(OLD, NEW))),
    _item("metropole/communes", _update(ADDRESS, _file(OLD, NEW)), OTHER),
)
READINGS: Final = {name: Reading(access(), 3, 0.4) for name in (CATALOG, OTHER)}
PLAN: Final = Plan(ITEMS, (), READINGS)
ENTRY: Final = entry()
RUN: Final = Report(
    "2026-11-24T0812-a4",
    ".publisher/runs/2026-11-24T0812-a4.jsonl",
    (
        Done(ITEMS[3], ENTRY),
        Done(ITEMS[4], ENTRY),
        Failed(ITEMS[8], message("it answered {status}", status=502), message("Run the command again.")),
        NotDone(ITEMS[9], message("it depends on {catalog}, where its step was not done", catalog=CATALOG)),
        Done(_item("lyon/seul", _update(TITLE)), ENTRY),
    ),
    6.2,
)
AFTER: Final = Plan((*ITEMS, _item("lyon/seul", Same(entry=ENTRY), OTHER)), (), READINGS)

_EDIT: Final = EntryEdit(desired=desired(), entry=ENTRY, content=dataset(), resource_writes=None, marker=marker())
CANDIDATES: Final = (
    AdoptionCandidate(DatasetKey("bron/parcs"), CATALOG, AdoptableEntry(ENTRY, _EDIT, (TITLE,))),
    AdoptionCandidate(DatasetKey("bron/toilettes"), OTHER, AdoptableEntry(ENTRY, _EDIT, ())),
    AdoptionCandidate(
        DatasetKey("lyon/parcs"),
        CATALOG,
        Blocked(
            why=BlockReason.FOREIGN,
            reason=message("{address} is managed by another tool: {mark}", address=ENTRY.address, mark="x = y"),
            fix=message("Run the command again."),
        ),
    ),
    AdoptionCandidate(DatasetKey("lyon/toilettes"), CATALOG, message("already adopted")),
)
ADOPTED: Final = (
    MarkerOutcome(CANDIDATES[0], ENTRY),
    MarkerOutcome(CANDIDATES[1], None, message("it answered {status}", status=502), message("Run the command again.")),
)
