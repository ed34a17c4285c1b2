"""Making entries ours that exist already: a run of its own. The marker is written, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import EMPTY
from publisher.model.desired import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked, EntryEdit
from publisher.sync.apply import write_entry
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.compare.diff import diff, pair
from publisher.sync.plan import blocked
from publisher.sync.plan.adoptable import candidate, marker_for, unfit
from publisher.sync.plan.adoption_model import AdoptableEntry, AdoptionCandidate, AdoptionOutcome
from publisher.sync.plan.file_measuring import FileMeasurer, with_measured_files
from publisher.sync.plan.selection import Selection, desired_in
from publisher.sync.plan.survey import survey

Proposals = Mapping[tuple[DatasetKey, CatalogName], str]
"""Entries to adopt, by id or name, beside those that manifests name."""


def candidates(
    manifests: ManifestSet,
    catalogs: Mapping[CatalogName, Catalog],
    selection: Selection,
    proposals: Proposals,
    cache: Cache,
) -> tuple[AdoptionCandidate, ...]:
    """What could be adopted. Never writes. Raises `CatalogError` and `ManifestError`."""
    scales = FileMeasurer()
    return tuple(
        found
        for config in manifests.catalogs
        if config.name in catalogs and selection.takes_catalog(config.name)
        for found in _in_one(manifests, config, catalogs[config.name], selection, proposals, scales, cache)
    )


def _in_one(
    manifests: ManifestSet,
    config: CatalogConfig,
    catalog: Catalog,
    selection: Selection,
    proposals: Proposals,
    scales: FileMeasurer,
    cache: Cache,
) -> Iterable[AdoptionCandidate]:
    everything = [_proposed(one, proposals) for one in desired_in(manifests, config)]
    desired = [
        with_measured_files(one, scales, config.links_to)
        for one in everything
        if selection.takes_pair(one.key, config.name)
    ]
    read = survey(catalog, manifests.repository, desired, (), cache, config.concurrency)
    free = [one for one in everything if not read.entry_index.owned(one)]
    targets = {one.key: candidate(one, read.entry_index, catalog.name_for(one)) for one in free}
    for one in desired:
        entry = targets.get(one.key)
        if read.entry_index.owned(one):
            yield AdoptionCandidate(one.key, config.name, message("is ours already"))
        elif entry is None:
            yield AdoptionCandidate(one.key, config.name, _nothing(one))
        else:
            others = [key for key, other in targets.items() if other is entry and key != one.key]
            access = read.reading.access
            content = catalog.project(one, access).content
            refused = blocked.claimed(one, entry, others[0]) if others else unfit(one, entry)
            refused = refused or blocked.no_right(one, access)
            yield AdoptionCandidate(one.key, config.name, refused or adoptable(replace(one, content=content), entry))


def _proposed(desired: DesiredDataset, proposals: Proposals) -> DesiredDataset:
    named = proposals.get((desired.key, desired.catalog))
    return replace(desired, entry=named) if named is not None else desired


def _nothing(desired: DesiredDataset) -> Blocked | Message:
    return blocked.no_entry(desired, desired.entry) if desired.entry else message("there is nothing to adopt")


def adoptable(desired: DesiredDataset, entry: Entry) -> AdoptableEntry | Blocked:
    """An entry with the marker that would make it ours, and what a sync would change there afterwards. Pure."""
    marker = marker_for(desired, desired.content, entry)
    if too_large := blocked.marker_too_large(marker):
        return too_large
    edit = EntryEdit(desired=desired, entry=entry, content=EMPTY, resource_writes=None, marker=marker)
    last_applied = marker.last_applied
    if last_applied is None:
        raise TypeError("a marker of ours has a base")
    paired = pair(desired.content.resources, entry, last_applied, {})
    return AdoptableEntry(entry, edit, diff(desired.content, entry, last_applied, paired, desired.ignored))


def adopt(
    catalogs: Mapping[CatalogName, Catalog], chosen: Sequence[AdoptionCandidate], write_options: WriteOptions
) -> tuple[AdoptionOutcome, ...]:
    """Write the marker into each entry, one after the other; one failure stops one entry."""
    return tuple(_adopt(catalogs[one.catalog], one, write_options) for one in chosen)


def _adopt(catalog: Catalog, one: AdoptionCandidate, write_options: WriteOptions) -> AdoptionOutcome:
    if not isinstance(one.found, AdoptableEntry):
        raise TypeError(type(one.found).__name__)
    try:
        return AdoptionOutcome(one, write_entry.update(catalog, one.found.edit, write_options).entry)
    except CatalogError as error:
        return AdoptionOutcome(one, None, error.what, error.fix)
