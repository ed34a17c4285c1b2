"""A kill at every call of a first publication with a file and a link, in both catalogues: each call, no sample.

Each call twice: killed before it is carried out, and after, but before its reply.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from tests.chaos.ground import Servers
from tests.chaos.run_schedule import ScheduleResult, carry_out
from tests.chaos.scenario import CATALOGS, Version, versions
from tests.chaos.schedule import KillAtCall, Schedule, Trouble, When

KILLED = "exit -9"


def one_dataset() -> Version:
    """Return one dataset with a file and an address, on both catalogues: udata lists CKAN's file."""
    first = versions(random.Random(1))[0]
    return Version({"toilettes": first.manifests["toilettes"]}, {"toilettes.csv": first.files["toilettes.csv"]})


def kills(catalog: str, when: When) -> Iterator[Schedule]:
    """Yield a schedule for each call to a catalogue, without end."""
    version = one_dataset()
    for call in count(1):
        trouble = Trouble(stop=KillAtCall(catalog, call, when))
        yield Schedule(call, (version,), (version,), (trouble,), concurrency=1, links=True)


def killed_at_each_call(servers: Servers, catalog: str, when: When, *, watch: bool) -> Iterator[ScheduleResult]:
    """Carry out each, until a run makes fewer calls."""
    for schedule in kills(catalog, when):
        result = carry_out(schedule, servers, watch=watch)
        if not result.counts[KILLED]:
            return
        yield replace(
            result,
            failures=[f"{catalog}, killed {when.value} call {schedule.seed}: {text}" for text in result.failures],
        )


def check(servers: Servers, live: bool) -> bool:
    """Print what was found, and return whether all was right."""
    right = True
    for catalog in CATALOGS:
        for when in (When.BEFORE, When.AFTER):
            results = list(killed_at_each_call(servers, catalog, when, watch=live))
            failures = [failure for result in results for failure in result.failures]
            right = right and not failures and len(results) > 5
            print(
                f"killed {when.value} each of {len(results)} calls to {catalog}: {len(failures)} failures", flush=True
            )
            for failure in failures:
                print(f"    {failure[:4000]}")
    return right
