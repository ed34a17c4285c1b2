"""A hundred datasets while 30 % of the calls fail, on the true clock: one run, within a stated time."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.chaos import oracle
from tests.chaos.fault_proxy import Conduct
from tests.chaos.faults import MIXED, SLOW, FaultMix
from tests.chaos.ground import Ground, Servers, prepared
from tests.chaos.scenario import CATALOGS, Version

DATASETS = 100
SHARE = 0.30
"""The share of calls that fail."""
TIMES = 3
"""How many times the fault-free time a run may take, beside what Retry-After asks."""
CONCURRENCY = 4
SHOWN = 10
"""Failures that are printed."""
LONGEST = 600
"""Seconds after which a run is ended."""
KINDS = tuple(kind for kind in MIXED if kind not in SLOW)
"""All faults but those that only cost time: a stall lasts as long as the timeout that a folder sets."""


@dataclass(frozen=True)
class Measured:
    """One run."""

    code: int
    seconds: float
    calls: int
    faults: int
    asked: float
    """Seconds of Retry-After, summed over the calls that were answered with it."""
    failures: tuple[str, ...]


def hundred() -> Version:
    """Return a hundred datasets, one in ten with a file."""
    manifests, files = {}, {}
    for number in range(DATASETS):
        stem = f"jeu-{number:03}"
        resource: dict[str, object] = {"id": "csv", "title": "Tableau", "url": f"https://example.org/{stem}.csv"}
        if number % 10 == 0:
            resource = {"id": "csv", "title": "Tableau", "path": f"{stem}.csv"}
            files[f"{stem}.csv"] = f"id;nom\n{number};a\n".encode()
        manifests[stem] = {
            "title": f"Jeu de données {number}",
            "description": f"Le jeu de données numéro {number} de la commune.",
            "license": "lov2",
            "resources": [resource],
        }
    return Version(manifests, files)


def measure(servers: Servers, share: float) -> Measured:
    """Publish the hundred datasets in one run, with so many faults, at the rate that is set by default."""
    version = hundred()
    with prepared(servers, speed=1.0, links=True, concurrency=CONCURRENCY, settings={"rate": 10}) as ground:
        ground.folder.write_version(version)
        for catalog, proxy in ground.proxies.items():
            shares = {kind: share / len(KINDS) for kind in KINDS} if share else {}
            proxy.begin(Conduct(FaultMix(f"many.{catalog}", shares)))
        start = time.monotonic()
        run = ground.folder.launch("sync", "--yes", seconds=LONGEST).result()
        seconds = time.monotonic() - start
        calls, faults, asked = _counted(ground)
        failures = [] if run.code == 0 else [f"exit {run.code}\n{run.output}"]
        for proxy in ground.proxies.values():
            proxy.begin(Conduct())
        failures += oracle.wrong(ground, version)
    return Measured(run.code, seconds, calls, faults, asked, tuple(failures))


def _counted(ground: Ground) -> tuple[int, int, float]:
    proxies = [ground.proxies[catalog] for catalog in CATALOGS]
    calls = sum(len(proxy.calls) for proxy in proxies)
    faults = sum(sum(proxy.faults.values()) for proxy in proxies)
    return calls, faults, sum(proxy.asked for proxy in proxies)


def check(servers: Servers, live: bool) -> bool:
    """Measure without and with faults, print both, and return whether the limit holds."""
    calm, stormy = measure(servers, 0.0), measure(servers, SHARE)
    limit = TIMES * calm.seconds + stormy.asked / CONCURRENCY
    right = not calm.failures and not stormy.failures and stormy.seconds <= limit
    print(f"{DATASETS} datasets without faults: {calm.seconds:.1f} s, {calm.calls} calls, exit {calm.code}")
    print(
        f"{DATASETS} datasets with {stormy.faults} of {stormy.calls} calls failing: {stormy.seconds:.1f} s "
        f"(at most {limit:.1f} s: {TIMES} times, and {stormy.asked:.0f} s of Retry-After for {CONCURRENCY} workers), "
        f"exit {stormy.code}"
    )
    for failure in (*calm.failures, *stormy.failures)[:SHOWN]:
        print(f"    {failure[:4000]}")
    return right
