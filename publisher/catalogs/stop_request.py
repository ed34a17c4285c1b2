"""A request to stop, from a person or from the system, and the waits that it ends."""

import time
from typing import Final

SHORT_WAIT: Final = 2.0
"""Seconds. A shorter wait goes on after a request to stop, so that the entry in progress can end."""

SLICE: Final = 0.1
"""Seconds after which a longer wait looks whether a stop was requested."""


class Stopped(Exception):
    """A wait was broken off, because the run was asked to stop."""


class StoppedAtOnce(KeyboardInterrupt):
    """The run was asked a second time to stop: nothing is waited for."""


class StopRequest:
    """Whether the run was asked to stop.

    It is a plain attribute and no `threading.Event`: a signal handler sets it, and its thread may hold the lock of the
    event.
    """

    def __init__(self) -> None:
        self.requested = False

    def sleep(self, seconds: float) -> None:
        """Wait. Raises `Stopped` where a stop is requested before a long wait ends."""
        if seconds <= SHORT_WAIT:
            time.sleep(max(seconds, 0.0))
            return
        end = time.monotonic() + seconds
        while (remaining := end - time.monotonic()) > 0:
            if self.requested:
                raise Stopped
            time.sleep(min(SLICE, remaining))
