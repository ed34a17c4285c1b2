"""The marker of an entry: small on its page, of any size in the catalogue, and understood between versions."""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.samples import changed_paths
from tests.live.independent_base import WHOLE, describe_base
from tests.live.manifest_folder import NOTHING_WAITS, PERSON_DECIDES

RECORDED = Path(__file__).parents[2] / "unit" / "model" / "data" / "bases_version_1.json"
NEWER = "3;1;AbCdEfGhIjK;what no version up to now can read"
CODE = {"code": "1"}


def version_1(folder: CatalogFolder, ids: list[str]) -> str:
    """Return the base that version 1 wrote for the plain manifest with `CODE`, with the ids of these resources."""
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    base = json.loads(recorded[f"{folder.backend.kind}: addresses"]["publisher_base"])
    for part, remote_id in zip(base["r"], ids, strict=True):
        part["r"] = remote_id
    return json.dumps(base, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def bases(folder: CatalogFolder) -> dict[str, str]:
    """Return the extras that hold the base of the plain manifest's entry."""
    return {name: value for name, value in folder.read().marker.items() if name.startswith("publisher_base")}


# ---- versions that take turns


def test_an_entry_of_version_1_is_settled_and_brought_over_by_its_next_change(folder: CatalogFolder) -> None:
    entry = folder.published(extras=CODE)
    former = version_1(folder, entry.ids)
    folder.backend.edit(entry.id, extras={"publisher_base": former})

    folder.pending(NOTHING_WAITS)
    folder.sync()
    assert bases(folder) == {"publisher_base": former}, "no write only for that"

    folder.write(extras=CODE, description="Autre texte.")
    assert folder.changes() == {"description": "change"}
    folder.sync()

    assert changed_paths(entry, folder.read()) == {"description"}
    assert describe_base(folder.read().marker) == WHOLE
    folder.expect_settled(1)


def test_an_edit_of_the_portal_under_version_1_is_drift_and_no_takeover(folder: CatalogFolder) -> None:
    entry = folder.published(extras=CODE)
    former = version_1(folder, entry.ids)
    folder.backend.edit(entry.id, extras={"publisher_base": former}, description="Texte du portail.")
    folder.backend.edit_resource(entry.id, entry.ids[0], title="Du portail")

    assert folder.changes() == {"description": "drift", "resources.csv.title": "drift"}
    folder.sync("--drift", "revert")
    assert changed_paths(entry, folder.read()) == set()
    folder.expect_settled(1)


def test_version_1_may_write_over_version_2_and_back(folder: CatalogFolder) -> None:
    """An older program leaves parts that it does not know, as it leaves the extras of others."""
    entry = folder.published(extras=CODE)
    former = version_1(folder, entry.ids)
    for title in ("Titre 1", "Titre 2"):
        folder.backend.edit(entry.id, extras={"publisher_base": former, "publisher_base_2": "rest", "outil": "x"})
        folder.pending(NOTHING_WAITS)

        folder.write(extras=CODE, title=title)
        assert folder.changes() == {"title": "change"}
        folder.sync()
        assert list(bases(folder)) == ["publisher_base"]
        assert folder.read().extras == {**CODE, "outil": "x"}
        folder.expect_settled(1)

        folder.write(extras=CODE)
        folder.sync()


@pytest.mark.parametrize("fields", [{}, {"title": "Autre titre"}, {"state": "archived"}])
def test_an_entry_to_which_a_newer_version_has_written_is_left_alone(
    folder: CatalogFolder, fields: dict[str, Any]
) -> None:
    entry = folder.published()
    folder.backend.edit(entry.id, extras={"publisher_base": NEWER})
    before = folder.backend.entries()
    key = folder.write(**fields)

    step = folder.step()
    assert (step["step"], step["why"]) == ("blocked", "newer-marker")
    words = ("its marker is of version 3, and this one reads versions up to 2", "Update publisher")
    folder.pending(PERSON_DECIDES).expect_words(*words)
    folder.run("sync", "--yes", "--drift", "revert", "--on-conflict", "manifest").expect_exit(3).expect_words(*words)
    folder.run("status").expect_exit(0).expect_words(*words)
    folder.run("adopt", key, "--yes").expect_exit(3).expect_words(*words)
    folder.run("pull", key, "--yes").expect_exit(3).expect_words(*words)

    assert folder.backend.entries() == before


def test_an_orphan_to_which_a_newer_version_has_written_is_neither_hidden_nor_let_go(folder: CatalogFolder) -> None:
    entry = folder.published()
    folder.published("autre", title="Autre", resources=None)
    folder.backend.edit(entry.id, extras={"publisher_base": NEWER})
    folder.remove()
    before = folder.backend.entries()

    for arguments in (("sync", "--yes"), ("sync", "--yes", "--prune"), ("release", folder.key("toilettes"), "--yes")):
        folder.run(*arguments).expect_exit(3).expect_words("its marker is of version 3", "Update publisher")
    folder.run("status").expect_exit(0).expect_words("its marker is of version 3", "Update publisher")

    assert folder.backend.entries() == before


def test_what_to_do_about_a_newer_version_is_said_in_french(folder: CatalogFolder) -> None:
    entry = folder.published()
    folder.backend.edit(entry.id, extras={"publisher_base": NEWER})

    shown = folder.run("plan", lang="fr").expect_exit(0)

    shown.expect_words("écrite par une version plus récente de publisher", "Mettez publisher à jour")


# ---- parts


@pytest.mark.parametrize("harm", ["missing", "of another write"])
def test_a_base_of_which_a_part_is_lost_is_no_base(folder: CatalogFolder, harm: str) -> None:
    """Never a wrong one: an edit of the portal is shown as such, and no resource is doubled."""
    entry = folder.published()
    whole = bases(folder)["publisher_base"]
    head, rest = whole[: len(whole) // 2].replace("2;1;", "2;2;", 1), whole[len(whole) // 2 :]
    parts = {"publisher_base": head, "publisher_base_2": rest if harm == "missing" else f"{rest}a"}
    if harm == "missing":
        del parts["publisher_base_2"]
    folder.backend.edit(entry.id, extras=parts, title="Titre du portail")

    assert folder.changes() == {"title": "takeover"}
    folder.sync()

    assert changed_paths(entry, folder.read()) == set()
    assert bases(folder) == {"publisher_base": whole}
    folder.expect_settled(1)


# ---- the page of an entry


def test_doctor_says_by_which_setting_the_marker_is_hidden_where_visitors_see_it(folder: CatalogFolder) -> None:
    entry = folder.published()
    seen = False
    if folder.backend.kind == "ckan":
        with urllib.request.urlopen(f"{folder.backend.url}/dataset/{entry.name}") as page:
            seen = b"publisher_repository" in page.read()

    told = folder.run("doctor").expect_exit(0).output

    assert ("package_hide_extras = publisher_repository publisher_key publisher_base publisher_base_2" in told) is seen


# ---- many resources


MANY = {"ckan": 800, "udata": 350}
"""Resources of one entry, as many as take some fifteen seconds on each server; `PUBLISHER_MANY=1000` is the most."""


def many(count: int) -> list[dict[str, str]]:
    """Return this many resources of a manifest."""
    return [
        {"id": f"releve-{n:04}", "title": f"Relevé {n}", "url": f"https://example.org/{n}.csv", "format": "csv"}
        for n in range(count)
    ]


def test_many_resources_in_one_entry(folder: CatalogFolder) -> None:
    """Created, synced again with nothing to do, one edited, all but one removed."""
    count = int(os.environ.get("PUBLISHER_MANY", "0")) or MANY[folder.backend.kind]
    resources = many(count)
    entry = folder.published(resources=resources)
    assert len(entry.ids) == count
    assert describe_base(entry.marker) == WHOLE
    assert folder.backend.kind != "ckan" or max(map(len, entry.marker.values())) < 32_766, "its index takes no more"
    folder.pending(NOTHING_WAITS)

    folder.write(resources=[*resources[:-1], {**resources[-1], "title": "Le dernier"}])
    assert folder.changes() == {f"resources.releve-{count - 1:04}.title": "change"}
    folder.sync()
    assert folder.read().titles[-1] == "Le dernier"
    assert folder.read().ids == entry.ids

    folder.write(resources=resources[:1])
    folder.sync()
    assert list(bases(folder)) == ["publisher_base"]
    folder.expect_settled(1)
