"""Closed vocabularies: a term is found by the words that people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.frequencies import FREQUENCIES
from publisher.model.licenses import LICENSES
from publisher.model.vocabulary import (
    DATA_THEMES,
    HVD_CATEGORIES,
    RESOURCE_TYPES,
    Term,
    Vocabulary,
    canonical_format,
    closest,
    fold,
)

ALL = [FREQUENCIES, LICENSES, HVD_CATEGORIES, DATA_THEMES, RESOURCE_TYPES]


@pytest.mark.parametrize(
    ("vocabulary", "text", "expected"),
    [
        (FREQUENCIES, "annual", "annual"),
        (FREQUENCIES, "annuelle", "annual"),
        (FREQUENCIES, " ANNUELLE ", "annual"),
        (FREQUENCIES, "journaliere", "daily"),
        (FREQUENCIES, "temps reel", "continuous"),
        (FREQUENCIES, "Temps  réel", "continuous"),
        (FREQUENCIES, "te\u0301mps réel", "continuous"),
        (FREQUENCIES, "asneeded", "punctual"),
        (FREQUENCIES, "jamais", "never"),
        (FREQUENCIES, "sometimes", None),
        (FREQUENCIES, "", None),
        (LICENSES, "Licence Ouverte 2.0", "lov2"),
        (LICENSES, "licence ouverte / open licence version 2.0", "lov2"),
        (LICENSES, "LOV2", "lov2"),
        (LICENSES, "etalab-2.0", "lov2"),
        (LICENSES, "Licence Ouverte / Open Licence", "fr-lo"),
        (LICENSES, "odbl", "odc-odbl"),
        (LICENSES, "CC0", "cc-zero"),
        (HVD_CATEGORIES, "Mobilité", "mobility"),
        (HVD_CATEGORIES, "entreprises et propriété d’entreprises", "companies"),
        (DATA_THEMES, "envi", "ENVI"),
        (RESOURCE_TYPES, "mise a jour", "update"),
        (RESOURCE_TYPES, "principal", "main"),
    ],
)
def test_a_word_is_found_whatever_its_case_accents_and_blanks(
    vocabulary: Vocabulary, text: str, expected: str | None
) -> None:
    assert vocabulary.find(text) == expected


@pytest.mark.parametrize("vocabulary", ALL)
def test_every_id_label_and_alias_finds_its_own_term(vocabulary: Vocabulary) -> None:
    for term in vocabulary.terms:
        for word in (term.id, term.label, *term.aliases):
            assert vocabulary.find(word) == term.id
            assert vocabulary.find(word.upper()) == term.id


@pytest.mark.parametrize("vocabulary", ALL)
def test_ids_are_unique_and_give_their_term(vocabulary: Vocabulary) -> None:
    ids = [term.id for term in vocabulary.terms]
    assert len(ids) == len(set(ids))
    assert [vocabulary.term(term_id) for term_id in ids] == list(vocabulary.terms)
    assert vocabulary.term("nothing of the kind") is None


@pytest.mark.parametrize(
    ("vocabulary", "text", "expected"),
    [
        (FREQUENCIES, "anuelle", "annual"),
        (FREQUENCIES, "mensuele", "monthly"),
        (FREQUENCIES, "hebdo", "weekly"),
        (LICENSES, "licence ouverte 2", "lov2"),
        (LICENSES, "lov 2", "lov2"),
        (HVD_CATEGORIES, "mobilites", "mobility"),
    ],
)
def test_a_mistyped_or_shortened_word_gives_the_nearest(vocabulary: Vocabulary, text: str, expected: str) -> None:
    assert [term.id for term in vocabulary.suggest(text)] == [expected]


@pytest.mark.parametrize("text", ["cc-by-nc", "cc by-nc-sa", "cc-by-nd", "lov1", "MIT"])
def test_a_licence_with_other_rights_is_never_proposed(text: str) -> None:
    assert LICENSES.suggest(text) == ()


def test_a_name_that_several_licences_begin_with_gives_each() -> None:
    assert [term.id for term in LICENSES.suggest("Licence Ouverte")] == ["lov2", "fr-lo"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tous les ans", "annual"),
        ("une fois par an", "annual"),
        ("tous les mois", "monthly"),
        ("tous les jours", "daily"),
        ("toutes les semaines", "weekly"),
        ("tous les six mois", "semiannual"),
        ("trimestriel", "quarterly"),
    ],
)
def test_everyday_french_is_understood(text: str, expected: str) -> None:
    assert FREQUENCIES.find(text) == expected


@pytest.mark.parametrize("text", ["biannuelle", "bisannuelle", "toutes les deux minutes", "tous les quatre mois"])
def test_a_frequency_that_is_another_one_is_not_proposed(text: str) -> None:
    assert FREQUENCIES.find(text) is None
    assert FREQUENCIES.suggest(text) == ()


@pytest.mark.parametrize("text", ["", "zzzzzzzz", "42"])
def test_a_word_that_resembles_nothing_gives_none(text: str) -> None:
    assert FREQUENCIES.suggest(text) == ()


# ---- addresses of terms


def test_forty_frequencies_have_forty_addresses() -> None:
    assert len(FREQUENCIES.terms) == 40
    assert len({term.uri for term in FREQUENCIES.terms}) == 40


@pytest.mark.parametrize("vocabulary", [FREQUENCIES, HVD_CATEGORIES, DATA_THEMES])
def test_every_term_goes_to_its_address_and_back(vocabulary: Vocabulary) -> None:
    for term in vocabulary.terms:
        uri = vocabulary.to_uri(term.id)
        assert uri == term.uri
        assert uri.startswith("http://")
        assert vocabulary.from_uri(uri) == term.id


def test_addresses_and_words_of_others_stay_as_they_are() -> None:
    assert FREQUENCIES.from_uri("http://example.org/often") == "http://example.org/often"
    assert FREQUENCIES.to_uri("http://example.org/often") == "http://example.org/often"
    assert LICENSES.to_uri("other-at") == "other-at"
    assert Vocabulary((Term("a", "A"),)).from_uri("None") == "None"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("annual", "ANNUAL"),
        ("biennial", "BIENNIAL"),
        ("semiannual", "ANNUAL_2"),
        ("threeTimesAYear", "ANNUAL_3"),
        ("bimonthly", "BIMONTHLY"),
        ("biweekly", "BIWEEKLY"),
        ("semimonthly", "MONTHLY_2"),
        ("semiweekly", "WEEKLY_2"),
        ("continuous", "UPDATE_CONT"),
        ("severalTimesADay", "CONT"),
        ("irregular", "IRREG"),
        ("punctual", "AS_NEEDED"),
        ("notPlanned", "NOT_PLANNED"),
    ],
)
def test_frequencies_that_are_easily_mistaken_have_the_european_code(word: str, code: str) -> None:
    """Source: the authority table `frequency` of publications.europa.eu."""
    assert FREQUENCIES.to_uri(word) == f"http://publications.europa.eu/resource/authority/frequency/{code}"


# ---- words


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Été", "ete"), ("  a  B ", "a b"), ("L’EAU", "l'eau"), ("straße", "strasse"), ("ﬁn", "fin"), ("", "")],
)
def test_folding_leaves_no_case_accent_or_doubled_blank(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text(max_size=30))
def test_no_text_breaks_a_vocabulary(text: str) -> None:
    for vocabulary in ALL:
        vocabulary.suggest(text)
        term_id = vocabulary.find(text)
        assert term_id is None or vocabulary.term(term_id) is not None


def test_the_closest_word_comes_back_as_it_was_given() -> None:
    assert closest("Titel", ["Titre", "Description"]) == "Titre"
    assert closest("desc", ["Titre", "Description"]) == "Description"
    assert closest("x", ["Titre"]) is None
    assert closest("x", []) is None
    assert closest("eau-87c2", ["eau-b367", "eau-87c2-et-rivieres"]) == "eau-87c2-et-rivieres"
    assert closest("eau", ["eaux", "eau-et-rivieres"]) == "eau-et-rivieres"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CSV", "csv"),
        (" Csv ", "csv"),
        ("text/csv", "csv"),
        ("Excel", "xls"),
        ("XLS", "xls"),
        ("Shapefile", "shp"),
        ("application/geo+json", "geojson"),
        ("GeoJSON", "geojson"),
        ("parquet", "parquet"),
        ("", ""),
    ],
)
def test_a_format_has_one_id(text: str, expected: str) -> None:
    assert canonical_format(text) == expected
    assert canonical_format(expected) == expected


@pytest.mark.parametrize(
    ("sent", "stored"), [("jpg", "JPEG"), ("htm", "HTML"), ("dbf", "dBase"), ("ical", "ICS"), ("xls", "XLS")]
)
def test_a_format_that_ckan_renames_is_the_same_format(sent: str, stored: str) -> None:
    """Source: CKAN 2.12, config/resource_formats.json. CKAN stores another word than the one it received."""
    assert canonical_format(sent) == canonical_format(stored)
