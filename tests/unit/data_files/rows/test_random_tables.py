"""Random tables against a naive comparison, and what must hold of any two files."""

import csv
import io
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.data_files.rows.compare_files import compare_files
from publisher.data_files.rows.pair_rows import pair_by_key, pair_whole_rows
from publisher.model.row_changes import RowChanges, RowComparison

CELLS = st.text('ab,;"\n é', max_size=4)
Table = dict[str, tuple[str, str]]
TABLES = st.dictionaries(st.text("123456789", min_size=1, max_size=2), st.tuples(CELLS, CELLS), max_size=12)
DIGESTS = st.lists(st.sampled_from([b"a", b"b", b"c", b"d"]), max_size=12)


def compared(before: bytes, after: bytes, data_format: str = "csv") -> RowComparison:
    with TemporaryDirectory() as folder:
        former, new = Path(folder, "former"), Path(folder, "new")
        former.write_bytes(before)
        new.write_bytes(after)
        return compare_files(former, new, data_format)


def text_of(table: Table, delimiter: str = ",") -> bytes:
    """Return a table whose cells are quoted, so that its rows alone decide on the result."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "un", "deux"), *((key, *cells) for key, cells in table.items())])
    return text.getvalue().encode()


def changes(before: bytes, after: bytes) -> RowChanges:
    result = compared(before, after)
    assert isinstance(result, RowChanges), result
    return result


@given(TABLES, TABLES)
@settings(max_examples=150, deadline=None)
def test_rows_with_a_key_are_counted_as_a_naive_comparison_counts_them(before: Table, after: Table) -> None:
    result = changes(text_of(before), text_of(after))
    if result.key == "id":
        shared = before.keys() & after.keys()
        changed = sum(before[key] != after[key] for key in shared)
        counts = len(after.keys() - shared), len(before.keys() - shared), changed, len(shared) - changed
        assert (result.added, result.removed, result.changed, result.unchanged) == counts
    assert result.removed + result.changed + result.unchanged == len(before)
    assert result.added + result.changed + result.unchanged == len(after)
    assert result.unchanged <= len(before.items() & after.items())


@given(TABLES, TABLES)
@settings(max_examples=150, deadline=None)
def test_swapped_files_swap_what_is_added_and_removed(before: Table, after: Table) -> None:
    there, back = changes(text_of(before), text_of(after)), changes(text_of(after), text_of(before))
    assert (there.added, there.removed, there.changed, there.unchanged, there.key, there.reordered) == (
        back.removed, back.added, back.changed, back.unchanged, back.key, back.reordered,
    )  # fmt: skip
    assert there.first_added == back.first_removed
    former = [(row.former_number, row.number) for row in back.first_changed]
    if there.changed <= len(former):
        assert sorted((row.number, row.former_number) for row in there.first_changed) == sorted(former)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_a_file_compared_with_itself_or_another_form_of_it_has_no_difference(table: Table) -> None:
    for form in (text_of(table), text_of(table, ";"), b"\xef\xbb\xbf" + text_of(table)):
        result = changes(text_of(table), form)
        assert result.same_rows
        assert result.unchanged == len(table)


@given(DIGESTS, DIGESTS)
def test_whole_rows_are_paired_as_multisets(before: list[bytes], after: list[bytes]) -> None:
    paired = pair_whole_rows(before, after, lambda first, second: before[first] < b"c" and after[second] < b"c")
    assert paired.unchanged == (Counter(before) & Counter(after)).total()
    removed, added = Counter(before) - Counter(after), Counter(after) - Counter(before)
    assert Counter(before[row] for row in paired.removed) + Counter(before[row] for row, _ in paired.changed) == removed
    assert Counter(after[row] for row in paired.added) + Counter(after[row] for _, row in paired.changed) == added
    assert paired.reordered == (before != after and sorted(before) == sorted(after))


@given(DIGESTS)
def test_of_one_row_replaced_between_its_neighbours_one_row_is_changed(rows: list[bytes]) -> None:
    for place in range(len(rows)):
        after = [*rows[:place], b"new", *rows[place + 1 :]]
        paired = pair_whole_rows(rows, after, lambda _first, _second: True)
        assert len(paired.changed) + len(paired.added) == 1
        if rows.count(rows[place]) == 1:
            assert paired.changed == [(place, place)]


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("xy")), max_size=8, unique_by=lambda row: row[0])
)
def test_rows_of_a_key_in_another_order_are_only_reordered(rows: list[tuple[str, str]]) -> None:
    keys, digests = [key.encode() for key, _ in rows], [text.encode() for _, text in rows]
    paired = pair_by_key(digests, digests[::-1], keys, keys[::-1])
    assert not (paired.added or paired.removed or paired.changed)
    assert paired.reordered == (len(rows) > 1)


@given(st.binary(max_size=200), st.binary(max_size=200), st.sampled_from(["csv", "json", "geojson", "xlsx"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_compared_or_have_a_reason(before: bytes, after: bytes, data_format: str) -> None:
    good = {"csv": b"a,b\n1,2\n", "json": b'[{"a":1}]', "geojson": b'{"features":[]}', "xlsx": b"PK\x03\x04xl/"}
    for first, second in ((before, after), (good[data_format], after), (before, good[data_format] + after)):
        compared(first, second, data_format)
