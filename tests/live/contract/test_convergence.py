"""What a manifest says is what the catalogue holds, and then nothing is left to do."""

from __future__ import annotations

import pytest

from tests.live.contract.place import CATALOG, Place
from tests.live.contract.samples import SAMPLES
from tests.live.portal import Json
from tests.live.workshop import NOTHING_WAITS, PLAIN, WAITS

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
"""By kind, what of it the catalogue cannot hold, and words that the plan says of it."""


def test_a_rich_manifest_is_published_whole(place: Place) -> None:
    place.write("riche", **RICH)
    place.write("simple")

    place.pending(WAITS).expect_words("2 to create")
    assert place.backend.entries() == {}, "a plan never writes"
    place.sync().expect_words("2 of 2 entries done")

    place.expect_settled(2)
    entry = place.read("riche")
    assert entry.keywords == place.backend.expects.keywords(RICH["keywords"])
    assert (entry.extras["code"], entry.extras["oui"]) == ("01290", "no")
    assert place.backend.is_public(entry.id)
    before = place.backend.entries()
    place.sync().expect_words("Nothing to do")
    assert place.backend.entries() == before, "nothing to do writes nothing"


def test_what_the_catalogue_cannot_hold_is_named(place: Place) -> None:
    place.write(**LOST)
    losses: dict[str, str] = {}
    for loss in place.step()["losses"]:
        losses[loss["path"]] = losses.get(loss["path"], "") + loss["what"]

    expected = LOSSES[place.backend.kind]
    assert losses.keys() == expected.keys()
    assert [word for path, words in expected.items() for word in words if word not in losses[path]] == [], losses
    place.sync()
    assert {loss["path"] for loss in place.step()["losses"]} == expected.keys(), "also when all is done"
    place.pending(NOTHING_WAITS)


def test_every_field_empty_to_full_and_back(place: Place) -> None:
    full: Json = {sample.name: sample.first for sample in SAMPLES if not sample.of_resource and not sample.needed}
    nothing: Json = dict.fromkeys(full)
    emptied: Json = {**nothing, "clear": list(full)}
    bare = place.published(**nothing)
    for fields in (full, emptied, full):
        place.write(**fields)
        assert place.changes() == dict.fromkeys(full, "change")
        place.sync()
        place.expect_settled(1)

    place.write(**emptied)
    place.sync()
    after = place.read()
    assert {name: getattr(after, name) for name in full} == {name: getattr(bare, name) for name in full}


def test_blanks_and_line_ends_are_no_difference(place: Place) -> None:
    place.published(title=" Toilettes  publiques ", description="Une ligne\r\nune autre  \r\n\r\nfin\r\n")
    place.expect_settled(1)

    text = "Une ligne  \r\nune autre\r\n\r\nfin\n"
    place.backend.edit(place.key("toilettes"), title="Toilettes publiques ", description=text)

    assert place.step()["step"] == "same"
    place.expect_settled(1)


def test_extras_of_ours_beside_those_of_others(place: Place) -> None:
    place.published(extras={"code": "1", "zone": "A"})
    place.backend.edit(place.key("toilettes"), extras={"outil:note": "x", "simple": " texte "})
    place.pending(NOTHING_WAITS)

    place.write(extras={"code": "01"}, clear=["extras.zone"], title="Autre titre")
    assert place.changes() == {"title": "change", "extras.code": "change", "extras.zone": "change"}
    place.sync()

    assert place.read().extras == {"code": "01", "outil:note": "x", "simple": " texte "}
    place.expect_settled(1)


def test_a_catalogue_has_values_of_its_own(place: Place) -> None:
    own = {"title": "Pour le portail", "keywords": ["en plus"], "resources": PLAIN["resources"][:1]}
    place.write(catalogs={CATALOG: own})
    place.write("ailleurs", title="Publié ailleurs", catalogs={CATALOG: False})

    place.sync()

    assert place.read().title == "Pour le portail"
    place.expect_settled(1)


def test_a_dataset_that_is_not_for_this_catalogue_any_more_stays_until_pruned(place: Place) -> None:
    entry = place.published()
    place.write(catalogs={CATALOG: False})

    place.pending(NOTHING_WAITS)
    place.sync()

    assert place.backend.read(entry.id) == entry


def test_two_datasets_with_one_title(place: Place) -> None:
    place.write("a", title="Toilettes")
    place.write("b", title="Toilettes")
    place.sync()
    assert len({entry.name for entry in place.backend.all()}) == 2
    place.expect_settled(2)

    place.write("b", title="Toilettes", description="Autre texte.")
    place.sync()

    assert place.read("b").description == "Autre texte."
    place.expect_settled(2)


def test_an_organization_may_be_named_by_its_id(place: Place) -> None:
    place.published()
    place.employ(place.producer, place.backend.organization_id())

    place.pending(NOTHING_WAITS)
    place.write("autre", title="Autre jeu")
    place.sync()

    place.employ(place.producer, place.backend.organization)
    place.expect_settled(2)


# ---- what a sync needs


@pytest.mark.parametrize("mode", ["observe", "adopt"])
def test_only_the_mode_manage_writes(place: Place, mode: str) -> None:
    place.write()
    place.settings = {"mode": mode}
    place.furnish()

    place.sync(code=3).expect_words("mode: manage", "catalogs.yml")

    assert place.backend.entries() == {}
    place.pending(WAITS)


def test_without_a_terminal_a_sync_wants_yes(place: Place) -> None:
    place.write()

    place.run("sync").expect_exit(64).expect_words("--yes")

    assert place.backend.entries() == {}
    place.pending(WAITS)


def test_a_selection_is_synced_alone(place: Place) -> None:
    place.write()
    place.write("autre", title="Autre jeu")

    place.sync(place.key("autre"))

    assert [entry.title for entry in place.backend.all()] == ["Autre jeu"]
    place.pending(NOTHING_WAITS, place.key("autre"))
    place.pending(WAITS)
    place.sync("*/toilettes")
    place.expect_settled(2)


def test_an_invalid_manifest_stops_what_was_selected(place: Place) -> None:
    place.write()
    place.write("faux", title="Autre jeu", license="lov22")

    place.sync(code=1).expect_words(f"{place.producer}/faux.yml:6", "lov2")
    assert place.backend.entries() == {}

    place.sync(place.key("toilettes"))
    assert len(place.backend.all()) == 1
    place.pending(NOTHING_WAITS, place.key("toilettes"))


def test_the_result_as_data(place: Place) -> None:
    place.write_many(2)

    result = place.sync("--format", "json").document

    assert result["format_version"] == 1
    assert [outcome["result"] for outcome in result["outcomes"]] == ["done", "done"]
    ends = {outcome["address"].rstrip("/").rpartition("/")[2] for outcome in result["outcomes"]}
    assert ends == {entry.name for entry in place.backend.all()}
    place.expect_settled(2)
