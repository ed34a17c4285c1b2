"""A run from end to end: survey the catalogues, plan, guard, apply."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from publisher import __version__
from publisher.catalogs.base import Catalog
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.desired import DesiredDataset
from publisher.model.manifest import CatalogConfig, ManifestSet, Mode
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, RemoteId, ResourceId, our_resource_id
from publisher.model.outcome import Report
from publisher.model.plan import Create, HeldBack, Item, MarkerUpdate, Orphan, Plan, Reading, Update
from publisher.sync.apply.journal import new_run, open_journal
from publisher.sync.apply.run import Applier, OnOutcome
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.plan import linked_files
from publisher.sync.plan.decide import Case, archive_orphan, decide, orphans
from publisher.sync.plan.file_measuring import FileMeasurer, with_measured_files
from publisher.sync.plan.guard import guard
from publisher.sync.plan.plan_file import Fingerprints, approved
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions
from publisher.sync.plan.selection import Selection, desired_in, organizations_in
from publisher.sync.plan.survey import Survey, survey
from publisher.sync.plan.waiting import held_until_first

Steps = Mapping[tuple[DatasetKey, CatalogName], Item]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a person asked for."""

    selection: Selection = field(default_factory=Selection)
    choices: RunOptions = DEFAULT_OPTIONS
    approved: Fingerprints | None = None
    """The steps of a plan file: nothing else is written."""


@dataclass(frozen=True)
class CatalogPlan:
    """What one catalogue said, and the steps that follow."""

    items: tuple[Item, ...]
    orphans: tuple[Orphan, ...]
    reading: Reading


def make_plan(manifests: ManifestSet, catalogs: Mapping[CatalogName, Catalog], request: Request, cache: Cache) -> Plan:
    """Read the catalogues and plan. Never writes. Raises `CatalogError` and `ManifestError`.

    A catalogue that was not selected is read all the same where a selected one lists the files that it keeps.
    """
    scales, planned = FileMeasurer(), dict[CatalogName, CatalogPlan]()
    for config in sorted(manifests.catalogs, key=lambda one: one.links_to is not None):
        if config.name in catalogs and _is_asked(config, manifests, request.selection):
            steps = {(item.key, item.catalog): item for one in planned.values() for item in one.items}
            planned[config.name] = CatalogPlanner(
                manifests, catalogs[config.name], config, request, scales, steps
            ).plan(cache)
    chosen = {name: one for name, one in planned.items() if request.selection.takes_catalog(name)}
    items = sorted((item for one in chosen.values() for item in one.items), key=lambda item: item.key)
    taken = [item for item in items if request.selection.takes_pair(item.key, item.catalog)]
    steps = {(item.key, item.catalog): item for one in planned.values() for item in one.items}
    return Plan(
        held_until_first(_held(taken, manifests, request), steps),
        tuple(orphan for one in chosen.values() for orphan in one.orphans),
        {name: one.reading for name, one in planned.items()},
    )


def _is_asked(config: CatalogConfig, manifests: ManifestSet, selection: Selection) -> bool:
    """Whether a catalogue was selected, or keeps files of selected datasets."""
    if selection.takes_catalog(config.name):
        return True
    contents = (one.content_for(config.name) for one in manifests.manifests if selection.takes(one.key))
    return any(resource.data is not None for content in contents if content for resource in content.resources)


@dataclass(frozen=True)
class CatalogPlanner:
    """One catalogue's part of a plan."""

    manifests: ManifestSet
    catalog: Catalog
    config: CatalogConfig
    request: Request
    scales: FileMeasurer
    before: Steps
    """What was planned for the catalogues whose files this one lists."""

    def plan(self, cache: Cache) -> CatalogPlan:
        """Survey, and decide each dataset's step."""
        selection, name = self.request.selection, self.config.name
        everything = desired_in(self.manifests, self.config)
        desired = [self._weighed(one) for one in everything if selection.takes(one.key)]
        others = organizations_in(self.manifests, self.config, selection)
        read = survey(self.catalog, self.manifests.repository, desired, others, cache, self.config.concurrency)
        items = tuple(self._item(one, read) for one in desired)
        gone = tuple(
            Orphan(name, entry)
            for entry in orphans(read.entry_index, everything, self.manifests.broken)
            if entry.marker and selection.takes_pair(entry.marker.key, name)
        )
        if not self.request.choices.policy.prune:
            return CatalogPlan(items, gone, read.reading)
        return CatalogPlan(items + tuple(_pruned(orphan) for orphan in gone), (), read.reading)

    def _weighed(self, desired: DesiredDataset) -> DesiredDataset:
        source = self.config.links_to
        first = self.before.get((desired.key, source)) if source is not None else None
        return with_measured_files(
            desired, self.scales, source, linked_files.addresses_of(first.step) if first else linked_files.NOWHERE
        )

    def _item(self, desired: DesiredDataset, read: Survey) -> Item:
        access = read.reading.access
        projection = self.catalog.project(desired, access)
        case = Case(
            desired=desired,
            projection=projection,
            entry_index=read.entry_index,
            found=read.found.get(desired.key),
            name=self.catalog.name_for(desired),
            chosen=assign_our_ids(desired, read),
            traits=self.catalog.traits,
            access=access,
        )
        step = decide(case, self.request.choices.policy)
        return Item(
            desired.key,
            self.catalog.name,
            str(desired.content.title),
            step,
            projection.losses,
            waits_for=self.config.links_to if linked_files.has_links(desired.content) else None,
        )


def assign_our_ids(desired: DesiredDataset, read: Survey) -> Mapping[ResourceId, RemoteId]:
    """The ids we give to resources; one that was given under a former key stays."""
    owned = read.entry_index.owned(desired)
    held = {one.our_id for entry in owned for one in entry.resources}
    named = [one.id for one in desired.content.resources] + [
        one.id for entry in owned for one in entry.last_applied.resources
    ]
    found: dict[ResourceId, RemoteId] = {}
    for one in named:
        ids = [our_resource_id(desired.repository, key, one) for key in (desired.key, *desired.previously)]
        found[one] = next((remote for remote in ids if remote in held), ids[0])
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
    if isinstance(item.step, MarkerUpdate):
        return replace(item, step=item.step.otherwise)
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
    choices: RunOptions = DEFAULT_OPTIONS,
    *,
    verify: bool = False,
) -> Report:
    """Take every step of a plan that writes, with a journal in the folder."""
    journal = open_journal(folder, new_run(now()))
    journal.start(plan.writes, __version__, choices)
    start = time.monotonic()
    outcomes = Applier(catalogs, journal, WriteOptions(sleep, verify), on_outcome).run(plan.writes, workers)
    return Report(journal.run, journal.path.as_posix(), outcomes, time.monotonic() - start)
