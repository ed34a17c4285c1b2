"""The types of a manifest's values: from a text to a canonical value, or to a finding that says what to write."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from publisher.manifests import json_types
from publisher.manifests.dates_as_written import advice_about, first_day_of
from publisher.model.area import Area
from publisher.model.json_text import canonical_json
from publisher.model.messages import Message, message
from publisher.model.names import SAFE_NAME
from publisher.model.values import canonical_line, canonical_text
from publisher.model.vocabulary import canonical_format, fold
from publisher.rules.between_manifests import INVALID_PREVIOUS_KEY
from publisher.rules.rule import Rule
from publisher.rules.structure import WRONG_TYPE
from publisher.rules.syntax import UNUSABLE_NAME
from publisher.rules.values import (
    INVALID_ADDRESS,
    INVALID_AREA,
    INVALID_DATE,
    INVALID_EDITOR,
    INVALID_EMAIL,
    INVALID_LANGUAGE,
    INVALID_PRODUCER_CODE,
    INVALID_ZONE,
)

_ZONE = re.compile(r"[a-z]+(-[a-z]+)*(:[A-Za-z0-9-]+){1,2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_EMAIL_WITHIN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FILE = re.compile(
    r"[^\\/:]+\.(csv|tsv|xlsx?|ods|json|geojson|gpkg|kmz|kml|shp|parquet|pdf|docx?|odt|txt|xml|zip|gz)", re.IGNORECASE
)
_LANGUAGES = {"francais": "fr", "anglais": "en", "allemand": "de", "espagnol": "es", "italien": "it", "french": "fr",
              "english": "en", "fr-fr": "fr", "en-gb": "en", "fr_fr": "fr"}  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ].*", re.ASCII)
_SCORE = re.compile(r"0([.,]\d{1,4})?|1([.,]0{1,4})?", re.ASCII)
_KEY = re.compile(f"{SAFE_NAME.pattern}/{SAFE_NAME.pattern}")
_GROUP = re.compile(r"[a-z0-9_-]{2,100}")
_ADDRESS = r"\s*[Hh][Tt][Tt][Pp][Ss]?://\S+\s*"
_LOGIN = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9])*(?:_[A-Za-z0-9]+|-)?", re.ASCII)
"""With the ending of an account that a company manages, or the hyphen at the end that old accounts may have."""
_LONGEST_LOGIN = 39
_GITHUB = re.compile(r"(?:https?://)?(?:www\.)?github\.com/", re.IGNORECASE)
_INSEE = re.compile(r"(\d{2}|2[AB])\d{3}", re.ASCII)


def problem(
    rule: Rule, what: Message, fix: Message | None = None, *, secret: bool = False, repaired: str | None = None
) -> PydanticCustomError:
    """Return the error by which pydantic's validation carries a finding; `shape_errors.py` makes the finding of it.

    `repaired`: what the whole value is to be, where that is certain.
    """
    context = {"what": what, "fix": fix, "secret": secret, "repaired": repaired}
    return PydanticCustomError(rule.id, "{what}", context)


R = TypeVar("R")


def from_text(read: Callable[[str], R]) -> BeforeValidator:
    """Return the validator that reads a text into a value of another type."""

    def read_text(given: object) -> R:
        if not isinstance(given, str):
            raise problem(WRONG_TYPE, message("a text is expected here"))
        return read(given)

    return BeforeValidator(read_text)


def _matching(pattern: re.Pattern[str], rule: Rule, what: Message, fix: Message) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise problem(rule, what, fix)
        return text

    return read


def day(text: str) -> str:
    """Return an ISO date. Raises `problem` for any other text."""
    if not _DATE.fullmatch(text):
        advice = advice_about(text)
        raise problem(INVALID_DATE, message("not a date"), advice.fix, repaired=advice.iso)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        fix = message("Write year-month-day, such as 2026-12-31.")
        raise problem(INVALID_DATE, message("there is no such day"), fix) from None


def publication_day(text: str) -> date:
    """Return the first day on which a dataset may be public. Raises `problem` for any other text.

    A time is no error that is corrected unasked: without it the dataset would be public hours too early.
    """
    what = message("not a day")
    if match := _DATE_AND_TIME.fullmatch(text):
        fix = message("Write the day alone: on {day}, it is public from midnight on.", day=match[1])
        raise problem(INVALID_DATE, what, fix)
    if (first := first_day_of(text)) is not None:
        raise problem(INVALID_DATE, what, message("Write the first day on which it is public: {day}", day=first))
    return date.fromisoformat(day(text))


def truth(text: str) -> bool:
    """Return whether a setting is on. Raises `problem` for any other text than `true` and `false`."""
    if text.strip() not in ("true", "false"):
        raise problem(WRONG_TYPE, message("neither true nor false"), message("Write `true` or `false`."))
    return text.strip() == "true"


def score(text: str) -> float:
    """Return a quality score, from 0 to 1; a decimal comma is understood. Raises `problem` for any other text."""
    if not _SCORE.fullmatch(text.strip()):
        what = message("not a quality score")
        raise problem(WRONG_TYPE, what, message("Write a number from 0 to 1, such as 0.7."))
    return float(text.strip().replace(",", "."))


def address(text: str) -> str:
    """Return an http(s) address that opens for everybody. Raises `problem` for any other text."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() for c in text):
        fix = message("Write a complete address, such as https://example.org/file.csv, with %20 for a space.")
        if "@" in text and (not parts.scheme or parts.scheme == "mailto"):
            fix = message("An e-mail address goes under `email:`. Here, write a web address: https://…")
        elif text.startswith("www.") and not any(c.isspace() for c in text):
            fix = message("Write it with https:// before it: {address}", address=f"https://{text}")
        elif (name := file_name(text)) is not None:
            fix = message(
                "For a file of the folder, write its name under `path:`, in place of this line: path: {name}", name=name
            )
        raise problem(INVALID_ADDRESS, message("not a web address"), fix)
    if parts.username or parts.password:
        what = message("an address must not carry a user name or a password")
        raise problem(INVALID_ADDRESS, what, message("Remove them."), secret=True)
    return text


def file_name(text: str) -> str | None:
    """Return the name of the file at the end of a path, as on this or another system; None for another text."""
    name = re.split(r"[\\/]", text.strip().strip("\"'"))[-1]
    return name if _FILE.fullmatch(name) and "://" not in text else None


def email(text: str) -> str:
    """Return an e-mail address. Raises `problem` for any other text."""
    if _EMAIL.fullmatch(text) and not text.lower().startswith("mailto:"):
        return text
    addresses = _EMAIL_WITHIN.findall(text)
    if len(addresses) != 1:
        fix = message("Write a single address.") if addresses else message("Write name@domain.")
        raise problem(INVALID_EMAIL, message("not an e-mail address"), fix)
    fix = message("Write the address alone: {address}", address=addresses[0])
    raise problem(INVALID_EMAIL, message("not an e-mail address"), fix, repaired=addresses[0])


def login(text: str) -> str:
    """Return the name of a GitHub account. Raises `problem` for any other text."""
    if is_login(text):
        return text
    what = message("not the name of a GitHub account")
    if "@" in text.lstrip("@"):
        raise problem(INVALID_EDITOR, what, message("Write the name of the account, not an e-mail address."))
    name = _GITHUB.sub("", text.strip()).lstrip("@").rstrip("/")
    if is_login(name):
        raise problem(INVALID_EDITOR, what, message("Write the name alone: {name}", name=name), repaired=name)
    fix = message("Write the name as at the end of the address of the account's page: github.com/NAME.")
    raise problem(INVALID_EDITOR, what, fix)


def is_login(text: str) -> bool:
    """Return whether a text can be the name of a person's GitHub account."""
    return len(text) <= _LONGEST_LOGIN and _LOGIN.fullmatch(text) is not None


def each_once(logins: list[str]) -> list[str]:
    """Return the names of accounts. Raises `problem` where two are the same: GitHub does not tell a from A."""
    names = [name.lower() for name in logins]
    for place, name in enumerate(names):
        if name in names[:place]:
            what = message("“{name}” is given twice", name=logins[place])
            raise problem(INVALID_EDITOR, what, message("Keep one of the two."))
    return logins


def zone(text: str) -> str:
    """Return a zone id. Raises `problem` for any other text."""
    if _ZONE.fullmatch(text):
        return text
    fix = _ZONE_FIX
    if _INSEE.fullmatch(text):
        fix = message("If it is the INSEE code of a commune, not its postal code, write fr:commune:{code}", code=text)
    raise problem(INVALID_ZONE, message("not a zone id"), fix)


def language_code(text: str) -> str:
    """Return a code of a language. Raises `problem` for any other text."""
    if _LANGUAGE.fullmatch(text):
        return text
    code = _LANGUAGES.get(fold(text))
    fix = message("Write {code}.", code=code) if code else message("Write fr, or en.")
    raise problem(INVALID_LANGUAGE, message("not a language code"), fix, repaired=code)


def safe_name(text: str) -> str:
    """Return a name of lower-case letters, digits, - and _. Raises `problem` for any other text."""
    if SAFE_NAME.fullmatch(text):
        return text
    usable = usable_name(text)
    fix = (
        message("Write {name}: lower-case letters without accents, digits, - and _.", name=usable)
        if usable
        else _NAME_FIX
    )
    raise problem(UNUSABLE_NAME, message("not a usable name"), fix)


def usable_name(text: str) -> str | None:
    """Return a usable name like this one; None where nothing is left of it."""
    name = re.sub(r"[^a-z0-9_]+", "-", fold(text)).strip("-")
    return name if SAFE_NAME.fullmatch(name) else None


_NAME_FIX = message("Write lower-case letters without accents, digits, - and _.")
_ZONE_FIX = message("Write a zone id, such as country:fr; for a commune, fr:commune: followed by its INSEE code.")


_AREA_FIX = message("Write west, south, east and north in degrees, such as bbox: [4.88, 45.70, 4.95, 45.76]")


def _area(given: object) -> Area:
    """Return the rectangle of four edges. Raises `problem` for anything else."""
    try:
        west, south, east, north = map(float, given if isinstance(given, list) else ())
    except (TypeError, ValueError):
        raise problem(INVALID_AREA, message("these are not four numbers"), _AREA_FIX) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        what = message("these are not the edges of a territory: west, south, east, north")
        raise problem(INVALID_AREA, what, _AREA_FIX)
    return Area(west, south, east, north)


def _extra(given: object) -> str:
    """Return the value of an extra as a text: JSON for a list or a mapping, for catalogues that declare such fields."""
    return canonical_text(given) if isinstance(given, str) else canonical_json(_canonical(given))


def _canonical(value: object) -> object:
    match value:
        case dict():
            return {str(name): _canonical(item) for name, item in value.items()}
        case list():
            return [_canonical(item) for item in value]
        case _:
            return canonical_text(str(value))


Line = Annotated[str, AfterValidator(canonical_line)]
Block = Annotated[str, AfterValidator(canonical_text)]
Extra = Annotated[str, BeforeValidator(_extra), json_types.EXTRA]
Name = Annotated[
    str, AfterValidator(safe_name), json_types.matching(SAFE_NAME, message("not a usable name"), json_types.SCALAR)
]
PreviousKey = Annotated[
    str,
    AfterValidator(
        _matching(
            _KEY,
            INVALID_PREVIOUS_KEY,
            message("not the key of a dataset"),
            message("Write it with its folder, without .yml: producer/dataset"),
        )
    ),
    json_types.matching(_KEY, message("not the key of a dataset")),
]
GroupName = Annotated[
    str,
    AfterValidator(
        _matching(
            _GROUP,
            UNUSABLE_NAME,
            message("not the name of a group"),
            message("Write it as at the end of the address of its page in the catalogue, such as environnement."),
        )
    ),
    json_types.matching(_GROUP, message("not the name of a group"), json_types.SCALAR),
]
Format = Annotated[str, AfterValidator(canonical_format)]
Day = Annotated[str, AfterValidator(day), json_types.matching(_DATE, message("not a date"))]
PublicationDay = Annotated[date, from_text(publication_day), json_types.matching(_DATE, message("not a day"))]
Url = Annotated[str, AfterValidator(address), json_types.matching(_ADDRESS, message("not a web address"))]
Truth = Annotated[bool, from_text(truth), json_types.TRUTH]
Score = Annotated[float, from_text(score), json_types.number(0, 1, message("not a quality score"))]
Zone = Annotated[str, AfterValidator(zone), json_types.matching(_ZONE, message("not a zone id"))]
Email = Annotated[
    str,
    AfterValidator(email),
    json_types.matching(f"(?![Mm][Aa][Ii][Ll][Tt][Oo]:){_EMAIL.pattern}", message("not an e-mail address")),
]
Login = Annotated[str, AfterValidator(login), json_types.matching(_LOGIN, message("not the name of a GitHub account"))]
Edges = Annotated[Area, BeforeValidator(_area), json_types.RECTANGLE]
LanguageCode = Annotated[
    str, AfterValidator(language_code), json_types.matching(_LANGUAGE, message("not a language code"))
]
Insee = Annotated[
    str,
    AfterValidator(
        _matching(
            _INSEE,
            INVALID_PRODUCER_CODE,
            message("not an INSEE code of a commune"),
            message("Write its five characters, in quotes."),
        )
    ),
    json_types.digits(5, _INSEE, message("not an INSEE code of a commune")),
]
