"""The ends of lines, and the byte order mark, of a file that an editor on Windows wrote."""

import re
from difflib import SequenceMatcher
from typing import Final

MARK: Final = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def ended_as(before: str, after: str) -> str:
    """A new text, whose lines end with line feeds, as its author's editor would end them.

    Lines that were there keep their ends, new ones end as the first line does; a mark at the start stays.
    """
    old, new = _LINE.findall(before.removeprefix(MARK)), after.split("\n")
    usual = _end(old[0]) if old else "\n"
    blocks = SequenceMatcher(None, [_bare(line) for line in old], new, autojunk=False).get_matching_blocks()
    same = {one.b + step: old[one.a + step] for one in blocks for step in range(one.size)}
    ends = [_end(same.get(place, "")) or usual for place in range(len(new) - 1)] + [""]
    text = "".join(line + end for line, end in zip(new, ends, strict=True))
    return MARK + text if before.startswith(MARK) else text


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _end(line: str) -> str:
    return line[len(_bare(line)) :]
