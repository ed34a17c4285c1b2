"""Writing one entry so that it is written once, whatever the network does. A doubt is settled by looking."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError, Doubtful, Moved, Taken, Unavailable
from publisher.catalogs.retry import patient
from publisher.model.dataset import Dataset, Slot, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.messages import message
from publisher.model.plan import Creation, Edit
from publisher.sync.edits import marker_only
from publisher.sync.memory import with_echoes

F = TypeVar("F")
Sleep = Callable[[float], None]
Written = tuple[Entry, tuple[str, ...]]
"""The entry as the catalogue gave it back, and the fields it stores in a form of its own."""


def create(catalog: Catalog, planned: Creation, sleep: Sleep) -> Written:
    """Make an entry; after a doubt, only when a look says that it is not there. Raises `CatalogError`."""

    def attempt() -> Entry:
        try:
            return catalog.create(planned)
        except (Doubtful, Taken) as doubt:
            found = _look(doubt, lambda: catalog.find(planned.wanted))
            if isinstance(found, Entry) and not found.deleted and found.marker == planned.marker:
                return found
            raise

    return _with_echoes(catalog, planned, patient(_is_doubtful, sleep)(attempt), sleep)


def update(catalog: Catalog, planned: Edit, sleep: Sleep) -> Written:
    """Change an entry; after a doubt, again only when a look says that nothing happened. Raises `CatalogError`."""
    return _with_echoes(catalog, planned, _write(catalog, planned, sleep), sleep)


def _write(catalog: Catalog, planned: Edit, sleep: Sleep) -> Entry:
    def attempt() -> Entry:
        try:
            return catalog.update(planned)
        except (Doubtful, Moved) as doubt:
            found = _look(doubt, lambda: catalog.reread(planned.entry))
            if found is not None and landed(planned, found):
                return found
            if isinstance(doubt, Doubtful) and found is not None and found.revision != planned.entry.revision:
                raise Moved(catalog.name, doubt.what, doubt.fix) from doubt
            raise

    return patient(_is_doubtful, sleep)(attempt)


def _look(doubt: CatalogError, look: Callable[[], F]) -> F:
    """What a look tells; when not even that is possible, the doubt stands, and nothing is sent again."""
    try:
        return look()
    except CatalogError as error:
        what = message("{what}; whether it was written could not be seen", what=doubt.what)
        fix = message("Run the command again: it looks before it writes.")
        raise Unavailable(error.catalog, what, fix) from error


def landed(planned: Edit, found: Entry) -> bool:
    """Whether an entry is as a write would leave it: the marker says so, and the written values.

    Both are asked, so that an edit of the portal right after ours is never taken for what the catalogue made of ours.
    """
    return (
        found.marker == planned.marker
        and not found.deleted
        and found.revision != planned.entry.revision
        and _holds(planned.content, planned.slots, found)
    )


def _holds(content: Dataset, slots: tuple[Slot, ...] | None, found: Entry) -> bool:
    held = values_of(found.content)
    if any(held.get(name) != value for name, value in values_of(content).items()):
        return False
    if slots is None:
        return True
    if [slot.remote for slot in slots] != [one.remote for one in found.resources]:
        return False
    pairs = zip(slots, found.resources, strict=True)
    return all(
        values_of_resource(one.content).get(name) == value
        for slot, one in pairs
        for name, value in values_of_resource(slot.content).items()
    )


def _with_echoes(catalog: Catalog, planned: Creation | Edit, reply: Entry, sleep: Sleep) -> Written:
    """Where the catalogue stores another form than the one sent, the marker remembers that form: no eternal drift."""
    sent = replace(planned.content, resources=tuple(slot.content for slot in planned.slots or ()))
    marker, rewritten = with_echoes(planned.marker, sent, reply)
    if marker == planned.marker:
        return reply, rewritten
    return _write(catalog, marker_only(planned, reply, marker), sleep), rewritten


def _is_doubtful(error: BaseException) -> bool:
    return isinstance(error, Doubtful)
