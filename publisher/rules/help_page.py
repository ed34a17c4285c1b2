"""The help page of a rule: why it exists, and a mistake beside its correction.

Pages are data of the package, one file for each rule: `help_pages/PUB201.yml`. They are read where one is shown, and
only then. `tests/help_pages` lays the files of an example over a folder that is complete, and validates it: the first
example has a finding of its rule on the marked line, the second has none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from typing import Final

from publisher.locale import Language

HERE: Final = "help_pages"
MARK: Final = "←"
"""At the end of the line that a finding is about. It is no part of the file."""
TAB: Final = "→"
"""Shown in place of a tab, which cannot be seen."""
RETURN: Final = "␍"
"""Shown in place of a carriage return within a line."""
REPEATED_LINE: Final = re.compile(r"\{1\.\.(?P<count>\d+)\}")
"""In a line that stands for many lines, each with its number: `- mot {1..201}`."""
REPEATED_WORD: Final = re.compile(r"\{(?P<word>[^{}*]+) \* (?P<count>\d+)\}")
"""In a line that is too long to print: `{données * 5000}`."""


class FileKind(Enum):
    """What a file of an example is."""

    TEXT = "text"
    SHEET = "sheet"
    """A workbook; the text has the rows of its first sheet, as in a CSV file."""
    ABSENT = "absent"
    """There is no such file; the text is empty."""
    LINK = "link"
    """A symbolic link; the text is where it leads."""


@dataclass(frozen=True)
class ExampleFile:
    """A file of an example."""

    path: str
    """In the folder of manifests, such as `catalogs.yml`."""
    text: str
    """With `MARK`. Of a YAML file that the complete folder has, only the keys that matter."""
    kind: FileKind = FileKind.TEXT
    encoding: str = "utf-8"


@dataclass(frozen=True)
class HelpPage:
    """What is said of one rule, beyond what it asks."""

    why: Mapping[Language, str]
    """One to three sentences."""
    note: Mapping[Language, str]
    """What the example supposes, such as what the catalogue has; often empty."""
    bad: tuple[ExampleFile, ...]
    good: tuple[ExampleFile, ...]
    at: str | None
    """Where the finding is, `file:line`, where no line can have the mark: such as an absent file."""
    without: frozenset[str]
    """Keys of the complete manifest, and files of its folder, that are not there unless an example gives them."""
    repaired: bool
    """Whether `validate --fix` makes the good example of the bad one."""


def page_ids() -> tuple[str, ...]:
    """Return the ids of the rules that have a page, in their order."""
    names = (item.name for item in files(__package__).joinpath(HERE).iterdir())
    return tuple(sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml")))


def help_page(rule: str) -> HelpPage:
    """Return the page of a rule, by its id. Raises `FileNotFoundError` where it has none."""
    import yaml

    text = files(__package__).joinpath(HERE, f"{rule}.yml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    return HelpPage(
        why=_in_languages(document["why"]),
        note=_in_languages(document.get("note", {})),
        bad=_files(document["bad"]),
        good=_files(document["good"]),
        at=document.get("at"),
        without=frozenset(document.get("without", ())),
        repaired=bool(document.get("repaired", False)),
    )


def _in_languages(texts: Mapping[str, str]) -> Mapping[Language, str]:
    return {Language(code): " ".join(text.split(" ")).strip() for code, text in texts.items()}


def _files(documents: Mapping[str, object]) -> tuple[ExampleFile, ...]:
    return tuple(_file(path, document) for path, document in documents.items())


def _file(path: str, document: object) -> ExampleFile:
    if isinstance(document, str):
        return ExampleFile(path, document)
    if not isinstance(document, dict):
        raise TypeError(path)
    ((kind, text),) = ((kind, document[kind.value]) for kind in FileKind if kind.value in document)
    return ExampleFile(path, text if isinstance(text, str) else "", kind, document.get("encoding", "utf-8"))


def shown_lines(text: str) -> list[str]:
    """Return the lines of an example as a person reads them: what is repeated, and what is very long, is cut."""
    return [part for line in text.removesuffix("\n").split("\n") for part in _shown(line.replace("\r", RETURN))]


def _shown(line: str) -> list[str]:
    repeated = REPEATED_LINE.search(line)
    if repeated is not None:
        first, last = (REPEATED_LINE.sub(number, line) for number in ("1", repeated["count"]))
        indent = line[: len(line) - len(line.lstrip())]
        return [first.removesuffix(MARK).rstrip(), f"{indent}…", last]
    return [REPEATED_WORD.sub(lambda match: f"{match['word']} {match['word']} …", line)]
