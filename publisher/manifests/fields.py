"""The types of a manifest's values: from text to a canonical value, or to a complaint that says what to write."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Final, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from publisher.model.messages import Message, message
from publisher.model.names import SAFE_NAME
from publisher.model.values import State, canonical_line, canonical_text
from publisher.model.vocabulary import (
    FREQUENCIES,
    HVD_CATEGORIES,
    LICENSES,
    RESOURCE_TYPES,
    Vocabulary,
    canonical_format,
    closest,
    fold,
)

_ZONE = re.compile(r"[a-z]+(-[a-z]+)*(:[A-Za-z0-9-]+){1,2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSEE = re.compile(r"(\d{2}|2[AB])\d{3}", re.ASCII)

_STATES: Final = {
    "published": State.PUBLISHED, "publie": State.PUBLISHED,
    "draft": State.DRAFT, "brouillon": State.DRAFT,
    "archived": State.ARCHIVED, "archive": State.ARCHIVED,
}  # fmt: skip


def problem(rule: str, what: Message, fix: Message | None = None, *, secret: bool = False) -> PydanticCustomError:
    """A complaint in the course of pydantic's validation; `complaints.py` takes it apart again."""
    return PydanticCustomError(rule, "{what}", {"what": what, "fix": fix, "secret": secret})


R = TypeVar("R")


def from_text(read: Callable[[str], R]) -> BeforeValidator:
    """Read a text into a value of another type."""

    def read_text(given: object) -> R:
        if not isinstance(given, str):
            raise problem("PUB114", message("a text is expected here"))
        return read(given)

    return BeforeValidator(read_text)


_COMMON_FREQUENCIES: Final = message("annual, semiannual, quarterly, monthly, weekly, daily, punctual, irregular")
"""Those that authors need most; each language has words of its own, and every one of them is allowed."""


def _of(vocabulary: Vocabulary, rule: str, what: Message, common: Message | None = None) -> Callable[[str], str]:
    """A text as a word of a vocabulary."""

    def read(text: str) -> str:
        found = vocabulary.find(text)
        if found is not None:
            return found
        near = vocabulary.suggest(text)
        if near is not None:
            raise problem(rule, what, message("Did you mean “{id}” ({label})?", id=near.id, label=near.label))
        known = common or ", ".join(term.id for term in vocabulary.terms[:12])
        raise problem(rule, what, message("Allowed values: {known}…", known=known))

    return read


def _matching(pattern: re.Pattern[str], rule: str, what: Message, fix: Message) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise problem(rule, what, fix)
        return text

    return read


def _state(text: str) -> State:
    found = _STATES.get(fold(text))
    if found is None:
        near = closest(text, _STATES)
        word = _STATES[near].value if near else "draft, published, archived"
        raise problem("PUB210", message("unknown state"), message("Did you mean “{near}”?", near=word))
    return found


def day(text: str) -> str:
    """An ISO date."""
    fix = message("Write year-month-day, such as 2026-12-31.")
    if not _DATE.fullmatch(text):
        raise problem("PUB205", message("not a date"), fix)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise problem("PUB205", message("there is no such day"), fix) from None


def address(text: str) -> str:
    """An http(s) address that means the same to everybody."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() for c in text):
        fix = message("Write a complete address, such as https://example.org/file.csv, with %20 for a space.")
        raise problem("PUB207", message("not a web address"), fix)
    if parts.username or parts.password:
        what = message("an address must not carry a user name or a password")
        raise problem("PUB207", what, message("Remove them."), secret=True)
    return text


def _siren(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == 9 and _luhn(text)):
        raise problem("PUB214", message("incorrect SIREN: nine digits are needed, with a matching check digit"))
    return text


def _siret(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == 14 and _luhn(text)):
        raise problem("PUB214", message("incorrect SIRET: fourteen digits are needed, with a matching check digit"))
    return text


def _luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1, which SIREN and SIRET use."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_NAME_FIX = message("Write lower-case letters without accents, digits, - and _.")
_ZONE_FIX = message("Write a zone id, such as country:fr; for a commune, fr:commune: followed by its INSEE code.")

Line = Annotated[str, AfterValidator(canonical_line)]
Block = Annotated[str, AfterValidator(canonical_text)]
Name = Annotated[str, AfterValidator(_matching(SAFE_NAME, "PUB106", message("not a usable name"), _NAME_FIX))]
PreviousKey = Annotated[
    str,
    AfterValidator(
        _matching(
            re.compile(f"{SAFE_NAME.pattern}/{SAFE_NAME.pattern}"),
            "PUB407",
            message("not the key of a dataset"),
            message("Write it with its folder, without .yml: producer/dataset"),
        )
    ),
]
License = Annotated[str, AfterValidator(_of(LICENSES, "PUB201", message("unknown licence")))]
Frequency = Annotated[
    str, AfterValidator(_of(FREQUENCIES, "PUB202", message("unknown frequency"), _COMMON_FREQUENCIES))
]
Hvd = Annotated[str, AfterValidator(_of(HVD_CATEGORIES, "PUB204", message("unknown high-value category")))]
ResourceType = Annotated[str, AfterValidator(_of(RESOURCE_TYPES, "PUB209", message("unknown resource type")))]
Format = Annotated[str, AfterValidator(canonical_format)]
StateWord = Annotated[State, from_text(_state)]
Day = Annotated[str, AfterValidator(day)]
Url = Annotated[str, AfterValidator(address)]
Zone = Annotated[str, AfterValidator(_matching(_ZONE, "PUB206", message("not a zone id"), _ZONE_FIX))]
Email = Annotated[
    str,
    AfterValidator(_matching(_EMAIL, "PUB208", message("not an e-mail address"), message("Write name@domain."))),
]
LanguageCode = Annotated[
    str,
    AfterValidator(_matching(_LANGUAGE, "PUB211", message("not a language code"), message("Write fr, or en."))),
]
Siren = Annotated[str, AfterValidator(_siren)]
Siret = Annotated[str, AfterValidator(_siret)]
Insee = Annotated[
    str,
    AfterValidator(
        _matching(
            _INSEE,
            "PUB214",
            message("not an INSEE code of a commune"),
            message("Write its five characters, in quotes."),
        )
    ),
]
