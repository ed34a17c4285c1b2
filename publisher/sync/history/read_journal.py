"""Reading the journals of earlier runs.

A journal may be cut where its run was killed, and may come from another version: a line that is no document says
nothing. Only the first one, which lists the steps, cannot be missed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from publisher.model.change import Change
from publisher.model.json_text import json_document
from publisher.model.names import SAFE_NAME, CatalogName, DatasetKey, ResourceId
from publisher.model.recorded_change import recorded_change
from publisher.model.replaced_file import FormerBytes, ReplacedFile, WhyLost
from publisher.model.run_origin import RunOrigin
from publisher.safe_open import open_regular
from publisher.sync.apply.journal import LONGEST_LINE, InvalidJournalError, NoSuchRunError
from publisher.sync.history.past_run import PastResult, PastRun, PastStep

_TIME: Final = "%Y-%m-%dT%H%M"
"""The start of the name of a run."""
MINUTE: Final = len("2026-01-01T0000")
"""Characters of it."""

SHA256: Final = re.compile(r"[0-9a-f]{64}")

Document = Mapping[str, object]
Place = tuple[DatasetKey, CatalogName]


def run_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the runs with a journal in the folder, the latest first.

    A name has the minute of its run; of one minute, the journal that was written last is that of the later run.
    """
    journals = sorted(folder.glob("*.jsonl"), key=lambda path: (path.stem[:MINUTE], path.stat().st_mtime_ns))
    return tuple(path.stem for path in reversed(journals))


def read_run(folder: Path, name: str) -> PastRun:
    """Return what the journal of a run tells.

    Raises `NoSuchRunError`, `InvalidJournalError`, and `OSError` where the journal cannot be read.
    """
    file = folder / f"{name}.jsonl"
    if not file.exists():
        raise NoSuchRunError(name)
    with open_regular(file) as journal:
        lines = iter(lambda: journal.readline(LONGEST_LINE), b"")
        start = json_document(next(lines, b""))
        steps = {(step.key, step.catalog): step for step in _planned(start)}
        if start.get("event") != "start" or not isinstance(start.get("steps"), list):
            raise InvalidJournalError(file, 1)
        for event in map(json_document, lines):
            place = _place(event)
            if place in steps:
                steps[place] = _after(steps[place], event)
    return PastRun(name, tuple(steps.values()), _time(start, name), _origin(start), start.get("sandbox") is True)


def _planned(start: Document) -> Iterator[PastStep]:
    for document in _documents(start.get("steps")):
        place = _place(document)
        if place is not None:
            yield PastStep(*place, _text(document, "step") or "")


def _place(document: Document) -> Place | None:
    key, catalog = _text(document, "key"), _text(document, "catalog")
    return (DatasetKey(key), CatalogName(catalog)) if key is not None and catalog is not None else None


def _after(step: PastStep, event: Document) -> PastStep:
    """Return a step with what one line of the journal adds."""
    match event.get("event"):
        case "intent":
            changes = tuple(_written(event))
            # What hides links is written first, by a step of its own: both belong to the entry.
            known = {change.path for change in changes}
            earlier = tuple(change for change in step.changes if change.path not in known)
            entry = _text(event, "entry") or step.entry
            return replace(step, result=PastResult.UNKNOWN, entry=entry, changes=(*earlier, *changes))
        case "replaced":
            with suppress(ValueError, KeyError, TypeError):
                return replace(step, replaced=(*step.replaced, _replaced(event)))
            return step
        case "outcome":
            return replace(
                step,
                result=_result(event),
                what=_text(event, "what"),
                entry=_text(event, "entry") or step.entry,
                address=_text(event, "address"),
            )
        case _:
            return step


def _result(event: Document) -> PastResult:
    try:
        return PastResult(event.get("result"))
    except ValueError:
        return PastResult.UNKNOWN


def _written(intent: Document) -> Iterator[Change]:
    """Yield the differences that a step was to write; those of another version that cannot be read say nothing."""
    kept = intent.get("kept", ())
    for document in _documents(intent.get("changes")):
        with suppress(ValueError, KeyError, TypeError):
            change = recorded_change(document)
            if str(change.path) not in (kept if isinstance(kept, list) else ()):
                yield change


def _replaced(event: Document) -> ReplacedFile:
    """Return the file that an event is about. Raises `ValueError`, `KeyError` or `TypeError`.

    The resource and the checksum name a file in the folder of the run: nothing else may be named so.
    """
    resource, sha256, size = str(event["resource"]), _text(event, "sha256"), event["size"]
    if not isinstance(size, int | None):
        raise TypeError(type(size).__name__)
    if SAFE_NAME.fullmatch(resource) is None or (sha256 is not None and SHA256.fullmatch(sha256) is None):
        raise ValueError(resource)
    where, why = FormerBytes(event["bytes"]), WhyLost(event["why"]) if "why" in event else None
    if (sha256 is None) != (where is FormerBytes.LOST):
        raise ValueError(where)
    return ReplacedFile(ResourceId(resource), where, size, sha256, why)


def _documents(value: object) -> Iterable[Document]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _text(document: Document, name: str) -> str | None:
    value = document.get(name)
    return value if isinstance(value, str) else None


def _origin(start: Document) -> RunOrigin:
    edited = start.get("edited")
    files = edited.items() if isinstance(edited, dict) else ()
    return RunOrigin(
        _text(start, "by"), _text(start, "commit"), {name: digest for name, digest in files if isinstance(digest, str)}
    )


def _time(start: Document, name: str) -> datetime | None:
    """Return when a run began, with a time zone; journals of former versions have the minute in their name alone."""
    try:
        at = datetime.fromisoformat(_text(start, "at") or "")
    except ValueError:
        try:
            at = datetime.strptime(name[:MINUTE], _TIME)
        except ValueError:
            return None
    return at.astimezone() if at.tzinfo is None else at
