"""What was observed, as the two pages of the documentation. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.live.two_catalogs import CKAN, UDATA

from .observe import CATALOGS, Fate, Observed, Report, Row
from .probes import EXTRAS, OF_RESOURCE, PROBES, Probe, Words, fields_of

DOCS: Final = Path(__file__).parents[3] / "docs"
PAGES: Final = {"en": DOCS / "fidelity.md", "fr": DOCS / "fidelite.md"}
NOTICE: Final = (
    "<!-- Made by `make docs` from what the sandbox holds; `make live` compares real servers. Do not edit. -->"
)
NAMES: Final = {CKAN: "CKAN", UDATA: "udata"}
LONG: Final = 60
"""Characters of a value that are shown; addresses are whole."""

Say = Callable[[Words], str]
"""Chooses the language."""

TITLE: Final = Words("# What each catalogue keeps", "# Ce que chaque catalogue conserve")
INTRO: Final = Words(
    "A catalogue does not always keep a value as a manifest writes it: some are kept to "
    "the letter, some take another form, a few are lost. The tables show, for every "
    "field, values that were published with the program and then read without it. They "
    "are written from the [sandbox](sandbox.md), which imitates the catalogues "
    "({software}); the test that `make live` runs on real servers publishes the same "
    "values there, and fails where a line differs. `publisher plan` shows every loss "
    "before anything is written.",
    "Un catalogue ne conserve pas toujours une valeur telle qu'un manifeste l'écrit : "
    "certaines sont conservées à la lettre, d'autres prennent une autre forme, "
    "quelques-unes sont perdues. Les tableaux montrent, pour chaque champ, des valeurs "
    "publiées avec le programme puis relues sans lui. Ils sont écrits à partir du [bac à "
    "sable](sandbox.md), qui imite les catalogues ({software}) ; le test que `make live` "
    "exécute sur de vrais serveurs y publie les mêmes valeurs, et échoue si une ligne "
    "diffère. `publisher plan` montre chaque perte avant toute écriture.",
)
SIGNS: Final = Words(
    "In the values, `␣` is a space that is hard to see, `\\r\\n` a line end, `\\u0301` an "
    "accent apart from its letter; `⤓` is what the address gives when it is downloaded, "
    "`⇅` an order, `×350` a number of characters.",
    "Dans les valeurs, `␣` est une espace difficile à voir, `\\r\\n` une fin de ligne, "
    "`\\u0301` un accent séparé de sa lettre ; `⤓` est ce que donne l'adresse quand on la "
    "télécharge, `⇅` un ordre, `×350` un nombre de caractères.",
)
OF_DATASETS: Final = Words("## Fields of a dataset", "## Champs d'un jeu de données")
OF_RESOURCES: Final = Words("## Fields of a resource", "## Champs d'une ressource")
PLACES: Final = Words("## Where each field is kept", "## Où chaque champ est conservé")
LOST: Final = Words("## What is lost, and what to do", "## Ce qui est perdu, et que faire")
FIELD: Final = Words("field", "champ")
VALUE: Final = Words("value", "valeur")
CATALOG: Final = Words("catalogue", "catalogue")
TOLD: Final = Words("what the plan says", "ce que dit le plan")
ADVICE: Final = Words("what to do", "que faire")
FATES: Final = {
    Fate.KEPT: Words("kept", "conservé"),
    Fate.NORMALISED: Words("stored as {values}", "conservé sous la forme {values}"),
    Fate.BARE: Words("kept, as a plain text", "conservé, comme simple texte"),
    Fate.LOST: Words("**lost**", "**perdu**"),
}
IN_PART: Final = Words("**lost in part**: {values} is kept", "**perdu en partie** : {values} est conservé")
NOWHERE: Final = Words("nowhere", "nulle part")


def pages(report: Report) -> dict[Path, str]:
    """Return both pages, and their texts."""

    def english(words: Words) -> str:
        return words.en

    def french(words: Words) -> str:
        return words.fr.replace(" :", "\u00a0:").replace(" ;", "\u00a0;")

    return {PAGES["en"]: _page(report, english, "en"), PAGES["fr"]: _page(report, french, "fr")}


def _page(report: Report, say: Say, lang: str) -> str:
    software = " · ".join(report.software[name] for name in CATALOGS)
    datasets = [row for row in report.rows if not row[0].field.startswith("resources")]
    resources = [row for row in report.rows if row[0].field.startswith("resources")]
    parts = [
        say(TITLE),
        NOTICE,
        say(INTRO).format(software=software),
        say(SIGNS),
        say(OF_DATASETS),
        _values(datasets, say),
        say(OF_RESOURCES),
        _values(resources, say),
        say(PLACES),
        _places(report.places, say),
        say(LOST),
        _losses(report.rows, say, lang),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = [*head]
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _values(rows: Iterable[Row], say: Say) -> str:
    head = [say(FIELD), say(VALUE), *(NAMES[name] for name in CATALOGS)]
    by_field = sorted(rows, key=lambda row: fields_of(PROBES).index(row[0].field))
    body = (
        [
            f"`{probe.field}`",
            f"{_written(probe)} ({say(probe.remark)})",
            *(_cell(observed[name], say) for name in CATALOGS),
        ]
        for probe, observed in by_field
    )
    return _table(head, body)


def _written(probe: Probe) -> str:
    """Return the value as the manifest has it; of an extra with its name."""
    if probe.field == EXTRAS:
        return _codes(f"{name}: {shown(value)}" for name, value in probe.fields[EXTRAS].items())
    return _codes(probe.written)


def _cell(observed: Observed, say: Say) -> str:
    words = IN_PART if observed.fate is Fate.LOST and observed.values else FATES[observed.fate]
    return say(words).format(values=_codes(observed.values))


def _codes(values: Iterable[str]) -> str:
    return ", ".join(f"`{shown(value)}`" for value in values)


def _places(places: Mapping[str, Mapping[str, tuple[str, ...]]], say: Say) -> str:
    body = (
        [f"`{field}`", *(_paths(field, places[name].get(field, ())) or say(NOWHERE) for name in CATALOGS)]
        for field in fields_of(PROBES)
    )
    return _table([say(FIELD), *(NAMES[name] for name in CATALOGS)], body)


def _paths(field: str, paths: Iterable[str]) -> str:
    """Return the paths as code; those of extras as one, whatever the name."""
    own_names = {EXTRAS: (r"^extras\..*", "extras.*"), OF_RESOURCE + EXTRAS: (r"(?<=\[\]\.)(extras\.)?[^.]+$", r"\1*")}
    shown_paths = (re.sub(*own_names[field], path) if field in own_names else path for path in paths)
    return _codes(dict.fromkeys(shown_paths))


def _losses(rows: Iterable[Row], say: Say, lang: str) -> str:
    head = [say(FIELD), say(VALUE), say(CATALOG), say(TOLD), say(ADVICE)]
    return _table(head, _lost_rows(rows, say, lang))


def _lost_rows(rows: Iterable[Row], say: Say, lang: str) -> Iterator[list[str]]:
    for probe, observed in rows:
        for name in CATALOGS:
            if messages := observed[name].messages[lang]:
                text = " ".join(_shorter(message) for message in messages)
                advice = say(probe.advice) if probe.advice else ""
                yield [f"`{probe.field}`", _written(probe), NAMES[name], text, advice]


def _shorter(text: str) -> str:
    """Return a message with its long words cut, for a table."""
    return re.sub(r"(\w)\1{9,}", r"\1\1\1…", text).replace("|", "\\|")


def shown(text: str) -> str:
    """Return a value for a table: signs that cannot be seen are made visible, and a long value is cut and counted."""
    if len(text) > LONG and "://" not in text:
        return f"{shown(text[:3])}…×{len(text)}" if len(set(text)) == 1 else f"{shown(text[: LONG - 1])}…"
    visible = re.sub(r"  +|^ | $| (?=[\r\n])", lambda blanks: "␣" * len(blanks[0]), text)
    return "".join(_visible(sign) for sign in visible).replace("|", "\\|")


def _visible(sign: str) -> str:
    if unicodedata.combining(sign):
        return f"\\u{ord(sign):04x}"
    return {"\r": "\\r", "\n": "\\n"}.get(sign, sign)
