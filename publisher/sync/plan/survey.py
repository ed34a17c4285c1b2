"""Reading from a catalogue everything that a plan needs, with as few calls as possible."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from publisher.catalogs.base import Catalog, HasSchema, Needs
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, LookupResult
from publisher.model.findings import Finding, ManifestError, has_error
from publisher.model.manifest import Tombstone
from publisher.model.names import DatasetKey, Repository
from publisher.model.plan import Reading
from publisher.model.public_output import entry_for_public
from publisher.model.values import group_names
from publisher.sync.plan.organizations import Organizations, find_organizations
from publisher.sync.steps.entry_index import EntryIndex, index_entries
from publisher.sync.steps.new_entry import needs_look_up


@dataclass(frozen=True)
class Survey:
    """What a catalogue returned."""

    entry_index: EntryIndex
    lookups: Mapping[DatasetKey, LookupResult]
    """Look-ups of names that the bulk read did not show."""
    reading: Reading
    organizations: Organizations = field(default_factory=Organizations)


def survey(
    catalog: Catalog,
    repository: Repository,
    desired: Collection[DesiredDataset],
    other_organizations: Collection[str],
    cache: Cache,
    workers: int,
    *,
    everything: Collection[DesiredDataset] = (),
    public: bool = False,
    everywhere: bool = False,
    withdrawn: Collection[Tombstone] = (),
    now: Callable[[], float] = time.monotonic,
) -> Survey:
    """Read the organizations of the datasets, and others that may have entries no manifest names any more.

    `everything`: the datasets of all manifests, selected or not.
    `everywhere`: also search all other organizations for entries of ours; a producer's folder may have been removed.
    They are also searched where a dataset, or one of those `withdrawn`, has no entry here.

    Raises `CatalogError`, and `ManifestError` for an organization of a dataset that the catalogue does not know, and
    for what the catalogue's own schema refuses.
    """
    start, calls = now(), catalog.calls
    access = catalog.check(needs_of(desired), cache)
    organizations = find_organizations(desired, access, catalog, repository, everything, public=public)
    if organizations.lost:
        raise ManifestError(organizations.lost)
    if refused_by_schema(catalog, desired):  # perhaps of yesterday: the schema is asked for anew
        access = catalog.check(needs_of(desired), cache.asked_anew())
        if refused := refused_by_schema(catalog, desired):
            raise ManifestError(refused)
    desired = tuple(map(organizations.present, desired))
    named_here = {*(dataset.organization for dataset in desired), *other_organizations}
    read = sorted(set(organizations.present_names(named_here)))
    presented = entry_for_public if public else _as_it_is
    entries = tuple(map(presented, catalog.observe(read)))
    index = index_entries(repository, entries)
    are_here = all(any(key in index.by_key for key in tombstone.keys) for tombstone in withdrawn)
    if everywhere or not are_here or not all(index.owned(dataset) for dataset in desired):
        moved = map(presented, _entries_elsewhere(catalog, repository, read, index))
        index = index_entries(repository, (*index.entries, *moved))
    to_look_up = [dataset for dataset in desired if needs_look_up(dataset, index, catalog.name_for(dataset))]
    with ThreadPoolExecutor(workers) as pool:
        looked_up = pool.map(catalog.look_up, to_look_up)
        results = (presented(result) if isinstance(result, Entry) else result for result in looked_up)
        lookups = dict(zip((dataset.key for dataset in to_look_up), results, strict=True))
    reading = Reading(access, catalog.calls - calls, now() - start, organizations.warnings)
    return Survey(index, lookups, reading, organizations)


def _as_it_is(entry: Entry) -> Entry:
    return entry


def _entries_elsewhere(
    catalog: Catalog, repository: Repository, organizations: Collection[str], index: EntryIndex
) -> Iterable[Entry]:
    """Search the other organizations before creating: an entry that seems to be missing may have been moved."""
    return (
        entry
        for entry in catalog.entries_in_other_organizations(repository, organizations)
        if entry.id not in index.by_id
    )


def refused_by_schema(catalog: Catalog, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
    """Return the findings about what the catalogue's own schema refuses: it is certainly known after a check."""
    if not isinstance(catalog, HasSchema):
        return ()
    findings = catalog.lint(desired)
    return findings if has_error(findings) else ()


def needs_of(desired: Iterable[DesiredDataset]) -> Needs:
    """Return the organizations, zones, groups and extras that these datasets name."""
    desired = tuple(desired)
    zones = (
        zone for dataset in desired if isinstance(dataset.content.spatial, tuple) for zone in dataset.content.spatial
    )
    return Needs(
        organizations=frozenset(dataset.organization for dataset in desired),
        zones=frozenset(zones),
        groups=frozenset(name for dataset in desired for name in group_names(dataset.content.groups)),
        extras=frozenset(name for dataset in desired for name in dataset.content.extras),
    )
