"""Words, keywords, texts and titles: udata stores forms of its own, and no plan repeats for ever because of it."""

from __future__ import annotations

import json

from .counting import Relay
from .manifest_folder import NOTHING_WAITS, WAITS
from .two_catalogs import TwoCatalogFolder

PERIOD = {"start": "2023-01-01", "end": "2026-12-31"}


def without_odbl(content: bytes) -> bytes:
    """Return the list of licences without one of them."""
    return json.dumps([licence for licence in json.loads(content) if licence["id"] != "odc-odbl"]).encode()


def test_a_licence_that_the_catalogue_does_not_know_is_a_named_loss(
    udata_folder: TwoCatalogFolder, udata_folder_relay: Relay
) -> None:
    """udata would clear it silently: the present value stays."""
    udata_folder_relay.rewrites["GET datasets/licenses"] = without_odbl
    udata_folder.write(license="lov2")
    udata_folder.sync()

    udata_folder.write(license="odc-odbl", title="Autre titre")
    assert "odc-odbl" in udata_folder.losses()["license"]
    assert udata_folder.changes() == {"title": "change"}
    udata_folder.sync()

    assert udata_folder.show()["license"] == "lov2"
    udata_folder.pending(NOTHING_WAITS)


WORDS = {
    "annuelle": "annual", "Temps réel": "continuous", "semestrielle": "semiannual", "bimensuelle": "semimonthly",
    "quinzomadaire": "biweekly", "bimestrielle": "bimonthly", "inconnue": "unknown", "trimestrielle": "quarterly",
    "ponctuelle": "punctual", "Plusieurs fois par jour": "severalTimesADay",
}  # fmt: skip


def test_words_for_frequencies(udata_folder: TwoCatalogFolder) -> None:
    for number, word in enumerate(WORDS):
        udata_folder.write(f"jeu-{number}", title=f"Jeu {number}", frequency=word)
    udata_folder.sync()

    stored = {word: udata_folder.show(f"jeu-{number}")["frequency"] for number, word in enumerate(WORDS)}
    assert stored == WORDS
    udata_folder.pending(NOTHING_WAITS)


def test_keywords_come_back_as_slugs(udata_folder: TwoCatalogFolder) -> None:
    words = ["l'eau", "Œil", "n° 5", "Été", "l’air", "École/collège", "été", "100 %", "Saint-Étienne", "A&B c"]
    udata_folder.write(keywords=words)
    udata_folder.sync()
    udata_folder.expect_settled(1)
    assert udata_folder.changes() == {}
    assert udata_folder.show()["tags"] == sorted(udata_folder.show()["tags"])

    udata_folder.write(keywords=["eau, assainissement"])
    udata_folder.sync(code=1).expect_words("PUB518")


def test_keywords_that_udata_cannot_keep_are_named_losses(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(keywords=["eau", "ab", "x" * 97, "???"])

    plan = udata_folder.run("plan", "--exit-code").expect_exit(WAITS)
    plan.expect_words("“ab”", "“???”")
    udata_folder.sync()

    assert udata_folder.show()["tags"] == ["eau"]
    udata_folder.pending(NOTHING_WAITS)


def test_a_mark_of_the_catalogue_among_the_keywords_stays(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(keywords=["eau"])
    udata_folder.sync()
    udata_folder.udata.put(udata_folder.show()["id"], tags=["eau", "hvd"])
    udata_folder.pending(NOTHING_WAITS)

    udata_folder.write(keywords=["fontaine"])
    assert udata_folder.changes() == {"keywords": "change"}
    udata_folder.sync()

    assert udata_folder.show()["tags"] == ["fontaine", "hvd"]
    udata_folder.pending(NOTHING_WAITS)


def test_high_value_data_are_marked_by_tags(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(keywords=["eau"], hvd="mobilité")
    udata_folder.sync()
    assert udata_folder.show()["tags"] == ["eau", "hvd", "mobilite"]
    udata_folder.expect_settled(1)

    udata_folder.write(keywords=["eau", "Mobilité", "HVD"], hvd="mobilité")
    udata_folder.pending(NOTHING_WAITS)
    udata_folder.write(keywords=["fontaine"], hvd="statistiques")
    udata_folder.sync()
    assert udata_folder.show()["tags"] == ["fontaine", "hvd", "statistiques"]

    udata_folder.write(keywords=["fontaine"], clear=["hvd"])
    udata_folder.write_settings(guards={"hvd": {"producer": 0, "run": 0}})
    udata_folder.sync(code=3).expect_words("would lose the mark of high-value data", "--allow hvd=1")
    udata_folder.sync("--allow", "hvd=1")
    assert udata_folder.show()["tags"] == ["fontaine"]
    udata_folder.expect_settled(1)


def test_the_mark_of_former_versions_is_brought_over(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(keywords=["eau"], hvd="mobilité")
    udata_folder.sync()
    shown = udata_folder.show()
    udata_folder.udata.put(shown["id"], tags=["eau"], extras={**shown["extras"], "publisher_hvd": "mobility"})

    assert udata_folder.changes() == {"hvd": "form"}
    udata_folder.sync()

    after = udata_folder.show()
    assert (after["tags"], after["extras"].get("publisher_hvd")) == (["eau", "hvd", "mobilite"], None)
    udata_folder.expect_settled(1)


def test_a_keyword_that_marks_high_value_data_needs_their_category(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(keywords=["eau", "hvd"])
    udata_folder.run("validate").expect_exit(0).expect_words("PUB312", "write `hvd:` with the category")


def test_periods(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(temporal={"start": "2023-01-01"})
    udata_folder.write("fontaines", title="Fontaines", temporal=PERIOD)
    udata_folder.sync()
    udata_folder.expect_settled(2)

    udata_folder.write(temporal=PERIOD)
    udata_folder.write("fontaines", title="Fontaines", temporal={"start": "2023-01-01"})
    udata_folder.sync()

    assert udata_folder.show()["temporal_coverage"]["end"].startswith("2026-12-31")
    assert udata_folder.show("fontaines")["temporal_coverage"]["end"] is None
    udata_folder.expect_settled(2)


def test_a_title_changed_moves_the_address(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write(title=f"Toilettes {udata_folder.producer}")
    udata_folder.sync()
    before = udata_folder.show()

    udata_folder.write(title=f"Douches {udata_folder.producer}")
    udata_folder.sync()

    after = udata_folder.show()
    assert (after["id"], after["slug"]) == (before["id"], f"douches-{udata_folder.producer}")
    status, target = udata_folder.udata.status(f"datasets/{before['slug']}/")
    assert status == 308
    assert after["slug"] in target or after["id"] in target
    udata_folder.expect_settled(1)


def test_what_udata_refuses_is_known_before_any_write(udata_folder: TwoCatalogFolder) -> None:
    private = {"id": "a", "title": "A", "url": "http://192.168.1.1/a.csv", "format": "csv"}
    udata_folder.write("interne", title="Interne", resources=[private])
    udata_folder.write()

    udata_folder.sync(code=1).expect_words("PUB309", udata_folder.key("interne"), "192.168.1.1")

    assert udata_folder.entries() == []
    udata_folder.remove("interne")
    udata_folder.sync()
    udata_folder.expect_settled(1)
