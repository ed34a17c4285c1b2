"""Values as YAML text, as a person would write it: block style, long texts on several lines, quotes where needed."""

from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import Final

import yaml

Plain = str | bool | Sequence["Plain"] | Mapping[str, "Plain"]
"""What a manifest is made of."""

WIDTH: Final = 120
SHORT: Final = 90
"""Characters: longer lists and groups go on several lines, longer texts into a block."""


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their key; nothing is written as an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """A text of several lines as it is, a long one folded; quoted where YAML would take a character for a line end."""
    style = "|" if "\n" in text else ">" if len(text) > SHORT else None
    if text.splitlines() != text.split("\n"):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def entry(key: str, value: Plain, column: int = 0) -> str:
    """`key: value`, with a line feed at its end, indented by so many blanks."""
    flow = not isinstance(value, str | bool) and _is_short(key, value)
    marked = _flowing(value) if flow else value
    text = yaml.dump({key: marked}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH - column)
    return indent(text, " " * column)


def item(value: Mapping[str, Plain], column: int) -> str:
    """`- key: value` and its further lines, as an item of a list that is indented by so many blanks."""
    lines = "".join(entry(key, part) for key, part in value.items()).splitlines(keepends=True)
    first, *rest = lines
    return "".join([f"{' ' * column}- {first}", *(f"{' ' * (column + 2)}{line}" if line.strip() else line
                                                  for line in rest)])  # fmt: skip


def scalar(text: str) -> str:
    """A text on one line, which may stand anywhere: also between brackets."""
    style = '"' if len(text.splitlines()) > 1 else None
    dumped = yaml.dump([text], Dumper=yaml.SafeDumper, allow_unicode=True, width=float("inf"), default_flow_style=True,
                       default_style=style)  # fmt: skip
    return dumped.strip()[1:-1]


class _Flow(dict[str, object]):
    """A mapping to write between braces."""


class _FlowList(list[object]):
    """A list to write between brackets."""


def _flow_map(dumper: yaml.SafeDumper, value: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


def _flow_list(dumper: yaml.SafeDumper, value: _FlowList) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Flow, _flow_map)
_Dumper.add_representer(_FlowList, _flow_list)


def _flowing(value: Plain) -> object:
    match value:
        case str() | bool():
            return value
        case Mapping():
            return _Flow({key: _flowing(part) for key, part in value.items()})
        case _:
            return _FlowList(_flowing(part) for part in value)


def _is_short(key: str, value: Plain) -> bool:
    """Whether a list or a group fits on the line of its key; one that holds resources never does."""
    return key != "resources" and len(key) + len(repr(value)) < SHORT and "\\n" not in repr(value)
