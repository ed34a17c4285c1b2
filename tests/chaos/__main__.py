"""Carry out seeded schedules, and what belongs to them: `python -m tests.chaos`. See README.md.

A schedule that fails is printed with the command that replays it. Exit code 1 where anything failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from tests.chaos import broken_engines, kill_everywhere, many_datasets
from tests.chaos.ground import Servers
from tests.chaos.report import Totals
from tests.chaos.run_schedule import carry_out
from tests.chaos.schedule import schedule
from tests.chaos.workers import line_of, results
from tests.sandbox.catalogs import both_catalogs

PARTS = ("schedules", "kills", "many", "broken")
RENEW = 40
"""Schedules after which a sandbox is emptied: udata keeps all that is deleted."""


def main(arguments: Sequence[str]) -> int:
    """Carry out what is asked for; 0 where all is right."""
    options = _parse(arguments)
    if options.worker:
        return _work(options)
    start, ends = time.monotonic(), []
    if "schedules" in options.parts:
        ends.append(_schedules(options))
    if "kills" in options.parts:
        ends.append(_on_servers(options, kill_everywhere.check))
    if "many" in options.parts:
        ends.append(_on_servers(options, many_datasets.check))
    if "broken" in options.parts:
        ends.append(broken_engines.check())
    print(f"chaos: {'all is right' if all(ends) else 'FAILED'}, in {time.monotonic() - start:.0f} s")
    return 0 if all(ends) else 1


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["schedules"], help=f"{', '.join(PARTS)} (default: {PARTS[0]})")
    parser.add_argument("--seeds", default="1-1000", metavar="FIRST-LAST", help="the schedules (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="schedules at a time (default: %(default)s)")
    parser.add_argument("--live", action="store_true", help="on the servers that the environment names")
    parser.add_argument("--until-one-fails", action="store_true", help="stop at the first schedule that fails")
    parser.add_argument("--trace", action="store_true", help="print every call of each schedule")
    parser.add_argument("--worker", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    first, _, last = options.seeds.partition("-")
    options.seeds = range(int(first), int(last or first) + 1)
    return options


def _servers(options: argparse.Namespace) -> AbstractContextManager[Mapping[str, str]]:
    """Return the variables of the servers: a new sandbox's, or the environment's."""
    return nullcontext(os.environ) if options.live else both_catalogs()


def _on_servers(options: argparse.Namespace, check: Callable[[Servers, bool], bool]) -> bool:
    with _servers(options) as variables:
        return check(Servers.of(variables), options.live)


def _schedules(options: argparse.Namespace) -> bool:
    totals = Totals(" --live" if options.live else "")
    shown = ["--live"] if options.live else []
    for result in results(options.seeds, options.jobs, [*shown, *(["--trace"] if options.trace else [])]):
        totals.add(result)
        if totals.failed and options.until_one_fails:
            break
    totals.print()
    return totals.failed == 0 and totals.done == len(options.seeds)


def _work(options: argparse.Namespace) -> int:
    """Carry out one worker's share of the schedules; print a line for each."""
    share, _, shares = options.worker.partition("/")
    seeds = options.seeds[int(share) :: int(shares)]
    for place in range(0, len(seeds), RENEW):
        with _servers(options) as variables:
            servers = Servers.of(variables)
            for seed in seeds[place : place + RENEW]:
                result = carry_out(schedule(seed), servers, watch=options.live)
                print(line_of(result, calls=options.trace), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
