"""The history: one line of JSON for each entry that a run wrote. It outlives the journals, and holds no value.

A line has the digest of each field before and after. Nobody reads a value out of it; who has the former value, in git,
can tell that it is the one. Lines are only ever appended.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from publisher.model.change import Change
from publisher.model.json_text import json_document
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.run_origin import RunOrigin
from publisher.model.values import Value, Withheld, fingerprint
from publisher.safe_open import open_regular
from publisher.sync.history.past_run import WRITTEN, Digests, PastResult, PastRun, PastStep

FORMAT_VERSION: Final = 1
LONGEST_LINE: Final = 1 << 20
"""Bytes. A line of ten thousand fields has some 500 kB."""


class InvalidHistoryError(ValueError):
    """A line of the file is none of a history."""

    def __init__(self, file: Path, line: int) -> None:
        super().__init__(f"{file}:{line}")
        self.file = file
        self.line = line


def history_lines(run: PastRun) -> Iterator[str]:
    """Yield the line of each entry that a run wrote."""
    about = {
        "format_version": FORMAT_VERSION,
        "run": run.name,
        "at": run.at.isoformat(timespec="seconds") if run.at else None,
        "by": run.origin.by,
        "commit": run.origin.commit,
        "edited": sorted(run.origin.edited),
    }
    for step in run.steps:
        if step.result in WRITTEN:
            entry = {"key": step.key, "catalog": step.catalog, "step": step.step, "result": step.result.value}
            fields = {path: list(pair) for path, pair in digests_of(step.changes).items()}
            yield json.dumps({**about, **entry, "entry": step.entry, "fields": fields}, ensure_ascii=False)


def _digest(value: Value) -> str | None:
    """Return the digest of a value; None where there is none, or the journal did not have it."""
    return None if value is None or isinstance(value, Withheld) else fingerprint(value)


def append_runs(file: Path, runs: Iterable[PastRun]) -> int:
    """Append the lines of these runs, the oldest first, but of those that are there; return how many lines.

    Runs of the sandbox are left out. Raises `InvalidHistoryError` and `OSError`.
    """
    known = {run.name for run in read_history(file)} if file.exists() else set()
    lines = [line for run in runs if run.name not in known and not run.sandbox for line in history_lines(run)]
    if lines:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in lines)
    return len(lines)


def read_history(file: Path) -> tuple[PastRun, ...]:
    """Return the runs of a history, the latest first. Raises `InvalidHistoryError` and `OSError`."""
    runs: dict[str, PastRun] = {}
    with open_regular(file) as lines:
        for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), 1):
            document = json_document(line)
            try:
                run, step = _run(document), _step(document)
            except (ValueError, KeyError, TypeError) as error:
                raise InvalidHistoryError(file, number) from error
            known = runs.get(run.name, run)
            runs[run.name] = replace(known, steps=(*known.steps, step))
    return tuple(reversed(runs.values()))


def _run(document: Mapping[str, object]) -> PastRun:
    if document["format_version"] != FORMAT_VERSION:
        raise ValueError(document["format_version"])
    at, by, commit = (_text_or_none(document[name]) for name in ("at", "by", "commit"))
    time = datetime.fromisoformat(at) if at else None
    edited = document["edited"]
    if not isinstance(edited, list):
        raise TypeError(type(edited).__name__)
    origin = RunOrigin(by, commit, {_text(name): "" for name in edited})
    return PastRun(_text(document["run"]), (), time, origin)


def _step(document: Mapping[str, object]) -> PastStep:
    return PastStep(
        DatasetKey(_text(document["key"])),
        CatalogName(_text(document["catalog"])),
        _text(document["step"]),
        PastResult(document["result"]),
        entry=_text_or_none(document["entry"]),
        digests=_digests(document["fields"]),
    )


def _digests(fields: object) -> Digests:
    if not isinstance(fields, dict):
        raise TypeError(type(fields).__name__)
    digests: dict[str, tuple[str | None, str | None]] = {}
    for path, pair in fields.items():
        before, after = pair
        digests[_text(path)] = (_text_or_none(before), _text_or_none(after))
    return digests


def digests_of(changes: Iterable[Change]) -> Digests:
    """Return the digests of differences, as a history has them."""
    return {str(change.path): (_digest(change.observed), _digest(change.desired)) for change in changes}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)
