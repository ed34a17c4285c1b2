"""How long to wait before a retry: as the server asks, else a growing time with jitter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_any,
    wait_exponential,
    wait_random,
)
from tenacity.stop import stop_base
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

TRIES: Final = 8
"""How often a call is made at most, while the catalogue answers other calls: their failures pass."""
TRIES_IN_SILENCE: Final = 4
"""How often a call is made at most where the catalogue has answered nothing for `SILENCE` seconds."""
SILENCE: Final = 30.0
"""Seconds. Then a catalogue counts as down: no call is made more than `TRIES_IN_SILENCE` times."""
LONGEST_WAIT: Final = 120.0
"""Seconds. Where a server asks for more, there is no retry: a longer wait would look like a program that hangs."""

_growing = wait_exponential(multiplier=0.5, max=4) + wait_random(0, 0.5)


@dataclass(frozen=True)
class Clock:
    """Time, passed in so that tests need not wait."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


def retry_after_seconds(header: str | None) -> float | None:
    """Return `Retry-After` in seconds: a number, or a date (RFC 9110, 10.2.3). None when absent or unreadable."""
    if header is None:
        return None
    try:
        return float(Retry().parse_retry_after(header))
    except (InvalidHeader, ValueError, OverflowError):  # the last two: of a number or a date that is far too large
        return None


def _always(_error: BaseException) -> bool:
    return True


def retrying(
    passing: Callable[[BaseException], bool],
    sleep: Callable[[float], None],
    is_answering: Callable[[BaseException], bool] = _always,
) -> Retrying:
    """Return what repeats a call, a few times, while its error may pass; then raises the last error.

    `is_answering`: whether the catalogue that gave this error answers other calls. Without it each try must be preceded
    by a read that succeeded.
    """
    return Retrying(
        retry=retry_if_exception(passing),
        wait=wait,
        stop=stop_any(stop_after_attempt(TRIES), StopsInSilence(is_answering), AsksTooMuch(), StopsAtPages()),
        sleep=sleep,
        reraise=True,
    )


def wait(state: RetryCallState) -> float:
    """Return the seconds to wait after a failed attempt (for tenacity)."""
    seconds = _retry_after(state)
    return seconds + 0.1 if seconds is not None else _growing(state)


@dataclass(frozen=True)
class StopsInSilence(stop_base):
    """Stops after fewer tries when the catalogue answers nothing at all."""

    is_answering: Callable[[BaseException], bool]

    def __call__(self, retry_state: RetryCallState) -> bool:  # noqa: D102 - tenacity's
        error = retry_state.outcome.exception() if retry_state.outcome else None
        return retry_state.attempt_number >= TRIES_IN_SILENCE and error is not None and not self.is_answering(error)


class StopsAtPages(stop_base):
    """Stops after fewer tries when each gave a web page with a status of success: that is no passing failure."""

    def __init__(self) -> None:
        self._pages = 0
        """How many came in a row."""

    def __call__(self, retry_state: RetryCallState) -> bool:  # noqa: D102 - tenacity's
        error = retry_state.outcome.exception() if retry_state.outcome else None
        self._pages = self._pages + 1 if getattr(error, "page", False) else 0
        return self._pages >= TRIES_IN_SILENCE


class AsksTooMuch(stop_base):
    """Stops when the server asks for a wait longer than `LONGEST_WAIT`."""

    def __call__(self, retry_state: RetryCallState) -> bool:  # noqa: D102 - tenacity's
        return (_retry_after(retry_state) or 0.0) > LONGEST_WAIT


def _retry_after(state: RetryCallState) -> float | None:
    error = state.outcome.exception() if state.outcome else None
    seconds: float | None = getattr(error, "retry_after", None)
    return seconds
