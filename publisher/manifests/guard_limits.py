"""The limits of the guards, under `guards:` in `catalogs.yml`."""

from typing import Annotated, Final

from publisher.manifests.shapes import Shape
from publisher.manifests.value_types import from_text, problem
from publisher.model.guards import Guards, Limit
from publisher.model.messages import message
from publisher.rules.values import INVALID_SETTING

LONGEST_COUNT: Final = 12
"""Digits."""


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_COUNT):
        raise problem(INVALID_SETTING, message("a whole number is expected here"))
    return int(text)


Count = Annotated[int, from_text(_count)]


class LimitShape(Shape):
    """How many changes of one sort a run may make before it asks."""

    producer: Count
    run: Count


class GuardsShape(Shape):
    """What is counted; each limit may be left out."""

    creates: LimitShape | None = None
    takeovers: LimitShape | None = None
    hidings: LimitShape | None = None
    rows: LimitShape | None = None
    columns: LimitShape | None = None
    hvd: LimitShape | None = None


def limits_of(shape: GuardsShape) -> Guards:
    """Return the limits that the file gives, and the usual ones for the others."""
    given = {name: getattr(shape, name) for name in GuardsShape.model_fields}
    limits = {name: Limit(limit.producer, limit.run) for name, limit in given.items() if limit is not None}
    return Guards(**limits)
