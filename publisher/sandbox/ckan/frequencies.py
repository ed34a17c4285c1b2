"""The frequencies of the European authority table, as the pages of the catalogue show them."""

from collections.abc import Mapping
from typing import Final

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/frequency/"

NAMES: Final[Mapping[str, str]] = {
    "UPDATE_CONT": "continuous",
    "1MIN": "oneMinute",
    "5MIN": "fiveMinutes",
    "10MIN": "tenMinutes",
    "15MIN": "fifteenMinutes",
    "30MIN": "thirtyMinutes",
    "HOURLY": "hourly",
    "BIHOURLY": "bihourly",
    "TRIHOURLY": "trihourly",
    "12HRS": "twelveHours",
    "CONT": "severalTimesADay",
    "DAILY_3": "threeTimesADay",
    "DAILY_2": "semidaily",
    "DAILY": "daily",
    "WEEKLY_5": "fiveTimesAWeek",
    "WEEKLY_3": "threeTimesAWeek",
    "WEEKLY_2": "semiweekly",
    "WEEKLY": "weekly",
    "BIWEEKLY": "biweekly",
    "MONTHLY_3": "threeTimesAMonth",
    "MONTHLY_2": "semimonthly",
    "MONTHLY": "monthly",
    "BIMONTHLY": "bimonthly",
    "QUARTERLY": "quarterly",
    "ANNUAL_3": "threeTimesAYear",
    "ANNUAL_2": "semiannual",
    "ANNUAL": "annual",
    "BIENNIAL": "biennial",
    "TRIENNIAL": "triennial",
    "QUADRENNIAL": "quadrennial",
    "QUINQUENNIAL": "quinquennial",
    "DECENNIAL": "decennial",
    "BIDECENNIAL": "bidecennial",
    "TRIDECENNIAL": "tridecennial",
    "AS_NEEDED": "punctual",
    "IRREG": "irregular",
    "NEVER": "never",
    "NOT_PLANNED": "notPlanned",
    "OTHER": "other",
    "UNKNOWN": "unknown",
}
"""Code: name. A dataset has the address of a code in its extra `frequency`."""


def frequency_name(address: str) -> str:
    """Return the name of a frequency by its address; the address itself where the table does not have it."""
    code = address.removeprefix(AUTHORITY)
    return NAMES.get(code, address) if address.startswith(AUTHORITY) else address
