"""Repairs of files: the exact text at the place, and nothing else of the file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.capture.repair_files import LARGEST, repair_file
from publisher.capture.repair_texts import repaired_text
from publisher.model.findings import Finding, Position, Reencode, Replace, Severity
from publisher.model.messages import message


def finding(line: int, column: int, before: str, after: str) -> Finding:
    """Return a finding with a repair at a place of a manifest."""
    at = Position("manifests/bron/wc.yml", line, column)
    return Finding("PUB201", Severity.ERROR, at, message("unknown licence"), repair=Replace(before, after))


def test_only_the_text_at_the_place_changes() -> None:
    text = "# LO2\r\nlicense: LO2  # LO2\r\ntitle: LO2\r\n"
    repaired = repaired_text(text, [finding(2, 10, "LO2", "lov2")])

    assert repaired.text == "# LO2\r\nlicense: lov2  # LO2\r\ntitle: LO2\r\n"


def test_several_repairs_of_a_line_all_find_their_place() -> None:
    repaired = repaired_text(
        "a: {b: 1, c: 2}\n", [finding(1, 8, "1", "one hundred"), finding(1, 14, "2", ""), finding(1, 1, "", "x")]
    )

    assert repaired.text == "xa: {b: one hundred, c: }\n"
    assert len(repaired.repaired) == 3


@pytest.mark.parametrize("at", [(1, 2), (2, 1), (9, 1), (1, 40)])
def test_a_text_that_is_not_there_is_left_alone(at: tuple[int, int]) -> None:
    repaired = repaired_text("LO2\n", [finding(*at, "LO2", "lov2")])

    assert (repaired.text, repaired.repaired) == ("LO2\n", ())


def test_of_two_repairs_that_overlap_one_is_made() -> None:
    repaired = repaired_text("abcdef\n", [finding(1, 1, "abcd", "X"), finding(1, 3, "cdef", "Y")])

    assert repaired.text == "abY\n"


def test_a_byte_order_mark_stays() -> None:
    assert repaired_text("\ufefflicense: LO2\n", [finding(1, 10, "LO2", "lov2")]).text == "\ufefflicense: lov2\n"


@given(st.text(alphabet="ab\n\r\u2028é", max_size=30), st.data())
def test_what_is_repaired_is_what_stood_there(text: str, data: st.DataObject) -> None:
    lines = text.splitlines(keepends=True) or [""]
    number = data.draw(st.integers(1, len(lines)))
    line = lines[number - 1].splitlines()[0] if lines[number - 1].splitlines() else ""
    start = data.draw(st.integers(0, len(line)))
    stop = data.draw(st.integers(start, len(line)))
    repaired = repaired_text(text, [finding(number, start + 1, line[start:stop], "Z")])
    lines[number - 1] = lines[number - 1][:start] + "Z" + lines[number - 1][stop:]

    assert repaired.text == "".join(lines)


def reencoding(file: Path, encoding: str) -> Finding:
    """Return a finding that a data file has another encoding."""
    return Finding("PUB601", Severity.ERROR, Position(str(file)), message("not UTF-8"), repair=Reencode(encoding))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_data_file_becomes_utf_8(tmp_path: Path, encoding: str) -> None:
    file, text = tmp_path / "wc.csv", "nom;où\r\nÉcully;«\u00a0là\u00a0»\r\n" * 1000
    file.write_bytes(text.encode(encoding))

    assert len(repair_file(file, [reencoding(file, encoding)])) == 1
    assert file.read_bytes().decode("utf-8") == text


def test_a_file_of_another_encoding_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "wc.csv"
    file.write_bytes(b"a;\x81\n")

    assert repair_file(file, [reencoding(file, "cp1252")]) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["wc.csv"]
    assert file.read_bytes() == b"a;\x81\n"


def test_a_draft_is_written_over_no_file_and_through_no_link(tmp_path: Path) -> None:
    file, other = tmp_path / "wc.yml", tmp_path / "other.txt"
    file.write_text("license: LO2\n", encoding="utf-8")
    other.write_text("of somebody else", encoding="utf-8")
    (tmp_path / ".wc.yml.part").symlink_to(other)

    assert len(repair_file(file, [finding(1, 10, "LO2", "lov2")])) == 1
    assert file.read_text(encoding="utf-8") == "license: lov2\n"
    assert other.read_text(encoding="utf-8") == "of somebody else"
    assert (tmp_path / ".wc.yml.part").is_symlink()


def test_a_manifest_that_has_grown_too_large_is_not_cut(tmp_path: Path) -> None:
    file = tmp_path / "wc.yml"
    text = "license: LO2\n" + "# remarque\n" * (LARGEST // 10)
    file.write_text(text, encoding="utf-8")

    assert repair_file(file, [finding(1, 10, "LO2", "lov2")]) == ()
    assert file.read_text(encoding="utf-8") == text
