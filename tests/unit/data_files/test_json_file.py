"""GeoJSON and JSON: cut, wrongly placed, of differing forms; each mistake on its object, clean files without any."""

import json
from pathlib import Path
from typing import Any

import pytest

from publisher.data_files import json_stream
from publisher.data_files.check_file import check_file
from publisher.model.findings import RowUnit

from .checked import file_of, findings_in, places

POINT: Any = {"type": "Point", "coordinates": [4.9, 45.7]}
RING: Any = [[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.7]]


def feature(geometry: Any = POINT, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties or {"id": 1, "nom": "Mairie"}, "geometry": geometry}


def geojson(*features: Any, **around: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **around, "features": list(features)}, ensure_ascii=False)


def at(longitude: float, latitude: float) -> dict[str, Any]:
    return feature({"type": "Point", "coordinates": [longitude, latitude]})


@pytest.mark.parametrize(
    "content",
    [
        geojson(feature()),
        geojson(feature({"type": "Polygon", "coordinates": [RING]})),
        geojson(feature({"type": "LineString", "coordinates": RING})),
        geojson(feature({"type": "MultiPolygon", "coordinates": [[RING], [RING]]})),
        geojson(feature({"type": "GeometryCollection", "geometries": [POINT, POINT]}), name="x", bbox=[1, 2, 3, 4]),
        geojson(feature({"type": "LineString", "coordinates": [[3, 45.7], [4.9, 45.7]]})),
        json.dumps({"features": [feature()], "type": "FeatureCollection"}, indent=2),
    ],
)  # fmt: skip
def test_a_clean_map_has_no_finding(tmp_path: Path, content: str) -> None:
    assert places(tmp_path, content, "x.geojson") == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (geojson(feature(), feature())[:-20], ["PUB660 1"]),
        (geojson(feature()) + "x", ["PUB660 1"]),
        (geojson(feature()).replace('"id": 1', '"id": NaN'), ["PUB661 1"]),
        (geojson(feature()).replace('"id": 1', '"id": 1, "id": 2'), ["PUB662 1 id"]),
        (json.dumps(feature()), ["PUB664 1"]),
        (json.dumps([feature()]), ["PUB664 1"]),
        (json.dumps({"type": "Topology", "objects": {}}), ["PUB664 1"]),
        (geojson(), ["PUB665 1"]),
        (geojson(feature(), feature(None)), ["PUB666 2 geometry"]),
        (geojson(feature({"type": "Circle", "coordinates": [4.9, 45.7]})), ["PUB667 1 geometry"]),
        (geojson(feature({"type": "Point", "coordinates": ["4.9", "45.7"]})), ["PUB667 1 geometry"]),
        (geojson(feature({"type": "Polygon", "coordinates": RING})), ["PUB667 1 geometry"]),
        (geojson({"nom": "x"}), ["PUB667 1"]),
        (geojson(at(4.9, 45.7)).replace("45.7", "1e999"), ["PUB667 1 geometry"]),
        (geojson(at(4.9, 45.7)).replace("45.7", "1" + "0" * 400), ["PUB667 1 geometry"]),
        (geojson(at(4.9, 45.7)).replace("45.7", "1" * 5000), ["PUB660 1"]),
        (geojson(at(4.9, 45.7)).replace("[4.9", "[" * 100_000), ["PUB660 1"]),
        (geojson(feature({"type": "Polygon", "coordinates": [RING[:3]]})), ["PUB668 1 geometry"]),
        (geojson(feature(id=1, nom="a"), feature(id=2)), ["PUB669 2 nom"]),
        (geojson(feature(), at(45.7, 4.9)), ["PUB626 2 geometry"]),
        (geojson(at(45.7, 4.9), at(45.8, 4.9)), ["PUB626 1 geometry"]),
        (geojson(feature(), at(2.3, 48.8)), ["PUB627 2 geometry"]),
        (geojson(at(2.3, 48.8), at(2.3, 48.8)), ["PUB628 1 geometry"]),
        (geojson(feature(), at(0, 0)), ["PUB629 2 geometry"]),
        (geojson(at(842000, 6519000)), ["PUB637 1 geometry"]),
        (geojson(feature(siret="1")), ["PUB633 1 siret"]),
        (geojson(feature(nom="CafÃ©")), ["PUB603 1 nom"]),
        ("\ufeff" + geojson(feature()), ["PUB670 1"]),
    ],
)  # fmt: skip
def test_a_mistake_in_a_map_is_found_on_its_feature(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert places(tmp_path, content, "x.geojson") == expected


@pytest.mark.parametrize(
    ("x", "y", "system"),
    [
        (842000, 6519000, "Lambert 93 (EPSG:2154)"),
        (1842000, 5175000, "CC46 (EPSG:3946)"),
        (540000, 5740000, "Web Mercator (EPSG:3857)"),
    ],
)
def test_metres_are_named_by_their_system(tmp_path: Path, x: float, y: float, system: str) -> None:
    (finding,) = findings_in(tmp_path, geojson(at(x, y)), "x.geojson")

    assert system in str(finding.what)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[{"a": 1}, {"a": null}]', []),
        ('{"type": "FeatureCollection", "features": []}', ["PUB665 1"]),
        ('{"results": [{"a": 1}]}', ["PUB663 1"]),
        ('{"a": 1}', ["PUB663 1"]),
        ('{"results": [{"a": 1}, {"b": 1}]}', ["PUB663 1"]),
        ("[]", ["PUB665 1"]),
        ("[1, 2]", ["PUB663 1"]),
        ('[{"a": 1}, {"b": 1}]', ["PUB669 2 a"]),
        ('[{"a": 1},\n {"a": 1,}]', ["PUB660 2"]),
        ('[{"a": 1}\n {"a": 1}]', ["PUB660 2"]),
        ("nom;ville\na;b\n", ["PUB660 1"]),
        ('[{"date_maj": "01/02/2024"}]', ["PUB624 1 date_maj"]),
        ('[{"lieu": {"siret": "1"}}]', ["PUB633 1 lieu.siret"]),
        ('[{"lieux": [{"date": "2024-01-01"}, {"siret": "1"}]}]', ["PUB633 1 lieux.siret"]),
    ],
)
def test_records_are_checked(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert places(tmp_path, content, "x.json") == expected


def test_a_cut_file_is_said_with_its_line_and_column(tmp_path: Path) -> None:
    content = '[{"a": 1},\n {"a": 2'
    (finding,) = findings_in(tmp_path, content, "x.json")

    assert finding.at.line == 2
    assert (
        str(finding.what)
        == "the file is cut short: it ends before its last bracket is closed (character 9 of the line)"
    )


def test_another_encoding_is_named(tmp_path: Path) -> None:
    assert places(tmp_path, '[{"a": "été à côté"}]'.encode("cp1252"), "x.json") == ["PUB601 1"]


def test_an_object_is_not_called_a_line(tmp_path: Path) -> None:
    (finding,) = findings_in(tmp_path, geojson(feature(siret="1")), "x.geojson")

    assert finding.cell is not None
    assert finding.cell.unit is RowUnit.FEATURE


@pytest.mark.parametrize("chunk", [7, 64, 1000])
def test_features_across_chunks_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    many = [feature(id=number, nom="é" * (number % 20), montant=number * 1.5) for number in range(200)]

    assert places(tmp_path, geojson(*many), "x.geojson") == []
    assert places(tmp_path, geojson(*many, feature(None)), "x.geojson") == ["PUB666 201 geometry", "PUB669 201 montant"]


def test_progress_adds_up_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(geojson(*[feature()] * 9000))
    steps: list[int] = []
    check_file(file_of(path), advance=steps.append)

    assert sum(steps) == path.stat().st_size


def test_an_object_with_many_keys_and_one_of_them_twice_is_read_at_once(tmp_path: Path) -> None:
    keys = ",".join(f'"k{number}":1' for number in range(50_000))

    assert places(tmp_path, f'[{{{keys},"k49999":2}}]', "x.json") == ["PUB662 1 k49999"]
