"""Schedules side by side: processes of their own, each with a sandbox of its own, that print a line for each result."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.observer import Window
from tests.chaos.run_schedule import ScheduleResult

ROOT = Path(__file__).parents[2]


def line_of(result: ScheduleResult, *, calls: bool) -> str:
    """Return a result as a line of JSON."""
    document = {
        "seed": result.seed,
        "failures": result.failures,
        "seconds": result.seconds,
        "counts": result.counts,
        "windows": {window.name: times for window, times in result.windows.items()},
        "calls": result.calls if calls else [],
    }
    return json.dumps(document)


def result_of(line: str) -> ScheduleResult:
    """Return the result that a line holds."""
    document = json.loads(line)
    windows = Counter({Window[name]: times for name, times in document.pop("windows").items()})
    return ScheduleResult(**{**document, "counts": Counter(document["counts"]), "windows": windows})


def results(seeds: range, jobs: int, options: Sequence[str]) -> Iterator[ScheduleResult]:
    """Yield the result of each schedule as it ends."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threads = [
        threading.Thread(target=_work, args=(f"{share}/{jobs}", seeds, options, lines)) for share in range(jobs)
    ]
    for thread in threads:
        thread.start()
    working = len(threads)
    while working:
        line = lines.get()
        if line is None:
            working -= 1
        else:
            yield result_of(line)


def _work(share: str, seeds: range, options: Sequence[str], lines: queue.SimpleQueue[str | None]) -> None:
    command = [sys.executable, "-m", "tests.chaos", "--worker", share, "--seeds", f"{seeds[0]}-{seeds[-1]}", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
    lines.put(None)
