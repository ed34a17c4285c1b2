"""JSON results have no raw control or direction character, and are read back to the same values."""

import json
import unicodedata

import pytest

from publisher.views.json_results import dumps
from publisher.views.safe_text import clip, printable

UNSAFE = [chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x61C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029)]
UNSAFE += [*map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xE0041, 0xD800, 0xDFFF))]


@pytest.mark.parametrize("character", UNSAFE, ids=lambda character: f"U+{ord(character):04X}")
def test_a_character_that_controls_is_escaped_and_read_back(character: str) -> None:
    text = dumps({"a" + character: ["é\\" + character + "“"]})

    assert character == "\n" or character not in text
    assert "é" in text
    assert "\\n" in text if character == "\n" else True
    assert json.loads(text) == {"format_version": 1, "a" + character: ["é\\" + character + "“"]}


def test_half_a_surrogate_pair_can_be_printed() -> None:
    """The name of a file that is not UTF-8 has one."""
    assert printable("a\udcffb") == "a�b"
    assert dumps({"file": "\udcff.csv"}).encode()


def test_every_other_character_stays_as_it_is() -> None:
    usual = "".join(
        chr(code) for code in range(0x20, 0x3000) if unicodedata.category(chr(code)) not in ("Cc", "Cf", "Zl", "Zp")
    )

    assert json.dumps(usual, ensure_ascii=False) in dumps({"a": usual})


def test_of_a_giant_text_the_start_is_read() -> None:
    assert clip("x" * 900_000, 10) == "x" * 9 + "…"
    assert clip("a" + " " * 50 + "b", 10) == "a b"
