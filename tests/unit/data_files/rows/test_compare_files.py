"""Two versions of a file, as a reviewer sees their difference."""

import json
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from publisher.data_files.rows import read_rows
from publisher.data_files.rows.compare_files import compare_files
from publisher.model.findings import RowUnit
from publisher.model.row_changes import (
    CellChange,
    ChangedRow,
    FileRow,
    NotCompared,
    RowChanges,
    RowComparison,
    WhyNotCompared,
)

BASE = "id,nom,ville\n1,Mairie,Valmere\n2,École,Valmere\n3,Parc,Rivage\n"


def compared(folder: Path, before: str | bytes, after: str | bytes, name: str = "x.csv") -> RowComparison:
    former, new = folder / "former", folder / name
    former.write_bytes(before.encode() if isinstance(before, str) else before)
    new.write_bytes(after.encode() if isinstance(after, str) else after)
    return compare_files(former, new, name.rpartition(".")[2])


def changes(folder: Path, before: str | bytes, after: str | bytes, name: str = "x.csv") -> RowChanges:
    result = compared(folder, before, after, name)
    assert isinstance(result, RowChanges), result
    return result


def reason(folder: Path, before: str | bytes, after: str | bytes, name: str = "x.csv") -> tuple[WhyNotCompared, str]:
    result = compared(folder, before, after, name)
    assert isinstance(result, NotCompared), result
    return result.why, str(result.reason)


def counts(result: RowChanges) -> tuple[int, int, int, int]:
    return result.added, result.removed, result.changed, result.unchanged


def test_rows_are_paired_by_the_column_of_their_key(tmp_path: Path) -> None:
    after = "id,nom,ville\n1,Mairie,Valmere\n3,Parc,Valmere\n4,Stade,Rivage\n"
    assert changes(tmp_path, BASE, after) == RowChanges(
        added=1,
        removed=1,
        changed=1,
        unchanged=1,
        key="id",
        first_added=(FileRow(4, (("id", "4"), ("nom", "Stade"), ("ville", "Rivage"))),),
        first_removed=(FileRow(3, (("id", "2"), ("nom", "École"), ("ville", "Valmere"))),),
        first_changed=(ChangedRow(3, 4, "3", (CellChange("ville", "Rivage", "Valmere"),)),),
    )


def test_a_file_of_another_form_has_the_same_rows(tmp_path: Path) -> None:
    forms = [
        BASE.replace(",", ";").encode("cp1252"),
        b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode(),
        BASE.encode("utf-16"),
        ("sep=;\n" + BASE.replace(",", ";")).encode(),
        BASE.replace("Mairie", '"Mairie"').encode(),
        (BASE + "\n\n").encode(),
    ]
    for form in forms:
        assert changes(tmp_path, BASE, form).same_rows, form


def test_the_line_ends_within_a_cell_do_not_count(tmp_path: Path) -> None:
    text = 'id,note\n1,"une\nligne"\n2,x\n'
    assert changes(tmp_path, text, text.replace("\n", "\r\n")).same_rows


def test_a_row_has_the_line_on_which_it_starts(tmp_path: Path) -> None:
    before = 'Titre\n\nid,note,autre\n1,"une\nautre ligne",a\n2,x,b\n'
    result = changes(tmp_path, before, before.replace("2,x", "2,y") + "3,z,c\n")
    assert [row.number for row in result.first_added] == [7]
    assert [(row.number, row.former_number) for row in result.first_changed] == [(6, 6)]


def test_an_added_column_changes_no_row(tmp_path: Path) -> None:
    after = "id,nom,ville,acces\n1,Mairie,Valmere,oui\n2,École,Valmere,non\n3,Parc,Rivage,\n"
    result = changes(tmp_path, BASE, after)
    assert (counts(result), result.columns_added, result.columns_removed) == ((0, 0, 0, 3), ("acces",), ())
    back = changes(tmp_path, after, BASE)
    assert (counts(back), back.columns_added, back.columns_removed) == ((0, 0, 0, 3), (), ("acces",))


def test_columns_in_another_order_are_the_same(tmp_path: Path) -> None:
    after = "ville,id,nom\nValmere,1,Mairie\nValmere,2,École\nRivage,3,Parc\n"
    assert changes(tmp_path, BASE, after).same_rows


def test_cells_beyond_the_header_are_compared(tmp_path: Path) -> None:
    before, after = "id,nom\n1,a\n2,b,plus\n3,c\n", "id,nom\n1,a\n2,b,moins\n3,c\n"
    assert changes(tmp_path, before, after).first_changed[0].cells == (CellChange("#3", "plus", "moins"),)


def test_rows_in_another_order_are_named_as_such(tmp_path: Path) -> None:
    with_key = changes(tmp_path, "id,n\n1,a\n2,b\n", "id,n\n2,b\n1,a\n")
    without = changes(tmp_path, "n,m\na,x\na,x\nb,x\n", "n,m\na,x\nb,x\na,x\n")
    for result in (with_key, without):
        assert counts(result)[:3] == (0, 0, 0)
        assert result.reordered
        assert not result.same_rows


def test_without_a_key_a_row_is_changed_where_its_neighbours_are_the_same(tmp_path: Path) -> None:
    before = "jour,sens,nombre\nlundi,A,1\nlundi,B,1\nmardi,A,2\nmardi,B,2\n"
    result = changes(tmp_path, before, before.replace("lundi,B,1", "lundi,B,2") + "mercredi,A,1\n")
    assert (counts(result), result.key) == ((1, 0, 1, 3), None)
    assert result.first_changed == (ChangedRow(3, 3, None, (CellChange("nombre", "1", "2"),)),)


def test_without_a_key_rows_that_have_little_in_common_are_removed_and_added(tmp_path: Path) -> None:
    before, after = "a,b,c\nx,1,1\nx,1,1\ny,2,2\n", "a,b,c\nx,1,1\nx,1,1\nz,3,3\n"
    assert counts(changes(tmp_path, before, after)) == (1, 1, 0, 2)


def test_numbers_that_every_export_gives_anew_are_no_key(tmp_path: Path) -> None:
    before = "fid,nom,genre,ville\n1,Mairie,a,V\n2,École,b,R\n3,Parc,c,V\n"
    after = "fid,nom,genre,ville\n1,Accueil,d,R\n2,Mairie,a,V\n3,École,b,R\n4,Parc,c,V\n"
    result = changes(tmp_path, before, after)
    assert (counts(result), result.key) == ((1, 0, 3, 0), "nom")
    assert result.first_changed[0].cells == (CellChange("fid", "1", "2"),)


def test_keys_that_are_all_written_anew_pair_nothing(tmp_path: Path) -> None:
    before = "code,nom,genre\n" + "".join(f"{n},lieu {n // 2},x\n" for n in range(1, 9))
    after = "code,nom,genre\n" + "".join(f"0{n},lieu {n // 2},x\n" for n in range(1, 9))
    result = changes(tmp_path, before, after)
    assert (counts(result), result.key) == ((0, 0, 8, 0), None)


def test_a_column_with_an_empty_or_a_repeated_cell_is_no_key(tmp_path: Path) -> None:
    before = "id,nom,genre\n,a,x\n2,b,x\n3,c,x\n"
    assert changes(tmp_path, before, before.replace("b,x", "b,y")).key == "nom"
    before = "id,nom,genre\n2,a,x\n2,b,x\n3,c,x\n"
    assert changes(tmp_path, before, before.replace("b,x", "b,y")).key == "nom"


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(name: str, x: float, **properties: object) -> dict[str, object]:
    geometry = {"type": "Point", "coordinates": [x, 45.7]}
    return {"type": "Feature", "geometry": geometry, "properties": {"nom": name, **properties}}


def test_a_feature_is_a_row_and_its_geometry_is_not_shown(tmp_path: Path) -> None:
    before = collection(feature("a", 4.8), feature("b", 4.9, note=None), feature("c", 5))
    after = collection(feature("a", 4.81), feature("b", 4.9, note=""), feature("d", 5, tags=["x"]))
    result = changes(tmp_path, before, after, "x.geojson")
    assert (result.unit, result.former_unit) == (RowUnit.FEATURE, RowUnit.FEATURE)
    assert (counts(result), result.key, result.columns_added) == ((1, 1, 1, 1), "nom", ("tags",))
    assert result.first_changed == (ChangedRow(1, 1, "a", (CellChange("geometry", None, None),)),)
    assert result.first_added == (FileRow(3, (("nom", "d"), ("tags", '["x"]'))),)
    assert result.first_removed == (FileRow(3, (("nom", "c"),)),)


def test_a_map_written_in_another_form_has_the_same_rows(tmp_path: Path) -> None:
    features = feature("a", 4.80, o={"x": 1, "y": 2}), feature("b", 4.9)
    text = collection(*features)
    other = json.dumps(
        {"features": [dict(reversed(f.items())) for f in features], "type": "FeatureCollection"}, indent=1
    )
    assert changes(tmp_path, text, other.replace('"x": 1', '"x":   1'), "x.geojson").same_rows


def test_a_member_of_a_feature_is_a_column(tmp_path: Path) -> None:
    before = collection({**feature("a", 4.8), "id": "l.1"}, {**feature("b", 4.8, id=7), "id": "l.2"})
    after = before.replace("l.1", "l.9")
    cells = changes(tmp_path, before, after, "x.geojson").first_changed[0].cells
    assert cells == (CellChange("id", "l.1", "l.9"),)


def test_records_of_json_are_rows(tmp_path: Path) -> None:
    before = json.dumps([{"id": 1, "n": "a"}, {"id": 2, "n": "b"}])
    after = json.dumps({"total": 2, "results": [{"id": 1, "n": "a"}, {"id": 2, "n": "c"}]})
    result = changes(tmp_path, before, after, "x.json")
    assert (counts(result), result.unit) == ((0, 0, 1, 1), RowUnit.RECORD)


def test_a_map_that_is_emptied_loses_its_rows(tmp_path: Path) -> None:
    result = changes(tmp_path, collection(feature("a", 4.8)), collection(), "x.geojson")
    assert (counts(result), result.columns_removed) == ((0, 1, 0, 0), ())


def workbook(path: Path, *rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path.read_bytes()


def test_a_workbook_has_the_rows_of_its_first_sheet(tmp_path: Path) -> None:
    before = workbook(tmp_path / "b.xlsx", ("id", "nom"), (1, "a"), (2, "b"))
    after = workbook(tmp_path / "a.xlsx", ("id", "nom"), (1, "a"), (2, "c"), (3.5, None))
    result = changes(tmp_path, before, after, "x.xlsx")
    assert counts(result) == (1, 0, 1, 1)
    assert result.first_added == (FileRow(4, (("id", "3.5"),)),)


def test_a_workbook_may_take_the_place_of_a_text(tmp_path: Path) -> None:
    after = workbook(tmp_path / "a.xlsx", ("id", "nom", "ville"), (1, "Mairie", "Valmere"), (3, "Parc", "Rivage"))
    assert counts(changes(tmp_path, BASE, after, "x.xlsx")) == (0, 1, 0, 2)


def test_without_openpyxl_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(tmp_path / "b.xlsx", ("id",), (1,))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    why, text = reason(tmp_path, content, content, "x.xlsx")
    assert why is WhyNotCompared.UNREADABLE
    assert "pip install 'opendata-publisher[data]'" in text


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (b"<!DOCTYPE html><html>login</html>", "x.csv", "it is a web page (HTML), and no table"),
        (b"", "x.csv", "it is an empty file, and no table"),
        (b"PK\x03\x04xl/ broken", "x.xlsx", "the workbook is damaged"),
        (b'{"type":"FeatureCollection","features":[{"type"', "x.geojson", "it is no JSON from line 1 on: "),
        (b'{"a": 1}', "x.json", "it has no list of objects"),
        (b'id,nom\n1,"' + b"x" * 1_100_000, "x.csv", "it cannot be read from line 2 on"),
    ],
)
def test_a_damaged_file_is_a_reason(tmp_path: Path, content: bytes, name: str, text: str) -> None:
    good = {"csv": BASE.encode(), "xlsx": workbook(tmp_path / "g.xlsx", ("id",), (1,))}
    other = good.get(name.rpartition(".")[2], collection(feature("a", 4.8)).encode())
    why, published = reason(tmp_path, content, other, name)
    assert why is WhyNotCompared.UNREADABLE
    assert published.startswith(f"the published file: {text}")
    assert reason(tmp_path, other, content, name)[1].startswith(f"the new file: {text}")


def test_a_missing_file_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(BASE)
    result = compare_files(tmp_path / "missing", tmp_path / "x.csv", "csv")
    assert isinstance(result, NotCompared)
    assert str(result.reason) == "the published file: it does not exist"


def test_a_format_without_rows_is_not_compared(tmp_path: Path) -> None:
    assert reason(tmp_path, b"%PDF-", b"%PDF-", "x.pdf")[0] is WhyNotCompared.FORMAT


def test_files_without_a_common_column_are_not_compared(tmp_path: Path) -> None:
    assert reason(tmp_path, BASE, BASE.replace("id,nom,ville", "a,b,c"))[0] is WhyNotCompared.NO_COMMON_COLUMN


@pytest.mark.parametrize(
    ("limit", "value"),
    [("LARGEST", 20), ("MOST_ROWS", 2), ("MOST_COLUMNS", 2), ("MOST_STORED", 20)],
)
def test_what_is_too_large_is_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(read_rows, limit, value)
    assert reason(tmp_path, BASE, BASE)[0] is WhyNotCompared.TOO_LARGE


def test_a_row_that_cannot_be_read_is_compared_as_its_text(tmp_path: Path) -> None:
    before = 'id,nom,ville\n1,a,b\n2,"c,d\n3,e,f\n'
    result = changes(tmp_path, before, before.replace('"c', '"z'))
    assert (result.added + result.changed, result.unchanged) == (1, 2)


def test_a_nul_in_a_cell_does_not_move_the_cells(tmp_path: Path) -> None:
    result = changes(tmp_path, "id,a,b\n1,x\0,y\n2,x,y\n", "id,a,b\n1,x,\0y\n2,x,y\n")
    assert counts(result) == (0, 0, 1, 1)


def test_personal_data_that_are_removed_are_not_shown_again(tmp_path: Path) -> None:
    before = "id,association,contact\n1,Chorale,jeanne.durand@orange.fr\n2,Judo,judo@valmere.example\n3,Yoga,a\n"
    after = "id,association,contact\n1,Chorale,\n2,Judo,judo@valmere.example\n"
    result = changes(tmp_path, before, after)
    assert result.personal == ("contact",)
    assert result.first_changed == (ChangedRow(2, 2, "1", (CellChange("contact", None, None),)),)
    assert result.first_removed == (FileRow(4, (("id", "3"), ("association", "Yoga"))),)
    assert "durand" not in repr(result)


def test_a_table_without_header_and_with_personal_data_is_not_compared(tmp_path: Path) -> None:
    text = "Durand,Jeanne,jeanne.durand@orange.fr\nMartin,Paul,paul.martin@free.fr\n"
    why, message = reason(tmp_path, text, text + "Petit,Luc,luc.petit@free.fr\n")
    assert why is WhyNotCompared.UNREADABLE
    assert message == "it has no header, and its first row may have personal data"
