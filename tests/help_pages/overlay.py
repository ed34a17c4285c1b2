"""The files of an example, laid over a folder in which everything is right."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from publisher.rules.help_page import MARK, REPEATED_LINE, REPEATED_WORD, ExampleFile, FileKind
from tests.help_pages.workbook import workbook

STANDARD: Final = Path(__file__).parent / "folder"
MANIFEST: Final = "clairval/parcs.yml"
KEY: Final = re.compile(r"(?P<key>[\w-]+):")
"""A line with which a key of the file itself begins."""


def standard_files() -> dict[str, str]:
    """Return the texts of the complete folder by their paths."""
    paths = (path for path in sorted(STANDARD.rglob("*")) if path.is_file())
    return {path.relative_to(STANDARD).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def write_example(root: Path, files: Iterable[ExampleFile], without: Collection[str]) -> dict[str, int]:
    """Write the folder with the files of an example. Return the line of each mark, by the path of its file."""
    standard = {path: text for path, text in standard_files().items() if path not in without}
    standard[MANIFEST] = "".join(text for key, text in _chunks(standard[MANIFEST]).items() if key not in without)
    for path, text in standard.items():
        _write(root / path, text.encode())
    marks: dict[str, int] = {}
    for file in files:
        text = expanded(file.text)
        if file.path.endswith(".yml") and file.path in standard:
            text = overlaid(standard[file.path], text)
        if MARK in text:
            marks[file.path] = text.partition(MARK)[0].count("\n") + 1
        _write_kind(root / file.path, file, unmarked(text))
    return marks


def expanded(text: str) -> str:
    """Return a text with all its lines: those that stand for many are repeated, the mark on the last."""
    return "".join(part for line in text.splitlines(keepends=True) for part in _expanded(line))


def _expanded(line: str) -> list[str]:
    line = REPEATED_WORD.sub(lambda match: f"{match['word']} " * int(match["count"]), line)
    repeated = REPEATED_LINE.search(line)
    if repeated is None:
        return [line]
    count = int(repeated["count"])
    lines = [REPEATED_LINE.sub(str(number), line) for number in range(1, count + 1)]
    return [*map(unmarked, lines[:-1]), lines[-1]]


def unmarked(text: str) -> str:
    """Return a text without marks, and the spaces before them."""
    return re.sub(rf" *{MARK}$", "", text, flags=re.MULTILINE)


def overlaid(standard: str, fragment: str) -> str:
    """Return a YAML text with the keys of a fragment in place of its own; new ones follow at the end."""
    chunks, new = _chunks(standard), _chunks(fragment)
    return "".join({**chunks, **new}.values())


def _chunks(text: str) -> dict[str, str]:
    """Return the lines of each key of a text; those before the first key are with it."""
    chunks: dict[str, str] = {}
    key, before = "", ""
    for line in text.splitlines(keepends=True):
        match = KEY.match(line)
        if match is None and not key:
            before += line
            continue
        if match is not None:
            key = match["key"] if match["key"] not in chunks else f"{match['key']} again"
        chunks[key] = chunks.get(key, before) + line
        before = ""
    return chunks


def encoded(text: str, encoding: str) -> bytes:
    """Return a text in an encoding; in two, such as `utf-8+cp1252`, where the last line has the second one."""
    first, _plus, second = encoding.partition("+")
    lines = text.splitlines(keepends=True)
    if not second:
        return text.encode(first)
    return "".join(lines[:-1]).encode(first) + lines[-1].encode(second)


def _write_kind(target: Path, file: ExampleFile, text: str) -> None:
    match file.kind:
        case FileKind.TEXT:
            _write(target, encoded(text, file.encoding))
        case FileKind.SHEET:
            _write(target, workbook(text))
        case FileKind.ABSENT:
            target.unlink(missing_ok=True)
        case FileKind.LINK:
            target.unlink(missing_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(text.strip())


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
