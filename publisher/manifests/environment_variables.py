"""Environment variables in `catalogs.yml`, written `${PUBLISHER_X:-default}`. No other file has them."""

import re
from collections.abc import Iterator, Mapping

from publisher.manifests.tree_with_positions import Items, Node, Table, Text
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.rules.values import INVALID_SETTING

_VARIABLE = re.compile(r"\$\{(PUBLISHER_[A-Z0-9_]+)(?::-([^{}]*))?\}")


def with_variables(node: Node, environ: Mapping[str, str]) -> Node:
    """Return the tree with the value of each variable in its place."""
    match node:
        case Text():
            text = _VARIABLE.sub(lambda match: environ.get(match[1]) or match[2] or "", node.text)
            return Text(text, node.at, node.blank or (text != node.text and not text.strip()))
        case Items():
            return Items(tuple(with_variables(item, environ) for item in node.items), node.at)
        case Table():
            values = {name: with_variables(value, environ) for name, value in node.values.items()}
            return Table(values, node.keys_at, node.at)


def unset_variables(node: Node, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each variable that has neither a value nor a default."""
    match node:
        case Text():
            for variable in _VARIABLE.finditer(node.text):
                if not environ.get(variable[1]) and variable[2] is None:
                    what = message("the environment variable {name} is not set", name=variable[1])
                    fix = message("Set it, or write a default: ${{{name}:-value}}", name=variable[1])
                    yield INVALID_SETTING.at(node.at, what, fix, variable[0])
        case Items():
            for item in node.items:
                yield from unset_variables(item, environ)
        case Table():
            for value in node.values.values():
                yield from unset_variables(value, environ)
