"""Read a manifest as it would be read in a producer's folder, before it is written there."""

from collections.abc import Sequence
from pathlib import Path

from publisher.manifests.dataset_file import ManifestContext, read_manifest
from publisher.manifests.defaults_and_themes import read_shared
from publisher.manifests.findings_collector import FindingsCollector, shown
from publisher.manifests.producer_file import FILE, ReadProducer, read_producer
from publisher.manifests.tree_with_positions import Table
from publisher.model.findings import Finding, ManifestError, Severity, has_error
from publisher.model.manifest import CatalogConfig, Manifest, Producer
from publisher.model.names import SAFE_NAME, DatasetKey, ProducerId


class TrialFolder:
    """The layers of a producer's folder, over which manifests are tried before they are written."""

    def __init__(self, root: Path, producer: ProducerId, catalogs: tuple[CatalogConfig, ...]) -> None:
        """Read the layers. Raises `ManifestError` where they are invalid."""
        self.root, self.id = root, producer
        self.names = tuple(config.name for config in catalogs)
        collector = FindingsCollector()
        self._shared = read_shared(root, collector)
        self._folder = self._read_producer(collector)
        if collector.errors:
            raise ManifestError(tuple(collector.findings))

    def _read_producer(self, collector: FindingsCollector) -> ReadProducer | None:
        has_producer_file = (self.root / self.id / FILE).exists()
        return read_producer(self.root / self.id, self.names, collector) if has_producer_file else None

    @property
    def producer(self) -> Producer | None:
        """The producer; None where the folder has no `producer.yml`."""
        return self._folder.producer if self._folder else None

    def read(self, stem: str, text: str) -> Manifest | None:
        """Return the manifest that this text would be in the folder; None where it would be invalid."""
        manifest, findings = self._read(stem, text)
        return None if has_error(findings) else manifest

    def findings(self, stem: str, text: str) -> tuple[Finding, ...]:
        """Return the errors that this text would have in the folder."""
        _manifest, findings = self._read(stem, text)
        return tuple(finding for finding in findings if finding.severity is Severity.ERROR)

    def _read(self, stem: str, text: str) -> tuple[Manifest | None, Sequence[Finding]]:
        layer = self._folder.layer if self._folder else Table({}, {}, self._shared.defaults.at)
        context = ManifestContext(self._shared, layer, self.names)
        key, folder = DatasetKey(f"{self.id}/{stem}"), self.root / self.id
        collector = FindingsCollector()
        own = collector.parsed_table(text, shown(folder / f"{stem}.yml"))
        manifest = read_manifest(key, own, folder, context, collector) if own and SAFE_NAME.fullmatch(stem) else None
        return manifest, collector.findings
