"""The edits made in catalogues as Markdown, for the body of an issue or a job summary: by producer."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from publisher.locale import _
from publisher.model.drift import DriftedEntry, DriftKind, DriftResult, LateData
from publisher.views.drift_text import (
    DriftCommands,
    ProducerPart,
    by_head,
    by_producer,
    drift_head,
    edit_text,
    groups_of,
    head_of,
    late_since_text,
    late_text,
    link_text,
    next_lines,
    not_compared_lines,
    path_text,
    summary_text,
)
from publisher.views.safe_text import escaped
from publisher.views.token_text import renewal_text, token_text

LIMIT: Final = 60_000
"""Characters: GitHub refuses the body of an issue beyond 65,536; the end of the text needs a part of them."""

TAIL: Final = 6_000
"""Characters that the entries which could not be compared may take."""

Block = tuple[int, str]
"""Lines that belong together, and how many entries or links they are about."""

TOGETHER: Final = 50
"""Equal entries at most whose edits are listed once: a longer list might not fit as a whole."""


def drift_markdown(result: DriftResult, commands: DriftCommands) -> str:
    """Return a heading, the edits by producer, and the commands that settle them. What does not fit is counted."""
    head = [
        f"### {_('Edited in the catalogues')}{_(': ')}{escaped(summary_text(result))}",
        escaped(" · ".join(map(str.strip, drift_head(result).splitlines()))),
    ]
    remarks = [*_tokens(result), *_list(not_compared_lines(result.not_compared))]
    tail = ["\n".join(f"- {escaped(line)}" for line in next_lines(commands))] if next_lines(commands) else []
    parts = [*head, *_fitting(by_producer(result), LIMIT - TAIL - sum(map(len, head))), *_cut(remarks), *tail]
    return "\n\n".join(parts) + "\n"


def producer_markdown(result: DriftResult, commands: DriftCommands) -> str:
    """Return what a result says of its one producer. It is the same every day while nothing changes."""
    head = f"### {escaped(summary_text(result))}"
    blocks = [block for part in by_producer(result) for block in _blocks(part, late_since_text)]
    remarks = _cut(_list(not_compared_lines(result.not_compared)))
    tail = [f"- {escaped(line)}" for line in next_lines(commands)]
    parts = [head, *_as_fits(blocks, LIMIT - TAIL - len(head)), *remarks, *(["\n".join(tail)] if tail else [])]
    return "\n\n".join(parts) + "\n"


def tokens_markdown(result: DriftResult) -> str:
    """Return the tokens that expire soon. It is the same every day until one expires."""
    return "\n".join(_tokens(result)) + "\n"


def _tokens(result: DriftResult) -> Sequence[str]:
    return [f"- {escaped('!')} {escaped(f'{token_text(token)}. {renewal_text(token)}')}" for token in result.tokens]


def _as_fits(blocks: Iterable[Block], limit: int) -> Iterable[str]:
    """Yield the blocks that fit as one text, then how many lines are left out."""
    left, room, lines = 0, limit, list[str]()
    for count, block in blocks:
        room -= len(block) + 1
        if room < 0:
            left += count
        else:
            lines.append(block)
    if lines:
        yield "\n".join(lines)
    if left:
        yield _("… and {n} more").format(n=left)


def _fitting(producers: Sequence[ProducerPart], limit: int) -> Iterable[str]:
    """Yield the text of each producer as far as all of them fit, then how many lines are left out."""
    left, room = 0, limit
    for part in producers:
        lines: list[str] = []
        for count, block in _blocks(part):
            if left or len(block) > room:
                left += count
                continue
            lines.append(block)
            room -= len(block) + 2
        if lines:
            title = f"#### {escaped(part.producer)}"
            room -= len(title) + 4
            yield "\n\n".join([title, "\n".join(lines)])
    if left:
        yield _("… and {n} more").format(n=left)


def _blocks(part: ProducerPart, late: Callable[[LateData], str] = late_text) -> Iterable[Block]:
    """Yield the lines of each group of equal entries, of late data and of dead links, each with their number."""
    for group in groups_of(part.entries):
        for start in range(0, len(group), TOGETHER):
            entries = group[start : start + TOGETHER]
            yield len(entries), "\n".join(_group_lines(entries))
    for text in (*map(late, part.late), *map(link_text, part.links)):
        yield 1, f"- ⚠ {escaped(text)}"


def _group_lines(group: Sequence[DriftedEntry]) -> Iterable[str]:
    mark = "!" if group[0].kind is DriftKind.CONFLICT else "≈"
    yield from (f"- {escaped(mark)} {escaped(head_of(entries))}" for entries in by_head(group))
    for change in group[0].changes:
        yield f"  - {escaped(path_text(change))}{_(': ')}{escaped(edit_text(change))}"


def _list(lines: Iterable[str]) -> list[str]:
    return [f"- {escaped(' '.join(line.split()))}" for line in lines]


def _cut(lines: Sequence[str]) -> Iterable[str]:
    """Yield a list as far as it fits, then how many lines are left out."""
    room, kept = TAIL - 2_000, list[str]()
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    if kept:
        yield "\n".join(kept)
    if len(kept) < len(lines):
        yield _("… and {n} more").format(n=len(lines) - len(kept))
