"""What is looked for in the events of a YAML text, before its tree is built: nesting, counts, anchors and tags."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from publisher.model.findings import Finding, Position
from publisher.model.messages import Message, message
from publisher.rules.syntax import INVALID_YAML, TOO_MANY_VALUES, UNSUPPORTED_YAML

DEEPEST: Final = 40
"""Levels of nesting. A manifest has five."""

MOST_VALUES: Final = 50_000
"""Keys and values of a file. The largest manifest in use has some hundred."""

MOST_IN_GROUP: Final = 1_000
"""Values of a list, or keys of a group."""

NOT_READ: Final = message("anchors, aliases, tags and merges are not read")
WRITE_OUT: Final = message("Write the value itself.")
FEWER: Final = message("Remove some of them, or split them into several datasets.")


@dataclass
class _Group:
    """A list or a mapping that is being read."""

    at: Position
    key: str | None
    """The key it stands under."""
    is_mapping: bool
    children: int = 0
    """Values of a list; keys and values of a mapping."""
    last_key: yaml.ScalarEvent | None = None

    @property
    def is_too_large(self) -> bool:
        """Return whether it has more values than a list or a group may have."""
        return self.children > MOST_IN_GROUP * (2 if self.is_mapping else 1)

    def add(self, event: yaml.Event) -> None:
        """Count a child."""
        self.last_key = event if self.children % 2 == 0 and isinstance(event, yaml.ScalarEvent) else self.last_key
        self.children += 1


def place(mark: Any, shown: str) -> Position:
    """Return the position of a mark of PyYAML."""
    return Position(shown, mark.line + 1, mark.column + 1) if mark else Position(shown)


def unwanted(events: Iterable[yaml.Event], shown: str) -> Iterator[Finding]:
    """Yield findings about anchors and tags, and one about nesting or counts beyond the limits: then it ends."""
    events, groups = iter(events), list[_Group]()
    count = 0
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            count += 1
            beyond = _beyond_limits(event, events, groups, count, shown)
            if beyond is not None:
                yield beyond
                return
            if _is_anchored_or_tagged(event):
                yield UNSUPPORTED_YAML.at(place(event.start_mark, shown), NOT_READ, _fix_of_anchor(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            groups.pop()


def _beyond_limits(
    event: yaml.NodeEvent, later: Iterator[yaml.Event], groups: list[_Group], count: int, shown: str
) -> Finding | None:
    """Count a value into its group, and return the finding about a limit that it passes."""
    parent = groups[-1] if groups else None
    if parent is not None:
        parent.add(event)
    if parent is not None and parent.is_too_large:
        return _too_large(parent, _whole_size(parent, event, later, MOST_VALUES - count))
    if count > MOST_VALUES:
        what = message("this file has more than {n} keys and values", n=MOST_VALUES)
        return TOO_MANY_VALUES.at(Position(shown), what, FEWER)
    if isinstance(event, yaml.CollectionStartEvent):
        groups.append(_group(event, parent, shown))
    if len(groups) > DEEPEST:
        fix = message("Check the brackets and the spaces at the start of the lines.")
        return INVALID_YAML.at(place(event.start_mark, shown), message("this is nested too deep"), fix)
    return None


def _group(event: yaml.CollectionStartEvent, parent: _Group | None, shown: str) -> _Group:
    key = parent.last_key if parent is not None and parent.is_mapping else None
    at = place((key or event).start_mark, shown)
    return _Group(at, str(key.value) if key else None, isinstance(event, yaml.MappingStartEvent))


def _whole_size(group: _Group, event: yaml.NodeEvent, later: Iterator[yaml.Event], most: int) -> int | None:
    """Return how many values a list has, or keys a group; None where more than `most` nodes follow `event` in it."""
    depth = 1 if isinstance(event, yaml.CollectionStartEvent) else 0
    for following in later:
        if isinstance(following, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(following, yaml.NodeEvent):
            most -= 1
            group.children += 1 if depth == 0 else 0
            depth += 1 if isinstance(following, yaml.CollectionStartEvent) else 0
        if depth < 0:
            return group.children // (2 if group.is_mapping else 1)
        if most < 0:
            return None
    return None


def _too_large(group: _Group, count: int | None) -> Finding:
    if group.key is None:
        return TOO_MANY_VALUES.at(group.at, message("more than {n} keys or values follow here", n=MOST_IN_GROUP), FEWER)
    what = (
        message("“{key}” has {count} values, and at most {n} are possible",
                key=group.key, count=count, n=MOST_IN_GROUP)
        if count is not None
        else message("“{key}” has more than {n} values", key=group.key, n=MOST_IN_GROUP)
    )  # fmt: skip
    return TOO_MANY_VALUES.at(group.at, what, FEWER, group.key)


def _fix_of_anchor(event: yaml.NodeEvent) -> Message:
    """Return what to write in place of an anchor or a tag: in front of a text, its sign may be part of the text."""
    if not isinstance(event, yaml.ScalarEvent):
        return WRITE_OUT
    sign = "!" if event.anchor is None else "&"
    return message(
        'Write the value itself; put text that starts with “{sign}” into quotes: title: "{sign} …"', sign=sign
    )


def _is_anchored_or_tagged(event: yaml.NodeEvent) -> bool:
    anchored = event.anchor is not None and not isinstance(event, yaml.AliasEvent)
    return anchored or getattr(event, "tag", None) not in (None, "!")
