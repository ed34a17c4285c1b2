"""The messages of the source and their French: `make messages` brings the file up to date, a test holds it complete.

Read with `ast` rather than with Babel's own reader, which does not look into f-strings before Python 3.12.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FRENCH = ROOT / "publisher" / "locale" / "fr" / "LC_MESSAGES" / "publisher.po"
MARKS = {"_": 1, "_n": 1, "message": 1, "ngettext": 2, "_n2": 2}
"""Functions whose first arguments are messages, and how many of them."""

Id = str | tuple[str, str]


def in_source() -> set[Id]:
    """Every message of the package."""
    return {found for path in (ROOT / "publisher").rglob("*.py") for found in in_file(path)}


def in_file(path: Path) -> Iterator[Id]:
    """Every message of one module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in MARKS:
            values = [arg.value for arg in node.args[: MARKS[name]] if isinstance(arg, ast.Constant)]
            texts = [value for value in values if isinstance(value, str) and value]
            if len(texts) == MARKS[name]:
                yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def french() -> Catalog:
    """The French messages."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def updated() -> Catalog:
    """The French messages with what is new, without what is gone; nothing is guessed."""
    old = french()
    fresh = Catalog(locale="fr", project="opendata-publisher", header_comment=old.header_comment, fuzzy=False)
    fresh.mime_headers = old.mime_headers
    for found in sorted(in_source(), key=str):
        known = old.get(found if isinstance(found, str) else found[0])
        fresh.add(found, string=known.string if known else None)
    return fresh


def texts_of(found: Message) -> tuple[str, ...]:
    """A message's translations: one, or one for each plural form."""
    texts = [found.string] if isinstance(found.string, str) else list(found.string or [])
    return tuple(texts) or ("",)


def main() -> None:
    """Write the file, and say what is left to translate."""
    catalog = updated()
    with FRENCH.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False)
    left = [str(one.id) for one in catalog if one.id and not all(texts_of(one))]
    sys.stdout.write("\n".join([f"to translate: {text}" for text in left] or ["all translated"]) + "\n")


if __name__ == "__main__":
    main()
