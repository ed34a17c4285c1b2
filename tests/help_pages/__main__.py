"""Write docs/rules/: the page of each rule, with the message that the program gives for its example. `make docs`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from publisher import locale
from publisher.locale import Language
from publisher.rules.help_page import help_page
from publisher.rules.registry import RULES
from publisher.rules.rule import Rule
from publisher.views.help_page_markdown import page_markdown
from tests.help_pages.run import block_of, check, same_language

FOLDER: Final = Path(__file__).parents[2] / "docs" / "rules"
NOTICE: Final = "<!-- Made by `make docs` from the program; do not edit. -->"
BOTH: Final = (Language.ENGLISH, Language.FRENCH)


def page_of(rule: Rule) -> str:
    """Return the page of a rule in both languages."""
    page = help_page(rule.id)
    texts = check(rule.id, page, page.bad, BOTH).texts
    parts = [f"# {rule.id}", NOTICE, "[All rules · Toutes les règles](../rules.md)"]
    with same_language():
        for language in BOTH:
            locale.use(language)
            parts.append(page_markdown(rule, page, block_of(rule.id, texts[language])))
    return "\n\n".join(parts) + "\n"


def pages() -> Iterator[tuple[Path, str]]:
    """Yield the file of each page, and its text."""
    for rule in RULES.values():
        yield FOLDER / f"{rule.id}.md", page_of(rule)


def main() -> None:
    """Write the pages, and remove those of rules that are gone."""
    FOLDER.mkdir(exist_ok=True)
    written = dict(pages())
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    for path in FOLDER.glob("*.md"):
        if path not in written:
            path.unlink()


if __name__ == "__main__":
    main()
