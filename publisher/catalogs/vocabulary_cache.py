"""What a catalogue says of itself and rarely changes (version, licences, zones, schemas), kept for a day."""

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
        """None: nothing is kept."""
        self.now = now

    def get(self, catalog: CatalogName, url: str, ask: Callable[[], Facts]) -> Facts:
        """The facts kept for this address, else those that `ask` brings."""
        if self.folder is None:
            return ask()
        file = self.folder / f"{catalog}.json"
        kept = _read(file)
        at, facts = kept.get("at"), kept.get("facts")
        fresh = isinstance(at, int | float) and 0 <= self.now() - at < DAY
        if fresh and kept.get("url") == url and isinstance(facts, dict):
            return facts
        asked = ask()
        self.put(catalog, url, asked)
        return asked

    def put(self, catalog: CatalogName, url: str, facts: Facts) -> None:
        """Keep facts for this address."""
        if self.folder is not None:
            _write(self.folder / f"{catalog}.json", {"url": url, "at": self.now(), "facts": dict(facts)})


def _read(file: Path) -> dict[str, object]:
    """What the file holds; nothing when it is absent or broken, since it can be asked again."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(file: Path, document: Facts) -> None:
    """Keep the facts; where that is not possible, they are asked for again next time."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document), encoding="utf-8")
