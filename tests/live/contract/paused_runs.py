"""A run that is paused at a write, to be observed or killed there."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.live.counting import Fault, FaultKind, Relay
from tests.live.manifest_folder import ManifestFolder

WAIT = 60.0
"""Seconds, at most."""


@dataclass
class WritePause:
    """Lets some writes pass, and pauses the next until `open` is called; then the write is forwarded, or not."""

    passing: int = 0
    forwarded: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    _opened: threading.Event = field(default_factory=threading.Event)

    def before(self, *actions: str, about: str = "") -> list[Fault]:
        """Return the faults to put into a relay, one for each of these calls."""
        kind = FaultKind.LOST if self.forwarded else FaultKind.BAD_GATEWAY
        return [_PausedCall(kind, action, about=about, pause=self) for action in actions]

    def pass_through(self) -> bool:
        """Count a write, and return whether it may pass. Called by one relay, call after call."""
        self.passing -= 1
        if self.passing != -1:
            return True
        self.reached.set()
        self._opened.wait(WAIT)
        return False

    def open(self) -> None:
        """Let the paused write continue."""
        self._opened.set()


@dataclass
class _PausedCall(Fault):
    pause: WritePause = field(default_factory=WritePause)

    def applies(self) -> bool:
        return not self.pause.pass_through()


@contextmanager
def paused(folder: ManifestFolder, pause: WritePause, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Provide a sync that waits at a paused write while the block runs."""
    with folder.start("sync", "--yes", *arguments) as process:
        try:
            reached = pause.reached.wait(WAIT) if process.poll() is None else False
            assert reached, process.communicate()
            yield process
        finally:
            pause.open()
            process.communicate(timeout=WAIT)


def killed_before(
    folder: ManifestFolder, relay: Relay, pause: WritePause, writes: tuple[str, ...], *arguments: str
) -> bool:
    """Kill a sync right before one of these calls; return False when it ended before it reached the call."""
    relay.faults = pause.before(*writes)
    with folder.start("sync", "--yes", *arguments) as process:
        while not pause.reached.wait(0.02) and process.poll() is None:
            pass
        reached = pause.reached.is_set()
        if reached:
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=WAIT)
    pause.open()
    relay.faults = []
    return reached
