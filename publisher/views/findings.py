"""Findings as text: position, line, and what to do."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import assert_never

from publisher.locale import _, ngettext
from publisher.model.commands import command
from publisher.model.findings import Cell, Finding, Position, Reencode, Replace, RowUnit, Severity, gravest_first
from publisher.model.messages import Message
from publisher.rules.registry import is_about_persons
from publisher.views.safe_text import clip, printable
from publisher.views.sentences import sentence
from publisher.views.wrapping import WIDTH, wrapped_message

TEXT_SIZE = 600
"""Characters: a key or a name that a message quotes may be a whole file."""
INDENT = 4
TAB = "\t"
Lines = Callable[[Position], str | None]
"""The text of the line at a position; None where it cannot be read."""


def findings_text(findings: Iterable[Finding], lines: Lines, width: int = WIDTH) -> str:
    """Return every finding, with the line that it is about. `width`: columns of a line of the text."""
    return "\n\n".join(_finding(finding, lines, width) for finding in findings)


def _finding(finding: Finding, lines: Lines, width: int) -> str:
    parts = [f"{place_text(finding)}  {finding.rule} {severity_word(finding.severity)}"]
    line = quoted_line(finding, lines)
    if line and line.strip():
        shown, carets = _source(finding, line, width - INDENT)
        parts += [f"{_margin(shown)}{shown}", f"{' ' * INDENT}{carets}"]
    parts.append(wrapped_message(clip(sentence(finding.what), TEXT_SIZE), finding.what, INDENT, width))
    if finding.fix is not None:
        parts.append(wrapped_message(clip(str(finding.fix), TEXT_SIZE), finding.fix, INDENT, width))
        parts += [f"{' ' * INDENT}{text}" for text in _spaces_to_keep(finding.fix, line or "")]
    return "\n".join(parts)


def _spaces_to_keep(fix: Message, line: str) -> Iterator[str]:
    """Yield the advice to keep the spaces at the start of a line, where a message gives the line without them."""
    example, text = dict(fix.params).get("example"), line.lstrip(" ")
    spaces = len(line) - len(text)
    if spaces and isinstance(example, str) and ":" in example and text.startswith(f"{example.partition(':')[0]}:"):
        yield ngettext(
            "(Keep the {n} space at the start of the line.)", "(Keep the {n} spaces at the start of the line.)", spaces
        )


def place_text(finding: Finding) -> str:
    """Return where a finding is: line and column of a text; of a data file, the row and the name of the column."""
    if finding.cell is None:
        return printable(str(finding.at))
    return f"{printable(finding.at.file)}{_(': ')}{cell_text(finding.cell)}"


def cell_text(cell: Cell) -> str:
    """Return the place in a data file: its row and, where it is about one, its column."""
    match cell.unit:
        case RowUnit.LINE:
            row, column = _("line {row}"), _("column “{column}”")
        case RowUnit.FEATURE:
            row, column = _("feature {row}"), _("property “{column}”")
        case RowUnit.RECORD:
            row, column = _("record {row}"), _("property “{column}”")
        case _:
            assert_never(cell.unit)
    parts = [row.format(row=cell.row)]
    return ", ".join(parts if cell.column is None else [*parts, column.format(column=clip(cell.column))])


def quoted_line(finding: Finding, lines: Lines) -> str | None:
    """Return the line that a finding is about. A row of a data file is not repeated: it may hold personal data."""
    return None if finding.secret or finding.cell is not None else lines(finding.at)


def _margin(line: str) -> str:
    """Return what is before a line of a manifest. GitHub reads a command also behind spaces, but not behind a sign."""
    return "  | " if line.lstrip().startswith(("::", "##[")) else " " * INDENT


def _source(finding: Finding, line: str, width: int) -> tuple[str, str]:
    """Return a line of a manifest, and below it the signs under what the finding is about.

    Of a line that is too long, the part around that place is shown.
    """
    text, start, size = printable(line.rstrip().replace(TAB, "→")), finding.at.column - 1, underlined(finding, line)
    if len(text) > width:
        first = max(0, min(start - width // 4, len(text) - width))
        part = text[first : first + width]
        part = f"…{part[1:]}" if first else part
        text = f"{part[:-1]}…" if first + width < len(text) else part
        start -= first
    return text, " " * start + "^" * max(1, min(size, width - start))


def explain_hint(findings: Iterable[Finding]) -> str:
    """Return the command that explains the gravest of the findings. There is at least one."""
    first = gravest_first(findings)[0]
    return _("Why, with an example:  {command}").format(command=command("explain", first.rule))


def repair_hint(findings: Iterable[Finding]) -> str:
    """Return the command that corrects some of the findings; empty where it corrects none."""
    if all(finding.repair is None for finding in findings):
        return ""
    return _("To have corrected what is sure:  {command}").format(command=command("validate", "--fix"))


def severity_word(severity: Severity) -> str:
    """Return what a reader calls it."""
    match severity:
        case Severity.ERROR:
            return _("error")
        case Severity.WARNING:
            return _("warning")
        case Severity.ADVICE:
            return _("advice")
    assert_never(severity)


def underlined(finding: Finding, line: str) -> int:
    """Return how many characters to underline: the given text, where this line has it."""
    given = finding.given or ""
    rest = line[finding.at.column - 1 :]
    quoted = rest[1:] if rest[:1] in ('"', "'") else rest
    return len(given) + (2 if quoted is not rest else 0) if given and quoted.startswith(given) else 1


def accepted_text(accepted: Sequence[Finding]) -> str:
    """Return how many findings are accepted, by which rules, and by which file; nothing where there are none."""
    personal = [finding for finding in accepted if is_about_persons(finding)]
    others = [finding for finding in accepted if not is_about_persons(finding)]
    lines = []
    if others:
        count = ngettext("{n} finding accepted by a manifest", "{n} findings accepted by manifests", len(others))
        lines.append(f"{count} ({_rules_of(others)}).")
    if personal:
        count = ngettext(
            "{n} finding accepted by personal-data.yml", "{n} findings accepted by personal-data.yml", len(personal)
        )
        lines.append(f"{count} ({_rules_of(personal)}).")
    return "\n".join(lines)


def _rules_of(findings: Iterable[Finding]) -> str:
    return ", ".join(sorted({finding.rule for finding in findings}))


def corrected_text(corrected: Iterable[Finding]) -> str:
    """Return what `validate --fix` wrote: the place, and the text before and after."""
    return "\n".join(
        f"✔ {printable(str(finding.at))}  {finding.rule}  {_repair_text(finding)}" for finding in corrected
    )


def _repair_text(finding: Finding) -> str:
    match finding.repair:
        case Replace(before="", after=after):
            return _("“{after}” added").format(after=_visible(after))
        case Replace(before=before, after=""):
            return _("“{before}” removed").format(before=_visible(before))
        case Replace(before=before, after=after):
            return _("“{before}” replaced by “{after}”").format(before=_visible(before), after=_visible(after))
        case Reencode(encoding=encoding):
            return _("written as UTF-8 ({encoding} before)").format(encoding=encoding)
        case None:
            return ""
    assert_never(finding.repair)


def _visible(text: str) -> str:
    """Return a text on one line; one that is nothing but spaces and tabs, with signs in their place."""
    return clip(text) if text.strip() else clip(text.replace(TAB, "→").replace(" ", "␣").replace("\u00a0", "⍽"))


def summary_text(findings: Iterable[Finding], files: int) -> str:
    """Return how many files are to be corrected and how many are valid, and count the findings by severity."""
    shown = tuple(findings)
    by_severity = Counter[Severity]()
    for finding in shown:
        by_severity[finding.severity] += finding.count
    if not shown:
        return ngettext("{n} manifest is valid.", "{n} manifests are valid.", files)
    errors, warnings = by_severity[Severity.ERROR], by_severity[Severity.WARNING]
    counts = [ngettext("{n} error", "{n} errors", errors)] if errors else []
    counts += [ngettext("{n} warning", "{n} warnings", warnings)] if warnings else []
    advice = by_severity[Severity.ADVICE]
    counts += [ngettext("{n} piece of advice", "{n} pieces of advice", advice)] if advice else []
    good = ngettext("{n} valid manifest", "{n} valid manifests", files)
    if not errors:
        return f"{good}{_(': ')}{', '.join(counts)}."
    bad = len({finding.at.file for finding in shown if finding.severity is Severity.ERROR})
    head = ngettext("{n} file to correct", "{n} files to correct", bad)
    return f"{head}, {good}{_(': ')}{', '.join(counts)}. {_('Nothing has been published.')}"
