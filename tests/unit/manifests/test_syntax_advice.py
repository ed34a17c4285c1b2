"""Advice about a mistake of syntax: it names the mistake at its place, and whoever follows it comes further."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

import pytest
import yaml

from publisher.manifests.broken_lines import broken_text
from publisher.manifests.read_yaml import first_error, parse
from publisher.manifests.syntax_errors import helpful_guess
from publisher.model.findings import ManifestError
from tests.fuzz.validation import real_files

from .folder import Folder

ALIGN: Final = (
    "the number of spaces before this line does not fit the lines around it → Start it with 4 spaces, "
    "it seems, as the lines of the same level."
)
TAB: Final = "this line starts with a tab → Use spaces instead (two per level)."
DASH: Final = "the dash of this element of the list is missing → Start the line with “- ”."
DOUBLE: Final = (
    "text follows the closing quotes here → Put a text with an apostrophe into double quotes:"
    ' title: "The town\'s parks"'
)
SINGLE: Final = (
    "text follows the closing quotes here → Put a text with double quotes into single ones: title: 'The \"new\" parks'"
)
COMMA: Final = (
    "a comma is missing here, between two values → Put a comma here; if it is a single value,"
    " put all of it into quotes."
)
COLON: Final = (
    "quote text that contains a colon followed by a space → Write: title:"
    ' "Parcs : liste"'
)  # fmt: skip
OPEN_BRACKET: Final = "the bracket opened here is not closed → Close it, or remove it."
COLON_IN_DESCRIPTION: Final = COLON.replace('title: "Parcs : liste"', 'description: "Le budget : détails"')
BRACKET: Final = "the bracket opened here is not closed → Write: keywords: [a, b]"
QUOTES: Final = 'the quotes opened here are not closed → Write: title: "T"'
LEFT: Final = (
    "the number of spaces before this line does not fit the lines around it → Delete the spaces before it, so that "
    "it starts at the left margin."
)
POINT: Final = (
    "a line with a dash cannot follow a text → If it continues the text above, start it with 2 spaces."
)  # fmt: skip
NO_BREAK: Final = (
    "this is a no-break space, which YAML does not read as a space → Replace it with an ordinary space."
)  # fmt: skip
CONFLICT: Final = (
    "PUB110 two persons changed the same lines: both versions are in the file (a Git conflict) → Ask which of the two"
    " is right: keep it, and delete the other and the lines <<<<<<<, ======= and >>>>>>>."
)


def refusals(text: str) -> list[str]:
    """Return the findings about a text that cannot be read, one line each."""
    with pytest.raises(ManifestError) as raised:
        parse(text, "f.yml")
    return [
        f"{finding.at.line}:{finding.at.column} {finding.rule} {finding.what} → {finding.fix}"
        for finding in raised.value.findings
    ]


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("zones:\n    - fr:commune:69029\n   - fr:commune:69030\n", "3:4", ALIGN),
        ('zones:\n  - fr:commune:69029\n  - "fr:commune:69030" Bron\n', "3:5", SINGLE),
        ('keywords: [budget,\n"finances" comptes]\ntitle: T\n', "2:1", SINGLE),
        ('keywords: [budget,\n"finances" "comptes"]\ntitle: T\n', "2:1", SINGLE),
        ('{\n  "title": "T"\n  "license": "lov2"\n}\n', "3:3", COMMA),
        ('{\n  "title": "T",\n  "license": "lov2"\n  "slug": "t"\n}\n', "4:3", COMMA),
        ('{"title": "T" "license": "lov2"}\n', "1:15", COMMA),
        ("title: T\ndescription: 'Voici\nla phrase' et suite\nlicense: x\n", "3:12", DOUBLE),
        ('title: T\ndescription: "Le budget\nde la commune: "primitif" 2024"\nlicense: x\n', "3:17", SINGLE),
        ("title: T\n license: lov2 # voir: liste\n", "2:2", LEFT),
        (" title: T\nlicense: lov2\n", "1:2", LEFT),
        ("keywords:\n  - budget\n  finances\n", "3:3", DASH),
        ("keywords:\n  - budget\n  finances\nlicense: x\n", "3:3", DASH),
        ("zones:\n  - fr:commune:69029\n  fr:commune:69030\n", "3:3", DASH),
        ("resources:\n  - id: a\n\ttitle: b\n", "3:1", TAB),
        ("title: Parcs : liste\nlicense: lov2 : b\n", "1:8", COLON),
        ("title: Parcs : liste # à revoir\n", "1:8", COLON),
        ("description : Le budget : détails\n", "1:15", COLON_IN_DESCRIPTION),
        (
            'title: Les "parcs" : liste\n',
            "1:8",
            "quote text that contains a colon followed by a space → Write: title:"
            " 'Les \"parcs\" : liste'",
        ),
        (
            "title: 'L'école \"Jean\" et'\n",
            "1:8",
            "text follows the closing quotes here → Write: title: 'L''école \"Jean\" et'",
        ),
        (
            'title: "L\'école "Jean" et"\n',
            "1:8",
            'text follows the closing quotes here → Write: title: "L\'école \\"Jean\\" et"',
        ),
        ("title: T\nkeywords: [a,\n  b\nlicense: lov2\n", "2:11", OPEN_BRACKET),
        ("title: T\nkeywords: [a, b\n", "2:11", BRACKET),
        ('title: "T\nlicense: lov2\n', "1:8", QUOTES),
        ("description: Voici\n- point\n- autre\n", "2:1", POINT),
        ("description: |\n  Voici\n- point\n- autre\n", "3:1", POINT),
        ("title:\u00a0Budget\nlicense: lov2\n", "1:7", NO_BREAK),
        ("title: T\nlicense:\u202flov2\nslug: t\n", "2:9", NO_BREAK),
        (
            "title: T\n---\nlicense: lov2\n",
            "2:1",
            "“---” begins a second document here: a file has a single one → Delete this line, or put what follows it"
            " into another file.",
        ),
        ("title: T\n- license: lov2\n", "2:1", "a list cannot start here → Delete the dash."),
        (
            "resources:\n  - id: a\n    format:csv\n  - id: b\n",
            "3:12",
            "a space is missing after “format:” → Write: format: csv",
        ),
        (
            "resources:\n  - id: a\n    description: un texte\n  suite\n",
            "4:3",
            "this line is no `key: value` → If it continues the text above, start it with 6 spaces.",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_place(text: str, place: str, advice: str) -> None:
    (refusal,) = refusals(text)

    assert refusal.split(" ", 2)[::2] == [place, advice]


def test_where_no_advice_helps_the_general_one_stands_at_the_place_of_the_parser() -> None:
    assert refusals("title: T\n}: a\n") == [
        "2:1 PUB101 there is a syntax error here or on the line before → Look for a missing space after a colon, an"
        " apostrophe, or spaces at the start of a line."
    ]


@pytest.mark.parametrize(("text", "sign"), [("title: &Co budget\n", "&"), ("title: !important budget\n", "!")])
def test_a_text_that_starts_with_the_sign_of_an_anchor_is_to_be_quoted(text: str, sign: str) -> None:
    assert refusals(text) == [
        "1:8 PUB105 anchors, aliases, tags and merges are not read → Write the value itself; put text that starts with"
        f' “{sign}” into quotes: title: "{sign} …"'
    ]


@pytest.mark.parametrize("value", ["#Budget", " # Budget"])
def test_a_comment_in_the_place_of_a_value_is_named_as_one(folder: Folder, value: str) -> None:
    folder.write("bron/wc.yml", f"title: {value}\ndescription: D\n")

    assert folder.lines() == [
        "bron/wc.yml:1:7 PUB113 “title” has no value: “#” starts a comment → Write a value; put text that starts with"
        f' “#” into quotes: title: "{value.strip()}"'
    ]


# ---- conflicts of Git

CONFLICTED: Final = "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> branche\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"license: x\n{CONFLICTED}", "2:1"),
        (f"license: x\n{CONFLICTED}".replace("\n", "\r\n"), "2:1"),
        ("description: |\n  <<<<<<< HEAD\n  un\n  =======\n  deux\n  >>>>>>> b\ntitle: T\n", "2:3"),
        ('title: T\ndescription: "un\n<<<<<<< HEAD\n=======\ndeux\n>>>>>>> b\n"\n', "3:1"),
        ("title: T\n>>>>>>> branche\n", "2:1"),
    ],
)
def test_the_lines_of_a_git_conflict_are_named_as_such(text: str, place: str) -> None:
    assert refusals(text) == [f"{place} {CONFLICT}"]


def test_each_conflict_of_a_file_is_named() -> None:
    assert [refusal.split()[0] for refusal in refusals(CONFLICTED * 2)] == ["1:1", "6:1"]


@pytest.mark.parametrize("line", ["=======", "<<<<<<<<<", "a <<<<<<< b", ">>>>>>", "<<<<<<<b"])
def test_other_lines_of_such_signs_are_text(folder: Folder, line: str) -> None:
    folder.write("bron/wc.yml", f"title: T\ndescription: |\n  un\n  {line}\n  deux\n")

    assert folder.lines() == []


# ---- whoever follows advice comes further

Mistake = Callable[[Random, str], str]
MISTAKES: Final[tuple[Mistake, ...]] = (
    lambda random, line: " " * random.choice((1, 2, 3)) + line,
    lambda random, line: line.removeprefix(" "),
    lambda random, line: line.replace("  ", "\t", 1),
    lambda random, line: line.replace("- ", "", 1),
    lambda random, line: line.replace(": ", ":", 1),
    lambda random, line: line.replace(": ", ":\u00a0", 1),
    lambda random, line: line.replace(": ", " : ", 1) + " : suite",
    lambda random, line: line.replace(": ", f": {random.choice('[{&*!|>%@`')}", 1),
    lambda random, line: line.replace(": ", f": {random.choice((chr(34), chr(39)))}", 1),
    lambda random, line: f"{line}{random.choice((chr(34), chr(39), ']', '}'))}",
    lambda random, line: line.replace(",", "", 1),
    lambda random, line: line.rstrip("\"']}"),
    lambda random, line: f"- {line.lstrip()}",
    lambda random, line: line[: random.randrange(len(line) + 1)],
    lambda random, line: f"{line[: len(line) // 2]}\n{line[len(line) // 2 :]}",
)


def mutated_texts(seed: int) -> Iterator[str]:
    """Yield real manifests, each with a mistake or two in its lines."""
    random = Random(seed)
    manifests = [content.decode() for name, content in real_files().items() if name.endswith(".yml")]
    for _ in range(60):
        lines = random.choice(manifests).splitlines()
        for _ in range(random.choice((1, 1, 2))):
            number = random.randrange(len(lines))
            lines[number] = random.choice(MISTAKES)(random, lines[number])
        yield "\n".join((*lines, ""))


def line_of_mistake(text: str) -> float:
    """Return the line of the first mistake in a text, as the other parser of PyYAML sees it; infinity where none is."""
    try:
        yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        return broken_text(error, text, "f.yml").number
    return float("inf")


@pytest.mark.parametrize("seed", range(8))
def test_whoever_follows_the_advice_about_a_mutated_manifest_comes_further(seed: int) -> None:
    errors = [(text, error) for text in mutated_texts(seed) if (error := first_error(text)) is not None]
    guesses = [(text, helpful_guess(broken_text(error, text, "f.yml"), first_error)) for text, error in errors]
    helpful = [(text, guess) for text, guess in guesses if guess is not None]

    assert [text for text, guess in helpful if line_of_mistake(guess.corrected) <= line_of_mistake(text)] == []
    assert len(helpful) > len(errors) / 2
