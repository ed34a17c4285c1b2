"""Exchanges with a udata about the stored values of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.sandbox.exchanges import Exchange, Script
from tests.sandbox.udata_client import BRON, REGION, UdataClient


def texts(exchange: Exchange) -> None:
    """Titles and descriptions are stored unchanged; the slug is made from the title."""
    client = UdataClient(exchange)
    client.try_new(description=" <b>Une ligne</b>\r\nune autre  ")
    client.try_new(description_short="", acronym="")
    client.try_new(title=3)
    for title in TITLES:
        client.try_new("title", "slug", title=f"{title} {exchange.mark}")
    long = client.try_new(title=f"{exchange.mark} {'a' * 300}")
    exchange.note("words that do not fit are left out", long["slug"] == exchange.mark)


TITLES: Final = (
    "  Deux  blancs ", "L'été à Saint-Étienne n° 5", "Œuvre", "L’été", "Données 2020/2021 (v1.0)", "ÀÉÎÕÜ ß ø ł ŋ þ",
    "x_y.z", "« Oui » – non — 5 €", "½ tarif, m²", "Ærø…", "A&B",
)  # fmt: skip


def tags(exchange: Exchange) -> None:
    """Tags become unique, sorted slugs; a single tag is split at its commas."""
    client = UdataClient(exchange)
    words = ["l'eau", "Œil", "n° 5", "Été", "l’air", "École, collège", "été", "A&B c", "5 € par mois", "a\u00a0b"]
    dataset = client.try_new(tags=words)
    for value in ([], None, ["eau, air,"], "eau,air, l'eau", ["ab", "eau"], ["x" * 96], ["x" * 97], ["ab"], [""],
                 ["", "eau"], ["???", "eau"], [3, 4]):  # fmt: skip
        client.try_new(tags=value)
    client.try_edit(dataset, tags=["zoo", "eau"])


def licenses(exchange: Exchange) -> None:
    """An unknown licence is dropped without an error."""
    client = UdataClient(exchange)
    for value in ("lov2", "zzz", None, "notspecified", 3, {"id": "lov2"}, ""):
        dataset = client.try_new(license=value)
    for value in ("odc-odbl", "zzz"):
        client.try_edit(dataset, license=value)
    client.try_edit(dataset, "license", title="Autre titre")


def frequencies(exchange: Exchange) -> None:
    """Former values are rewritten; unknown ones are refused."""
    client = UdataClient(exchange)
    for value in ("annual", "realtime", "fourTimesADay", "fourTimesAWeek", "fortnighly", "biannual", None, "zzz", "", 3,
                 "Annual"):  # fmt: skip
        client.try_new(frequency=value)


def periods(exchange: Exchange) -> None:
    """Periods are stored as days, in order; the start is required, the end is not."""
    client = UdataClient(exchange)
    for value in PERIODS:
        dataset = client.try_new(temporal_coverage=value)
    dataset = client.create_unrecorded(temporal_coverage={"start": "2020-01-01"})
    client.try_edit(dataset, temporal_coverage={"end": "2021-01-01"})
    client.try_edit(dataset, "temporal_coverage", title="Autre titre")


PERIODS: Final[tuple[object, ...]] = (
    {"start": "2020-01-01", "end": "2021-12-31"}, {"start": "2020-01-01"}, {"start": "2020-01-01", "end": None},
    {"end": "2020-01-01"}, {"start": "2021-01-01", "end": "2020-01-01"}, {}, None, {"start": "zzz"}, {"start": 2020},
    {"start": "2020-01-01T10:00:00+00:00", "end": "2021-12-31T00:00:00.5Z"}, {"start": None, "end": "2020-01-01"},
    {"start": "31/12/2020"}, {"start": "2020-01-01", "end": "zzz"}, {"start": ""},
    {"start": "2020-01-01", "end": "2020-02-30"},
    "2020-01-01 - 2021-01-01",
)  # fmt: skip


def places(exchange: Exchange) -> None:
    """A territory is zones by their ids or a shape, not both."""
    client = UdataClient(exchange)
    for value in SPATIAL:
        client.try_new(spatial=value)
    dataset = client.create_unrecorded(spatial={"zones": [BRON], "granularity": "fr:commune"})
    for value in ({"zones": [REGION]}, {"geom": SQUARE}, {"zones": None, "geom": SQUARE}, {"zones": [BRON]},
                 {"zones": [BRON], "geom": None}, {"granularity": "zzz"}):  # fmt: skip
        client.record("PUT", f"datasets/{dataset['id']}/", body={"spatial": value, "tags": []})


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


def values_of_extras(exchange: Exchange) -> None:
    """Extras keep their types; udata's own are dropped without an error."""
    client = UdataClient(exchange)
    for value in EXTRAS:
        client.record("POST", "datasets/", body=client.new_fields(extras=value)) if _is_refused(
            value
        ) else client.try_new(extras=value)
    dataset = client.create_unrecorded(extras={"a": "1", "b": "2"})
    client.try_edit(dataset, extras={"c": "3"})
    client.try_edit(dataset, extras={})


def _is_refused(value: object) -> bool:
    return isinstance(value, dict) and "custom:zzz" in value


EXTRAS: Final[tuple[object, ...]] = (
    {"a": "1", "b": 3, "c": True, "d": [1, "x"], "e": {"f": None, "g": 1.5}}, {"a": None}, {"$a": "1"}, {"a.b": "1"},
    {"transport:x": "1", "recommendations": "y", "recommendations-z": [1], "dcat": {"a": 1}, "z": "1"},
    {"custom:zzz": "1"}, {"harvest:x": "1"}, 3, [1], "zzz", None, {"datafairOrigin": "zzz"}, {"a": {"$b": 1}},
    {"": "1"}, {"transport:url": "zzz"}, {"a": None, "b": None, "c": "1"},
)  # fmt: skip


def visibility(exchange: Exchange) -> None:
    """Private is anything that is neither false nor null; archived is a timestamp."""
    client = UdataClient(exchange)
    for value in (True, False, None, "false", "zzz", 0, 1):
        client.try_new(private=value)
    for value in ("2020-02-01", "2020-02-01T00:00:00.123456", "2020-02-01T00:00:00+02:00", None, "zzz", ""):
        dataset = client.try_new(archived=value)
    dataset = client.create_unrecorded()
    client.try_edit(dataset, archived="2020-02-01T00:00:00.123456+02:00")
    client.note_fields("later", client.read(dataset), "archived")
    client.try_edit(dataset, archived=None)
    client.try_new(deleted="2020-02-01")
    client.try_new(frequency_date="2020-02-01")


EXCHANGES: Final[Mapping[str, Script]] = {
    "texts": texts,
    "tags": tags,
    "licenses": licenses,
    "frequencies": frequencies,
    "periods": periods,
    "places": places,
    "values-of-extras": values_of_extras,
    "visibility": visibility,
}
