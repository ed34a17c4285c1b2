"""What is wrong in the manifests as Markdown, for a job summary."""

from collections.abc import Sequence

from publisher.locale import _
from publisher.model.findings import Finding, Severity
from publisher.views.findings import Lines, summary_text
from publisher.views.safe_text import ROWS, clip, escaped

PLACE_SIZE = 160
SAID_SIZE = 200
FIX_SIZE = 300
"""Characters. With `ROWS` they keep the whole below the limit of a job summary, whatever a file holds."""


def findings_markdown(findings: Sequence[Finding], valid: int, lines: Lines) -> str:
    """A heading that says whether something is to be corrected, and a table of what: errors first."""
    errors = [one for one in findings if one.severity is Severity.ERROR]
    found = [*errors, *(one for one in findings if one.severity is not Severity.ERROR)]
    parts = [f"### {'✘' if errors else '✔'} {escaped(summary_text(found, valid))}"]
    if found:
        head = [f"| | {_('place')} | {_('to correct')} | {_('rule')} |", "|---|---|---|---|"]
        parts.append("\n".join([*head, *(_row(one, lines) for one in found[:ROWS])]))
    if len(found) > ROWS:
        parts.append(_("… and {n} more").format(n=len(found) - ROWS))
    return "\n\n".join(parts) + "\n"


def _row(finding: Finding, lines: Lines) -> str:
    error = finding.severity is Severity.ERROR
    word = f"✘ {_('error')}" if error else f"⚠ {_('warning')}"
    place = _("{file}, line {line}").format(file=clip(finding.at.file, PLACE_SIZE), line=finding.at.line)
    return f"| {word} | {escaped(place)} | {'<br>'.join(_told(finding, lines))} | {finding.rule} |"


def _told(finding: Finding, lines: Lines) -> list[str]:
    """The line as it stands there, what is wrong with it, and what to do."""
    line = None if finding.secret else lines(finding.at)
    parts = [f"<code>{escaped(clip(line, SAID_SIZE))}</code>"] if line and line.strip() else []
    parts.append(escaped(clip(str(finding.what), SAID_SIZE)))
    return [*parts, escaped(clip(str(finding.fix), FIX_SIZE))] if finding.fix is not None else parts
