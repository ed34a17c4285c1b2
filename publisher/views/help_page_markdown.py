"""The help page of a rule, and the list of all rules, as Markdown: for the documentation, and for a comment. Pure."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from publisher.locale import _, language
from publisher.rules.help_page import ExampleFile, FileKind, HelpPage
from publisher.rules.rule import Family, Rule
from publisher.views.findings import severity_word
from publisher.views.help_page_text import code_lines, consequences, exception_lines, file_title

LANGUAGES: Final = {".yml": "yaml", ".csv": "csv", ".json": "json", ".geojson": "json"}
"""How Markdown names what a file contains, by its extension."""


def page_markdown(rule: Rule, page: HelpPage, message_of_example: str | None = None, level: int = 2) -> str:
    """Return the help page of a rule, with the message that its first example gives where that is known.

    `level`: of its first heading.
    """
    above, below = "#" * level, "#" * (level + 1)
    note = page.note.get(language())
    parts = [
        f"{above} {rule.id} · {rule.asks}",
        f"**{severity_word(rule.severity)}** · {rule.family.title}",
        f"{below} {_('Why')}\n\n{page.why[language()]}",
        f"{below} {_('To correct')}",
        *([note] if note else []),
        *_blocks(page.bad, rule.id),
        *([f"{_('The message:')}\n\n{_fenced(message_of_example, '')}"] if message_of_example else []),
        f"{below} {_('Corrected')}",
        *_blocks(page.good, rule.id),
        f"{below} {_('What it means')}",
        " ".join(map(str, consequences(rule, page))),
        *([_fenced(exception_lines(rule), "yaml")] if rule.waivable else []),
    ]
    return "\n\n".join(parts)


def _blocks(files: Iterable[ExampleFile], rule: str) -> Iterable[str]:
    for file in files:
        yield f"`{file_title(file)}`"
        if file.kind is not FileKind.ABSENT:
            yield _fenced("\n".join(code_lines(file, rule)), LANGUAGES.get(PurePosixPath(file.path).suffix, ""))


def _fenced(text: str, code_language: str) -> str:
    return f"```{code_language}\n{text}\n```"


def rules_markdown(rules: Iterable[Rule]) -> str:
    """Return all rules, a table for each family."""
    by_family: dict[Family, list[Rule]] = {}
    for rule in rules:
        by_family.setdefault(rule.family, []).append(rule)
    return "\n\n".join(_table(family, by_family[family]) for family in Family if family in by_family)


def _table(family: Family, rules: Iterable[Rule]) -> str:
    head = [f"## {family.title}", "", f"| {_('rule')} | | {_('asks')} |", "|---|---|---|"]
    return "\n".join([*head, *(f"| {rule.id} | {severity_word(rule.severity)} | {rule.asks} |" for rule in rules)])
