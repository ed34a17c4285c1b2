"""A catalogue that lists the files of another waits for it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Create, Drift, HeldBack, Item, Remember, Same, Update


def held_until_first(items: Iterable[Item], planned: Mapping[tuple[DatasetKey, CatalogName], Item]) -> tuple[Item, ...]:
    """The items, with those held back whose files will not be where they are to be listed."""
    found = tuple(items)
    taken = {(item.key, item.catalog): item for item in found}
    return tuple(_held(item, taken, planned) for item in found)


def _is_there(step: Same | Drift) -> bool:
    """Whether there is an entry with its files: none was made, or it was deleted on the portal."""
    return step.entry is not None and not step.entry.deleted


def _held(
    item: Item,
    taken: Mapping[tuple[DatasetKey, CatalogName], Item],
    planned: Mapping[tuple[DatasetKey, CatalogName], Item],
) -> Item:
    if item.after is None or not isinstance(item.step, Create | Update) or isinstance(item.step, Remember):
        return item
    place = (item.key, item.after)
    first = taken.get(place) or planned.get(place)
    step = first.step.otherwise if first is not None and isinstance(first.step, Remember) else first and first.step
    done = isinstance(step, Same | Drift) and _is_there(step)
    will_be_done = first is not None and place in taken and isinstance(first.step, Create | Update)
    if done or will_be_done:
        return item
    reason = message("it depends on {catalog}, which stores its files", catalog=item.after)
    fix = message("Settle this first: publisher plan {key} --catalog {catalog}", key=item.key, catalog=item.after)
    return replace(item, step=HeldBack(step=item.step, reason=reason, fix=fix))
