"""A cache of what rarely changes in a catalogue (version, licences, zones, schemas), kept for a day."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from publisher.model.names import CatalogName

DAY: Final = 86_400.0
"""Seconds."""

Facts = Mapping[str, object]


class Cache:
    """A folder with one JSON file per catalogue. It holds nothing secret, and may be deleted at any time."""

    def __init__(self, folder: Path | None, now: Callable[[], float] = time.time) -> None:
        self.folder = folder
        """None: nothing is cached."""
        self.now = now

    def get(self, catalog: CatalogName, url: str, ask: Callable[[], Facts]) -> Facts:
        """Return the cached facts of this address, else those that `ask` brings."""
        if self.folder is None:
            return ask()
        file = self.folder / f"{catalog}.json"
        cached = _read(file)
        at, facts = cached.get("at"), cached.get("facts")
        fresh = isinstance(at, int | float) and 0 <= self.now() - at < DAY
        if fresh and cached.get("url") == url and isinstance(facts, dict):
            return facts
        new = ask()
        self.put(catalog, url, new)
        return new

    def put(self, catalog: CatalogName, url: str, facts: Facts) -> None:
        """Keep facts for this address."""
        if self.folder is not None:
            _write(self.folder / f"{catalog}.json", {"url": url, "at": self.now(), "facts": dict(facts)})


def _read(file: Path) -> dict[str, object]:
    """Return what the file holds; nothing when it is absent or broken, since the catalogue can be asked again."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _write(file: Path, document: Facts) -> None:
    """Write the facts; where that is not possible, the catalogue is asked again next time."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document), encoding="utf-8")
