"""What was found in data files, kept so that a file is read again only when something changed.

Findings hold no value of a cell with personal data, so nor does the cache.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, TypeAdapter, ValidationError

from publisher.data_files.file_to_check import FileToCheck
from publisher.model.findings import Cell, Finding, Position, Reencode, Severity
from publisher.model.messages import Message

MOST: Final = 2000
"""Files whose findings are kept; the oldest go first."""
THE_FILE: Final = ""
"""The place of a finding in the data file itself, whatever its path."""
THE_MANIFEST: Final = "manifest"
"""The place of a finding at the line of the manifest that names the file."""


class KeptMessage(BaseModel):
    """A message: its text and what fills its places."""

    text: str
    params: dict[str, "str | KeptMessage"]
    plural: str | None = None


class KeptFinding(BaseModel):
    """A finding of a data file, wherever the file lies."""

    rule: str
    severity: Severity
    place: Literal["", "manifest"]
    at: tuple[int, int]
    what: KeptMessage
    fix: KeptMessage | None
    given: str | None
    count: int
    cell: Cell | None
    encoding: str | None


_FINDINGS: Final = TypeAdapter(list[KeptFinding])


class FindingsCache:
    """A folder with a JSON file for each file that was checked. It may be deleted at any time."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        """None: nothing is kept."""

    def get(self, digest: str, file: FileToCheck) -> tuple[Finding, ...] | None:
        """Return what was found in a file with this digest; None where nothing is kept of it."""
        if self.folder is None:
            return None
        path = self.folder / f"{digest}.json"
        try:
            kept = _FINDINGS.validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return None
        with suppress(OSError):
            path.touch()
        return tuple(_finding(item, file) for item in kept)

    def put(self, digest: str, file: FileToCheck, findings: tuple[Finding, ...]) -> None:
        """Keep what was found in a file. Where that is not possible, the file is checked again next time."""
        kept = [_kept(finding, file) for finding in findings]
        whole = [finding for finding in kept if finding is not None]
        if self.folder is None or len(whole) < len(kept):
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{digest}.part"
            draft.write_bytes(_FINDINGS.dump_json(whole))
            draft.replace(self.folder / f"{digest}.json")
            self._remove_oldest()

    def _remove_oldest(self) -> None:
        files = list((self.folder or Path()).glob("*.json"))
        if len(files) > MOST:
            for path in sorted(files, key=lambda path: path.stat().st_mtime)[: len(files) - MOST]:
                path.unlink(missing_ok=True)


def _kept(finding: Finding, file: FileToCheck) -> KeptFinding | None:
    """Return a finding as it is kept; None for one about another place than the file and its line in the manifest."""
    what, fix = _kept_message(finding.what), _kept_message(finding.fix) if finding.fix else None
    known_repair = finding.repair is None or isinstance(finding.repair, Reencode)
    known_place = finding.at.file in (file.shown, file.at.file)
    if not known_place or what is None or (finding.fix and fix is None) or not known_repair:
        return None
    return KeptFinding(
        rule=finding.rule,
        severity=finding.severity,
        place=THE_FILE if finding.at.file == file.shown else THE_MANIFEST,
        at=(finding.at.line, finding.at.column),
        what=what,
        fix=fix,
        given=finding.given,
        count=finding.count,
        cell=finding.cell,
        encoding=finding.repair.encoding if isinstance(finding.repair, Reencode) else None,
    )


def _finding(kept: KeptFinding, file: FileToCheck) -> Finding:
    at = file.at if kept.place == THE_MANIFEST else Position(file.shown, *kept.at)
    repair = Reencode(kept.encoding) if kept.encoding else None
    what, fix = _message(kept.what), _message(kept.fix) if kept.fix else None
    finding = Finding(kept.rule, kept.severity, at, what, fix, kept.given, count=kept.count)
    return replace(finding, cell=kept.cell, repair=repair)


def _kept_message(message: Message) -> KeptMessage | None:
    """Return a message as it is kept; None for one that names a command, whose options are those of the run."""
    params: dict[str, str | KeptMessage] = {}
    for name, value in message.params:
        kept = value if isinstance(value, str) else _kept_message(value) if isinstance(value, Message) else None
        if kept is None:
            return None
        params[name] = kept
    return KeptMessage(text=message.text, params=params, plural=message.plural)


def _message(kept: KeptMessage) -> Message:
    params = ((name, value if isinstance(value, str) else _message(value)) for name, value in kept.params.items())
    return Message(kept.text, tuple(params), kept.plural)
