"""The forms of values that are personal data by themselves: phone and insurance numbers, accounts, addresses, dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

_PAIRS: Final = r"(?P<sep>[ .\-/\u00a0\u202f]?)\d\d(?:(?P=sep)\d\d){3}|(?:[ \u00a0]?\d){8}"
"""What follows the first two digits: pairs with the same sign between them, or digits and spaces."""
_COUNTRY: Final = r"(?:33|262|590|594|596)"
"""France, and its departments overseas."""
_PHONE: Final = re.compile(
    r"(?<![\d+])(?<!\d[.,\-/:])"
    rf"(?P<prefix>\(?(?:\+|00)\s?{_COUNTRY}\)?[ .\-]?(?:\(\s?0\s?\)\s?)?|0)(?P<kind>[1-9])"
    rf"(?:{_PAIRS})(?![.,\-/]?\d)"
)
PHONE_HINT: Final = re.compile(rf"0(?<!\d0)[1-79](?:{_PAIRS})(?!\d)|\+\s?{_COUNTRY}|00{_COUNTRY}")
"""What a row with a phone number has; cheaper than the number itself."""
_BARE: Final = re.compile(r"0\d{9}")
_SHORT: Final = re.compile(r"(?:33)?([1-79])\d{8}(?:[.,]0)?")
EMAIL: Final = re.compile(r"(?<![\w.+\-])([\w.+\-]{1,64})@((?:[\w\-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9\-])")
NIR_HINT: Final = re.compile(r"[1-478](?<!\d\d)[ .]?\d\d[ .]?[0-9][0-9][ .]?\d[\dAB][ .]?\d{3}[ .]?\d{3}[ ./\-]?\d\d")
_NIR: Final = re.compile(
    r"(?<![\dA-Za-z])([1-478])[ .]?(\d\d)[ .]?(0[1-9]|1[0-2]|[2-9]\d)[ .]?(\d\d|2[AB])[ .]?(\d{3})[ .]?(\d{3})"
    r"[ ./\-]?(\d\d)(?![\dA-Za-z])"
)
IBAN_HINT: Final = re.compile(r"[A-Z]{2}\d\d ?[A-Z0-9]{4} ?[A-Z0-9]{4} ?[A-Z0-9]{3}")
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?: ?[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])")
_IBAN_SIZES: Final = {"FR": 27, "MC": 27, "BE": 16, "CH": 21, "DE": 22, "ES": 24, "GB": 22, "IT": 27, "LU": 20,
                      "NL": 18, "PT": 25}  # fmt: skip
_DAY: Final = re.compile(
    r"(?P<iso>\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ].*)?|(\d\d?)[-/. ](\d\d?)[-/. ](?P<french>\d{4}|\d\d)(?: .*)?"
    r"|(?P<compact>(?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
)
_MONTHS: Final = (
    r"janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[ûu]t|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|d[ée]c(?:embre)?"
)
_WRITTEN_DAY: Final = re.compile(rf"\d\d?(?:er)?\s+(?:{_MONTHS})\.?\s+(?P<year>\d{{4}})", re.IGNORECASE)
BORN: Final = re.compile(
    rf"\bn[ée]+(?:\(e\)|[·.]e)?\s+le\s*:?\s*(?:\d\d?[-/. ]\d\d?[-/. ]\d\d|\d{{4}}-\d\d|\d\d?(?:er)?\s+(?:{_MONTHS}))",
    re.IGNORECASE,
)
"""“Né le 12/03/1954” within a text."""
OLDEST: Final = 1905
"""Who was born before is not alive."""


class PhoneKind(Enum):
    """Whose phone a number is likely to be."""

    MOBILE = "mobile"
    LANDLINE = "landline"


@dataclass(frozen=True)
class Phone:
    """A phone number in a cell."""

    kind: PhoneKind
    bare: bool
    """Ten digits and nothing else: it may be a code."""


def phones_in(value: str) -> Iterator[Phone]:
    """Yield the French phone numbers in a text. Numbers of services (08) are left out."""
    for match in _PHONE.finditer(value):
        if match["kind"] != "8":
            bare = _BARE.fullmatch(match.group()) is not None
            yield Phone(PhoneKind.MOBILE if match["kind"] in "67" else PhoneKind.LANDLINE, bare)


def short_phone(value: str) -> Phone | None:
    """Return the number that a spreadsheet made of a phone number, without its first zero, in a column of phones."""
    match = _SHORT.fullmatch(value)
    if match is None:
        return None
    return Phone(PhoneKind.MOBILE if match[1] in "67" else PhoneKind.LANDLINE, bare=False)


def nirs_in(value: str) -> Iterator[bool]:
    """Yield, for each number in the form of a national insurance number, whether its key is right."""
    for match in _NIR.finditer(value):
        number = "".join(match.groups()[:6])
        digits = int(number.replace("2A", "19").replace("2B", "18"))
        yield 97 - digits % 97 == int(match[7])


def has_iban(value: str) -> bool:
    """Return whether a text has an IBAN with the right check digits."""
    return any(_is_iban(match.group().replace(" ", "")) for match in _IBAN.finditer(value))


def _is_iban(text: str) -> bool:
    size = _IBAN_SIZES.get(text[:2])
    if size is not None:
        text = text[:size]  # words in capitals may follow
    if len(text) < 15 or (size is not None and len(text) != size):
        return False
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97 == 1


def year_of_day(value: str) -> int | None:
    """Return the year of a day, written in one of the usual ways; None for another text. Two digits are 19xx."""
    if (match := _WRITTEN_DAY.fullmatch(value)) is not None:
        return int(match["year"])
    if (match := _DAY.fullmatch(value)) is None:
        return None
    year = match["iso"] or match["french"] or match["compact"]
    return int(year) if len(year) == 4 else 1900 + int(year)
