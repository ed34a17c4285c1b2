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

from tests.mutations.fault import Fault, NoUniquePlaceError, node_ids
from tests.mutations.faults import FAULTS
from tests.mutations.spoiled_copy import SpoiledCopy, copy_tree

FAILED = 1
"""Pytest's exit code where tests ran, and some failed."""

SLIPS = ("NameError", "ImportError", "SyntaxError", "internal error", "erreur interne")
"""Words in the messages of a failure that any run of the program would have shown: it proves nothing of the test.

pytest marks messages with "E": the lines of source code beside them may hold any word.
"""

TOO_LATE = ("from pytest-timeout", "TimeoutExpired")
"""Words in the messages of a failure by time, which may be the slowness of the machine: it proves nothing either."""


@dataclass(frozen=True)
class Verdict:
    """Whether the tests noticed a fault."""

    fault: Fault
    caught: bool
    detail: str
    """The test that noticed; else why the fault does not count as caught."""
    seconds: float

    def __str__(self) -> str:
        how = f"caught by {self.detail}" if self.caught else f"NOT CAUGHT: {self.detail}"
        return f"{'✔' if self.caught else '✘'} {self.fault.id}: {how}  ({self.seconds:.1f} s)"


def judge(tree: SpoiledCopy, fault: Fault) -> Verdict:
    """Plant a fault, and see whether its tests notice."""
    start = time.monotonic()
    try:
        with tree.planted(fault):
            report = tree.test(node_ids(fault.tests, tree.root), "-x")
    except NoUniquePlaceError as error:
        return Verdict(fault, False, str(error), time.monotonic() - start)
    seconds = time.monotonic() - start
    if report.code != FAILED or not report.failures:
        return Verdict(fault, False, f"pytest ended with {report.code}\n{report.output[-1500:]}", seconds)
    name, reason = report.failures[0]
    messages = "\n".join(line for line in reason.splitlines() if line.startswith("E "))
    slip = next((word for word in SLIPS + TOO_LATE if word in messages), None)
    return Verdict(fault, slip is None, name if slip is None else f"{slip} in {name}\n{reason[-1500:]}", seconds)


def all_pass(tree: SpoiledCopy, faults: Sequence[Fault], jobs: int) -> bool:
    """Return whether all tests of the faults pass on a tree without faults."""
    try:
        ids = node_ids((test for fault in faults for test in fault.tests), tree.root)
    except NoUniquePlaceError as error:
        print(error)
        return False
    report = tree.test(ids, "-n", str(jobs))
    if report.code == 0 and report.skipped == 0 and report.count >= len(ids):
        print(f"{report.count} tests pass on the tree as it is", flush=True)
        return True
    print(f"{report.output}\nThe tests do not all pass on the tree as it is ({report.skipped} skipped).")
    return False


def judge_all(trees: Sequence[SpoiledCopy], faults: Sequence[Fault]) -> list[Verdict]:
    """Judge every fault, as many at a time as there are trees."""
    free: queue.SimpleQueue[SpoiledCopy] = queue.SimpleQueue()
    for tree in trees:
        free.put(tree)

    def judge_in_free_tree(fault: Fault) -> Verdict:
        tree = free.get()
        try:
            return judge(tree, fault)
        finally:
            free.put(tree)

    verdicts = []
    with ThreadPoolExecutor(len(trees)) as pool:
        for future in as_completed([pool.submit(judge_in_free_tree, fault) for fault in faults]):
            verdicts.append(future.result())
            print(verdicts[-1], flush=True)
    return verdicts


def main(arguments: Sequence[str]) -> int:
    """Judge the faults that are named, or all; 0 where each is caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ids", nargs="*", metavar="ID", help="faults to plant (default: all)")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    options = parser.parse_args(arguments)
    if unknown := set(options.ids) - {fault.id for fault in FAULTS}:
        parser.error(f"no fault of this id: {', '.join(sorted(unknown))}")
    faults = [fault for fault in FAULTS if not options.ids or fault.id in options.ids]
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        trees = [copy_tree(Path(folder).resolve() / f"copy-{number}") for number in range(max(1, options.jobs))]
        if not all_pass(trees[0], faults, options.jobs):
            return 1
        verdicts = judge_all(trees, faults)
    caught = sum(verdict.caught for verdict in verdicts)
    print(f"{caught} of {len(verdicts)} faults caught, in {time.monotonic() - start:.0f} s")
    return 0 if caught == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
