"""`publisher validate`: the output for an author."""

import json
import re
from typing import Any

import pytest

from publisher import locale
from publisher.locale import Language

from .conftest import CATALOGS, DATASET, Shell, dataset_of


def test_good_manifests_are_counted(shell: Shell) -> None:
    ran = shell("validate")

    assert (ran.code, ran.out, ran.err) == (0, "1 manifest is valid.\n", "")


def test_a_mistake_is_shown_with_its_line_and_the_remedy(shell: Shell) -> None:
    shell.write("bron/parcs.yml", DATASET + "license: LO2\n")
    ran = shell("validate")

    assert ran.code == 1
    assert ran.err == ""
    assert ran.out == (
        "manifests/bron/parcs.yml:5:10  PUB201 error\n"
        "    license: LO2\n"
        "             ^^^\n"
        "    Unknown licence.\n"
        "    Did you mean “lov2” (Licence Ouverte 2.0)?\n"
        "\n"
        "To have corrected what is sure:  publisher validate --fix\n"
        "Why, with an example:  publisher explain PUB201\n"
        "1 file to correct, 1 valid manifest: 1 error. Nothing has been published.\n"
    )


def test_a_manifest_with_an_error_found_between_manifests_is_not_counted_as_valid(shell: Shell) -> None:
    shell.write("bron/parcs.yml", dataset_of("Parcs") + "slug: meme\n")
    shell.write("bron/squares.yml", dataset_of("Squares") + "slug: meme\n")
    ran = shell("validate")

    assert ran.code == 1
    assert "valid manifest" in ran.out.splitlines()[-1]
    good = int(re.findall(r"(\d+) valid manifest", ran.out)[0])
    bad = int(re.findall(r"(\d+) files? to correct", ran.out)[0])
    assert good + bad == 3


@pytest.mark.usefixtures("in_french")
def test_an_author_reads_french(shell: Shell) -> None:
    shell.write("bron/parcs.yml", DATASET + "license: LO2\n")

    assert shell("validate").out.splitlines()[3:] == [
        "    Licence inconnue.",
        "    Vouliez-vous dire «\u00a0lov2\u00a0» (Licence Ouverte 2.0)\u00a0?",
        "",
        "Pour que le programme corrige ce qui est sûr\u00a0:  publisher validate --fix",
        "Pourquoi, avec un exemple\u00a0:  publisher explain PUB201",
        "1 fichier à corriger, 1 manifeste valide\u00a0: 1 erreur. Rien n'a été publié.",
    ]


def test_json_says_the_same_and_its_version(shell: Shell) -> None:
    shell.write("bron/parcs.yml", DATASET + "license: LO2\n")
    ran = shell("validate", "--format", "json")

    assert ran.code == 1
    assert json.loads(ran.out) == {
        "format_version": 1,
        "findings": [
            {
                "rule": "PUB201", "severity": "error", "file": "manifests/bron/parcs.yml", "line": 5, "column": 10,
                "what": "unknown licence", "fix": "Did you mean “lov2” (Licence Ouverte 2.0)?",
            }
        ],
        "accepted": [],
        "valid": 1,
    }  # fmt: skip


def test_json_of_good_manifests_has_no_findings(shell: Shell) -> None:
    assert json.loads(shell("validate", "--format", "json").out) == {
        "format_version": 1,
        "findings": [],
        "accepted": [],
        "valid": 1,
    }


@pytest.mark.parametrize("content", ["catalogs: [\n", CATALOGS.replace("ckan", "cakn"), "repository: r\n"])
def test_json_stays_json_when_the_catalogues_cannot_be_read(shell: Shell, content: str) -> None:
    shell.write("catalogs.yml", content)
    ran = shell("validate", "--format", "json")

    assert ran.code == 1
    document = json.loads(ran.out)
    assert document["format_version"] == 1
    assert {finding["file"] for finding in document["findings"]} == {"manifests/catalogs.yml"}


def test_an_unknown_kind_of_catalogue_is_reported_with_its_position(shell: Shell) -> None:
    shell.write("catalogs.yml", CATALOGS.replace("kind: ckan", "kind: cakn"))
    ran = shell("validate")

    assert ran.code == 1
    assert "PUB216 error" in ran.err + ran.out
    assert "Unknown kind of catalogue “cakn”." in ran.err + ran.out
    assert "Allowed kinds: ckan" in ran.err + ran.out
    assert "manifests/catalogs.yml:4:" in ran.err + ran.out


@pytest.mark.parametrize(
    ("written", "secret"),
    [("PUBLISHER_TOKEN", "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0"), ("https://data", "https://robot:motdepasse@data")],
    ids=["token", "password"],
)
def test_a_secret_written_into_a_file_is_not_printed(shell: Shell, written: str, secret: str) -> None:
    """The value would be printed in the public log of a workflow."""
    shell.write("catalogs.yml", CATALOGS.replace(written, secret))
    ran = shell("validate")

    assert ran.code == 1
    assert "manifests/catalogs.yml:" in ran.out + ran.err
    assert secret not in ran.out + ran.err
    assert "motdepasse" not in ran.out + ran.err


def test_a_value_that_the_catalogue_always_refuses_is_reported_too(shell: Shell) -> None:
    """Two rules of CKAN: reserved names (PUB301), and equal names (PUB302)."""
    shell.write("bron/a.yml", dataset_of("Arbres") + "slug: new\n")
    shell.write("bron/b.yml", dataset_of("Bancs") + "slug: pareil\n")
    shell.write("bron/c.yml", dataset_of("Cours") + "slug: pareil\nextras: {notes: x}\n")
    ran = shell("validate")

    assert ran.code == 1
    heads = [line for line in ran.out.splitlines() if "  PUB" in line]
    assert [line.split()[1] for line in heads] == ["PUB301", "PUB302", "PUB303"]
    assert "    The name “new” is reserved by CKAN." in ran.out
    assert "    Same CKAN name “pareil” as bron/b." in ran.out
    assert "    The extra “notes” has the name of a CKAN field." in ran.out


def test_an_unknown_organization_name_rule_is_left_to_the_catalogue(shell: Shell) -> None:
    """PUB304 needs a reply of the catalogue, but `validate` makes no call; PUB305 (an extra's length) needs none."""
    shell.write("bron/long.yml", dataset_of("Longueurs") + "extras: {note: " + "é" * 40_000 + "}\n")
    ran = shell("validate")

    assert ran.code == 1
    assert [line.split()[1] for line in ran.out.splitlines() if "  PUB" in line] == ["PUB305"]


def test_json_differs_between_the_languages_in_its_texts_alone(shell: Shell, in_french: None) -> None:
    shell.write("bron/a.yml", "")
    shell.write("bron/b.yml", DATASET + "slug: new\nlicense: LO2\nhvd: mobilitée\nextras: {notes: x}\n")
    french = json.loads(shell("validate", "--format", "json").out)
    locale.use(Language.ENGLISH)
    english = json.loads(shell("validate", "--format", "json").out)

    assert texts_of(english) != texts_of(french)
    assert without_texts(english) == without_texts(french)
    assert len(english["findings"]) > 3


def texts_of(document: dict[str, Any]) -> list[str]:
    return [finding["what"] for finding in document["findings"]]


def without_texts(document: dict[str, Any]) -> dict[str, Any]:
    findings = [{**finding, "what": "", "fix": finding["fix"] and ""} for finding in document["findings"]]
    return {**document, "findings": findings}


# ---- the selection


@pytest.mark.parametrize(
    "selection", [["bron/wc"], ["bron/w*"], ["*/wc"], ["--exclude", "bron/parcs"], ["--exclude", "*/p*"]]
)
def test_a_mistake_elsewhere_does_not_concern_a_selection(shell: Shell, selection: list[str]) -> None:
    shell.write("bron/parcs.yml", DATASET + "license: LO2\n")
    ran = shell("validate", *selection)

    assert (ran.code, ran.out) == (0, "1 manifest is valid.\n")


@pytest.mark.parametrize("selection", [["lyon"], ["lyon/"], ["lyon/*"], ["--exclude", "bron"], ["--exclude", "bron/*"]])
def test_a_producer_that_is_not_selected_may_be_broken(shell: Shell, selection: list[str]) -> None:
    shell.write("lyon/producer.yml", "name: Lyon\norganization: {grandlyon: lyon}\nlicense: lov2\n")
    shell.write("lyon/wc.yml", DATASET)
    shell.write("bron/producer.yml", "name: Bron\nsiren: 1\n")
    ran = shell("validate", *selection)

    assert (ran.code, ran.out) == (0, "1 manifest is valid.\n")


@pytest.mark.parametrize("selection", [["bron"], ["bron/"], ["bron/parcs"], ["*"], []])
def test_a_mistake_in_the_selection_is_reported(shell: Shell, selection: list[str]) -> None:
    shell.write("bron/parcs.yml", DATASET + "license: LO2\n")

    assert shell("validate", *selection).code == 1


def test_a_mistake_that_all_share_concerns_every_selection(shell: Shell) -> None:
    shell.write("defaults.yml", "license: LO2\n")

    assert shell("validate", "bron/wc").code == 1


def test_the_folder_may_be_anywhere(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("manifests")

    assert shell("validate", "--manifests", ".").code == 0
    assert shell("validate").code == 1


def test_outside_a_repository_the_message_says_where_to_go(shell: Shell) -> None:
    ran = shell("validate", "--manifests", "nulle-part")

    assert ran.code == 1
    assert ran.out == ""
    assert ran.err == (
        "nulle-part/catalogs.yml:1:1  PUB107 error\n"
        "    There is no catalogs.yml here.\n"
        "    Go to the folder that contains manifests/, or give its path: --manifests DIR\n"
        "\n"
        "Why, with an example:  publisher explain PUB107\n"
        "Nothing has been published.\n"
    )
