"""What a schedule does inside the process of a run: a fast clock, a stop at a line of the journal, a full disk.

The program itself is unchanged: what is replaced is what surrounds it (the clock, the disk, the moment of its death).
"""

from __future__ import annotations

import os
import resource
import signal
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any, SupportsIndex

_monotonic, _sleep, _time = time.monotonic, time.sleep, time.time


@dataclass(frozen=True)
class Hooks:
    """What surrounds one run."""

    speed: float = 1.0
    """How many seconds of the program's clock pass in one real second."""
    journal_line: int = 0
    """The line of the journal at which the run is killed; 0: it is not."""
    journal_moment: str = ""
    """`before` the line is written, `torn` in its middle, `after`."""
    disk_bytes: int = 0
    """The size at which files under `.publisher` cannot grow any more; 0: the disk is not full."""
    clock_jumps: tuple[tuple[int, float], ...] = ()
    """After so many looks at the date, so many seconds are added to it."""

    def apply(self) -> None:
        """Change the surroundings of this process. Called before the command starts."""
        self._set_clock()
        if self.journal_line:
            self._kill_at_journal_line()
        if self.disk_bytes:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.disk_bytes, self.disk_bytes))

    def _set_clock(self) -> None:
        """Let the transport's clock and every wait pass faster, and the date jump."""
        from publisher.catalogs import stop_request, transport
        from publisher.catalogs.udata import catalog
        from publisher.sync.apply import run

        speed, date = self.speed, _Date(self.clock_jumps)

        def sleep(seconds: float | SupportsIndex, /) -> None:
            _sleep(float(seconds) / speed)

        time.sleep = sleep
        time.time = date.now
        clock: Any = SimpleNamespace(monotonic=lambda: _monotonic() * speed, sleep=sleep)
        for module in (transport, stop_request):
            setattr(module, "time", clock)  # noqa: B010 - a name that the modules do not export
        run.apply_plan.__defaults__ = tuple(
            sleep if default is _sleep else date.datetime().now if default == datetime.now else default
            for default in run.apply_plan.__defaults__ or ()
        )
        setattr(catalog, "datetime", date.datetime())  # noqa: B010 - likewise

    def _kill_at_journal_line(self) -> None:
        from publisher.sync.apply.journal import Journal

        write, lines = Journal._write, 0

        def killing(self_: Journal, document: dict[str, object]) -> None:
            nonlocal lines
            lines += 1
            if lines != self.journal_line:
                write(self_, document)
                return
            if self.journal_moment == "torn":
                with self_.path.open("a", encoding="utf-8") as file:
                    file.write('{"run": "torn')
            elif self.journal_moment == "after":
                write(self_, document)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(Journal, "_write", killing)  # noqa: B010 - a method that only this process has


class _Date:
    """The date, with its jumps."""

    def __init__(self, jumps: tuple[tuple[int, float], ...]) -> None:
        self._jumps = dict(jumps)
        self._looks, self._shift = 0, 0.0

    def now(self) -> float:
        """Return the seconds since 1970."""
        self._looks += 1
        self._shift += self._jumps.pop(self._looks, 0.0)
        return _time() + self._shift

    def datetime(self) -> type[datetime]:
        """Return a `datetime` whose `now` has the jumps."""
        date = self

        class Jumping(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                date.now()
                return datetime.now(tz) + timedelta(seconds=date._shift)

        return Jumping
