"""The quality score of a dataset: nine points, as udata counts them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from publisher.sandbox.documents import document_of, documents_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata.vocabularies import UNKNOWN

POINTS: Final = 9
_DESCRIPTION: Final = 100
_CLOSED: Final = ("pdf", "doc", "docx", "word", "xls", "excel", "xlsx")
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_PERIODS: Final[Mapping[str, timedelta]] = {
    "oneMinute": _MINUTE,
    "fiveMinutes": 5 * _MINUTE,
    "tenMinutes": 10 * _MINUTE,
    "fifteenMinutes": 15 * _MINUTE,
    "thirtyMinutes": 30 * _MINUTE,
    "hourly": _HOUR,
    "bihourly": 2 * _HOUR,
    "trihourly": 3 * _HOUR,
    "twelveHours": 12 * _HOUR,
    **dict.fromkeys(("severalTimesADay", "threeTimesADay", "semidaily", "daily"), _DAY),
    **dict.fromkeys(("fiveTimesAWeek", "threeTimesAWeek", "semiweekly", "weekly"), 7 * _DAY),
    "biweekly": 14 * _DAY,
    **dict.fromkeys(("threeTimesAMonth", "semimonthly", "monthly"), 31 * _DAY),
    "bimonthly": 62 * _DAY,
    "quarterly": 93 * _DAY,
    **dict.fromkeys(("threeTimesAYear", "semiannual", "annual"), 365 * _DAY),
    "biennial": 730 * _DAY,
    "triennial": 1095 * _DAY,
    "quadrennial": 1460 * _DAY,
    "quinquennial": 1825 * _DAY,
    "decennial": 3650 * _DAY,
    "bidecennial": 7300 * _DAY,
    "tridecennial": 10950 * _DAY,
}
"""The time in which data of a frequency are expected again."""


def last_update(dataset: Document) -> object:
    """Return the time of the last change of a resource; of the dataset, where it has none."""
    moments = [last_modified(resource) for resource in documents_of(dataset, "resources")]
    return max(moments) if moments else dataset["modified"]


def last_modified(resource: Document) -> str:
    """Return the time of the last change of a resource; of an address elsewhere, as udata's service says it."""
    analysed = text_of(document_of(resource, "extras"), "analysis:last-modified-at")
    return analysed if analysed and resource.get("filetype") == "remote" else text_of(resource, "modified")


def renewed(dataset: Document) -> Document:
    """Return a dataset after a change of its resources or extras, with what udata then computes again."""
    return dataset | {"last_update": last_update(dataset), "licensed": bool(dataset.get("license"))}


def quality(dataset: Document, now: datetime) -> Document:
    """Return the criteria that a dataset meets, and its score."""
    frequency, description = text_of(dataset, "frequency"), text_of(dataset, "description")
    met: Document = {
        "license": bool(dataset.get("licensed", dataset.get("license"))),
        "temporal_coverage": bool(dataset.get("temporal_coverage")),
        "spatial": bool(dataset.get("spatial")),
        "update_frequency": frequency not in ("", UNKNOWN),
        "dataset_description_quality": len(description) > _DESCRIPTION,
        **_of_resources(documents_of(dataset, "resources")),
    }
    if met["update_frequency"]:
        met["update_fulfilled_in_time"] = _in_time(frequency, text_of(dataset, "last_update"), now)
    points = sum(value is True for name, value in met.items() if name != "has_resources")
    return met | {"score": points / POINTS}


def _in_time(frequency: str, updated: str, now: datetime) -> bool:
    period = _PERIODS.get(frequency)
    return period is None or (datetime.fromisoformat(updated) + period - now).days >= -1


def _of_resources(resources: list[Document]) -> Document:
    if not resources:
        return {}
    remote = [resource for resource in resources if resource.get("filetype") == "remote"]
    return {
        "has_resources": True,
        "has_open_format": any(text_of(resource, "format") not in ("", *_CLOSED) for resource in resources),
        "all_resources_available": all(
            document_of(resource, "extras").get("check:available", True) for resource in remote
        ),
        "resources_documentation": any(
            resource.get("type") == "documentation" or resource.get("description") for resource in resources
        ),
    }
