"""Renames that nobody told, in folders of real manifests and catalogues in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.names import CatalogName
from publisher.model.plan import Blocked, BlockReason, Plan
from publisher.model.values import State
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from publisher.views.orphan_text import orphan_lines
from tests.unit.cases import inputs, step_class
from tests.unit.fake_catalog import as_catalog
from tests.unit.offline_adapters import CKAN, UDATA

from .manifest_folder import ManifestFolder

both_kinds = pytest.mark.parametrize("name", [CKAN, UDATA])
PLAIN = "title: {title}\ndescription: Texte.\n"
LISTED = PLAIN + 'resources:\n  - {{id: a, title: A, url: "https://example.org/{address}"}}\n'
HOSTED = PLAIN + "resources:\n  - {{id: a, title: A, path: {file}}}\n"


def plan_of(
    folder: ManifestFolder, *patterns: str, prune: bool = False, catalogs: tuple[CatalogName, ...] = ()
) -> Plan:
    """Return the whole plan."""
    selection = Selection(patterns=patterns, catalogs=catalogs)
    request = Request(selection=selection, options=RunOptions(ResolutionPolicy(prune=prune), {}))
    return make_plan(
        inputs(folder.manifests, {name: as_catalog(fake) for name, fake in folder.catalogs.items()}), request
    )


def renamed(plan: Plan) -> dict[str, str]:
    """Return the former key that each block for a rename names, by key and catalogue."""
    texts = {f"{item.key}@{item.catalog}": item.step for item in plan.items}
    return {
        key: str(step.fix).partition("If ")[2].partition(" was renamed")[0]
        for key, step in texts.items()
        if isinstance(step, Blocked) and step.why is BlockReason.RENAMED
    }


def published(root: Path, *names: CatalogName, **manifests: str) -> ManifestFolder:
    """Return a folder whose manifests are published."""
    folder = ManifestFolder.on(root, *names)
    for stem, text in manifests.items():
        folder.write(f"bron/{stem}.yml", text)
    folder.sync()
    return folder


@both_kinds
def test_the_same_title_blocks_the_creation(tmp_path: Path, name: CatalogName) -> None:
    folder = published(tmp_path, name, budget=PLAIN.format(title="Budget"))
    folder.remove("bron/budget.yml")
    folder.write("bron/budget-2024.yml", PLAIN.format(title="Budget"))
    plan = plan_of(folder)
    assert renamed(plan) == {f"bron/budget-2024@{name}": "bron/budget"}
    assert [(orphan.key, orphan.renamed_to) for orphan in plan.orphans] == [("bron/budget", "bron/budget-2024")]
    (step,) = [item.step for item in plan.items]
    assert isinstance(step, Blocked)
    assert str(step.reason).endswith(
        "is the entry of bron/budget, which has no manifest any more, and has the same title: to create "
        "bron/budget-2024 would make a second public entry"
    )
    assert str(step.fix) == (
        "If bron/budget was renamed: publisher rename bron/budget bron/budget-2024 (this command adds the line "
        f"`previously: [bron/budget]` to {tmp_path}/bron/budget-2024.yml). If this is another dataset: change "
        f"`title:` in {tmp_path}/bron/budget-2024.yml:1:8"
    )


@both_kinds
def test_a_folder_is_named_where_the_whole_of_it_was_renamed(tmp_path: Path, name: CatalogName) -> None:
    folder = published(tmp_path, name, a=PLAIN.format(title="A"), b=PLAIN.format(title="B"), c=PLAIN.format(title="C"))
    (tmp_path / "bron").rename(tmp_path / "nouvelle")
    (tmp_path / "nouvelle" / "c.yml").rename(tmp_path / "nouvelle" / "d.yml")
    orphans = plan_of(folder).orphans
    assert {(orphan.key, orphan.renamed_to, orphan.new_folder) for orphan in orphans} == {
        ("bron/a", "nouvelle/a", "nouvelle"), ("bron/b", "nouvelle/b", "nouvelle"), ("bron/c", "nouvelle/d", None),
    }  # fmt: skip
    advice = [line.strip() for line in orphan_lines(orphans) if "publisher rename" in line]
    assert advice == [
        "nouvelle/d seems to be the same dataset: publisher rename bron/c nouvelle/d",
        "? the folder bron seems to be nouvelle now: publisher rename bron nouvelle",
    ]


def test_a_sign_in_one_catalogue_blocks_the_creation_in_both(tmp_path: Path) -> None:
    folder = published(tmp_path, CKAN, UDATA, budget=PLAIN.format(title="Budget") + "catalogs: {grandlyon: false}\n")
    folder.remove("bron/budget.yml")
    folder.write("bron/comptes.yml", PLAIN.format(title="Budget"))
    assert renamed(plan_of(folder)) == {f"bron/comptes@{CKAN}": "bron/budget", f"bron/comptes@{UDATA}": "bron/budget"}


def test_each_selection_sees_it(tmp_path: Path) -> None:
    (tmp_path / "bron").mkdir()
    (tmp_path / "bron" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    folder = published(tmp_path, CKAN, UDATA, budget=HOSTED.format(title="Budget", file="a.csv"))
    folder.remove("bron/budget.yml")
    folder.write("bron/comptes.yml", HOSTED.format(title="Budget", file="a.csv"))
    for arguments in ({}, {"catalogs": (UDATA,)}, {"catalogs": (CKAN,)}, {"prune": True}):
        plan = plan_of(folder, "bron/comptes", **arguments)
        assert set(renamed(plan).values()) == {"bron/budget"}
        assert plan.writes == ()


@both_kinds
def test_the_same_file_or_address_blocks_the_creation(tmp_path: Path, name: CatalogName) -> None:
    root = tmp_path
    (root / "bron").mkdir()
    (root / "bron" / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    folder = published(root, name, x=HOSTED.format(title="X", file="a.csv"), y=LISTED.format(title="Y", address="y"))
    for stem in ("x", "y"):
        folder.remove(f"bron/{stem}.yml")
    (root / "bron" / "a.csv").rename(root / "bron" / "b.csv")
    folder.write("bron/n.yml", HOSTED.format(title="N", file="b.csv").replace("id: a", "id: n"))
    folder.write("bron/m.yml", LISTED.format(title="M", address="y"))
    assert renamed(plan_of(folder)) == {f"bron/n@{name}": "bron/x", f"bron/m@{name}": "bron/y"}
    assert "publisher release bron/x" in str(folder.plan()["bron/n"].fix)  # type: ignore[union-attr]


@both_kinds
def test_what_is_no_rename(tmp_path: Path, name: CatalogName) -> None:
    folder = published(
        tmp_path, name,
        gone=LISTED.format(title="Parti", address="service"), stays=LISTED.format(title="Reste", address="service"),
    )  # fmt: skip
    folder.remove("bron/gone.yml")
    folder.write("bron/new.yml", LISTED.format(title="Nouveau", address="service"))
    folder.write("bron/same-title.yml", PLAIN.format(title="Reste"))
    assert folder.kinds() == {"bron/new": "Create", "bron/same-title": "Create", "bron/stays": "Same"}


@both_kinds
def test_two_manifests_with_one_title_are_no_rename(tmp_path: Path, name: CatalogName) -> None:
    folder = published(tmp_path, name, budget=PLAIN.format(title="Budget"))
    folder.write("bron/budget-2024.yml", PLAIN.format(title="Budget"))
    assert folder.kinds() == {"bron/budget": "Same", "bron/budget-2024": "Create"}


@both_kinds
def test_pruning_leaves_the_entry_of_a_renamed_manifest(tmp_path: Path, name: CatalogName) -> None:
    folder = published(tmp_path, name, budget=PLAIN.format(title="Budget"), autre=PLAIN.format(title="Autre"))
    folder.remove("bron/budget.yml")
    folder.remove("bron/autre.yml")
    folder.write("bron/comptes.yml", PLAIN.format(title="Budget"))
    plan = plan_of(folder, prune=True)
    assert [(item.key, step_class(item.step)) for item in plan.items] == [
        ("bron/autre", "Archive"), ("bron/comptes", "Blocked"),
    ]  # fmt: skip
    assert [orphan.key for orphan in plan.orphans] == ["bron/budget"]


@both_kinds
def test_a_renamed_folder_is_one_command(tmp_path: Path, name: CatalogName) -> None:
    folder = published(tmp_path, name, budget=PLAIN.format(title="Budget"), arbres=PLAIN.format(title="Arbres"))
    (tmp_path / "bron").rename(tmp_path / "bron-2")
    steps = folder.plan()
    assert {type(step).__name__ for step in steps.values()} == {"Blocked"}
    assert all("publisher rename bron bron-2 " in str(step.fix) for step in steps.values())  # type: ignore[union-attr]


@both_kinds
def test_the_line_that_the_message_asks_for_keeps_the_entry(tmp_path: Path, name: CatalogName) -> None:
    folder = published(tmp_path, name, budget=PLAIN.format(title="Budget"))
    (before,) = folder.entries(name)
    folder.remove("bron/budget.yml")
    folder.write("bron/comptes.yml", PLAIN.format(title="Budget") + "previously: [bron/budget]\n")
    folder.sync()
    (after,) = folder.entries(name)
    assert (after.id, after.name, after.content.state) == (before.id, before.name, State.PUBLISHED)
    assert folder.kinds() == {"bron/comptes": "Same"}
