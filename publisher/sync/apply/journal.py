"""The journal of a run: every intent before its call, every outcome after it. One JSON document per line."""

import json
import os
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.model.names import CatalogName, DatasetKey
from publisher.model.outcome import Done, Failed, NotDone, Outcome
from publisher.model.plan import Item, Update, changes_of, step_name
from publisher.sync.plan.run_options import DEFAULT_OPTIONS, RunOptions, options_from

FORMAT_VERSION = 1


class NoSuchRunError(LookupError):
    """There is no journal of this run."""


def new_run(now: datetime) -> str:
    """A name for a run: its time, and a few letters that keep two runs of one minute apart."""
    return f"{now:%Y-%m-%dT%H%M}-{secrets.token_hex(3)}"


class NoJournalError(Exception):
    """The journal cannot be written, and without one nothing is."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder}: {why}")
        self.folder = folder
        self.why = why


def open_journal(folder: Path, run: str) -> "Journal":
    """The journal of a new run. Raises `NoJournalError`."""
    try:
        return Journal(folder, run)
    except OSError as error:
        raise NoJournalError(folder, error.strerror or type(error).__name__) from error


class Journal:
    """A file that grows line by line, each on the disk before the call it speaks of is made."""

    def __init__(self, folder: Path, run: str) -> None:
        self.run = run
        self.path = folder / f"{run}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self.path.touch(exist_ok=False)
        self._lock = threading.Lock()

    def start(self, items: Iterable[Item], version: str, choices: RunOptions = DEFAULT_OPTIONS) -> None:
        """What the run is about to do, and the choices it was given."""
        steps = [{"key": item.key, "catalog": item.catalog, "step": step_name(item.step)} for item in items]
        self._write(
            {
                "event": "start",
                "format_version": FORMAT_VERSION,
                "version": version,
                "choices": choices.document(),
                "steps": steps,
            }
        )

    def intent(self, item: Item) -> None:
        """A write is about to be sent."""
        about: dict[str, object] = {"changes": [change.document() for change in changes_of(item.step)]}
        if isinstance(item.step, Update):
            about |= {"entry": item.step.edit.entry.id, "revision": item.step.edit.entry.revision}
        self._write({"event": "intent", **_item(item), **about})

    def fault(self, item: Item, trace: str) -> None:
        """The tool itself failed: where, for whoever mends it."""
        self._write({"event": "fault", **_item(item), "traceback": trace})

    def outcome(self, outcome: Outcome) -> None:
        """What became of a step."""
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
    """What a run meant to write and has no success for, and the choices it was given."""

    dataset_catalogs: frozenset[tuple[DatasetKey, CatalogName]]
    choices: RunOptions


def not_done(folder: Path, run: str) -> Unfinished:
    """What a run left undone, killed runs included. Raises `NoSuchRunError`."""
    file = folder / f"{run}.jsonl"
    if not file.is_file():
        raise NoSuchRunError(run)
    meant: set[tuple[DatasetKey, CatalogName]] = set()
    choices = DEFAULT_OPTIONS
    for line in file.read_bytes().split(b"\n"):
        document = _read(line)
        if document.get("event") == "start":
            meant |= {(DatasetKey(one["key"]), CatalogName(one["catalog"])) for one in _steps(document)}
            choices = options_from(document["choices"])
        elif document.get("result") == "done":
            meant.discard((DatasetKey(str(document["key"])), CatalogName(str(document["catalog"]))))
    return Unfinished(frozenset(meant), choices)


def _steps(document: dict[str, object]) -> list[dict[str, str]]:
    steps = document.get("steps")
    return [one for one in steps if isinstance(one, dict)] if isinstance(steps, list) else []


def _read(line: bytes) -> dict[str, object]:
    """One line; nothing for the last line of a run that was killed while it wrote."""
    try:
        document = json.loads(line)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _item(item: Item) -> dict[str, object]:
    return {"key": item.key, "catalog": item.catalog, "step": step_name(item.step)}
