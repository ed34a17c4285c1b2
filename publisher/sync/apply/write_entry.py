"""Writing one entry, call by call, so that each is carried out once, whatever the network does.

A call whose reply was lost is sent again only when a read shows that it was not carried out.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

from publisher.catalogs.base import Catalog, MakesViews, UpdatesWithoutReread
from publisher.catalogs.errors import AlreadyExists, CatalogError, EntryChanged, OutcomeUnknown
from publisher.catalogs.retry import retrying
from publisher.model.entry import Entry
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.replaced_file import ReplacedFile
from publisher.sync.apply.unknown_outcome import is_unknown, look_after, was_written
from publisher.sync.apply.uploads import WriteOptions, send_file
from publisher.sync.apply.write_sequence import (
    NO_IDS,
    CreateEntry,
    EntryWrite,
    FinishEntry,
    LaterStep,
    RecordReply,
    SendFile,
    SettleFile,
    UpdateEntry,
    last_edit,
    marker_after_reply,
    marker_edit,
    settling_edit,
    write_steps,
)
from publisher.sync.compare.marker import RemoteIds
from publisher.sync.compare.replaced_marker import is_replaced, with_written_values
from publisher.sync.steps.decide import blocked_by_newer_marker


@dataclass(frozen=True)
class WrittenEntry:
    """An entry as the catalogue returned it after its last write."""

    entry: Entry
    rewritten: tuple[str, ...] = ()
    """Fields that the catalogue stores in a form of its own."""
    replaced: tuple[ReplacedFile, ...] = ()
    """The files of the catalogue that it replaced or removed."""


@dataclass(frozen=True)
class _Progress:
    """How far the steps of one entry are."""

    entry: Entry
    """As the catalogue returned it after the latest call."""
    last_write: EntryWrite
    sent: RemoteIds = field(default_factory=lambda: NO_IDS)
    """The resource in which each file is."""
    rewritten: tuple[str, ...] = ()

    @property
    def result(self) -> WrittenEntry:
        """The entry, and the fields that were rewritten, each once."""
        return WrittenEntry(self.entry, tuple(dict.fromkeys(self.rewritten)))


@dataclass(frozen=True)
class StagedWrite:
    """A new entry that is still private, and the steps that send its files and publish it."""

    planned: EntryCreation
    progress: _Progress
    steps: tuple[LaterStep, ...]

    @property
    def entry(self) -> Entry:
        """The entry as it is now."""
        return self.progress.entry

    @property
    def files(self) -> tuple[SendFile, ...]:
        """The steps that send its files."""
        return tuple(step for step in self.steps if isinstance(step, SendFile))


def create(catalog: Catalog, planned: EntryCreation, options: WriteOptions) -> StagedWrite | WrittenEntry:
    """Make an entry. Where names are not unique it stays private, without files: another run may make the same.

    Raises `CatalogError`.
    """
    steps, writer = write_steps(planned, catalog.traits, options.run), _Writer(catalog, options)
    progress = writer.first(steps.first)
    if catalog.traits.unique_names:
        return writer.take_later_steps(planned, steps.later, progress).result
    return StagedWrite(planned, progress, steps.later)


def send_files(catalog: Catalog, staged: StagedWrite, options: WriteOptions) -> StagedWrite:
    """Send the files of a new entry, which stays private. Raises `CatalogError`."""
    files = staged.files
    progress = _Writer(catalog, options).take_later_steps(staged.planned, files, staged.progress)
    return replace(staged, progress=progress, steps=staged.steps[len(files) :])


def publish(catalog: Catalog, staged: StagedWrite, options: WriteOptions) -> WrittenEntry:
    """Take the last steps of an entry that was just read again, unchanged. Raises `CatalogError`."""
    return _Writer(catalog, options).take_later_steps(staged.planned, staged.steps, staged.progress).result


def update(catalog: Catalog, planned: EntryEdit, options: WriteOptions) -> WrittenEntry:
    """Write an edit into an entry. Raises `CatalogError`, marked `partly` after the first call."""
    steps, writer = write_steps(planned, catalog.traits), _Writer(catalog, options)
    progress = writer.first(steps.first)
    try:
        result = writer.take_later_steps(planned, steps.later, progress).result
    except CatalogError as error:
        error.partly = True
        raise
    _make_views(catalog, planned.entry, result.entry)
    return result


def _make_views(catalog: Catalog, before: Entry, after: Entry) -> None:
    """Make the views of the resources that an entry has gained."""
    gained = {resource.remote_id for resource in after.resources} - {
        resource.remote_id for resource in before.resources
    }
    if gained and isinstance(catalog, MakesViews):
        catalog.make_views(after, gained)


@dataclass(frozen=True)
class _Writer:
    """Takes the steps of one entry."""

    catalog: Catalog
    options: WriteOptions

    def first(self, step: CreateEntry | UpdateEntry) -> _Progress:
        """Make the first call."""
        match step:
            case CreateEntry(creation=creation):
                return _Progress(self._create(creation), creation)
            case UpdateEntry(edit=edit):
                return _Progress(self._update(edit), edit)
            case _:
                assert_never(step)

    def take_later_steps(self, planned: EntryWrite, steps: tuple[LaterStep, ...], progress: _Progress) -> _Progress:
        """Take each of the later steps once, in order."""
        for step in steps:
            progress = self._take(step, planned, progress)
        return progress

    def _take(self, step: LaterStep, planned: EntryWrite, progress: _Progress) -> _Progress:
        match step:
            case SendFile(resource_write=write):
                entry, remote_id = send_file(self.catalog, progress.entry, write, self.options)
                return replace(progress, entry=entry, sent={**progress.sent, write.content.id: remote_id})
            case SettleFile():
                return self._settle(planned, progress)
            case FinishEntry(whole=whole):
                edit, rewritten = last_edit(planned, progress.entry, progress.sent, whole=whole)
                if isinstance(planned, EntryEdit) and is_replaced(progress.last_write.marker, progress.entry):
                    edit = replace(edit, marker=with_written_values(planned, edit.marker, progress.entry))
                entry = self._update(edit, just_read=True)
                return replace(progress, entry=entry, last_write=edit, rewritten=progress.rewritten + rewritten)
            case RecordReply():
                return self._record_reply(progress)
            case _:
                assert_never(step)

    def _settle(self, planned: EntryWrite, progress: _Progress) -> _Progress:
        if not isinstance(planned, EntryEdit):
            raise TypeError(type(planned).__name__)
        edit = settling_edit(planned, progress.entry, progress.sent)
        return replace(progress, entry=self._update(edit, just_read=True), last_write=edit)

    def _record_reply(self, progress: _Progress) -> _Progress:
        """Write the marker once more where the reply shows an id or an echo that it lacks."""
        marker, rewritten = marker_after_reply(progress.last_write, progress.entry)
        progress = replace(progress, rewritten=progress.rewritten + rewritten)
        if marker == progress.last_write.marker:
            return progress
        edit = marker_edit(progress.last_write, progress.entry, marker)
        return replace(progress, entry=self._update(edit, just_read=True))

    def _create(self, creation: EntryCreation) -> Entry:
        """Make an entry; after an unknown outcome, only when a read shows that it is not there."""

        def attempt() -> Entry:
            try:
                return self.catalog.create(creation)
            except (OutcomeUnknown, AlreadyExists) as error:
                entry = look_after(error, lambda: self._find_created(creation))
                if entry is None:
                    raise
                return entry

        return retrying(is_unknown, self.options.sleep)(attempt)

    def _find_created(self, creation: EntryCreation) -> Entry | None:
        """Read the entry that a call made whose reply was lost: it has the very marker that was sent."""
        if self.catalog.traits.unique_names:
            entries = [self.catalog.look_up(creation.desired)]
        else:
            entries = [*self.catalog.observe([creation.desired.organization])]
        existing = (entry for entry in entries if isinstance(entry, Entry) and not entry.deleted)
        return next((entry for entry in existing if entry.marker == creation.marker), None)

    def _update(self, edit: EntryEdit, *, just_read: bool = False) -> Entry:
        """Write an edit; after an unknown outcome, again only when a read shows the entry unchanged."""
        _refuse_newer_marker(self.catalog, edit.entry)

        def attempt() -> Entry:
            try:
                if just_read and isinstance(self.catalog, UpdatesWithoutReread):
                    return self.catalog.update_without_reread(edit)
                return self.catalog.update(edit)
            except (OutcomeUnknown, EntryChanged) as error:
                entry = look_after(error, lambda: self.catalog.reread(edit.entry))
                if entry is not None and was_written(edit, entry):
                    return entry
                # Sending it again would overwrite what somebody else wrote.
                if isinstance(error, OutcomeUnknown) and entry is not None and entry.revision != edit.entry.revision:
                    raise EntryChanged(self.catalog.name, error.what, error.fix) from error
                raise

        return retrying(is_unknown, self.options.sleep)(attempt)


def _refuse_newer_marker(catalog: Catalog, entry: Entry) -> None:
    """Refuse to write to an entry to which a newer version of the program has written. Raises `EntryChanged`."""
    if newer := blocked_by_newer_marker((entry,)):
        raise EntryChanged(catalog.name, newer.reason, newer.fix)
