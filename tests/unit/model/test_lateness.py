"""By how many days data are late against their frequency."""

from datetime import UTC, datetime, timedelta

import pytest

from publisher.model.frequencies import FREQUENCIES
from publisher.model.lateness import EXPECTED_DAYS, days_late

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "days", "late"),
    [
        ("daily", 1, 0), ("daily", 2.5, 1), ("monthly", 31, 0), ("monthly", 32, 0), ("monthly", 33.5, 2),
        ("annual", 366, 0), ("annual", 400, 34), ("irregular", 9_000, 0), ("unknown", 9_000, 0), ("daily", -5, 0),
    ],
)  # fmt: skip
def test_data_are_late_after_a_day_of_grace(frequency: str, days: float, late: int) -> None:
    assert days_late(frequency, NOW - timedelta(days=days), NOW) == late


def test_every_frequency_with_days_is_one_that_a_manifest_can_give() -> None:
    assert {term.id for term in FREQUENCIES.terms} >= EXPECTED_DAYS.keys()
