"""Findings as SARIF 2.1.0, which code scanning and editors read.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/; what GitHub reads of it, and its limits:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, assert_never
from urllib.parse import quote

from publisher import __version__
from publisher.locale import _
from publisher.model.findings import Finding, Position, Replace, Severity, gravest_first
from publisher.rules.registry import RULES
from publisher.views.findings import Lines, underlined
from publisher.views.safe_text import clip
from publisher.views.sentences import sentence

MOST: Final = 5000
"""Results of a run that GitHub shows."""
TEXT_SIZE: Final = 2000
"""Characters of a message."""

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
"""The folder of the repository, to which the paths of files are relative."""

Json = Mapping[str, object]


def findings_sarif(findings: Sequence[Finding], lines: Lines) -> str:
    """Return a log with one run: its rules, and the findings, the gravest first. `lines`: those of the manifests."""
    ordered = gravest_first(findings)
    shown, rest = ordered[:MOST], ordered[MOST:]
    rules = sorted({finding.rule for finding in shown})
    run = {
        "tool": {"driver": {"name": "publisher", "version": __version__, "rules": [_rule(name) for name in rules]}},
        "invocations": [_invocation(sum(finding.count for finding in rest))],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules, lines) for finding in shown],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _invocation(left_out: int) -> Json:
    if not left_out:
        return {"executionSuccessful": True}
    text = _("… and {n} more").format(n=left_out)
    notification = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notification]}


def _rule(name: str) -> Json:
    rule = RULES.get(name)
    if rule is None:
        return {"id": name}
    text = {"text": str(rule.asks)}
    return {
        "id": name,
        "shortDescription": text,
        "help": text,
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _level(severity: Severity) -> str:
    match severity:
        case Severity.ERROR:
            return "error"
        case Severity.WARNING:
            return "warning"
        case Severity.ADVICE:
            return "note"
    assert_never(severity)


def _result(finding: Finding, rules: Sequence[str], lines: Lines) -> Json:
    parts = [sentence(finding.what), *([str(finding.fix)] if finding.fix else [])]
    location = {"physicalLocation": {"artifactLocation": _artifact(finding.at), "region": _region(finding, lines)}}
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _level(finding.severity),
        "message": {"text": clip(" ".join(parts), TEXT_SIZE)},
        "locations": [location],
    }
    if isinstance(finding.repair, Replace):
        result["fixes"] = [_fix(finding, finding.repair)]
    return result


def _artifact(at: Position) -> Json:
    path = quote(at.file, errors="surrogateescape")  # the name of a file need not be UTF-8
    if at.file.startswith("/"):
        return {"uri": f"file://{path}"}
    return {"uri": path, "uriBaseId": _ROOT}


def _region(finding: Finding, lines: Lines) -> Json:
    """Return the region of what a finding is about: the row of a data file, or a part of a line."""
    if finding.cell is not None:
        return {"startLine": finding.at.line}
    line = lines(finding.at) if finding.given else None
    return _span(finding.at, " " * underlined(finding, line) if line else "")


def _span(at: Position, text: str) -> Json:
    """Return the region of a text that starts at a position."""
    lines = text.split("\n")
    region: dict[str, object] = {"startLine": at.line, "startColumn": at.column}
    if len(lines) > 1:
        return {**region, "endLine": at.line + len(lines) - 1, "endColumn": len(lines[-1]) + 1}
    return {**region, "endColumn": at.column + len(text)} if text else region


def _fix(finding: Finding, repair: Replace) -> Json:
    deleted = {"endColumn": finding.at.column, **_span(finding.at, repair.before)}
    replacement = {"deletedRegion": deleted, "insertedContent": {"text": repair.after}}
    change = {"artifactLocation": _artifact(finding.at), "replacements": [replacement]}
    description = {"text": clip(str(finding.fix or finding.what), TEXT_SIZE)}
    return {"description": description, "artifactChanges": [change]}
