"""The messages use the words of `docs/glossary.md`: one thing has one name."""

import re
from collections.abc import Iterable

import pytest

from tests import messages as messages_tool

ENGLISH = {
    r"portals?": "catalogue",
    r"(make it|makes it|made|kept) so": "apply; left as it is",
    r"nobody|somebody": "the passive, or the thing itself",
    r"looked? after|looks after": "manage",
    r"stands? (here|there|in the way)|must stand": "is here; already exists",
    r"take up|takes up|taking up": "retry",
    r"takes? over|take it over|taking over": "adopt; replace",
    r"to be remembered|to remember": "marker to update",
    r"known words?|known keys|known kinds": "allowed values, keys, kinds",
    r"verbs?": "command",
    r"blanks?": "space; field to fill in",
    r"fault of the tool": "internal error",
    r"begin|begun": "create, start",
    r"(is|be|are) ours|entries ours": "adopted; linked to this manifest",
    r"what waits|waits for": "depends on",
    r"of its own|of their own|itself alone": "its own",
    r"names it any more|wanted no more": "was removed",
    r"is gone": "no longer exists",
    r"which is told|as told|is told": "is listed; says",
    r"twins?": "duplicate",
    r"shelf|desk": "a word of the field",
}
"""Words that no message may contain (whole words, in any case), each with the word to use instead."""

FRENCH = {
    r"portails?": "catalogue",
    r"masquages?|masquée?s? au public": "dépublication (fiche masquée)",
    r"serveurs? mandataires?": "proxy",
    r"enchaînements? automatiques?": "GitHub Actions",
    r"n'est lue? par personne": "est ignoré",
    r"décale|décalées?|décalage": "commence par une tabulation ; espaces de début de ligne",
    r"sans manifeste": "dont le manifeste a été supprimé ou renommé",
    r"défaillance|défaut de l'outil": "erreur interne",
    r"dont le dernier contrôle|le dernier contrôlant": "la clé de contrôle ne correspond pas",
    r"autrefois": "ancien nom de",
    r"mémoriser": "marqueur à mettre à jour",
    r"terminaisons?": "extension",
    r"employez|employer": "utilisez",
    r"à l'insu": "sans le montrer",
    r"jeux? de donnée": "jeu de données",
    r"dit qui répond|qui répond": "indique quel serveur répond",
    r"y pour oui": "[o/N]",
    r"se réserve": "est réservé par",
    r"joués?|jouer": "imiter",
}

INTERFACE = re.compile(r"--[a-z-]+( [a-z]+)?|`[^`]*`|\(portal: the catalogue\)|\(portal : le catalogue\)|\{[^}]*\}")
"""Options, their values, keys of YAML and placeholders: names of the program, not words of a message."""


def unwanted(texts: Iterable[str], words: dict[str, str]) -> list[str]:
    """Return every text that uses an unwanted word, with the word to use instead."""
    return sorted(
        f"{text!r}: {match[0]!r} → {instead}"
        for text in texts
        for word, instead in words.items()
        if (match := re.search(rf"\b(?:{word})\b", INTERFACE.sub(" ", text.replace("\u00a0", " ")), re.IGNORECASE))
    )


def english() -> list[str]:
    return [
        text
        for message_id in messages_tool.in_source()
        for text in ([message_id] if isinstance(message_id, str) else message_id)
    ]


def french() -> list[str]:
    return [text for entry in messages_tool.french() if entry.id for text in messages_tool.texts_of(entry)]


def test_the_english_messages_keep_to_the_words_of_the_glossary() -> None:
    assert unwanted(english(), ENGLISH) == []


def test_the_french_messages_keep_to_the_words_of_the_glossary() -> None:
    assert unwanted(french(), FRENCH) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("edited on the portal: kept", ENGLISH),
        ("shown as a plan, then made so.", ENGLISH),
        ("nobody reads this file here", ENGLISH),
        ("modifié sur le portail", FRENCH),
        ("masquage au public", FRENCH),
        ("un serveur mandataire", FRENCH),
    ],
)
def test_a_word_that_comes_back_is_found(text: str, words: dict[str, str]) -> None:
    assert len(unwanted([text], words)) == 1


def test_the_names_of_options_and_fields_are_not_words() -> None:
    assert unwanted(["To settle a conflict: --on-conflict portal"], ENGLISH) == []
