"""The plan of a run: read each catalogue, decide each dataset's step, hold back what is not allowed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from publisher.catalogs.base import Catalog
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet, Mode, Tombstone
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, Repository
from publisher.model.plan import (
    Create,
    EntryCopy,
    HeldBack,
    HeldBy,
    Item,
    MarkerUpdate,
    Orphan,
    Plan,
    Reading,
    Same,
    Update,
)
from publisher.model.projection import placed
from publisher.model.values import State
from publisher.sync.plan.block_renames import block_renamed, name_renamed, renames_by_dataset
from publisher.sync.plan.copies import copies
from publisher.sync.plan.groups import unless_groups_forbidden
from publisher.sync.plan.guard import guard
from publisher.sync.plan.hold_others import Paths, hold_others
from publisher.sync.plan.inputs import FileMeasurer, PlanInputs
from publisher.sync.plan.orphans import archive_item, orphans
from publisher.sync.plan.plan_file import Fingerprints, hold_unapproved
from publisher.sync.plan.quality import quality_change
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions
from publisher.sync.plan.selection import DatasetCatalogs, Selection, desired_in, organizations_in
from publisher.sync.plan.survey import Survey, survey
from publisher.sync.plan.withdrawals import missing_tombstones, withdrawal_items
from publisher.sync.steps import blocked
from publisher.sync.steps.case import Case, assign_our_ids
from publisher.sync.steps.decide import decide
from publisher.sync.steps.existing_entry import state_after
from publisher.sync.steps.hiding import removes_links
from publisher.sync.steps.linked_files import (
    UNKNOWN_FILES,
    LinkedContent,
    SourceFiles,
    files_after,
    hold_until_files_are_there,
    lists_files,
    readable_addresses,
    unless_nothing_to_list,
    with_dead_links,
    with_links,
    with_note_of_links,
)
from publisher.sync.steps.publication_day import until_its_day
from publisher.sync.steps.renames import NewDataset, Renames, find_renames, keys_named
from publisher.sync.steps.replaced_files import files_that_get_lost
from publisher.sync.steps.without_effect import settings_without_effect

ItemByPlace = Mapping[tuple[DatasetKey, CatalogName], Item]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a person asked for."""

    selection: Selection = field(default_factory=Selection)
    options: RunOptions = DEFAULT_OPTIONS
    approved: Fingerprints | None = None
    """The steps of a plan file: nothing else is written."""
    only: Paths | None = None
    """The paths that may be written: a step that would write others is held back."""
    without_token: Mapping[CatalogName, str] = field(default_factory=dict)
    """The catalogues that cannot be written to for want of a token, each with the variable that should hold it."""


@dataclass(frozen=True)
class CatalogPlan:
    """One catalogue's part of a plan."""

    items: tuple[Item, ...]
    orphans: tuple[Orphan, ...]
    renames: Renames
    reading: Reading
    entries: tuple[Entry, ...]
    """All entries that were read."""
    copies: tuple[EntryCopy, ...] = ()


def make_plan(inputs: PlanInputs, request: Request) -> Plan:
    """Read the catalogues and plan. Never writes. Raises `CatalogError` and `ManifestError`.

    A catalogue that was not selected is read, too, where a selected one lists the files that it keeps.
    """
    manifests, selection = inputs.manifests, request.selection
    plans = _catalog_plans(inputs, request)
    selected = {name: plan for name, plan in plans.items() if selection.takes_catalog(name)}
    renamed = renames_by_dataset(plan.renames for plan in plans.values())
    planned = [item for plan in selected.values() for item in plan.items]
    planned = [item for item in planned if selection.takes_in_catalog(item.key, item.catalog)]
    producers = frozenset(manifests.producers)
    found_orphans = name_renamed((orphan for plan in selected.values() for orphan in plan.orphans), renamed, producers)
    pruned = [orphan for orphan in found_orphans if _is_pruned(orphan, request) or _is_unreadable(orphan, request)]
    links_to = {config.name: config.links_to for config in manifests.catalogs}
    items = [
        *block_renamed(planned, renamed, producers),
        *(archive_item(orphan, links_to.get(orphan.catalog)) for orphan in pruned),
    ]
    items += _without_manifest(selection, frozenset((item.key, item.catalog) for item in items))
    items = list(_with_notes_of_links(items, inputs, selection))
    items.sort(key=lambda item: item.key)
    published = _published(manifests.repository, selected.values())
    final_items = _hold_back(items, _by_place(plans.values()), manifests, request, published)
    left = (orphan for orphan in found_orphans if orphan not in pruned)
    return Plan(
        final_items,
        tuple(_with_dead_links(left, inputs, links_to, plans, final_items)),
        {name: plan.reading for name, plan in plans.items()},
        tuple(copy for plan in selected.values() for copy in plan.copies),
        frozenset(config.name for config in manifests.catalogs if config.mode is Mode.MANAGE),
    )


def _with_dead_links(
    left: Iterable[Orphan],
    inputs: PlanInputs,
    links_to: Mapping[CatalogName, CatalogName | None],
    plans: Mapping[CatalogName, CatalogPlan],
    items: Sequence[Item],
) -> Iterable[Orphan]:
    """Yield the orphans, marked where they link to files that the public cannot read in a catalogue that was read.

    `links_to`: for each catalogue the one whose files it lists.
    """
    readable = {
        source: readable_addresses(
            plans[source].entries,
            (item for item in items if item.catalog == source),
            hides_files=inputs.catalogs[source].traits.hides_files,
        )
        for source in set(links_to.values()) & set(plans)
        if source is not None
    }
    for orphan in left:
        source = links_to.get(orphan.catalog)
        yield with_dead_links(orphan, source, readable[source]) if source in readable else orphan


def _with_notes_of_links(items: Iterable[Item], inputs: PlanInputs, selection: Selection) -> Iterable[Item]:
    """Yield the items, those with a note whose files stay listed in a catalogue that was not selected.

    Where single steps are selected, as those of a saved plan, the others were looked at before.
    """
    listing = {
        config.links_to: config.name
        for config in inputs.manifests.catalogs
        if config.links_to and not selection.takes_catalog(config.name) and selection.dataset_catalogs is None
    }
    keys = inputs.manifests.keys
    for item in items:
        lists = listing.get(item.catalog)
        hides = lists is not None and inputs.catalogs[item.catalog].traits.hides_files
        flags = (item.key,) if item.key in keys else ("--prune",)
        yield with_note_of_links(item, lists, flags) if lists is not None and hides else item


def _is_pruned(orphan: Orphan, request: Request) -> bool:
    """Return whether an orphan is archived: not where it seems to be renamed, or is only reported again."""
    selected = request.selection.takes_in_catalog(orphan.key, orphan.catalog)
    return request.options.policy.prune and selected and orphan.renamed_to is None


def _is_unreadable(orphan: Orphan, request: Request) -> bool:
    """Return whether an orphan is blocked: a newer version has written to it, and no command can do anything there."""
    selected = request.selection.takes_in_catalog(orphan.key, orphan.catalog)
    return selected and orphan.marker.newer_version is not None


def _without_manifest(selection: Selection, planned: DatasetCatalogs) -> Iterable[Item]:
    """Yield a blocked item for each step of a plan file or of an earlier run that has no dataset any more."""
    for key, catalog in sorted((selection.dataset_catalogs or frozenset()) - planned):
        if selection.takes_catalog(catalog):
            yield Item(key, catalog, key, blocked.no_manifest())


def _catalog_plans(inputs: PlanInputs, request: Request) -> Mapping[CatalogName, CatalogPlan]:
    """Plan for each catalogue, those first that keep the files which others list."""
    measurer, plans = FileMeasurer(inputs.measure), dict[CatalogName, CatalogPlan]()
    for config in sorted(inputs.manifests.catalogs, key=lambda config: config.links_to is not None):
        if config.name in inputs.catalogs and is_needed(config, inputs.manifests, request.selection):
            planner = CatalogPlanner(
                inputs=inputs, config=config, request=request, measurer=measurer, earlier=_by_place(plans.values())
            )
            plans[config.name] = planner.plan()
    return plans


def _by_place(plans: Iterable[CatalogPlan]) -> ItemByPlace:
    return {(item.key, item.catalog): item for plan in plans for item in plan.items}


def is_needed(config: CatalogConfig, manifests: ManifestSet, selection: Selection) -> bool:
    """Return whether a catalogue was selected, or keeps files of selected datasets."""
    if selection.takes_catalog(config.name):
        return True
    contents = (manifest.content_for(config.name) for manifest in manifests.manifests if selection.takes(manifest.key))
    return any(resource.data is not None for content in contents if content for resource in content.resources)


@dataclass(frozen=True, kw_only=True)
class CatalogPlanner:
    """Plans for one catalogue."""

    inputs: PlanInputs
    config: CatalogConfig
    request: Request
    measurer: FileMeasurer
    earlier: ItemByPlace
    """The items of the catalogues that keep the files which this one lists."""

    @property
    def catalog(self) -> Catalog:
        """The catalogue."""
        return self.inputs.catalogs[self.config.name]

    def plan(self) -> CatalogPlan:
        """Read the catalogue, and decide each dataset's step."""
        manifests, selection = self.inputs.manifests, self.request.selection
        datasets = desired_in(manifests, self.config)
        selected = [self.measurer.with_files(dataset) for dataset in datasets if selection.takes(dataset.key)]
        organizations, calls = organizations_in(manifests, self.config, selection), self.catalog.calls
        read = survey(
            self.catalog,
            manifests.repository,
            selected,
            organizations,
            self.inputs.cache,
            self.config.concurrency,
            everything=datasets,
            public=self.inputs.public,
            everywhere=selection.takes_unknown(manifests.keys),
            withdrawn=self._tombstones(),
        )
        datasets = tuple(map(read.organizations.present, datasets))
        selected = [read.organizations.present(dataset) for dataset in selected]
        items = (*(self._item(dataset, read) for dataset in selected), *self._withdrawals(read))
        by_key = {dataset.key: dataset for dataset in selected}
        new = [by_key.get(dataset.key, dataset) for dataset in datasets if not read.entry_index.owned(dataset)]
        renames = find_renames(
            read.entry_index, keys_named(manifests), (self._new_dataset(dataset, read) for dataset in new)
        )
        return CatalogPlan(
            items,
            tuple(self._orphans(datasets, read)),
            renames,
            replace(read.reading, calls=self.catalog.calls - calls),
            read.entry_index.entries,
            tuple(self._copies(read)),
        )

    def _tombstones(self) -> tuple[Tombstone, ...]:
        """Return the selected datasets that were withdrawn for good."""
        tombstones = self.inputs.manifests.tombstones
        return tuple(tombstone for tombstone in tombstones if self.request.selection.takes(tombstone.key))

    def _withdrawals(self, read: Survey) -> Iterable[Item]:
        """Yield an item for each withdrawn dataset with an entry here, whether a file still says so or not."""
        yield from withdrawal_items(self._tombstones(), read.entry_index, read.reading.access)
        for item in missing_tombstones(read.entry_index, keys_named(self.inputs.manifests), read.reading.access):
            if self.request.selection.takes_orphan(item.key, item.catalog):
                yield item

    def _copies(self, read: Survey) -> Iterable[EntryCopy]:
        """Return the copies of selected datasets."""
        takes = self.request.selection.takes_in_catalog
        return (copy for copy in copies(read.entry_index) if takes(copy.key, copy.catalog))

    def _new_dataset(self, dataset: DesiredDataset, read: Survey) -> NewDataset:
        title = self.catalog.project(dataset, read.reading.access).content.title
        return NewDataset(dataset, title, self.catalog.name_for(dataset))

    def _orphans(self, datasets: Iterable[DesiredDataset], read: Survey) -> Iterable[Orphan]:
        """Return the selected orphans."""
        places = {manifest.key: manifest.at for manifest in self.inputs.manifests.manifests}
        named = self.inputs.manifests.broken.union(*(dead.keys for dead in self.inputs.manifests.tombstones))
        for entry in orphans(read.entry_index, datasets, named):
            if entry.marker and self.request.selection.takes_orphan(entry.marker.key, self.config.name):
                yield Orphan(self.config.name, entry, withdrawn_by=places.get(entry.marker.key))

    def _linked(self, measured: DesiredDataset, read: Survey) -> LinkedContent:
        """Return the content with what is listed of the files that another catalogue keeps."""
        source = self.config.links_to
        if source is None:
            return LinkedContent(measured.content)
        state = state_after(measured, read.entry_index.owned(measured), self.request.options.policy)
        readable = state is State.PUBLISHED or (state is State.ARCHIVED and self.catalog.traits.archives)
        return with_links(measured.content, source, self._files_in(source, measured.key), readable=readable)

    def _files_in(self, source: CatalogName, key: DatasetKey) -> SourceFiles:
        item = self.earlier.get((key, source))
        if item is None:
            return UNKNOWN_FILES
        return files_after(item.step, hides_files=self.inputs.catalogs[source].traits.hides_files)

    def _item(self, measured: DesiredDataset, read: Survey) -> Item:
        access, source = read.reading.access, self.config.links_to
        linked = self._linked(measured, read)
        dataset = replace(measured, content=linked.content)
        owned = read.entry_index.owned(dataset)
        projection = self.catalog.project(dataset, access, owned[0].content if len(owned) == 1 else None)
        case = Case(
            desired=dataset,
            projection=projection,
            entry_index=read.entry_index,
            lookup=read.lookups.get(dataset.key),
            name=self.catalog.name_for(dataset),
            our_ids=assign_our_ids(dataset, read.entry_index),
            traits=self.catalog.traits,
            access=access,
        )
        decided = unless_groups_forbidden(decide(case, self.request.options.policy), dataset, self.catalog, access)
        decided = until_its_day(case, decided, self.inputs.today)
        step = unless_nothing_to_list(decided, linked, source) if source else decided
        # The manifest publishes it here, and no entry is made: that is told, unlike the absence of a draft.
        not_created = (step.note,) if step is not decided and isinstance(step, Same) and step.note else ()
        return Item(
            dataset.key,
            self.catalog.name,
            str(dataset.content.title),
            step,
            placed((() if isinstance(step, Same) else linked.losses) + projection.losses, measured),
            waits_for=source if lists_files(measured.content) or removes_links(step) else None,
            notes=(*not_created, *settings_without_effect(case, step), *files_that_get_lost(step)),
            quality=quality_change(step, self.catalog),
        )


def _published(repository: Repository, plans: Iterable[CatalogPlan]) -> frozenset[DatasetKey]:
    """Return the datasets of a repository that the public sees in one of these catalogues."""
    return frozenset(
        entry.marker.key
        for plan in plans
        for entry in plan.entries
        if entry.marker is not None
        and entry.marker.repository == repository
        and entry.content.state is State.PUBLISHED
        and not entry.deleted
    )


def _hold_back(
    items: Iterable[Item],
    planned: ItemByPlace,
    manifests: ManifestSet,
    request: Request,
    published: frozenset[DatasetKey],
) -> tuple[Item, ...]:
    """Hold back what a catalogue's mode, a missing token, a guard, a missing file or the approved plan forbids."""
    modes = {config.name: config.mode for config in manifests.catalogs}
    allowed = [_unless_mode_forbids(item, modes[item.catalog]) for item in items]
    allowed = [_unless_token_missing(item, request.without_token.get(item.catalog)) for item in allowed]
    guarded = hold_until_files_are_there(guard(allowed, manifests.guards, request.options.allowed, published), planned)
    if request.only is not None:
        guarded = hold_until_files_are_there(hold_others(guarded, request.only), planned)
    if request.approved is None:
        return guarded
    # The approval comes last: a step that was held back when the plan was saved has none, and keeps its own reason.
    return hold_until_files_are_there(hold_unapproved(guarded, request.approved), planned)


def _unless_mode_forbids(item: Item, mode: Mode) -> Item:
    if mode is Mode.MANAGE:
        return item
    reason = message("{catalog} is in mode {mode}: nothing is written there", catalog=item.catalog, mode=mode.value)
    fix = message("To write, set `mode: manage` for {catalog} in catalogs.yml.", catalog=item.catalog)
    return _held_back(item, reason, fix)


def _unless_token_missing(item: Item, variable: str | None) -> Item:
    if variable is None:
        return item
    reason = message("no token for {catalog}: nothing is written there", catalog=item.catalog)
    fix = message("Set the environment variable {variable} to an API token of {catalog}, then run the command again.",
                  variable=variable, catalog=item.catalog)  # fmt: skip
    return _held_back(item, reason, fix)


def _held_back(item: Item, reason: Message, fix: Message) -> Item:
    """Return the item with its write held back; without the write where it is one of the marker alone."""
    match item.step:
        case MarkerUpdate():
            return replace(item, step=item.step.without_write)
        case Create() | Update():
            return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix, by=HeldBy.MODE))
        case _:
            return item
