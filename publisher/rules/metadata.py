"""Rules about what the title and the description of a dataset say, and their checks."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from publisher.model.communes import words_of
from publisher.model.findings import Finding, Severity
from publisher.model.messages import Message, message
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

VAGUE_TITLE = Rule(
    "PUB501", Family.METADATA, message("A title says what the data are, and of which territory."), Severity.WARNING
)
LONG_TITLE = Rule("PUB502", Family.METADATA, message("A title has at most 150 characters."), Severity.ADVICE)
SHORT_DESCRIPTION = Rule(
    "PUB503", Family.METADATA, message("A description has more than 100 characters."), Severity.ADVICE
)
DESCRIPTION_IS_TITLE = Rule(
    "PUB504", Family.METADATA, message("A description says more than the title."), Severity.WARNING
)
PLACEHOLDER_LEFT = Rule("PUB505", Family.METADATA, message("A text has nothing left to fill in."), Severity.WARNING)

LONGEST_TITLE: Final = 150
"""Characters: more is cut in lists of results."""
SHORTEST_DESCRIPTION: Final = 100
"""Characters: a longer one gives a point of the quality score of data.gouv.fr."""
SHORTEST_TITLE: Final = 3
"""Letters and digits."""

_LIST_OF_GENERAL_WORDS: Final = """
    a b c donnee donnees data dataset datasets database base bases jeu jeux fichier fichiers file files doc
    document documents test tests essai essais exemple exemples export exports extraction import titre title sans
    nom untitled nouveau nouvelle new liste listes tableau tableaux table feuille feuil1 feuil2 sheet1 csv xls
    xlsx json geojson xml pdf zip open opendata ouvert ouverte ouvertes ouverts divers diverse public publique
    publiques publics information informations info infos stats version final finale definitif definitive copie
    ressource ressources contenu de des du d la le les l un une et en pour sur au aux n no numero commune ville
    mairie metropole my of the toto
"""
_GENERAL_WORDS: Final = frozenset(_LIST_OF_GENERAL_WORDS.split())
"""Words that say nothing of what the data are."""
_FILE_NAME: Final = re.compile(
    r"[^\s/]+\.(?:csv|tsv|txt|xlsx?|ods|json|geojson|xml|pdf|docx?|odt|zip|shp|kml|kmz|gpkg|parquet)"
    r"|[^\W_]+(?:_+[^\W_]+)+|[a-z0-9]+(?:-[a-z0-9]+){2,}",
    re.IGNORECASE,
)
_HINTS: Final = (
    "à compl", "a compl", "à déf", "a déf", "a def", "à ren", "a ren", "à réd", "a réd", "a red", "à pré", "a pré",
    "a pre", "à rem", "a rem", "à venir", "a venir",
    "todo", "tbd", "fixme", "xxx", "lorem", "votre titre", "jeu de donn", "[", "(…", "(...",
)  # fmt: skip
"""One of these is in each text with a placeholder: nothing else is searched in the others."""
_TO_WRITE: Final = r"[àÀa] (?:compl[ée]ter|d[ée]finir|renseigner|r[ée]diger|pr[ée]ciser|remplir|venir)"
_MARK: Final = re.compile(
    rf"\b(?:TODO|TBD|FIXME|XXX+)\b|(?i:\b(?:todo|fixme)\s*:|\blorem ipsum\b|\bvotre titre\b)"
    rf"|(?i:(?:\btitre|\bdescription|\btexte) (?:du jeu de donn[ée]es$|{_TO_WRITE}\b))"
    rf"|[\[(<{{]\s*(?i:{_TO_WRITE}|todo|tbd|\.\.\.|…|xxx+)\s*[\])>}}]"
    rf"|(?:^|(?<=[.!?:]\s)|(?<=\n))(?i:{_TO_WRITE})(?=\s*(?:[.!…]|$))"
)


def _titles(dataset: CheckedDataset) -> Iterable[Finding]:
    title = dataset.content.title
    if not isinstance(title, str) or placeholder_in(title) is not None:
        return
    label = dataset.context.themes.get(dataset.manifest.theme or "", {}).get("fr")
    if (what := _vagueness(title, dataset, label)) is not None:
        fix = message("Say what the data are and of which territory, such as “{example}”.",
                      example=_example(label, dataset))  # fmt: skip
        yield VAGUE_TITLE.at(dataset.place("title"), what, fix, title)
    elif len(title) > LONGEST_TITLE:
        what = message("the title has {n} characters", n=len(title))
        fix = message("Keep what the data are and the territory; put the rest into the description.")
        yield LONG_TITLE.at(dataset.place("title"), what, fix)


def _vagueness(title: str, dataset: CheckedDataset, label: str | None) -> Message | None:
    """Return why a title does not say what the data are; None for one that does."""
    words = words_of(title)
    if " " not in title and _FILE_NAME.fullmatch(title):
        return message("the title is the name of a file")
    if len("".join(words)) < SHORTEST_TITLE:
        return message("the title is too short to be understood")
    own = words_of(dataset.producer.name) if dataset.producer else ()
    if all(word in _GENERAL_WORDS or word in own or word.isdigit() for word in words):
        return message("the title does not say what the data are")
    if label is not None and words == words_of(label):
        return message("the title is that of the theme alone: every dataset of this theme could have it")
    return None


def _example(label: str | None, dataset: CheckedDataset) -> str:
    name = dataset.producer.name if dataset.producer else "…"
    return f"{label or 'Parcs et jardins'} – {name}"


def _descriptions(dataset: CheckedDataset) -> Iterable[Finding]:
    text, title = dataset.content.description, dataset.content.title
    if not isinstance(text, str) or not isinstance(title, str) or len(text) > SHORTEST_DESCRIPTION + len(title):
        return
    if placeholder_in(text) is not None:
        return
    fix = message("Say in two or three sentences what each row is, where the data come from, and what they are for.")
    words = words_of(text)
    if words == words_of(title):
        yield DESCRIPTION_IS_TITLE.at(dataset.place("description"), message("the description is the title again"), fix)
    elif len(text) <= SHORTEST_DESCRIPTION:
        what = message("the description has {n} characters; with more than {limit}, data.gouv.fr gives the dataset a "
                       "better quality score", n=len(text), limit=SHORTEST_DESCRIPTION)  # fmt: skip
        yield SHORT_DESCRIPTION.at(dataset.place("description"), what, fix)


def _placeholders(dataset: CheckedDataset) -> Iterable[Finding]:
    for path, text in dataset.texts():
        if (word := placeholder_in(text)) is not None:
            what = message("“{word}” is still in this text", word=word)
            yield PLACEHOLDER_LEFT.at(dataset.place(path), what, message("Write the text that is meant."), word)


@lru_cache(maxsize=10_000)
def placeholder_in(text: str) -> str | None:
    """Return what in a text is still to be filled in; None where it is complete."""
    small = text.lower()
    match = _MARK.search(text) if any(hint in small for hint in _HINTS) else None
    return match[0] if match is not None else None


CHECKS: Final[tuple[DatasetCheck, ...]] = (_titles, _descriptions, _placeholders)
