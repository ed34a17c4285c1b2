"""The base in the marker: a short text that is read back unchanged, also those of older versions."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model import marker_text
from publisher.model.dataset import DATASET_FIELDS, RESOURCE_FIELDS
from publisher.model.marker import (
    MOST_PARTS,
    NOTHING,
    WITHDRAWN,
    Digests,
    LastApplied,
    Marker,
    ResourceLastApplied,
    SentFile,
    base_key,
    is_base_key,
    is_marker_key,
)
from publisher.model.marker_text import BASE_VERSION, DATASET_ORDER, LINE, RESOURCE_ORDER, base_texts, read_marker
from publisher.model.names import (
    MARKER_PREFIX,
    DatasetKey,
    Digest,
    RemoteId,
    Repository,
    ResourceId,
    our_resource_id,
)
from publisher.model.values import File, digest

REPOSITORY, KEY = Repository("depot"), DatasetKey("bron/toilettes")
CKAN_LIMIT = 30_000

_names = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=12)
_values = st.none() | st.text(max_size=3)
_of_dataset = st.dictionaries(st.sampled_from(DATASET_ORDER) | _names, _values.map(digest), max_size=6)
_of_resource = st.dictionaries(st.sampled_from(RESOURCE_ORDER) | _names, _values.map(digest), max_size=6)
_remotes = st.none() | _names.map(RemoteId) | st.uuids().map(lambda number: RemoteId(str(number)))
_counts = st.none() | st.integers(min_value=0)
_sha256 = st.binary(min_size=32, max_size=32).map(bytes.hex) | _names
_sent = st.none() | st.builds(SentFile, _sha256, st.integers(min_value=0), _counts, _counts)
_resources = st.builds(
    ResourceLastApplied, _names.map(ResourceId), _remotes, _of_resource, _of_resource, _sent, st.booleans()
)
_bases = st.builds(
    LastApplied, _of_dataset, _of_dataset, st.lists(_resources, max_size=4).map(tuple), st.none() | _names
)

GIVEN = our_resource_id(REPOSITORY, KEY, ResourceId("csv"))
CSV = ResourceLastApplied(ResourceId("csv"), GIVEN, {"title": digest("Tableau"), "format": digest("csv")})
WFS = ResourceLastApplied(ResourceId("wfs"), RemoteId("1d668eba-9f46-5f1b-87fc-007f21b87826"))
BASE = LastApplied({"title": digest("T"), "extras.été": digest("b")}, {"keywords": digest("c")}, (CSV, WFS))


def written(last_applied: LastApplied, limit: int | None = None) -> tuple[str, ...]:
    """Return the texts of a base."""
    return base_texts(Marker(REPOSITORY, KEY, last_applied), limit)


def text_of(last_applied: LastApplied) -> str:
    """Return the whole text of a base, without its blanks, version and checksum."""
    return "".join("".join(written(last_applied)).split()).split(";", maxsplit=3)[3]


def read(*texts: str) -> LastApplied | None:
    """Return the base in these texts."""
    return read_marker(REPOSITORY, KEY, texts).last_applied


def many(count: int) -> LastApplied:
    """Return the base of a dataset with this many files, each different from the others in all its texts."""
    fields = {name: digest(name) for name in DATASET_ORDER if name != WITHDRAWN}  # which never has others beside it
    resources = tuple(
        ResourceLastApplied(
            ResourceId(f"releve-{number:04}"),
            RemoteId(f"1d668eba-9f46-5f1b-87fc-{number:012}"),
            {name: digest(f"{name} {number}") for name in RESOURCE_ORDER},
            {"file": digest(f"echo {number}")},
            SentFile(f"{number:064x}", 123_456, 1_000, 12),
        )
        for number in range(count)
    )
    return LastApplied(fields, {}, resources)


# ---- the text


@given(_bases)
def test_a_base_comes_back_as_it_was(last_applied: LastApplied) -> None:
    assert read(*written(last_applied)) == last_applied


@given(_bases, st.integers(min_value=100, max_value=300))
def test_a_base_in_parts_comes_back_as_it_was(last_applied: LastApplied, limit: int) -> None:
    texts = written(last_applied, limit)
    assert read(*texts) == last_applied
    assert max(len(text.encode()) for text in texts) <= limit


@given(_bases)
def test_the_same_base_is_the_same_text(last_applied: LastApplied) -> None:
    def turned(values: Mapping[str, Digest]) -> Digests:
        return dict(list(values.items())[::-1])

    same = replace(last_applied, fields=turned(last_applied.fields), echoes=turned(last_applied.echoes))
    assert written(same) == written(last_applied)


def test_a_base_is_a_short_text_that_never_changes() -> None:
    """Texts in the markers of real entries: if one changes, it needs a new version, and a reader of this one."""
    assert written(BASE) == (
        "2;1;LN2b8z0k zLA;;4JevwB8 m,extras.%C3 %A9t%C3%A9=O -LdiksX;..x7 k3HWD4;csv:: vfD4KVah...a QOGGHAS;w"
        "fs: HWaOup9GXxuH _AB_Ibh4Jg",
    )
    assert written(LastApplied()) == ("2;1;PFixHeOq _Js;;;",)
    assert read(*written(LastApplied())) == LastApplied()


@given(_bases)
def test_a_browser_can_break_the_line_every_few_characters(last_applied: LastApplied) -> None:
    assert all(len(word) <= LINE for text in written(last_applied) for word in text.split(" "))


def test_a_file_and_that_it_is_pending_are_in_the_text() -> None:
    csv = replace(CSV, remote_id=None, sent=SentFile("ab" * 32, 0, None, 3), pending=True)
    assert text_of(LastApplied(resources=(csv,))) == (
        f";;;csv!:~:{digest('Tableau')}...{digest('csv')}::{'q6ur' * 10}q6s/0//3"
    )


def test_what_can_be_derived_is_not_written() -> None:
    """The id that we give, the digest of a file whose checksum is there, and what the resource above has, too."""
    sent = SentFile("ab" * 32, 12)
    fields = {"title": digest("A"), "description": digest(None), "file": digest(File(12, f"sha256:{'ab' * 32}"))}
    first = ResourceLastApplied(ResourceId("csv"), GIVEN, {**fields, "format": digest("csv")}, sent=sent)
    second = replace(WFS, fields={"title": digest("B"), "description": digest(None), "format": digest("csv")})
    text = text_of(LastApplied(resources=(first, second)))
    assert (
        text
        == f";;;csv::{digest('A')}~.*{digest('csv')}::{'q6ur' * 10}q6s/12;wfs:HWaOup9GXxuH_AB_Ibh4Jg:{digest('B')}~..^"
    )


def test_the_order_of_resources_is_kept() -> None:
    last_applied = read(*written(LastApplied(resources=(WFS, CSV))))
    assert last_applied is not None
    assert [resource.id for resource in last_applied.resources] == ["wfs", "csv"]


def test_a_resource_is_found_by_its_id() -> None:
    assert BASE.resource(ResourceId("wfs")) == WFS
    assert BASE.resource(ResourceId("csv")) == CSV
    assert BASE.resource(ResourceId("none")) is None


def test_every_field_has_its_place_in_the_text_and_keeps_it() -> None:
    """A new field goes to the end of its order: what is there was written by place."""
    assert DATASET_ORDER[:14] == (
        "title", "description", "keywords", "license", "frequency", "temporal", "spatial", "contact", "theme", "hvd",
        "language", "issued", "landing_page", "state",
    )  # fmt: skip
    assert RESOURCE_ORDER[:8] == ("title", "description", "url", "file", "format", "mime", "type", "schema")
    assert set(DATASET_FIELDS) <= set(DATASET_ORDER)
    assert set(RESOURCE_FIELDS) <= set(RESOURCE_ORDER)


def test_a_thousand_resources_take_a_few_extras_on_ckan() -> None:
    texts = written(many(1000), CKAN_LIMIT)
    assert len(texts) <= MOST_PARTS
    assert max(len(text.encode()) for text in texts) <= CKAN_LIMIT < 32_766
    assert read(*texts) == many(1000)
    assert len(written(many(1000))) == 1, "where an extra has no limit, one is enough"


def test_a_single_resource_takes_a_line_or_two() -> None:
    assert len(written(many(1), CKAN_LIMIT)) == 1
    assert len(written(many(1), CKAN_LIMIT)[0]) < 400


# ---- parts that do not belong together


PARTS = written(many(12), 800)
OTHERS = written(replace(many(12), run="other"), 800)


def test_parts_after_the_last_one_are_left_over_from_a_longer_base() -> None:
    assert len(PARTS) >= 3
    assert read(*PARTS, OTHERS[-1]) == many(12)


@pytest.mark.parametrize(
    "texts",
    [
        PARTS[:-1],
        PARTS[:1],
        (*PARTS[:-1], OTHERS[-1]),
        (OTHERS[0], *PARTS[1:]),
        (PARTS[0], PARTS[2], PARTS[1], *PARTS[3:]),
        (PARTS[0], *PARTS[2:]),
        PARTS[1:],
        (*PARTS[:-1], ""),
        (*PARTS[:-1], PARTS[-1][:-1]),
        (PARTS[0][:-1] + ("a" if PARTS[0][-1] != "a" else "b"), *PARTS[1:]),
        ("", *PARTS[1:]),
        (),
    ],
)
def test_parts_of_which_one_is_missing_or_of_another_write_are_no_base(texts: tuple[str, ...]) -> None:
    marker = read_marker(REPOSITORY, KEY, texts)
    assert (marker.last_applied, marker.newer_version) == (None, None)


def test_the_base_of_another_dataset_is_no_base() -> None:
    """Ids of resources are left out where they follow from repository and key."""
    texts = written(BASE)
    assert read_marker(REPOSITORY, DatasetKey("bron/autre"), texts).last_applied is None
    assert read_marker(Repository("autre"), KEY, texts).last_applied is None


def test_blanks_do_not_count() -> None:
    (text,) = written(BASE)
    assert read(f" {text.replace(' ', '')}\n") == BASE
    assert read(" ".join(text)) == BASE


# ---- older and newer versions


VERSION_1 = json.loads((Path(__file__).parent / "data" / "bases_version_1.json").read_text(encoding="utf-8"))
"""Markers that the program wrote before version 2, recorded."""


@pytest.mark.parametrize("extras", VERSION_1.values(), ids=VERSION_1.keys())
def test_a_base_of_version_1_is_read_whole_and_written_in_the_present_version(extras: dict[str, str]) -> None:
    repository, key = Repository(extras["publisher_repository"]), DatasetKey(extras["publisher_key"])
    former = json.loads(extras["publisher_base"])

    marker = read_marker(repository, key, [extras["publisher_base"]])

    assert marker.last_applied is not None
    assert {name: former["f"][name][:8] for name in former["f"]} == marker.last_applied.fields
    assert [(part["i"], part["r"]) for part in former["r"]] == [
        (part.id, part.remote_id) for part in marker.last_applied.resources
    ]
    texts = base_texts(marker)
    assert read_marker(repository, key, texts) == marker
    assert sum(map(len, texts)) < 0.55 * len(extras["publisher_base"])


def test_a_base_of_version_1_has_the_digests_of_today() -> None:
    """No drift and no conflict because of it: the values have the same digests, cut to their present length."""
    extras = VERSION_1["ckan: a file and an address"]
    base = read_marker(REPOSITORY, KEY, [extras["publisher_base"]]).last_applied
    assert base is not None
    assert base.fields["title"] == digest("Deux")
    csv, wfs = base.resources
    checksum = "9e28fa04bf8e926e740eeae3562d76180763f286feb882245e8ab32b7717ffd1"
    assert csv.sent == SentFile(checksum, 12, 2, 2)
    assert csv.fields == {"title": digest("A"), "file": digest(File(12, f"sha256:{checksum}")), "format": digest("csv")}
    assert wfs.fields["url"] == digest("https://example.org/w")


def test_a_base_of_version_1_says_which_run_makes_the_entry() -> None:
    assert read('{"m":"a1b2","v":1}') == LastApplied(run="a1b2")


def test_version_1_written_over_parts_of_version_2_is_what_counts() -> None:
    assert read('{"f":{},"v":1}', *PARTS[1:]) == LastApplied()


def test_a_newer_normaliser_reads_the_bases_of_this_version(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = written(BASE)
    monkeypatch.setattr(marker_text, "BASE_VERSION", BASE_VERSION + 1)
    assert read(*texts) == BASE
    assert written(BASE)[0].startswith("3;")


def test_fields_that_a_later_program_has_added_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field goes to the end of its order, without a new version: where programs take turns, both read the other."""
    later = replace(
        BASE,
        fields={**BASE.fields, "mood": digest("m")},
        resources=(replace(CSV, fields={**CSV.fields, "mood": digest("n")}),),
    )
    with monkeypatch.context() as patch:
        patch.setattr(marker_text, "DATASET_ORDER", (*DATASET_ORDER, "mood"))
        patch.setattr(marker_text, "RESOURCE_ORDER", (*RESOURCE_ORDER, "mood"))
        texts = written(later)
        assert read(*written(BASE)) == BASE
    assert read(*texts) == replace(BASE, resources=(CSV,))


@pytest.mark.parametrize("text", ["3;1;abc;x", "3;", "12;whatever {", '{"v":3}', " 3 ;x"])
def test_a_base_of_a_newer_version_is_said_to_be_one(text: str) -> None:
    marker = read_marker(REPOSITORY, KEY, [text])
    assert marker.last_applied is None
    assert marker.newer_version == (12 if text.startswith("12") else 3)


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
        '{"v":0}',
        '{"v":-1}',
        '{"v":true}',
        '{"v":"1"}',
        '{"v":null}',
        '{"v":1,"r":{}}',
        '{"v":1,"r":"x"}',
        "\x00",
        "2;",
        "2;1;;",
        "2;x;y;z",
        "2;1;y;z",
        "0;1;x;",
        "1;1;x;",
        '{"v":2}',
        "2",
    ],
)
def test_what_no_version_has_written_is_none(text: str) -> None:
    marker = read_marker(REPOSITORY, KEY, [text])
    assert (marker.last_applied, marker.newer_version) == (None, None)


def test_a_text_that_no_parser_survives_is_none() -> None:
    assert read("[" * CKAN_LIMIT) is None


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"v": 1, "f": None, "e": [], "x": 3}, LastApplied()),
        ({"v": 1, "f": {"a": "d" * 11, "b": 3, "c": None}}, LastApplied({"a": Digest("d" * 8)})),
        ({"v": 1, "r": [None, 3, {}, {"r": "b"}, {"i": 1, "r": "b"}, {"i": "a", "r": None}]}, LastApplied()),
        ({"v": 1, "r": [{"i": "a"}]}, LastApplied(resources=(ResourceLastApplied(ResourceId("a"), None),))),
        ({"v": 1, "r": [{"i": "wfs", "r": WFS.remote_id, "s": 3, "n": 4}]}, LastApplied(resources=(WFS,))),
        ({"v": 1, "r": [{"i": "wfs", "r": WFS.remote_id, "s": "x", "n": "4", "p": 1}]}, LastApplied(resources=(WFS,))),
        (
            {"v": 1, "r": [{"i": "wfs", "r": WFS.remote_id, "f": 3, "e": "x", "pending": True}]},
            LastApplied(resources=(WFS,)),
        ),
    ],
)
def test_what_another_hand_put_into_a_base_is_left_out(document: object, expected: LastApplied) -> None:
    assert read(json.dumps(document)) == expected


def test_digests_that_a_hand_put_there_come_back_as_they_are() -> None:
    odd = LastApplied(
        {"title": Digest("a;b:c,d=e ~^*!"), "x": Digest("")}, {}, (replace(CSV, fields={"file": Digest("*")}),)
    )
    assert read(*written(odd)) == odd


@given(st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5).map(json.dumps))
def test_no_text_ever_stops_us(text: str) -> None:
    marker = read_marker(REPOSITORY, KEY, [text])
    assert marker.last_applied is None or isinstance(marker.last_applied, LastApplied)


@given(st.text(st.sampled_from("2;:,=!~^*./%aZ09_- "), max_size=60))
def test_no_text_with_a_right_checksum_ever_stops_us(body: str) -> None:
    """A checksum is no signature: anybody can write a text that has it."""
    packed = "".join(body.split())
    checksum = marker_text._checksum(REPOSITORY, KEY, packed)
    last_applied = read(f"2;1;{checksum};{packed}")
    assert last_applied is None or isinstance(last_applied, LastApplied)


def test_what_was_read_cannot_be_changed() -> None:
    last_applied = read(*written(BASE))
    assert last_applied is not None
    with pytest.raises(TypeError):
        last_applied.fields["title"] = Digest("x")  # type: ignore[index]
    with pytest.raises(TypeError):
        NOTHING["title"] = Digest("x")  # type: ignore[index]


# ---- the extras


def test_the_keys_of_the_marker_are_refused_in_manifests() -> None:
    names = ["publisher_repository", "publisher_key", "publisher_base", "publisher_duplicate_of", "publisher_base_2"]
    assert all(is_marker_key(name) and name.startswith(MARKER_PREFIX) for name in (*names, "publisher_base_17"))
    others = ["publisher_theme", "publisher_base_", "publisher_base_x", "publisher_base2", "publisher_key_2", "base"]
    assert not any(is_marker_key(name) for name in others)


def test_the_parts_of_a_base_are_numbered_from_the_second_on() -> None:
    assert [base_key(part) for part in (1, 2, 10)] == ["publisher_base", "publisher_base_2", "publisher_base_10"]
    assert all(is_base_key(base_key(part)) for part in (1, 2, 10))
    assert not is_base_key("publisher_key")
    assert re.fullmatch(r"[a-z0-9_]+", base_key(2)), "both catalogues take such a name"
