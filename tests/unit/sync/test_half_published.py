"""A public entry between the calls of a run that is killed: titles, order and addresses, and what the next run does."""

import json
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from publisher.catalogs.ckan.wire import encode_upload
from publisher.model.dataset import Dataset, RemoteResource, ResourceWrite
from publisher.model.names import RemoteId
from publisher.model.values import State
from publisher.sync.apply.write_sequence import write_steps
from tests.unit.builders import CATALOG, dataset, entry
from tests.unit.fake_catalog import WRITES, FakeCatalog, Fault

from .dataset_runs import (
    KINDS,
    LIKE_CKAN,
    DatasetRuns,
    Killed,
    contents,
    create_entry,
    file,
    measured_file,
    measured_resource,
    only_entry,
    planned_edit,
    write_file,
)

BEFORE, AFTER = ("g",), ("f", "g", "h")


def content(folder: Path, names: tuple[str, ...], text: str, **fields: object) -> Dataset:
    """Return a dataset with these files; a title is no name of a file."""
    files = [file(write_file(folder / f"{name}.csv", f"{name}\n{text}\n"), name, f"Titre {name}") for name in names]
    return dataset(*files, **fields)


def resources_seen(fake: FakeCatalog) -> tuple[RemoteResource, ...]:
    """Return the resources of the entry, which must be public, each with an address."""
    stored = only_entry(fake)
    assert stored.content.state is State.PUBLISHED
    assert all(resource.address or resource.content.url for resource in stored.resources)
    return stored.resources


def misplaced(fake: FakeCatalog) -> list[str]:
    """Return the titles where they are not the manifest's, in its order."""
    titles = [str(resource.content.title) for resource in resources_seen(fake)]
    right = [f"Titre {name}" for name in AFTER if f"Titre {name}" in titles]
    return [] if titles == right else titles


def stop_at(fake: FakeCatalog, place: int, *, late: bool) -> None:
    """Kill the process at this write, before or after its effect."""
    numbers = count()

    def fault(call: str) -> Fault:
        return Fault(Killed() if call.startswith(WRITES) and next(numbers) == place else None, late=late)

    fake.fault_for = fault


def go_on(fake: FakeCatalog) -> None:
    fake.fault_for = lambda _call: Fault(None)


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_at_any_write_leaves_titles_and_order_right(tmp_path: Path, kind: str, place: int, late: bool) -> None:
    fake = FakeCatalog(traits=KINDS[kind])
    runs = DatasetRuns(tmp_path, fake)
    runs.sync(content(tmp_path, BEFORE, "1"))
    wanted = content(tmp_path, AFTER, "2")
    fake.log.clear()
    stop_at(fake, place, late=late)
    try:
        runs.sync(wanted)
    except Killed:
        done = fake.writes if late else fake.writes[:-1]
        in_window = kind == "like udata" and bool(done) and done[-1].startswith("upload")
        assert bool(misplaced(fake)) is in_window

        stop_at(fake, 0, late=True)
        with suppress(Killed):
            runs.sync(wanted)
        assert misplaced(fake) == [], "the first write of the next run puts it right"
    go_on(fake)
    runs.sync(wanted)
    assert contents(fake) == [(f"Titre {name}", f"{name}\n2\n") for name in AFTER]
    assert runs.steps(wanted) == {CATALOG: "Same"}


# ---- the steps


def steps_of(folder: Path, kind: str) -> list[str]:
    """Return the steps after the first call, for an entry with a file that is replaced between two new ones."""
    traits = KINDS[kind]
    fake = FakeCatalog(traits=traits)
    stored = create_entry(fake, dataset(measured_resource(measured_file(folder, "g\n1\n", "g.csv"), traits, "g")))
    new = [measured_resource(measured_file(folder, f"{name}\n2\n", f"{name}.csv"), traits, name) for name in AFTER]
    edit = planned_edit(dataset(*new), stored, traits)
    return [type(step).__name__ for step in write_steps(edit, traits).later]


def test_on_udata_each_file_is_settled_before_the_next(tmp_path: Path) -> None:
    files = ["SendFile", "SettleFile", "SendFile", "SettleFile", "SendFile"]
    assert steps_of(tmp_path, "like udata") == [*files, "FinishEntry", "RecordReply"]


def test_on_ckan_a_file_arrives_with_its_title_and_place(tmp_path: Path) -> None:
    assert steps_of(tmp_path, "like CKAN") == ["SendFile"] * 3 + ["FinishEntry", "RecordReply"]


# ---- the call that brings a new resource to CKAN


@pytest.mark.parametrize(
    ("follows", "order"), [("a", ["a", "new", "b"]), (None, ["new", "a", "b"]), ("gone", ["a", "b", "new"])]
)
def test_a_new_resource_comes_with_its_file_in_one_call(tmp_path: Path, follows: str | None, order: list[str]) -> None:
    native = {"state": "active", "resources": [{"id": "a", "name": "A", "url": "x"}, {"id": "b", "name": "B"}]}
    data = measured_file(tmp_path)
    write = ResourceWrite(
        RemoteId("new"),
        measured_resource(data, LIKE_CKAN, title="Tableau"),
        new=True,
        follows=RemoteId(follows) if follows else None,
    )
    upload = encode_upload(entry(native=native), write, data)
    sent = json.loads(upload.fields["update"])["resources"]
    assert [document["id"] for document in sent] == order
    assert {"id": "a", "name": "A", "url": "x"} in sent
    assert next(document for document in sent if document["id"] == "new")["name"] == "Tableau"
    assert json.loads(upload.fields["filter"]) == ["-groups", "-resources"]
    assert upload.part == "update__resources__new__upload"
