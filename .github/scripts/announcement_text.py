"""What a merged pull request is told, as Markdown in French: titles and messages are shown, never obeyed."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from publication_result import SHARED, Publication, Result, Stopped, layers_in

LARGEST: Final = 60_000
"""Characters of a text: GitHub refuses a comment of more than 65,536."""

ZERO_WIDTH: Final = "\u200b"
UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
HEAD: Final = "| | jeu de données | catalogue | résultat | qualité |\n|---|---|---|---|---|"
STATES: Final = {"private": "fiche non publique", "draft": "brouillon, non public", "archived": "archivé"}
WHO: Final = {
    "producer": "**À corriger par le producteur**, dans son manifeste",
    "team": "**L'équipe open data s'en occupe**",
    "next-run": "**Rien à faire** : une prochaine publication réessaie d'elle-même, au plus tard la nuit prochaine",
}
Row = tuple[bool, str]
"""Whether all is well, and a line of the table."""


def announcement(files: Iterable[str], publication: Publication) -> tuple[str, bool]:
    """Return what to say about these files, and whether all is well; nothing where they are about no dataset."""
    files = set(files)
    layers = layers_in(files)
    keys = publication.datasets_of(files.difference(layers))
    below = {layer: [key for key in publication.datasets_below(layer) if key not in keys] for layer in layers}
    if not keys and not layers:
        return "", True
    rows = [row for key in keys for row in rows_of(key, publication)]
    rows += [row for layer, others in below.items() for row in rows_below(layer, others, publication)]
    good = publication.stopped is None and all(row[0] for row in rows)
    parts = [heading(keys, good=good)]
    if publication.stopped is not None:
        parts.append(stopped_text(publication.stopped, files))
    parts.append(table(rows))
    return "\n\n".join(parts), good


def heading(keys: Sequence[str], *, good: bool) -> str:
    """Return the first line."""
    if not good:
        return "### ✘ Publication : quelque chose manque encore"
    return "### ✔ Publication faite" + (f" : {counted(len(keys), 'jeu de données', 'jeux de données')}" if keys else "")


def counted(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun."""
    return f"{number} {singular if number < 2 else plural}"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table, those first where something is missing, as many as a comment can hold."""
    lines, size = [HEAD], 0
    ordered = [line for _good, line in sorted(rows, key=lambda row: row[0])]
    for number, line in enumerate(ordered):
        size += len(line) + 1
        if size > LARGEST - 5_000:
            rest = counted(len(ordered) - number, "autre ligne", "autres lignes")
            return "\n".join(lines) + f"\n\n… et {rest} : voir le bilan de la publication."
        lines.append(line)
    return "\n".join(lines)


def rows_of(key: str, publication: Publication) -> Iterable[Row]:
    """Yield a row for each catalogue of a dataset."""
    results = publication.results.get(key, {})
    if key not in publication.titles and not results:
        yield missing_row(key, publication)
        return
    name = f"{escaped(publication.titles.get(key, key), 120)}<br>{escaped(key, 120)}"
    if not results:
        stopped = publication.stopped is not None
        yield not stopped, row(not stopped, name, "", "non publié" if stopped else "dans aucun catalogue géré ici")
    for result in results.values():
        yield result.good, row(result.good, name, result.catalog, result_text(result, key), score_text(result.score))


def missing_row(key: str, publication: Publication) -> Row:
    """Return the row of a manifest that is not there, or not valid."""
    if publication.stopped is not None:
        return False, row(False, escaped(key, 120), "", "non publié")
    text = "manifeste supprimé ou renommé"
    if key in publication.orphans:
        new = publication.orphans[key]
        text += (
            f" : sa fiche semble être celle de {escaped(new, 120)}. {WHO['team']}."
            if new
            else f" : sa fiche reste dans le catalogue, comme elle est. {WHO['team']} : l'archiver, ou la garder."
        )
    return True, row(True, escaped(key, 120), "", text)


def rows_below(layer: str, keys: Sequence[str], publication: Publication) -> Iterable[Row]:
    """Yield a row about all datasets that a shared file gives values to, and the rows of those that lack something."""
    results = [result for key in keys for result in publication.results.get(key, {}).values()]
    missing = [result for result in results if not result.good]
    whose = "Tous les jeux de données" + ("" if layer in SHARED else f" de {escaped(layer.split('/')[1], 120)}")
    if publication.stopped is not None and not results:
        yield False, row(False, f"{whose}<br>{escaped(layer, 120)}", "", "non publié")
        return
    done = counted(len(results) - len(missing), "fiche à jour", "fiches à jour")
    text = done + (f", {len(missing)} à voir" if missing else "")
    good = not missing
    yield good, row(good, f"{whose} ({len(keys)})<br>{escaped(layer, 120)}", "", text)
    for key in keys:
        yield from (line for line in rows_of(key, publication) if not line[0])


def row(good: bool, name: str, catalog: str, text: str, score: str = "") -> str:
    """Return a line of the table."""
    return f"| {'✔' if good else '✘'} | {name} | {escaped(catalog, 60)} | {text} | {score} |"


def result_text(result: Result, key: str) -> str:
    """Return what became of a dataset in a catalogue: where it is, or why it is not there and who acts."""
    match result.kind:
        case "done" | "unchanged":
            return address_text(result.address) if result.address else STATES.get(result.state, "à jour")
        case "absent":
            return f"aucune fiche : {escaped(result.message)}"
        case "scheduled":
            return f"publication prévue le {day_text(result.day)}"
        case _:
            parts = [f"{'en attente' if result.kind == 'waiting' else 'non publié'} : {escaped(result.message)}"]
            who = WHO.get(result.acts, "")
            if result.acts == "producer":
                who += f" ({escaped(f'manifests/{key}.yml', 200)})" + (
                    f" : {escaped(result.fix)}" if result.fix else ""
                )
            return "<br>".join([*parts, *([f"{who}."] if who else [])])


def stopped_text(stopped: Stopped, files: set[str]) -> str:
    """Return why the publication ended before it was done, and who acts."""
    place = f" ({escaped(stopped.catalog, 60)})" if stopped.catalog else ""
    text = f"La publication s'est arrêtée{place} : {escaped(stopped.message)}."
    if stopped.acts != "producer":
        return f"{text} {WHO.get(stopped.acts, WHO['team'])}."
    named = ", ".join(escaped(file, 200) for file in stopped.files[:5]) + (" …" if len(stopped.files) > 5 else "")
    if files.intersection(stopped.files):
        return f"{text} **À corriger par le producteur**, dans une nouvelle demande : {named}."
    return f"{text} Un autre fichier est à corriger : {named}. La publication reprend ensuite d'elle-même."


def day_text(day: str) -> str:
    """Return an ISO date as people write it here."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", day)
    return f"{match[3]}/{match[2]}/{match[1]}" if match else escaped(day)


def score_text(score: float | None) -> str:
    """Return a score with a decimal comma."""
    return "" if score is None else f"{score:.2f}".replace(".", ",")


def address_text(address: str) -> str:
    """Return an address that cannot break a table: a link for a web address, else plain text."""
    safe = quote(address, safe="%/:?=&+,;@!$'()[]-._~#")
    return f"<{safe}>" if safe.startswith(("https://", "http://")) else escaped(address)


def escaped(text: str, size: int = 400) -> str:
    """Return a text on one line, at most so long, that Markdown and HTML show as it is: no link, no mention."""
    line = "".join(" " if unicodedata.category(c) in UNSAFE else c for c in text[: size * 10])
    line = " ".join(line.split())
    line = line if len(line) <= size else line[: size - 1] + "…"
    safe = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = "".join(f"\\{c}" if c in "\\`*_{}[]|!~" else c for c in safe)
    marked = marked.replace("$", "<span>$</span>").replace("://", f":{ZERO_WIDTH}//")
    marked = re.sub(r"(?i)\bwww\.", lambda match: f"{match[0][:-1]}{ZERO_WIDTH}.", marked)
    return marked.replace("@", f"@{ZERO_WIDTH}").replace("#", f"#{ZERO_WIDTH}")
