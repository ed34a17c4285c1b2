"""Blocks for datasets that moved: none is published a second time, in any catalogue. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from publisher.model.commands import Command, command
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, producer_of, stem_of
from publisher.model.plan import Blocked, BlockReason, Create, Item, Orphan, Scheduled, Step
from publisher.sync.steps.renames import Rename, Renames, Sign

SIGNS: Final[Mapping[Sign, Message]] = {
    Sign.TITLE: message("the same title"),
    Sign.FILE: message("the same file"),
    Sign.ADDRESS: message("a resource with the same address"),
    Sign.NAME: message("the name that this one would have"),
}

RenamesByCatalog = Mapping[DatasetKey, Mapping[CatalogName, Rename]]


def renames_by_dataset(renames: Iterable[Renames]) -> RenamesByCatalog:
    """Return what each catalogue shows, by dataset."""
    by_dataset: dict[DatasetKey, dict[CatalogName, Rename]] = {}
    for by_key in renames:
        for key, rename in by_key.items():
            by_dataset.setdefault(key, {})[rename.entry.catalog] = rename
    return by_dataset


def block_renamed(items: Iterable[Item], renames: RenamesByCatalog, producers: frozenset[str]) -> tuple[Item, ...]:
    """Return the items, with each creation blocked that would publish a renamed dataset again.

    A sign in one catalogue is enough for all, so that no dataset is moved in one of them alone. `producers`: those that
    still have a folder.
    """
    return tuple(_unless_renamed(item, renames.get(item.key, {}), producers) for item in items)


def _unless_renamed(item: Item, by_catalog: Mapping[CatalogName, Rename], producers: frozenset[str]) -> Item:
    if not by_catalog or not _would_be_created(item.step):
        return item
    return replace(
        item, notes=(), step=_blocked(by_catalog.get(item.catalog) or next(iter(by_catalog.values())), producers)
    )


def _would_be_created(step: Step) -> bool:
    if isinstance(step, Scheduled):
        return isinstance(step.step, Create)
    return isinstance(step, Create) or (isinstance(step, Blocked) and step.why is BlockReason.NAME_TAKEN)


def name_renamed(orphans: Iterable[Orphan], renames: RenamesByCatalog, producers: frozenset[str]) -> tuple[Orphan, ...]:
    """Return the orphans, each with the dataset that it seems to be now, and its folder where all of it was renamed."""
    present = {rename.former: rename for by_catalog in renames.values() for rename in by_catalog.values()}
    return tuple(_renamed(orphan, present.get(orphan.key), producers) for orphan in orphans)


def _renamed(orphan: Orphan, rename: Rename | None, producers: frozenset[str]) -> Orphan:
    if rename is None:
        return orphan
    key = rename.new.desired.key
    folder = producer_of(key) if _names(rename, producers)[1] != key else None
    return replace(orphan, renamed_to=key, new_folder=folder)


def _blocked(rename: Rename, producers: frozenset[str]) -> Blocked:
    desired, sign = rename.new.desired, next(sign for sign in Sign if sign in rename.signs)
    return Blocked(
        why=BlockReason.RENAMED,
        reason=message(
            "{address} is the entry of {former}, which has no manifest any more, and has {sign}: to create "
            "{key} would make a second public entry",
            address=rename.entry.address,
            former=rename.former,
            sign=SIGNS[sign],
            key=desired.key,
        ),
        fix=message(
            "If {former} was renamed: {command} (this command adds the line `previously: [{former}]` to {place}). "
            "If this is another dataset: {otherwise}",
            former=rename.former,
            command=command("rename", *_names(rename, producers)),
            place=desired.at.file,
            otherwise=_otherwise(rename),
        ),
    )


def _names(rename: Rename, producers: frozenset[str]) -> tuple[str, str]:
    """Return what `publisher rename` takes: the folders where a whole folder was renamed, else the keys."""
    former, key = rename.former, rename.new.desired.key
    if producer_of(former) not in producers and stem_of(former) == stem_of(key):
        return producer_of(former), producer_of(key)
    return former, key


def _otherwise(rename: Rename) -> Message | Command:
    """Return how to publish it after all: the signs must go."""
    release = command("release", rename.former)
    if Sign.TITLE not in rename.signs:
        return release
    title = message("change `title:` in {place}", place=rename.new.desired.places("title"))
    if rename.signs == {Sign.TITLE}:
        return title
    return message("{title}, then {release}", title=title, release=release)
