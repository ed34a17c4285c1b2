"""Rules about how texts are written: capitals, quotes, signs of YAML and HTML; and their checks."""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import is_normalized, normalize

from publisher.model.communes import words_of
from publisher.model.findings import Finding, Replace, Severity
from publisher.model.manifest import Origin
from publisher.model.messages import message
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

TITLE_IN_CAPITALS = Rule(
    "PUB506", Family.METADATA, message("A title is written as a sentence, not in capitals."), Severity.ADVICE
)
HTML_IN_TEXT = Rule("PUB507", Family.METADATA, message("A text has no HTML."), Severity.WARNING)
QUOTES_KEPT = Rule(
    "PUB508", Family.METADATA, message("A text is not enclosed in quotes of a word processor."), Severity.WARNING
)
TEXT_CUT = Rule("PUB509", Family.METADATA, message("A text with “ #” is between quotes."), Severity.WARNING)
UNTIDY_TEXT = Rule(
    "PUB510",
    Family.METADATA,
    message("A title ends without a full stop, and no text has several spaces in a row."),
    Severity.ADVICE,
)
DECOMPOSED_ACCENTS = Rule(
    "PUB528",
    Family.METADATA,
    message("An accented letter is one character, as a keyboard writes it."),
    Severity.WARNING,
)

_HTML: Final = re.compile(
    r"</?(?:p|br|b|i|u|a|ul|ol|li|div|span|strong|em|h[1-6]|table|t[rdh]|font|img|script|style|center|hr)\b[^<>]*>"
    r"|&(?:nbsp|amp|lt|gt|quot|apos|[a-z]{1,6}(?:acute|grave|circ|uml|cedil)|[lr]aquo|rsquo|#\d{2,5});",
    re.IGNORECASE,
)
_IN_QUOTES: Final = re.compile(r"[“”„«]\s*(?P<text>[^“”„«»]*[^“”„«»\s])\s*[“”»]|[‘’](?P<other>[^‘’]*\S)\s*[‘’]")
_LONGEST_IN_QUOTES: Final = 2_000
"""Characters of a text that is searched for quotes around it."""
_OPENING: Final = frozenset("“”„«‘’")
_PLAIN: Final = re.compile(r"[^\W_](?:[^:#\n]|:(?! ))*")
"""A text that needs no quotes in YAML."""
_FULL_STOP: Final = re.compile(r"(?<![.…])(?<!etc)[.,;:]$|(?<=\S)\s+[;:]$")
_SPACES: Final = re.compile(r"\S(?P<spaces>[ \u00a0]{2,})(?=\S)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SMALL_WORDS: Final = frozenset({"De", "Du", "Des", "Et", "Pour", "Par", "Aux", "Sur", "Dans", "En"})
"""Words that a title has with a capital only where every word has one."""
_LEAST_CAPITALS: Final = 8
"""Letters: fewer in capitals may be an acronym, or two."""
_COMMON: Final = frozenset({"commune", "ville", "mairie", "municipal", "municipale", "municipaux", "municipales"})


def _capitals(dataset: CheckedDataset) -> Iterable[Finding]:
    title = dataset.content.title
    if not isinstance(title, str):
        return
    fix = message("Write a capital only at the beginning and for proper names.")
    if title.upper() == title:
        if " " in title.strip() and sum(map(str.isalpha, title)) >= _LEAST_CAPITALS:
            yield TITLE_IN_CAPITALS.at(dataset.place("title"), message("the title is in capitals"), fix, title)
        return
    if _has_needless_capitals(title, dataset):
        yield TITLE_IN_CAPITALS.at(dataset.place("title"), message("each word of the title has a capital"), fix, title)


def _has_needless_capitals(title: str, dataset: CheckedDataset) -> bool:
    """Return whether words of a title have a capital that are no proper names.

    A word is none where the description has it in small letters.
    """
    written = title.split()[1:]
    if sum(word[0].isupper() for word in written) * 2 < min(4, len(written)):
        return False
    words = _WORD.findall(title)[1:]
    capitals = [word for word in words if word[0].isupper()]
    if len(capitals) < 2 and len(capitals) * 2 < len(words):
        return False
    names = _words_of_names(dataset)
    others = [word for word in capitals if not names.issuperset(words_of(word))]
    small = [word for word in words if word[0].islower() and len(word) > 3]
    if any(word in _SMALL_WORDS for word in others):
        return len(small) <= len(others)
    if small or not others:
        return False
    description = dataset.content.description
    known = {*_WORD.findall(description if isinstance(description, str) else ""), *_COMMON}
    return all(word.lower() in known for word in others if not word.isupper()) and not all(map(str.isupper, others))


def _words_of_names(dataset: CheckedDataset) -> frozenset[str]:
    """Return the words of the names of the producer, and of the communes that the title has."""
    title, communes = dataset.content.title, dataset.context.communes
    names = [mention.commune.name for mention in communes.mentions(title if isinstance(title, str) else "")]
    names += [dataset.producer.name] if dataset.producer else []
    return frozenset(word for name in names for word in words_of(name))


def _html(dataset: CheckedDataset) -> Iterable[Finding]:
    for path, text in dataset.texts():
        match = _HTML.search(text) if "<" in text or "&" in text else None
        if match is not None:
            what = message("the text has HTML: {sign}", sign=match[0])
            fix = message("Write the text alone; an empty line begins a paragraph, “- ” an item of a list.")
            yield HTML_IN_TEXT.at(dataset.place(path), what, fix, match[0])


def _quotes_and_comments(dataset: CheckedDataset) -> Iterable[Finding]:
    for origin in dataset.origins():
        if origin.comment is not None and _is_free_text(origin.path):
            yield _cut(origin, origin.comment)
        elif origin.text[:1] in _OPENING and len(origin.text) <= _LONGEST_IN_QUOTES and _is_free_text(origin.path):
            match = _IN_QUOTES.fullmatch(origin.text.strip())
            if match is not None:
                yield _in_quotes(origin, match["text"] or match["other"])


def _in_quotes(origin: Origin, text: str) -> Finding:
    is_plain = _PLAIN.fullmatch(text) is not None and "\n" not in origin.text
    what = message("the quotes around this text would be published: YAML does not know them")
    fix = message("Write it like this: {example}", example=_line(origin, text if is_plain else quoted(text)))
    return QUOTES_KEPT.at(origin.at, what, fix, origin.text, repair=Replace(origin.text, text) if is_plain else None)


def _cut(origin: Origin, comment: str) -> Finding:
    what = message("“{rest}” is not published: what follows “ #” is a comment", rest=comment)
    whole = quoted(f"{origin.text} {comment}")
    fix = message("If it belongs to the text, write all of it in quotes: {example}", example=_line(origin, whole))
    return TEXT_CUT.at(origin.at, what, fix, origin.text)


def _accents(dataset: CheckedDataset) -> Iterable[Finding]:
    for origin in dataset.origins():
        if origin.text.isascii() or is_normalized("NFC", origin.text) or not _is_free_text(origin.path):
            continue
        text = normalize("NFC", origin.text)
        what = message("the accents of this text are apart from their letters, as in a name copied from a Mac")
        fix = message("Type it again on the keyboard.")
        repair = None
        if "\n" not in text:
            fix = message("Type it again on the keyboard: {example}", example=text)
            repair = Replace(origin.text, text)
        yield DECOMPOSED_ACCENTS.at(origin.at, what, fix, origin.text, repair=repair)


def _untidy(dataset: CheckedDataset) -> Iterable[Finding]:
    title, description = dataset.content.title, dataset.content.description
    if isinstance(title, str) and (match := _FULL_STOP.search(title[-4:])) is not None:
        what = message("the title ends with “{sign}”", sign=match[0].strip())
        yield UNTIDY_TEXT.at(dataset.place("title"), what, message("Delete it."), title)
    if isinstance(description, str) and "  " in description and _SPACES.search(description) is not None:
        what = message("the description has several spaces in a row")
        yield UNTIDY_TEXT.at(dataset.place("description"), what, message("Keep one."))


def _is_free_text(path: str) -> bool:
    """Return whether a value is a text for readers."""
    first, _dot, rest = path.partition(".")
    if not rest:
        return first in ("title", "description")
    last = rest.rpartition(".")[2]
    return first == "keywords" or (first == "resources" and last in ("title", "description")) or path == "contact.name"


def _line(origin: Origin, value: str) -> str:
    """Return how a value is written: with its key, or alone in a list."""
    return value if origin.path.startswith("keywords.") else f"{origin.path.rpartition('.')[2]}: {value}"


def quoted(text: str) -> str:
    """Return a text between the quotes of YAML."""
    return "'{}'".format(text.replace("'", "''")) if '"' in text else f'"{text}"'


CHECKS: Final[tuple[DatasetCheck, ...]] = (_capitals, _html, _quotes_and_comments, _accents, _untidy)
