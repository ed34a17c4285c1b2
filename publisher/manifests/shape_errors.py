"""The errors of pydantic about a tree, as findings with their position."""

import re
from collections.abc import Container, Iterable
from typing import Any, Final, TypeVar, cast

from pydantic import ValidationError

from publisher.manifests.dates_as_written import period_of
from publisher.manifests.key_names import certain_key, meant_key
from publisher.manifests.misplaced_keys import causes, place_of
from publisher.manifests.missing_dashes import no_list
from publisher.manifests.quoting_mistakes import quoted
from publisher.manifests.shapes import CLEARABLE, SHAPES_BY_KEY, Shape
from publisher.manifests.tree_with_positions import Node, Table, Text, TreePath, blanks, key_place, plain, reach
from publisher.model.findings import Finding, Replace
from publisher.model.messages import Message, message
from publisher.rules.registry import RULES
from publisher.rules.structure import BLANK_VALUE, MISSING_KEY, UNKNOWN_KEY, WRONG_TYPE
from publisher.rules.syntax import TOO_MANY_VALUES

S = TypeVar("S", bound=Shape)

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w.-]+\.\w+")

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
    "editors": "[account-name]",
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
    unknown = [_path(error) for error in all_errors if error["type"] == "extra_forbidden"][:SUGGESTIONS]
    shared = tuple(causes(tree, unknown, blank))
    explained = {loc for cause in shared for loc in cause.explains}
    renamed = _given_by_another_name(shape, unknown)
    errors = [
        error
        for error in all_errors
        if not _is_blank(error, blank)
        and _path(error) not in explained
        and not (error["type"] == "missing" and _path(error) in renamed)
    ]
    findings = [_blank(loc, node, required=loc in required) for loc, node in blank.items() if loc not in explained]
    others = [_finding(tree, shape, error, suggests=n < SUGGESTIONS) for n, error in enumerate(errors)]
    findings = [*(cause.finding for cause in shared), *findings, *others]
    return (None if findings else model), tuple(findings)


def _path(error: dict[str, Any]) -> TreePath:
    return tuple(step for step in error["loc"] if step != "[key]")


def _given_by_another_name(shape: type[Shape], unknown: Iterable[TreePath]) -> set[TreePath]:
    """Return where a key is missing only because it has another name there, which is a finding already."""
    meant = ((loc[:-1], meant_key(str(loc[-1]), _keys(_shape_at(shape, loc)))) for loc in unknown)
    return {(*parent, key) for parent, key in meant if key is not None}


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
        fix = message(
            "Write a value; put text that starts with “#” into quotes: {key}: {text}",
            key=name,
            text=quoted(node.source),
        )
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
    loc = _path(error)
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
        repair = _repair(node, context.get("repaired"))
        return RULES[kind].at(node.at, context["what"], context.get("fix"), shown, secret=secret, repair=repair)
    if kind in ("list_type", "tuple_type") and (finding := no_list(node, str(loc[-1]), key_place(tree, loc))):
        return finding
    what = _EXPECTED.get(kind, message("this value does not have the expected type"))
    return WRONG_TYPE.at(node.at, what, _fix_of_type(kind, loc, given or ""), given)


def _repair(node: Node, repaired: str | None) -> Replace | None:
    """Return the repair of a text that is to be another one; None where it is not known, or not on one line."""
    source = node.source if isinstance(node, Text) else ""
    return Replace(source, repaired) if repaired and source and "\n" not in source else None


def _fix_of_type(kind: str, loc: TreePath, given: str) -> Message | None:
    """Return an example of what is expected at this place, with the text that is there where it goes into it."""
    key = next((step for step in reversed(loc) if isinstance(step, str)), "")
    if key == "temporal" and (period := period_of(given)) is not None:
        return message("Write it like this: {example}", example=f"temporal: {period}")
    if key == "contact" and _EMAIL.fullmatch(given):
        return message("Write it like this: {example}", example=f"contact: {{email: {given}}}")
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
    name, at, table = str(loc[-1]), key_place(tree, loc), reach(tree, loc[:-1])
    known = tuple(_keys(_shape_at(shape, loc)))
    what = message("unknown key “{key}”", key=name)
    if not suggests:
        return UNKNOWN_KEY.at(at, what, message("Allowed keys: {known}", known=", ".join(known)), name)
    certain = certain_key(name, known)
    can_be_replaced = isinstance(table, Table) and name not in table.quoted and certain not in table.values
    repair = Replace(name, certain) if certain is not None and can_be_replaced else None
    if name != name.strip() and name.strip() == certain:
        what = message("there is a no-break space between “{key}” and the colon", key=certain)
        return UNKNOWN_KEY.at(at, what, message("Write it like this: {key}: …", key=certain), name, repair=repair)
    if certain is None and isinstance(table, Table) and (fix := place_of(table, name, known)) is not None:
        return UNKNOWN_KEY.at(at, what, fix, name)
    near = certain or meant_key(name, known)
    fix = (
        message("Did you mean “{near}”?", near=near)
        if near is not None
        else message("Allowed keys: {known}", known=", ".join(known))
    )
    return UNKNOWN_KEY.at(at, what, fix, name, repair=repair)


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
