"""docs/rules/ has a page for each rule, with the message that the program gives now."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher import locale
from publisher.rules.registry import RULES
from tests.help_pages.__main__ import FOLDER, page_of


@pytest.fixture
def in_both_languages(french_messages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(locale, "HERE", french_messages)
    yield


@pytest.mark.usefixtures("in_both_languages")
@pytest.mark.parametrize("rule", RULES)
def test_the_page_of_a_rule_is_what_the_program_says(rule: str) -> None:
    text = (FOLDER / f"{rule}.md").read_text(encoding="utf-8")

    assert text == page_of(RULES[rule]), "make docs"
    assert text.count(f" {rule} ") >= 2, "the message is there in both languages"


def test_there_is_no_page_of_a_rule_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(RULES)
