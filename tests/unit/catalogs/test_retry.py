"""The wait before a retry."""

from datetime import timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tenacity import Future, RetryCallState, Retrying

from publisher.catalogs.retry import (
    LONGEST_WAIT,
    SILENCE,
    TRIES,
    TRIES_IN_SILENCE,
    AsksTooMuch,
    StopsInSilence,
    retry_after_seconds,
    wait,
)

from .samples import TODAY


class Asks(Exception):
    def __init__(self, retry_after: float | None) -> None:
        super().__init__()
        self.retry_after = retry_after


def after(error: Exception | None, attempt: int = 1) -> RetryCallState:
    """Return the state of tenacity after an attempt with this error."""
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempt
    if error is not None:
        state.outcome = Future.construct(attempt, error, has_exception=True)
    return state


# ---- Retry-After


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Return the moment that urllib3 counts from."""
    monkeypatch.setattr("urllib3.util.retry.time.time", TODAY.timestamp)


@pytest.mark.parametrize(("header", "expected"), [("0", 0.0), ("7", 7.0), (" 7 ", 7.0), ("3600", 3600.0)])
def test_a_number_is_seconds(header: str, expected: float) -> None:
    assert retry_after_seconds(header) == expected


def test_a_date_is_the_time_until_then() -> None:
    assert retry_after_seconds("Mon, 23 Nov 2026 12:00:30 GMT") == 30.0
    assert retry_after_seconds("Mon, 23 Nov 2026 13:01:00 +0100") == 60.0


def test_a_date_in_the_past_is_no_wait() -> None:
    assert retry_after_seconds("Mon, 23 Nov 2026 11:00:00 GMT") == 0.0


def test_a_date_is_compared_with_now() -> None:
    soon = TODAY + timedelta(seconds=60)
    seconds = retry_after_seconds(format_datetime(soon, usegmt=True))
    assert seconds is not None
    assert seconds == 60


@pytest.mark.parametrize(
    "header",
    [None, "", "soon", "1.5", "-3", "²", "①", "Mon, 99 Nov 2026", "Mon, 23 Nov 99999999999 12:00:30 GMT", "9" * 5000],
)
def test_what_is_neither_is_none(header: str | None) -> None:
    assert retry_after_seconds(header) is None


def test_a_date_without_zone_is_one_of_greenwich() -> None:
    """RFC 5322: `-0000` says that the zone is not known; Python gives it without one."""
    assert retry_after_seconds("Mon, 23 Nov 2026 12:00:30 -0000") == 30.0


@given(st.text(max_size=40) | st.datetimes(timezones=st.just(timezone(timedelta(hours=1)))).map(format_datetime))
def test_no_header_ever_raises_an_error_of_its_own(header: str) -> None:
    seconds = retry_after_seconds(header)
    assert seconds is None or seconds >= 0


# ---- waiting


def test_what_the_server_asks_for_is_waited_for_and_a_little_more() -> None:
    assert wait(after(Asks(7.0))) == pytest.approx(7.1)
    assert wait(after(Asks(0.0))) == pytest.approx(0.1)


@pytest.mark.parametrize("error", [None, Asks(None), ValueError("x")])
def test_without_that_the_wait_grows_with_jitter_up_to_a_ceiling(error: Exception | None) -> None:
    for attempt, least in [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0)]:
        waits = [wait(after(error, attempt)) for _ in range(20)]
        assert all(least <= wait <= least + 0.5 for wait in waits)
        assert len(set(waits)) > 1
    assert wait(after(error, 50)) <= 20.5


def test_only_a_server_that_asks_for_more_than_the_longest_wait_is_given_up() -> None:
    stop = AsksTooMuch()
    assert stop(after(Asks(LONGEST_WAIT + 0.1))) is True
    assert stop(after(Asks(LONGEST_WAIT))) is False
    assert stop(after(Asks(None))) is False
    assert stop(after(ValueError("x"))) is False
    assert stop(after(None)) is False


def test_no_wait_is_longer_than_a_person_would_accept() -> None:
    assert LONGEST_WAIT == 120.0
    assert (TRIES, TRIES_IN_SILENCE, SILENCE) == (8, 4, 30.0)
    assert sum(wait(after(ValueError("x"), attempt)) for attempt in range(1, TRIES)) < SILENCE


def test_fewer_tries_are_made_where_nothing_answers() -> None:
    answering, silent = StopsInSilence(lambda _error: True), StopsInSilence(lambda _error: False)
    for attempt in range(1, TRIES):
        error = after(ValueError("x"), attempt)
        assert answering(error) is False
        assert silent(error) is (attempt >= TRIES_IN_SILENCE)
