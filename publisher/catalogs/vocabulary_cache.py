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
FORM: Final = 4
"""Of the facts: it grows when an adapter asks for more, so that those of former versions are asked for again."""


class Cache:
    """A folder with one JSON file per catalogue. It holds nothing secret, and may be deleted at any time."""

    def __init__(self, folder: Path | None, now: Callable[[], float] = time.time, *, anew: bool = False) -> None:
        self.folder = folder
        """None: nothing is cached."""
        self.now = now
        self.anew = anew
        """Whether the catalogue is asked although its facts are cached."""

    def asked_anew(self) -> "Cache":
        """Return the cache of the same folder for which each catalogue is asked again."""
        return Cache(self.folder, self.now, anew=True)

    def get(self, catalog: CatalogName, url: str, ask: Callable[[], Facts]) -> Facts:
        """Return the cached facts of this address, else those that `ask` brings."""
        if self.folder is None:
            return ask()
        cached = _read(self._file(catalog))
        at = cached.get("at")
        fresh = not self.anew and isinstance(at, int | float) and 0 <= self.now() - at < DAY
        facts = _facts_of(cached, url) if fresh else None
        if facts is None:
            facts = ask()
            self.put(catalog, url, facts)
        return facts

    def last(self, catalog: CatalogName, url: str) -> Facts | None:
        """Return the facts of this address that were asked for last, however long ago; None where there are none."""
        return None if self.folder is None else _facts_of(_read(self._file(catalog)), url)

    def put(self, catalog: CatalogName, url: str, facts: Facts) -> None:
        """Keep facts for this address."""
        if self.folder is not None:
            _write(self._file(catalog), {"form": FORM, "url": url, "at": self.now(), "facts": dict(facts)})

    def expire(self, catalog: CatalogName, url: str) -> None:
        """Let the catalogue be asked again next time. `last` still knows what it said."""
        facts = self.last(catalog, url)
        if facts is not None:
            _write(self._file(catalog), {"form": FORM, "url": url, "at": 0, "facts": facts})

    def _file(self, catalog: CatalogName) -> Path:
        return (self.folder or Path()) / f"{catalog}.json"


def _facts_of(cached: Facts, url: str) -> Facts | None:
    facts = cached.get("facts")
    is_ours = cached.get("form") == FORM and cached.get("url") == url
    return facts if is_ours and isinstance(facts, dict) else None


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
