"""The journal of a run: each step before its first call, and its outcome afterwards. One JSON document per line."""

import json
import os
import secrets
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from publisher.catalogs.errors import CatalogError
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Item, MarkerUpdate, Update, changes_of, step_name
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions, options_from

FORMAT_VERSION = 1

R = TypeVar("R")


class NoSuchRunError(LookupError):
    """There is no journal of this run."""


def new_run(now: datetime) -> str:
    """Return a name for a run: its time, and a few letters that tell two runs of one minute apart."""
    return f"{now:%Y-%m-%dT%H%M}-{secrets.token_hex(3)}"


class NoJournalError(Exception):
    """The journal cannot be written: then nothing is written to a catalogue."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder}: {why}")
        self.folder = folder
        self.why = why


def open_journal(folder: Path, run: str) -> "Journal":
    """Open the journal of a new run. Raises `NoJournalError`."""
    try:
        return Journal(folder, run)
    except OSError as error:
        raise NoJournalError(folder, error.strerror or type(error).__name__) from error


class Journal:
    """A file that grows line by line. Each line is on the disk before the call that it announces is made."""

    def __init__(self, folder: Path, run: str) -> None:
        self.run = run
        self.path = folder / f"{run}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self.path.touch(exist_ok=False)
        self._lock = threading.Lock()

    def start(self, items: Iterable[Item], version: str, options: RunOptions = DEFAULT_OPTIONS) -> None:
        """Note the steps of the run, and its options."""
        steps = [{"key": item.key, "catalog": item.catalog, "step": step_name(item.step)} for item in items]
        self._write(
            {
                "event": "start",
                "format_version": FORMAT_VERSION,
                "version": version,
                "choices": options.document(),
                "steps": steps,
            }
        )

    def intent(self, item: Item) -> None:
        """Note that a step is about to be sent."""
        about: dict[str, object] = {"changes": [change.document() for change in changes_of(item.step)]}
        if isinstance(item.step, Update | MarkerUpdate):
            about |= {"entry": item.step.edit.entry.id, "revision": item.step.edit.entry.revision}
        self._write({"event": "intent", **_item(item), **about})

    def fault(self, item: Item, trace: str) -> None:
        """Note an internal error, with its traceback."""
        self._write({"event": "fault", **_item(item), "traceback": trace})

    def outcome(self, outcome: Outcome) -> None:
        """Note the outcome of a step."""
        match outcome:
            case Done(item, entry):
                about = {"result": "done", "entry": entry.id, "address": entry.address, "revision": entry.revision}
            case Failed(item, what):
                about = {"result": "failed", "what": what.in_english()}
            case NotDone(item, why):
                about = {"result": "not-done"} | ({"what": why.in_english()} if why else {})
        self._write({"event": "outcome", **_item(item), **about})

    def _write(self, document: dict[str, object]) -> None:
        line = json.dumps({"run": self.run, **document}, ensure_ascii=False)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True)
class Unfinished:
    """The steps that a run did not complete, and its options."""

    dataset_catalogs: frozenset[tuple[DatasetKey, CatalogName]]
    options: RunOptions


def unfinished_steps(folder: Path, run: str) -> Unfinished:
    """Return the steps that a run did not complete, also of a run that was killed. Raises `NoSuchRunError`."""
    file = folder / f"{run}.jsonl"
    if not file.is_file():
        raise NoSuchRunError(run)
    unfinished: set[tuple[DatasetKey, CatalogName]] = set()
    options = DEFAULT_OPTIONS
    for line in file.read_bytes().split(b"\n"):
        document = _read(line)
        if document.get("event") == "start":
            unfinished |= {(DatasetKey(step["key"]), CatalogName(step["catalog"])) for step in _steps(document)}
            options = options_from(document["choices"])
        elif document.get("result") == "done":
            unfinished.discard((DatasetKey(str(document["key"])), CatalogName(str(document["catalog"]))))
    return Unfinished(frozenset(unfinished), options)


def _steps(document: dict[str, object]) -> list[dict[str, str]]:
    steps = document.get("steps")
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def _read(line: bytes) -> dict[str, object]:
    """Return the document of a line; an empty one for the last line of a run that was killed while it wrote."""
    try:
        document = json.loads(line)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _item(item: Item) -> dict[str, object]:
    return {"key": item.key, "catalog": item.catalog, "step": step_name(item.step)}


def attempt(item: Item, journal: Journal, act: Callable[[], R]) -> R | Failed:
    """Return what `act` returns, or its failure, so that one failure stops one entry. Internal errors are noted."""
    try:
        return act()
    except CatalogError as error:
        return Failed(item, error.what, error.fix)
    except Exception as error:  # noqa: BLE001 - an internal error in one entry must not lose the others' outcomes
        journal.fault(item, "".join(traceback.format_exception(error)))
        return Failed(item, message("internal error: {error}", error=type(error).__name__), None)
