"""The manifest of an entry that exists: its text, and what it means here, read as any manifest is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.locale import _, ngettext
from publisher.manifests import emit
from publisher.manifests.collect import Collector
from publisher.manifests.emit import Plain
from publisher.manifests.nodes import Table
from publisher.manifests.one import Surroundings, read_manifest, read_own
from publisher.manifests.producer import FILE, ReadProducer, read_producer
from publisher.manifests.shared import read_shared
from publisher.model.entry import Access, Entry
from publisher.model.findings import ManifestError
from publisher.model.importing import SortedEntry
from publisher.model.manifest import CatalogConfig, Manifest, Producer
from publisher.model.names import CatalogName, DatasetKey, ProducerId


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a manifest says of an entry."""

    address: str
    fields: Mapping[str, Plain]
    resources: tuple[Mapping[str, Plain], ...] | None
    """None: they are left to the portal."""
    catalogs: Mapping[str, Plain]
    """Where it is, and where it is not to go."""
    clear: tuple[str, ...] = ()
    """Fields that the layers below give, and that the entry does not have."""
    ignore: tuple[str, ...] = ()
    """Fields that no manifest could give as the entry has them."""
    left_fields: tuple[str, ...] = ()
    """Fields of the entry that stay the portal's own affair."""
    left_resources: int = 0
    """How many of its resources do."""

    def text(self) -> str:
        """The file."""
        body = [emit.entry(name, value) for name, value in self.fields.items()]
        for name, words in (("clear", self.clear), ("ignore", self.ignore)):
            body += [emit.entry(name, list(words))] if words else []
        if self.resources:
            body.append("resources:\n" + "".join(emit.item(one, 2) for one in self.resources))
        if self.catalogs:
            body.append(emit.entry("catalogs", dict(self.catalogs)))
        return "".join([*self._head(), *body])

    def _head(self) -> Iterable[str]:
        yield _("# Written by `publisher import` from {address}").format(address=self.address) + "\n"
        if self.left_fields:
            yield _("# Managed only in the catalogue: {fields}").format(fields=", ".join(self.left_fields)) + "\n"
        if self.left_resources:
            text = ngettext("# {n} resource is managed only in the catalogue",
                            "# {n} resources are managed only in the catalogue",
                            self.left_resources)  # fmt: skip
            yield text + "\n"


@dataclass(frozen=True)
class Draft:
    """A manifest to write."""

    entry: Entry
    stem: str
    manifest: Imported


@dataclass(frozen=True)
class Imports:
    """Everything that an organization has, sorted; and the manifests of what is exact."""

    access: Access
    sorted: tuple[SortedEntry, ...]
    drafts: tuple[Draft, ...]


def producer_text(name: str, organizations: Mapping[CatalogName, str]) -> str:
    """The `producer.yml` of a folder that has none."""
    return emit.entry("name", name) + emit.entry(
        "organization", {str(one): text for one, text in organizations.items()}
    )


class Trial:
    """A producer's folder as it is, in which manifests are tried before they are written."""

    def __init__(self, root: Path, producer: ProducerId, catalogs: tuple[CatalogConfig, ...]) -> None:
        """Raises `ManifestError` where the files below a manifest cannot be read themselves."""
        self.root, self.id = root, producer
        self.names = tuple(one.name for one in catalogs)
        collector = Collector()
        self._shared = read_shared(root, collector)
        self._folder = self._read_producer(collector)
        if collector.findings:
            raise ManifestError(tuple(collector.findings))

    def _read_producer(self, collector: Collector) -> ReadProducer | None:
        there = (self.root / self.id / FILE).exists()
        return read_producer(self.root / self.id, self.names, collector) if there else None

    @property
    def producer(self) -> Producer | None:
        """The producer, where the folder has one already."""
        return self._folder.producer if self._folder else None

    def read(self, stem: str, text: str) -> Manifest | None:
        """What a manifest of this text would mean here; None where it would be refused."""
        layer = self._folder.layer if self._folder else Table({}, {}, self._shared.defaults.at)
        collector = Collector()
        with TemporaryDirectory() as place:
            path = Path(place, f"{stem}.yml")
            path.write_text(text, encoding="utf-8")
            own = read_own(path, collector)
            around = Surroundings(self._shared, layer, self.names)
            key = DatasetKey(f"{self.id}/{stem}")
            found = read_manifest(key, path, own, around, collector) if own else None
        return None if collector.findings else found
