"""Faults planted one by one, each of which the tests must notice: `python -m tests.mutations [ID…] [--jobs N]`.

First every selection of tests runs on the unspoiled tree: a test that fails there would notice nothing.
"""

from __future__ import annotations

import argparse
import queue
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.mutations.bench import Bench, furnish
from tests.mutations.fault import Fault, NotOnceError, nodes
from tests.mutations.faults import FAULTS

FAILED = 1
"""Pytest's exit code where tests ran, and some failed."""

SLIPS = ("NameError", "ImportError", "SyntaxError", "internal error")
"""What a test says of a fault that any program would notice: it proves nothing of the test."""

TOO_LATE = ("from pytest-timeout", "TimeoutExpired")
"""What it says when its time is over, which may be the slowness of the machine: that proves nothing either."""


@dataclass(frozen=True)
class Verdict:
    """What became of a fault."""

    fault: Fault
    caught: bool
    said: str
    seconds: float

    def __str__(self) -> str:
        how = f"caught by {self.said}" if self.caught else f"NOT CAUGHT: {self.said}"
        return f"{'✔' if self.caught else '✘'} {self.fault.id}: {how}  ({self.seconds:.1f} s)"


def judge(bench: Bench, fault: Fault) -> Verdict:
    """Plant a fault, and look whether its tests notice."""
    start = time.monotonic()
    try:
        with bench.planted(fault):
            tested = bench.test(nodes(fault.tests, bench.root), "-x")
    except NotOnceError as error:
        return Verdict(fault, False, str(error), time.monotonic() - start)
    seconds = time.monotonic() - start
    if tested.code != FAILED or not tested.failures:
        return Verdict(fault, False, f"pytest ended with {tested.code}\n{tested.output[-1500:]}", seconds)
    name, reason = tested.failures[0]
    slip = next((one for one in SLIPS + TOO_LATE if one in reason), None)
    return Verdict(fault, slip is None, name if slip is None else f"{slip} in {name}\n{reason[-1500:]}", seconds)


def sound(bench: Bench, faults: Sequence[Fault], jobs: int) -> bool:
    """Whether all tests that are to notice pass while there is nothing to notice."""
    try:
        wanted = nodes((test for fault in faults for test in fault.tests), bench.root)
    except NotOnceError as error:
        print(error)
        return False
    tested = bench.test(wanted, "-n", str(jobs))
    if tested.code == 0 and tested.skipped == 0 and tested.count >= len(wanted):
        print(f"{tested.count} tests pass on the tree as it is", flush=True)
        return True
    print(f"{tested.output}\nThe tests do not all pass on the tree as it is ({tested.skipped} skipped).")
    return False


def search(benches: Sequence[Bench], faults: Sequence[Fault]) -> list[Verdict]:
    """Judge every fault, as many at a time as there are benches."""
    free: queue.SimpleQueue[Bench] = queue.SimpleQueue()
    for bench in benches:
        free.put(bench)

    def one(fault: Fault) -> Verdict:
        bench = free.get()
        try:
            return judge(bench, fault)
        finally:
            free.put(bench)

    found = []
    with ThreadPoolExecutor(len(benches)) as pool:
        for future in as_completed([pool.submit(one, fault) for fault in faults]):
            found.append(future.result())
            print(found[-1], flush=True)
    return found


def main(arguments: Sequence[str]) -> int:
    """Judge the faults that are named, or all; 0 where each is caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ids", nargs="*", metavar="ID", help="faults to plant (default: all)")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    given = parser.parse_args(arguments)
    if unknown := set(given.ids) - {fault.id for fault in FAULTS}:
        parser.error(f"no fault of this id: {', '.join(sorted(unknown))}")
    chosen = [fault for fault in FAULTS if not given.ids or fault.id in given.ids]
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        benches = [furnish(Path(folder).resolve() / f"copy-{place}") for place in range(max(1, given.jobs))]
        if not sound(benches[0], chosen, given.jobs):
            return 1
        found = search(benches, chosen)
    caught = sum(verdict.caught for verdict in found)
    print(f"{caught} of {len(found)} faults caught, in {time.monotonic() - start:.0f} s")
    return 0 if caught == len(found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
