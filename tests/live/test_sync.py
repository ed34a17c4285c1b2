"""What a sync publishes, and what a saved plan does."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from .independent_check import compare
from .portal import Json, extras_of, tags_of
from .udata_portal import UdataPortal
from .workshop import CATALOG, NOTHING_WAITS, PLAIN, WAITS, Workshop

REPOSITORY = Path(__file__).parents[2]

RICH: Json = {
    "title": "L'eau, l’été & « l'accès » — 100 % : 🚰 œuvre",
    "description": "Première ligne  \r\nDeuxième — l'été 🌞\r\n\r\n- a\n- b <b>&amp;</b>  \n",
    "theme": "toilettes",
    "keywords": ["l'eau", "l’été", "accessibilité", "Qualité de l'air (NO₂)", "a/b:c", "PMR", "100 %", "e\u0301cole"],
    "license": "Licence Ouverte 2.0",
    "frequency": "annuelle",
    "temporal": {"start": "2023-01-01", "end": "2026-12-31"},
    "spatial": {"zones": ["fr:commune:69029", "fr:commune:69266"]},
    "contact": {"name": "Service « SIG » – l'équipe", "email": "sig@example.org"},
    "hvd": "mobilité",
    "language": "fr",
    "issued": "2023-02-28",
    "landing_page": "https://example.org/page?a=1&b=%20#c",
    "extras": {"référence interne": "n° 1\r\nl'autre 🗂", "code": "01290", "oui": "no", "version_jeu": "1.10"},
    "resources": [
        {
            "id": "csv",
            "title": "Tableau — l'été (CSV) 🗺",
            "description": "Colonnes :\r\n- nom\r\n- adresse 📍  ",
            "url": "https://example.org/a%20b.csv?x=1&y=é",
            "type": "main",
            "format": "CSV",
            "mime": "text/csv",
            "schema": {"name": "scdl/equipements", "version": "0.1.5"},
        },
        {"id": "xls", "title": "Classeur", "url": "https://example.org/b.xls", "format": "Excel", "type": "other"},
        {"id": "shp", "title": "Contours", "url": "https://example.org/c.zip", "format": "Shapefile"},
        {"id": "notice", "title": "Notice", "url": "http://example.org/notice", "type": "documentation"},
        {"id": "wfs", "title": "WFS", "url": "https://example.org/wfs", "type": "api", "format": "wfs",
         "schema": {"url": "https://example.org/schema.json"}},
    ],
}  # fmt: skip


def test_a_rich_manifest_is_published_whole(workshop: Workshop) -> None:
    workshop.write(**RICH)
    workshop.write("simple")

    workshop.pending(WAITS).expect_words("2 to create")
    assert workshop.entries() == [], "a plan never writes"
    workshop.sync().expect_words("2 of 2 entries done")

    workshop.expect_settled(2)
    entry = workshop.show()
    words = ["l eau", "l été", "accessibilité", "Qualité de l air NO₂", "a b c", "PMR", "100", "école"]
    assert tags_of(entry) == sorted(words)
    assert extras_of(entry)["code"] == "01290"
    assert extras_of(entry)["oui"] == "no"
    workshop.sync().expect_words("Nothing to do")


def test_what_the_catalogue_cannot_hold_is_named(workshop: Workshop) -> None:
    workshop.write(**RICH)

    losses = workshop.step()["losses"]

    told = " ".join(loss["what"] for loss in losses)
    assert "l eau" in told
    assert "fr:commune:69266" in told
    workshop.sync()
    workshop.expect_settled(1)


def published(folder: Path, catalog: str) -> int:
    """How many manifests of a folder are published in a catalogue."""
    files = (file for file in folder.glob("*/*.yml") if file.name != "producer.yml")
    found = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    return len(
        [one for one in found if one["state"] == "published" and one.get("catalogs", {}).get(catalog) is not False]
    )


def test_the_manifests_of_this_repository(
    workshop: Workshop, udata: UdataPortal, udata_organization: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(workshop.manifests)
    shutil.copytree(REPOSITORY / "manifests", workshop.manifests)
    for file in workshop.manifests.rglob("*.yml"):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^repository: .*$", f"repository: {workshop.repository}", text)
        text = re.sub(r"(?m)^organization: .*$", f"organization: {{grandlyon: {workshop.organization}}}", text)
        if file.parent != workshop.manifests and file.name != "producer.yml":
            text += f"slug: {file.stem}-{file.parent.name}-{workshop.repository}\n"  # names are unique on a portal
        file.write_text(text, encoding="utf-8")
    env = {
        "PUBLISHER_GRANDLYON_URL": workshop.portal.url,
        "PUBLISHER_GRANDLYON_MODE": "manage",
        "PUBLISHER_GRANDLYON_TOKEN": workshop.token,
        "PUBLISHER_DATAGOUV_URL": udata.url,
        "PUBLISHER_DATAGOUV_MODE": "manage",
        "PUBLISHER_DATAGOUV_TOKEN": udata.token,
        "PUBLISHER_DATAGOUV_ORGANIZATION": udata_organization,
    }

    workshop.run("sync", "--yes", env=env).expect_exit(0)

    assert len(workshop.entries()) == published(workshop.manifests, "grandlyon") > 0
    assert len(udata.live(udata_organization)) == published(workshop.manifests, "datagouv") > 0
    assert workshop.differences("grandlyon") == []
    ckan = {"link_token": workshop.token, "link_url": workshop.portal.url}
    monkeypatch.setenv("PUBLISHER_DATAGOUV_ORGANIZATION", udata_organization)
    assert compare(workshop.manifests, "datagouv", udata.url, udata.token, kind="udata", **ckan).differences == []
    workshop.run("plan", "--exit-code", env=env).expect_exit(NOTHING_WAITS)


@pytest.mark.parametrize("mode", ["observe", "adopt"])
def test_only_the_mode_manage_writes(workshop: Workshop, mode: str) -> None:
    workshop.write()
    workshop.settings = {"mode": mode}
    workshop.furnish()

    workshop.sync(code=3).expect_words("mode: manage", "catalogs.yml")

    assert workshop.entries() == []
    workshop.pending(WAITS)


def test_without_a_terminal_a_sync_wants_yes(workshop: Workshop) -> None:
    workshop.write()

    workshop.run("sync").expect_exit(64).expect_words("--yes")

    assert workshop.entries() == []
    workshop.pending(WAITS)


def test_a_selection_is_synced_alone(workshop: Workshop) -> None:
    workshop.write()
    workshop.write("autre", title="Autre jeu")

    workshop.sync(workshop.key("autre"))

    assert [entry["name"] for entry in workshop.entries()] == [workshop.name("autre")]
    workshop.pending(NOTHING_WAITS, workshop.key("autre"))
    workshop.pending(WAITS)


def test_an_invalid_manifest_stops_what_was_selected(workshop: Workshop) -> None:
    workshop.write()
    workshop.write("faux", title="Autre jeu", license="lov22")

    workshop.sync(code=1).expect_words(f"{workshop.producer}/faux.yml:6", "lov2")
    assert workshop.entries() == []

    workshop.sync(workshop.key("toilettes"))
    assert len(workshop.entries()) == 1
    workshop.pending(NOTHING_WAITS, workshop.key("toilettes"))


def test_the_result_as_data(workshop: Workshop) -> None:
    workshop.write_many(2)

    result = workshop.sync("--format", "json").document

    assert result["format_version"] == 1
    assert [one["result"] for one in result["outcomes"]] == ["done", "done"]
    assert {one["address"] for one in result["outcomes"]} == {
        f"{workshop.portal.url}/dataset/{entry['name']}" for entry in workshop.entries()
    }
    workshop.expect_settled(2)


def test_a_catalogue_has_values_of_its_own(workshop: Workshop) -> None:
    own = {"title": "Pour le portail", "keywords": ["en plus"], "resources": PLAIN["resources"][:1]}
    workshop.write(catalogs={CATALOG: own})
    workshop.write("ailleurs", title="Publié ailleurs", catalogs={CATALOG: False})

    workshop.sync()

    assert workshop.show()["title"] == "Pour le portail"
    workshop.expect_settled(1)


def test_a_long_name_is_cut(workshop: Workshop) -> None:
    workshop.write("x" * 120)
    workshop.write("x" * 121, title="Un autre")

    workshop.sync()

    assert [len(entry["name"]) for entry in workshop.entries()] == [100, 100]
    workshop.expect_settled(2)


def test_an_organization_may_be_named_by_its_id(workshop: Workshop) -> None:
    workshop.write()
    workshop.employ(workshop.producer, workshop.portal.call("organization_show", id=workshop.organization)["id"])

    workshop.sync()

    workshop.pending(NOTHING_WAITS)
    assert len(workshop.entries()) == 1


def test_a_dataset_may_have_no_resources(workshop: Workshop) -> None:
    resources: list[Json]
    for resources in ([], PLAIN["resources"], []):
        workshop.write(resources=resources)
        workshop.sync()
        workshop.expect_settled(1)


# ---- a saved plan


def decided(workshop: Workshop, flag: str) -> None:
    """A folder and a portal where only a person's choice makes a plan write."""
    name = workshop.write()
    workshop.write("autre", title="Autre jeu")
    workshop.sync()
    if flag == "--prune":
        workshop.remove()
        return
    workshop.portal.patch(name, title="Titre du portail")
    if flag == "--on-conflict":
        workshop.write(title="Titre du manifeste")


FLAGS = [("--drift", "revert"), ("--on-conflict", "manifest"), ("--prune",)]


@pytest.mark.parametrize("flags", FLAGS)
def test_a_saved_plan_keeps_the_choices_it_was_made_with(workshop: Workshop, flags: tuple[str, ...]) -> None:
    decided(workshop, flags[0])
    assert workshop.plan("--out", "plan.json", *flags)["pending"]

    workshop.run("apply", "plan.json", "--yes").expect_exit(0)

    workshop.pending(NOTHING_WAITS, *flags)
    assert workshop.show()["title"] != "Titre du portail"
    assert workshop.show()["private"] is (flags == ("--prune",))


@pytest.mark.parametrize("flags", FLAGS)
def test_the_command_that_a_plan_gives_does_what_it_says(workshop: Workshop, flags: tuple[str, ...]) -> None:
    decided(workshop, flags[0])
    told = re.search(r"To do this: +publisher (sync.*)", workshop.pending(WAITS, *flags).out)
    assert told is not None

    workshop.run(*told[1].split(), "--yes").expect_exit(0)

    workshop.pending(NOTHING_WAITS, *flags)


def test_a_saved_plan_is_carried_out(workshop: Workshop) -> None:
    workshop.write()
    workshop.write("autre", title="Autre jeu")
    workshop.run("plan", "--out", "plan.json").expect_exit(0).expect_words("publisher apply plan.json")

    workshop.run("apply", "plan.json", "--yes").expect_exit(0)

    workshop.expect_settled(2)


def test_a_saved_plan_does_nothing_else(workshop: Workshop) -> None:
    workshop.write()
    workshop.run("plan", "--out", "plan.json").expect_exit(0)
    workshop.write("autre", title="Autre jeu")

    workshop.run("apply", "plan.json", "--yes").expect_exit(0)

    assert [entry["name"] for entry in workshop.entries()] == [workshop.name("toilettes")]
    workshop.pending(WAITS)


def test_a_manifest_that_moved_holds_its_step_back(workshop: Workshop) -> None:
    workshop.write()
    workshop.write("autre", title="Autre jeu")
    workshop.run("plan", "--out", "plan.json").expect_exit(0)
    workshop.write(title="Toilettes et douches")

    workshop.run("apply", "plan.json", "--yes").expect_exit(3).expect_words(workshop.key("toilettes"), "publisher plan")

    assert [entry["name"] for entry in workshop.entries()] == [workshop.name("autre")]
    workshop.pending(WAITS)


def test_an_entry_that_moved_holds_its_step_back(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.write(title="Toilettes et douches")
    workshop.run("plan", "--out", "plan.json").expect_exit(0)
    before = workshop.portal.patch(name, notes="Texte du portail")

    workshop.run("apply", "plan.json", "--yes").expect_exit(3).expect_words("moved since")

    assert workshop.show() == before
    workshop.pending(WAITS)


def test_a_plan_that_is_done_has_nothing_left_to_do(workshop: Workshop) -> None:
    workshop.write()
    workshop.run("plan", "--out", "plan.json").expect_exit(0)
    workshop.run("apply", "plan.json", "--yes").expect_exit(0)
    before = workshop.show()

    workshop.run("apply", "plan.json", "--yes").expect_exit(0)

    assert workshop.show() == before
    workshop.pending(NOTHING_WAITS)


def test_a_file_that_is_no_plan_is_refused(workshop: Workshop) -> None:
    workshop.write()
    (workshop.root / "plan.json").write_text('{"steps": 3}', encoding="utf-8")

    workshop.run("apply", "plan.json", "--yes").expect_exit(64).expect_words("plan.json", "publisher plan --out")
    workshop.run("apply", "absent.json", "--yes").expect_exit(64).expect_words("absent.json")

    assert workshop.entries() == []
    workshop.pending(WAITS)
