"""Of two runs that write one entry at the same time without a lock, neither leaves an edit that no marker records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied
from publisher.model.names import DatasetKey, RemoteId, Revision
from publisher.model.outcome import Done
from publisher.model.plan import Item, Update
from publisher.model.values import digest
from publisher.sync.apply.journal import open_journal
from publisher.sync.apply.run import PlanRunner
from publisher.sync.apply.uploads import WriteOptions
from tests.unit.builders import CATALOG, KEY, NAMELESS, applied, base_of, dataset, marker, resource
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, unavailable

from .test_write_entry_and_run import planned_update

NAME = "toilettes-bron"
LOOK = "observe ville-de-bron"
BEFORE = dataset(resource("csv", title="Avant"), title="Avant", description="Avant")
OURS = dataset(resource("csv", title="Après"), title="Avant", description="Après")
"""This run writes the description, and the title of the resource."""
THEIRS = dataset(resource("csv", title="Avant"), title="Titre", description="Avant")
"""The other run writes the title."""


def run(tmp_path: Path, fake: FakeCatalog, step: Update) -> Done:
    """Take one step as a run does."""
    journal = open_journal(tmp_path, "essai")
    runner = PlanRunner(
        {CATALOG: as_catalog(fake)}, journal, WriteOptions(lambda _seconds: None), lambda _outcome: None
    )
    (outcome,) = runner.run([Item(DatasetKey(KEY), CATALOG, "Titre", step)], 1)
    assert isinstance(outcome, Done)
    return outcome


def written_over(entry: Entry, by: Dataset, former: Entry) -> Entry:
    """Return an entry after the write of a run that read it before ours: what it changes, and its whole marker."""
    theirs = applied(by)
    title = by.title if by.title != former.content.title else entry.content.title
    return replace(
        entry, content=replace(entry.content, title=title), marker=theirs.marker, revision=Revision("theirs")
    )


def recorded_by(entry: Entry) -> LastApplied:
    """Return what the marker of an entry records."""
    assert entry.marker is not None
    assert entry.marker.last_applied is not None
    return entry.marker.last_applied


def test_what_we_wrote_is_added_to_the_marker_of_the_other_run(tmp_path: Path) -> None:
    before = applied(BEFORE)
    fake = FakeCatalog(before, traits=NAMELESS)
    step = planned_update(OURS, before)
    fake.fail(LOOK, Fault(None, then=lambda: fake.put(written_over(fake.entry_named(NAME), THEIRS, before))))

    run(tmp_path, fake, step)

    entry = fake.entry_named(NAME)
    last = recorded_by(entry)
    assert (entry.content.title, entry.content.description) == ("Titre", "Après"), "both edits are there"
    assert (last.fields["title"], last.fields["description"]) == (digest("Titre"), digest("Après"))
    (csv,) = last.resources
    assert csv.fields["title"] == digest("Après")


def test_the_marker_of_a_newer_version_is_not_completed(tmp_path: Path) -> None:
    """What it records cannot be read here: what this run would write over it would be lost."""
    before = applied(BEFORE)
    fake = FakeCatalog(before, traits=NAMELESS)
    theirs = replace(marker(None), newer_version=7)
    fake.fail(LOOK, Fault(None, then=lambda: fake.put(replace(fake.entry_named(NAME), marker=theirs))))

    run(tmp_path, fake, planned_update(OURS, before))

    assert fake.entry_named(NAME).marker == theirs


def test_a_value_that_the_other_run_wrote_over_ours_is_recorded_as_its_own(tmp_path: Path) -> None:
    before = applied(BEFORE)
    fake = FakeCatalog(before, traits=NAMELESS)
    other = applied(dataset(resource("csv", title="Avant"), title="Avant", description="Autre"), revision=Revision("o"))
    fake.fail(LOOK, Fault(None, then=lambda: fake.put(other)))

    run(tmp_path, fake, planned_update(OURS, before))

    last = recorded_by(fake.entry_named(NAME))
    assert last.fields["description"] == digest("Autre")
    assert fake.writes == [f"update {NAME}"], "nothing of ours is left to record"


@pytest.mark.parametrize("other", [None, "person"])
def test_one_look_and_no_write_where_no_other_run_wrote(tmp_path: Path, other: str | None) -> None:
    before = applied(BEFORE)
    fake = FakeCatalog(before, traits=NAMELESS)

    def edited_by_a_person() -> None:
        entry = fake.entry_named(NAME)
        fake.put(replace(entry, content=replace(entry.content, title="Retouché")))

    if other:
        fake.fail(LOOK, Fault(None, then=edited_by_a_person))

    run(tmp_path, fake, planned_update(OURS, before))

    assert fake.writes == [f"update {NAME}"]
    assert fake.log.count(LOOK) == 1


def test_a_look_that_fails_changes_no_outcome(tmp_path: Path) -> None:
    before = applied(BEFORE)
    fake = FakeCatalog(before, traits=NAMELESS)
    fake.fail(LOOK, Fault(unavailable()))

    run(tmp_path, fake, planned_update(OURS, before))

    assert fake.log.count(LOOK) == 1


def test_a_resource_that_the_other_run_made_again_is_recorded_by_its_present_id(tmp_path: Path) -> None:
    """Each run adds the same resource, and the later list has one of its own: udata chooses the ids."""
    before = applied(dataset(resource("csv"), title="Avant"))
    fake = FakeCatalog(before, traits=NAMELESS)
    step = planned_update(dataset(resource("csv"), resource("wfs"), title="Avant"), before)

    def made_again() -> None:
        entry = fake.entry_named(NAME)
        csv, wfs = entry.resources
        fake.put(replace(entry, resources=(csv, replace(wfs, remote_id=RemoteId("theirs")))))

    fake.fail(LOOK, Fault(None, then=made_again))

    run(tmp_path, fake, step)

    assert [part.remote_id for part in recorded_by(fake.entry_named(NAME)).resources][1] == "theirs"


def test_one_marker_that_cannot_be_completed_does_not_keep_the_others_from_it(tmp_path: Path) -> None:
    key, other_key = DatasetKey(KEY), DatasetKey("bron/wc")
    before = applied(BEFORE)
    other = replace(before, id=RemoteId("2"), name="wc", marker=marker(base_of(BEFORE), other_key))
    fake = FakeCatalog(before, other, traits=NAMELESS)
    items = [Item(key, CATALOG, "Titre", planned_update(OURS, before))]
    items += [Item(other_key, CATALOG, "Titre", planned_update(OURS, other, key=other_key))]

    def both_replaced() -> None:
        for name, former in ((NAME, before), ("wc", other)):
            entry = written_over(fake.entry_named(name), THEIRS, former)
            assert former.marker is not None
            assert entry.marker is not None
            fake.put(replace(entry, marker=replace(entry.marker, key=former.marker.key)))
        fake.fail(f"update {NAME}", Fault(unavailable()))

    fake.fail(LOOK, Fault(None, then=both_replaced))
    options = WriteOptions(lambda _seconds: None)
    runner = PlanRunner({CATALOG: as_catalog(fake)}, open_journal(tmp_path, "essai"), options, lambda _outcome: None)

    runner.run(items, 1)

    assert recorded_by(fake.entry_named("wc")).fields["description"] == digest("Après")
    assert recorded_by(fake.entry_named(NAME)).fields["description"] == digest("Avant"), "its write failed"
