"""The last applied state in the marker: one compact text that is read back unchanged."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.marker import (
    LAST_APPLIED_LIMIT,
    MARKER_KEYS,
    NOTHING,
    Digests,
    LastApplied,
    ResourceLastApplied,
    SentFile,
    decode_last_applied,
    encode_last_applied,
)
from publisher.model.names import MARKER_PREFIX, Digest, RemoteId, ResourceId
from publisher.model.values import NORMALISER_VERSION, digest

_names = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
_digests = st.dictionaries(_names, st.text(max_size=11).map(digest), max_size=4)
_remotes = st.none() | _names.filter(bool).map(RemoteId)
_counts = st.none() | st.integers(min_value=0)
_sent = st.none() | st.builds(SentFile, _names, st.integers(min_value=0), _counts, _counts)
_resources = st.builds(ResourceLastApplied, _names.map(ResourceId), _remotes, _digests, _digests, _sent, st.booleans())
_bases = st.builds(LastApplied, _digests, _digests, st.lists(_resources, max_size=4).map(tuple), st.none() | _names)

CSV = ResourceLastApplied(ResourceId("csv"), RemoteId("uuid-1"), {"title": Digest("t")}, {"format": Digest("e")})
WFS = ResourceLastApplied(ResourceId("wfs"), RemoteId("uuid-2"))
BASE = LastApplied({"title": Digest("a"), "été": Digest("b")}, {"keywords": Digest("c")}, (CSV, WFS))


@given(_bases)
def test_a_base_comes_back_as_it_was(last_applied: LastApplied) -> None:
    assert decode_last_applied(encode_last_applied(last_applied)) == last_applied


@given(_bases)
def test_the_same_base_is_the_same_text(last_applied: LastApplied) -> None:
    def turned(values: Mapping[str, Digest]) -> Digests:
        return dict(list(values.items())[::-1])

    same = replace(last_applied, fields=turned(last_applied.fields), echoes=turned(last_applied.echoes))
    assert encode_last_applied(same) == encode_last_applied(last_applied)


def test_a_base_is_one_compact_text_with_its_version() -> None:
    assert encode_last_applied(BASE) == (
        '{"e":{"keywords":"c"},"f":{"title":"a","été":"b"},'
        '"r":[{"e":{"format":"e"},"f":{"title":"t"},"i":"csv","r":"uuid-1"},{"i":"wfs","r":"uuid-2"}],"v":1}'
    )
    assert encode_last_applied(LastApplied()) == '{"v":1}'
    assert decode_last_applied('{"v":1}') == LastApplied()


def test_an_uploaded_file_is_recorded_and_that_it_is_pending() -> None:
    csv = replace(CSV, remote_id=None, sent=SentFile("ab12", 0, 0, 3), pending=True)
    text = encode_last_applied(LastApplied(resources=(csv,)))
    assert text == (
        '{"r":[{"c":3,"e":{"format":"e"},"f":{"title":"t"},"i":"csv","l":0,"n":0,"p":true,"s":"ab12"}],"v":1}'
    )
    assert decode_last_applied(text) == LastApplied(resources=(csv,))


def test_the_order_of_resources_is_kept() -> None:
    last_applied = decode_last_applied(encode_last_applied(LastApplied(resources=(WFS, CSV))))
    assert last_applied is not None
    assert [resource.id for resource in last_applied.resources] == ["wfs", "csv"]


def test_a_resource_is_found_by_its_id() -> None:
    assert BASE.resource(ResourceId("wfs")) == WFS
    assert BASE.resource(ResourceId("csv")) == CSV
    assert BASE.resource(ResourceId("none")) is None


def test_a_large_dataset_stays_far_below_the_limit() -> None:
    fields = {f"field-{n}": digest(str(n)) for n in range(16)}
    field_digests = {name: digest(name) for name in ("title", "description", "url", "format", "mime", "type", "schema")}
    resources = tuple(
        ResourceLastApplied(
            ResourceId(f"resource-{n}"), RemoteId("1d668eba-9f46-5f1b-87fc-007f21b87826"), field_digests
        )
        for n in range(100)
    )
    size = len(encode_last_applied(LastApplied(fields, {}, resources)).encode())
    assert size < LAST_APPLIED_LIMIT
    assert LAST_APPLIED_LIMIT < 32_766


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "text",
        "null",
        "3",
        "[]",
        '"v"',
        "{}",
        '{"f":{}}',
        f'{{"v":{NORMALISER_VERSION + 1},"f":{{}}}}',
        '{"v":0}',
        '{"v":"1"}',
        '{"v":null}',
        '{"v":1,"r":{}}',
        '{"v":1,"r":"x"}',
        "\x00",
    ],
)
def test_what_this_version_did_not_write_is_none(text: str) -> None:
    assert decode_last_applied(text) is None


def test_a_text_that_no_parser_survives_is_none() -> None:
    assert decode_last_applied("[" * LAST_APPLIED_LIMIT) is None


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"v": 1, "f": None, "e": [], "x": 3}, LastApplied()),
        ({"v": 1, "f": {"a": "d", "b": 3, "c": None}}, LastApplied({"a": Digest("d")})),
        ({"v": 1, "r": [None, 3, {}, {"r": "b"}, {"i": 1, "r": "b"}, {"i": "a", "r": None}]}, LastApplied()),
        ({"v": 1, "r": [{"i": "a"}]}, LastApplied(resources=(ResourceLastApplied(ResourceId("a"), None),))),
        ({"v": 1, "r": [{"i": "wfs", "r": "uuid-2", "s": 3, "n": 4}]}, LastApplied(resources=(WFS,))),
        ({"v": 1, "r": [{"i": "wfs", "r": "uuid-2", "s": "x", "n": "4", "p": 1}]}, LastApplied(resources=(WFS,))),
        (
            {"v": 1, "r": [{"i": "wfs", "r": "uuid-2", "f": 3, "e": "x", "pending": True}]},
            LastApplied(resources=(WFS,)),
        ),
    ],
)
def test_what_another_hand_put_into_a_base_is_left_out(document: object, expected: LastApplied) -> None:
    assert decode_last_applied(json.dumps(document)) == expected


@given(st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5).map(json.dumps))
def test_no_text_ever_stops_us(text: str) -> None:
    last_applied = decode_last_applied(text)
    assert last_applied is None or isinstance(last_applied, LastApplied)


def test_what_was_read_cannot_be_changed() -> None:
    last_applied = decode_last_applied(encode_last_applied(BASE))
    assert last_applied is not None
    with pytest.raises(TypeError):
        last_applied.fields["title"] = Digest("x")  # type: ignore[index]
    with pytest.raises(TypeError):
        NOTHING["title"] = Digest("x")  # type: ignore[index]


def test_the_keys_of_the_marker_are_refused_in_manifests() -> None:
    names = {"publisher_repository", "publisher_key", "publisher_base", "publisher_duplicate_of"}
    assert names == MARKER_KEYS
    assert all(key.startswith(MARKER_PREFIX) for key in MARKER_KEYS)
