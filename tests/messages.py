"""The messages of the source and their French: `make messages` updates the file, a test checks that it is complete.

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
MARKS = {"_": 1, "_n": 1, "message": 1, "ngettext": 2, "_n2": 2, "counted": 2}
"""Functions whose first arguments are messages, and how many of them."""

Id = str | tuple[str, str]


def in_source() -> set[Id]:
    """Return every message of the package."""
    return {text for path in (ROOT / "publisher").rglob("*.py") for text in in_file(path)}


def in_file(path: Path) -> Iterator[Id]:
    """Yield every message of one module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in MARKS:
            values = [arg.value for arg in node.args[: MARKS[name]] if isinstance(arg, ast.Constant)]
            texts = [value for value in values if isinstance(value, str) and value]
            if len(texts) == MARKS[name]:
                yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def french() -> Catalog:
    """Return the French messages."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def updated() -> Catalog:
    """Return the French messages with the new ones, untranslated, and without those that left the source."""
    previous = french()
    catalog = Catalog(locale="fr", project="opendata-publisher", header_comment=previous.header_comment, fuzzy=False)
    catalog.mime_headers = previous.mime_headers
    for text in sorted(in_source(), key=str):
        translated = previous.get(text if isinstance(text, str) else text[0])
        catalog.add(text, string=translated.string if translated else None)
    return catalog


def texts_of(entry: Message) -> tuple[str, ...]:
    """Return a message's translations: one, or one for each plural form."""
    texts = [entry.string] if isinstance(entry.string, str) else list(entry.string or [])
    return tuple(texts) or ("",)


def main() -> None:
    """Write the file, and print the messages that have no translation."""
    catalog = updated()
    with FRENCH.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False)
    untranslated = [str(entry.id) for entry in catalog if entry.id and not all(texts_of(entry))]
    sys.stdout.write("\n".join([f"to translate: {text}" for text in untranslated] or ["all translated"]) + "\n")


if __name__ == "__main__":
    main()
