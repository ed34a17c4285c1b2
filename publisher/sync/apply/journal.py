"""The journal of a run: each step before its first call, and its outcome afterwards. One JSON document per line."""

import json
import os
import secrets
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from publisher.catalogs.errors import AlreadyExists, CatalogError, EntryChanged
from publisher.catalogs.stop_request import Stopped
from publisher.model.actor import Actor
from publisher.model.internal_errors import traceback_text
from publisher.model.json_text import json_document
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Item, MarkerUpdate, Update, changes_of, kept_in, step_name
from publisher.model.replaced_file import ReplacedFile
from publisher.model.run_origin import UNKNOWN_ORIGIN, RunOrigin
from publisher.model.system_errors import reason_of
from publisher.safe_open import open_regular
from publisher.sync.apply.refused_places import desired_of, refused_places
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions, options_from
from publisher.sync.plan.who_acts import who_mends

FORMAT_VERSION = 1

STOPPED: Final = message("the run was stopped while it waited to try again")
STOPPED_DURING: Final = message("the run was stopped during this step: it may be done in part")
CONTINUES: Final = message("Run the command again: it continues from there.")

R = TypeVar("R")


LONGEST_LINE: Final = 1 << 26
"""Bytes of a line of a journal: no entry of a catalogue is as large."""


class NoSuchRunError(LookupError):
    """There is no journal of this run."""


class InvalidJournalError(ValueError):
    """A journal does not say which steps its run had, or has a line of another form."""

    def __init__(self, file: Path, line: int) -> None:
        super().__init__(f"{file}:{line}")
        self.file = file
        self.line = line


def new_run(now: datetime) -> str:
    """Return a name for a run: its time, and a few letters that tell two runs of one minute apart."""
    return f"{now:%Y-%m-%dT%H%M}-{secrets.token_hex(3)}"


class NoJournalError(Exception):
    """The journal cannot be written: then nothing is written to a catalogue."""

    def __init__(self, folder: Path, why: Message) -> None:
        super().__init__(f"{folder}: {why}")
        self.folder = folder
        self.why = why


def open_journal(folder: Path, run: str) -> "Journal":
    """Open the journal of a new run. Raises `NoJournalError`."""
    try:
        return Journal(folder, run)
    except OSError as error:
        raise NoJournalError(folder, reason_of(error)) from error


class Journal:
    """A file that grows line by line. Each line is on the disk before the call that it announces is made.

    A line that cannot be written raises nothing, since the calls in progress must end: `why_incomplete` says it, and no
    further step is begun.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self.run = run
        self.path = folder / f"{run}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self.path.touch(exist_ok=False)
        self.why_incomplete: Message | None = None
        """Why a line is missing; None where none is."""
        self._lock = threading.Lock()

    def start(
        self,
        items: Iterable[Item],
        version: str,
        options: RunOptions = DEFAULT_OPTIONS,
        *,
        at: datetime | None = None,
        origin: RunOrigin = UNKNOWN_ORIGIN,
        sandbox: bool = False,
    ) -> None:
        """Note the steps of the run, its options and its beginning.

        Raises `NoJournalError`, and leaves no file then.
        """
        steps = [{"key": item.key, "catalog": item.catalog, "step": step_name(item.step)} for item in items]
        self._write(
            {
                "event": "start",
                "format_version": FORMAT_VERSION,
                "version": version,
                "at": at.astimezone().isoformat(timespec="seconds") if at else None,
                "by": origin.by,
                "commit": origin.commit,
                "edited": dict(origin.edited),
                "choices": options.document(),
                "sandbox": sandbox,
                "steps": steps,
            }
        )
        if self.why_incomplete is not None:
            with suppress(OSError):
                self.path.unlink()
            raise NoJournalError(self.path.parent, self.why_incomplete)

    def intent(self, item: Item) -> None:
        """Note that a step is about to be sent."""
        about: dict[str, object] = {"changes": [change.document() for change in changes_of(item.step)]}
        if kept := kept_in(item.step):
            about["kept"] = [str(change.path) for change in kept]
        if isinstance(item.step, Update | MarkerUpdate):
            about |= {"entry": item.step.edit.entry.id, "revision": item.step.edit.entry.revision}
        if isinstance(item.step, Update) and item.step.hides:
            hidden = [{"entry": hide.entry.id, "revision": hide.entry.revision} for hide in item.step.hides]
            about |= {"hides": hidden}
        self._write({"event": "intent", **_item(item), **about})

    def replaced(self, item: Item, file: ReplacedFile) -> None:
        """Note where the former bytes of a file are that a step is about to replace."""
        about = {"resource": file.resource, "bytes": file.bytes.value, "size": file.size, "sha256": file.sha256}
        why = {"why": file.why.value} if file.why is not None else {}
        self._write({"event": "replaced", **_item(item), **about, **why})

    def fault(self, item: Item, trace: str) -> None:
        """Note an internal error, with its traceback."""
        self._write({"event": "fault", **_item(item), "traceback": trace})

    def outcome(self, outcome: Outcome) -> None:
        """Note the outcome of a step."""
        match outcome:
            case Done(item=item, entry=entry):
                about = {"result": "done", "entry": entry.id, "address": entry.address, "revision": entry.revision}
            case Failed(item, what):
                about = {"result": "failed", "what": what.in_english()}
            case NotDone(item, why):
                about = {"result": "not-done"} | ({"what": why.in_english()} if why else {})
        self._write({"event": "outcome", **_item(item), **about})

    def _write(self, document: dict[str, object]) -> None:
        line = json.dumps({"run": self.run, **document}, ensure_ascii=False) + "\n"
        with self._lock:
            try:
                _append(self.path, line.encode())
            except OSError as error:
                self.why_incomplete = self.why_incomplete or reason_of(error)


def _append(path: Path, line: bytes) -> None:
    """Append a line to a file, on the disk; or nothing of it: a half line would spoil the next. Raises `OSError`."""
    with path.open("ab", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        try:
            while line:
                line = line[file.write(line) :]
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                os.ftruncate(file.fileno(), size)
            raise


@dataclass(frozen=True)
class Unfinished:
    """The steps that a run did not complete, and its options."""

    dataset_catalogs: frozenset[tuple[DatasetKey, CatalogName]]
    options: RunOptions
    sandbox: bool = False
    """Whether the run was in the sandbox."""


def unfinished_steps(folder: Path, run: str) -> Unfinished:
    """Return the steps that a run did not complete, also of a run that was killed.

    Raises `NoSuchRunError`, `InvalidJournalError`, and `OSError` where the journal cannot be read. A line that was
    written in part says nothing: its step is planned again, which does no harm. Only the first line cannot be missed.
    """
    file = folder / f"{run}.jsonl"
    if not file.exists():
        raise NoSuchRunError(run)
    planned: Unfinished | None = None
    done: set[tuple[DatasetKey, CatalogName]] = set()
    with open_regular(file) as journal:
        for number, line in enumerate(iter(lambda: journal.readline(LONGEST_LINE), b""), 1):
            document = json_document(line)
            try:
                if planned is None:
                    planned = _planned(document)
                elif document.get("result") == "done":
                    done.add(_dataset_catalog(document))
            except (ValueError, KeyError, TypeError, OverflowError) as error:
                raise InvalidJournalError(file, number) from error
    if planned is None:
        raise InvalidJournalError(file, 1)
    return replace(planned, dataset_catalogs=planned.dataset_catalogs - done)


def _planned(document: dict[str, object]) -> Unfinished:
    """Return the steps and options of a journal's first line. Raises `ValueError`, `KeyError` or `TypeError`."""
    steps = document["steps"]
    if not isinstance(steps, list):
        raise TypeError(type(steps).__name__)
    sandbox = document.get("sandbox") is True
    return Unfinished(frozenset(map(_dataset_catalog, steps)), options_from(document["choices"]), sandbox)


def _dataset_catalog(document: object) -> tuple[DatasetKey, CatalogName]:
    """Return the dataset and the catalogue of a step. Raises `TypeError` or `KeyError` where it has none."""
    if not isinstance(document, dict):
        raise TypeError(type(document).__name__)
    key, catalog = document["key"], document["catalog"]
    if not (isinstance(key, str) and isinstance(catalog, str)):
        raise TypeError("no text")
    return DatasetKey(key), CatalogName(catalog)


def _item(item: Item) -> dict[str, object]:
    return {"key": item.key, "catalog": item.catalog, "step": step_name(item.step)}


def attempt(item: Item, journal: Journal, act: Callable[[], R]) -> R | Failed:
    """Return what `act` returns, or its failure, so that one failure stops one entry. Internal errors are noted."""
    try:
        return act()
    except CatalogError as error:
        what = refused_places(error, desired_of(item.step))
        if error.partly:
            what = message("{what}; a part of the change is written, and the next run completes it", what=what)
        raced = isinstance(error, AlreadyExists | EntryChanged)
        return Failed(item, what, error.fix, raced=raced, actor=who_mends(error))
    except Stopped:
        return Failed(item, STOPPED, CONTINUES)
    except Exception as error:  # noqa: BLE001 - an internal error in one entry must not lose the others' outcomes
        journal.fault(item, traceback_text(error))
        what = message("internal error: {error}", error=type(error).__name__)
        return Failed(item, what, None, actor=Actor.TEAM)
