"""A saved plan: `apply` compares a new plan with it. It can confirm a step, and never change one."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, assert_never

from publisher.model.dataset import Dataset, ResourceWrite, values_of, values_of_resource
from publisher.model.marker import LastApplied, encode_last_applied
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Create, EntryCreation, EntryEdit, HeldBack, Item, MarkerUpdate, Update, Write
from publisher.model.values import digest
from publisher.safe_open import read_regular
from publisher.sync.plan.run_options import RunOptions, options_from

FORMAT_VERSION: Final = 1
"""Of saved plans and of every JSON result."""

LARGEST_PLAN: Final = 1 << 28
"""Bytes of a plan file; the plan of ten thousand datasets has some 10 MB."""

PLAN_VERSION: Final = 2
"""Of the fingerprints in a plan file: those of another version cannot be compared, and the file is refused."""

Fingerprints = Mapping[tuple[DatasetKey, CatalogName], str]


class NotAPlanError(ValueError):
    """The file is not a plan of this version."""


@dataclass(frozen=True)
class SavedPlan:
    """The steps that a plan file approves, and the options it was made with."""

    fingerprints: Fingerprints
    options: RunOptions
    sandbox: bool
    """Whether it was made in the sandbox: it approves nothing elsewhere."""


def plan_file_document(plan: Mapping[str, object], options: RunOptions, *, sandbox: bool) -> dict[str, object]:
    """Return what `plan --out` saves: the plan as JSON, and what it was made with."""
    return {**plan, "plan_version": PLAN_VERSION, "choices": options.document(), "sandbox": sandbox}


def read_plan(file: Path) -> SavedPlan:
    """Return the approved steps of a plan file. Raises `NotAPlanError` and `OSError`."""
    try:
        document = json.loads(read_regular(file, LARGEST_PLAN))
        versions = (document["format_version"], document["plan_version"])
        if versions != (FORMAT_VERSION, PLAN_VERSION):
            raise NotAPlanError(str(versions))
        approved = dict(_approved(document["steps"]))
        return SavedPlan(approved, options_from(document["choices"]), document.get("sandbox") is True)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise NotAPlanError(str(error)) from error


def _approved(steps: object) -> Iterator[tuple[tuple[DatasetKey, CatalogName], str]]:
    """Yield the dataset, the catalogue and the fingerprint of each step that writes.

    Raises `TypeError` or `KeyError` for steps of another form: an unreadable plan is no plan without steps.
    """
    if not isinstance(steps, list):
        raise TypeError(type(steps).__name__)
    for step in steps:
        if not isinstance(step, dict):
            raise TypeError(type(step).__name__)
        if "fingerprint" in step:
            texts = (step["key"], step["catalog"], step["fingerprint"])
            if not all(isinstance(text, str) for text in texts):
                raise TypeError("no text")
            yield (DatasetKey(texts[0]), CatalogName(texts[1])), texts[2]


def hold_unapproved(items: Iterable[Item], approved: Fingerprints) -> tuple[Item, ...]:
    """Return the items, with every write held back that the plan file does not approve."""
    return tuple(_unless_unapproved(item, approved) for item in items)


def _unless_unapproved(item: Item, approved: Fingerprints) -> Item:
    step = item.step
    if not isinstance(step, Write) or approved.get((item.key, item.catalog)) == fingerprint(step):
        return item
    if isinstance(step, MarkerUpdate):
        return replace(item, step=step.without_write)
    reason = message("differs from the plan file: the manifest or the entry has changed since")
    fix = message("Create a new plan: publisher plan {key} --out FILE", key=item.key)
    return replace(item, step=HeldBack(step=step, reason=reason, fix=fix))


def fingerprint(step: Write) -> str:
    """Return a digest of everything that a step writes, and of the entry's revision: another write has another one."""
    match step:
        case Create(creation=creation):
            desired = creation.desired
            return digest(("create", desired.organization, desired.slug or "", *_written(creation)))
        case Update(kind=kind):
            hides = (part for hide in step.hides for part in (hide.entry.id, hide.entry.revision, *_written(hide)))
            return digest((kind.value.capitalize(), *_written_to_entry(step), *hides))
        case MarkerUpdate():
            return digest(("Remember", *_written_to_entry(step)))
        case _:
            assert_never(step)


def _written_to_entry(step: Update | MarkerUpdate) -> tuple[str, ...]:
    changes = step.changes if isinstance(step, Update) else ()
    paths = ",".join(sorted(str(change.path) for change in changes))
    return (step.edit.entry.id, step.edit.entry.revision, paths, *_written(step.edit))


def _written(write: EntryCreation | EntryEdit) -> list[str]:
    """Return every value that a write sends, ignored fields of a creation and resources without an id included."""
    marker = encode_last_applied(write.marker.last_applied or LastApplied())
    return [*_fields(write.content), *_resources(write.resource_writes or ()), marker]


def _fields(content: Dataset) -> list[str]:
    return [f"{name}={digest(value)}" for name, value in sorted(values_of(content).items())]


def _resources(writes: Iterable[ResourceWrite]) -> list[str]:
    return [
        f"{write.content.id}@{write.remote_id}.{name}={digest(value)}"
        for write in writes
        for name, value in sorted(values_of_resource(write.content).items())
    ]
