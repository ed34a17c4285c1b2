"""Whole repositories: changed organizations, files replaced by addresses, interrupted runs, adoption."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.names import CatalogName, DatasetKey, RemoteId, Revision
from publisher.model.plan import Blocked, BlockReason
from publisher.model.values import File, State
from publisher.sync.apply.marker_only import adopt_entries
from publisher.sync.plan.adoption import candidates
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.selection import Selection
from tests.unit.builders import dataset, entry, resource
from tests.unit.cases import inputs
from tests.unit.fake_catalog import Fault, as_catalog, unavailable
from tests.unit.offline_adapters import CKAN, UDATA

from .dataset_runs import WRITE_OPTIONS
from .manifest_folder import ManifestFolder

both_kinds = pytest.mark.parametrize("name", [CKAN, UDATA])
PLAIN = "title: {title}\ndescription: Texte.\n"
OLD, NEW = "name: Bron\norganization: {{{name}: bron}}\n", "name: Bron\norganization: {{{name}: nouvelle}}\n"
ADDRESS = PLAIN.format(title="Parcs") + 'resources:\n  - {id: a, title: A, url: "https://example.org/a"}\n'
HOSTED = PLAIN.format(title="Parcs") + "resources:\n  - {id: a, title: A, path: a.csv}\n"


def why(step: object) -> BlockReason:
    """Return the reason why a step is blocked."""
    assert isinstance(step, Blocked)
    return step.why


def with_renamed_entry(root: Path, *, deleted: bool = False) -> tuple[ManifestFolder, RemoteId]:
    """Return a folder whose only entry on CKAN has a name that we did not choose, and the id of the entry."""
    folder = ManifestFolder.on(root, CKAN)
    folder.write("bron/a.yml", PLAIN.format(title="Parcs"))
    folder.sync()
    (catalog_entry,) = folder.entries(CKAN)
    folder.catalogs[CKAN].put(replace(catalog_entry, name="vieille-fiche", deleted=deleted))
    return folder, catalog_entry.id


# ---- organizations


@both_kinds
def test_one_of_several_entries_moved_by_hand_as_the_plan_says(tmp_path: Path, name: CatalogName) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    for stem in "abc":
        folder.write(f"bron/{stem}.yml", PLAIN.format(title=stem))
    folder.sync()
    folder.write("bron/producer.yml", NEW.format(name=name))
    moved_entry = next(entry for entry in folder.entries(name) if entry.content.title == "a")
    folder.catalogs[name].put(replace(moved_entry, organization="nouvelle", organization_id="nouvelle"))
    for selection in ((), ("bron",)):
        steps = folder.plan(*selection)
        assert [type(steps["bron/a"]).__name__, why(steps["bron/b"]), why(steps["bron/c"])] == [
            "Same", BlockReason.ORGANIZATION, BlockReason.ORGANIZATION,
        ]  # fmt: skip
    folder.sync()
    assert len(folder.entries(name)) == 3


@both_kinds
def test_a_dataset_that_goes_to_another_producer_is_not_made_twice_whatever_is_selected(
    tmp_path: Path, name: CatalogName
) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    folder.write("bron/a.yml", PLAIN.format(title="Parcs"))
    folder.write("metropole/producer.yml", f"name: Métropole\norganization: {{{name}: metropole}}\n")
    folder.write("metropole/b.yml", PLAIN.format(title="Bois"))
    folder.sync()
    folder.remove("bron/a.yml")
    folder.write("metropole/a.yml", PLAIN.format(title="Parcs") + "previously: [bron/a]\n")
    assert why(folder.plan("metropole")["metropole/a"]) is BlockReason.ORGANIZATION
    assert why(folder.plan()["metropole/a"]) is BlockReason.ORGANIZATION


def test_an_adopted_entry_of_another_name_stays_one_when_the_organization_changes(tmp_path: Path) -> None:
    folder, _entry_id = with_renamed_entry(tmp_path)
    folder.write("bron/producer.yml", NEW.format(name=CKAN))
    assert why(folder.plan()["bron/a"]) is BlockReason.ORGANIZATION
    assert why(folder.plan("bron")["bron/a"]) is BlockReason.ORGANIZATION


@both_kinds
@pytest.mark.parametrize("state", ["archived", "draft"])
def test_a_withdrawal_together_with_a_change_of_organization_does_not_pass_in_silence(
    tmp_path: Path, name: CatalogName, state: str
) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    folder.write("bron/a.yml", PLAIN.format(title="Parcs"))
    folder.sync()
    folder.write("bron/producer.yml", NEW.format(name=name))
    folder.write("bron/a.yml", PLAIN.format(title="Parcs") + f"state: {state}\n")
    assert why(folder.plan()["bron/a"]) is BlockReason.ORGANIZATION


def test_an_adopted_entry_deleted_in_the_catalogue_is_drift(tmp_path: Path) -> None:
    folder, entry_id = with_renamed_entry(tmp_path, deleted=True)
    folder.write("bron/a.yml", PLAIN.format(title="Parcs") + "catalogs: {grandlyon: {entry: vieille-fiche}}\n")
    assert folder.kinds() == {"bron/a": "EntryDeleted"}
    assert folder.sync(drift="revert") == ["Done"]
    assert [entry.id for entry in folder.entries(CKAN)] == [entry_id]


# ---- renames


def test_previously_that_names_another_dataset_hides_nothing(tmp_path: Path) -> None:
    folder = ManifestFolder.on(tmp_path, CKAN)
    folder.write("bron/a.yml", PLAIN.format(title="Parcs"))
    folder.sync()
    folder.remove("bron/a.yml")
    folder.write("bron/b.yml", PLAIN.format(title="Parcs et jardins"))
    folder.sync()
    folder.write("bron/b.yml", PLAIN.format(title="Parcs et jardins") + "previously: [bron/a]\n")
    step = folder.plan()["bron/b"]
    assert why(step) is BlockReason.DUPLICATES
    assert isinstance(step, Blocked)
    assert "give both entries the same title" in str(step.fix)
    folder.sync()
    assert {entry.content.state for entry in folder.entries(CKAN)} == {State.PUBLISHED}


@both_kinds
def test_a_key_that_is_used_again(tmp_path: Path, name: CatalogName) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    folder.write("bron/budget.yml", ADDRESS)
    folder.sync()
    folder.remove("bron/budget.yml")
    folder.write("bron/budget-2025.yml", ADDRESS + "previously: [bron/budget]\n")
    folder.sync()
    folder.write("bron/budget-2025.yml", ADDRESS)
    folder.write("bron/budget.yml", ADDRESS.replace("Parcs", "Budget 2026") + "slug: budget-2026\n")
    step = folder.plan()["bron/budget"]
    if name == CKAN:
        assert why(step) is BlockReason.IDS_TAKEN
        assert isinstance(step, Blocked)
        assert "Give the resources other ids" in str(step.fix)
        folder.write(
            "bron/budget.yml", ADDRESS.replace("Parcs", "Budget 2026").replace("{id: a", "{id: b") + "slug: x\n"
        )
    assert folder.sync() == ["Done"]
    assert (len(folder.entries(name)), set(folder.kinds().values())) == (2, {"Same"})


# ---- files and addresses


@both_kinds
def test_an_address_in_place_of_a_file_that_the_catalogue_replaced_is_a_conflict(
    tmp_path: Path, name: CatalogName
) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    folder.write("bron/a.csv", "a;b\n1;2\n")
    folder.write("bron/a.yml", HOSTED)
    folder.sync()
    replaced_file = File(999, "sha1:portal" if name == UDATA else "modified:portal")
    folder.edit_resource(name, file=replaced_file)
    folder.remove("bron/a.csv")
    folder.write("bron/a.yml", ADDRESS)
    expected = [("resources.a.url", "conflict", replaced_file, "https://example.org/a")]
    assert (folder.kinds(), folder.changes("bron/a")) == ({"bron/a": "Conflict"}, expected)
    folder.sync(conflict="portal")
    (after,) = folder.entries(name)
    assert (after.resources[0].content.file, folder.kinds()) == (replaced_file, {"bron/a": "Drift"})
    folder.sync(drift="revert")
    assert (folder.entries(name)[0].resources[0].content.url, folder.kinds()) == (
        "https://example.org/a", {"bron/a": "Same"},
    )  # fmt: skip


@both_kinds
def test_a_file_in_place_of_an_address_that_the_catalogue_edited_is_a_conflict(
    tmp_path: Path, name: CatalogName
) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    folder.write("bron/a.yml", ADDRESS)
    folder.sync()
    folder.edit_resource(name, url="https://example.org/du-portail")
    folder.write("bron/a.csv", "a;b\n1;2\n")
    folder.write("bron/a.yml", HOSTED)
    (change,) = [
        change_of_path for change_of_path in folder.changes("bron/a") if change_of_path[0] == "resources.a.file"
    ]
    assert change[1:3] == ("conflict", "https://example.org/du-portail")
    folder.sync(conflict="manifest")
    assert (folder.entries(name)[0].resources[0].address is not None, folder.kinds()) == (True, {"bron/a": "Same"})


@both_kinds
def test_a_file_and_an_address_alternate_without_edits_in_the_catalogue(tmp_path: Path, name: CatalogName) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    for text in (HOSTED, ADDRESS, HOSTED, ADDRESS):
        folder.write("bron/a.yml", text)
        if text is HOSTED:
            folder.write("bron/a.csv", "a;b\n1;2\n")
        else:
            (tmp_path / "bron" / "a.csv").unlink(missing_ok=True)
        assert folder.sync() == ["Done"]
        assert folder.kinds() == {"bron/a": "Same"}


# ---- interrupted runs


@both_kinds
def test_an_interrupted_creation_is_finished_though_the_state_is_ignored(tmp_path: Path, name: CatalogName) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    folder.write("bron/a.csv", "a;b\n1;2\n")
    folder.write("bron/a.yml", HOSTED + "ignore: [state]\n")
    folder.catalogs[name].fail("upload a-bron a", Fault(unavailable()))
    folder.sync()
    assert [entry.content.state for entry in folder.entries(name)] == [State.DRAFT]
    folder.sync()
    assert [entry.content.state for entry in folder.entries(name)] == [State.PUBLISHED]
    (catalog_entry,) = folder.entries(name)
    folder.catalogs[name].put(
        replace(catalog_entry, content=replace(catalog_entry.content, state=State.DRAFT), revision=Revision("x"))
    )
    assert folder.kinds() == {"bron/a": "Same"}


# ---- two catalogues


def test_a_list_of_files_waits_for_an_entry_that_is_not_made(tmp_path: Path) -> None:
    folder = ManifestFolder.on(tmp_path, CKAN, UDATA)
    folder.write("bron/a.csv", "a;b\n1;2\n")
    folder.write("bron/a.yml", HOSTED + "catalogs: {grandlyon: {state: draft}}\n")
    assert folder.kinds() == {"bron/a@grandlyon": "Same", "bron/a@datagouv": "HeldBack"}


def test_a_conflict_over_a_listed_address_is_settled_once(tmp_path: Path) -> None:
    folder = ManifestFolder.on(tmp_path, CKAN, UDATA)
    folder.write("bron/a.csv", "a;b\n1;2\n")
    folder.write("bron/a.yml", HOSTED)
    folder.sync()
    folder.edit_resource(UDATA, url="https://example.org/du-portail")
    folder.write("bron/a.csv", "a;b\n3;4\n")
    folder.catalogs[CKAN].addresses = lambda remote_id: f"https://files.example.org/{remote_id}/nouveau.csv"
    folder.sync(conflict="portal")
    assert folder.kinds() == {"bron/a@grandlyon": "Same", "bron/a@datagouv": "Drift"}


# ---- adoption


@both_kinds
def test_an_order_that_differs_at_the_adoption_is_the_manifests_to_change(tmp_path: Path, name: CatalogName) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    ids = ("f", "u1", "u2")
    lines = "".join(
        f'  - {{id: {resource_name}, title: {resource_name}, url: "https://example.org/{resource_name}"}}\n'
        for resource_name in ids
    )
    folder.write("bron/a.yml", PLAIN.format(title="Parcs") + "resources:\n" + lines)
    reordered = (
        resource(resource_name, title=resource_name, url=f"https://example.org/{resource_name}")
        for resource_name in ("u2", "u1")
    )
    catalog_resources = (resource("f", title="f", url="https://example.org/vieux"), *reordered)
    folder.catalogs[name].put(
        entry(
            dataset(*catalog_resources, title="Parcs", description="Texte."),
            name="vieille",
            organization="bron",
            catalog=name,
        )
    )
    catalogs = {name: as_catalog(folder.catalogs[name])}
    proposals = {(DatasetKey("bron/a"), name): "vieille"}
    adoption_candidates = candidates(inputs(folder.manifests, catalogs), Selection(), proposals)
    adopt_entries(catalogs, adoption_candidates, WRITE_OPTIONS)
    assert [change[:2] for change in folder.changes("bron/a")] == [
        ("resources.f.url", "change"),
        ("resources.order", "change"),
    ]
    folder.sync()
    assert folder.kinds() == {"bron/a": "Same"}


@both_kinds
def test_a_planned_step_whose_manifest_is_gone_is_named(tmp_path: Path, name: CatalogName) -> None:
    folder = ManifestFolder.on(tmp_path, name)
    folder.write("bron/a.yml", PLAIN.format(title="Parcs"))
    gone = (DatasetKey("bron/b"), name)
    selection = Selection(dataset_catalogs=frozenset({gone, (DatasetKey("bron/a"), name)}))
    plan = make_plan(inputs(folder.manifests, {name: as_catalog(folder.catalogs[name])}), Request(selection=selection))
    step = {(item.key, item.catalog): item.step for item in plan.items}[gone]
    assert why(step) is BlockReason.NO_MANIFEST
    assert plan.stuck
