"""When a write may have been done: what a look tells, and what is tried again."""

from collections.abc import Callable
from typing import TypeVar

from publisher.catalogs.errors import CatalogError, Doubtful, Unavailable
from publisher.model.messages import message

F = TypeVar("F")


def look(doubt: CatalogError, ask: Callable[[], F]) -> F:
    """What a look tells; when not even that is possible, the doubt stands, and nothing is sent again."""
    try:
        return ask()
    except CatalogError as error:
        what = message("{what}; it is not known whether the change was written", what=doubt.what)
        fix = message("Run the command again: it reads the entry before it writes.")
        raise Unavailable(error.catalog, what, fix) from error


def is_doubtful(error: BaseException) -> bool:
    """Whether an error leaves open what was done."""
    return isinstance(error, Doubtful)
