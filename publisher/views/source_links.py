"""Links to the lines of manifests, where the repository's files are shown on the web."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from publisher.model.findings import Position
from publisher.model.names import DatasetKey
from publisher.views.safe_text import unlinked


@dataclass(frozen=True)
class SourceLinks:
    """Where the files of the repository are shown, and where each dataset's manifest is."""

    base: str | None = None
    """Such as `https://github.com/ORGANIZATION/REPOSITORY/blob/COMMIT`; None: nowhere."""
    places: Mapping[DatasetKey, Position] = field(default_factory=dict)

    def of_dataset(self, text: str, key: DatasetKey) -> str:
        """Return a text as Markdown, linked to the manifest of a dataset."""
        return self.to(text, self.places.get(key))

    def to(self, text: str, at: Position | None) -> str:
        """Return a text as Markdown, linked to a place in a file."""
        if self.base is None or at is None or not at.file:
            return unlinked(text)
        line = f"#L{at.line}" if at.line else ""
        return f"[{unlinked(text)}]({self.base.rstrip('/')}/{quote(at.file)}{line})"


NO_LINKS: Final = SourceLinks()
