"""A saved plan: `apply` compares a new plan with it. It can confirm a step, and never change one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, assert_never

from publisher.model.commands import Again
from publisher.model.dataset import Dataset, ResourceWrite, values_of, values_of_resource
from publisher.model.marker_text import base_texts
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Create, EntryCreation, EntryEdit, HeldBack, HeldBy, Item, MarkerUpdate, Update, Write
from publisher.model.values import fingerprint as fingerprint_of
from publisher.safe_open import read_regular
from publisher.sync.plan.plan_target import PlanTarget, target_from
from publisher.sync.plan.run_options import RunOptions, options_from
from publisher.sync.plan.selection import DatasetCatalogs, Selection, selection_from

FORMAT_VERSION: Final = 1
"""Of saved plans and of every JSON result."""

LARGEST_PLAN: Final = 1 << 28
"""Bytes of a plan file; the plan of ten thousand datasets has some 10 MB."""

PLAN_VERSION: Final = 4
"""Of the fingerprints in a plan file: those of another version cannot be compared, and the file is refused."""

Fingerprints = Mapping[tuple[DatasetKey, CatalogName], str]


class NotAPlanError(ValueError):
    """The file is not a plan of this version."""


@dataclass(frozen=True)
class SavedPlan:
    """The steps that a plan file approves, and the options it was made with."""

    fingerprints: Fingerprints
    """The approved writes."""
    dataset_catalogs: DatasetCatalogs
    """The approved writes, and the steps that the plan could not approve: conflicts, blocks, held steps, drift."""
    orphans: DatasetCatalogs
    """The entries of ours that no manifest published then: `apply` names those that are still so."""
    options: RunOptions
    selection: Selection
    target: PlanTarget
    sandbox: bool
    """Whether it was made in the sandbox: it approves nothing elsewhere."""


def plan_file_document(
    plan: Mapping[str, object], options: RunOptions, selection: Selection, target: PlanTarget, *, sandbox: bool
) -> dict[str, object]:
    """Return what `plan --out` saves: the plan as JSON, and what it was made with and for."""
    return {
        **plan,
        "plan_version": PLAN_VERSION,
        "choices": options.document(),
        "selection": selection.document(),
        "target": target.document(),
        "sandbox": sandbox,
    }


def read_plan(file: Path) -> SavedPlan:
    """Return the approved steps of a plan file. Raises `NotAPlanError` and `OSError`."""
    try:
        document = json.loads(read_regular(file, LARGEST_PLAN))
        versions = (document["format_version"], document["plan_version"])
        if versions != (FORMAT_VERSION, PLAN_VERSION):
            raise NotAPlanError(str(versions))
        steps = {_place(step): step for step in _dicts_with(document["steps"], "key", "catalog", "step")}
        orphans = frozenset(_place(orphan) for orphan in _dicts_with(document["orphans"], "key", "catalog"))
        target = target_from(document["target"])
        if any(catalog not in target.catalogs for _key, catalog in (*steps, *orphans)):
            raise NotAPlanError("target")
        return SavedPlan(
            {place: step["fingerprint"] for place, step in steps.items() if "fingerprint" in step},
            frozenset(place for place, step in steps.items() if step["step"] != "same"),
            orphans,
            options_from(document["choices"]),
            selection_from(document["selection"]),
            target,
            _truth(document["sandbox"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise NotAPlanError(str(error)) from error


def _truth(value: object) -> bool:
    """Return a truth value. Raises `NotAPlanError` for any other."""
    if not isinstance(value, bool):
        raise NotAPlanError(type(value).__name__)
    return value


def _dicts_with(value: object, *names: str) -> list[dict[str, str]]:
    """Return the steps or orphans of a plan file. Raises `NotAPlanError` where one lacks a text of these names."""
    if not isinstance(value, list) or not all(_has_texts(part, names) for part in value):
        raise NotAPlanError(", ".join(names))
    return value


def _has_texts(part: object, names: Iterable[str]) -> bool:
    if not isinstance(part, dict):
        return False
    texts = [part.get(name) for name in names] + [part.get("fingerprint", "")]
    return all(isinstance(text, str) for text in texts)


def _place(step: Mapping[str, str]) -> tuple[DatasetKey, CatalogName]:
    return DatasetKey(step["key"]), CatalogName(step["catalog"])


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
    fix = message("Create a new plan: {command}", command=Again())
    return replace(item, step=HeldBack(step=step, reason=reason, fix=fix, by=HeldBy.PLAN_FILE))


def fingerprint(step: Write) -> str:
    """Return a digest of everything that a step writes, and of the entry's revision: another write has another one."""
    match step:
        case Create(creation=creation):
            desired = creation.desired
            return fingerprint_of(("create", desired.organization, desired.slug or "", *_written(creation)))
        case Update(kind=kind):
            hides = (part for hide in step.hides for part in (hide.entry.id, hide.entry.revision, *_written(hide)))
            return fingerprint_of((kind.value.capitalize(), *_written_to_entry(step), *hides))
        case MarkerUpdate():
            return fingerprint_of(("Remember", *_written_to_entry(step)))
        case _:
            assert_never(step)


def _written_to_entry(step: Update | MarkerUpdate) -> tuple[str, ...]:
    changes = step.changes if isinstance(step, Update) else ()
    paths = ",".join(sorted(str(change.path) for change in changes))
    return (step.edit.entry.id, step.edit.entry.revision, paths, *_written(step.edit))


def _written(write: EntryCreation | EntryEdit) -> list[str]:
    """Return every value that a write sends, ignored fields of a creation and resources without an id included."""
    return [*_fields(write.content), *_resources(write.resource_writes or ()), *base_texts(write.marker)]


def _fields(content: Dataset) -> list[str]:
    return [f"{name}={fingerprint_of(value)}" for name, value in sorted(values_of(content).items())]


def _resources(writes: Iterable[ResourceWrite]) -> list[str]:
    return [
        f"{write.content.id}@{write.remote_id}.{name}={fingerprint_of(value)}"
        for write in writes
        for name, value in sorted(values_of_resource(write.content).items())
    ]
