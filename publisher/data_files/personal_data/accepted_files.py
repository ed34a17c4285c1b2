"""Which files with personal data are accepted as they are, and what is said where they are not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.data_files.check_files import CheckedFile, Use
from publisher.model.acceptance import Acceptance
from publisher.model.findings import Finding, gravest_first
from publisher.model.messages import Message, message
from publisher.rules.registry import is_about_persons


@dataclass(frozen=True)
class JudgedFindings:
    """Findings of data files that are to be corrected, and those about personal data that are accepted."""

    open: tuple[Finding, ...]
    accepted: tuple[Finding, ...]


def with_acceptances(
    files: Iterable[CheckedFile], uses: Mapping[Path, Sequence[Use]], acceptances: Sequence[Acceptance], file: str
) -> JudgedFindings:
    """Separate the findings of files. One is accepted where each resource with the file has an entry for its bytes.

    `file`: the file of the acceptances, as a person would type it.
    """
    remaining: list[Finding] = []
    accepted: list[Finding] = []
    for checked in files:
        personal = [finding for finding in checked.findings if is_about_persons(finding)]
        without = [use for use in uses.get(checked.file.path, ()) if not _is_accepted(use, checked, acceptances)]
        if personal and not without:
            accepted += personal
            remaining += [finding for finding in checked.findings if not is_about_persons(finding)]
        elif personal:
            first = gravest_first(personal)[0]
            with_fix = replace(first, fix=_fix(first.fix, without[0], checked, acceptances, file))
            remaining += [with_fix if finding is first else finding for finding in checked.findings]
        else:
            remaining += checked.findings
    return JudgedFindings(tuple(remaining), tuple(accepted))


def _is_accepted(use: Use, checked: CheckedFile, acceptances: Iterable[Acceptance]) -> bool:
    return any(
        (entry.key, entry.resource) == use and entry.sha256 == checked.sha256 and entry.counts for entry in acceptances
    )


def _fix(fix: Message | None, use: Use, checked: CheckedFile, acceptances: Iterable[Acceptance], file: str) -> Message:
    """Return what to do, and what the data-protection team would write to accept the file as it is."""
    first = fix or message("Publish the table without it.")
    entries = [entry for entry in acceptances if (entry.key, entry.resource) == use]
    if any(entry.sha256 == checked.sha256 for entry in entries):
        return message("{fix} The entry that accepts it in {file} does not count yet: see there.", fix=first, file=file)
    line = f"{{key: {use[0]}, resource: {use[1]}, reason: À COMPLÉTER, sha256: {checked.sha256}}}"
    if entries:
        return message(
            "{fix} The file has changed since it was accepted ({file}, line {number}). To have it accepted again, "
            "submit this line in its place to the data-protection team: {line}",
            fix=first, file=file, number=entries[0].at.line, line=f"- {line}",
        )  # fmt: skip
    return message(
        "{fix} If it may be published all the same, the data-protection team adds this line to {file}: {line}",
        fix=first, file=file, line=f"- {line}",
    )  # fmt: skip
