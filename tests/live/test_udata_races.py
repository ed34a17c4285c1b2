"""Two runs at once, and edits during a run: udata has no unique key and no lock."""

from __future__ import annotations

import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest

from .contract.interrupted_runs import together, wait_until
from .contract.paused_runs import WritePause, paused
from .counting import Fault, FaultKind, Relay, relaying, route
from .manifest_folder import NOTHING_WAITS, WAITS
from .portal import Json
from .two_catalogs import UDATA, TwoCatalogFolder
from .udata_portal import titles_of

CREATE, WRITE, LIST = "POST datasets", "PUT datasets/{}", "GET organizations/{}/datasets"
UPLOAD = "POST datasets/{}/upload"


def with_file(udata_folder: TwoCatalogFolder) -> None:
    """Write the plain manifest with a file alone."""
    udata_folder.put_file("toilettes.csv", "a,b\n1,2\n")
    udata_folder.write(resources=[{"id": "csv", "title": "Tableau", "path": "toilettes.csv"}])


def deleted(udata_folder: TwoCatalogFolder) -> list[Json]:
    """Return the deleted entries of the organization."""
    return [entry for entry in udata_folder.udata.entries(udata_folder.udata_organization) if entry["deleted"]]


def mark_of_duplicate(udata_folder: TwoCatalogFolder, key: str = "toilettes") -> Json:
    """Return all that a deleted duplicate keeps of what we wrote into its extras."""
    return {"publisher_duplicate_of": f"{udata_folder.repository} {udata_folder.producer}/{key}"}


def directly(udata_folder: TwoCatalogFolder) -> TwoCatalogFolder:
    """Return the same folder for a run that does not go through the relay."""
    return TwoCatalogFolder(
        root=udata_folder.root.with_name(f"{udata_folder.root.name}-autre"),
        repository=udata_folder.repository,
        producer=udata_folder.producer,
        udata=udata_folder.udata,
        udata_organization=udata_folder.udata_organization,
    )


def test_another_run_makes_it_after_the_plan(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay) -> None:
    """Our entry is one too many: it is removed, and the public keeps the entry that it has seen."""
    udata_folder.write()
    other = directly(udata_folder)
    other.write()
    udata_folder_relay.before[CREATE] = other.sync

    udata_folder.sync().expect_words("done by another run at the same time")

    entry = udata_folder.show()
    assert udata_folder.udata.is_public(entry["id"])
    duplicates = [entry for entry in udata_folder.udata.entries(udata_folder.udata_organization) if entry["deleted"]]
    mark = mark_of_duplicate(udata_folder)
    assert [(entry["private"], entry["extras"]) for entry in duplicates] == [(True, mark)], "the marker went, too"
    udata_folder.expect_settled(1)
    shown = udata_folder.run("status").expect_exit(0)
    shown.expect_words("1 deleted duplicate of an entry of ours", duplicates[0]["slug"])


def test_the_run_that_loses_sends_no_file(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay) -> None:
    with_file(udata_folder)
    other = directly(udata_folder)
    with_file(other)
    udata_folder_relay.before[CREATE] = other.sync

    udata_folder.sync().expect_words("done by another run at the same time")

    assert udata_folder_relay.counted()[UPLOAD] == 0
    mark = mark_of_duplicate(udata_folder)
    assert [(entry["resources"], entry["extras"]) for entry in deleted(udata_folder)] == [([], mark)]
    udata_folder.expect_settled(1)


def test_a_lost_call_does_not_make_the_entry_of_another_run_ours(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    """Two runs create one dataset, and the call of one is lost: it finds the entry of the other, still private."""
    with_file(udata_folder)
    other = directly(udata_folder)
    with_file(other)
    with relaying(udata_folder.udata.url, route) as other_relay:
        other.write_settings(urls={UDATA: other_relay.url})
        pause = WritePause()
        other_relay.faults = pause.before(UPLOAD)
        udata_folder_relay.faults = [Fault(FaultKind.BAD_GATEWAY, CREATE, times=1)]
        udata_folder_relay.before[CREATE] = lambda: stack.enter_context(paused(other, pause))
        with ExitStack() as stack:
            udata_folder.run("sync", "--yes")

    assert udata_folder_relay.counted()[UPLOAD] == 0
    (entry,) = udata_folder.entries()
    assert len(entry["resources"]) == 1
    udata_folder.expect_settled(1)


def test_a_duplicate_that_has_a_file_already_loses_it(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    """Another run published the dataset while ours sent its file: the public goes on seeing that one."""
    with_file(udata_folder)
    addresses: list[str] = []

    def published() -> None:
        (entry,) = udata_folder.entries()
        addresses.extend(resource["url"] for resource in entry["resources"])
        udata_folder.udata.create(udata_folder.udata_organization, title="L'autre", extras=entry["extras"])

    udata_folder_relay.before[LIST] = lambda: udata_folder_relay.before.update(
        {LIST: lambda: udata_folder_relay.before.update({LIST: published})}
    )

    udata_folder.sync(code=3).expect_words("another run created it at the same time")

    mark = mark_of_duplicate(udata_folder)
    assert [(entry["resources"], entry["extras"]) for entry in deleted(udata_folder)] == [([], mark)]
    (address,) = addresses
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address, timeout=20)


def test_two_syncs_at_once_leave_nothing_of_ours_on_what_they_delete(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    for number in range(4):
        udata_folder.put_file(f"jeu-{number:02}.csv", f"a,b\n1,{number}\n")
        file = {"id": "csv", "title": "Tableau", "path": f"jeu-{number:02}.csv"}
        udata_folder.write(f"jeu-{number:02}", title=f"Jeu {number}", resources=[file])
    udata_folder_relay.before["GET me"] = lambda: wait_until(lambda: udata_folder_relay.counted()["GET me"] == 2)
    udata_folder_relay.delay = 0.1

    together(udata_folder)
    udata_folder_relay.delay = 0.0

    assert udata_folder_relay.counted()[CREATE] > 4, "both made entries"
    assert udata_folder_relay.counted()[UPLOAD] == 4, "each file was sent once"
    left = [(entry["resources"], *entry["extras"]) for entry in deleted(udata_folder)]
    assert left == [([], "publisher_duplicate_of")] * len(left)
    udata_folder.sync()
    udata_folder.expect_settled(4)


def test_status_names_deleted_duplicates_that_carry_our_marker(udata_folder: TwoCatalogFolder) -> None:
    """Those of earlier versions: this one replaces the marker."""
    udata_folder.write()
    udata_folder.sync()
    duplicate = udata_folder.udata.create(
        udata_folder.udata_organization, title="Doublon", private=True, extras=udata_folder.show()["extras"]
    )
    udata_folder.udata.delete(duplicate["id"])

    shown = udata_folder.run("status").expect_exit(0)

    shown.expect_words("1 deleted duplicate of an entry of ours", duplicate["slug"])
    udata_folder.expect_settled(1)


def test_another_run_finds_it_before_it_is_published(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay) -> None:
    """The other run continues with the entry that exists."""
    udata_folder.write_many(2)
    other = directly(udata_folder)
    other.write_many(2)
    udata_folder_relay.before[WRITE] = other.sync

    udata_folder.run("sync", "--yes")

    udata_folder.sync()
    assert [entry["private"] for entry in udata_folder.entries()] == [False, False]
    udata_folder.expect_settled(2)


def test_a_duplicate_that_others_made_is_left_to_them(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    """A run removes the entry that it created itself, and nothing else: a person decides about the rest."""
    udata_folder.write()

    def copied() -> None:
        (entry,) = udata_folder.entries()
        udata_folder.udata.create(udata_folder.udata_organization, title="Copie", extras=entry["extras"])

    udata_folder_relay.before[WRITE] = copied

    udata_folder.run("sync", "--yes")

    copies = [
        entry for entry in udata_folder.udata.entries(udata_folder.udata_organization) if entry["title"] == "Copie"
    ]
    assert [entry["deleted"] for entry in copies] == [None]


def test_a_new_entry_edited_before_it_is_published(udata_folder: TwoCatalogFolder, udata_folder_relay: Relay) -> None:
    udata_folder.write()

    def edited() -> None:
        (entry,) = udata_folder.entries()
        udata_folder.udata.put(entry["id"], frequency="weekly")

    udata_folder_relay.before[LIST] = lambda: udata_folder_relay.before.update({LIST: edited})

    udata_folder.sync(code=3).expect_words("was changed")

    udata_folder.sync()
    assert (udata_folder.show()["frequency"], udata_folder.show()["private"]) == ("weekly", False)
    udata_folder.expect_settled(1)


def test_two_runs_that_edit_differently_leave_nothing_that_no_marker_records(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    """The other run read the entry before ours wrote, and writes before ours ends: its marker knows its edit alone."""
    udata_folder.write()
    udata_folder.sync()
    entry = udata_folder.show()
    udata_folder.write(description="Autre texte.")

    def write_of_the_other_run() -> None:
        udata_folder.udata.put(entry["id"], title="Autre titre", extras=entry["extras"])

    udata_folder_relay.before[LIST] = lambda: udata_folder_relay.before.update({LIST: write_of_the_other_run})

    udata_folder.sync()

    assert udata_folder.show()["description"] == "Autre texte."
    udata_folder.write()
    udata_folder.pending(WAITS).expect_words("description")
    udata_folder.sync()
    assert udata_folder.show()["description"] == entry["description"], "it was no edit of a person"


def test_an_edit_in_the_last_instant_keeps_other_fields(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    """Between the read and the write an edit is not noticed: a PUT that sent everything back would undo it."""
    udata_folder.write()
    udata_folder.sync()
    entry = udata_folder.show()
    udata_folder.write(description="Texte du manifeste.")
    udata_folder_relay.before[WRITE] = lambda: udata_folder.udata.put(
        entry["id"], title="Titre du portail", frequency="weekly"
    )

    udata_folder.sync()

    after = udata_folder.show()
    assert (after["title"], after["description"]) == ("Titre du portail", "Texte du manifeste.")
    assert after["frequency"] == "weekly"
    assert titles_of(after) == titles_of(entry)
    udata_folder.pending(NOTHING_WAITS).expect_words("Titre du portail")
