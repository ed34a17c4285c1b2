"""Rules about dates and periods, and their checks."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from publisher.model.findings import Finding, Severity
from publisher.model.messages import message
from publisher.model.values import Period, State
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

IMPLAUSIBLE_DATE = Rule(
    "PUB521",
    Family.METADATA,
    message("A date of publication or change is not in the future, and not before 1900."),
    Severity.WARNING,
)
MODIFIED_BEFORE_ISSUED = Rule(
    "PUB522", Family.METADATA, message("A resource is changed after it is published."), Severity.WARNING
)
IMPLAUSIBLE_PERIOD = Rule(
    "PUB523",
    Family.METADATA,
    message("The period of the data ends next year at the latest, and does not start before 1500."),
    Severity.WARNING,
)
PERIOD_BEHIND_FREQUENCY = Rule(
    "PUB524",
    Family.METADATA,
    message("The period of the data is as recent as their frequency says."),
    Severity.WARNING,
)

FIRST_YEAR: Final = 1900
_FIRST_YEAR_OF_PERIOD: Final = 1500
_LEAST_DELAY: Final = 92
"""Days: nobody writes a new end of the period every week."""
DAYS: Final = MappingProxyType({
    "daily": 1, "weekly": 7, "biweekly": 14, "semimonthly": 16, "monthly": 31, "bimonthly": 62, "quarterly": 92,
    "threeTimesAYear": 123, "semiannual": 184, "annual": 366, "biennial": 731, "triennial": 1096, "quadrennial": 1461,
    "quinquennial": 1827,
})  # fmt: skip
"""The longest time between two updates, by frequency, in days."""


def _dates(dataset: CheckedDataset) -> Iterable[Finding]:
    last = max(dataset.context.today, dataset.manifest.public_from or dataset.context.today)
    yield from _day(dataset, "issued", dataset.content.issued, last)
    for resource in dataset.content.resources:
        place = f"resources.{resource.id}"
        yield from _day(dataset, f"{place}.issued", resource.issued, last)
        yield from _day(dataset, f"{place}.modified", resource.modified, last)
        issued, modified = resource.issued, resource.modified
        if isinstance(issued, str) and isinstance(modified, str) and modified < issued:
            what = message("changed on {modified}, before it was published on {issued}",
                           modified=modified, issued=issued)  # fmt: skip
            at = dataset.place(f"{place}.modified")
            yield MODIFIED_BEFORE_ISSUED.at(at, what, message("Correct one of the two dates."), modified)


def _day(dataset: CheckedDataset, path: str, day: object, last: date) -> Iterator[Finding]:
    if not isinstance(day, str):
        return
    if day > last.isoformat():
        what, fix = message("this day is in the future"), message("Write the day on which it was done.")
        yield IMPLAUSIBLE_DATE.at(dataset.place(path), what, fix, day)
    elif int(day[:4]) < FIRST_YEAR:
        what = message("this day is before {year}", year=FIRST_YEAR)
        fix = message("Correct the year. The time that the data are about goes under `temporal:`.")
        yield IMPLAUSIBLE_DATE.at(dataset.place(path), what, fix, day)


def _periods(dataset: CheckedDataset) -> Iterable[Finding]:
    period = dataset.content.temporal
    if not isinstance(period, Period):
        return
    last = dataset.context.today.year + 1
    for key, day in (("start", period.start), ("end", period.end)):
        year = int(day[:4]) if day else None
        if year is not None and year > last:
            what = message("this day is after the end of {year}", year=last)
            fix = message("Correct the year, or write the end of the data that there are.")
            yield IMPLAUSIBLE_PERIOD.at(dataset.place(f"temporal.{key}"), what, fix, day)
            return
        if year is not None and year < _FIRST_YEAR_OF_PERIOD:
            what, fix = message("this day is before {year}", year=_FIRST_YEAR_OF_PERIOD), message("Correct the year.")
            yield IMPLAUSIBLE_PERIOD.at(dataset.place(f"temporal.{key}"), what, fix, day)
            return
    yield from _behind(dataset, period, dataset.context.today)


def _behind(dataset: CheckedDataset, period: Period, today: date) -> Iterator[Finding]:
    """Yield the finding that data of a frequency are older than two of its periods."""
    days = DAYS.get(dataset.content.frequency) if isinstance(dataset.content.frequency, str) else None
    if days is None or period.end is None or dataset.content.state is State.ARCHIVED:
        return
    if date.fromisoformat(period.end) + timedelta(days=max(2 * days, _LEAST_DELAY)) < today:
        what = message("the data are updated less often than the frequency says: the period ended on {day}",
                       day=period.end)  # fmt: skip
        fix = message(
            "Update the data and the period; or write `frequency: punctual` if they are not updated any more."
        )
        yield PERIOD_BEHIND_FREQUENCY.at(dataset.place("temporal.end"), what, fix, period.end)


CHECKS: Final[tuple[DatasetCheck, ...]] = (_dates, _periods)
