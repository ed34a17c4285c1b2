"""Writing one entry, call by call, so that each is carried out once, whatever the network does.

A call whose reply was lost is sent again only when a look shows that it was not carried out.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from publisher.catalogs.base import Catalog, UpdatesWithoutReread
from publisher.catalogs.errors import AlreadyExists, EntryChanged, OutcomeUnknown
from publisher.catalogs.retry import retrying
from publisher.model.entry import Entry
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.sync.apply.unknown_outcome import is_unknown, look_after, was_written
from publisher.sync.apply.uploads import WriteOptions, send_file
from publisher.sync.apply.write_sequence import (
    CreateEntry,
    EntryWrite,
    FinishEntry,
    RecordReply,
    SendFile,
    UpdateEntry,
    WriteStep,
    last_edit,
    marker_after_reply,
    marker_edit,
    write_steps,
)


@dataclass(frozen=True)
class WrittenEntry:
    """An entry as the catalogue returned it after its last write."""

    entry: Entry
    rewritten: tuple[str, ...] = ()
    """Fields that the catalogue stores in a form of its own."""


@dataclass(frozen=True)
class _Progress:
    """How far the steps of one entry are."""

    entry: Entry
    """As the catalogue returned it after the latest call."""
    written: EntryWrite
    """The latest write."""
    sent: dict[ResourceId, RemoteId]
    """The resource in which each file is."""
    rewritten: tuple[str, ...] = ()


@dataclass(frozen=True)
class StagedWrite:
    """A new entry that is still private, and the steps that publish it."""

    planned: EntryCreation
    progress: _Progress
    steps: tuple[WriteStep, ...]

    @property
    def entry(self) -> Entry:
        """The entry as it is now."""
        return self.progress.entry


def create(catalog: Catalog, planned: EntryCreation, options: WriteOptions) -> StagedWrite | WrittenEntry:
    """Make an entry. Where names are not unique it stays private, until it is known to be the only one.

    Raises `CatalogError`.
    """
    steps = write_steps(planned, catalog.traits)
    if catalog.traits.unique_names:
        return _Writer(catalog, options).write(planned, steps)
    last_calls = steps.index(FinishEntry())
    progress = _Writer(catalog, options).walk(planned, steps[:last_calls])
    return StagedWrite(planned, progress, steps[last_calls:])


def publish(catalog: Catalog, staged: StagedWrite, options: WriteOptions) -> WrittenEntry:
    """Take the last steps of an entry that was just read again, unchanged. Raises `CatalogError`."""
    progress = _Writer(catalog, options).go_on(staged.planned, staged.steps, staged.progress)
    return WrittenEntry(progress.entry, progress.rewritten)


def update(catalog: Catalog, planned: EntryEdit, options: WriteOptions) -> WrittenEntry:
    """Write an edit into an entry. Raises `CatalogError`."""
    return _Writer(catalog, options).write(planned, write_steps(planned, catalog.traits))


@dataclass(frozen=True)
class _Writer:
    """Takes the steps of one entry."""

    catalog: Catalog
    options: WriteOptions

    def write(self, planned: EntryWrite, steps: tuple[WriteStep, ...]) -> WrittenEntry:
        progress = self.walk(planned, steps)
        return WrittenEntry(progress.entry, progress.rewritten)

    def walk(self, planned: EntryWrite, steps: tuple[WriteStep, ...]) -> _Progress:
        """Take the first call, then the others."""
        match steps[0]:
            case CreateEntry(creation=creation):
                first = _Progress(self._create(creation), creation, {})
            case UpdateEntry(edit=edit):
                first = _Progress(self._update(edit), edit, {})
            case _:
                raise TypeError(f"a write does not begin with {type(steps[0]).__name__}")
        return self.go_on(planned, steps[1:], first)

    def go_on(self, planned: EntryWrite, steps: tuple[WriteStep, ...], progress: _Progress) -> _Progress:
        """Take the calls after the first one, each once."""
        for step in steps:
            progress = self._take(step, planned, progress)
        return replace(progress, rewritten=tuple(dict.fromkeys(progress.rewritten)))

    def _take(self, step: WriteStep, planned: EntryWrite, progress: _Progress) -> _Progress:
        match step:
            case SendFile(resource_write=write):
                entry, remote_id = send_file(self.catalog, progress.entry, write, self.options)
                return replace(progress, entry=entry, sent=progress.sent | {write.content.id: remote_id})
            case FinishEntry():
                edit, rewritten = last_edit(planned, progress.entry, progress.sent)
                entry = self._update(edit, just_read=True)
                return replace(progress, entry=entry, written=edit, rewritten=progress.rewritten + rewritten)
            case RecordReply():
                return self._record_reply(progress)
            case CreateEntry() | UpdateEntry():
                raise TypeError(f"{type(step).__name__} is the first step of a write")
            case _:
                assert_never(step)

    def _record_reply(self, progress: _Progress) -> _Progress:
        """Write the marker once more where the reply shows an id or an echo that it lacks."""
        marker, rewritten = marker_after_reply(progress.written, progress.entry)
        progress = replace(progress, rewritten=progress.rewritten + rewritten)
        if marker == progress.written.marker:
            return progress
        edit = marker_edit(progress.written, progress.entry, marker)
        return replace(progress, entry=self._update(edit, just_read=True))

    def _create(self, creation: EntryCreation) -> Entry:
        """Make an entry; after an unknown outcome, only when a look shows that it is not there."""

        def attempt() -> Entry:
            try:
                return self.catalog.create(creation)
            except (OutcomeUnknown, AlreadyExists) as error:
                entry = look_after(error, lambda: self.catalog.look_up(creation.desired))
                if isinstance(entry, Entry) and not entry.deleted and entry.marker == creation.marker:
                    return entry
                raise

        return retrying(is_unknown, self.options.sleep)(attempt)

    def _update(self, edit: EntryEdit, *, just_read: bool = False) -> Entry:
        """Write an edit; after an unknown outcome, again only when a look shows the entry unchanged."""

        def attempt() -> Entry:
            try:
                if just_read and isinstance(self.catalog, UpdatesWithoutReread):
                    return self.catalog.update_without_reread(edit)
                return self.catalog.update(edit)
            except (OutcomeUnknown, EntryChanged) as error:
                entry = look_after(error, lambda: self.catalog.reread(edit.entry))
                if entry is not None and was_written(edit, entry):
                    return entry
                if isinstance(error, OutcomeUnknown) and entry is not None and entry.revision != edit.entry.revision:
                    raise EntryChanged(self.catalog.name, error.what, error.fix) from error
                raise

        return retrying(is_unknown, self.options.sleep)(attempt)
