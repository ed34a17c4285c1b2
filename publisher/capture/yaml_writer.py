"""Write values as YAML text in the style of a person: block style, folded long texts, quotes only where needed."""

from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import Final

import yaml

YamlValue = str | bool | Sequence["YamlValue"] | Mapping[str, "YamlValue"]
"""A value of a manifest."""

WIDTH: Final = 120
SHORT: Final = 90
"""Characters. Longer lists and mappings go on several lines, longer texts into a block."""


class _Dumper(yaml.SafeDumper):
    """A dumper that indents lists below their key and writes no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """Represent a text: several lines as they are, a long line folded; quoted if it has a rare line separator."""
    style = "|" if "\n" in text else ">" if len(text) > SHORT else None
    if text.splitlines() != text.split("\n"):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def entry(key: str, value: YamlValue, column: int = 0) -> str:
    """Return `key: value` with a line feed, indented by this number of spaces."""
    flow = not isinstance(value, str | bool) and _is_short(key, value)
    marked = _flowing(value) if flow else value
    text = yaml.dump({key: marked}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH - column)
    return indent(text, " " * column)


def item(value: Mapping[str, YamlValue], column: int) -> str:
    """Return a mapping as an item of a list, indented by this number of spaces."""
    lines = "".join(entry(key, part) for key, part in value.items()).splitlines(keepends=True)
    first, *rest = lines
    return "".join([f"{' ' * column}- {first}", *(f"{' ' * (column + 2)}{line}" if line.strip() else line
                                                  for line in rest)])  # fmt: skip


def scalar(text: str) -> str:
    """Return a text on one line, valid anywhere, also between brackets."""
    style = '"' if len(text.splitlines()) > 1 else None
    dumped = yaml.dump([text], Dumper=yaml.SafeDumper, allow_unicode=True, width=float("inf"), default_flow_style=True,
                       default_style=style)  # fmt: skip
    return dumped.strip()[1:-1]


class _Flow(dict[str, object]):
    """A mapping that is written between braces."""


class _FlowList(list[object]):
    """A list that is written between brackets."""


def _flow_map(dumper: yaml.SafeDumper, value: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


def _flow_list(dumper: yaml.SafeDumper, value: _FlowList) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Flow, _flow_map)
_Dumper.add_representer(_FlowList, _flow_list)


def _flowing(value: YamlValue) -> object:
    match value:
        case str() | bool():
            return value
        case Mapping():
            return _Flow({key: _flowing(part) for key, part in value.items()})
        case _:
            return _FlowList(_flowing(part) for part in value)


def _is_short(key: str, value: YamlValue) -> bool:
    """Return whether a list or a mapping fits on the line of its key. Resources never do."""
    return key != "resources" and len(key) + len(repr(value)) < SHORT and "\\n" not in repr(value)
