"""The limits of the guards, under `guards:` in `catalogs.yml`."""

import re
from dataclasses import replace
from typing import Annotated, Final

from publisher.manifests import json_types
from publisher.manifests.shapes import Shape
from publisher.manifests.value_types import from_text, problem
from publisher.model.guards import Guards, Limit
from publisher.model.messages import message
from publisher.rules.values import INVALID_SETTING

LONGEST_COUNT: Final = 12
"""Digits."""

_COUNT: Final = re.compile(rf"[0-9]{{1,{LONGEST_COUNT}}}")
_SHARE: Final = re.compile(r"([0-9]{1,3})\s*%")


def _count(text: str) -> int:
    if _SHARE.fullmatch(text.strip()):
        fix = message("Write a share under `producer_share:` or `run_share:`, beside the number.")
        raise problem(INVALID_SETTING, message("a whole number is expected here"), fix)
    if not _COUNT.fullmatch(text):
        raise problem(INVALID_SETTING, message("a whole number is expected here"))
    return int(text)


def _share(text: str) -> int:
    match = _SHARE.fullmatch(text.strip())
    if match is None or int(match[1]) > 100:
        what = message("a share from {least} to {most} is expected here, such as {example}",
                       least="0\u00a0%", most="100\u00a0%", example="20\u00a0%")  # fmt: skip
        raise problem(INVALID_SETTING, what)
    return int(match[1])


Count = Annotated[
    int, from_text(_count), json_types.digits(LONGEST_COUNT, _COUNT, message("a whole number is expected here"))
]
Share = Annotated[int, from_text(_share), json_types.matching(rf"\s*{_SHARE.pattern}\s*")]


class LimitShape(Shape):
    """How many changes of one sort a run may make before it asks."""

    producer: Count
    run: Count
    producer_share: Share | None = None
    run_share: Share | None = None


class GuardsShape(Shape):
    """What is counted; each limit may be left out."""

    creates: LimitShape | None = None
    changes: LimitShape | None = None
    takeovers: LimitShape | None = None
    hidings: LimitShape | None = None
    licenses: LimitShape | None = None
    rows: LimitShape | None = None
    columns: LimitShape | None = None
    hvd: LimitShape | None = None


def limits_of(shape: GuardsShape) -> Guards:
    """Return the limits that the file gives, and the usual ones for the others, for shares as well."""
    given = {name: getattr(shape, name) for name in GuardsShape.model_fields}
    usual = Guards()
    limits = {name: _limit(limit, getattr(usual, name)) for name, limit in given.items() if limit is not None}
    return replace(usual, **limits)


def _limit(given: LimitShape, usual: Limit) -> Limit:
    return Limit(
        given.producer,
        given.run,
        usual.producer_share if given.producer_share is None else given.producer_share,
        usual.run_share if given.run_share is None else given.run_share,
    )
