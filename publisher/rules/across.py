"""Rules that look at several manifests at once."""

from collections.abc import Iterable

from publisher.model.findings import Finding, Severity
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey, producer_of
from publisher.model.source import Position


def check(manifests: ManifestSet) -> tuple[Finding, ...]:
    """Every complaint about how the manifests fit together."""
    return (*_previous_keys(manifests.manifests, manifests.broken), *_organizations(manifests))


def _previous_keys(manifests: Iterable[Manifest], broken: frozenset[DatasetKey]) -> Iterable[Finding]:
    found = tuple(manifests)
    current = broken.union(manifest.key for manifest in found)
    claimed: dict[DatasetKey, DatasetKey] = {}
    for manifest in found:
        for key in manifest.previously:
            other = claimed.setdefault(key, manifest.key)
            if key in current or other != manifest.key:
                what = _claimed(key, other, key in current)
                fix = message("Name here only a key this dataset had before its file was renamed.")
                yield Finding("PUB407", Severity.ERROR, _place(manifest, key), what, fix, key)


def _place(manifest: Manifest, key: DatasetKey) -> Position:
    """Where a manifest names a former key."""
    named = (one.at for one in manifest.origins if one.path.startswith("previously.") and one.text == key)
    return next(named, manifest.at)


def _claimed(key: DatasetKey, other: DatasetKey, current: bool) -> Message:
    if current:
        return message("“{key}” is the key of a manifest that exists", key=key)
    return message("“{key}” is already named by {other}", key=key, other=other)


def _organizations(manifests: ManifestSet) -> Iterable[Finding]:
    for producer in manifests.producers.values():
        mine = [one for one in manifests.manifests if producer_of(one.key) == producer.id]
        for catalog in manifests.catalogs:
            goes_there = any(one.content_for(catalog.name) is not None for one in mine)
            if goes_there and producer.organization_in(catalog) is None:
                yield _no_organization(producer.at, catalog)


def _no_organization(at: Position, catalog: CatalogConfig) -> Finding:
    what = message("no organization for the catalogue {catalog}", catalog=catalog.name)
    fix = message("Add under `organization:` a line `{catalog}: <its name there>`.", catalog=catalog.name)
    return Finding("PUB406", Severity.ERROR, at, what, fix)
