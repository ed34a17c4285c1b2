"""Codes that a spreadsheet damages: a first zero that is lost, digits that are rounded, a check digit that is wrong."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from publisher.data_files.column_checks import CellCheck
from publisher.data_files.table_place import TablePlace, plain_name, shown_value, words_of
from publisher.model.findings import Finding
from publisher.model.messages import Message, message
from publisher.rules.data_content import INVALID_COMPANY_NUMBER, LEADING_ZERO_LOST, MALFORMED_CODE, ROUNDED_CODE
from publisher.rules.rule import Rule

_ROUNDED: Final = re.compile(r"[-+]?\d([.,]\d+)?[eE]\+?\d+")
_AS_TEXT: Final = message(
    "In Excel or LibreOffice, import the original file again and choose the type “Text” for this column; a number "
    "format does not bring lost digits back."
)
_WITH_ZERO: Final = message(
    "In Excel or LibreOffice, give this column the format “Text”, then type the first zero again; or import the "
    "original file again with the type “Text” for this column."
)
_CODE_WORDS: Final = frozenset(
    {"id", "code", "num", "numero", "siret", "siren", "insee", "ean", "tel", "telephone", "uai", "rna", "finess", "cp"}
)
_COUNTRY: Final = frozenset({"pays", "country", "codepays"})

_INSEE: Final = frozenset({"depcom", "codgeo", "codecog", "cog", "citycode", "comcode"})
"""Names of columns with the INSEE code of a commune, beside those that have `insee` in them."""
_NOT_OF_COMMUNES: Final = frozenset({"dep", "departement", "reg", "region", "epci", "iris", "canton", "pays", "nom",
                                     "libelle", "arrondissement", "zone"})  # fmt: skip
_POSTAL: Final = frozenset({"cp", "codepost", "zipcode", "postcode", "postalcode"})
_DEPARTMENT: Final = frozenset(
    {"departement", "dep", "codedepartement", "codedep", "numdep", "numerodepartement", "dept", "codedept", "inseedep",
     "depcode", "departementcode", "codedepartementinsee", "nodepartement"}
)  # fmt: skip
_TELEPHONE: Final = frozenset({"tel", "telephone", "phone", "mobile", "portable", "fax"})


class _Code:
    """A code of this many characters that starts with 0 in some places."""

    def __init__(self, place: TablePlace, column: str, form: str, digits: int, kind: Message) -> None:
        self._place = place
        self._column = column
        self._form = re.compile(form)
        self._short = re.compile(rf"[1-9]\d{{{digits - 2}}}(\.0)?")
        self._kind = kind
        self._digits = digits

    def cell(self, row: int, value: str) -> Iterable[Finding]:
        """Return the finding about a code that lost its zero, or has another form."""
        if self._form.fullmatch(value) or _ROUNDED.fullmatch(value):
            return ()
        if self._short.fullmatch(value):
            what = message(
                "“{value}” is too short for {kind} ({digits} characters): the first zero is lost, probably “0{value}”",
                value=value.removesuffix(".0"), kind=self._kind, digits=self._digits,
            )  # fmt: skip
            return (self._place.finding(LEADING_ZERO_LOST, row, self._column, what, _WITH_ZERO),)
        if self._digits < 5:
            return ()
        what = message("“{value}” is not {kind} ({digits} characters)", value=shown_value(value), kind=self._kind,
                       digits=self._digits)  # fmt: skip
        fix = message("Write {digits} characters, without spaces.", digits=self._digits)
        return (self._place.finding(MALFORMED_CODE, row, self._column, what, fix),)

    def end(self) -> Iterable[Finding]:
        """Return nothing."""
        return ()


def code_check(place: TablePlace, name: str, names: Sequence[str]) -> CellCheck | None:
    """Return the check of a column of codes of communes, departments or post offices."""
    plain, words = plain_name(name), set(words_of(name))
    if _is_insee(name):
        return _Code(place, name, r"\d{5}|2[AB]\d{3}", 5, message("the INSEE code of a commune"))
    if _is_postal(name) and not _COUNTRY & {plain_name(other) for other in names}:
        return _Code(place, name, r"\d{5}", 5, message("a post code"))
    if plain in _DEPARTMENT:
        return _Code(place, name, r".*[^\d].*|\d{2,3}", 2, message("the code of a department"))
    if words & _TELEPHONE:
        return _Code(place, name, r"(?s:(?![1-9]\d{8}(\.0)?$).*)", 10, message("a telephone number"))
    return None


def _is_insee(name: str) -> bool:
    """Return whether a column has INSEE codes of communes."""
    plain = plain_name(name)
    return plain in _INSEE or ("insee" in plain and not _NOT_OF_COMMUNES & set(words_of(name)))


def _is_postal(name: str) -> bool:
    """Return whether a column has post codes."""
    plain = plain_name(name)
    return plain in _POSTAL or "codepostal" in plain


class _Rounded:
    """A code that a spreadsheet wrote as a number: 2,16900E+13."""

    def __init__(self, place: TablePlace, column: str) -> None:
        self._place = place
        self._column = column

    def cell(self, row: int, value: str) -> Iterable[Finding]:
        """Return the finding about a code in scientific notation."""
        if not ("E" in value or "e" in value) or not _ROUNDED.fullmatch(value):
            return ()
        what = message("“{value}” is a rounded number: the last digits of the code are lost", value=value)
        return (self._place.finding(ROUNDED_CODE, row, self._column, what, _AS_TEXT),)

    def end(self) -> Iterable[Finding]:
        """Return nothing."""
        return ()


def rounded_check(place: TablePlace, name: str, _names: Sequence[str]) -> CellCheck | None:
    """Return the check of a column of codes or numbers of things."""
    words = set(words_of(name))
    return _Rounded(place, name) if words & _CODE_WORDS or _is_insee(name) or _is_postal(name) else None


_DOUBLED: Final = bytes.maketrans(b"0123456789", bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]))
_SINGLE: Final = bytes.maketrans(b"0123456789", bytes(range(10)))
_LOOK_UP: Final = message("Check it on annuaire-entreprises.data.gouv.fr.")
_BOOLEANS: Final = frozenset({"oui", "non", "true", "false", "vrai", "faux"})


class _CompanyNumber:
    """A SIREN or a SIRET."""

    def __init__(self, place: TablePlace, column: str, digits: int) -> None:
        self._place = place
        self._column = column
        self._digits = digits

    def cell(self, row: int, value: str) -> Iterable[Finding]:
        """Return the finding about a number that is malformed, or whose check digit is wrong."""
        if len(value) == self._digits and value.isascii() and value.isdigit():
            if passes_check(value):
                return ()
            if self._digits == 9:
                what = message("“{value}”: incorrect SIREN, the check digit does not match", value=value)
            else:
                what = message("“{value}”: incorrect SIRET, the check digit does not match", value=value)
            return (self._finding(row, what, _LOOK_UP),)
        if _ROUNDED.fullmatch(value) or value.lower() in _BOOLEANS:
            return ()
        return (self._malformed(row, value),)

    def _malformed(self, row: int, value: str) -> Finding:
        digits = re.sub(r"[\s.\u00a0\u202f-]", "", value)
        shown = shown_value(value)
        whole = digits.zfill(self._digits)
        if digits == value and digits.isdigit() and len(digits) == self._digits - 1 and passes_check(whole):
            what = message("“{value}” lost its first zero: “0{value}”", value=shown)
            return self._finding(row, what, _WITH_ZERO, LEADING_ZERO_LOST)
        if self._digits == 9:
            what = message("“{value}” is no SIREN: it has nine digits", value=shown)
            return self._finding(row, what, message("Write its nine digits, without spaces."))
        what = message("“{value}” is no SIRET: it has fourteen digits", value=shown)
        return self._finding(row, what, message("Write its fourteen digits, without spaces."))

    def _finding(self, row: int, what: Message, fix: Message, rule: Rule = INVALID_COMPANY_NUMBER) -> Finding:
        return self._place.finding(rule, row, self._column, what, fix)

    def end(self) -> Iterable[Finding]:
        """Return nothing."""
        return ()


@lru_cache(maxsize=4096)
def passes_check(number: str) -> bool:
    """Return whether the check digit of a SIREN or SIRET, given by its digits, is right; La Poste has its own rule."""
    digits = number.encode()
    start = len(digits) % 2
    if (sum(digits[start::2].translate(_DOUBLED)) + sum(digits[1 - start :: 2].translate(_SINGLE))) % 10 == 0:
        if len(digits) == 9:
            return True
        return passes_check(number[:9])
    if len(digits) != 14:
        return False
    from stdnum.fr import siret  # here, for few files need it

    return bool(siret.is_valid(number))


_SIRETS: Final = frozenset({"idattribuant", "idbeneficiaire"})
"""Columns of the national schema of subsidies."""
_OTHER_WORDS: Final = frozenset({"ou", "rna", "type", "nom", "libelle", "date"})


def company_number_check(place: TablePlace, name: str, _names: Sequence[str]) -> CellCheck | None:
    """Return the check of a column of SIREN or SIRET numbers."""
    plain, words = plain_name(name), set(words_of(name))
    if words & _OTHER_WORDS:
        return None
    if "siret" in plain or plain in _SIRETS:
        return _CompanyNumber(place, name, 14)
    return _CompanyNumber(place, name, 9) if "siren" in plain else None
