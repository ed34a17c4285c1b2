"""What a field of a schema expects, in an author's words, and what a cell was probably meant to be. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from publisher.data_files.table_schema.schema_issue import SchemaField
from publisher.model.messages import Message, message
from publisher.model.vocabulary import fold, listed

_SAMPLE: Final = datetime(2024, 5, 31, 14, 30, tzinfo=UTC)
_FORMATS: Final = MappingProxyType({"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%SZ", "time": "%H:%M:%S"})
_OTHER_DATES: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d/%m/%y")
_THOUSANDS: Final = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
_TRUE: Final = frozenset({"oui", "o", "vrai", "true", "yes", "y", "1", "x"})
_FALSE: Final = frozenset({"non", "n", "faux", "false", "no", "0"})

_PLAIN_FORMS: Final[Mapping[str, Message]] = MappingProxyType({
    "integer": message("a whole number, without spaces and without unit"),
    "number": message("a number with a decimal point, without spaces and without unit, such as 12.5"),
    "year": message("a year in four digits"),
    "yearmonth": message("a month written like 2024-05"),
    "geopoint": message("a longitude and a latitude, in this order, such as 1.5,47.25"),
    "geojson": message("a geometry in GeoJSON"),
    "array": message("a list in JSON, such as [1, 2]"),
    "object": message("an object in JSON, between braces"),
    "string/uri": message("a whole address, which begins with https://"),
    "string/email": message("an e-mail address"),
    "string/uuid": message("a UUID: 32 characters in five groups"),
    "geopoint/array": message("a longitude and a latitude, in this order, such as [1.5, 47.25]"),
    "string": message("a text"),
})  # fmt: skip
"""By the type of a field, or its type and format."""

_SHAPES: Final[Mapping[str, Message]] = MappingProxyType({
    r"([013-9]\d|2[AB1-9])\d{3}": message("the INSEE code of a commune (5 characters)"),
    r"W\d{9}": message("an RNA number: W, then 9 digits"),
    r"\d{14}": message("a number of 14 digits"),
    r"\d{9}": message("a number of 9 digits"),
    r"\d{5}": message("a number of 5 digits"),
    r"\d{4}-\d{2}-\d{2}": message("a date written like 2024-05-31"),
    r"\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?": message("a date, or a period written like 2024-01-01/2024-12-31"),
    r"\d{4}(/\d{4})?": message("a year, or two years written like 2023/2024"),
})  # fmt: skip
"""Patterns of national schemas in words."""


def form_of(field: SchemaField) -> Message:
    """Return what the field expects, as the end of the sentence “this is not …”."""
    if isinstance(field.constraints.get("enum"), list):
        return message("one of the allowed values ({words})", words=listed(allowed_words(field)))
    if (pattern := field.constraints.get("pattern")) is not None:
        return form_of_pattern(str(pattern), field.example)
    return form_of_type(field)


def form_of_type(field: SchemaField) -> Message:
    """Return what the type of the field expects."""
    if field.type == "boolean":
        words = (*field.words[0][:1], *field.words[1][:1])
        return message("one of the words {words}", words=" / ".join(words))
    if field.type in _FORMATS:
        return _form_of_time(field)
    form = _PLAIN_FORMS.get(f"{field.type}/{field.format}") or _PLAIN_FORMS.get(field.type)
    return form or message("a value of the type “{type}”", type=field.type)


def _form_of_time(field: SchemaField) -> Message:
    sample = _SAMPLE.strftime(_format(field))
    match field.type:
        case "date":
            return message("a date written like {sample}", sample=sample)
        case "time":
            return message("a time of day written like {sample}", sample=sample)
        case _:
            return message("a date with a time, written like {sample}", sample=sample)


def _format(field: SchemaField) -> str:
    return field.format if "%" in field.format else _FORMATS[field.type]


def form_of_pattern(pattern: str, example: str | None) -> Message:
    """Return what a pattern expects: in words where it is a usual one, else by the schema's example."""
    bare = pattern.removeprefix("^").removesuffix("$").replace("[0-9]", r"\d").replace("\\-", "-").replace("\\/", "/")
    if (shape := _SHAPES.get(bare)) is not None:
        return shape
    if example:
        return message("a text of the form that the schema describes, such as {example}", example=example)
    return message("a text of the form {pattern}", pattern=pattern)


def allowed_words(field: SchemaField) -> list[str]:
    """Return the values that the field allows."""
    words = field.constraints.get("enum")
    return [str(word) for word in words] if isinstance(words, list) else []


def probably_meant(text: str, field: SchemaField) -> str | None:
    """Return the text that an author probably meant: a plain correction that the field accepts; None where none is."""
    candidates = (candidate for repair in _REPAIRS for candidate in repair(text, field))
    return next((c for c in candidates if c != text and c and field.accepts(c)), None)


def _tidied(text: str, _field: SchemaField) -> Iterator[str]:
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    yield tidy
    yield tidy.replace("’", "'")


def _from_list(text: str, field: SchemaField) -> Iterator[str]:
    by_fold = {fold(word): word for word in allowed_words(field)}
    if (word := by_fold.get(fold(text))) is not None:
        yield word


def _as_number(text: str, field: SchemaField) -> Iterator[str]:
    if field.type in ("number", "integer"):
        bare = re.sub(r"[\s€%]", "", text)
        yield bare
        yield bare.replace(",", ".")
        yield re.sub(r"[.,]0+$", "", bare)
        if _THOUSANDS.fullmatch(bare):
            yield bare.replace(".", "").replace(",", ".")


def _as_date(text: str, field: SchemaField) -> Iterator[str]:
    if field.type not in ("date", "string"):
        return
    day = text.strip().removesuffix("00:00:00").strip()
    for form in _OTHER_DATES:
        with suppress(ValueError):
            yield (
                datetime.strptime(day, form)
                .replace(tzinfo=UTC)
                .strftime(_format(field) if field.type == "date" else _FORMATS["date"])
            )


def _as_word(text: str, field: SchemaField) -> Iterator[str]:
    if field.type == "boolean":
        for words, written in zip((_TRUE, _FALSE), field.words, strict=True):
            if fold(text) in words and written:
                yield written[0]


def _with_zero(text: str, field: SchemaField) -> Iterator[str]:
    if field.type == "string" and text.isdigit():
        yield f"0{text}"


def _without_spaces(text: str, _field: SchemaField) -> Iterator[str]:
    bare = "".join(text.split())
    yield bare
    yield bare.upper()


def _as_address(text: str, field: SchemaField) -> Iterator[str]:
    if field.format == "uri" and text.startswith("www."):
        yield f"https://{text}"


_REPAIRS: Final[tuple[Callable[[str, SchemaField], Iterator[str]], ...]] = (
    _tidied, _from_list, _as_word, _as_date, _as_number, _with_zero, _without_spaces, _as_address,
)  # fmt: skip
