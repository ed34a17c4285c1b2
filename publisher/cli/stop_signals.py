"""SIGINT (Ctrl-C), SIGTERM, SIGHUP and Windows' SIGBREAK: how a command ends when it is stopped from outside.

Before anything is written, a signal ends the command. While it writes, a signal asks it to stop: no entry is begun,
those in progress are ended, and the summary is printed. A second signal, at least `REPEAT` seconds later, ends it at
once, with the summary of what is known then. A signal that is ignored from the start (nohup) stays ignored.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from publisher.catalogs.stop_request import StoppedAtOnce, StopRequest

SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)  # Windows has no SIGHUP, and no other system SIGBREAK

REPEAT: Final = 1.0
"""Seconds. `timeout`, and a terminal that closes, send a signal twice: within this time it is the same request."""

BY_SIGNAL: Final = 128
"""The exit code of a command that a signal ended is this and the number of the signal, as shells have it."""


class ProcessStop(StopRequest):
    """The request to stop this process, and what it is doing."""

    def __init__(self) -> None:
        super().__init__()
        self.writing = False
        """Whether signals are to end nothing but what was begun."""
        self.wrote = False
        """Whether writing has started."""
        self.at_once = False
        """Whether threads may still be at work: the process ends without them."""
        self.number: int | None = None
        """The first signal."""
        self.since = 0.0

    def reset(self) -> None:
        """Forget what happened in this process before."""
        self.__init__()  # type: ignore[misc]

    @property
    def exit_code(self) -> int:
        """The exit code of a command that was stopped before it wrote anything."""
        return BY_SIGNAL + (self.number or signal.SIGINT)

    def receive(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal. Raises `KeyboardInterrupt` before anything is written, `StoppedAtOnce` for a second one."""
        if self.requested and time.monotonic() - self.since < REPEAT:
            return
        first, self.requested, self.since = not self.requested, True, time.monotonic()
        self.number = self.number or number
        if first and self.writing:
            return
        if first:
            raise KeyboardInterrupt
        if self.at_once or not self.writing:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self.at_once = True
        raise StoppedAtOnce


STOP: Final = ProcessStop()
"""Signals go to the process, so there is one."""


@contextmanager
def handled_signals() -> Iterator[None]:
    """Handle the signals while the block runs, but those that are ignored."""
    STOP.reset()
    in_main_thread = threading.current_thread() is threading.main_thread()
    own = [sign for sign in SIGNALS if signal.getsignal(sign) is not signal.SIG_IGN] if in_main_thread else []
    before = {sign: signal.signal(sign, STOP.receive) for sign in own}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler if handler is not None else signal.SIG_DFL)


@contextmanager
def ending_what_is_begun() -> Iterator[None]:
    """While the block runs, a first signal breaks nothing off: it sets `STOP.requested`."""
    STOP.writing = STOP.wrote = True
    try:
        yield
    finally:
        STOP.writing = False
