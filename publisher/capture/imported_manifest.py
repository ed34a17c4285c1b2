"""The manifest of an entry that exists: its text, and what it means here, read as any manifest is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.capture import yaml_writer
from publisher.capture.entry_classes import ClassifiedEntry
from publisher.capture.yaml_writer import Plain
from publisher.locale import _, ngettext
from publisher.manifests.dataset_file import ManifestContext, read_manifest
from publisher.manifests.defaults_and_themes import read_shared
from publisher.manifests.findings_collector import FindingsCollector, shown
from publisher.manifests.producer_file import FILE, ReadProducer, read_producer
from publisher.manifests.tree_with_positions import Table
from publisher.model.entry import Access, Entry
from publisher.model.findings import ManifestError
from publisher.model.manifest import CatalogConfig, Manifest, Producer
from publisher.model.names import SAFE_NAME, CatalogName, DatasetKey, ProducerId


@dataclass(frozen=True, kw_only=True)
class ImportedManifest:
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
        body = [yaml_writer.entry(name, value) for name, value in self.fields.items()]
        for name, words in (("clear", self.clear), ("ignore", self.ignore)):
            body += [yaml_writer.entry(name, list(words))] if words else []
        if self.resources:
            body.append("resources:\n" + "".join(yaml_writer.item(one, 2) for one in self.resources))
        if self.catalogs:
            body.append(yaml_writer.entry("catalogs", dict(self.catalogs)))
        return "".join([*self._head(), *body])

    def _head(self) -> Iterable[str]:
        yield _("# Made by `publisher import` from {address}").format(address=self.address) + "\n"
        if self.left_fields:
            yield _("# Left to the portal: {fields}").format(fields=", ".join(self.left_fields)) + "\n"
        if self.left_resources:
            text = ngettext("# {n} resource is left to the portal", "# {n} resources are left to the portal",
                            self.left_resources)  # fmt: skip
            yield text + "\n"


@dataclass(frozen=True)
class Draft:
    """A manifest to write."""

    entry: Entry
    stem: str
    manifest: ImportedManifest


@dataclass(frozen=True)
class Imports:
    """Everything that an organization has, sorted; and the manifests of what is exact."""

    access: Access
    sorted: tuple[ClassifiedEntry, ...]
    drafts: tuple[Draft, ...]


def producer_text(name: str, organizations: Mapping[CatalogName, str]) -> str:
    """The `producer.yml` of a folder that has none."""
    return yaml_writer.entry("name", name) + yaml_writer.entry(
        "organization", {str(one): text for one, text in organizations.items()}
    )


class TrialFolder:
    """A producer's folder as it is, in which manifests are tried before they are written."""

    def __init__(self, root: Path, producer: ProducerId, catalogs: tuple[CatalogConfig, ...]) -> None:
        """Raises `ManifestError` where the files below a manifest cannot be read themselves."""
        self.root, self.id = root, producer
        self.names = tuple(one.name for one in catalogs)
        collector = FindingsCollector()
        self._shared = read_shared(root, collector)
        self._folder = self._read_producer(collector)
        if collector.errors:
            raise ManifestError(tuple(collector.findings))

    def _read_producer(self, collector: FindingsCollector) -> ReadProducer | None:
        there = (self.root / self.id / FILE).exists()
        return read_producer(self.root / self.id, self.names, collector) if there else None

    @property
    def producer(self) -> Producer | None:
        """The producer, where the folder has one already."""
        return self._folder.producer if self._folder else None

    def read(self, stem: str, text: str) -> Manifest | None:
        """What a manifest of this text would mean here; None where it would be refused."""
        layer = self._folder.layer if self._folder else Table({}, {}, self._shared.defaults.at)
        context = ManifestContext(self._shared, layer, self.names)
        key, folder = DatasetKey(f"{self.id}/{stem}"), self.root / self.id
        collector = FindingsCollector()
        own = collector.parsed_table(text, shown(folder / f"{stem}.yml"))
        manifest = read_manifest(key, own, folder, context, collector) if own and SAFE_NAME.fullmatch(stem) else None
        return None if collector.errors else manifest
