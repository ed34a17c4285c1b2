"""Rules that look at several manifests at once."""

from collections import defaultdict
from collections.abc import Iterable

from publisher.model.findings import Finding, Severity
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, producer_of
from publisher.model.source import Position


def check(manifests: ManifestSet) -> tuple[Finding, ...]:
    """Every complaint about how the manifests fit together."""
    return (
        *_previous_keys(manifests.manifests, manifests.broken),
        *_organizations(manifests),
        *_unlinked(manifests),
        *_claimed_twice(manifests.manifests),
    )


def _previous_keys(manifests: Iterable[Manifest], broken: frozenset[DatasetKey]) -> Iterable[Finding]:
    found = tuple(manifests)
    current = broken.union(manifest.key for manifest in found)
    claimed: dict[DatasetKey, DatasetKey] = {}
    for manifest in found:
        for key in manifest.previously:
            other = claimed.setdefault(key, manifest.key)
            if key in current or other != manifest.key:
                what = _claimed(key, other, key in current)
                fix = message("List here only keys that this dataset had before its file was renamed.")
                yield Finding("PUB407", Severity.ERROR, _place(manifest, key), what, fix, key)


def _place(manifest: Manifest, key: DatasetKey) -> Position:
    """Where a manifest names a former key."""
    named = (one.at for one in manifest.origins if one.path.startswith("previously.") and one.text == key)
    return next(named, manifest.at)


def _claimed(key: DatasetKey, other: DatasetKey, current: bool) -> Message:
    if current:
        return message("“{key}” is the key of a manifest that exists", key=key)
    return message("“{key}” is already named in {other}", key=key, other=other)


def _organizations(manifests: ManifestSet) -> Iterable[Finding]:
    for producer in manifests.producers.values():
        mine = [one for one in manifests.manifests if producer_of(one.key) == producer.id]
        for catalog in manifests.catalogs:
            goes_there = any(one.content_for(catalog.name) is not None for one in mine)
            if goes_there and producer.organization_in(catalog) is None:
                yield _no_organization(producer.at, catalog)


def _no_organization(at: Position, catalog: CatalogConfig) -> Finding:
    what = message("no organization for the catalogue {catalog}", catalog=catalog.name)
    fix = message("Under `organization:`, add a line `{catalog}: <its name in that catalogue>`.", catalog=catalog.name)
    return Finding("PUB406", Severity.ERROR, at, what, fix)


def _unlinked(manifests: ManifestSet) -> Iterable[Finding]:
    """Files that a catalogue should list and nobody keeps."""
    for catalog in manifests.catalogs:
        for one in manifests.manifests if catalog.links_to else ():
            listed, kept = one.content_for(catalog.name), one.content_for(catalog.links_to or catalog.name)
            held = {resource.id for resource in kept.resources if resource.data} if kept else frozenset()
            for resource in listed.resources if listed else ():
                if resource.data is not None and resource.id not in held:
                    what = message("{catalog} links to files stored in {source}, where this dataset is not published",
                                   catalog=catalog.name, source=catalog.links_to)  # fmt: skip
                    fix = message("Also publish the dataset in {source}.", source=catalog.links_to)
                    at = one.place(f"resources.{resource.id}.path")
                    yield Finding("PUB409", Severity.ERROR, at, what, fix)


def _claimed_twice(manifests: Iterable[Manifest]) -> Iterable[Finding]:
    """One entry of a catalogue is one dataset: said of every manifest that names it."""
    claims: dict[tuple[CatalogName, str], list[tuple[Manifest, Position]]] = defaultdict(list)
    for one in manifests:
        for catalog, adoption in one.adoptions.items():
            if adoption.entry is not None:
                claims[catalog, adoption.entry].append((one, adoption.at or one.at))
    for (_catalog, entry), those in claims.items():
        for one, at in those if len(those) > 1 else ():
            other = next(two.key for two, _at in those if two is not one)
            what = message("the entry “{entry}” is also named in {other}", entry=entry, other=other)
            fix = message("One entry is one dataset: name it in one manifest.")
            yield Finding("PUB410", Severity.ERROR, at, what, fix, entry)
