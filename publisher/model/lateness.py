"""Whether data are late against the frequency that is declared for them, as udata counts it (17.18)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

EXPECTED_DAYS: Final[Mapping[str, float]] = {
    "oneMinute": 1 / 1440, "fiveMinutes": 5 / 1440, "tenMinutes": 10 / 1440, "fifteenMinutes": 15 / 1440,
    "thirtyMinutes": 30 / 1440, "hourly": 1 / 24, "bihourly": 2 / 24, "trihourly": 3 / 24, "twelveHours": 0.5,
    "severalTimesADay": 1, "threeTimesADay": 1, "semidaily": 1, "daily": 1, "fiveTimesAWeek": 7,
    "threeTimesAWeek": 7, "semiweekly": 7, "weekly": 7, "biweekly": 14, "threeTimesAMonth": 31, "semimonthly": 31,
    "monthly": 31, "bimonthly": 62, "quarterly": 93, "threeTimesAYear": 365, "semiannual": 365, "annual": 365,
    "biennial": 730, "triennial": 1095, "quadrennial": 1460, "quinquennial": 1825, "decennial": 3650,
    "bidecennial": 7300, "tridecennial": 10950,
}  # fmt: skip
"""The days after which data of a frequency are expected again; of the other frequencies, udata expects nothing."""


def days_late(frequency: str, last_update: datetime, now: datetime) -> int:
    """Return by how many whole days the data are late; 0 where they are in time. The first day does not count."""
    if frequency not in EXPECTED_DAYS:
        return 0
    return max(0, -(last_update + timedelta(days=EXPECTED_DAYS[frequency]) - now).days - 1)
