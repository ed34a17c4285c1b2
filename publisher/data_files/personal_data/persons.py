"""Names of people and of organisations, and whose a mailbox is."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from publisher.data_files.personal_data.words import (
    FORENAMES,
    NAMESAKES,
    ORGANISATION,
    PARTICLES,
    ROLE,
    ROLE_BEGINNINGS,
    WEBMAIL,
)
from publisher.data_files.table_place import without_accents

LONGEST: Final = 80
"""Characters of a name."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_TITLE: Final = re.compile(
    r"\s*(?:(?:M\.|MM\.|Mr\.?|(?i:Mmes?|Mlles?|Melle|Monsieur|Madame|Mademoiselle|Messieurs|Mesdames))\s*"
    r"(?:(?:et|ou|&)\s+(?:M\.|(?i:Mme|Monsieur|Madame))\s*)?)(?!(?i:le|la|les|l['’])\b)(?P<name>[^\W\d_a-zà-ÿ].*)"
)
_NAME: Final = re.compile(
    r"[^\W\d_]+(?:[-'’ ]+[^\W\d_]+){1,4}|[^\W\d_]+(?:[-'’ ]+[^\W\d_]+)*,\s*[^\W\d_]+(?:[- ][^\W\d_]+)*"
)
_TWO_NAMES: Final = re.compile(r"[A-Za-z]{3,}\.[A-Za-z]{3,}(?:-[A-Za-z]+)?")
_INITIALS: Final = frozenset({"jp", "jc", "jm", "jf", "jl", "jb", "jj", "jy", "ml", "mc", "mf", "mp", "ma"})


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, without accents."""
    return tuple(_WORD.findall(without_accents(text).lower()))


@lru_cache(maxsize=4096)
def names_organisation(text: str) -> bool:
    """Return whether a text names an organisation, a service, a shop or a place."""
    return not ORGANISATION.isdisjoint(words_in(text))


def is_forename(text: str) -> bool:
    """Return whether a text is a common forename, and nothing else."""
    return "".join(words_in(text)) in FORENAMES


def has_title(text: str) -> bool:
    """Return whether a text is a name after “M.”, “Mme”, “Monsieur” or the like."""
    if len(text) > LONGEST or (match := _TITLE.fullmatch(text)) is None:
        return False
    return not names_organisation(match["name"])


@lru_cache(maxsize=4096)
def is_full_name(text: str) -> bool:
    """Return whether a text is a common forename and a surname, in either order, and nothing else."""
    text = text.strip()
    if len(text) > LONGEST or not _NAME.fullmatch(text):
        return False
    words = words_in(text)
    if words[0] in PARTICLES - {"el", "ben", "le", "la", "de", "du", "ait"} or " ".join(words) in NAMESAKES:
        return False
    if "et" in words or not ORGANISATION.isdisjoint(words):
        return False
    names = [word for word in words if word not in PARTICLES]
    return len(names) >= 2 and (names[0] in FORENAMES or names[-1] in FORENAMES) and all(len(n) > 1 for n in names)


def looks_like_name(text: str) -> bool:
    """Return whether a text may be the name of a person: “DUPONT Kowsar”, or a full name."""
    if is_full_name(text):
        return True
    words = text.split()
    if not 2 <= len(words) <= 3 or not _NAME.fullmatch(text.strip()) or names_organisation(text):
        return False
    capitals = [word.isupper() and len(word) > 2 for word in words]
    mixed = [word[0].isupper() and word[1:].islower() and len(word) > 2 for word in words]
    first_in_capitals = capitals[0] and mixed[-1]
    last_in_capitals = mixed[0] and capitals[-1]
    return (first_in_capitals or last_in_capitals) and PARTICLES.isdisjoint(map(str.lower, words))


def may_be_full_name(text: str) -> bool:
    """Return whether a text is two words or more and names no organisation: in a column of full names, a person."""
    return len(text) <= LONGEST and _NAME.fullmatch(text.strip()) is not None and not names_organisation(text)


def is_role_mailbox(local: str) -> bool:
    """Return whether the part of an address before the @ is that of a service or a function."""
    plain = without_accents(local).lower()
    return plain.startswith(ROLE_BEGINNINGS) or not ROLE.isdisjoint(_WORD.findall(plain))


def is_personal_mailbox(local: str, domain: str, organisations: Sequence[str]) -> bool:
    """Return whether an address is that of a person: by a forename, an initial, or a provider of private mailboxes.

    `organisations`: what the row says of organisations; a mailbox that is called like them is theirs.
    """
    if is_role_mailbox(local) or _is_called_like(local, organisations):
        return False
    words = words_in(local)
    if " ".join(words) in NAMESAKES:
        return False
    if has_forename(local) or is_initial_and_name(words) or _TWO_NAMES.fullmatch(without_accents(local)):
        return True
    return domain.lower().split(".")[-2] in WEBMAIL


def has_forename(local: str) -> bool:
    """Return whether a mailbox is called `forename.surname`, in either order."""
    words = words_in(local)
    return 2 <= len(words) <= 4 and (words[0] in FORENAMES or words[-1] in FORENAMES) and not local.isalpha()


def is_initial_and_name(words: Sequence[str]) -> bool:
    """Return whether a mailbox is called `j.surname`."""
    return len(words) == 2 and len(words[1]) > 2 and (len(words[0]) == 1 or words[0] in _INITIALS)


def _is_called_like(local: str, organisations: Sequence[str]) -> bool:
    words = [word for word in words_in(local) if len(word) > 2]
    is_of_person = has_forename(local)  # one word is not enough then: a column `nom` may have the surname alone
    for name in organisations:
        parts = words_in(name)
        joined = "".join(parts)
        initials = "".join(word[0] for word in parts if word not in PARTICLES and word not in ("et", "les", "aux"))
        whole = "".join(words)
        if words and (all(word in joined for word in words) or (len(whole) > 5 and whole in joined)):
            return True
        if not is_of_person and any(len(word) > 6 and word in joined and word not in FORENAMES for word in words):
            return True
        if len(initials) > 2 and any(word.startswith(initials) or word == initials for word in words):
            return True
    return False
