"""A server that has stalled: it takes calls and answers none. A run gives it up, or would wait at each entry again."""

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from publisher.catalogs.faults import HttpFault

LONGEST: Final = 2
"""Reads in a row that may be given up, after all their tries, without a reply to any call in between.

One may be a single page on which the server hangs; other calls are answered then, which ends the silence.
"""

T = TypeVar("T")


class Silence:
    """Counts the reads of one catalogue that were given up because nothing came; any reply ends the count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reads = 0

    @property
    def is_final(self) -> bool:
        """Whether the server has been silent for so long that it is not called again."""
        return self._reads >= LONGEST

    def heard(self, call: Callable[[], T]) -> T:
        """Make a call, and end the silence unless it waited in vain."""
        try:
            result = call()
        except HttpFault as fault:
            if not fault.silent:
                self.end()
            raise
        except Exception:
            self.end()
            raise
        self.end()
        return result

    def goes_on(self) -> None:
        """Count a read that was given up."""
        with self._lock:
            self._reads += 1

    def end(self) -> None:
        """Begin anew after a reply; what is final stays so."""
        with self._lock:
            self._reads = self._reads if self.is_final else 0
