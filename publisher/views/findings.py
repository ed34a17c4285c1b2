"""What is wrong in the manifests: place, line, and what to do."""

from collections.abc import Callable, Iterable

from publisher.locale import _, ngettext
from publisher.model.findings import Finding, Severity
from publisher.model.source import Position
from publisher.views.safe_text import printable

LINE_SIZE = 160
TAB = "\t"
Lines = Callable[[Position], str | None]
"""The text of the line at a place, where it can be read."""


def findings_text(findings: Iterable[Finding], lines: Lines) -> str:
    """Every finding, with the line it speaks of."""
    return "\n\n".join(_finding(finding, lines) for finding in findings)


def _finding(finding: Finding, lines: Lines) -> str:
    word = _("error") if finding.severity is Severity.ERROR else _("warning")
    parts = [f"{printable(str(finding.at))}  {finding.rule} {word}"]
    line = None if finding.secret else lines(finding.at)
    if line and line.strip() and len(line) <= LINE_SIZE:
        parts.append(f"    {printable(line.rstrip().replace(TAB, '→'))}")
        parts.append("    " + " " * (finding.at.column - 1) + "^" * max(1, _width(finding, line)))
    parts.append(f"    {printable(_sentence(str(finding.what)))}")
    if finding.fix is not None:
        parts.append(f"    {printable(str(finding.fix))}")
    return "\n".join(parts)


def _width(finding: Finding, line: str) -> int:
    """How much to underline: what was given, where it stands on this line."""
    given = finding.given or ""
    rest = line[finding.at.column - 1 :]
    quoted = rest[1:] if rest[:1] in ('"', "'") else rest
    return len(given) + (2 if quoted is not rest else 0) if given and quoted.startswith(given) else 1


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def summary_text(findings: Iterable[Finding], files: int) -> str:
    """How many files are to be corrected, and how many are good."""
    found = tuple(findings)
    errors = sum(one.severity is Severity.ERROR for one in found)
    bad = len({one.at.file for one in found if one.severity is Severity.ERROR})
    if not found:
        return ngettext("{n} manifest is valid.", "{n} manifests are valid.", files)
    counts = [ngettext("{n} error", "{n} errors", errors)] if errors else []
    if warnings := len(found) - errors:
        counts.append(ngettext("{n} warning", "{n} warnings", warnings))
    head = ngettext("{n} file to correct", "{n} files to correct", bad)
    good = ngettext("{n} valid manifest", "{n} valid manifests", files)
    return f"{head}, {good}{_(': ')}{', '.join(counts)}. {_('Nothing has been published.')}"
