"""Conversations with a udata about what becomes of the values of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.sandbox.talking import Script, Talk
from tests.sandbox.udata_stage import BRON, REGION, Stage


def texts(talk: Talk) -> None:
    """Titles and descriptions are kept as they are typed; the slug is made of the title."""
    stage = Stage(talk)
    stage.try_new(description=" <b>Une ligne</b>\r\nune autre  ")
    stage.try_new(description_short="", acronym="")
    stage.try_new(title=3)
    for title in TITLES:
        stage.try_new("title", "slug", title=f"{title} {talk.mark}")
    long = stage.try_new(title=f"{talk.mark} {'a' * 300}")
    talk.note("words that do not fit are left out", long["slug"] == talk.mark)


TITLES: Final = (
    "  Deux  blancs ", "L'été à Saint-Étienne n° 5", "Œuvre", "L’été", "Données 2020/2021 (v1.0)", "ÀÉÎÕÜ ß ø ł ŋ þ",
    "x_y.z", "« Oui » – non — 5 €", "½ tarif, m²", "Ærø…", "A&B",
)  # fmt: skip


def tags(talk: Talk) -> None:
    """Tags become slugs, without doubles, in order; one alone is split at its commas."""
    stage = Stage(talk)
    words = ["l'eau", "Œil", "n° 5", "Été", "l’air", "École, collège", "été", "A&B c", "5 € par mois", "a\u00a0b"]
    made = stage.try_new(tags=words)
    for sent in ([], None, ["eau, air,"], "eau,air, l'eau", ["ab", "eau"], ["x" * 96], ["x" * 97], ["ab"], [""],
                 ["", "eau"], ["???", "eau"], [3, 4]):  # fmt: skip
        stage.try_new(tags=sent)
    stage.try_edit(made, tags=["zoo", "eau"])


def licenses(talk: Talk) -> None:
    """A licence that it does not know becomes none, without a word."""
    stage = Stage(talk)
    for sent in ("lov2", "zzz", None, "notspecified", 3, {"id": "lov2"}, ""):
        made = stage.try_new(license=sent)
    for sent in ("odc-odbl", "zzz"):
        stage.try_edit(made, license=sent)
    stage.try_edit(made, "license", title="Autre titre")


def frequencies(talk: Talk) -> None:
    """Words of before are rewritten; others are refused."""
    stage = Stage(talk)
    for sent in ("annual", "realtime", "fourTimesADay", "fourTimesAWeek", "fortnighly", "biannual", None, "zzz", "", 3,
                 "Annual"):  # fmt: skip
        stage.try_new(frequency=sent)


def periods(talk: Talk) -> None:
    """Days alone; the start is needed, the end is not, and they are put in order."""
    stage = Stage(talk)
    for sent in PERIODS:
        made = stage.try_new(temporal_coverage=sent)
    made = stage.quiet_create(temporal_coverage={"start": "2020-01-01"})
    stage.try_edit(made, temporal_coverage={"end": "2021-01-01"})
    stage.try_edit(made, "temporal_coverage", title="Autre titre")


PERIODS: Final[tuple[object, ...]] = (
    {"start": "2020-01-01", "end": "2021-12-31"}, {"start": "2020-01-01"}, {"start": "2020-01-01", "end": None},
    {"end": "2020-01-01"}, {"start": "2021-01-01", "end": "2020-01-01"}, {}, None, {"start": "zzz"}, {"start": 2020},
    {"start": "2020-01-01T10:00:00+00:00", "end": "2021-12-31T00:00:00.5Z"}, {"start": None, "end": "2020-01-01"},
    {"start": "31/12/2020"}, {"start": "2020-01-01", "end": "zzz"}, {"start": ""},
    {"start": "2020-01-01", "end": "2020-02-30"},
    "2020-01-01 - 2021-01-01",
)  # fmt: skip


def places(talk: Talk) -> None:
    """Zones by their ids, or a shape; not both."""
    stage = Stage(talk)
    for sent in SPATIAL:
        stage.try_new(spatial=sent)
    made = stage.quiet_create(spatial={"zones": [BRON], "granularity": "fr:commune"})
    for sent in ({"zones": [REGION]}, {"geom": SQUARE}, {"zones": None, "geom": SQUARE}, {"zones": [BRON]},
                 {"zones": [BRON], "geom": None}, {"granularity": "zzz"}):  # fmt: skip
        stage.say("PUT", f"datasets/{made['id']}/", body={"spatial": sent, "tags": []})


SQUARE: Final = {"type": "MultiPolygon", "coordinates": [[[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.7]]]]}
OPEN: Final = {"type": "MultiPolygon", "coordinates": [[[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8]]]]}
SPATIAL: Final[tuple[object, ...]] = (
    {"zones": [BRON]}, {"zones": [BRON, REGION], "granularity": "fr:commune"},
    {"zones": ["fr:commune:00000", BRON, "zzz:1"]},
    {"zones": ["zzz"]}, {"zones": [BRON], "granularity": "zzz"}, {"granularity": "poi"}, {}, None, {"zones": None},
    {"zones": []}, {"zones": [f"{BRON}@1942-01-01"]}, {"zones": f"{BRON},{REGION}"}, {"zones": [BRON, BRON]},
    {"zones": [BRON.upper()]}, {"zones": [{"id": BRON}]}, {"geom": SQUARE},
    {"geom": {"type": "Polygon", "coordinates": []}},
    {"geom": OPEN}, {"geom": {"type": "Zzz"}}, {"zones": [BRON], "geom": SQUARE}, [BRON],
)  # fmt: skip


def values_of_extras(talk: Talk) -> None:
    """Extras keep their types; udata's own are dropped without a word."""
    stage = Stage(talk)
    for sent in EXTRAS:
        stage.say("POST", "datasets/", body=stage.new(extras=sent)) if _is_refused(sent) else stage.try_new(extras=sent)
    made = stage.quiet_create(extras={"a": "1", "b": "2"})
    stage.try_edit(made, extras={"c": "3"})
    stage.try_edit(made, extras={})


def _is_refused(sent: object) -> bool:
    return isinstance(sent, dict) and "custom:zzz" in sent


EXTRAS: Final[tuple[object, ...]] = (
    {"a": "1", "b": 3, "c": True, "d": [1, "x"], "e": {"f": None, "g": 1.5}}, {"a": None}, {"$a": "1"}, {"a.b": "1"},
    {"transport:x": "1", "recommendations": "y", "recommendations-z": [1], "dcat": {"a": 1}, "z": "1"},
    {"custom:zzz": "1"}, {"harvest:x": "1"}, 3, [1], "zzz", None, {"datafairOrigin": "zzz"}, {"a": {"$b": 1}},
    {"": "1"}, {"transport:url": "zzz"}, {"a": None, "b": None, "c": "1"},
)  # fmt: skip


def visibility(talk: Talk) -> None:
    """Private is anything that is neither false nor null; archived is a moment."""
    stage = Stage(talk)
    for sent in (True, False, None, "false", "zzz", 0, 1):
        stage.try_new(private=sent)
    for sent in ("2020-02-01", "2020-02-01T00:00:00.123456", "2020-02-01T00:00:00+02:00", None, "zzz", ""):
        made = stage.try_new(archived=sent)
    made = stage.quiet_create()
    stage.try_edit(made, archived="2020-02-01T00:00:00.123456+02:00")
    stage.tell("later", stage.read(made), "archived")
    stage.try_edit(made, archived=None)
    stage.try_new(deleted="2020-02-01")
    stage.try_new(frequency_date="2020-02-01")


TALKS: Final[Mapping[str, Script]] = {
    "texts": texts,
    "tags": tags,
    "licenses": licenses,
    "frequencies": frequencies,
    "periods": periods,
    "places": places,
    "values-of-extras": values_of_extras,
    "visibility": visibility,
}
