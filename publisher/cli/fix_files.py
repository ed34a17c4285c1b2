"""`validate --fix`: write what has only one correction into the files."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.capture.repair_files import repair_file, replace_content
from publisher.cli.local_files import reported_if_unwritable
from publisher.model.findings import Finding, Reencode

ROUNDS: Final = 5
"""A corrected line shows what it hid, so files are checked and corrected again, at most this often."""

Check = Callable[[], Sequence[Finding]]


def fix_files(check: Check) -> tuple[Finding, ...]:
    """Correct the files until nothing is left that has only one correction. Return what was corrected.

    A file in which a correction did not help is put back as it was, unless somebody has changed it meanwhile.
    Raises `click.ClickException` where a file cannot be written.
    """
    corrected: list[Finding] = []
    given_up: set[str] = set()
    findings = check()
    for _round in range(ROUNDS):
        former, done = _fix_each(findings, given_up)
        if not done:
            break
        findings = check()
        remaining = {(finding.rule, finding.at) for finding in findings}
        failed = {finding.at.file for finding in done if (finding.rule, finding.at) in remaining}
        for file in failed & former.keys():
            former[file].put_back()
        given_up |= failed
        corrected += [finding for finding in done if finding.at.file not in failed]
    return tuple(corrected)


@dataclass(frozen=True)
class _Corrected:
    """A manifest before and after its correction."""

    path: Path
    before: bytes
    after: bytes

    def put_back(self) -> None:
        """Write the former content. Raises `click.ClickException`."""
        with reported_if_unwritable(self.path):
            if self.path.read_bytes() == self.after:
                replace_content(self.path, [self.before])


def _fix_each(findings: Sequence[Finding], given_up: set[str]) -> tuple[Mapping[str, _Corrected], Sequence[Finding]]:
    """Correct each file once. Return the manifests among them, and what was corrected."""
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.repair is not None and finding.at.file not in given_up:
            by_file[finding.at.file].append(finding)
    former, done = dict[str, _Corrected](), list[Finding]()
    for file, group in by_file.items():
        path = Path(file)
        with reported_if_unwritable(path):
            is_manifest = not any(isinstance(finding.repair, Reencode) for finding in group)
            before = path.read_bytes() if is_manifest else b""
            done += repair_file(path, group)
            if is_manifest:
                former[file] = _Corrected(path, before, path.read_bytes())
    return former, done
