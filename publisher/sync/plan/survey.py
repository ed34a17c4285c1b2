"""Asking a catalogue everything a plan needs, with as few calls as that takes."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from publisher.catalogs.base import Catalog, Needs
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.desired import DesiredDataset
from publisher.model.entry import Access, Entry, LookupResult
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.messages import message
from publisher.model.names import DatasetKey, Repository
from publisher.model.plan import Reading
from publisher.model.vocabulary import closest
from publisher.sync.plan.decide import needs_look
from publisher.sync.plan.entry_index import EntryIndex, index_entries


@dataclass(frozen=True)
class Survey:
    """What a catalogue said."""

    entry_index: EntryIndex
    found: Mapping[DatasetKey, LookupResult]
    """Looks at names that the bulk read lacked."""
    reading: Reading


def survey(
    catalog: Catalog,
    repository: Repository,
    desired: Collection[DesiredDataset],
    others: Collection[str],
    cache: Cache,
    workers: int,
    now: Callable[[], float] = time.monotonic,
) -> Survey:
    """Read the organizations of the wanted datasets, and others that may hold entries no manifest names any more.

    Raises `CatalogError`, and `ManifestError` for a wanted organization that the catalogue does not know.
    """
    start, calls = now(), catalog.calls
    organizations = sorted({one.organization for one in desired})
    access = catalog.check(needs_of(desired), cache)
    _refuse_unknown(desired, access)
    entry_index = index_entries(repository, catalog.observe(sorted({*organizations, *others})))
    if not all(entry_index.owned(one) for one in desired):
        entry_index = index_entries(
            repository, (*entry_index.entries, *_moved(catalog, repository, organizations, entry_index))
        )
    lacking = [one for one in desired if needs_look(one, entry_index, catalog.name_for(one))]
    with ThreadPoolExecutor(workers) as pool:
        found = dict(zip((one.key for one in lacking), pool.map(catalog.look_up, lacking), strict=True))
    return Survey(entry_index, found, Reading(access, catalog.calls - calls, now() - start))


def _moved(
    catalog: Catalog, repository: Repository, organizations: Collection[str], entry_index: EntryIndex
) -> Iterable[Entry]:
    """Entries of other organizations: what seems to be missing may be there, and is then not made again."""
    entries = catalog.entries_in_other_organizations(repository, organizations)
    return (entry for entry in entries if entry.id not in entry_index.by_id)


def needs_of(desired: Iterable[DesiredDataset]) -> Needs:
    """What these datasets speak of."""
    found = tuple(desired)
    zones = (zone for one in found if isinstance(one.content.spatial, tuple) for zone in one.content.spatial)
    return Needs(organizations=frozenset(one.organization for one in found), zones=frozenset(zones))


def _refuse_unknown(desired: Collection[DesiredDataset], access: Access) -> None:
    unknown = {one.organization_at: one for one in desired if one.organization not in access.organizations}
    if unknown:
        raise ManifestError(tuple(_unknown(one, access) for one in unknown.values()))


def _unknown(one: DesiredDataset, access: Access) -> Finding:
    near = closest(one.organization, access.organizations)
    fix = (
        message("Did you mean “{near}”?", near=near)
        if near
        else message("Create it on the portal, or correct its name here.")
    )
    what = message("{catalog} has no organization “{name}”", catalog=one.catalog, name=one.organization)
    return Finding("PUB304", Severity.ERROR, one.organization_at, what, fix, one.organization)
