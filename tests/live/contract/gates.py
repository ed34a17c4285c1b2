"""A run that is held at a write, to be looked at or killed there."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.live.counting import Fault, Kind, Relay
from tests.live.workshop import Desk

WAIT = 60.0
"""Seconds, at most."""


@dataclass
class Gate:
    """Lets some writes pass, and holds the next until it is opened; then it is forwarded, or not."""

    passing: int = 0
    forwarded: bool = False
    held: threading.Event = field(default_factory=threading.Event)
    _opened: threading.Event = field(default_factory=threading.Event)

    def before(self, *actions: str, about: str = "") -> list[Fault]:
        """What to put into a relay."""
        kind = Kind.LOST if self.forwarded else Kind.BAD_GATEWAY
        return [_Held(kind, action, about=about, gate=self) for action in actions]

    def pass_through(self) -> bool:
        """Count a write; whether it is not the one to hold. Called by one relay, call after call."""
        self.passing -= 1
        if self.passing != -1:
            return True
        self.held.set()
        self._opened.wait(WAIT)
        return False

    def open(self) -> None:
        """Let it go on."""
        self._opened.set()


@dataclass
class _Held(Fault):
    gate: Gate = field(default_factory=Gate)

    def strikes(self) -> bool:
        return not self.gate.pass_through()


@contextmanager
def held(desk: Desk, gate: Gate, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A sync that hangs at a gate, while the block runs."""
    with desk.start("sync", "--yes", *arguments) as process:
        try:
            reached = gate.held.wait(WAIT) if process.poll() is None else False
            assert reached, process.communicate()
            yield process
        finally:
            gate.open()
            process.communicate(timeout=WAIT)


def killed(desk: Desk, relay: Relay, gate: Gate, writes: tuple[str, ...], *arguments: str) -> bool:
    """Kill a sync hard right before one of these calls; False when it ended before it came so far."""
    relay.faults = gate.before(*writes)
    with desk.start("sync", "--yes", *arguments) as process:
        while not gate.held.wait(0.02) and process.poll() is None:
            pass
        reached = gate.held.is_set()
        if reached:
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=WAIT)
    gate.open()
    relay.faults = []
    return reached
