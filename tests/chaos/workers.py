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
    """Yield the result of each schedule as it ends; where the caller takes no more, end the processes."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    processes = [_start(f"{share}/{jobs}", seeds, options) for share in range(jobs)]
    threads = [threading.Thread(target=_read, args=(process, lines), daemon=True) for process in processes]
    for thread in threads:
        thread.start()
    try:
        working = len(threads)
        while working:
            line = lines.get()
            if line is None:
                working -= 1
            else:
                yield result_of(line)
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def _start(share: str, seeds: range, options: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.chaos", "--worker", share, "--seeds", f"{seeds[0]}-{seeds[-1]}", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def _read(process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)
