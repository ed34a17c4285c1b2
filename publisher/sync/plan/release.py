"""Which entries of ours can be let go: their marker is removed, and they stay as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publisher.catalogs.base import Catalog
from publisher.model.catalog import Access
from publisher.model.entry import Entry
from publisher.model.manifest import CatalogConfig, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, producer_of
from publisher.model.public_output import entry_for_public
from publisher.sync.plan.inputs import PlanInputs
from publisher.sync.plan.selection import Selection
from publisher.sync.plan.survey import survey
from publisher.sync.steps import blocked
from publisher.sync.steps.decide import blocked_by_newer_marker


@dataclass(frozen=True)
class ReleaseCandidate:
    """A key in one catalogue: an entry that can be let go, or why there is none."""

    key: DatasetKey
    catalog: CatalogName
    entry: Entry | None
    obstacle: Message | None = None


def release_candidates(
    inputs: PlanInputs, keys: Sequence[DatasetKey], selection: Selection
) -> tuple[ReleaseCandidate, ...]:
    """Return what could be let go. Never writes. Raises `CatalogError`."""
    return tuple(
        candidate
        for config in inputs.manifests.catalogs
        if config.name in inputs.catalogs and selection.takes_catalog(config.name)
        for candidate in _candidates_in(inputs, config, keys)
    )


def _candidates_in(inputs: PlanInputs, config: CatalogConfig, keys: Sequence[DatasetKey]) -> Iterable[ReleaseCandidate]:
    manifests, catalog = inputs.manifests, inputs.catalogs[config.name]
    producers = (manifests.producers.get(producer_of(key)) for key in keys)
    organizations = {producer.organization_in(config) for producer in producers if producer}
    names = sorted(name for name in organizations if name is not None)
    read = survey(catalog, manifests.repository, (), names, inputs.cache, config.concurrency, public=inputs.public)
    entries = read.entry_index.entries
    if not all(key in read.entry_index.by_key for key in keys):
        known = read.entry_index.by_id
        elsewhere = catalog.entries_in_other_organizations(manifests.repository, names)
        missed = (entry for entry in elsewhere if entry.id not in known)
        entries += tuple(map(entry_for_public, missed) if inputs.public else missed)
    for key in keys:
        yield from _candidates_of(key, config, manifests, entries, catalog, read.reading.access)


def _candidates_of(
    key: DatasetKey,
    config: CatalogConfig,
    manifests: ManifestSet,
    entries: Iterable[Entry],
    catalog: Catalog,
    access: Access,
) -> Iterable[ReleaseCandidate]:
    own = [entry for entry in entries if entry.marker and entry.marker.names(manifests.repository, key)]
    own = [entry for entry in own if not entry.deleted]
    if not own:
        yield ReleaseCandidate(key, config.name, None, message("no entry carries this key"))
        return
    obstacle = _still_managed(key, config, manifests)
    for entry in own:
        yield ReleaseCandidate(key, catalog.name, entry, obstacle or _newer(entry) or _no_right(entry, access))


def _newer(entry: Entry) -> Message | None:
    """Return that a newer version of the program wrote to the entry, and what to do; None where none did."""
    newer = blocked_by_newer_marker((entry,))
    return message("{reason}. {fix}", reason=newer.reason, fix=newer.fix) if newer else None


def _still_managed(key: DatasetKey, config: CatalogConfig, manifests: ManifestSet) -> Message | None:
    """Return which manifest would claim the entry again at the next sync; None where there is none."""
    if key in manifests.broken:
        return message("its manifest is invalid: correct or remove it first")
    for tombstone in manifests.tombstones:
        if key in tombstone.keys:
            return message(
                "{file} says that it was withdrawn for good: its marker keeps it away", file=tombstone.at.file
            )
    for manifest in manifests.manifests:
        if manifest.content_for(config.name) is None:
            continue
        if manifest.key == key:
            return message("{file} publishes it: remove this file, or write `catalogs: {{{catalog}: false}}` in it",
                           file=manifest.at.file, catalog=config.name)  # fmt: skip
        if key in manifest.previously:
            return message("{file} names it under `previously:`: remove that line first", file=manifest.at.file)
    return None


def _no_right(entry: Entry, access: Access) -> Message | None:
    obstacle = blocked.no_right_to(entry, access)
    return obstacle.reason if obstacle else None
