"""A data file is read once: its size, its checksums, its rows and columns."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.manifests.measure_file import measure


def counts(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> tuple[int | None, int | None]:
    """Return the rows and columns of a file of this content."""
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    measures = measure(path)
    return measures.rows, measures.columns


def test_the_whole_file_is_measured(tmp_path: Path) -> None:
    content = b"a;b\n" + b"1;2\n" * 600_000
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    measures = measure(path)
    assert (measures.size, measures.rows, measures.columns) == (len(content), 600_000, 2)
    assert measures.sha256 == hashlib.sha256(content).hexdigest()
    assert measures.sha1 == hashlib.sha1(content).hexdigest()
    assert measures.changed == path.stat().st_mtime_ns


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", (0, 0)),
        ("a,b,c\n", (0, 3)),
        ("a,b,c", (0, 3)),
        ("a;b\r\n1;2\r\n3;4", (2, 2)),
        ("a\tb\n1\t2\n", (1, 2)),
        ("a|b\n1|2\n", (1, 2)),
        ('a,b\n"1\n2",3\n', (1, 2)),
        ("a,b\n\n1,2\n\n", (1, 2)),
        ("seule\n1\n", (1, 1)),
        ("été;b\né;2\n".encode("latin-1"), (1, 2)),
        ("\ufeffa;b\n1;2\n", (1, 2)),
        (b"a,b\n\x00,\x00\n", (1, 2)),
    ],
)
def test_rows_are_counted_without_the_header_whatever_the_separator(
    tmp_path: Path, content: str | bytes, expected: tuple[int, int]
) -> None:
    assert counts(tmp_path, content) == expected


@pytest.mark.parametrize("name", ["a.json", "a.zip", "a", "a.csv.gz", "a.xlsx"])
def test_only_tables_have_rows(tmp_path: Path, name: str) -> None:
    assert counts(tmp_path, "a,b\n1,2\n", name) == (None, None)


@pytest.mark.parametrize("name", ["A.CSV", "a.tsv"])
def test_a_table_is_recognised_by_its_extension(tmp_path: Path, name: str) -> None:
    assert counts(tmp_path, "a\tb\n1\t2\n", name) == (1, 2)


@given(st.binary(max_size=300))
def test_no_bytes_ever_stop_us(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(content)
        measures = measure(path)
    assert (measures.size, measures.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "none.csv")
