"""Natural persons among the beneficiaries of grants: the signs by which a row seems to name one."""

from collections.abc import Sequence
from typing import Final

from publisher.data_files.personal_data.columns import Columns
from publisher.data_files.personal_data.persons import has_title, is_full_name, looks_like_name, words_in
from publisher.model.messages import Message, message

_TITLE: Final = message("“M.”, “Mme” or the like before the name")
_NAME: Final = message("the form of a forename and a surname")
_NO_NUMBER: Final = message("no SIRET")
_LEGAL_FORM: Final = message("the row says that it is a natural person")
_NATURAL: Final = ("particulier", "particuliers", "personne physique", "personnes physiques", "individu")


def signals_of(columns: Columns, cells: Sequence[str], index: int) -> Message | None:
    """Return the signs that a beneficiary is a natural person; None where they are not enough."""
    name = cells[index].strip()
    if not name:
        return None
    titled = name[0] in "Mm" and has_title(name)
    natural = any(" ".join(words_in(cells[i])) in _NATURAL for i in columns.legal_forms if i != index and cells[i])
    named = looks_like_name(name)
    if not (titled or natural or named):
        return None
    numbers = [cells[i].strip() for i in columns.numbers if i != index]
    without_number = not any(map(_is_number, numbers))
    named = named and (is_full_name(name) or (without_number and bool(numbers)))
    if not (titled or natural or (named and without_number)):
        return None
    signals = [
        sign
        for sign, given in (
            (_TITLE, titled),
            (_NAME, named),
            (_LEGAL_FORM, natural),
            (_NO_NUMBER, bool(numbers) and without_number),
        )
        if given
    ]
    return _joined(signals)


def _is_number(text: str) -> bool:
    """Return whether a text may be a SIRET or the number of an association, and not a row of zeros."""
    return sum(character.isdigit() for character in text) > 8 and bool(text.strip("0"))


def _joined(signals: Sequence[Message]) -> Message:
    first, *rest = signals
    for signal in rest:
        first = message("{first}, {second}", first=first, second=signal)
    return first
