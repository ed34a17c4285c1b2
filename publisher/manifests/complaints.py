"""What pydantic says of a tree, as findings with a place and a remedy."""

from collections.abc import Container, Iterable
from typing import Any, Final, TypeVar, cast

from pydantic import ValidationError

from publisher.manifests.nodes import Loc, Node, Table, Text, blanks, key_place, plain, reach
from publisher.manifests.shapes import CLEARABLE, SHAPES_BY_KEY, Shape
from publisher.model.findings import Finding, Severity
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest, fold

S = TypeVar("S", bound=Shape)

_FRENCH_KEYS: Final = {
    "titre": "title", "licence": "license", "frequence": "frequency", "mots-cles": "keywords", "mots_cles": "keywords",
    "ressources": "resources", "adresse": "url", "fichier": "path", "chemin": "path", "periode": "temporal",
    "temporel": "temporal", "theme": "theme", "langue": "language", "etat": "state", "debut": "start", "fin": "end",
    "nom": "name", "courriel": "email", "mail": "email", "territoire": "spatial", "catalogues": "catalogs",
    "organisation": "organization", "schema": "schema", "catalogue": "catalogs",
}  # fmt: skip
"""What French authors write for a key."""

_EXPECTED: Final = {
    "string_type": message("a text is expected here"),
    "list_type": message("a list is expected here"),
    "tuple_type": message("a list is expected here"),
    "model_type": message("a group of `key: value` lines is expected here"),
    "dict_type": message("a group of `key: value` lines is expected here"),
    "too_short": message("at least one value is expected here"),
}
_LIST_FIX: Final = message("Put each value on its own line, after a dash: - value")


def validated(tree: Table, shape: type[S]) -> tuple[S | None, tuple[Finding, ...]]:
    """The tree in a shape; None with every complaint when it does not fit."""
    blank = dict(blanks(tree))
    found = tuple(_blank(loc, node) for loc, node in blank.items())
    try:
        model = shape.model_validate(plain(tree))
    except ValidationError as error:
        errors = cast("list[dict[str, Any]]", error.errors(include_url=False))
        complaints = [_finding(tree, shape, one) for one in errors if not _said(one, blank)]
        return None, (*found, *complaints)
    return (None if found else model), found


def _said(error: dict[str, Any], blank: Container[Loc]) -> bool:
    """Whether it is a blank value that makes something missing: that is complained of already."""
    return error["type"] == "missing" and tuple(error["loc"]) in blank


def _blank(loc: Loc, node: Text) -> Finding:
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "?")
    what = message("“{key}” has no value", key=name)
    if len(loc) == 1 and name in CLEARABLE:
        fix = message(
            "Write a value, or delete the line; to empty the field in the catalogues: clear: [{key}]", key=name
        )
    else:
        fix = message("Write a value, or delete the line.")
    return Finding("PUB113", Severity.ERROR, node.at, what, fix)


def _finding(tree: Node, shape: type[Shape], error: dict[str, Any]) -> Finding:
    loc: Loc = tuple(step for step in error["loc"] if step != "[key]")
    kind: str = error["type"]
    if "[key]" in error["loc"]:
        context = error["ctx"]
        return Finding(kind, Severity.ERROR, key_place(tree, loc), context["what"], context.get("fix"), str(loc[-1]))
    if kind == "extra_forbidden":
        return _unknown_key(tree, shape, loc)
    if kind == "missing":
        at = reach(tree, loc[:-1]).at
        fix = message("Add a line `{key}: …`.", key=loc[-1])
        return Finding("PUB112", Severity.ERROR, at, message("“{key}” is missing", key=loc[-1]), fix)
    node = reach(tree, loc)
    given = node.text if isinstance(node, Text) else None
    if kind.startswith("PUB"):
        context = error["ctx"]
        secret = bool(context.get("secret"))
        shown = None if secret else given
        return Finding(kind, Severity.ERROR, node.at, context["what"], context.get("fix"), shown, secret)
    fix_type = _LIST_FIX if kind in ("list_type", "tuple_type") else None
    what = _EXPECTED.get(kind, message("this value does not have the expected type"))
    return Finding("PUB114", Severity.ERROR, node.at, what, fix_type, given)


def _unknown_key(tree: Node, shape: type[Shape], loc: Loc) -> Finding:
    name = str(loc[-1])
    known = list(_keys(_shape_at(shape, loc)))
    near = _FRENCH_KEYS.get(fold(name)) or closest(name, known)
    fix: Message
    if near in known:
        fix = message("Did you mean “{near}”?", near=near)
    else:
        fix = message("Allowed keys: {known}", known=", ".join(known))
    return Finding("PUB111", Severity.ERROR, key_place(tree, loc), message("unknown key “{key}”", key=name), fix, name)


def _shape_at(shape: type[Shape], loc: Loc) -> type[Shape]:
    """The shape of what an unknown key stands in."""
    parents = [step for step in loc[:-1] if isinstance(step, str)]
    named = [SHAPES_BY_KEY[step] for step in reversed(parents) if step in SHAPES_BY_KEY]
    return named[0] if named else shape


def _keys(shape: type[Shape]) -> Iterable[str]:
    for name, field in shape.model_fields.items():
        yield field.alias or name
    if shape.__name__ == "DatasetShape":
        yield "catalogs"
