"""What a plan does with one dataset, in all catalogues: the same value is there once. As Markdown, line by line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from publisher.locale import _
from publisher.model.change import WHOLE, Change, FieldPath
from publisher.model.dataset import Resource, values_of, values_of_resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.names import CatalogName, DatasetKey, ResourceId
from publisher.model.plan import (
    Blocked,
    Conflict,
    Create,
    Drift,
    EntryDeleted,
    HeldBack,
    Item,
    MarkerUpdate,
    Scheduled,
    Step,
    Update,
    UpdateKind,
    changes_of,
    kept_in,
)
from publisher.model.values import File, State, Value
from publisher.views.change_markdown import ADDRESSES, change_markdown
from publisher.views.change_text import size_text, value_text, verdict_text
from publisher.views.field_labels import field_label, field_labels
from publisher.views.plan_text import hidden_lines, kept_text, mark_of, replaced_resource_lines, step_text, why_lines
from publisher.views.quality_text import item_scores_text
from publisher.views.safe_text import clip, escaped, unlinked
from publisher.views.source_links import NO_LINKS, SourceLinks
from publisher.views.vocabulary_words import has_labels, labelled

VALUE: Final = 300
"""Characters of a value of a new entry."""

SIGNS: Final[Mapping[str, str]] = {"+": "➕", "~": "✏️", "−": "➖", "!": "⛔", "…": "🕓"}
"""A sign of the plan as text, and that of a page."""


@dataclass(frozen=True)
class FileReview:
    """What is in a data file, or what differs in it from the published one. As Markdown."""

    details: str
    """The text of an item of a list; it may have items of its own."""
    counts: str = ""
    """In a few words, for the row of the dataset; empty for a new file."""


FileReviews = Mapping[tuple[DatasetKey, ResourceId], FileReview]


@dataclass(frozen=True)
class Line:
    """A line of Markdown, and the catalogues that it is about; none where these do not matter."""

    text: str
    catalogs: tuple[CatalogName, ...]


@dataclass(frozen=True)
class DatasetReview:
    """What a plan does with a dataset."""

    key: DatasetKey
    title: str
    sign: str
    catalogs: tuple[CatalogName, ...]
    """Those in which something happens."""
    steps: tuple[Line, ...]
    """A few words for each step; equal ones once."""
    details: tuple[Line, ...]
    """A line for each value; equal ones once."""
    scores: str
    """The quality before and after."""
    creates: bool = False
    """Whether an entry of it is new somewhere."""


@dataclass(frozen=True)
class ReviewContext:
    """What is known beside the plan."""

    links: SourceLinks = NO_LINKS
    files: FileReviews = field(default_factory=dict)


NO_CONTEXT: Final = ReviewContext()


def dataset_reviews(items: Iterable[Item], context: ReviewContext = NO_CONTEXT) -> tuple[DatasetReview, ...]:
    """Return a review of each dataset of which a step does something."""
    active = (item for item in items if mark_of(item.step) is not None)
    return tuple(_review(tuple(group), context) for _key, group in groupby(active, key=lambda item: item.key))


def _review(items: Sequence[Item], context: ReviewContext) -> DatasetReview:
    signs = list(dict.fromkeys(mark_of(item.step) or "" for item in items))
    sign = next((sign for sign in ("!", "−", "+", "~") if sign in signs), signs[0])
    return DatasetReview(
        key=items[0].key,
        title=items[0].title,
        sign=SIGNS.get(sign, sign),
        catalogs=tuple(item.catalog for item in items),
        steps=(*_steps(items), *_file_counts(items, context)),
        details=_merged((item.catalog, line) for item in items for line in _details(item, context)),
        scores=" · ".join(dict.fromkeys(filter(None, map(item_scores_text, items)))),
        creates=any(isinstance(_write_of(item.step), Create) for item in items),
    )


def _merged(lines: Iterable[tuple[CatalogName, str]]) -> tuple[Line, ...]:
    """Return each line once, with the catalogues that have it."""
    catalogs: dict[str, list[CatalogName]] = {}
    for catalog, text in lines:
        catalogs.setdefault(text, []).append(catalog)
    return tuple(Line(text, tuple(dict.fromkeys(names))) for text, names in catalogs.items())


def _steps(items: Sequence[Item]) -> Iterator[Line]:
    """Yield a few words for each step. What plain changes have in common is there once, then what each has alone."""
    plain = [item for item in items if _is_plain_change(item.step) and not _remarks(item.step)]
    paths = {item.catalog: [change.path for change in _changes_named(item.step)] for item in plain}
    common = [path for path in next(iter(paths.values()), []) if all(path in others for others in paths.values())]
    if len(plain) > 1 and common:
        yield Line(escaped(field_labels(common)), tuple(paths))
        for catalog, own in paths.items():
            if rest := [path for path in own if path not in common]:
                yield Line(escaped(field_labels(rest)), (catalog,))
        items = [item for item in items if item not in plain]
    yield from _merged((item.catalog, step_markdown(item.step)) for item in items)


def _file_counts(items: Iterable[Item], context: ReviewContext) -> Iterator[Line]:
    """Yield how many rows differ in each file that is replaced."""
    files = {
        (item.key, change.path.resource): None
        for item in items
        for change in changes_of(item.step)
        if change.path.field == "file" and change.path.resource is not None
    }
    for key, resource in files:
        review = context.files.get((key, resource)) if resource is not None else None
        if review is not None and review.counts:
            yield Line(f"{escaped(clip(resource))}{_(': ')}{review.counts}", ())


def step_markdown(step: Step) -> str:
    """Return a step in a few words, with the fields that it writes."""
    parts = [step_text(step)] if not _is_plain_change(step) else []
    if labels := field_labels(change.path for change in _changes_named(step)):
        parts = [f"{parts[0]}{_(': ')}{labels}" if parts else labels]
    return "<br>".join(escaped(line.strip()) for line in (*parts, *_remarks(step)))


def _remarks(step: Step) -> Sequence[str]:
    kept = [f"≈ {kept_text()}"] if kept_in(step) and not isinstance(step, Drift) else []
    why = [] if isinstance(step, Blocked) else why_lines(step)  # of a block, the decisions say it
    return [*why, *hidden_lines(step), *kept]


def _is_plain_change(step: Step) -> bool:
    """Return whether the names of the fields say it all."""
    return isinstance(step, Update) and step.kind is UpdateKind.CHANGE and bool(step.changes)


def _changes_named(step: Step) -> Sequence[Change]:
    write = _write_of(step)
    return write.changes if isinstance(write, Update | Conflict) else write.kept if isinstance(write, Drift) else ()


def _details(item: Item, context: ReviewContext) -> Iterator[str]:
    step = _write_of(item.step)
    desired = _desired_of(step)
    if isinstance(step, Create):
        yield from _values(item, step, context)
    if isinstance(step, EntryDeleted):
        yield from (_change_line(item, change, None, context) for change in step.waiting)
    for change in changes_of(step):
        yield _change_line(item, change, desired, context, kept=change in kept_in(step))
        yield from _row_lines(item, change.path, context)
    if isinstance(step, Update):
        yield from (escaped(line.strip()) for line in replaced_resource_lines(step.edit))
    for loss in item.losses:
        what = f"∅ {_('loss in {field}').format(field=clip(loss.path))}{_(': ')}{loss.what}"
        yield escaped(what + (f". {loss.fix}" if loss.fix else ""))


def _write_of(step: Step) -> Step:
    """Return the write of a step that is held back, or for a later day; another step as it is."""
    return step.step if isinstance(step, HeldBack | Scheduled) else step


def _desired_of(step: Step) -> DesiredDataset | None:
    match step:
        case Create():
            return step.creation.desired
        case Update() | MarkerUpdate():
            return step.edit.desired
        case _:
            return None


def _change_line(
    item: Item, change: Change, desired: DesiredDataset | None, context: ReviewContext, *, kept: bool = False
) -> str:
    note = kept_text() if kept else verdict_text(change)
    at = desired.places(str(change.path)) if desired else context.links.places.get(item.key)
    label = context.links.to(field_label(change.path), at)
    return f"**{label}**{_(': ')}{change_markdown(change)}" + (f" ({escaped(note)})" if note else "")


def _row_lines(item: Item, path: FieldPath, context: ReviewContext) -> Iterator[str]:
    review = context.files.get((item.key, path.resource)) if path.resource is not None else None
    if path.field == "file" and review is not None:
        yield review.details


def _values(item: Item, step: Create, context: ReviewContext) -> Iterator[str]:
    """Yield the values of a new entry: those of the dataset, then a line for each resource."""
    desired, content = step.creation.desired, step.creation.content
    values = {name: value for name, value in values_of(content).items() if name != "title" and value is not None}
    if values.get("state") is State.PUBLISHED:
        del values["state"]
    for name, value in values.items():
        label = context.links.to(field_label(FieldPath(name)), desired.places(name))
        text = labelled(name, value) if has_labels(name) else _plain(value)
        shown = escaped if name in ADDRESSES else unlinked
        yield f"**{label}**{_(': ')}{shown(clip(text, VALUE))}"
    for resource in content.resources:
        path = FieldPath(WHOLE, resource.id)
        label = context.links.to(field_label(path), desired.places(str(path)))
        yield f"**{label}**{_(': ')}{_resource_markdown(resource)}"
        yield from _row_lines(item, FieldPath("file", resource.id), context)


def _resource_markdown(resource: Resource) -> str:
    """Return a new resource on one line: its title, its address or its file, its format and its type."""
    values = values_of_resource(resource)
    size = _file_text(resource) if isinstance(resource.file, File) else ""
    name = resource.data.name if resource.data is not None else ""
    address = _plain(values["url"]) if values.get("url") is not None else ""
    rest = (_plain(values[key]) for key in ("format", "type", "schema") if values.get(key) is not None)
    title = _plain(values.get("title"))
    texts = [unlinked(clip(part, VALUE)) for part in (title, name, size) if part]
    return " · ".join([*texts, *(escaped(clip(part, VALUE)) for part in (address, *rest) if part)])


def _file_text(resource: Resource) -> str:
    file = resource.file
    if not isinstance(file, File):
        return ""
    rows = [_("{rows} rows × {columns} columns").format(rows=file.rows, columns=file.columns)] if file.rows else []
    return _(", ").join([*rows, size_text(file.size)])


def _plain(value: Value) -> str:
    """Return a value as text, without quotes."""
    return value if isinstance(value, str) else "" if value is None else value_text(value)
