"""How often a host is called: by two calls at once, with a pause between their starts."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PAUSE: Final = 0.3
"""Seconds between two calls of a host."""

AT_ONCE: Final = 2
"""Calls of a host at the same time."""


class Turns:
    """Gives the calls of each host their turn."""

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next: defaultdict[str, float] = defaultdict(float)
        self._hosts: defaultdict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(AT_ONCE))

    @contextmanager
    def __call__(self, host: str) -> Iterator[None]:
        """Wait until the host may be called again; the call is made within the block."""
        with self._lock:
            of_host = self._hosts[host]
        with of_host:
            with self._lock:
                now = self._monotonic()
                start = max(now, self._next[host])
                self._next[host] = start + PAUSE
            if start > now:
                self._sleep(start - now)
            yield
