"""What the program says of an example: it is run on the folder, as an author runs it."""

import io
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from publisher import locale
from publisher.cli.local_files import QuotedLines
from publisher.cli.main import run
from publisher.locale import Language
from publisher.model.findings import Finding
from publisher.rules.help_page import ExampleFile, HelpPage
from publisher.views.findings import findings_text
from publisher.views.wrapping import WIDTH
from tests.help_pages.overlay import write_example
from tests.help_pages.portals import LINKS, PLANNED, PREPARED, SURROUNDINGS, planned_findings

FOLDER: Final = "manifests"


@dataclass(frozen=True)
class Reported:
    """A finding as `--format json` has it."""

    rule: str
    severity: str
    file: str
    line: int
    what: str


@dataclass(frozen=True)
class Result:
    """What the program says of an example."""

    findings: tuple[Reported, ...]
    texts: Mapping[Language, str]
    """What it prints."""
    expected: str
    """`file:line` of the line with the mark; empty where no line has one."""

    def of(self, rule: str) -> tuple[Reported, ...]:
        """Return the findings of a rule."""
        return tuple(finding for finding in self.findings if finding.rule == rule)


def check(
    rule: str,
    page: HelpPage,
    files: Iterable[ExampleFile],
    languages: Collection[Language] = (),
    then: Callable[[], None] = lambda: None,
) -> Result:
    """Return what the program finds in these files of a page, and what it prints in these languages.

    `then`: what is done in the folder before.
    """
    with TemporaryDirectory() as name, chdir(name), same_language():
        marks = write_example(Path(FOLDER), files, page.without)
        if rule in PREPARED:
            PREPARED[rule](Path(name))
        then()
        surroundings = SURROUNDINGS[rule]() if rule in SURROUNDINGS and files == page.bad else nullcontext()
        with surroundings:
            findings, texts = _planned(rule, languages) if rule in PLANNED else _validated(rule, languages)
    place = page.at or next((f"{path}:{line}" for path, line in marks.items()), "")
    return Result(findings, texts, f"{FOLDER}/{place}" if place else "")


@contextmanager
def same_language() -> Iterator[None]:
    """Set the language of before after the block."""
    before = locale.language()
    try:
        yield
    finally:
        locale.use(before)


def validate_of(rule: str) -> tuple[str, ...]:
    """Return the command that has findings of a rule."""
    return ("validate", "--check-links") if rule in LINKS else ("validate",)


def _validated(rule: str, languages: Iterable[Language]) -> tuple[tuple[Reported, ...], Mapping[Language, str]]:
    document = json.loads(printed(*validate_of(rule), "--format", "json"))
    findings = tuple(Reported(**{key: item[key] for key in Reported.__annotations__}) for item in document["findings"])
    texts = {}
    for language in languages:
        locale.use(language)
        texts[language] = printed(*validate_of(rule))
    return findings, texts


def _planned(rule: str, languages: Iterable[Language]) -> tuple[tuple[Reported, ...], Mapping[Language, str]]:
    findings = planned_findings(Path(FOLDER))
    texts = {}
    for language in languages:
        locale.use(language)
        texts[language] = findings_text(findings, QuotedLines())
    return tuple(map(_reported, findings)), texts


def _reported(finding: Finding) -> Reported:
    return Reported(finding.rule, finding.severity.value, finding.at.file, finding.at.line, str(finding.what))


def printed(*arguments: str) -> str:
    """Return what a command prints to the standard output."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch.dict(os.environ, COLUMNS=str(WIDTH)):
        code = run(arguments)
    if code not in (0, 1):
        raise AssertionError(f"{arguments}: {code}\n{out.getvalue()}{err.getvalue()}")
    return out.getvalue()


def block_of(rule: str, text: str) -> str:
    """Return the first finding of a rule in what `validate` printed; empty where there is none."""
    blocks = (block for block in text.split("\n\n") if f"  {rule} " in block.split("\n")[0])
    return next(blocks, "")
