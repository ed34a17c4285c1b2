"""Asking a catalogue everything a plan needs, with as few calls as that takes."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from publisher.catalogs.base import Catalog, Needs
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.entry import Access, Entry, Found
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.messages import message
from publisher.model.names import DatasetKey, Repository
from publisher.model.plan import Reading
from publisher.model.vocabulary import closest
from publisher.model.wanted import Wanted
from publisher.sync.plan import needs_look
from publisher.sync.shelf import Shelf, shelve


@dataclass(frozen=True)
class Survey:
    """What a catalogue said."""

    shelf: Shelf
    found: Mapping[DatasetKey, Found]
    """Looks at names that the bulk read lacked."""
    reading: Reading


def survey(
    catalog: Catalog,
    repository: Repository,
    wanted: Collection[Wanted],
    others: Collection[str],
    cache: Cache,
    workers: int,
    now: Callable[[], float] = time.monotonic,
) -> Survey:
    """Read the organizations of the wanted datasets, and others that may hold entries no manifest names any more.

    Raises `CatalogError`, and `ManifestError` for a wanted organization that the catalogue does not know.
    """
    start, calls = now(), catalog.calls
    organizations = sorted({one.organization for one in wanted})
    access = catalog.check(needs_of(wanted), cache)
    _refuse_unknown(wanted, access)
    shelf = shelve(repository, catalog.observe(sorted({*organizations, *others})))
    if not all(shelf.owned(one) for one in wanted):
        shelf = shelve(repository, (*shelf.entries, *_moved(catalog, repository, organizations, shelf)))
    lacking = [one for one in wanted if needs_look(one, shelf, catalog.name_for(one))]
    with ThreadPoolExecutor(workers) as pool:
        found = dict(zip((one.key for one in lacking), pool.map(catalog.find, lacking), strict=True))
    return Survey(shelf, found, Reading(access, catalog.calls - calls, now() - start))


def _moved(catalog: Catalog, repository: Repository, organizations: Collection[str], shelf: Shelf) -> Iterable[Entry]:
    """Entries of other organizations: what seems to be missing may be there, and is then not made again."""
    return (one for one in catalog.elsewhere(repository, organizations) if one.id not in shelf.by_id)


def needs_of(wanted: Iterable[Wanted]) -> Needs:
    """What these datasets speak of."""
    found = tuple(wanted)
    zones = (zone for one in found if isinstance(one.content.spatial, tuple) for zone in one.content.spatial)
    return Needs(organizations=frozenset(one.organization for one in found), zones=frozenset(zones))


def _refuse_unknown(wanted: Collection[Wanted], access: Access) -> None:
    unknown = {one.organization_at: one for one in wanted if one.organization not in access.organizations}
    if unknown:
        raise ManifestError(tuple(_unknown(one, access) for one in unknown.values()))


def _unknown(one: Wanted, access: Access) -> Finding:
    near = closest(one.organization, access.organizations)
    fix = (
        message("Did you mean “{near}”?", near=near)
        if near
        else message("Create the organization in the catalogue, or correct its name here.")
    )
    what = message("{catalog} has no organization “{name}”", catalog=one.catalog, name=one.organization)
    return Finding("PUB304", Severity.ERROR, one.organization_at, what, fix, one.organization)
