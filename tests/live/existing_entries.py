"""Hundreds of entries with the oddities of real catalogues, made with the platforms' own tools.

CKAN's come through `ckanapi load datasets`, as a migration would bring them; udata's through its API, as its own form
sends them. Everything is drawn from a seed: the same entries each time.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .portal import Json, Portal
from .udata_portal import UdataPortal

THEMES = ("Parcs", "Toilettes publiques", "Bureaux de vote", "Subventions", "Stationnement PMR", "Marchés", "Écoles")
TEXTS = (
    "Données ponctuelles de la commune.",
    "Première ligne.\r\n\r\n- une liste\r\n- **en Markdown**\r\n",
    "<p>Un texte <b>en HTML</b> &amp; des entités.</p>",
    "  Des blancs autour, l'apostrophe, « les guillemets », 🌳 et un deux-points : là.  ",
    "Un long texte. " * 400,
    "# pas un commentaire\n- pas une liste\nclé: valeur\n| pas un bloc",
    "null",
)
TAGS = ("accessibilité", "toilettes", "L eau", "Voirie", "données 2024", "SIG", "no", "01290")
FREQUENCIES = ("annual", "monthly", "irregular", "punctual", "unknown")
EU = "http://publications.europa.eu/resource/authority/frequency/"
LICENSES = ("lov2", "odc-odbl", "fr-lo", "cc-by", "notspecified")


def word(number: int) -> str:
    """Return a title that no other entry has."""
    return f"{THEMES[number % len(THEMES)]} n° {number}"


def ckan_entries(count: int, organization: str, seed: int = 1) -> Iterator[Json]:
    """Return datasets as `ckanapi load` takes them."""
    draw = random.Random(seed)
    for number in range(count):
        name = f"jeu-{number:03}-{organization}"
        yield {
            "name": name,
            "owner_org": organization,
            "title": word(number),
            "notes": draw.choice((*TEXTS, "")),
            "private": draw.random() < 0.1,
            "license_id": draw.choice((*LICENSES, "", "licence-maison")),
            "url": draw.choice(("", "https://example.org/page", "ftp://example.org/vieux")),
            "maintainer": draw.choice(("", "Service SIG", "Mairie : accueil")),
            "maintainer_email": draw.choice(("", "sig@example.org", "sig@mairie")),
            "tags": [{"name": tag} for tag in draw.sample(TAGS, draw.randrange(4))],
            "extras": [{"key": key, "value": value} for key, value in _ckan_extras(draw).items()],
            "resources": [
                _ckan_resource(draw, number, position) for position in range(draw.choice((0, 1, 1, 2, 3, 8)))
            ],
        }


def _ckan_extras(draw: random.Random) -> dict[str, str]:
    extras = {
        "frequency": draw.choice(("", EU + "ANNUAL", EU + "MONTHLY", "Annuelle", "quand on peut")),
        "temporal_start": draw.choice(("", "2020-01-01", "2020")),
        "temporal_end": draw.choice(("", "2024-12-31")),
        "spatial_uri": draw.choice(("", "fr:commune:69029", "http://id.insee.fr/geo/commune/69029")),
        "theme": draw.choice(("", "ENVI", '["http://publications.europa.eu/resource/authority/data-theme/TRAN"]')),
        "language": draw.choice(("", "fr", "http://publications.europa.eu/resource/authority/language/FRA")),
        "issued": draw.choice(("", "2021-05-06", "2021-05-06T10:00:00")),
        "contact-extra": draw.choice(("", "à demander")),
    }
    return {key: value for key, value in extras.items() if value}


def _ckan_resource(draw: random.Random, number: int, position: int) -> Json:
    address = f"https://example.org/{number}/{draw.choice((position, 0))}.csv"
    return {
        "name": draw.choice((f"Tableau {position}", "Données", "", "Données : toutes")),
        "url": draw.choice((address, address, address, f"ftp://example.org/{number}.zip", f"{address}?a=b c")),
        "description": draw.choice(("", "Un tableau.", TEXTS[1], TEXTS[3])),
        "format": draw.choice(("CSV", "Excel", "", "geojson", "Shapefile", "wms")),
        "mimetype": draw.choice(("", "text/csv")),
        "resource_type": draw.choice(("", "file", "main", "api")),
        "note-maison": draw.choice(("", "gardée")),
    }


def spoil_ckan(entries: list[Json]) -> dict[str, list[str]]:
    """Turn some entries into those of other tools and some into duplicates; return the names of each sort."""
    sorts: dict[str, list[str]] = {"harvested": [], "foreign": [], "ambiguous": [], "exact": []}
    for number, entry in enumerate(entries):
        sort = _sort(number)
        sorts[sort].append(entry["name"])
        if sort == "harvested":
            entry["extras"].append({"key": "harvest_source_id", "value": "moissonneur"})
        elif sort == "foreign":
            entry["extras"].append({"key": "inspire:resource_identifier", "value": f"id-{number}"})
        elif sort == "ambiguous":
            entry["title"] = f"Jumeaux {number // 40}"
    return sorts


def _sort(number: int) -> str:
    """Return the sort of an entry. Of forty: two harvested, two of another tool, two duplicates."""
    return {
        3: "harvested",
        13: "harvested",
        5: "foreign",
        15: "foreign",
        7: "ambiguous",
        17: "ambiguous",
    }.get(number % 40, "exact")


def load_into_ckan(portal: Portal, entries: list[Json], folder: Path) -> None:
    """Load the entries with `ckanapi load datasets`."""
    file = folder / "jeux.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    tools = Path(sys.executable).parent  # it starts workers by its own name
    done = subprocess.run(
        [tools / "ckanapi", "load", "datasets", "-I", file, "-p", "3", "-r", portal.url, "-a", portal.editor],
        env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    file.unlink()


# ---- udata


def udata_entries(count: int, contact: str, seed: int = 2) -> Iterator[Json]:
    """Return datasets as udata's form sends them."""
    draw = random.Random(seed)
    for number in range(count):
        yield {
            "title": word(number),
            "description": draw.choice(TEXTS),
            "description_short": draw.choice((None, "En bref.")),
            "acronym": draw.choice((None, "PARC")),
            "private": draw.random() < 0.1,
            "archived": "2024-01-01T00:00:00" if draw.random() < 0.05 else None,
            "license": draw.choice((None, *LICENSES)),
            "frequency": draw.choice((None, *FREQUENCIES)),
            "temporal_coverage": draw.choice(
                (None, {"start": "2020-01-01", "end": "2024-12-31"}, {"start": "2020-01-01"})
            ),
            "spatial": draw.choice(_COVERED),
            "tags": draw.sample(("toilettes", "accessibilite", "voirie", "sig"), draw.randrange(4)) or None,
            "contact_points": draw.choice((None, [contact])),
            "extras": draw.choice(({}, {"maison": "gardée"}, {"publisher_language": "fr"})),
            "resources": [
                _udata_resource(draw, number, position) for position in range(draw.choice((0, 1, 1, 2, 3, 8)))
            ],
        }


_COVERED = (
    None,
    {"zones": ["fr:commune:69029"]},
    {"zones": ["fr:commune:69029", "fr:commune:69034"], "granularity": "fr:commune"},
    {"geom": {"type": "MultiPolygon", "coordinates": [[[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.7]]]]}},
)


def _udata_resource(draw: random.Random, number: int, position: int) -> Json:
    return {
        "filetype": "remote",
        "title": draw.choice((f"Tableau {position}", "Données", "Données : toutes")),
        "description": draw.choice((None, "Un tableau.", TEXTS[1])),
        "url": draw.choice((f"https://example.org/{number}/{position}.csv", f"ftp://example.org/{number}.zip")),
        "type": draw.choice(("main", "documentation", "api", "other")),
        "format": draw.choice(("csv", "xls", "geojson", None)),
        "mime": draw.choice((None, "text/csv")),
        "schema": draw.choice((None, {"url": "https://example.org/schema.json"})),
        "extras": draw.choice(({}, {"check:maison": "x"})),
    }


def spoil_udata(entries: list[Json]) -> dict[str, list[int]]:
    """Turn some entries into those of other tools and some into duplicates; return the positions of each sort."""
    sorts: dict[str, list[int]] = {"foreign": [], "ambiguous": [], "exact": []}
    for number, entry in enumerate(entries):
        sort = {"harvested": "foreign"}.get(_sort(number), _sort(number))
        sorts[sort].append(number)
        if sort == "foreign":
            entry["extras"] = {**entry["extras"], "inspire:resource_identifier": f"id-{number}"}
        elif sort == "ambiguous":
            entry["title"] = f"Jumeaux {number // 40}"
    return sorts


def send_to_udata(udata: UdataPortal, organization: str, entries: list[Json]) -> list[str]:
    """Send the entries one by one, and return their ids: udata may answer 500 to two of one title at once."""
    organization_id = udata.organization_id(organization)

    def send(entry: Json) -> str:
        fields = {name: value for name, value in entry.items() if value is not None and name != "archived"}
        created = udata.call("POST", "datasets/", {**fields, "organization": organization_id})
        if entry["archived"]:
            udata.put(str(created["id"]), archived=entry["archived"])
        return str(created["id"])

    return [send(entry) for entry in entries]
