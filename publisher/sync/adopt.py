"""Making entries ours that exist already: a run of its own. The marker is written, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.adoption import Adoptable, Adopted, Candidate
from publisher.model.dataset import EMPTY
from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked, Edit
from publisher.model.wanted import Wanted
from publisher.sync import blocks, converge
from publisher.sync.adoption import candidate, marker_for, unfit
from publisher.sync.desire import Selection, wanted_in
from publisher.sync.diff import diff, pair
from publisher.sync.scales import Scales, weighed
from publisher.sync.survey import survey
from publisher.sync.uploads import Care

Proposals = Mapping[tuple[DatasetKey, CatalogName], str]
"""Entries to adopt, by id or name, beside those that manifests name."""


def candidates(
    manifests: ManifestSet,
    catalogs: Mapping[CatalogName, Catalog],
    selection: Selection,
    proposals: Proposals,
    cache: Cache,
) -> tuple[Candidate, ...]:
    """What could be adopted. Never writes. Raises `CatalogError` and `ManifestError`."""
    scales = Scales()
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
    scales: Scales,
    cache: Cache,
) -> Iterable[Candidate]:
    everything = [_proposed(one, proposals) for one in wanted_in(manifests, config)]
    wanted = [weighed(one, scales, config.links_to) for one in everything if selection.takes_pair(one.key, config.name)]
    read = survey(catalog, manifests.repository, wanted, (), cache, config.concurrency)
    free = [one for one in everything if not read.shelf.owned(one)]
    targets = {one.key: candidate(one, read.shelf, catalog.name_for(one)) for one in free}
    for one in wanted:
        entry = targets.get(one.key)
        if read.shelf.owned(one):
            yield Candidate(one.key, config.name, message("already adopted"))
        elif entry is None:
            yield Candidate(one.key, config.name, _nothing(one))
        else:
            others = [key for key, other in targets.items() if other is entry and key != one.key]
            access = read.reading.access
            content = catalog.project(one, access).content
            refused = blocks.claimed(one, entry, others[0]) if others else unfit(one, entry)
            refused = refused or blocks.no_right(one, access)
            yield Candidate(one.key, config.name, refused or adoptable(replace(one, content=content), entry))


def _proposed(wanted: Wanted, proposals: Proposals) -> Wanted:
    named = proposals.get((wanted.key, wanted.catalog))
    return replace(wanted, entry=named) if named is not None else wanted


def _nothing(wanted: Wanted) -> Blocked | Message:
    return blocks.no_entry(wanted, wanted.entry) if wanted.entry else message("there is nothing to adopt")


def adoptable(wanted: Wanted, entry: Entry) -> Adoptable | Blocked:
    """An entry with the marker that would make it ours, and what a sync would change there afterwards. Pure."""
    marker = marker_for(wanted, wanted.content, entry)
    if too_large := blocks.marker_too_large(marker):
        return too_large
    edit = Edit(wanted=wanted, entry=entry, content=EMPTY, slots=None, marker=marker)
    base = marker.base
    if base is None:
        raise TypeError("a marker of ours has a base")
    pairs = pair(wanted.content.resources, entry, base, {})
    return Adoptable(entry, edit, diff(wanted.content, entry, base, pairs, wanted.ignored))


def adopt(catalogs: Mapping[CatalogName, Catalog], chosen: Sequence[Candidate], care: Care) -> tuple[Adopted, ...]:
    """Write the marker into each entry, one after the other; one failure stops one entry."""
    return tuple(_adopt(catalogs[one.catalog], one, care) for one in chosen)


def _adopt(catalog: Catalog, one: Candidate, care: Care) -> Adopted:
    if not isinstance(one.found, Adoptable):
        raise TypeError(type(one.found).__name__)
    try:
        return Adopted(one, converge.update(catalog, one.found.edit, care).entry)
    except CatalogError as error:
        return Adopted(one, None, error.what, error.fix)
