"""One schedule, carried out: each sync with its trouble, then one without, then the oracle."""

from __future__ import annotations

import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

from tests.chaos import oracle
from tests.chaos.engine_hooks import Hooks
from tests.chaos.engine_process import Running
from tests.chaos.fault_proxy import Conduct, Interruption
from tests.chaos.faults import NO_FAULTS
from tests.chaos.ground import Ground, Servers, prepared
from tests.chaos.observer import Window
from tests.chaos.scenario import CATALOGS, UDATA, Version
from tests.chaos.schedule import (
    ClockJumps,
    DiskFull,
    KillAtCall,
    KillAtJournal,
    Race,
    Schedule,
    ServerRestarted,
    SignalAtCall,
    TokenRevoked,
    Trouble,
    When,
)
from tests.live.manifest_folder import CommandResult

SPEED = 20.0
"""Seconds of the program's clock in a real one."""
SHORT, LONG = 0.6, 20
"""Seconds after which the program gives up waiting for a reply: where calls stall, and else."""
CODES = {0, 1, 3, 130, 143}
"""The exit codes of a run with trouble: done; not read, nothing written; partly done; stopped before it wrote (two)."""


@dataclass
class ScheduleResult:
    """How a schedule ended."""

    seed: int
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    """Faults, stops and ends of runs."""
    windows: Counter[Window] = field(default_factory=Counter)
    calls: list[str] = field(default_factory=list)
    """Every call of the runs with trouble, for the comparison of two replays."""


def carry_out(schedule: Schedule, servers: Servers, *, watch: bool = False, speed: float = SPEED) -> ScheduleResult:
    """Carry out a schedule. `watch`: look as a visitor also between the writes."""
    start, result = time.monotonic(), ScheduleResult(schedule.seed)
    with prepared(servers, speed=speed, links=schedule.links, concurrency=schedule.concurrency) as ground:
        _watch_writes(ground, result)
        with ground.observer.watching(0.02) if watch else nullcontext():
            try:
                for number, trouble in enumerate(schedule.troubles):
                    if not result.failures:
                        _one_sync(schedule, number, trouble, ground, result)
            except Exception:  # noqa: BLE001 - one broken schedule must not hide the others
                result.failures.append(f"the suite itself failed\n{traceback.format_exc()}")
        result.failures += ground.observer.violations
        result.windows = ground.observer.windows
        result.counts["looks of a visitor"] += ground.observer.looks
        result.counts["soft-deleted duplicates on udata"] += oracle.clutter(ground)
        for proxy in ground.proxies.values():
            result.counts.update({f"fault {kind}": times for kind, times in proxy.faults.items()})
    result.seconds = time.monotonic() - start
    return result


def _watch_writes(ground: Ground, result: ScheduleResult) -> None:
    def look(catalog: str) -> Callable[[], None]:
        def look_now() -> None:
            try:
                ground.observer.look(catalog)
            except Exception as error:  # noqa: BLE001 - it would be lost in the thread of the call
                result.failures.append(f"the observer failed: {error!r}")

        return look_now

    for catalog, proxy in ground.proxies.items():
        proxy.after_write = look(catalog)


def _one_sync(schedule: Schedule, number: int, trouble: Trouble, ground: Ground, result: ScheduleResult) -> None:
    """Sync one version with its trouble, then without; note what is wrong afterwards."""
    version = schedule.versions[number]
    beside = schedule.beside[number] if trouble.race is Race.DIFFERENT else version
    earlier = (*schedule.versions[:number], *schedule.beside[:number])
    ground.observer.allowed = (*earlier, version, beside)
    # Of two runs at once, one may go on with an entry that the other publishes a moment later.
    ground.observer.before = ground.observer.allowed if trouble.race else earlier
    ground.observer.excused = _opened_windows(trouble)
    ground.folder.write_version(version)
    ended = _with_trouble(trouble, ground, result, beside if trouble.race else None)
    for proxy in ground.proxies.values():
        result.calls += [f"{number} {' '.join(call)}" for call in proxy.calls]
    where = f"sync {number + 1}"
    result.failures += [f"{where}: {text}" for text in _badly_ended(trouble, ended)]
    if trouble.race is Race.SAME and not trouble.mixes:
        _expect_green(ended, ground, version, result, where)
    settle(ground, version, result, where)
    if number == 0 and len(schedule.versions) > 1 and not result.failures:
        ground.plant_colleagues("budget")


def _opened_windows(trouble: Trouble) -> frozenset[Window]:
    """Return the window of links that udata cannot take off: what hides on CKAN does not wait for it."""
    stopped = isinstance(trouble.stop, TokenRevoked | ServerRestarted) and trouble.stop.catalog == UDATA
    return frozenset({Window.ARCHIVED_FILE_STILL_LISTED} if UDATA in trouble.mixes or stopped else ())


def settle(ground: Ground, version: Version, result: ScheduleResult, where: str) -> None:
    """Sync once without trouble, and note what is wrong then."""
    _calm(ground)
    last = ground.folder.launch("sync", "--yes").result()
    if last.code != 0:
        result.failures.append(f"{where}: the sync without faults ended with {last.code}\n{last.output}")
    result.failures += [f"{where}: {text}" for text in oracle.wrong(ground, version)]
    plan = ground.folder.launch("plan", "--exit-code").result()
    result.failures += [f"{where}: {text}" for text in oracle.not_at_rest(plan)]


def _calm(ground: Ground) -> None:
    for proxy in ground.proxies.values():
        proxy.begin(Conduct())
    ground.folder.write_settings(settings=_settings(ground, LONG))


def _settings(ground: Ground, read: float) -> dict[str, dict[str, object]]:
    return {
        catalog: {**settings, "timeouts": {"connect": 2, "read": read}}
        for catalog, settings in ground.folder.settings.items()
    }


# ---- a sync with trouble


def _with_trouble(
    trouble: Trouble, ground: Ground, result: ScheduleResult, beside: Version | None
) -> list[CommandResult]:
    """Run one sync, or two at once; return how they ended."""
    ground.folder.write_settings(settings=_settings(ground, SHORT if trouble.stalls else LONG))
    runs: list[Running] = []
    _arm(trouble, ground, runs)
    runs.append(ground.folder.launch("sync", "--yes", hooks=_hooks(trouble, ground.folder.hooks)))
    if beside is not None:
        ground.beside.write_version(beside)
        time.sleep(trouble.race_delay)
        runs.append(ground.beside.launch("sync", "--yes"))
    ended = [run.result() for run in runs]
    result.counts.update(f"exit {one.code}" for one in ended)
    if trouble.stop is not None:
        reached = "" if ended[0].code != 0 else " (exit 0)"
        result.counts[f"stop {type(trouble.stop).__name__}{reached}"] += 1
    if trouble.race is not None:
        result.counts[f"race {trouble.race.value}, exits {sorted(one.code for one in ended)}"] += 1
    return ended


def _hooks(trouble: Trouble, hooks: Hooks) -> Hooks:
    match trouble.stop:
        case KillAtJournal(line=line, when=when):
            return replace(hooks, journal_line=line, journal_moment=when.value)
        case DiskFull(size=size):
            return replace(hooks, disk_bytes=size)
        case ClockJumps(jumps=jumps):
            return replace(hooks, clock_jumps=jumps)
        case _:
            return hooks


def _arm(trouble: Trouble, ground: Ground, runs: list[Running]) -> None:
    """Tell each proxy how to treat the calls of the run that will start."""
    for catalog in CATALOGS:
        conduct = Conduct(trouble.mixes.get(catalog, NO_FAULTS))
        stop = trouble.stop
        if getattr(stop, "catalog", None) == catalog:
            conduct = _stopping(conduct, stop, runs, ground)
        ground.proxies[catalog].begin(conduct)


def _stopping(conduct: Conduct, stop: object, runs: list[Running], ground: Ground) -> Conduct:
    match stop:
        case KillAtCall(call=call, when=when):
            act = _sending(runs, signal.SIGKILL)
            return replace(conduct, interruption=Interruption(call, act, when is When.AFTER, answered=False))
        case SignalAtCall(call=call, name=name):
            act = _sending(runs, signal.Signals[name])
            return replace(conduct, interruption=Interruption(call, act, forwarded=True, answered=True))
        case TokenRevoked(call=call):
            return replace(conduct, revoked_from=call)
        case ServerRestarted(call=call, seconds=seconds):
            return replace(conduct, down_at=call, down_seconds=seconds / ground.folder.hooks.speed)
        case _:
            return conduct


def _sending(runs: list[Running], how: signal.Signals) -> Callable[[], None]:
    """Return what sends a signal to the first run, which may have made its call before we know its id."""

    def send() -> None:
        while not runs:
            time.sleep(0.001)
        runs[0].send(how)

    return send


def _badly_ended(trouble: Trouble, ended: list[CommandResult]) -> list[str]:
    """Return a line for each run that ended in a way that nobody may meet."""
    return [
        f"run {place} ended with {run.code}\n{run.output}"
        for place, run in enumerate(ended, 1)
        if not (place == 1 and _excused(trouble, run.code)) and (run.code not in CODES or _is_internal(run))
    ]


def _excused(trouble: Trouble, code: int) -> bool:
    """Return whether the run was killed, as its trouble says."""
    return isinstance(trouble.stop, KillAtCall | KillAtJournal) and code == -signal.SIGKILL


def _is_internal(run: CommandResult) -> bool:
    return "Traceback" in run.output or "erreur interne" in run.output


def _expect_green(
    ended: list[CommandResult], ground: Ground, version: Version, result: ScheduleResult, where: str
) -> None:
    """Of two runs with the same manifests both are green, and nothing is left to do."""
    for run in ended:
        if run.code != 0:
            result.failures.append(f"{where}: a run that raced ended with {run.code}\n{run.output}")
    _calm(ground)
    result.failures += [f"{where}, after the race: {text}" for text in oracle.wrong(ground, version)]
