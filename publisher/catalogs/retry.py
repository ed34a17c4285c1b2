"""How long to wait before asking again: what the server said, else a growing time with jitter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from tenacity import RetryCallState, wait_exponential_jitter
from tenacity.stop import stop_base

ATTEMPTS: Final = 4
LONGEST_WAIT: Final = 120.0
"""Seconds. A server that asks for more is given up: waiting longer would look like hanging."""

_jitter = wait_exponential_jitter(initial=0.5, max=20, jitter=0.5)


@dataclass(frozen=True)
class Clock:
    """Time, passed in so that tests need not wait."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


def seconds_of(header: str | None, now: datetime | None = None) -> float | None:
    """`Retry-After` in seconds: a number, or a date (RFC 9110, 10.2.3). None when absent or unreadable."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def wait(state: RetryCallState) -> float:
    """Seconds to wait after a failed attempt (for tenacity)."""
    asked = _asked(state)
    return asked + 0.1 if asked is not None else _jitter(state)


class AsksTooMuch(stop_base):
    """Stops when the server asks for a longer wait than anybody would sit through."""

    def __call__(self, retry_state: RetryCallState) -> bool:  # noqa: D102 - tenacity's
        return (_asked(retry_state) or 0.0) > LONGEST_WAIT


def _asked(state: RetryCallState) -> float | None:
    error = state.outcome.exception() if state.outcome else None
    asked: float | None = getattr(error, "retry_after", None)
    return asked
