"""The quality score of udata, as it will be right after a write (`core/dataset/models.py` of udata 17.18). Pure.

Nine criteria of equal weight. The score of an entry that is not written is the one that udata says.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from publisher.catalogs.documents import Document, list_of, table_of, text_of
from publisher.catalogs.field_table import Context, ProjectionContext, Rows, encode_fields, project_fields
from publisher.catalogs.moments import moment_of
from publisher.catalogs.udata.fields import DATASET_ROWS, OPEN
from publisher.catalogs.udata.limits import NOTHING_SAID, extension
from publisher.catalogs.udata.project import access_type
from publisher.catalogs.udata.resource_fields import RESOURCE_ROWS, is_hosted
from publisher.catalogs.udata.wire import without_checksums
from publisher.model.catalog import Access
from publisher.model.dataset import Dataset, Resource, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.findings import Finding
from publisher.model.lateness import days_late
from publisher.model.messages import Message, message
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.quality import Criterion, Improvement, Quality, Verdict, advice, placed, score_message
from publisher.model.values import UNMANAGED, State
from publisher.rules.quality import LOW_QUALITY

POINTS: Final = 9
LONG_DESCRIPTION: Final = 100
"""Characters; a description is longer than that (`QUALITY_DESCRIPTION_LENGTH`)."""

CLOSED_FORMATS: Final = frozenset({"pdf", "doc", "docx", "word", "xls", "excel", "xlsx"})
AVAILABLE: Final = "check:available"
"""The extra of a resource in which udata's own service says whether its address answers."""

OF_DATASET: Final = (
    "license",
    "temporal_coverage",
    "spatial",
    "update_frequency",
    "update_fulfilled_in_time",
    "dataset_description_quality",
)
OF_RESOURCES: Final = ("has_open_format", "all_resources_available", "resources_documentation")
"""Without a resource none of these three is met."""

_FIELDS: Final = ("description", "license", "frequency", "temporal", "spatial", "granularity", "access")
_ROWS: Final[Rows] = tuple(row for row in DATASET_ROWS if row.name in _FIELDS)
_ROWS_OF_RESOURCE: Final[Rows] = tuple(row for row in RESOURCE_ROWS if row.name in ("description", "type", "format"))
"""The score depends on no other fields."""


@dataclass(frozen=True)
class _Entry:
    """What the score looks at, of an entry as it will be."""

    document: Mapping[str, object]
    has_license: bool
    resources: tuple["_Resource", ...]
    last_update: datetime | None
    """Of its data; None: now."""


@dataclass(frozen=True)
class _Resource:
    """What the score looks at, of a resource."""

    path: str
    document: Mapping[str, object]
    available: object = None
    """What udata's service says; None where it has not looked yet."""
    updated: datetime | None = None
    """None: by the write."""


def quality_now(entry: Entry) -> Quality | None:
    """Return the quality that udata says an entry has; None where it says none."""
    quality = table_of(entry.native, "quality")
    score = quality.get("score")
    if not isinstance(score, int | float):
        return None
    names = (*OF_DATASET, *OF_RESOURCES)
    return Quality(float(score), tuple(Criterion(name, _met(quality.get(name) is True)) for name in names))


def data_updated(native: Mapping[str, object]) -> datetime | None:
    """Return when the data of an entry were updated last, as udata counts it; None where it does not say."""
    listed = (_as_it_is(str(document.get("id")), document) for document in list_of(native, "resources"))
    return _last_update(native, tuple(listed))


def quality_of_manifest(desired: DesiredDataset, now: datetime, *, uploads: bool) -> Quality:
    """Return the quality of a dataset whose entry nobody has asked for: what the manifest leaves to it is missing.

    `uploads`: whether udata keeps the files itself. A field that the manifest leaves to the catalogue for good is
    unknown.
    """
    unasked = Access(catalog=desired.catalog, software="", user=None, organizations=frozenset(), writable=frozenset())
    context = ProjectionContext(access=unasked, access_type=access_type(desired, None))
    content, _losses = project_fields(_ROWS, desired.content, context)
    resources = content.resources if uploads else (replace(resource, data=None) for resource in content.resources)
    listed = tuple(project_fields(_ROWS_OF_RESOURCE, resource, context)[0] for resource in resources)
    quality = placed(_quality(_new_entry(content, listed), now), desired)
    ignored = {name for name, field in _CRITERIA_OF_FIELD.items() if field in desired.ignored}
    return _with_unknown(quality, ignored) if ignored else quality


def quality_after(write: EntryCreation | EntryEdit, now: datetime) -> Quality:
    """Return the quality of an entry once it is written: what an edit leaves alone is as the entry has it."""
    if isinstance(write, EntryEdit):
        entry = _edited_entry(write)
    else:
        entry = _new_entry(write.content, (resource_write.content for resource_write in write.resource_writes))
    quality = _quality(entry, now)
    return placed(quality, write.desired) if write.desired is not None else quality


def quality_findings(
    datasets: Iterable[DesiredDataset], quality_of: Callable[[DesiredDataset], Quality]
) -> Iterable[Finding]:
    """Yield a finding for each published dataset with a lower score than its manifests ask for.

    Scores are compared as they are shown: one that reads as the limit is not below it.
    """
    for desired in datasets:
        limit = desired.min_quality
        if limit is None or desired.content.state is not State.PUBLISHED:
            continue
        quality = quality_of(desired)
        if round(quality.score, 2) < limit:
            what = message(
                "the quality score on {catalog} would be {score}, below the {limit} of `min_quality:`",
                catalog=desired.catalog,
                score=score_message(quality.score),
                limit=score_message(limit),
            )
            yield LOW_QUALITY.at(desired.places("title"), what, advice(quality))


def _edited_entry(edit: EntryEdit) -> _Entry:
    native = edit.entry.native
    document, resources = {**native, **_encoded(edit.content, native)}, tuple(_resources_after(edit))
    return _Entry(document, _license_after(document, edit), resources, _last_update(native, resources))


def _new_entry(content: Dataset, resources: Iterable[Resource]) -> _Entry:
    document = _encoded(content, {})
    listed = tuple(_Resource(f"resources.{resource.id}", _resource_document(resource, {})) for resource in resources)
    return _Entry(document, _names_license(document), listed, None)


def _encoded(content: Dataset, native: Mapping[str, object]) -> Document:
    """Return the keys that are sent for the fields that count."""
    return encode_fields(_ROWS, content, Context(document=native))


def _names_license(document: Mapping[str, object]) -> bool:
    return text_of(document, "license") not in (None, *NOTHING_SAID)


def _license_after(document: Mapping[str, object], edit: EntryEdit) -> bool:
    """Return whether the licence counts.

    udata removes the licence of a dataset that is not open, after it was counted: it counts where one call is enough. A
    file takes a second one, and so does a new resource, since the marker records the id that udata gives it.
    """
    native = edit.entry.native
    if edit.content.license is None or isinstance(edit.content.license, str):
        return _names_license(document)
    takes_calls = edit.uploads or any(resource_write.new for resource_write in edit.resource_writes or ())
    if (text_of(document, "access_type") or OPEN) != OPEN and takes_calls:
        return False
    # udata shows the licence `notspecified` both where it was chosen and where none was: its score tells them apart.
    is_chosen = table_of(native, "quality").get("license") is True
    return is_chosen and (text_of(native, "access_type") or OPEN) == OPEN


def _resources_after(edit: EntryEdit) -> Iterable[_Resource]:
    """Yield the resources of an entry as they will be."""
    listed = {str(document.get("id")): document for document in list_of(edit.entry.native, "resources")}
    if edit.resource_writes is None:
        yield from (_as_it_is(remote_id, document) for remote_id, document in listed.items())
        return
    rewritten = {remote_id for remote_id, _document in without_checksums(edit)}
    for resource_write in edit.resource_writes:
        yield _written(resource_write, listed.get(str(resource_write.remote_id)), rewritten)


def _as_it_is(remote_id: str, document: Mapping[str, object]) -> _Resource:
    available = None if is_hosted(document) else table_of(document, "extras").get(AVAILABLE)
    return _Resource(f"resources.{remote_id}", document, available, _moment(document, "last_modified"))


def _written(
    resource_write: ResourceWrite, document: Mapping[str, object] | None, rewritten: Collection[str]
) -> _Resource:
    path = f"resources.{resource_write.content.id}"
    after = _resource_document(resource_write.content, document or {})
    if document is None:
        return _Resource(path, after)
    present = _as_it_is(str(resource_write.remote_id), document)
    is_updated = resource_write.data is not None or str(resource_write.remote_id) in rewritten
    return replace(present, path=path, document=after, updated=None if is_updated else present.updated)


def _resource_document(content: Resource, document: Mapping[str, object]) -> Document:
    """Return a resource as udata will have it; of a file that it keeps, the format is the ending of its name."""
    after = {**document, **encode_fields(_ROWS_OF_RESOURCE, content, Context(document=document))}
    if content.data is None or content.url not in (None, UNMANAGED):
        return after
    return after | {"filetype": "file", "format": extension(content.data.name)}


def _last_update(native: Mapping[str, object], resources: Iterable[_Resource]) -> datetime | None:
    """Return when the data of an entry were updated last; None: by the write."""
    harvested = _moment(table_of(native, "harvest"), "modified_at")
    moments = [resource.updated for resource in resources]
    if harvested is not None:
        return harvested
    return max((moment for moment in moments if moment), default=None) if all(moments) else None


def _moment(document: Mapping[str, object], key: str) -> datetime | None:
    return moment_of(text_of(document, key))


# ---- the score


def _quality(entry: _Entry, now: datetime) -> Quality:
    verdicts = dict(_verdicts(entry, now))
    met = sum(verdict is not Verdict.MISSING for verdict in verdicts.values())
    improvements = sorted(_improvements(entry, verdicts), key=lambda improvement: -improvement.gain)
    return Quality(met / POINTS, tuple(map(Criterion, verdicts, verdicts.values())), tuple(improvements))


def _met(is_met: bool) -> Verdict:
    return Verdict.MET if is_met else Verdict.MISSING


def _verdicts(entry: _Entry, now: datetime) -> Iterable[tuple[str, Verdict]]:
    document, frequency = entry.document, _frequency(entry)
    yield "license", _met(entry.has_license)
    yield "temporal_coverage", _met(bool(document.get("temporal_coverage")))
    yield "spatial", _met(document.get("spatial") is not None)
    yield "update_frequency", _met(frequency is not None)
    yield "update_fulfilled_in_time", _met(frequency is not None and _in_time(frequency, entry.last_update, now))
    yield "dataset_description_quality", _met(len(_description(entry)) > LONG_DESCRIPTION)
    resources = entry.resources
    yield "has_open_format", _met(any(map(_is_open, resources)))
    yield "all_resources_available", _availability(resources)
    yield "resources_documentation", _met(any(map(_documents, resources)))


def _frequency(entry: _Entry) -> str | None:
    frequency = text_of(entry.document, "frequency")
    return None if frequency in NOTHING_SAID else frequency


def _in_time(frequency: str, last_update: datetime | None, now: datetime) -> bool:
    """Return whether the data are not late by more than a day, as udata counts days."""
    return days_late(frequency, last_update or now, now) == 0


def _description(entry: _Entry) -> str:
    return str(entry.document.get("description") or "")


def _is_open(resource: _Resource) -> bool:
    return (text_of(resource.document, "format") or "pdf").lower() not in CLOSED_FORMATS


def _availability(resources: tuple[_Resource, ...]) -> Verdict:
    if not resources or any(_is_unavailable(resource) for resource in resources):
        return Verdict.MISSING
    is_known = all(is_hosted(resource.document) or resource.available is not None for resource in resources)
    return Verdict.MET if is_known else Verdict.UNKNOWN


def _is_unavailable(resource: _Resource) -> bool:
    return resource.available is False


def _documents(resource: _Resource) -> bool:
    return resource.document.get("type") == "documentation" or bool(resource.document.get("description"))


# ---- what raises it


def _improvements(entry: _Entry, verdicts: Mapping[str, Verdict]) -> Iterable[Improvement]:
    """Yield what an author can do about the criteria that are missing."""
    missing = [name for name, verdict in verdicts.items() if verdict is Verdict.MISSING]
    for names, what, path in _ways(entry, missing):
        yield Improvement(what, path, len(names) / POINTS, names)


def _ways(entry: _Entry, missing: Iterable[str]) -> Iterable[tuple[tuple[str, ...], Message, str]]:
    for name in missing:
        match name:
            case "license":
                yield (name,), message("add `license:` (the terms of reuse)"), "license"
            case "temporal_coverage":
                yield (name,), message("add `temporal:` (the period covered)"), "temporal"
            case "spatial":
                yield (name,), message("add `spatial:` (the territory)"), "spatial"
            case "update_frequency":
                both = (name, "update_fulfilled_in_time")
                yield both, message("add `frequency:` (how often the data are updated)"), "frequency"
            case "update_fulfilled_in_time" if "update_frequency" not in missing:
                yield (name,), message("update the data, or write a `frequency:` that they keep"), "frequency"
            case "dataset_description_quality":
                what = message(
                    "write a `description:` of more than {limit} characters (it has {n})",
                    limit=LONG_DESCRIPTION,
                    n=len(_description(entry)),
                )
                yield (name,), what, "description"
            case _:
                yield from _ways_for_resources(entry, name)


def _ways_for_resources(entry: _Entry, name: str) -> Iterable[tuple[tuple[str, ...], Message, str]]:
    if not entry.resources:
        if name == OF_RESOURCES[0]:
            yield OF_RESOURCES, message("add `resources:` in an open format, described"), "resources"
        return
    match name:
        case "has_open_format":
            what = message("add a resource in an open format (csv, json, geojson, ods…), or its `format:`")
            yield (name,), what, "resources"
        case "all_resources_available":
            path = next(resource.path for resource in entry.resources if _is_unavailable(resource))
            yield (name,), message("correct the `url:` that does not answer"), f"{path}.url"
        case "resources_documentation":
            what = message("add a `description:` to a resource, or one with `type: documentation`")
            yield (name,), what, entry.resources[0].path


_CRITERIA_OF_FIELD: Final[Mapping[str, str]] = {
    "license": "license",
    "temporal_coverage": "temporal",
    "spatial": "spatial",
    "update_frequency": "frequency",
    "update_fulfilled_in_time": "frequency",
    "dataset_description_quality": "description",
}
"""The field on which each criterion depends."""


def _with_unknown(quality: Quality, names: Iterable[str]) -> Quality:
    """Return the quality with these criteria unknown where they are missing: they count then as met."""
    unknown = frozenset(names)
    criteria = tuple(
        Criterion(criterion.name, Verdict.UNKNOWN)
        if criterion.name in unknown and criterion.verdict is Verdict.MISSING
        else criterion
        for criterion in quality.criteria
    )
    met = sum(criterion.verdict is not Verdict.MISSING for criterion in criteria)
    left = tuple(way for way in quality.improvements if not unknown.issuperset(way.criteria))
    return Quality(met / POINTS, criteria, left)
