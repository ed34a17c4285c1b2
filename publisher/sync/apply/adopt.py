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
    wanted = [
        with_measured_files(one, scales, config.links_to)
        for one in everything
        if selection.takes_pair(one.key, config.name)
    ]
    read = survey(catalog, manifests.repository, wanted, (), cache, config.concurrency)
    free = [one for one in everything if not read.shelf.owned(one)]
    targets = {one.key: candidate(one, read.shelf, catalog.name_for(one)) for one in free}
    for one in wanted:
        entry = targets.get(one.key)
        if read.shelf.owned(one):
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


def _proposed(wanted: DesiredDataset, proposals: Proposals) -> DesiredDataset:
    named = proposals.get((wanted.key, wanted.catalog))
    return replace(wanted, entry=named) if named is not None else wanted


def _nothing(wanted: DesiredDataset) -> Blocked | Message:
    return blocked.no_entry(wanted, wanted.entry) if wanted.entry else message("there is nothing to adopt")


def adoptable(wanted: DesiredDataset, entry: Entry) -> AdoptableEntry | Blocked:
    """An entry with the marker that would make it ours, and what a sync would change there afterwards. Pure."""
    marker = marker_for(wanted, wanted.content, entry)
    if too_large := blocked.marker_too_large(marker):
        return too_large
    edit = EntryEdit(wanted=wanted, entry=entry, content=EMPTY, slots=None, marker=marker)
    base = marker.base
    if base is None:
        raise TypeError("a marker of ours has a base")
    pairs = pair(wanted.content.resources, entry, base, {})
    return AdoptableEntry(entry, edit, diff(wanted.content, entry, base, pairs, wanted.ignored))


def adopt(
    catalogs: Mapping[CatalogName, Catalog], chosen: Sequence[AdoptionCandidate], care: WriteOptions
) -> tuple[AdoptionOutcome, ...]:
    """Write the marker into each entry, one after the other; one failure stops one entry."""
    return tuple(_adopt(catalogs[one.catalog], one, care) for one in chosen)


def _adopt(catalog: Catalog, one: AdoptionCandidate, care: WriteOptions) -> AdoptionOutcome:
    if not isinstance(one.found, AdoptableEntry):
        raise TypeError(type(one.found).__name__)
    try:
        return AdoptionOutcome(one, write_entry.update(catalog, one.found.edit, care).entry)
    except CatalogError as error:
        return AdoptionOutcome(one, None, error.what, error.fix)
