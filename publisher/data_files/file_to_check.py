"""A data file to check, and what its manifest says of it."""

from dataclasses import dataclass
from pathlib import Path

from publisher.model.area import Area
from publisher.model.findings import Position
from publisher.model.names import DatasetKey, ResourceId
from publisher.model.values import SchemaRef


@dataclass(frozen=True, kw_only=True)
class FileToCheck:
    """A file that a resource names."""

    path: Path
    shown: str
    """The path as a person would type it in the current folder."""
    key: DatasetKey
    resource: ResourceId
    at: Position
    """Where the manifest names it."""
    schema_at: Position
    """Where the manifest names its schema; `at` where another file does, or none."""
    format: str | None
    """The canonical format that the resource has, such as `csv`."""
    schema: SchemaRef | None
    area: Area | None
    """Where the producer's data can lie (`bbox:`)."""
