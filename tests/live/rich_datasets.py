"""Datasets for those who read our entries: with every field, and those of this repository."""

from __future__ import annotations

from pathlib import Path

import yaml

from .manifest_folder import CkanFolder
from .portal import Json

REPOSITORY = Path(__file__).parents[2] / "manifests"
TABLE = "id;nom\n1;a\n"

RICH: Json = {
    "description": "Emplacement des toilettes publiques.\n\n- relevé sur le terrain\n- vérifié chaque année",
    "keywords": ["toilettes", "accessibilité"],
    "theme": "toilettes",
    "license": "lov2",
    "frequency": "annual",
    "temporal": {"start": "2023-01-01", "end": "2024-12-31"},
    "spatial": {"zones": ["fr:commune:69029"], "granularity": "poi"},
    "contact": {"name": "Service SIG", "email": "sig@example.org"},
    "contacts": [
        {"role": "publisher", "name": "Ville", "email": "ville@example.org", "form": "https://www.example.org/ecrire"},
        {"role": "creator", "name": "Bureau d'études"},
    ],
    "hvd": "mobilité",
    "language": "fr",
    "issued": "2023-05-06",
    "landing_page": "https://www.example.org/toilettes",
    "version": "2.10",
    "access": {"type": "open", "reason": "Sans condition."},
    "extras": {"code_insee": "69029"},
}
"""A value of every field of a dataset."""


def write_rich(folder: CkanFolder, count: int) -> list[str]:
    """Write datasets with every field, an address and a file each; return their names in the catalogue."""
    theirs = folder.manifests / folder.producer
    theirs.mkdir(exist_ok=True)
    for number in range(count):
        (theirs / f"tableau-{number}.csv").write_text(f"{TABLE}{number};b\n", encoding="utf-8")
    return [folder.write(f"riche-{number}", title=f"Jeu riche {number}", resources=_resources(number), **RICH)
            for number in range(count)]  # fmt: skip


def _resources(number: int) -> list[Json]:
    return [
        {
            "id": "fichier",
            "title": "Fichier",
            "description": "Le tableau entier.",
            "path": f"tableau-{number}.csv",
            "type": "main",
            "schema": {"name": "scdl/equipements", "version": "0.1.5"},
        },
        {
            "id": "carte",
            "title": "Carte",
            "description": "Les mêmes emplacements, sur une carte.",
            "url": f"https://example.org/{number}/carte.geojson",
            "type": "main",
            "format": "geojson",
            "mime": "application/geo+json",
        },
        {
            "id": "service",
            "title": "Service",
            "url": f"https://example.org/{number}/wfs",
            "type": "api",
            "format": "wfs",
        },
    ]


def copy_repository(folder: CkanFolder) -> list[str]:
    """Copy the datasets of this repository that are published; return their keys.

    Each producer gets a name of this test alone, so that the names of its entries are free, and publishes in the
    test's organization.
    """
    folder.guards = {key: {"producer": 500, "run": 500} for key in ("creates", "changes", "licenses")}
    folder.write_settings()
    themes = folder.manifests / "themes.yml"
    _write(themes, _document(REPOSITORY / "themes.yml") | _document(themes))
    (folder.manifests / "defaults.yml").write_bytes((REPOSITORY / "defaults.yml").read_bytes())
    keys = []
    for producer in sorted(file.parent for file in REPOSITORY.glob("*/producer.yml")):
        files = {file: _document(file) for file in producer.glob("*.yml") if file.name != "producer.yml"}
        published = {file: fields for file, fields in files.items() if fields.get("state") != "draft"}
        name = f"{producer.name}-{folder.repository[-8:]}"
        copies = folder.manifests / name
        copies.mkdir()
        settings = _document(producer / "producer.yml") | {"organization": {"portail": folder.organization}}
        _write(copies / "producer.yml", settings)
        for file, fields in published.items():
            _write(copies / file.name, {key: value for key, value in fields.items() if key != "catalogs"})
            keys.append(f"{name}/{file.stem}")
        for file in producer.iterdir():
            if file.suffix != ".yml" and any(file.name in repr(fields) for fields in published.values()):
                (copies / file.name).write_bytes(file.read_bytes())
    return keys


def _document(file: Path) -> Json:
    document: Json = yaml.safe_load(file.read_text(encoding="utf-8"))
    return document


def _write(file: Path, fields: Json) -> None:
    file.write_text(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False), encoding="utf-8")
