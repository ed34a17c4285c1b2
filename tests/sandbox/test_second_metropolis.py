"""Another territory, with its own themes, catalogues and names, is published by the same program."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from publisher.manifests.load_folder import load

from .conftest import ROOT, ManifestFolder


def test_it_is_published_and_then_nothing_waits(valmere: ManifestFolder) -> None:
    sync_result = valmere("sync", "--sandbox", "--yes")
    assert "✔ 9 of 9 entries done" in sync_result.out

    plan_result = valmere("plan", "--sandbox", "--exit-code", "--format", "json")
    plan = json.loads(plan_result.out)
    assert plan["pending"] is False
    assert {step["step"] for step in plan["steps"]} == {"same"}
    assert len(plan["steps"]) == 12


def test_its_matrix_has_its_own_words(valmere: ManifestFolder) -> None:
    valmere("sync", "--sandbox", "--yes")

    lines = valmere("status", "--matrix", "--sandbox", lang="fr").out.splitlines()

    assert [line.split() for line in lines[:4]] == [
        ["1", "2", "3"],
        ["Agglomération", "de", "Valmère", "···", "✔✔✔", "○○○"],
        ["Pontvieux", "✔✔✔", "···", "···"],
        ["Rocheclaire", "✔✔✔", "···", "···"],
    ]
    assert lines[5] == "   1  Bibliothèques"


@cache
def words_of_this_territory() -> list[str]:
    """Return the names, folders, codes and addresses of this repository's manifests."""
    manifests = load(ROOT / "manifests", {}).manifests
    names = [name for producer in manifests.producers.values() for name in (producer.id, producer.name)]
    codes = re.findall(r'(?:siren|insee|siret): "(\w+)"', producers_text())
    hosts = re.findall(r"https?://([\w.-]+)", (ROOT / "manifests" / "catalogs.yml").read_text(encoding="utf-8"))
    own_hosts = [host for host in hosts if not host.endswith(("data.gouv.fr", "example.org"))]
    return sorted({*names, *codes, *own_hosts, manifests.repository, "grandlyon", "grand-lyon", "toodego", "lyon"})


def producers_text() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "manifests").glob("*/producer.yml"))


INVENTED_ZONES = {"fr:commune:12345", "fr:commune:12346"}
"""Of the examples of help pages: no commune has these codes."""


def program_files() -> list[Path]:
    suffixes = {".py", ".po", ".html", ".css", ".yml", ".json"}
    return sorted(path for path in (ROOT / "publisher").rglob("*") if path.suffix in suffixes)


def test_the_list_of_words_is_one() -> None:
    words = words_of_this_territory()

    assert len(words) > 40
    assert {"bron", "Bron", "69029", "216900290", "data.grandlyon.com"} <= set(words)


@pytest.mark.parametrize("path", program_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_program_knows_no_territory(path: Path) -> None:
    """Names, codes and addresses are data, in manifests/; only whole words count."""
    text = path.read_text(encoding="utf-8")
    pattern = r"(?<![\w-])(?:" + "|".join(re.escape(word) for word in words_of_this_territory()) + r")(?![\w-])"

    assert re.findall(pattern, text, re.IGNORECASE) == []
    zones = set(re.findall(r"\bfr:(?:commune|epci|departement|region):\d\w*", text))
    assert zones <= INVENTED_ZONES
