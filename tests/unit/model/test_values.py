"""Canonical values, their digests, and their form in JSON and in texts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.values import (
    UNMANAGED,
    Contact,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Value,
    canonical_line,
    canonical_text,
    canonical_words,
    digest,
    fingerprint,
    plain,
    shown,
)

# ---- texts


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("", ""),
        (" \r\n\t ", ""),
        ("a", "a"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a  \nb\t\n", "a\nb"),
        ("\n\n a\n\n\n b \n\n", "a\n\n\n b"),
        ("e\u0301te\u0301", "été"),
        ("a\u00a0\nb", "a\nb"),
        ("a  b", "a  b"),
        ("l’eau", "l’eau"),
    ],
)
def test_a_text_has_line_feeds_composed_accents_and_no_blanks_at_the_ends(given_text: str, expected: str) -> None:
    assert canonical_text(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("", ""),
        ("  a \t b\n\nc ", "a b c"),
        ("a\u00a0b\u2009c", "a b c"),
        ("e\u0301", "é"),
        ("ﬁ", "ﬁ"),
    ],
)
def test_a_line_has_single_blanks_and_composed_accents(given_text: str, expected: str) -> None:
    assert canonical_line(given_text) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), None),
        (("", " "), None),
        (("eau",), ("eau",)),
        (("eau", "air"), ("air", "eau")),
        (("eau", " eau ", "eau"), ("eau",)),
        (("e\u0301cole", "école"), ("école",)),
        (("é", "z", "E", "a"), ("E", "a", "z", "é")),
        (("Eau", "eau"), ("Eau", "eau")),
    ],
)
def test_words_are_a_set_sorted_by_code_point(words: tuple[str, ...], expected: tuple[str, ...] | None) -> None:
    assert canonical_words(words) == expected
    assert canonical_words(list(words)) == expected


@given(st.text())
def test_what_is_canonical_stays_so(text: str) -> None:
    for canonical in (canonical_text, canonical_line):
        once = canonical(text)
        assert canonical(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert once == once.strip()


@given(st.text())
def test_how_an_editor_ends_its_lines_does_not_matter(text: str) -> None:
    plain_lines = text.replace("\r", "")
    assert canonical_text(plain_lines.replace("\n", "\r\n")) == canonical_text(plain_lines)
    assert canonical_text(plain_lines + "\n") == canonical_text(plain_lines)


@given(st.lists(st.text(max_size=5)))
def test_the_order_of_words_does_not_matter(words: list[str]) -> None:
    assert canonical_words(words) == canonical_words(words[::-1])


# ---- digests

LITERALS: list[tuple[Value, str]] = [
    (None, "c3ayy_oK0m4"),
    ("", "-8rTtNC-bEg"),
    ("été", "jJZSYJkRVEU"),
    (("air", "eau"), "gc46HqMcnc8"),
    (State.PUBLISHED, "cOLyXq4sH3Y"),
    (State.DRAFT, "ANWRhgbyWtI"),
    (State.ARCHIVED, "NbrP3479R-s"),
    (Period("2023-01-01", "2026-12-31"), "ytqYqaLElAc"),
    (Period("2023-01-01", None), "EkWl7XDve2k"),
    (Contact("SIG", "sig@example.org"), "p-7vcqAkrKM"),
    ((RoleContact("publisher", "Ville"), RoleContact("creator", email="a@b.org")), "queT69Jfep8"),
    (Contact("SIG", None, "https://example.org/f"), "807D2Fm62RQ"),
    (SchemaRef("scdl/equipements", "0.1.5"), "iXVluWvrrjo"),
    (SchemaRef(url="https://example.org/schema.json"), "IPrA5_RQnWY"),
]
"""Fingerprints, whose first eight characters are in the markers of real entries: if one changes, every entry drifts."""


@pytest.mark.parametrize(("value", "expected"), LITERALS)
def test_digests_never_change(value: Value, expected: str) -> None:
    assert fingerprint(value) == expected
    assert digest(value) == expected[:8]


def test_different_values_have_different_digests() -> None:
    values: list[Value] = [value for value, _ in LITERALS]
    values += ["null", "published ", ("air, eau",), ("air",), Period(None, "2023-01-01"), Contact(None, "SIG"), ()]
    assert len({digest(value) for value in values}) == len(values)


@given(st.text(st.characters()))
def test_a_digest_is_eight_characters_that_json_and_addresses_keep(text: str) -> None:
    text_digest = digest(text)
    assert len(text_digest) == 8
    assert text_digest.replace("-", "a").replace("_", "a").isalnum()
    assert text_digest.isascii()
    assert digest(text) == text_digest


def test_a_text_that_is_no_unicode_has_a_digest_too() -> None:
    assert len(digest("\ud800")) == 8


# ---- for JSON and for people


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("été", "été"),
        (("air", "eau"), ["air", "eau"]),
        (State.DRAFT, "draft"),
        (Period("2023-01-01", None), {"start": "2023-01-01"}),
        (Contact(None, "a@b.fr"), {"email": "a@b.fr"}),
        (SchemaRef("a/b", "1"), {"name": "a/b", "version": "1"}),
        (SchemaRef(url="https://x.org"), {"url": "https://x.org"}),
    ],
)
def test_a_value_as_json_holds_it(value: Value, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "∅"),
        ("l'été", '"l\'été"'),
        ("two\nlines", '"two\\nlines"'),
        ("", '""'),
        (("air", "eau"), "air, eau"),
        (State.ARCHIVED, "archived"),
        (Period("2023-01-01", "2026-12-31"), "2023-01-01 – 2026-12-31"),
        (Period("2023-01-01", None), "2023-01-01 – …"),
        (Period(None, "2026-12-31"), "… – 2026-12-31"),
        (Contact("SIG", "sig@example.org"), "SIG · sig@example.org"),
        (Contact(None, "sig@example.org"), "sig@example.org"),
        (SchemaRef("scdl/equipements", "0.1.5"), "scdl/equipements 0.1.5"),
        (SchemaRef("scdl/equipements"), "scdl/equipements"),
        (SchemaRef(url="https://x.org"), "https://x.org"),
    ],
)
def test_a_value_is_shown_on_one_line(value: Value, expected: str) -> None:
    assert shown(value) == expected
    assert "\n" not in shown(value)


def test_unmanaged_is_no_value() -> None:
    assert UNMANAGED is not None
    assert [state.value for state in State] == ["published", "draft", "private", "archived"]
