"""The errors of pydantic about a tree, as findings with their position."""

from collections.abc import Container, Iterable
from typing import Any, Final, TypeVar, cast

from pydantic import ValidationError

from publisher.manifests.shapes import CLEARABLE, SHAPES_BY_KEY, Shape
from publisher.manifests.tree_with_positions import Node, Table, Text, TreePath, blanks, key_place, plain, reach
from publisher.model.findings import Finding
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest, fold
from publisher.rules.registry import RULES
from publisher.rules.structure import BLANK_VALUE, MISSING_KEY, UNKNOWN_KEY, WRONG_TYPE
from publisher.rules.syntax import TOO_MANY_VALUES

S = TypeVar("S", bound=Shape)

_FRENCH_KEYS: Final = {
    "titre": "title", "licence": "license", "frequence": "frequency", "mots-cles": "keywords", "mots_cles": "keywords",
    "ressources": "resources", "adresse": "url", "fichier": "path", "chemin": "path", "periode": "temporal",
    "temporel": "temporal", "theme": "theme", "langue": "language", "etat": "state", "debut": "start", "fin": "end",
    "nom": "name", "formulaire": "form", "courriel": "email", "mail": "email", "territoire": "spatial",
    "catalogues": "catalogs", "organisation": "organization", "schema": "schema", "catalogue": "catalogs",
}  # fmt: skip
"""French words that authors write for a key."""

_EXPECTED: Final = {
    "string_type": message("a text is expected here"),
    "list_type": message("a list is expected here"),
    "tuple_type": message("a list is expected here"),
    "model_type": message("a group of `key: value` lines is expected here"),
    "dict_type": message("a group of `key: value` lines is expected here"),
    "too_short": message("at least one value is expected here"),
}
SUGGESTIONS: Final = 100
"""Findings of a file that suggest a similar key. No more are shown, and to look for one takes a millisecond."""

_EXAMPLES: Final = {
    "contact": "{name: Mairie, email: mairie@example.org}",
    "contacts": "[{role: publisher, name: Mairie}]",
    "temporal": "{start: 2023-01-01, end: 2026-12-31}",
    "spatial": '{zones: ["fr:commune:…"]}',
    "access": '{type: restricted, reason: "…"}',
    "groups": "[environnement]",
    "schema": "{name: scdl/equipements}",
    "resources": "[{id: csv, title: …, path: parcs.csv}]",
    "extras": "{code: …}",
    "organization": "{catalogue: …}",
    "defaults": "{license: lov2}",
    "label": "{fr: …}",
    "timeouts": "{read: 60}",
    "limits": "{reply: 64 MB}",
    "guards": "{creates: {producer: 20, run: 50}}",
    **dict.fromkeys(("creates", "takeovers", "hidings", "rows", "columns", "hvd"), "{producer: 20, run: 50}"),
}
"""A value for each key that takes more than a text."""
_ITEMS: Final = {
    "resources": "- {id: csv, title: …, path: parcs.csv}",
    "contacts": "- {role: publisher, name: Mairie}",
}
"""An element for each key that takes a list of groups."""

_LIST_FIX: Final = message("Put each value on its own line, after a dash: - value")


def validated(tree: Table, shape: type[S]) -> tuple[S | None, tuple[Finding, ...]]:
    """Return the tree in a shape; None, and every finding, where it does not fit."""
    blank = dict(blanks(tree))
    model, all_errors = _modelled(tree, shape)
    required = {tuple(error["loc"]) for error in all_errors if error["type"] == "missing"}
    errors = [error for error in all_errors if not _is_blank(error, blank)]
    findings = tuple(_blank(loc, node, required=loc in required) for loc, node in blank.items())
    others = [_finding(tree, shape, error, suggests=n < SUGGESTIONS) for n, error in enumerate(errors)]
    return (None if findings else model), (*findings, *others)


def _modelled(tree: Table, shape: type[S]) -> tuple[S | None, list[dict[str, Any]]]:
    """Return the tree in a shape; None, and the errors of pydantic, where it does not fit."""
    try:
        return shape.model_validate(plain(tree)), []
    except ValidationError as error:
        return None, cast("list[dict[str, Any]]", error.errors(include_url=False))


def _is_blank(error: dict[str, Any], blank: Container[TreePath]) -> bool:
    """Return whether the error is about a missing key whose value is blank: that has a finding already."""
    return error["type"] == "missing" and tuple(error["loc"]) in blank


def _blank(loc: TreePath, node: Text, *, required: bool) -> Finding:
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "?")
    what = message("“{key}” has no value", key=name)
    if node.comment:
        what = message("“{key}” has no value: “#” starts a comment", key=name)
        fix = message('Write a value; put text that starts with “#” into quotes: {key}: "# …"', key=name)
    elif required:
        fix = message("Write a value: this line is required.")
    elif len(loc) == 1 and name in CLEARABLE:
        fix = message(
            "Write a value, or delete the line; to empty the field in the catalogues: clear: [{key}]", key=name
        )
    else:
        fix = message("Write a value, or delete the line.")
    return BLANK_VALUE.at(node.at, what, fix)


def _finding(tree: Node, shape: type[Shape], error: dict[str, Any], *, suggests: bool) -> Finding:
    loc: TreePath = tuple(step for step in error["loc"] if step != "[key]")
    kind: str = error["type"]
    if "[key]" in error["loc"]:
        context = error["ctx"]
        return RULES[kind].at(key_place(tree, loc), context["what"], context.get("fix"), str(loc[-1]))
    if kind == "extra_forbidden":
        return _unknown_key(tree, shape, loc, suggests=suggests)
    if kind == "missing":
        at = reach(tree, loc[:-1]).at
        fix = message("Add a line `{key}: …`.", key=loc[-1])
        if loc[-1] == "role":
            fix = message("Add `role:`: contact, creator or publisher.")
        return MISSING_KEY.at(at, message("“{key}” is missing", key=loc[-1]), fix)
    node = reach(tree, loc)
    if kind == "too_long":
        what = message("more than {n} values", n=error["ctx"]["max_length"])
        return TOO_MANY_VALUES.at(node.at, what, message("Remove some of them."))
    given = node.text if isinstance(node, Text) else None
    if kind in RULES:
        context = error["ctx"]
        secret = bool(context.get("secret"))
        shown = None if secret else given
        return RULES[kind].at(node.at, context["what"], context.get("fix"), shown, secret=secret)
    what = _EXPECTED.get(kind, message("this value does not have the expected type"))
    return WRONG_TYPE.at(node.at, what, _fix_of_type(kind, loc), given)


def _fix_of_type(kind: str, loc: TreePath) -> Message | None:
    """Return an example of what is expected at this place."""
    key = next((step for step in reversed(loc) if isinstance(step, str)), "")
    if key in _EXAMPLES and isinstance(loc[-1], str):
        return message("Write it like this: {example}", example=f"{key}: {_EXAMPLES[key]}")
    if len(loc) > 1 and loc[-2] == "catalogs":
        return message("Write it like this: {example}", example=f'{key}: {{kind: ckan, url: "https://…"}}')
    if kind in ("list_type", "tuple_type"):
        return _LIST_FIX
    if kind in ("model_type", "dict_type"):
        example = _ITEMS.get(key, "{title: …}") if not isinstance(loc[-1], str) else f"{key}: {{title: …}}"
        return message("Write it like this: {example}", example=example)
    return message("Write it like this: {example}", example=f'{key}: "…"') if kind == "string_type" and key else None


def _unknown_key(tree: Node, shape: type[Shape], loc: TreePath, *, suggests: bool) -> Finding:
    name = str(loc[-1])
    known = list(_keys(_shape_at(shape, loc)))
    near = (_FRENCH_KEYS.get(fold(name)) or closest(name, known)) if suggests else None
    fix: Message
    if near in known:
        fix = message("Did you mean “{near}”?", near=near)
    else:
        fix = message("Allowed keys: {known}", known=", ".join(known))
    return UNKNOWN_KEY.at(key_place(tree, loc), message("unknown key “{key}”", key=name), fix, name)


def _shape_at(shape: type[Shape], loc: TreePath) -> type[Shape]:
    """Return the shape of the group that an unknown key is in."""
    parents = [step for step in loc[:-1] if isinstance(step, str)]
    named = [SHAPES_BY_KEY[step] for step in reversed(parents) if step in SHAPES_BY_KEY]
    return named[0] if named else shape


def _keys(shape: type[Shape]) -> Iterable[str]:
    for name, field in shape.model_fields.items():
        yield field.alias or name
    if shape.__name__ == "DatasetShape":
        yield "catalogs"
