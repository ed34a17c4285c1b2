"""Frequencies of updates: udata's words, the European codes, and what French authors write for them.

Source: udata `core/dataset/constants.py` and `rdf.py`.
"""

import re
from types import MappingProxyType
from typing import Final

from publisher.model.vocabulary import EU_FREQUENCY, Term, Vocabulary

_NUMBERS: Final = {
    "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "dix": 10, "douze": 12, "quinze": 15,
    "vingt": 20, "trente": 30,
}  # fmt: skip
_NUMBER: Final = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")


def _frequency(desired: str, eu: str, label: str, *aliases: str) -> Term:
    words = (label.lower(), *aliases)
    digits = (_NUMBER.sub(lambda number: str(_NUMBERS[number[0]]), word) for word in words)
    return Term(desired, label, (*aliases, *(word for word in digits if word not in words)), EU_FREQUENCY + eu)


FREQUENCIES: Final = Vocabulary(
    (
        _frequency(
            "continuous",
            "UPDATE_CONT",
            "Temps réel",
            "temps réel",
            "en temps réel",
            "continue",
            "en continu",
            "realtime",
            "continual",
        ),
        _frequency("oneMinute", "1MIN", "Toutes les minutes"),
        _frequency("fiveMinutes", "5MIN", "Toutes les cinq minutes"),
        _frequency("tenMinutes", "10MIN", "Toutes les dix minutes"),
        _frequency("fifteenMinutes", "15MIN", "Toutes les quinze minutes"),
        _frequency("thirtyMinutes", "30MIN", "Toutes les trente minutes"),
        _frequency("hourly", "HOURLY", "Toutes les heures", "horaire", "chaque heure", "une fois par heure"),
        _frequency("bihourly", "BIHOURLY", "Toutes les deux heures"),
        _frequency("trihourly", "TRIHOURLY", "Toutes les trois heures"),
        _frequency("twelveHours", "12HRS", "Toutes les douze heures"),
        _frequency("severalTimesADay", "CONT", "Plusieurs fois par jour"),
        _frequency("threeTimesADay", "DAILY_3", "Trois fois par jour"),
        _frequency("semidaily", "DAILY_2", "Deux fois par jour"),
        _frequency(
            "daily",
            "DAILY",
            "Quotidienne",
            "quotidien",
            "journalière",
            "journalier",
            "quotidiennement",
            "tous les jours",
            "chaque jour",
            "une fois par jour",
            "par jour",
        ),
        _frequency("fiveTimesAWeek", "WEEKLY_5", "Cinq fois par semaine"),
        _frequency("threeTimesAWeek", "WEEKLY_3", "Trois fois par semaine"),
        _frequency("semiweekly", "WEEKLY_2", "Deux fois par semaine"),
        _frequency(
            "weekly",
            "WEEKLY",
            "Hebdomadaire",
            "hebdo",
            "toutes les semaines",
            "chaque semaine",
            "une fois par semaine",
            "par semaine",
        ),
        _frequency("biweekly", "BIWEEKLY", "Toutes les deux semaines", "quinzomadaire", "fortnightly"),
        _frequency("threeTimesAMonth", "MONTHLY_3", "Trois fois par mois"),
        _frequency("semimonthly", "MONTHLY_2", "Deux fois par mois", "bimensuelle", "bimensuel"),
        _frequency(
            "monthly",
            "MONTHLY",
            "Mensuelle",
            "mensuel",
            "mensuellement",
            "tous les mois",
            "chaque mois",
            "une fois par mois",
            "par mois",
            "douze fois par an",
        ),
        _frequency("bimonthly", "BIMONTHLY", "Tous les deux mois", "bimestrielle", "bimestriel", "six fois par an"),
        _frequency(
            "quarterly",
            "QUARTERLY",
            "Trimestrielle",
            "trimestriel",
            "tous les trois mois",
            "tous les trimestres",
            "chaque trimestre",
            "une fois par trimestre",
            "par trimestre",
            "quatre fois par an",
        ),
        _frequency("threeTimesAYear", "ANNUAL_3", "Trois fois par an"),
        _frequency(
            "semiannual",
            "ANNUAL_2",
            "Deux fois par an",
            "semestrielle",
            "semestriel",
            "tous les six mois",
            "tous les semestres",
            "chaque semestre",
            "une fois par semestre",
            "par semestre",
            "biannual",
        ),
        _frequency(
            "annual",
            "ANNUAL",
            "Annuelle",
            "annuel",
            "annuellement",
            "tous les ans",
            "toutes les années",
            "chaque année",
            "chaque an",
            "une fois par an",
            "une fois l'an",
            "une fois tous les ans",
            "une fois par année",
            "par an",
            "yearly",
            "annually",
        ),
        _frequency("biennial", "BIENNIAL", "Tous les deux ans", "biennale", "biennally"),
        _frequency("triennial", "TRIENNIAL", "Tous les trois ans", "triennale"),
        _frequency("quadrennial", "QUADRENNIAL", "Tous les quatre ans"),
        _frequency("quinquennial", "QUINQUENNIAL", "Tous les cinq ans", "quinquennale"),
        _frequency("decennial", "DECENNIAL", "Tous les dix ans", "décennale"),
        _frequency("bidecennial", "BIDECENNIAL", "Tous les vingt ans"),
        _frequency("tridecennial", "TRIDECENNIAL", "Tous les trente ans"),
        _frequency(
            "punctual",
            "AS_NEEDED",
            "Ponctuelle",
            "ponctuelle",
            "as needed",
            "asNeeded",
            "à la demande",
            "au besoin",
            "si besoin",
            "selon besoin",
            "selon les besoins",
            "en cas de besoin",
        ),
        _frequency("irregular", "IRREG", "Sans régularité", "irrégulière", "irrégulier"),
        _frequency("never", "NEVER", "Jamais", "jamais"),
        _frequency("notPlanned", "NOT_PLANNED", "Non planifié", "non planifiée", "non planifié"),
        _frequency("other", "OTHER", "Autre", "autre"),
        _frequency("unknown", "UNKNOWN", "Inconnu", "inconnue"),
    ),
    MappingProxyType(
        {
            **dict.fromkeys(
                (
                    "a chaque changement",
                    "a chaque evolution",
                    "a chaque mise a jour",
                    "a chaque modification",
                    "au fil de l'eau",
                    "en cas de changement",
                    "en cas de modification",
                    "lors d'une modification",
                    "occasionnelle",
                    "occasionnel",
                    "variable",
                ),
                ("punctual", "irregular"),
            ),
            **dict.fromkeys(("unique", "une fois", "une seule fois", "aucune"), ("never", "notPlanned")),
        }
    ),
)
