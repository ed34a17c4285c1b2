"""The lines that Git writes into a file where two edits contradict each other. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from publisher.model.findings import Finding, Position
from publisher.model.messages import message
from publisher.rules.syntax import GIT_CONFLICT

_MARKER: Final = re.compile(r"\s*(<{7}|>{7})(?: .*)?")
"""Spaces may stand before it: a person who took it for text, or an editor, moved it into a text."""


def conflict_markers(text: str, shown: str) -> Iterator[Finding]:
    """Yield a finding for each conflict: inside a text its lines may be valid YAML, and would be published."""
    is_open = False
    for number, line in enumerate(text.splitlines(), 1):
        marker = _MARKER.fullmatch(line)
        if marker is None:
            continue
        begins = marker[1][0] == "<"
        if begins or not is_open:
            what = message("two persons changed the same lines: both versions are in the file (a Git conflict)")
            fix = message(
                "Ask which of the two is right: keep it, and delete the other and the lines "
                "<<<<<<<, ======= and >>>>>>>."
            )
            yield GIT_CONFLICT.at(Position(shown, number, marker.start(1) + 1), what, fix)
        is_open = begins
