"""A value as a text, and as a declared field has it: a list, a list of documents, one of the portal's choices. Pure.

The text is the one that a bare CKAN would keep in an extra: a text, or JSON for a list or a document.
"""

import json
from collections.abc import Iterable
from typing import Final

from publisher.catalogs.ckan.schema.declared import Choice, DeclaredField, Form
from publisher.catalogs.documents import day_of
from publisher.model.json_text import canonical_json
from publisher.model.vocabulary import Vocabulary


def written(declared: DeclaredField, text: str, vocabulary: Vocabulary | None = None) -> object:
    """Return a text as the field has it. `vocabulary`: that of the text, for which the field may have other words."""
    match declared.form:
        case Form.TEXT | Form.DATE:
            items = _items(text)
            return _portal_word(declared, items[0] if len(items) == 1 else text, vocabulary)
        case Form.LIST:
            words = [_portal_word(declared, item, vocabulary) for item in _items(text)]
            return _in_order_of_choices(declared, dict.fromkeys(words))
        case Form.SUBFIELDS | Form.OBJECT:
            return _document(text)


def read(declared: DeclaredField, value: object, vocabulary: Vocabulary | None = None) -> str | None:
    """Return the text of a field's value; None where it is empty. A list of one text is that text."""
    match declared.form:
        case Form.TEXT:
            return _our_word(declared, _text(value), vocabulary) or None
        case Form.DATE:
            return day_of(_text(value)) or None
        case Form.LIST:
            items = value if isinstance(value, list) else _items(_text(value))
            words = [word for item in items if (word := _our_word(declared, _text(item), vocabulary))]
            return words[0] if len(words) == 1 else canonical_json(words) if words else None
        case Form.SUBFIELDS | Form.OBJECT:
            filled = _without_empty(_document(value) if isinstance(value, str) else value)
            return (filled if isinstance(filled, str) else canonical_json(filled)) if filled else None


def normalised(declared: DeclaredField, text: str) -> str | None:
    """Return the text that is read after this one was written."""
    return read(declared, written(declared, text))


def empty(declared: DeclaredField) -> object:
    """Return the value that clears a field."""
    return [] if declared.form in (Form.LIST, Form.SUBFIELDS) else ""


def choice_for(declared: DeclaredField, text: str, vocabulary: Vocabulary | None = None) -> Choice | None:
    """Return the choice that a text means: the one with this value, else the one with the same term of a vocabulary."""
    exact = next((choice for choice in declared.choices if choice.value == text), None)
    if exact is not None or vocabulary is None:
        return exact
    term = _term_of(text, vocabulary)
    return next((choice for choice in declared.choices if term and _term_of_choice(choice, vocabulary) == term), None)


def _portal_word(declared: DeclaredField, text: str, vocabulary: Vocabulary | None) -> str:
    choice = choice_for(declared, text, vocabulary)
    return choice.value if choice else text


def _our_word(declared: DeclaredField, text: str, vocabulary: Vocabulary | None) -> str:
    """Return the word of our vocabulary for a choice of the portal; the portal's own where it has none."""
    if vocabulary is None or not declared.choices:
        return text
    choice = next((choice for choice in declared.choices if choice.value == text), None)
    term = _term_of_choice(choice, vocabulary) if choice else None
    return vocabulary.to_uri(term) if term else text


def _term_of_choice(choice: Choice, vocabulary: Vocabulary) -> str | None:
    terms = (_term_of(text, vocabulary) for text in (choice.value, *choice.labels))
    return next((term for term in terms if term), None)


def _term_of(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the id of the term with this URI, id, label or alias."""
    term = vocabulary.from_uri(text)
    return term if term != text else vocabulary.find(text)


def _in_order_of_choices(declared: DeclaredField, words: Iterable[str]) -> list[str]:
    """Return the words in the portal's order, which it gives them itself; others come last."""
    places = {choice.value: place for place, choice in enumerate(declared.choices)}
    return sorted(words, key=lambda word: places.get(word, len(places)))


def _items(text: str) -> list[str]:
    """Return the texts of a JSON list; any other text as the only one."""
    items = _document(text)
    if isinstance(items, list) and all(isinstance(item, str | int | float) for item in items):
        return [_text(item) for item in items if _text(item)]
    return [text] if text else []


def _document(text: str) -> object:
    """Return the list or the document of a JSON text; any other text as it is."""
    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _without_empty(value: object) -> object:
    """Return a value of texts without empty ones, empty lists and documents: portals leave them out, or add them."""
    match value:
        case dict():
            filled = {str(key): _without_empty(item) for key, item in value.items()}
            return {key: item for key, item in filled.items() if item not in _EMPTY}
        case list():
            return [item for item in map(_without_empty, value) if item not in _EMPTY]
        case _:
            return _text(value)


_EMPTY: Final[tuple[object, ...]] = ("", [], {})


def _text(value: object) -> str:
    """Return a value as a manifest writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value).strip()
