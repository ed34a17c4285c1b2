"""Apply the repairs that findings carry to the texts they are about. Comments, order and line endings stay."""

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.model.findings import Finding, Position, Replace

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class RepairedText:
    """A text after its repairs, and the findings that were repaired."""

    text: str
    repaired: tuple[Finding, ...]


def repaired_text(text: str, findings: Iterable[Finding]) -> RepairedText:
    """Return the text with the repairs of these findings, the last first, so that positions before it stay true.

    A repair whose text is not at its position, or that overlaps one behind it, is left out: the next check finds it.
    """
    body = text.removeprefix(BYTE_ORDER_MARK)
    starts, end, done = _line_starts(body), len(body), list[Finding]()
    for finding in sorted(findings, key=lambda finding: finding.at, reverse=True):
        if not isinstance(finding.repair, Replace):
            continue
        start = _offset(finding.at, starts)
        stop = start + len(finding.repair.before)
        if stop <= end and body[start:stop] == finding.repair.before:
            body, end = body[:start] + finding.repair.after + body[stop:], start
            done.append(finding)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return RepairedText(mark + body, tuple(reversed(done)))


def _line_starts(text: str) -> list[int]:
    """Return the offset at which each line starts, and that of the end."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _offset(at: Position, starts: list[int]) -> int:
    """Return the offset of a position; one behind the end for a line that the text does not have."""
    return starts[at.line - 1] + at.column - 1 if at.line <= len(starts) else starts[-1] + 1
