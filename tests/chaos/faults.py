"""The ways in which a call fails, and which call fails how: a pure function of a seed and of the call's number."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class FaultKind(Enum):
    """What happens to a call."""

    TOO_MANY = "429"
    """Not forwarded; answered 429, with Retry-After."""
    ERROR_500 = "500"
    """Not forwarded; answered 500."""
    BAD_GATEWAY = "502"
    """Not forwarded; answered 502."""
    UNAVAILABLE = "503"
    """Not forwarded; answered 503, with Retry-After."""
    GATEWAY_TIMEOUT = "504"
    """Not forwarded; answered 504."""
    HTML = "html"
    """Not forwarded; answered 200 with a page of maintenance."""
    RESET = "reset"
    """Not forwarded; the connection is reset."""
    STALL = "stall"
    """Not forwarded; no answer comes before the client gives up."""
    LOST_REPLY = "lost-reply"
    """Forwarded; the connection is cut before any byte of the reply."""
    LATE_ERROR = "late-error"
    """Forwarded; answered 502."""
    TRUNCATED = "truncate"
    """Forwarded; half of the reply arrives, then the connection is cut."""
    SLOW_BODY = "slow-body"
    """Forwarded; the reply's body arrives in small pieces."""

    @property
    def forwards(self) -> bool:
        """Whether the server carries out the call."""
        return self in _FORWARDED


_FORWARDED = frozenset({FaultKind.LOST_REPLY, FaultKind.LATE_ERROR, FaultKind.TRUNCATED, FaultKind.SLOW_BODY})

STATUS: Mapping[FaultKind, int] = {
    FaultKind.TOO_MANY: 429,
    FaultKind.ERROR_500: 500,
    FaultKind.BAD_GATEWAY: 502,
    FaultKind.UNAVAILABLE: 503,
    FaultKind.GATEWAY_TIMEOUT: 504,
    FaultKind.LATE_ERROR: 502,
}
"""The status of the answers that the proxy makes itself."""

ASKS_TO_WAIT = frozenset({FaultKind.TOO_MANY, FaultKind.UNAVAILABLE})
"""The faults whose answer has a Retry-After."""

SLOW = frozenset({FaultKind.STALL, FaultKind.SLOW_BODY})
"""The faults that cost real time: a schedule has few of them."""

MIXED = tuple(FaultKind)


@dataclass(frozen=True)
class Fault:
    """The failure of one call."""

    kind: FaultKind
    retry_after: int = 1
    """Seconds of the client's clock."""
    as_date: bool = False
    """Whether Retry-After is a date."""


@dataclass(frozen=True)
class FaultMix:
    """Which calls fail, and how. The n-th call has the same fault at each replay."""

    seed: str = ""
    shares: Mapping[FaultKind, float] = field(default_factory=dict)
    """The share of calls that have each fault; their sum is at most 1."""
    rate: float = 0.0
    """Calls per second of the client's clock; more are answered 429. 0: no limit."""

    def at(self, number: int) -> Fault | None:
        """Return the fault of the n-th call; the first is 1."""
        if not self.shares:
            return None
        chance = random.Random(f"{self.seed}:{number}")
        drawn = chance.random()
        for kind, share in self.shares.items():
            drawn -= share
            if drawn < 0:
                return Fault(kind, chance.choice((1, 1, 2, 5)), chance.random() < 0.25)
        return None

    def __str__(self) -> str:
        shares = " ".join(f"{kind.value}:{share:.2g}" for kind, share in self.shares.items())
        return (shares + (f" rate:{self.rate:g}" if self.rate else "")).strip() or "none"


NO_FAULTS = FaultMix()
