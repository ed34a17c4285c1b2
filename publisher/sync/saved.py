"""A plan that was approved: what `apply` compares a fresh plan with. It can confirm a step, and never change one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.model.fingerprint import FORMAT_VERSION, fingerprint
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Create, HeldBack, Item, Remember, Update
from publisher.sync.choices import Choices, choices_from

Fingerprints = Mapping[tuple[DatasetKey, CatalogName], str]


class NotAPlanError(ValueError):
    """The file is not a plan of this version."""


@dataclass(frozen=True)
class SavedPlan:
    """What a plan file approves, and the choices it was made with."""

    fingerprints: Fingerprints
    choices: Choices
    sandbox: bool
    """Whether it was made in the sandbox: it approves nothing elsewhere."""


def read_plan(file: Path) -> SavedPlan:
    """The approved steps of a plan file. Raises `NotAPlanError` and `OSError`."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document["format_version"] != FORMAT_VERSION:
            raise NotAPlanError(str(document["format_version"]))
        steps = [one for one in document["steps"] if "fingerprint" in one]
        found = {(DatasetKey(one["key"]), CatalogName(one["catalog"])): str(one["fingerprint"]) for one in steps}
        return SavedPlan(found, choices_from(document["choices"]), document.get("sandbox") is True)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAPlanError(str(error)) from error


def approved(items: Iterable[Item], fingerprints: Fingerprints) -> tuple[Item, ...]:
    """The items, with every write that the approved plan does not have held back."""
    return tuple(_approved(item, fingerprints) for item in items)


def _approved(item: Item, fingerprints: Fingerprints) -> Item:
    if not isinstance(item.step, Create | Update):
        return item
    if fingerprints.get((item.key, item.catalog)) == fingerprint(item.step):
        return item
    if isinstance(item.step, Remember):
        return replace(item, step=item.step.otherwise)
    reason = message("differs from the plan file: the manifest or the entry has changed since")
    fix = message("Create a new plan: publisher plan {key} --out FILE", key=item.key)
    return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix))
