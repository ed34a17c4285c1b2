"""A run from end to end: survey the catalogues, plan, guard, apply."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from publisher import __version__
from publisher.catalogs.base import Catalog
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.manifest import CatalogConfig, ManifestSet, Mode
from publisher.model.messages import message
from publisher.model.names import CatalogName, RemoteId, ResourceId
from publisher.model.outcome import Report
from publisher.model.plan import Create, HeldBack, Item, Orphan, Plan, Reading, Update
from publisher.model.wanted import Wanted
from publisher.sync.apply import Applier, OnOutcome
from publisher.sync.choices import USUAL, Choices
from publisher.sync.desire import Selection, organizations_in, wanted_in
from publisher.sync.guard import guard
from publisher.sync.journal import new_run, open_journal
from publisher.sync.plan import Case, archive_orphan, decide, orphans
from publisher.sync.policy import Policy
from publisher.sync.saved import Fingerprints, approved
from publisher.sync.survey import Survey, survey


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a person asked for."""

    selection: Selection = field(default_factory=Selection)
    choices: Choices = USUAL
    approved: Fingerprints | None = None
    """The steps of a plan file: nothing else is written."""


def make_plan(manifests: ManifestSet, catalogs: Mapping[CatalogName, Catalog], request: Request, cache: Cache) -> Plan:
    """Read the catalogues and plan. Never writes. Raises `CatalogError` and `ManifestError`."""
    items: list[Item] = []
    left: list[Orphan] = []
    readings: dict[CatalogName, Reading] = {}
    for config in manifests.catalogs:
        if config.name not in catalogs:
            continue
        found, orphaned, readings[config.name] = _plan_one(manifests, config, catalogs[config.name], request, cache)
        items.extend(found)
        left.extend(orphaned)
    ordered = sorted(items, key=lambda item: item.key)
    return Plan(_held(ordered, manifests, request), tuple(left), readings)


def _plan_one(
    manifests: ManifestSet, config: CatalogConfig, catalog: Catalog, request: Request, cache: Cache
) -> tuple[list[Item], list[Orphan], Reading]:
    everything = wanted_in(manifests, config)
    wanted = [one for one in everything if request.selection.takes_pair(one.key, config.name)]
    others = organizations_in(manifests, config, request.selection)
    read = survey(catalog, manifests.repository, wanted, others, cache, config.concurrency)
    items = [_item(catalog, one, read, request.choices.policy) for one in wanted]
    gone = [
        Orphan(config.name, entry)
        for entry in orphans(read.shelf, everything, manifests.broken)
        if entry.marker and request.selection.takes_pair(entry.marker.key, config.name)
    ]
    if not request.choices.policy.prune:
        return items, gone, read.reading
    return items + [_pruned(orphan) for orphan in gone], [], read.reading


def _item(catalog: Catalog, wanted: Wanted, read: Survey, policy: Policy) -> Item:
    access = read.reading.access
    projection = catalog.project(wanted, access)
    case = Case(
        wanted=wanted,
        projection=projection,
        shelf=read.shelf,
        found=read.found.get(wanted.key),
        name=catalog.name_for(wanted),
        chosen=_chosen(catalog, wanted, read),
        access=access,
    )
    return Item(wanted.key, catalog.name, str(wanted.content.title), decide(case, policy), projection.losses)


def _chosen(catalog: Catalog, wanted: Wanted, read: Survey) -> Mapping[ResourceId, RemoteId]:
    """The ids we give to resources; one that was given under a former key stays."""
    held = {one.remote for entry in read.shelf.owned(wanted) for one in entry.resources}
    found: dict[ResourceId, RemoteId] = {}
    for one in wanted.content.resources:
        keys = (wanted.key, *wanted.previously)
        ids = [remote for key in keys if (remote := catalog.resource_id(wanted.repository, key, one.id)) is not None]
        if ids:
            found[one.id] = next((remote for remote in ids if remote in held), ids[0])
    return found


def _pruned(orphan: Orphan) -> Item:
    marker = orphan.entry.marker
    if marker is None:
        raise TypeError("an orphan carries our marker")
    return Item(marker.key, orphan.catalog, str(orphan.entry.content.title), archive_orphan(orphan.entry, marker))


def _held(items: Iterable[Item], manifests: ManifestSet, request: Request) -> tuple[Item, ...]:
    """Hold back what the mode, the approved plan or a guard does not allow."""
    modes = {config.name: config.mode for config in manifests.catalogs}
    managed = [_mode_held(item, modes[item.catalog]) for item in items]
    if request.approved is not None:
        managed = list(approved(managed, request.approved))
    return guard(managed, manifests.guards, request.choices.allowed)


def _mode_held(item: Item, mode: Mode) -> Item:
    if mode is Mode.MANAGE or not isinstance(item.step, Create | Update):
        return item
    reason = message("{catalog} is in mode {mode}: nothing is written there", catalog=item.catalog, mode=mode.value)
    fix = message("To write, set `mode: manage` for {catalog} in catalogs.yml.", catalog=item.catalog)
    return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix))


def apply_plan(
    plan: Plan,
    catalogs: Mapping[CatalogName, Catalog],
    folder: Path,
    workers: int,
    on_outcome: OnOutcome,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], datetime] = datetime.now,
    choices: Choices = USUAL,
) -> Report:
    """Take every step of a plan that writes, with a journal in the folder."""
    journal = open_journal(folder, new_run(now()))
    journal.start(plan.writes, __version__, choices)
    start = time.monotonic()
    outcomes = Applier(catalogs, journal, sleep, on_outcome).run(plan.writes, workers)
    return Report(journal.run, journal.path.as_posix(), outcomes, time.monotonic() - start)
