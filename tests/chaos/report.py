"""What is printed of many schedules: each that failed, with the command that replays it, and the totals."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.observer import KNOWN_WINDOWS, Window
from tests.chaos.run_schedule import ScheduleResult
from tests.chaos.schedule import schedule

LONGEST = 4000
"""Characters of one failure that are printed."""
EVERY = 50
"""Schedules after which a line says how far it is."""


@dataclass
class Totals:
    """The counts of all schedules so far."""

    options: str
    """Further options of the command that replays one."""
    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    slowest: tuple[float, int] = (0.0, 0)
    counts: Counter[str] = field(default_factory=Counter)
    windows: Counter[Window] = field(default_factory=Counter)
    start: float = field(default_factory=time.monotonic)

    def add(self, result: ScheduleResult) -> None:
        """Count a schedule; print it where it failed."""
        self.done += 1
        self.seconds += result.seconds
        self.slowest = max(self.slowest, (result.seconds, result.seed))
        self.counts.update(result.counts)
        self.windows.update(result.windows)
        for call in result.calls:
            print(call)
        if result.failures:
            self.failed += 1
            print(f"✘ {schedule(result.seed)}")
            for failure in result.failures:
                print(f"    {failure[:LONGEST]}")
            print(f"  To replay it:  .venv/bin/python -m tests.chaos --seeds {result.seed}{self.options}", flush=True)
        if self.done % EVERY == 0:
            print(f"{self.done} schedules, {self.failed} failed, {time.monotonic() - self.start:.0f} s", flush=True)

    def print(self) -> None:
        """Print the totals."""
        for name, times in sorted(self.counts.items()):
            print(f"  {times:6}  {name}")
        for window, times in self.windows.items():
            known = " (known)" if window in KNOWN_WINDOWS else ""
            print(f"  {times:6}  a visitor saw{known}: {window.value}")
        mean = self.seconds / max(1, self.done)
        print(
            f"{self.done} schedules, {self.failed} failed, in {time.monotonic() - self.start:.0f} s; "
            f"{mean:.1f} s each, the slowest {self.slowest[0]:.0f} s (seed {self.slowest[1]})"
        )
