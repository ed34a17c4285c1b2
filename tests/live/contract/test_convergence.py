"""After a sync, the catalogue holds what the manifest says, and nothing is pending."""

from __future__ import annotations

import pytest

from tests.live.contract.catalog_folder import CATALOG, CatalogFolder
from tests.live.contract.samples import SAMPLES
from tests.live.manifest_folder import NOTHING_WAITS, PLAIN, WAITS
from tests.live.portal import Json

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
    "contacts": [
        {"role": "Éditeur", "name": "Ville « d'ici »", "form": "https://example.org/ecrire?a=1&b=%20"},
        {"role": "auteur", "email": "sig@example.org"},
    ],
    "hvd": "mobilité",
    "language": "fr",
    "issued": "2023-02-28",
    "landing_page": "https://example.org/page?a=1&b=%20#c",
    "version": "1.10 (été)",
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

LOST: Json = {
    "keywords": ["toilettes", "l'eau", "ab", "???"],
    "spatial": {"zones": ["fr:commune:69029", "fr:commune:00000"]},
    "resources": [{**PLAIN["resources"][0], "schema": {"name": "personne/inconnu"}}],
}
LOSSES = {
    "ckan": {"keywords": ["l eau", "???"], "spatial": ["fr:commune:00000"]},
    "udata": {
        "keywords": ["ab", "???"],
        "spatial": ["fr:commune:00000"],
        "resources.csv.schema": ["personne/inconnu"],
    },
}
"""By kind, the fields that the catalogue cannot hold, and words of the plan about each."""


def test_a_rich_manifest_is_published_whole(folder: CatalogFolder) -> None:
    folder.write("riche", **RICH)
    folder.write("simple")

    folder.pending(WAITS).expect_words("2 to create")
    assert folder.backend.entries() == {}, "a plan never writes"
    folder.sync().expect_words("2 of 2 entries done")

    folder.expect_settled(2)
    entry = folder.read("riche")
    assert entry.keywords == folder.backend.traits.keywords(RICH["keywords"])
    assert (entry.extras["code"], entry.extras["oui"]) == ("01290", "no")
    assert folder.backend.is_public(entry.id)
    before = folder.backend.entries()
    folder.sync().expect_words("Nothing to do")
    assert folder.backend.entries() == before, "nothing to do writes nothing"


def test_what_the_catalogue_cannot_hold_is_named(folder: CatalogFolder) -> None:
    folder.write(**LOST)
    losses: dict[str, str] = {}
    for loss in folder.step()["losses"]:
        losses[loss["path"]] = losses.get(loss["path"], "") + loss["what"]

    expected = LOSSES[folder.backend.kind]
    assert losses.keys() == expected.keys()
    assert [word for path, words in expected.items() for word in words if word not in losses[path]] == [], losses
    folder.sync()
    assert {loss["path"] for loss in folder.step()["losses"]} == expected.keys(), "also when all is done"
    folder.pending(NOTHING_WAITS)


def test_every_field_empty_to_full_and_back(folder: CatalogFolder) -> None:
    samples = [sample for sample in SAMPLES if not sample.of_resource and not sample.needed]
    names = [sample.name for sample in samples]
    full: Json = {sample.name: sample.first for sample in samples if not sample.within}
    for sample in samples:
        if sample.within:
            full[sample.within] = {**full[sample.within], sample.name: sample.first}
    nothing: Json = dict.fromkeys(full)
    emptied: Json = {**nothing, "clear": names}
    bare = folder.published(**nothing)
    for fields in (full, emptied, full):
        folder.write(**fields)
        assert folder.changes() == dict.fromkeys(names, "change")
        folder.sync()
        folder.expect_settled(1)

    folder.write(**emptied)
    folder.sync()
    after = folder.read()
    assert {name: getattr(after, name) for name in names} == {name: getattr(bare, name) for name in names}


def test_blanks_and_line_ends_are_no_difference(folder: CatalogFolder) -> None:
    folder.published(title=" Toilettes  publiques ", description="Une ligne\r\nune autre  \r\n\r\nfin\r\n")
    folder.expect_settled(1)

    text = "Une ligne  \r\nune autre\r\n\r\nfin\n"
    folder.backend.edit(folder.key("toilettes"), title="Toilettes publiques ", description=text)

    assert folder.step()["step"] == "same"
    folder.expect_settled(1)


def test_extras_of_ours_beside_those_of_others(folder: CatalogFolder) -> None:
    folder.published(extras={"code": "1", "zone": "A"})
    folder.backend.edit(folder.key("toilettes"), extras={"outil:note": "x", "simple": " texte "})
    folder.pending(NOTHING_WAITS)

    folder.write(extras={"code": "01"}, clear=["extras.zone"], title="Autre titre")
    assert folder.changes() == {"title": "change", "extras.code": "change", "extras.zone": "change"}
    folder.sync()

    assert folder.read().extras == {"code": "01", "outil:note": "x", "simple": " texte "}
    folder.expect_settled(1)


def test_a_catalogue_has_values_of_its_own(folder: CatalogFolder) -> None:
    own = {"title": "Pour le portail", "keywords": ["en plus"], "resources": PLAIN["resources"][:1]}
    folder.write(catalogs={CATALOG: own})
    folder.write("ailleurs", title="Publié ailleurs", catalogs={CATALOG: False})

    folder.sync()

    assert folder.read().title == "Pour le portail"
    folder.expect_settled(1)


def test_a_dataset_that_is_not_for_this_catalogue_any_more_stays_until_pruned(folder: CatalogFolder) -> None:
    entry = folder.published()
    folder.write(catalogs={CATALOG: False})

    folder.pending(NOTHING_WAITS)
    folder.sync()

    assert folder.backend.read(entry.id) == entry


def test_two_datasets_with_one_title(folder: CatalogFolder) -> None:
    folder.write("a", title="Toilettes")
    folder.write("b", title="Toilettes")
    folder.sync()
    assert len({entry.name for entry in folder.backend.all()}) == 2
    folder.expect_settled(2)

    folder.write("b", title="Toilettes", description="Autre texte.")
    folder.sync()

    assert folder.read("b").description == "Autre texte."
    folder.expect_settled(2)


def test_an_organization_may_be_named_by_its_id(folder: CatalogFolder) -> None:
    folder.published()
    folder.write_producer(folder.producer, folder.backend.organization_id())

    folder.pending(NOTHING_WAITS)
    folder.write("autre", title="Autre jeu")
    folder.sync()

    folder.write_producer(folder.producer, folder.backend.organization)
    folder.expect_settled(2)


# ---- what a sync needs


@pytest.mark.parametrize("mode", ["observe", "adopt"])
def test_only_the_mode_manage_writes(folder: CatalogFolder, mode: str) -> None:
    folder.write()
    folder.settings = {"mode": mode}
    folder.write_settings()

    folder.sync(code=3).expect_words("mode: manage", "catalogs.yml")

    assert folder.backend.entries() == {}
    folder.pending(WAITS)


def test_without_a_terminal_a_sync_wants_yes(folder: CatalogFolder) -> None:
    folder.write()

    folder.run("sync").expect_exit(64).expect_words("--yes")

    assert folder.backend.entries() == {}
    folder.pending(WAITS)


def test_a_selection_is_synced_alone(folder: CatalogFolder) -> None:
    folder.write()
    folder.write("autre", title="Autre jeu")

    folder.sync(folder.key("autre"))

    assert [entry.title for entry in folder.backend.all()] == ["Autre jeu"]
    folder.pending(NOTHING_WAITS, folder.key("autre"))
    folder.pending(WAITS)
    folder.sync("*/toilettes")
    folder.expect_settled(2)


def test_an_invalid_manifest_stops_what_was_selected(folder: CatalogFolder) -> None:
    folder.write()
    folder.write("faux", title="Autre jeu", license="lov22")

    folder.sync(code=1).expect_words(f"{folder.producer}/faux.yml:6", "lov2")
    assert folder.backend.entries() == {}

    folder.sync(folder.key("toilettes"))
    assert len(folder.backend.all()) == 1
    folder.pending(NOTHING_WAITS, folder.key("toilettes"))


def test_the_result_as_data(folder: CatalogFolder) -> None:
    folder.write_many(2)

    result = folder.sync("--format", "json").document

    assert result["format_version"] == 1
    assert [outcome["result"] for outcome in result["outcomes"]] == ["done", "done"]
    ends = {outcome["address"].rstrip("/").rpartition("/")[2] for outcome in result["outcomes"]}
    assert ends == {entry.name for entry in folder.backend.all()}
    folder.expect_settled(2)
