"""Words, keywords, texts and titles: udata stores forms of its own, and no plan goes on for ever because of it."""

from __future__ import annotations

import json

from .both import UDATA, Both
from .counting import Relay
from .workshop import NOTHING_WAITS, WAITS

PERIOD = {"start": "2023-01-01", "end": "2026-12-31"}


def without_odbl(content: bytes) -> bytes:
    """The list of licences of a portal that knows one less."""
    return json.dumps([licence for licence in json.loads(content) if licence["id"] != "odc-odbl"]).encode()


def test_a_licence_that_the_portal_does_not_know_is_a_named_loss(alone: Both, alone_relay: Relay) -> None:
    """udata would make nothing of it without a word: what is there stays."""
    alone_relay.rewrites["GET datasets/licenses"] = without_odbl
    alone.write(license="lov2")
    alone.sync()

    alone.write(license="odc-odbl", title="Autre titre")
    assert "odc-odbl" in alone.losses()["license"]
    assert alone.changes() == {"title": "change"}
    alone.sync()

    assert alone.show()["license"] == "lov2"
    alone.pending(NOTHING_WAITS)


WORDS = {
    "annuelle": "annual", "Temps réel": "continuous", "semestrielle": "semiannual", "bimensuelle": "semimonthly",
    "quinzomadaire": "biweekly", "bimestrielle": "bimonthly", "inconnue": "unknown", "trimestrielle": "quarterly",
    "ponctuelle": "punctual", "Plusieurs fois par jour": "severalTimesADay",
}  # fmt: skip


def test_words_for_frequencies(alone: Both) -> None:
    for number, word in enumerate(WORDS):
        alone.write(f"jeu-{number}", title=f"Jeu {number}", frequency=word)
    alone.sync()

    stored = {word: alone.show(f"jeu-{number}")["frequency"] for number, word in enumerate(WORDS)}
    assert stored == WORDS
    alone.pending(NOTHING_WAITS)


def test_keywords_come_back_as_slugs(alone: Both) -> None:
    words = ["l'eau", "Œil", "n° 5", "Été", "l’air", "École, collège", "été", "100 %", "Saint-Étienne", "A&B c"]
    alone.write(keywords=words)
    alone.sync()
    alone.expect_settled(1)
    assert alone.changes() == {}
    assert alone.show()["tags"] == sorted(alone.show()["tags"])

    alone.write(keywords=["eau, assainissement"])
    alone.sync()
    assert alone.show()["tags"] == ["eau-assainissement"], "one keyword, not two"
    alone.expect_settled(1)


def test_keywords_that_udata_cannot_keep_are_named_losses(alone: Both) -> None:
    alone.write(keywords=["eau", "ab", "x" * 97, "???"])

    plan = alone.run("plan", "--exit-code").expect_exit(WAITS)
    plan.expect_words("“ab”", "“???”")
    alone.sync()

    assert alone.show()["tags"] == ["eau"]
    alone.pending(NOTHING_WAITS)


def test_a_mark_of_the_portal_among_the_keywords_stays(alone: Both) -> None:
    alone.write(keywords=["eau"])
    alone.sync()
    alone.udata.put(alone.show()["id"], tags=["eau", "hvd"])
    alone.pending(NOTHING_WAITS)

    alone.write(keywords=["fontaine"])
    assert alone.changes() == {"keywords": "change"}
    alone.sync()

    assert alone.show()["tags"] == ["fontaine", "hvd"]
    alone.pending(NOTHING_WAITS)


def test_periods(alone: Both) -> None:
    alone.write(temporal={"start": "2023-01-01"})
    alone.write("fontaines", title="Fontaines", temporal=PERIOD)
    alone.sync()
    alone.expect_settled(2)

    alone.write(temporal=PERIOD)
    alone.write("fontaines", title="Fontaines", temporal={"start": "2023-01-01"})
    alone.sync()

    assert alone.show()["temporal_coverage"]["end"].startswith("2026-12-31")
    assert alone.show("fontaines")["temporal_coverage"]["end"] is None
    alone.expect_settled(2)


def test_a_title_changed_moves_the_address(alone: Both) -> None:
    alone.write(title=f"Toilettes {alone.producer}")
    alone.sync()
    before = alone.show()

    alone.write(title=f"Douches {alone.producer}")
    alone.sync()

    after = alone.show()
    assert (after["id"], after["slug"]) == (before["id"], f"douches-{alone.producer}")
    status, target = alone.udata.status(f"datasets/{before['slug']}/")
    assert status == 308
    assert after["slug"] in target or after["id"] in target
    alone.expect_settled(1)


def test_what_udata_refuses_stops_one_entry(alone: Both) -> None:
    private = {"id": "a", "title": "A", "url": "http://192.168.1.1/a.csv", "format": "csv"}
    alone.write("interne", title="Interne", resources=[private])
    alone.write()

    alone.sync(code=3).expect_words("1 of 2 entries done", alone.key("interne"), "url")

    assert [entry["title"] for entry in alone.entries()] == ["Toilettes publiques"]
    assert alone.differences(UDATA) != []
    alone.remove("interne")
    alone.expect_settled(1)
