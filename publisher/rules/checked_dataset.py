"""A dataset as it is checked, with the places of its values, and what it is checked against."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from publisher.model.communes import Commune, Communes
from publisher.model.dataset import Dataset
from publisher.model.findings import Finding, Position
from publisher.model.manifest import Manifest, ManifestSet, Origin, Producer
from publisher.model.names import CatalogName, ProducerId, producer_of
from publisher.model.values import State


@dataclass(frozen=True)
class CheckContext:
    """What datasets are checked against."""

    today: date
    communes: Communes
    """Those of the territory, and the producers, whose names may contain the name of a commune."""
    themes: Mapping[str, Mapping[str, str]]
    """Label of each theme, by language."""
    own_communes: Mapping[ProducerId, Commune]
    """The commune that each producer is; none for another body."""


@dataclass(frozen=True)
class CheckedDataset:
    """A dataset as a manifest gives it to every catalogue, or to one."""

    context: CheckContext
    manifest: Manifest
    content: Dataset
    producer: Producer | None
    kinds: frozenset[str]
    """The kinds of the catalogues that it goes to."""
    catalog: CatalogName | None = None
    """The catalogue for which the manifest has other values; None: as it goes to all others."""

    @property
    def commune(self) -> Commune | None:
        """The commune whose dataset it is; None for one of another body."""
        return self.context.own_communes.get(self.producer.id) if self.producer is not None else None

    @property
    def is_public(self) -> bool:
        """Return whether the public sees it."""
        return self.content.state is State.PUBLISHED

    def place(self, path: str) -> Position:
        """Return where a value is written; the first line of the manifest where no layer has it."""
        return self.manifest.place(path) if self.catalog is None else self.manifest.place_in(self.catalog, path)

    def origins(self) -> tuple[Origin, ...]:
        """Return every value as it is written."""
        if self.catalog is None:
            return self.manifest.origins
        return self.manifest.origins_in.get(self.catalog, self.manifest.origins)

    def written(self, path: str) -> Origin | None:
        """Return a value as it is written; None where no layer has it."""
        return next((origin for origin in self.origins() if origin.path == path), None)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield each title and description, of the dataset and of its resources, with its path."""
        content = self.content
        yield from _texts((("title", content.title), ("description", content.description)))
        for resource in content.resources:
            place = f"resources.{resource.id}"
            yield from _texts(((f"{place}.title", resource.title), (f"{place}.description", resource.description)))


def _texts(values: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    return ((path, value) for path, value in values if isinstance(value, str))


DatasetCheck = Callable[[CheckedDataset], Iterable[Finding]]
"""Yields what is wrong with one dataset."""


def datasets_of(manifests: ManifestSet, context: CheckContext) -> Iterator[CheckedDataset]:
    """Yield each dataset as the catalogues are to hold it: once, and once more for each that has other values."""
    kinds = {config.name: config.kind for config in manifests.catalogs}
    for manifest in manifests.manifests:
        producer = manifests.producers.get(producer_of(manifest.key))
        others = manifest.overrides.keys() & kinds.keys()
        if shared := kinds.keys() - others:
            yield CheckedDataset(
                context, manifest, manifest.content, producer, frozenset(kinds[name] for name in shared)
            )
        for name in sorted(others):
            content = manifest.overrides[name]
            if content is not None:
                yield CheckedDataset(context, manifest, content, producer, frozenset((kinds[name],)), name)
