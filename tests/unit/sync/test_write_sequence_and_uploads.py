"""Files are uploaded one by one, and the marker says which are pending: no duplicate, no half-written entry."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.catalogs.errors import CatalogError, EntryChanged, OutcomeUnknown, Refused, Unavailable
from publisher.catalogs.retry import TRIES
from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset, RemoteResource, Resource
from publisher.model.entry import Entry
from publisher.model.marker import SentFile
from publisher.model.names import RemoteId, ResourceId
from publisher.model.plan import EntryCreation
from publisher.model.values import File, State
from publisher.sync.apply import write_entry
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_entry import StagedWrite, WrittenEntry
from publisher.sync.apply.write_sequence import CreateEntry, FinishEntry, RecordReply, SendFile, write_steps
from tests.unit.builders import KEY, dataset, edited, remote_resource, resource
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, doubtful, unavailable

from .dataset_runs import (
    KINDS,
    LIKE_CKAN,
    LIKE_UDATA,
    NAME,
    WRITE_OPTIONS,
    contents,
    create_entry,
    measured_file,
    measured_resource,
    no_sleep,
    only_entry,
    pending,
    planned_creation,
    planned_edit,
    update_entry,
    write_file,
)

CREATE, UPDATE, REREAD, UPLOAD = f"create {KEY}", f"update {NAME}", f"reread {NAME}", f"upload {NAME} csv"
OLD, NEW = "a;b\n1;2\n", "a;b\n3;4\n5;6\n"

both_kinds = pytest.mark.parametrize("traits", KINDS.values(), ids=KINDS)


def content(folder: Path, traits: Traits, text: str = OLD, *more: Resource, title: str = "Tableau") -> Dataset:
    """Return a dataset with one file, and perhaps more resources."""
    return dataset(measured_resource(measured_file(folder, text), traits, title=title), *more)


def catalog_with_old_file(folder: Path, traits: Traits) -> tuple[FakeCatalog, Entry]:
    """Return a catalogue with an entry that has the old file, and the entry; the log is empty."""
    fake = FakeCatalog(traits=traits)
    entry = create_entry(fake, content(folder, traits))
    fake.log.clear()
    return fake, entry


# ---- a new entry with a file


@both_kinds
def test_an_entry_with_a_file_is_made_in_three_calls_and_is_whole(tmp_path: Path, traits: Traits) -> None:
    fake = FakeCatalog(traits=traits)
    entry = create_entry(fake, content(tmp_path, traits, OLD, resource("wfs")))
    assert fake.log == [CREATE, UPLOAD, UPDATE]
    assert contents(fake) == [("Tableau", OLD), ("Fichier wfs", "https://files.example.org/wfs")]
    assert (entry.content.state, pending(fake)) == (State.PUBLISHED, [])
    assert entry == only_entry(fake)


@both_kinds
def test_an_entry_stays_private_until_its_file_is_uploaded(tmp_path: Path, traits: Traits) -> None:
    fake = FakeCatalog(traits=traits)
    observations: list[tuple[object, list[str], list[object]]] = []

    def look() -> None:
        remembered = [
            resource.sent.sha256 if resource.sent else None for resource in only_entry(fake).last_applied.resources
        ]
        observations.append((only_entry(fake).content.state, pending(fake), [*remembered]))

    fake.fail(UPLOAD, Fault(None, then=look))
    fake.fail(UPDATE, Fault(None, then=look))
    data = measured_file(tmp_path)
    create_entry(fake, dataset(measured_resource(data, traits)))
    assert observations == [(State.DRAFT, ["csv"], [data.sha256])] * 2


@both_kinds
def test_the_marker_records_the_uploaded_file_and_its_resource(tmp_path: Path, traits: Traits) -> None:
    fake = FakeCatalog(traits=traits)
    data = measured_file(tmp_path)
    entry = create_entry(fake, dataset(measured_resource(data, traits)))
    (last_applied,) = entry.last_applied.resources
    assert (last_applied.remote_id, last_applied.pending) == (entry.resources[0].remote_id, False)
    assert last_applied.sent == SentFile(data.sha256, 8, 1, 2)


def test_where_ids_are_the_catalogues_the_file_gets_ours_after_it_arrived(tmp_path: Path) -> None:
    fake = FakeCatalog(traits=LIKE_UDATA)
    planned = planned_creation(content(tmp_path, LIKE_UDATA), LIKE_UDATA)
    fake.fail(UPDATE, Fault(None, then=lambda: owns.append(only_entry(fake).resources[0].our_id)))
    owns: list[RemoteId | None] = []
    outcome = write_entry.create(as_catalog(fake), planned, WRITE_OPTIONS)
    assert isinstance(outcome, StagedWrite)
    write_entry.publish(as_catalog(fake), outcome, WRITE_OPTIONS)
    assert owns == [None]
    assert only_entry(fake).resources[0].our_id == planned.resource_writes[0].our_id


def test_the_name_of_the_file_does_not_stay_its_title(tmp_path: Path) -> None:
    fake = FakeCatalog(traits=LIKE_UDATA)
    fake.fail(UPDATE, Fault(None, then=lambda: titles.append(only_entry(fake).resources[0].content.title)))
    titles: list[object] = []
    create_entry(fake, content(tmp_path, LIKE_UDATA))
    assert titles == ["wc.csv"]
    assert contents(fake) == [("Tableau", OLD)]


@both_kinds
def test_several_files_keep_the_order_of_the_manifest(tmp_path: Path, traits: Traits) -> None:
    fake = FakeCatalog(traits=traits)
    names = ["b", "a", "c"]
    files = [
        measured_resource(measured_file(tmp_path, f"{name}\n", f"{name}.csv"), traits, name, name.upper())
        for name in names
    ]
    create_entry(fake, dataset(files[0], resource("wfs"), *files[1:]))
    assert [title for title, _ in contents(fake)] == ["B", "Fichier wfs", "A", "C"]
    assert [where for _, where in contents(fake)][0::2] == ["b\n", "a\n"]
    assert fake.log == [CREATE, *(f"upload {NAME} {name}" for name in names), UPDATE]


def test_a_draft_stays_one_after_its_file_was_sent(tmp_path: Path) -> None:
    fake = FakeCatalog()
    create_entry(fake, replace(content(tmp_path, LIKE_CKAN), state=State.DRAFT))
    assert only_entry(fake).content.state is State.DRAFT


def step_classes(planned: EntryCreation, traits: Traits) -> list[type[object]]:
    """Return the steps of a creation, in their order."""
    steps = write_steps(planned, traits)
    return [type(step) for step in (steps.first, *steps.later)]


def test_an_entry_without_files_is_one_call_where_names_are_unique(tmp_path: Path) -> None:
    linked, filed = dataset(resource("wfs")), content(tmp_path, LIKE_CKAN)
    assert step_classes(planned_creation(linked, LIKE_CKAN), LIKE_CKAN) == [CreateEntry, RecordReply]
    assert step_classes(planned_creation(linked, LIKE_UDATA), LIKE_UDATA) == [CreateEntry, FinishEntry, RecordReply]
    assert step_classes(planned_creation(filed, LIKE_CKAN), LIKE_CKAN) == [
        CreateEntry,
        SendFile,
        FinishEntry,
        RecordReply,
    ]


# ---- a new content of a file


@both_kinds
def test_a_new_content_is_sent_into_the_same_resource(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    after = update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert fake.log == [UPDATE, UPLOAD, UPDATE]
    assert contents(fake) == [("Tableau", NEW)]
    assert [resource.remote_id for resource in after.resources] == [resource.remote_id for resource in entry.resources]
    assert pending(fake) == []


@both_kinds
def test_the_marker_says_pending_before_the_file_goes_and_no_more_after(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    pending_ids: list[list[str]] = []
    fake.fail(UPLOAD, Fault(None, then=lambda: pending_ids.append(pending(fake))))
    update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert (pending_ids, pending(fake)) == ([["csv"]], [])


@both_kinds
def test_nothing_of_a_file_that_stays_is_sent_again(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    update_entry(fake, replace(content(tmp_path, traits), description="Nouveau"), entry)
    assert fake.log == [UPDATE]


@both_kinds
def test_a_resource_does_not_go_before_its_successor_is_there(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    texts: list[list[object]] = []
    fake.fail(f"upload {NAME} json", Fault(None, then=lambda: texts.append([text for _, text in contents(fake)])))
    later = dataset(measured_resource(measured_file(tmp_path, NEW, "b.csv"), traits, "json", "Suite"))
    update_entry(fake, later, entry)
    assert OLD in texts[0]
    assert contents(fake) == [("Suite", NEW)]


@both_kinds
def test_what_the_catalogue_added_stays_with_its_title(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    foreign = RemoteResource(RemoteId("theirs"), remote_resource("X").content, None)
    entry = replace(edited(entry), resources=(foreign, *entry.resources))
    fake.put(entry)
    update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert ("Fichier X", "https://files.example.org/X") in contents(fake)
    assert ("Tableau", NEW) in contents(fake)


def test_a_title_edited_in_the_catalogue_survives_a_new_content(tmp_path: Path) -> None:
    fake, entry = catalog_with_old_file(tmp_path, LIKE_UDATA)
    (csv,) = entry.resources
    entry = replace(edited(entry), resources=(replace(csv, content=replace(csv.content, title="Portail")),))
    fake.put(entry)
    update_entry(fake, content(tmp_path, LIKE_UDATA, NEW), entry)
    assert contents(fake) == [("Portail", NEW)]


def test_a_file_becomes_an_address_and_an_address_a_file_in_place_where_a_resource_can_switch(tmp_path: Path) -> None:
    fake, entry = catalog_with_old_file(tmp_path, LIKE_CKAN)
    address = Resource(id=ResourceId("csv"), title="Tableau", url="https://files.example.org/csv")
    entry = update_entry(fake, dataset(address), entry)
    assert contents(fake) == [("Tableau", "https://files.example.org/csv")]
    again = update_entry(fake, content(tmp_path, LIKE_CKAN, NEW), entry)
    assert contents(fake) == [("Tableau", NEW)]
    assert again.resources[0].remote_id == entry.resources[0].remote_id


def test_where_a_resource_cannot_switch_another_takes_its_place(tmp_path: Path) -> None:
    fake, entry = catalog_with_old_file(tmp_path, LIKE_UDATA)
    address = Resource(id=ResourceId("csv"), title="Tableau", url="https://files.example.org/csv")
    linked = update_entry(fake, dataset(address), entry)
    assert contents(fake) == [("Tableau", "https://files.example.org/csv")]
    filed = update_entry(fake, content(tmp_path, LIKE_UDATA, NEW), linked)
    assert contents(fake) == [("Tableau", NEW)]
    assert len({state.resources[0].remote_id for state in (entry, linked, filed)}) == 3


# ---- a reply is lost


@pytest.mark.parametrize(("traits", "times"), [(LIKE_UDATA, 1), (LIKE_CKAN, 1)], ids=KINDS)
def test_a_new_file_whose_reply_was_lost_is_found_and_not_sent_again(
    tmp_path: Path, traits: Traits, times: int
) -> None:
    fake = FakeCatalog(traits=traits)
    fake.fail(UPLOAD, Fault(doubtful(), late=True))
    create_entry(fake, content(tmp_path, traits))
    assert fake.log.count(UPLOAD) == times
    assert contents(fake) == [("Tableau", OLD)]


@both_kinds
def test_a_new_content_whose_reply_was_lost_is_found_and_not_sent_again(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    fake.fail(UPLOAD, Fault(doubtful(), late=True))
    update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert fake.log == [UPDATE, UPLOAD, REREAD, UPDATE]
    assert contents(fake) == [("Tableau", NEW)]


@both_kinds
def test_a_file_that_never_arrived_is_sent_again(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    fake.fail(UPLOAD, Fault(doubtful()), Fault(doubtful()))
    update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert fake.log == [UPDATE, UPLOAD, REREAD, UPLOAD, REREAD, UPLOAD, UPDATE]
    assert contents(fake) == [("Tableau", NEW)]


def test_bytes_of_the_same_size_are_sent_again_where_the_catalogue_tells_nothing_else(tmp_path: Path) -> None:
    """An equal size proves nothing, and the date is the one before: the file did not arrive."""
    fake, entry = catalog_with_old_file(tmp_path, LIKE_CKAN)
    same_size = "a;b\n9;9\n"
    fake.fail(UPLOAD, Fault(doubtful()))
    update_entry(fake, content(tmp_path, LIKE_CKAN, same_size), entry)
    assert fake.log.count(UPLOAD) == 2
    assert contents(fake) == [("Tableau", same_size)]


def test_the_same_bytes_sent_again_and_lost_are_there_where_a_checksum_tells(tmp_path: Path) -> None:
    fake = FakeCatalog(traits=LIKE_UDATA)
    data = measured_file(tmp_path)
    first_file = measured_resource(data, LIKE_UDATA, "a", "A")
    fake.fail(f"upload {NAME} b", Fault(doubtful(), late=True))
    create_entry(fake, dataset(first_file, measured_resource(data, LIKE_UDATA, "b", "B")))
    assert [title for title, _ in contents(fake)] == ["A", "B"]
    assert len({resource.remote_id for resource in only_entry(fake).resources}) == 2


@both_kinds
def test_an_upload_that_never_gets_a_reply_ends_with_an_unknown_outcome(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    fake.fail(UPLOAD, *[Fault(doubtful())] * 10)
    with pytest.raises(OutcomeUnknown):
        update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert fake.log.count(UPLOAD) == TRIES
    assert pending(fake) == ["csv"]


@both_kinds
def test_no_file_is_sent_again_where_the_reread_fails(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    fake.fail(UPLOAD, Fault(doubtful()))
    fake.fail(REREAD, Fault(unavailable()))
    with pytest.raises(Unavailable):
        update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert fake.log.count(UPLOAD) == 1


def test_an_edit_in_the_catalogue_between_two_files_is_not_overwritten_where_revisions_show_it(tmp_path: Path) -> None:
    fake, entry = catalog_with_old_file(tmp_path, LIKE_CKAN)
    fake.fail(UPLOAD, Fault(None, then=lambda: fake.put(edited(only_entry(fake), description="Portail"))))
    with pytest.raises(EntryChanged):
        update_entry(fake, content(tmp_path, LIKE_CKAN, NEW), entry)
    assert only_entry(fake).content.description == "Portail"


@both_kinds
def test_another_marker_after_a_lost_reply_means_another_run_and_ends_ours(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    fake.fail(UPLOAD, Fault(doubtful(), then=lambda: fake.put(replace(edited(only_entry(fake)), marker=entry.marker))))
    with pytest.raises(CatalogError):
        update_entry(fake, content(tmp_path, traits, NEW), entry, WriteOptions(no_sleep))
    assert contents(fake) == [("Tableau", OLD)]


# ---- a file that changed after it was read


@both_kinds
def test_a_file_that_arrives_with_another_size_is_refused(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    fake.damages = lambda data: data[:-1]
    with pytest.raises(Refused, match=r"the upload of wc.csv \(12 bytes\) is incomplete or altered"):
        update_entry(fake, content(tmp_path, traits, NEW), entry)
    assert pending(fake) == ["csv"]


def test_other_bytes_of_the_same_size_are_refused_where_a_checksum_tells(tmp_path: Path) -> None:
    fake, entry = catalog_with_old_file(tmp_path, LIKE_UDATA)
    fake.damages = lambda data: data[::-1]
    with pytest.raises(Refused, match="is incomplete or altered"):
        update_entry(fake, content(tmp_path, LIKE_UDATA, NEW), entry)


@both_kinds
def test_a_download_afterwards_shows_what_a_size_does_not(tmp_path: Path, traits: Traits) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    after = update_entry(fake, content(tmp_path, traits, NEW), entry, WriteOptions(no_sleep, verify=True))
    assert f"fetch {after.resources[0].remote_id}" in fake.log


def test_other_bytes_of_the_same_size_are_refused_by_a_download(tmp_path: Path) -> None:
    fake, entry = catalog_with_old_file(tmp_path, LIKE_CKAN)
    fake.damages = lambda data: data[::-1]
    with pytest.raises(Refused, match="downloaded from the catalogue, differs from the one that was sent"):
        update_entry(fake, content(tmp_path, LIKE_CKAN, NEW), entry, WriteOptions(no_sleep, verify=True))
    assert pending(fake) == ["csv"]


@pytest.mark.parametrize("happens", ["longer", "touched", "gone"])
@both_kinds
def test_a_file_that_changed_since_it_was_read_is_not_sent(tmp_path: Path, traits: Traits, happens: str) -> None:
    fake, entry = catalog_with_old_file(tmp_path, traits)
    planned = planned_edit(content(tmp_path, traits, NEW), entry, traits)
    path = tmp_path / "wc.csv"
    if happens == "longer":
        write_file(path, NEW + "7;8\n")
    elif happens == "touched":
        os.utime(path, ns=(1, 1))
    else:
        path.unlink()
    with pytest.raises(Refused, match=r"the file wc\.csv changed during the run"):
        write_entry.update(as_catalog(fake), planned, WRITE_OPTIONS)
    assert UPLOAD not in fake.log
    assert contents(fake) == [("Tableau", OLD)]


def test_a_checksum_computed_by_the_catalogue_is_recorded_and_not_reported_as_rewritten(tmp_path: Path) -> None:
    fake = FakeCatalog()
    outcome = write_entry.create(
        as_catalog(fake), planned_creation(content(tmp_path, LIKE_CKAN), LIKE_CKAN), WRITE_OPTIONS
    )
    assert isinstance(outcome, WrittenEntry)
    assert outcome.rewritten == ()
    assert set(outcome.entry.last_applied.resources[0].echoes) == {"file"}
    stored_file = outcome.entry.resources[0].content.file
    assert isinstance(stored_file, File)
    assert str(stored_file.checksum).startswith("modified:")
