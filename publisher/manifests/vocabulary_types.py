"""Values that are words of a list: licence, frequency, high-value category, resource type, state."""

from collections.abc import Callable
from typing import Annotated, Final

from pydantic import AfterValidator

from publisher.manifests import json_types
from publisher.manifests.value_types import from_text, problem
from publisher.model.frequencies import FREQUENCIES
from publisher.model.licenses import FOR_ADMINISTRATIONS, LICENSES
from publisher.model.messages import Message, message
from publisher.model.values import State
from publisher.model.vocabulary import (
    ACCESS_REASONS,
    ACCESS_TYPES,
    CONTACT_ROLES,
    HVD_CATEGORIES,
    RESOURCE_TYPES,
    Term,
    Vocabulary,
    closest,
    fold,
)
from publisher.rules.rule import Rule
from publisher.rules.values import (
    UNKNOWN_ACCESS,
    UNKNOWN_CONTACT_ROLE,
    UNKNOWN_FREQUENCY,
    UNKNOWN_HVD_CATEGORY,
    UNKNOWN_LICENSE,
    UNKNOWN_RESOURCE_TYPE,
    UNKNOWN_STATE,
)

_STATES: Final = {
    "published": State.PUBLISHED, "publie": State.PUBLISHED, "publiee": State.PUBLISHED,
    "draft": State.DRAFT, "brouillon": State.DRAFT,
    "private": State.PRIVATE, "prive": State.PRIVATE,
    "archived": State.ARCHIVED, "archive": State.ARCHIVED, "archivee": State.ARCHIVED, "privee": State.PRIVATE,
}  # fmt: skip
_SURE_STATES: Final = {
    **dict.fromkeys(("en ligne", "online", "public", "publique"), State.PUBLISHED),
}
"""Folded words that mean one state, and are to be written as its word."""
_STATE_HINTS: Final = {
    **{word: (state,) for word, state in _SURE_STATES.items()},
    **dict.fromkeys(("oui", "true", "yes", "vrai", "actif", "valide", "a publier", "publier", "visible", "final"),
                    (State.PUBLISHED,)),
    **dict.fromkeys(("a valider", "en cours", "a completer", "a relire", "provisoire", "test"),
                    (State.DRAFT, State.PRIVATE)),
    **dict.fromkeys(("non", "no", "false", "faux", "cache", "cachee", "masque", "masquee", "hors ligne", "depublie",
                     "non publie", "inactif", "supprime", "interne"), (State.PRIVATE, State.DRAFT, State.ARCHIVED)),
}  # fmt: skip
"""Folded words that people write for a state, and the states that they may mean."""


_WORDS: Final = {State.PUBLISHED: message("published"), State.DRAFT: message("draft"),
                 State.PRIVATE: message("private"), State.ARCHIVED: message("archived")}  # fmt: skip
"""Each state in the reader's language; both words are accepted."""

_MEANING_OF_STATES: Final[dict[str, str | Message]] = {
    State.PUBLISHED.value: message("public in the catalogues"),
    State.DRAFT.value: message("draft: not created; an entry that exists is hidden"),
    State.PRIVATE.value: message("created, and seen by the organization alone"),
    State.ARCHIVED.value: message("archived: hidden from the public"),
}

_STATES_OF_HINTS: Final = {
    (State.DRAFT, State.PRIVATE): message("draft, private"),
    (State.PRIVATE, State.DRAFT, State.ARCHIVED): message("private, draft, archived"),
}

_COMMON_FREQUENCIES: Final = message("annual, semiannual, quarterly, monthly, weekly, daily, punctual, irregular")
"""The frequencies that authors need most, in the reader's language; each of these words is accepted."""
_LICENSES: Final = message(
    "lov2, fr-lo, odc-odbl, odc-by, odc-pddl, cc-by, cc-by-sa, cc-zero, mobility-license, "
    "other-at, other-open, other-pd"
)
_LICENSE_TO_CHOOSE: Final = message(
    "The producer says which it is; an administration mostly chooses lov2 (Licence Ouverte 2.0) or odc-odbl (ODbL). "
    "Allowed values: {known}",
    known=_LICENSES,
)
"""The list for administrations is that of article D. 323-2-1 (code of relations between the public and bodies)."""
_CATEGORIES: Final = message(
    "meteorological, companies, geospatial, mobility, earth-observation-and-environment, statistics"
)
_ACCESS_TYPES: Final = message("open, open with account, restricted")
_ACCESS_REASONS: Final = message(
    "confidentiality_of_personal_data, intellectual_property_rights, protection_of_environment"
)
_CONTACT_ROLES: Final = message("contact, publisher, creator")
_RESOURCE_TYPES: Final = message("main, documentation, update, api, code, other")
"""Words of each list in the reader's language; each of them is accepted."""


def _allowed(known: Message, *, has_more: bool = False) -> Message:
    """Return the advice to write one of these words. `has_more`: there are more than these."""
    return (
        message("Allowed values: {known}…", known=known)
        if has_more
        else message("Allowed values: {known}", known=known)
    )


def _meant(term: Term) -> Message:
    return message("Did you mean “{id}” ({label})?", id=term.id, label=term.label)


def _license_meant(term: Term) -> Message:
    """Return the advice to write a licence; of one that an administration may not simply choose, it says so."""
    if term.id in FOR_ADMINISTRATIONS:
        return _meant(term)
    return message(
        "Did you mean “{id}” ({label})? An administration may choose it only once it is homologated; those of its list "
        "are lov2 and odc-odbl.",
        id=term.id, label=term.label,
    )  # fmt: skip


def _of(
    vocabulary: Vocabulary, rule: Rule, what: Message, otherwise: Message, meant: Callable[[Term], Message] = _meant
) -> Callable[[str], str]:
    """Return what reads a text as a word of a vocabulary.

    `otherwise`: the advice where no word of it is near; `meant`: the one where a single word is.
    """

    def read(text: str) -> str:
        word = vocabulary.find(text)
        if word is not None:
            return word
        near = vocabulary.suggest(text)
        if len(near) == 1:
            raise problem(rule, what, meant(near[0]), repaired=vocabulary.certain(text))
        if near:
            choices = ", ".join(f"{term.id} ({term.label})" for term in near)
            raise problem(rule, what, message("Write one of these: {choices}", choices=choices))
        raise problem(rule, what, otherwise)

    return read


def _state(text: str) -> State:
    state = _STATES.get(fold(text))
    if state is None:
        sure = _SURE_STATES.get(fold(text))
        repaired = sure.value if sure is not None else None
        raise problem(UNKNOWN_STATE, message("unknown state"), _fix_of_state(text), repaired=repaired)
    return state


def _fix_of_state(text: str) -> Message:
    states = _STATE_HINTS.get(fold(text), ())
    near = None if states else closest(text, _STATES)
    if near is not None or len(states) == 1:
        return message("Did you mean “{near}”?", near=_WORDS[states[0] if states else _STATES[near or ""]])
    if states:
        return message("Write one of these: {choices}", choices=_STATES_OF_HINTS[states])
    return message("Allowed values: {known}", known=message("draft, private, published, archived"))


License = Annotated[
    str,
    AfterValidator(_of(LICENSES, UNKNOWN_LICENSE, message("unknown licence"), _LICENSE_TO_CHOOSE, _license_meant)),
    json_types.words_of(LICENSES, message("unknown licence")),
]
Frequency = Annotated[
    str,
    AfterValidator(
        _of(FREQUENCIES, UNKNOWN_FREQUENCY, message("unknown frequency"), _allowed(_COMMON_FREQUENCIES, has_more=True))
    ),
    json_types.words_of(FREQUENCIES, message("unknown frequency")),
]
Hvd = Annotated[
    str,
    AfterValidator(
        _of(HVD_CATEGORIES, UNKNOWN_HVD_CATEGORY, message("unknown high-value category"), _allowed(_CATEGORIES))
    ),
    json_types.words_of(HVD_CATEGORIES, message("unknown high-value category")),
]
StateWord = Annotated[
    State, from_text(_state), json_types.choice(_MEANING_OF_STATES, _STATES, message("unknown state"))
]
ResourceType = Annotated[
    str,
    AfterValidator(
        _of(RESOURCE_TYPES, UNKNOWN_RESOURCE_TYPE, message("unknown resource type"), _allowed(_RESOURCE_TYPES))
    ),
    json_types.words_of(RESOURCE_TYPES, message("unknown resource type")),
]
AccessType = Annotated[
    str,
    AfterValidator(_of(ACCESS_TYPES, UNKNOWN_ACCESS, message("unknown type of access"), _allowed(_ACCESS_TYPES))),
    json_types.words_of(ACCESS_TYPES, message("unknown type of access")),
]
AccessReason = Annotated[
    str,
    AfterValidator(
        _of(
            ACCESS_REASONS,
            UNKNOWN_ACCESS,
            message("unknown category of reasons"),
            _allowed(_ACCESS_REASONS, has_more=True),
        )
    ),
    json_types.words_of(ACCESS_REASONS, message("unknown category of reasons")),
]
ContactRole = Annotated[
    str,
    AfterValidator(
        _of(CONTACT_ROLES, UNKNOWN_CONTACT_ROLE, message("unknown role of a contact"), _allowed(_CONTACT_ROLES))
    ),
    json_types.words_of(CONTACT_ROLES, message("unknown role of a contact")),
]
