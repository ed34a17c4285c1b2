"""The help page of each rule is complete, and its examples do what they say: the program runs on them."""

import re
from pathlib import Path
from typing import Final

import pytest

from publisher.locale import Language
from publisher.rules.help_page import MARK, ExampleFile, FileKind, HelpPage, help_page, page_ids, shown_lines
from publisher.rules.registry import RULES
from publisher.rules.structure import UNUSED_EXCEPTION
from publisher.views.help_page_text import exception_lines
from tests.help_pages.overlay import expanded, overlaid, unmarked, write_example
from tests.help_pages.portals import PLANNED, PREPARED
from tests.help_pages.run import FOLDER, check, printed, validate_of
from tests.unit.locale.test_words import ENGLISH, FRENCH, unwanted

LONGEST_WHY: Final = 400
"""Characters: one to three sentences."""


def discard(text: str) -> None:
    """Use nothing of what a command printed."""


def pages() -> list[HelpPage]:
    return [help_page(rule) for rule in page_ids()]


# ---- every rule has a page, in both languages


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert page_ids() == tuple(RULES)


@pytest.mark.parametrize("rule", page_ids())
def test_a_page_says_why_in_both_languages(rule: str) -> None:
    page = help_page(rule)

    assert set(page.why) == set(Language)
    assert set(page.note) in (set(), set(Language))
    for text in (*page.why.values(), *page.note.values()):
        assert text.endswith("."), text
        assert 40 < len(text) < LONGEST_WHY, text
        assert "  " not in text, text


def test_the_pages_use_the_words_of_the_glossary() -> None:
    english = [text for page in pages() for texts in (page.why, page.note) if (text := texts.get(Language.ENGLISH))]
    french = [text for page in pages() for texts in (page.why, page.note) if (text := texts.get(Language.FRENCH))]

    assert unwanted(english, ENGLISH) == []
    assert unwanted(french, FRENCH) == []


def test_french_typography_is_kept() -> None:
    """A no-break space before « : ; ? ! » and within « »."""
    texts = [text for page in pages() for texts in (page.why, page.note) if (text := texts.get(Language.FRENCH))]
    bare = [re.sub(r"`[^`]*`|https?://\S*|\S+:\S+", "x", text) for text in texts]

    assert [text for text in bare if re.search(r"[^\u00a0][:;?!](?:\s|$)|« | »|[“”]", text)] == []


# ---- its examples


@pytest.mark.parametrize("rule", RULES)
def test_the_first_example_has_a_finding_on_the_marked_line(rule: str) -> None:
    page = help_page(rule)
    result = check(rule, page, page.bad)

    assert result.expected in {f"{finding.file}:{finding.line}" for finding in result.of(rule)}
    assert {finding.severity for finding in result.of(rule)} == {RULES[rule].severity.value}


@pytest.mark.parametrize("rule", RULES)
def test_the_second_example_has_no_such_finding_and_no_error(rule: str) -> None:
    page = help_page(rule)
    result = check(rule, page, page.good)

    assert result.of(rule) == ()
    assert [finding for finding in result.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("rule", RULES)
def test_a_page_says_whether_validate_fix_corrects_its_example(rule: str) -> None:
    page = help_page(rule)
    corrected = check(rule, page, page.bad, then=lambda: discard(printed(*validate_of(rule), "--fix")))

    assert (corrected.of(rule) == ()) == page.repaired


@pytest.mark.parametrize("rule", [name for name in RULES if RULES[name].waivable])
def test_the_lines_of_an_exception_accept_the_example(rule: str) -> None:
    """Of a rule about a manifest, or about a file that it names: a manifest has no exception for other files."""
    page = help_page(rule)
    lines = f"{exception_lines(RULES[rule])}\n"
    place = check(rule, page, page.bad).of(rule)[0].file

    def accept() -> None:
        for manifest in Path(FOLDER, "clairval").glob("*.yml"):
            if manifest.name != "producer.yml" and "exceptions:" not in manifest.read_text(encoding="utf-8"):
                manifest.write_text(manifest.read_text(encoding="utf-8") + lines, encoding="utf-8")

    accepted = check(rule, page, page.bad, then=accept)
    shared = place.endswith(("communes.csv", "producer.yml", "catalogs.yml", "themes.yml", "defaults.yml"))
    assert (accepted.of(rule) == ()) != (shared or rule == UNUSED_EXCEPTION.id)


@pytest.mark.parametrize("rule", page_ids())
def test_the_first_example_alone_has_a_mark(rule: str) -> None:
    page = help_page(rule)
    bad, good = (sum(file.text.count(MARK) for file in files) for files in (page.bad, page.good))

    assert good == 0
    assert bad == 1 or (bad == 0 and page.at), "a page that says where the finding is may do without a mark"


def test_what_an_example_supposes_is_said() -> None:
    """What the catalogue has is no file of the example: the page says it."""
    assert [rule for rule in (*PREPARED, *PLANNED) if not help_page(rule).note] == []


# ---- the folder in which they are


def test_the_folder_is_complete(tmp_path: Path) -> None:
    assert check("", HelpPage({}, {}, (), (), None, frozenset(), repaired=False), ()).findings == ()


def test_the_keys_of_an_example_replace_those_of_the_file() -> None:
    whole = "# Kept.\ntitle: A\nkeywords:\n  - b\n  - c\nstate: draft\n"

    assert overlaid(whole, "keywords: [d]\nslug: e\n") == "# Kept.\ntitle: A\nkeywords: [d]\nstate: draft\nslug: e\n"
    assert overlaid(whole, "state: draft\nstate: private\n").endswith("  - c\nstate: draft\nstate: private\n")


def test_what_is_repeated_is_written_in_full_and_shown_cut() -> None:
    assert expanded("- mot {1..3}\n") == "- mot 1\n- mot 2\n- mot 3\n"
    assert shown_lines("  - mot {1..3}\n") == ["  - mot 1", "  …", "  - mot 3"]
    assert expanded("a: {bc * 3}d\n") == "a: bc bc bc d\n"
    assert shown_lines("a: {bc * 3}d\n") == ["a: bc bc …d"]


def test_a_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    files = [
        ExampleFile("clairval/parcs.yml", "license: LO2  ←\n"),
        ExampleFile("clairval/autre.csv", "é\n", encoding="cp1252"),
        ExampleFile("clairval/parcs.csv", "", FileKind.ABSENT),
        ExampleFile("clairval/lien.csv", "/srv/donnees.csv\n", FileKind.LINK),
    ]

    marks = write_example(tmp_path, files, frozenset({"contact"}))

    lines = (tmp_path / "clairval" / "parcs.yml").read_text(encoding="utf-8").splitlines()
    assert marks == {"clairval/parcs.yml": lines.index("license: LO2") + 1}
    assert not [line for line in lines if line.startswith("contact:")]
    assert (tmp_path / "clairval" / "autre.csv").read_bytes() == b"\xe9\n"
    assert not (tmp_path / "clairval" / "parcs.csv").exists()
    assert (tmp_path / "clairval" / "lien.csv").readlink() == Path("/srv/donnees.csv")
    assert unmarked("a  ←\nb ←\n") == "a\nb\n"
