"""Everything that a plan is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from publisher.catalogs.base import Catalog
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import Dataset
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.files import MeasuredFile
from publisher.model.manifest import ManifestSet
from publisher.model.names import CatalogName

MeasureFile = Callable[[Path], MeasuredFile]
"""Reads a file once, from end to end: its size, checksums, rows and columns. Raises `ManifestError`."""


@dataclass(frozen=True, kw_only=True)
class PlanInputs:
    """The manifests, the catalogues, and what reads the data files."""

    manifests: ManifestSet
    catalogs: Mapping[CatalogName, Catalog]
    """The selected ones, and those that keep the files which these list."""
    cache: Cache
    measure: MeasureFile
    today: date
    """The day of this run in the time zone of catalogs.yml: what is for a later day is not published."""
    public: bool = False
    """Whether everybody can read the output: entries that are not public are then read without their address."""


class FileMeasurer:
    """Measures the data files of one run: each is read once, however many catalogues it goes to."""

    def __init__(self, measure: MeasureFile) -> None:
        self._measure = measure
        self._measured: dict[Path, MeasuredFile] = {}

    def with_files(self, desired: DesiredDataset) -> DesiredDataset:
        """Return the dataset with each file measured. Raises `ManifestError` for a file that cannot be read."""
        return replace(desired, content=self._measured_content(desired.content))

    def _measured_content(self, content: Dataset) -> Dataset:
        if all(resource.data is None for resource in content.resources):
            return content
        resources = (
            replace(resource, data=self._measured_file(resource.data.path)) if resource.data else resource
            for resource in content.resources
        )
        return replace(content, resources=tuple(resources))

    def _measured_file(self, path: Path) -> MeasuredFile:
        if path not in self._measured:
            self._measured[path] = self._measure(path)
        return self._measured[path]
