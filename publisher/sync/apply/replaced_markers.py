"""What a run does at its end about markers that another run has replaced, where a catalogue has no lock."""

from collections.abc import Iterable
from contextlib import suppress

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.catalogs.stop_request import Stopped
from publisher.model.entry import Entry
from publisher.model.outcome import Done
from publisher.model.plan import MarkerUpdate, Update
from publisher.sync.apply import write_entry
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_sequence import marker_edit
from publisher.sync.compare.marker import recorded, with_remote_ids
from publisher.sync.compare.replaced_marker import moved_ids, with_written_values


def complete_markers(catalog: Catalog, outcomes: Iterable[Done], options: WriteOptions) -> None:
    """Read the entries that were changed once more, and complete the markers that another run has replaced.

    Where that fails, the entries are as the outcomes say all the same; the next plan shows what no marker records.
    """
    changed = {
        outcome.entry.id: outcome for outcome in outcomes if isinstance(outcome.item.step, Update | MarkerUpdate)
    }
    organizations = {outcome.entry.organization for outcome in changed.values()} - {None}
    entries: tuple[Entry, ...] = ()
    with suppress(CatalogError, Stopped):
        entries = catalog.observe(sorted(map(str, organizations))) if organizations else ()
    for entry in entries:
        if entry.id in changed:
            with suppress(CatalogError, Stopped):
                _complete(catalog, changed[entry.id], entry, options)


def _complete(catalog: Catalog, outcome: Done, entry: Entry, options: WriteOptions) -> None:
    step, written, current = outcome.item.step, outcome.entry.marker, entry.marker
    if not isinstance(step, Update | MarkerUpdate) or written is None or current is None or entry.deleted:
        return
    if not current.names(written.repository, written.key) or current.newer_version is not None:
        return
    is_ours = recorded(current) == recorded(written)
    marker = current if is_ours else with_written_values(step.edit, written, entry)
    marker = with_remote_ids(marker, moved_ids(step.edit, marker, entry))
    if marker != entry.marker:
        write_entry.update(catalog, marker_edit(step.edit, entry, marker), options)
