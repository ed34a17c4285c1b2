"""Environment variables in `catalogs.yml`, written `${PUBLISHER_X:-default}`. No other file has them.

A variable that holds a secret is never put into a value: values are printed, and sent to servers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from publisher.manifests.tree_with_positions import Items, Node, Table, Text
from publisher.model.findings import Finding, Position
from publisher.model.messages import Message, message
from publisher.rules.values import INVALID_SETTING

_VARIABLE = re.compile(r"\$\{(PUBLISHER_[A-Z0-9_]+)(?::-([^{}]*))?\}")
_ANY_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)(?::-[^{}]*)?\}")
_SECRET_NAME = re.compile(
    r"TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|APIKEY|(?:^|_)(?:KEYS?|PASS|PASSPHRASE|PWD|AUTH|JWT|PAT)(?:_|$)"
)

SECRET_SETTINGS: Final = ("token_env", "basic_auth_env")
"""The settings of a catalogue that name a variable with a secret."""

SHORTEST_TOKEN: Final = 8
"""Characters. A shorter text is found in other values by chance."""


def with_variables(node: Node, environ: Mapping[str, str]) -> Node:
    """Return the tree with the value of each variable in its place; those that may be secret stay as written."""
    return _expanded(node, environ, _Secrets(node, environ))


def unset_variables(node: Node, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each variable that has neither a value nor a default, secret ones aside."""
    secrets, settings = _Secrets(node, environ), dict(_secret_settings(node))
    for text, variable in _variables(node):
        if not environ.get(variable[1]) and variable[2] is None and not secrets.reason(variable[1]):
            what = message("the environment variable {name} is not set", name=variable[1])
            default = message("Set it, or write a default: ${{{name}:-value}}", name=variable[1])
            fix = _name_alone(variable[1], settings[text.at]) if text.at in settings else default
            yield INVALID_SETTING.at(text.at, what, fix, variable[0])


def secret_variables(node: Node, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each variable that holds a token, or whose name says that it holds a secret."""
    secrets, settings = _Secrets(node, environ), dict(_secret_settings(node))
    elsewhere = message(
        "Write here what is no secret, or use a variable that holds no secret. A token is written into no file: "
        "under `token_env:` stands the name of its variable."
    )
    for text, variable in _variables(node):
        if what := secrets.reason(variable[1]):
            fix = _name_alone(variable[1], settings[text.at]) if text.at in settings else elsewhere
            yield INVALID_SETTING.at(text.at, what, fix, variable[0])


def advice_about_unread(node: Node) -> Mapping[Position, tuple[Message, Message]]:
    """Return what to say of each text with a variable that is not read, where the text is not a usable value."""
    settings = dict(_secret_settings(node))
    advice: dict[Position, tuple[Message, Message]] = {}
    for text, variable in _matches(node, _ANY_VARIABLE):
        if not _VARIABLE.fullmatch(variable[0]):
            what = message("{name} is not read: the name of a variable starts with PUBLISHER_", name=variable[1])
            fix = message("Name the variable {name}.", name=f"PUBLISHER_{variable[1].upper()}")
            advice[text.at] = what, _name_alone(variable[1], settings[text.at]) if text.at in settings else fix
    return advice


def _name_alone(name: str, setting: str) -> Message:
    """Return what to write under such a setting: never a default, which would be the token itself."""
    return message(
        "Write the name of the variable alone, without ${{}}: `{setting}: {name}`", setting=setting, name=name
    )


class _Secrets:
    """Which variables may be secret: by their name, as some catalogue's token, or because their value has a token."""

    def __init__(self, node: Node, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.tokens = frozenset(_token_names(node, environ))
        values = [environ.get(name, "").strip() for name in self.tokens]
        parts = (part for value in values for part in (value, value.partition(":")[2]))  # user:password
        self.values = tuple(part for part in parts if len(part) >= SHORTEST_TOKEN)

    def reason(self, name: str) -> Message | None:
        """Return why a variable must not be expanded; None for one that may."""
        if name in self.tokens:
            return message("{name} holds a catalogue's token: it is not put into this file's values", name=name)
        if _SECRET_NAME.search(name):
            return message("{name} has the name of a secret: it is not put into this file's values", name=name)
        if any(value in self.environ.get(name, "") for value in self.values):
            return message("the value of {name} contains a catalogue's token", name=name)
        return None


def _token_names(node: Node, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of all variables that some catalogue's `token_env` names, itself perhaps by a variable."""
    for text in _token_texts(node):
        yield _VARIABLE.sub(lambda match: environ.get(match[1]) or match[2] or "", text.text).strip()


def _token_texts(node: Node) -> Iterator[Text]:
    """Yield the text of each catalogue's settings that name the variable of a secret."""
    return (text for _setting, text in _secret_texts(node))


def _secret_settings(node: Node) -> Iterator[tuple[Position, str]]:
    """Yield the place of each of these texts, with the name of its setting."""
    return ((text.at, setting) for setting, text in _secret_texts(node))


def _secret_texts(node: Node) -> Iterator[tuple[str, Text]]:
    catalogs = node.values.get("catalogs") if isinstance(node, Table) else None
    for catalog in catalogs.values.values() if isinstance(catalogs, Table) else ():
        for setting in SECRET_SETTINGS:
            name = catalog.values.get(setting) if isinstance(catalog, Table) else None
            if isinstance(name, Text):
                yield setting, name


def _expanded(node: Node, environ: Mapping[str, str], secrets: _Secrets) -> Node:
    match node:
        case Text():
            text = _VARIABLE.sub(
                lambda match: match[0] if secrets.reason(match[1]) else environ.get(match[1]) or match[2] or "",
                node.text,
            )
            return Text(text, node.at, node.blank or (text != node.text and not text.strip()))
        case Items():
            return Items(tuple(_expanded(item, environ, secrets) for item in node.items), node.at)
        case Table():
            values = {name: _expanded(value, environ, secrets) for name, value in node.values.items()}
            return Table(values, node.keys_at, node.at, node.quoted)


def _variables(node: Node) -> Iterator[tuple[Text, re.Match[str]]]:
    """Yield each variable of the tree with the text it is in."""
    return _matches(node, _VARIABLE)


def _matches(node: Node, pattern: re.Pattern[str]) -> Iterator[tuple[Text, re.Match[str]]]:
    """Yield each match of a pattern in the texts of the tree, with the text it is in."""
    match node:
        case Text():
            for reference in pattern.finditer(node.text):
                yield node, reference
        case Items():
            for item in node.items:
                yield from _matches(item, pattern)
        case Table():
            for value in node.values.values():
                yield from _matches(value, pattern)
