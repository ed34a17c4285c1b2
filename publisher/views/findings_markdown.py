"""Findings as Markdown, for a job summary."""

from collections.abc import Sequence
from typing import Final

from publisher.locale import _
from publisher.model.findings import Finding, Severity, gravest_first
from publisher.views.findings import Lines, place_text, quoted_line, severity_word, summary_text
from publisher.views.safe_text import ROWS, clip, escaped, unlinked

PLACE_SIZE = 160
LINE_SIZE = 200
FIX_SIZE = 300
"""Characters. With `ROWS` they keep the whole below the limit of a job summary, whatever a file holds."""


_SIGNS: Final = {Severity.ERROR: "✘", Severity.WARNING: "⚠", Severity.ADVICE: "·"}


def findings_markdown(findings: Sequence[Finding], valid: int, lines: Lines) -> str:
    """Return a heading that says whether something is to be corrected, and a table of the findings, gravest first."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    ordered = gravest_first(findings)
    parts = [f"### {'✘' if errors else '✔'} {escaped(summary_text(ordered, valid))}"]
    if ordered:
        head = [f"| | {_('place')} | {_('to correct')} | {_('rule')} |", "|---|---|---|---|"]
        parts.append("\n".join([*head, *(_row(finding, lines) for finding in ordered[:ROWS])]))
    if len(ordered) > ROWS:
        parts.append(_("… and {n} more").format(n=sum(finding.count for finding in ordered[ROWS:])))
    return "\n\n".join(parts) + "\n"


def _row(finding: Finding, lines: Lines) -> str:
    word = f"{_SIGNS[finding.severity]} {severity_word(finding.severity)}"
    place = _("{file}, line {line}").format(file=clip(finding.at.file, PLACE_SIZE), line=finding.at.line)
    if finding.cell is not None:
        place = clip(place_text(finding), PLACE_SIZE)
    return f"| {word} | {escaped(place)} | {'<br>'.join(_cell(finding, lines))} | {finding.rule} |"


def _cell(finding: Finding, lines: Lines) -> list[str]:
    """Return the line as it is written, what is wrong with it, and what to do."""
    line = quoted_line(finding, lines)
    parts = [f"<code>{unlinked(clip(line, LINE_SIZE))}</code>"] if line and line.strip() else []
    parts.append(unlinked(clip(str(finding.what), LINE_SIZE)))
    return [*parts, escaped(clip(str(finding.fix), FIX_SIZE))] if finding.fix is not None else parts
