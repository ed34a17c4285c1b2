"""A plan that may write certain fields alone: a step that would write others, too, is held back. Pure."""

from collections.abc import Iterable, Mapping

from publisher.model.change import FieldPath
from publisher.model.commands import command
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Create, HeldBack, Item, Update, UpdateKind
from publisher.sync.history.past_run import is_within

Paths = Mapping[tuple[DatasetKey, CatalogName], frozenset[str]]
"""The paths that may be written, by dataset and catalogue."""
STATE = FieldPath("state")
"""Hiding what a run made is part of its way back."""


def hold_others(items: Iterable[Item], paths: Paths) -> tuple[Item, ...]:
    """Return the items, with the steps held back that would write something else."""
    return tuple(_held(item, paths.get((item.key, item.catalog))) for item in items)


def _held(item: Item, paths: frozenset[str] | None) -> Item:
    """Return an item, held back where it would write another path than these. None: it may write nothing."""
    match item.step:
        case Create() | Update(kind=UpdateKind.WITHDRAW):
            others = ["*"]
        case Update(changes=changes):
            others = [
                str(change.path)
                for change in changes
                if paths is None or not (is_within(change.path, paths) or change.path == STATE)
            ]
        case _:
            return item
    if not others:
        return item
    reason = message("it would also write what the run did not: {paths}", paths=", ".join(others))
    fix = message("Publish or undo these edits of the manifest first: {command}", command=command("plan", item.key))
    return item.with_step(HeldBack(step=item.step, reason=reason, fix=fix))
