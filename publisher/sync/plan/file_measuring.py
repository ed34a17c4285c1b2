"""Each data file of a run is read once, however many catalogues it goes to."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from publisher.manifests.findings_collector import shown
from publisher.manifests.measure_file import measure
from publisher.model.dataset import Dataset, Resource
from publisher.model.desired import DesiredDataset
from publisher.model.files import MeasuredFile
from publisher.model.findings import ManifestError, Position
from publisher.model.messages import message
from publisher.model.names import CatalogName
from publisher.rules.data_files import MISSING_DATA_FILE
from publisher.sync.plan.linked_files import NOWHERE, Addresses, linked


@dataclass
class FileMeasurer:
    """What was measured so far."""

    _known: dict[Path, MeasuredFile] = field(default_factory=dict)

    def weigh(self, content: Dataset) -> Dataset:
        """The content with each of its files measured. Raises `ManifestError` for one that cannot be read."""
        if all(one.data is None for one in content.resources):
            return content
        return replace(content, resources=tuple(self._resource(one) for one in content.resources))

    def _resource(self, one: Resource) -> Resource:
        return replace(one, data=self._measured(one.data.path)) if one.data is not None else one

    def _measured(self, path: Path) -> MeasuredFile:
        if path not in self._known:
            try:
                self._known[path] = measure(path)
            except OSError as error:
                what = message("the file cannot be read: {why}", why=error.strerror or type(error).__name__)
                raise ManifestError((MISSING_DATA_FILE.at(Position(shown(path)), what),)) from error
        return self._known[path]


def with_measured_files(
    desired: DesiredDataset, scales: FileMeasurer, source: CatalogName | None, known: Addresses = NOWHERE
) -> DesiredDataset:
    """With each file measured, and with its address where another catalogue keeps it."""
    content = scales.weigh(desired.content)
    return replace(desired, content=linked(content, source, known) if source is not None else content)
