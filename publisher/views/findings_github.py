"""Findings as annotations of GitHub Actions: workflow commands, one a line.

GitHub shows ten errors, ten warnings and ten notices of a step, the first of each kind:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from publisher.locale import _
from publisher.model.findings import Finding, Severity
from publisher.views.findings import summary_text
from publisher.views.safe_text import clip, printable
from publisher.views.sentences import sentence

MOST = 10
"""Annotations of each kind."""
TEXT_SIZE = 2000
"""Characters of the text of an annotation."""


def findings_github(findings: Sequence[Finding], valid: int) -> str:
    """Return the annotations, the gravest first, and a last line that counts all findings."""
    lines = [line for severity in Severity for line in _annotations(severity, findings)]
    return "\n".join([*lines, summary_text(findings, valid)])


def _annotations(severity: Severity, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the annotations of one kind; the last says how many findings have none."""
    own = [finding for finding in findings if finding.severity is severity]
    shown = own if len(own) <= MOST else own[: MOST - 1]
    for finding in shown:
        yield _annotation(finding)
    if rest := sum(finding.count for finding in own[len(shown) :]):
        title = _property(_("… and {n} more").format(n=rest))
        yield f"::{_kind(severity)} title={title}::{_data(_('Correct the findings above, then check again.'))}"


def _annotation(finding: Finding) -> str:
    properties = {
        "file": finding.at.file,
        "line": str(finding.at.line),
        "col": str(finding.at.column),
        "title": finding.rule,
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    parts = [clip(sentence(finding.what), TEXT_SIZE), *([clip(str(finding.fix), TEXT_SIZE)] if finding.fix else [])]
    return f"::{_kind(finding.severity)} {listed}::{_data(chr(10).join(parts))}"


def _kind(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "error"
        case Severity.WARNING:
            return "warning"
        case Severity.ADVICE:
            return "notice"
    assert_never(severity)


def _data(text: str) -> str:
    """Return a text that the runner reads as the text of a command: a line break of it starts no other command."""
    lines = [printable(line) for line in text.split("\n")]
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
