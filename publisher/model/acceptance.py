"""What `personal-data.yml` accepts: a file with personal data that may be published, as it is."""

from dataclasses import dataclass

from publisher.model.findings import Position
from publisher.model.names import DatasetKey, ResourceId


@dataclass(frozen=True)
class Acceptance:
    """One entry: the bytes of one file, as a resource of one dataset."""

    key: DatasetKey
    resource: ResourceId
    sha256: str
    """Of the file, in lower case."""
    at: Position
    counts: bool = True
    """Whether it is on the branch on which it was reviewed."""
