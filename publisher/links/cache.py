"""What addresses answered, kept so that a second check within the day calls few again."""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from publisher.links.outcome import Outcome, as_document, from_document

DAY: Final = 86_400.0
HOUR: Final = 3_600.0
FORM: Final = 1
"""Of what is kept: it grows when the check looks at more."""


class LinkCache:
    """A folder with a file for each address. It may be deleted at any time."""

    def __init__(self, folder: Path | None, now: Callable[[], float] = time.time) -> None:
        self.folder = folder
        """None: nothing is kept."""
        self.now = now

    def get(self, url: str) -> Outcome | None:
        """Return what an address answered within a day, or within an hour where that was bad."""
        if self.folder is None:
            return None
        try:
            document = json.loads(self._file(url).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        match document:
            case {"form": form, "url": kept, "at": int() | float() as at, "outcome": answer}:
                outcome = from_document(answer) if (form, kept) == (FORM, url) else None
                return outcome if outcome is not None and self._is_fresh(outcome, at) else None
            case _:
                return None

    def put(self, url: str, outcome: Outcome) -> None:
        """Keep what an address answered; where that is not possible, it is called again next time."""
        if self.folder is None:
            return
        file, document = self._file(url), {"form": FORM, "url": url, "at": self.now(), "outcome": as_document(outcome)}
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(document), encoding="utf-8")

    def _is_fresh(self, outcome: Outcome, at: float) -> bool:
        return 0 <= self.now() - at < (DAY if outcome.is_good else HOUR)

    def _file(self, url: str) -> Path:
        return (self.folder or Path()) / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"
