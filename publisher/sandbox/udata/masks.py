"""Masks: the header `X-Fields` names the fields of the answer, `data{id,resources{title}},next_page`."""

import re
from collections.abc import Mapping
from typing import Final

from publisher.sandbox.udata.refusals import Refusal, refused

Shape = Mapping[str, "Shape | None"]
"""The fields that documents of a kind have; None for one that has no fields of its own."""

ANY: Final[Shape] = {"*": None}
"""The fields of a document whose fields are not known in advance."""

Mask = dict[str, "Mask | None"]
"""Fields to show; None where a field is shown whole. `*` stands for all others."""

_TOKEN: Final = re.compile(r"[{},]|[\w:*-]+")


def parsed(text: str) -> Mask:
    """Parse a mask. Raises `Refusal`."""
    bare = text.replace("\n", "").strip()
    if bare.startswith("{"):
        if not bare.endswith("}"):
            raise _misspelt("Missing closing bracket")
        bare = bare[1:-1]
    stack: list[Mask] = [{}]
    previous = ""
    for token in _TOKEN.findall(bare):
        _take(token, previous, stack)
        previous = token
    if len(stack) > 1:
        raise _misspelt("Missing closing bracket")
    return stack[0]


def _take(token: str, previous: str, stack: list[Mask]) -> None:
    match token:
        case "{":
            if previous not in stack[-1]:
                raise _misspelt("Unexpected opening bracket")
            inner: Mask = {}
            stack[-1][previous] = inner
            stack.append(inner)
        case "}":
            if len(stack) == 1:
                raise _misspelt("Unexpected closing bracket")
            stack.pop()
        case ",":
            if previous in ("", ",", "{"):
                raise _misspelt("Unexpected comma")
        case _:
            stack[-1][token] = None


def _misspelt(message: str) -> Refusal:
    return refused(400, f"Mask parse error: {message}")


def check(mask: Mask, shape: Shape) -> None:
    """Raise `Refusal` for a mask that names fields of a value without fields."""
    if shape is ANY:
        return
    for name, inner in mask.items():
        if inner is None or name not in shape:
            continue
        inner_shape = shape[name]
        if inner_shape is None:
            raise refused(400, "Mask error: Mask is inconsistent with model")
        check(inner, inner_shape)


def shown(value: object, mask: Mask) -> object:
    """Return an answer with the fields of a mask."""
    if isinstance(value, list):
        return [shown(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    names = [*mask, *(name for name in value if name not in mask)] if "*" in mask else list(mask)
    return {name: _inner(value[name], mask.get(name)) for name in names if name in value}


def _inner(value: object, mask: Mask | None) -> object:
    return value if mask is None else shown(value, mask)
