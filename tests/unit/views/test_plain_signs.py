"""On a stream that is not UTF-8 each sign that it lacks is replaced by one that reads the same."""

import io
import json
import re
from pathlib import Path

import pytest

from publisher.locale import HERE
from publisher.views.plain_signs import PLAIN_SIGNS, escaped_for

ROOT = Path(__file__).parents[3]
CONSOLES = ["ascii", "cp437", "cp850", "cp1252", "latin-1"]
OWN_SIGNS = set(re.findall("[^\x00-\x7f]", (HERE / "fr" / "LC_MESSAGES" / "publisher.po").read_text(encoding="utf-8")))


def printed(text: str, encoding: str) -> str:
    """Return what a reader sees of a text on a stream of this encoding."""
    content = io.BytesIO()
    stream = io.TextIOWrapper(content, encoding=encoding, errors=PLAIN_SIGNS)
    stream.write(text)
    stream.flush()
    return content.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("cp1252", "OK 2 fiches\xa0: « créées » ~= l’œuvre… - -> X"),
        ("cp850", "OK 2 fiches\xa0: « créées » ~= l'oeuvre... - -> X"),
        ("ascii", 'OK 2 fiches : " creees " ~= l\'oeuvre... - -> X'),
        ("utf-8", "✔ 2 fiches\xa0: « créées » ≈ l’œuvre… − → ✘"),
    ],
)
def test_a_french_line_stays_readable(encoding: str, expected: str) -> None:
    assert printed("✔ 2 fiches\xa0: « créées » ≈ l’œuvre… − → ✘", encoding) == expected


@pytest.mark.parametrize("encoding", CONSOLES)
def test_no_sign_of_our_own_texts_becomes_an_escape_or_a_question_mark(encoding: str) -> None:
    shown = {sign: printed(sign, encoding) for sign in OWN_SIGNS}

    assert len(shown) > 20
    assert {sign: text for sign, text in shown.items() if "?" in text or "\\" in text} == {}


@pytest.mark.parametrize("text", ["日", "🙂", "½", "\udce9"])
def test_what_has_no_plain_form_is_escaped_and_lost_nowhere(text: str) -> None:
    assert printed(text, "ascii") == text.encode("ascii", "backslashreplace").decode()


def test_a_name_that_is_no_text_is_escaped_in_utf_8_too() -> None:
    assert printed("a\udce9b", "utf-8") == "a\\udce9b"


def test_another_error_of_a_codec_is_raised_as_it_is() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", PLAIN_SIGNS)


@pytest.mark.parametrize("encoding", [*CONSOLES, "utf-8"])
def test_values_of_a_json_document_are_read_back_as_they_were(encoding: str) -> None:
    value = {"titre": "✔ « été » … 日 🙂"}
    text = escaped_for(encoding, json.dumps(value, ensure_ascii=False))

    assert json.loads(printed(text, encoding)) == value
    assert ("é" in text) == (encoding != "ascii")


def test_every_verb_prints_json_in_this_way() -> None:
    """`console.out` would replace a sign within a value."""
    modules = (ROOT / "publisher" / "cli").glob("*.py")
    wrong = re.compile(r"console\.out\((json_results\.dumps|findings_sarif)")

    assert [module.name for module in modules if wrong.search(module.read_text(encoding="utf-8"))] == []
