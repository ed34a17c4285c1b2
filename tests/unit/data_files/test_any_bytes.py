"""Whatever bytes a file has, checking it ends with findings, never with an internal error."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.findings import Severity

from .checked import CLEAN, findings_in

JSON = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"a": 1}, "geometry": null}]}'
PIECES = st.sampled_from([*CLEAN, *JSON, '"', "\r", "\0", ";", "é", "\n\n", '""', "{", "[", "NaN", "1e999", "[[["])


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.json", "x.geojson", "x.xlsx", "x.zip"])
@given(st.binary(max_size=200) | st.lists(PIECES, max_size=120).map(lambda pieces: "".join(pieces).encode()))
def test_no_bytes_stop_the_check(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        for finding in findings_in(Path(folder), content, name):
            assert str(finding.what)
            assert finding.at.line >= 1


@given(st.text(max_size=60), st.integers(0, len(CLEAN)))
def test_a_table_with_any_text_put_into_it_is_read_to_its_end(text: str, place: int) -> None:
    with TemporaryDirectory() as folder:
        content = (CLEAN[:place] + text + CLEAN[place:]).encode("utf-8", "replace")
        findings = findings_in(Path(folder), content)

    lines = len(content.decode().replace("\r", "\n").split("\n"))
    assert all(1 <= finding.at.line <= lines for finding in findings)


@given(st.text(max_size=20), st.integers(0, len(JSON)))
def test_a_map_with_any_text_put_into_it_is_read_as_far_as_it_goes(text: str, place: int) -> None:
    with TemporaryDirectory() as folder:
        content = (JSON[:place] + text + JSON[place:]).encode("utf-8", "replace")
        findings = findings_in(Path(folder), content, "x.geojson")

    assert is_json(content) or any(finding.severity is Severity.ERROR for finding in findings)


def is_json(content: bytes) -> bool:
    """Return whether another reader takes it for JSON."""
    try:
        json.loads(content)
    except ValueError:
        return False
    return True
