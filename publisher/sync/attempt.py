"""One step by itself: whatever becomes of it, the others go on."""

import traceback
from collections.abc import Callable
from typing import TypeVar

from publisher.catalogs.errors import CatalogError
from publisher.model.messages import message
from publisher.model.outcome import Failed
from publisher.model.plan import Item
from publisher.sync.journal import Journal

R = TypeVar("R")


def attempt(item: Item, journal: Journal, act: Callable[[], R]) -> R | Failed:
    """What an act gives, or its failure; a fault of the tool itself is kept whole in the journal."""
    try:
        return act()
    except CatalogError as error:
        return Failed(item, error.what, error.fix)
    except Exception as error:  # noqa: BLE001 - one entry's fault must not cost the others their outcomes
        journal.fault(item, "".join(traceback.format_exception(error)))
        return Failed(item, message("internal error: {error}", error=type(error).__name__), None)
