"""From a seed to a schedule: a scenario, and the troubles of each of its syncs. Pure, and the same at each replay."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import assert_never

from tests.chaos.faults import MIXED, SLOW, FaultKind, FaultMix
from tests.chaos.scenario import CATALOGS, CKAN, UDATA, Version, edited_beside, versions


class When(Enum):
    """The moment at which a run is stopped, relative to a call or to a line of the journal."""

    BEFORE = "before"
    AFTER = "after"
    TORN = "torn"
    """In the middle of the line."""


@dataclass(frozen=True)
class KillAtCall:
    """SIGKILL at the n-th call to a catalogue: before it is carried out, or after, but before its reply."""

    catalog: str
    call: int
    when: When


@dataclass(frozen=True)
class KillAtJournal:
    """SIGKILL at the n-th line of the journal: each is the intent or the outcome of a step."""

    line: int
    when: When


@dataclass(frozen=True)
class SignalAtCall:
    """SIGINT or SIGTERM during the n-th call, which is carried out and answered."""

    catalog: str
    call: int
    name: str


@dataclass(frozen=True)
class DiskFull:
    """Files cannot grow beyond so many bytes: the journal ends within a line."""

    size: int


@dataclass(frozen=True)
class TokenRevoked:
    """From the n-th call on the catalogue does not know the token."""

    catalog: str
    call: int


@dataclass(frozen=True)
class ServerRestarted:
    """From the n-th call on the catalogue refuses connections, for a while."""

    catalog: str
    call: int
    seconds: float
    """Seconds of the program's clock."""


@dataclass(frozen=True)
class ClockJumps:
    """The date jumps after so many looks at it; waits that a server asks for are given as dates, too."""

    jumps: tuple[tuple[int, float], ...]


Stop = KillAtCall | KillAtJournal | SignalAtCall | DiskFull | TokenRevoked | ServerRestarted | ClockJumps


class Race(Enum):
    """A second run at the same time."""

    SAME = "same"
    """With the same manifests."""
    DIFFERENT = "different"
    """With another person's edits."""


@dataclass(frozen=True)
class Trouble:
    """What happens to one sync."""

    mixes: Mapping[str, FaultMix] = field(default_factory=dict)
    stop: Stop | None = None
    race: Race | None = None
    race_delay: float = 0.0
    """Real seconds between the starts of the two runs."""

    @property
    def stalls(self) -> bool:
        """Whether calls stall, so that the client's timeout must be short."""
        return any(FaultKind.STALL in mix.shares for mix in self.mixes.values())

    def __str__(self) -> str:
        parts = [f"{catalog} [{mix}]" for catalog, mix in self.mixes.items()]
        parts += [str(self.stop)] if self.stop else []
        parts += [f"race {self.race.value} +{self.race_delay * 1000:.0f} ms"] if self.race else []
        return ", ".join(parts) or "no trouble"


@dataclass(frozen=True)
class Schedule:
    """A scenario, and the trouble of each sync of it."""

    seed: int
    versions: tuple[Version, ...]
    beside: tuple[Version, ...]
    """What the second run of a race has, for each version."""
    troubles: tuple[Trouble, ...]
    concurrency: int
    """1: the same calls in the same order at each replay."""
    links: bool
    """Whether udata lists CKAN's files, in place of files of its own."""

    def __str__(self) -> str:
        files = "link" if self.links else "upload"
        syncs = "; ".join(f"{number}: {trouble}" for number, trouble in enumerate(self.troubles, 1))
        return f"seed {self.seed}: {len(self.versions)} versions, files {files}, {self.concurrency} at a time; {syncs}"


def schedule(seed: int) -> Schedule:
    """Return the schedule of a seed."""
    chance = random.Random(f"schedule {seed}")
    stages = versions(chance)
    return Schedule(
        seed=seed,
        versions=stages,
        beside=tuple(edited_beside(version, chance) for version in stages),
        troubles=tuple(_trouble(f"{seed}.{number}", chance, number) for number in range(len(stages))),
        concurrency=1 if chance.random() < 0.7 else 4,
        links=chance.random() < 0.7,
    )


def _trouble(seed: str, chance: random.Random, number: int) -> Trouble:
    drawn = chance.random()
    if drawn < 0.15:
        race = chance.choice((Race.SAME, Race.DIFFERENT))
        return Trouble(race=race, race_delay=chance.choice((0.0, 0.002, 0.01, 0.05, 0.15)))
    mixes = _mixes(seed, chance) if drawn < 0.65 else {}
    stop = _stop(chance) if drawn > 0.5 else None
    if isinstance(stop, ClockJumps):
        mixes = {catalog: FaultMix(f"{seed}.{catalog}", {FaultKind.TOO_MANY: 0.15}) for catalog in CATALOGS}
    return Trouble(mixes, stop)


def _mixes(seed: str, chance: random.Random) -> dict[str, FaultMix]:
    """Return the faults of each catalogue: one kind alone, some, or all mixed; or a rate limit."""
    catalogs = chance.choice(((CKAN,), (UDATA,), CATALOGS, CATALOGS))
    return {catalog: _mix(f"{seed}.{catalog}", chance) for catalog in catalogs}


def _mix(seed: str, chance: random.Random) -> FaultMix:
    if chance.random() < 0.1:
        return FaultMix(seed, rate=chance.choice((5.0, 20.0)))
    total = chance.choice((0.05, 0.15, 0.3, 0.5))
    kinds = chance.sample(MIXED, chance.choice((1, 1, 2, 3, len(MIXED))))
    shares = {kind: total / len(kinds) for kind in kinds}
    slow = {kind: min(share, 0.02) for kind, share in shares.items() if kind in SLOW}
    return FaultMix(seed, shares | slow)


def _stop(chance: random.Random) -> Stop:
    catalog, call = chance.choice(CATALOGS), chance.randint(1, 45)
    kinds = (KillAtCall,) * 5 + (KillAtJournal,) * 3 + (SignalAtCall,) * 3
    kind = chance.choice((*kinds, DiskFull, TokenRevoked, ServerRestarted, ClockJumps))
    if kind is KillAtCall:
        return KillAtCall(catalog, call, chance.choice((When.BEFORE, When.AFTER)))
    if kind is KillAtJournal:
        return KillAtJournal(chance.randint(1, 24), chance.choice(tuple(When)))
    if kind is SignalAtCall:
        return SignalAtCall(catalog, call, chance.choice(("SIGINT", "SIGTERM")))
    if kind is DiskFull:
        return DiskFull(chance.randint(200, 8000))
    if kind is TokenRevoked:
        return TokenRevoked(catalog, call)
    if kind is ServerRestarted:
        return ServerRestarted(catalog, call, chance.choice((0.5, 2.0, 10.0)))
    return ClockJumps(tuple((chance.randint(1, 20), chance.choice((-86_400.0, -30.0, 30.0, 3600.0))) for _ in range(3)))


def ends_badly(stop: Stop | None) -> bool:
    """Return whether a stop ends the process at once."""
    match stop:
        case KillAtCall() | KillAtJournal():
            return True
        case SignalAtCall(name=name):
            return name == "SIGTERM"  # a program that does not handle it ends at once
        case DiskFull() | TokenRevoked() | ServerRestarted() | ClockJumps() | None:
            return False
        case _:
            assert_never(stop)
