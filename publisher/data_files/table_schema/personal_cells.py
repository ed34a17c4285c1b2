"""Which cells may be personal, so that no message shows what is in them. Pure.

It is asked of single cells that do not follow their schema. Whether a file holds personal data is for another check.
"""

import re
import unicodedata
from typing import Final

_PERSONAL: Final = frozenset({
    "nom", "noms", "prenom", "prenoms", "name", "patronyme", "naissance", "birth", "birthdate", "mail", "email",
    "courriel", "tel", "telephone", "phone", "portable", "mobile", "beneficiaire", "titulaire", "elu", "agent",
    "signataire", "iban",
})  # fmt: skip
_NUMBERS: Final = frozenset({"id", "siret", "siren", "rna"})
"""Words of a column that holds the number of a body, also where it is that of a beneficiary."""
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NUMBER: Final = re.compile(r"[\d\s.,EeW+-]*")
_VALUE: Final = re.compile(
    r"@"
    r"|(?<!\d)(?:(?:\+|00)33|0)\s*[1-9](?:[\s.-]*\d{2}){4}(?!\d)"
    r"|(?<!\d)[12]\s*\d{2}\s*(?:0[1-9]|1[0-2])\s*\d[\dAB]\s*\d{3}\s*\d{3}(?:\s*\d{2})?(?!\d)"
)
"""An e-mail address, a telephone number, the number of an insured person."""


def may_be_shown(column: str | None, value: object) -> bool:
    """Return whether the value of a cell is surely no name, address, number or birth date of a person."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", column or "") if not unicodedata.combining(c))
    words = {word.lower() for word in _WORD.findall(bare)}
    if words & _PERSONAL and not (words & _NUMBERS and _NUMBER.fullmatch(str(value))):
        return False
    return not _VALUE.search(str(value))
