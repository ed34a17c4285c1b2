"""A portal's edits in the text of a manifest: what comes, what stays, and what is left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from publisher.manifests.imported import Trial
from publisher.manifests.load import load
from publisher.model.change import ORDER, WHOLE, Change, Verdict
from publisher.model.change import Path as Field
from publisher.model.names import CatalogName, DatasetKey, ProducerId, ResourceId
from publisher.model.pulled import PortalEdit, Pulled
from publisher.model.values import Value
from publisher.sync.pulling import Puller
from tests.unit.builders import access

from .offline import CKAN, UDATA, catalog_of, fill

KEY = DatasetKey("bron/parcs")
HEAD = "title: T\ndescription: D\n"

BRON = ("fr:commune:69029", "fr:commune:69266")
THEMES = "parcs:\n  label: {fr: Parcs}\n  keywords: [Équipement public, été]\n"


@dataclass
class Bench:
    """A folder with one manifest, on which edits are tried; nothing is sent anywhere."""

    root: Path

    def pull(self, text: str, *edits: PortalEdit) -> Pulled:
        """The manifest with these edits."""
        (self.root / "bron" / "parcs.yml").write_text(text, encoding="utf-8")
        found = load(self.root, {}).manifests
        puller = Puller(
            manifests=found,
            catalogs={one.name: catalog_of(one) for one in found.catalogs},
            access={one.name: access(catalog=one.name, zones=frozenset(BRON)) for one in found.catalogs},
            trial=Trial(self.root, ProducerId("bron"), found.catalogs),
        )
        return puller.pull(KEY, text, edits)

    def brought(self, text: str, *edits: PortalEdit) -> str:
        """The text once all of these edits are in it."""
        found = self.pull(text, *edits)
        assert [str(one.why) for one in found.left] == []
        return found.after


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """The folder."""
    return Bench(fill(tmp_path, themes=THEMES))


def edit(catalog: CatalogName, field: str, before: Value, resource: str | None = None) -> PortalEdit:
    """An edit, with what the portal holds."""
    path = Field(field, ResourceId(resource) if resource else None)
    return PortalEdit(catalog, Change(path, Verdict.DRIFT, before, None))


# ---- resources


def lines(*ids: str, indent: str = "  ") -> str:
    """Resources, each on a line of its own."""
    return "".join(f"{indent}- {{id: {one}, title: {one}, url: https://example.org/{one}}}\n" for one in ids)


def test_a_resource_that_the_portal_has_not_yet_keeps_its_place(bench: Bench) -> None:
    text = f"{HEAD}resources:\n{lines('a', 'b')}  # le nouveau\n{lines('neuf')}"
    found = bench.brought(text, edit(CKAN, ORDER, ("b", "a")))
    assert found == f"{HEAD}resources:\n{lines('b', 'a')}  # le nouveau\n{lines('neuf')}"


def test_resources_of_one_catalogue_change_places_and_go(bench: Bench) -> None:
    text = HEAD + "catalogs:\n  grandlyon:\n    resources:\n"
    x, y = lines("x", indent=" " * 6), lines("y", indent=" " * 6)
    assert bench.brought(f"{text}{x}{y}", edit(CKAN, ORDER, ("y", "x"))) == f"{text}{y}{x}"
    assert bench.brought(f"{text}{x}{y}", edit(CKAN, WHOLE, None, "x")) == f"{text}{y}"


def test_a_file_is_not_left_behind(bench: Bench) -> None:
    (bench.root / "bron" / "a.csv").write_text("a;b\n", encoding="utf-8")
    text = HEAD + "resources:\n  - {id: csv, title: A, path: a.csv}\n"
    found = bench.pull(text, edit(CKAN, WHOLE, None, "csv"))
    assert (found.after, [one.why.text for one in found.left]) == (
        text, ["its file is in the producer's folder: remove the resource and the file by hand"],
    )  # fmt: skip


# ---- keywords and zones

KEYWORDS: list[tuple[str, str, tuple[str, ...], str]] = [
    ("[toilettes, tp]", "", ("piscine", "toilettes"), "keywords: [toilettes, tp, piscine]\n"),
    ("[hvd, toilettes]", "", ("piscine",), "keywords: [hvd, piscine]\n"),
    ("[toilettes]", "theme: parcs\n", ("equipement-public", "ete", "piscine", "toilettes"),
     "keywords: [toilettes, piscine]\n"),
    ("[Toilettes publiques]", "theme: parcs\n", ("equipement-public", "ete"), ""),
    ("[toilettes]", "", (), "clear: [keywords]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "theme", "held", "expected"), KEYWORDS)
def test_keywords_of_udata(bench: Bench, words: str, theme: str, held: tuple[str, ...], expected: str) -> None:
    found = bench.brought(f"{HEAD}{theme}keywords: {words}\n", edit(UDATA, "keywords", held or None))
    assert found == f"{HEAD}{theme}{expected}"


def test_keywords_for_one_catalogue_alone(bench: Bench) -> None:
    text = HEAD + "keywords: [Été chaud]\ncatalogs: {datagouv: {keywords: [neige]}}\n"
    found = bench.brought(text, edit(UDATA, "keywords", ("ete-chaud", "neige", "ski")))
    assert found == text.replace("[neige]", "[neige, ski]")


ZONES = f"{HEAD}spatial: {{zones: [fr:commune:69029, fr:commune:69266]}}\n"


def test_zones_that_ckan_has_no_place_for_stay(bench: Bench) -> None:
    found = bench.brought(ZONES, edit(CKAN, "spatial", ("fr:epci:200046977",)))
    assert found == f"{HEAD}spatial: {{zones: ['fr:epci:200046977', 'fr:commune:69266']}}\n"


def test_a_portal_does_not_empty_what_it_never_held(bench: Bench) -> None:
    found = bench.pull(ZONES, edit(CKAN, "spatial", None))
    assert found.after == ZONES
    assert len(found.left) == 1


def test_zones_of_udata_are_all_the_portals(bench: Bench) -> None:
    found = bench.brought(ZONES, edit(UDATA, "spatial", ("fr:commune:69029",)))
    assert found == f"{HEAD}spatial: {{zones: [fr:commune:69029]}}\n"
