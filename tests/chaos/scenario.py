"""The datasets of a schedule, and their edits: what the manifests say at each version, as data."""

from __future__ import annotations

import copy
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass

from tests.live.portal import Json

CKAN, UDATA = "ckan", "udata"
CATALOGS = (CKAN, UDATA)

SITE = "https://example.org"


@dataclass(frozen=True)
class Version:
    """All manifests and data files at one moment."""

    manifests: Mapping[str, Json]
    """The fields of each manifest by its file stem."""
    files: Mapping[str, bytes]
    """The data files by their names."""

    def catalogs_of(self, stem: str) -> tuple[str, ...]:
        """Return the catalogues where a dataset is published."""
        excluded = self.manifests[stem].get("catalogs", {})
        return tuple(catalog for catalog in CATALOGS if excluded.get(catalog) is not False)

    def hash_of(self, name: str) -> str:
        """Return the SHA-256 of a data file."""
        return hashlib.sha256(self.files[name]).hexdigest()


def versions(chance: random.Random) -> tuple[Version, ...]:
    """Return the versions of a scenario, the first publication first."""
    first = _first(chance)
    second = _second(first, chance)
    return (first, second, _third(second, chance)) if chance.random() < 0.3 else (first, second)


def _first(chance: random.Random) -> Version:
    files = {"toilettes.csv": _table(chance), "ecoles.csv": _table(chance), "arbres.csv": _table(chance)}
    manifests: dict[str, Json] = {
        "toilettes": _manifest("Toilettes publiques", _file("toilettes"), _address("carte", "toilettes")),
        "marches": _manifest("Marchés forains", _address("liste", "marches"), _address("carte", "marches")),
        "ecoles": _manifest("Écoles", _file("ecoles")),
        "parcs": _manifest("Parcs et jardins", _address("liste", "parcs")),
        "comptages": _manifest("Comptages des vélos", _address("api", "comptages"), catalogs={CKAN: False}),
        "budget": _manifest("Budget", _address("depenses", "budget"), _address("recettes", "budget")),
        "arbres": _manifest("Arbres remarquables", _file("arbres"), catalogs={UDATA: False}),
    }
    if chance.random() < 0.3:
        files["parcs.csv"] = _table(chance)
        manifests["parcs"]["resources"].append(_file("parcs"))
    return Version(manifests, files)


def _second(first: Version, chance: random.Random) -> Version:
    """Replace a file, archive, change a title, add a resource; perhaps add a file, a dataset, a text."""
    manifests, files = copy.deepcopy(dict(first.manifests)), dict(first.files)
    files["toilettes.csv"] = _table(chance)
    manifests["parcs"]["state"] = "archived"
    manifests["marches"]["title"] = "Marchés forains et halles"
    place = chance.randrange(3)
    manifests["budget"]["resources"].insert(place, _address("notice", "budget"))
    if chance.random() < 0.5:
        files["ecoles-privees.csv"] = _table(chance)
        manifests["ecoles"]["resources"].append(_file("ecoles-privees"))
    if chance.random() < 0.5:
        files["voirie.csv"] = _table(chance)
        manifests["voirie"] = _manifest("Voirie", _file("voirie"), _address("carte", "voirie"))
    if chance.random() < 0.5:
        manifests["comptages"]["description"] = "Comptages permanents, chaque heure."
    if chance.random() < 0.5:
        manifests["toilettes"]["keywords"] = ["toilettes", "propreté"]
    return Version(manifests, files)


def _third(second: Version, chance: random.Random) -> Version:
    """Publish the archived dataset again, remove a resource, reorder, replace two files."""
    manifests, files = copy.deepcopy(dict(second.manifests)), dict(second.files)
    manifests["parcs"].pop("state")
    files["toilettes.csv"], files["arbres.csv"] = _table(chance), _table(chance)
    manifests["budget"]["resources"] = [
        resource for resource in manifests["budget"]["resources"] if resource["id"] != "notice"
    ]
    manifests["marches"]["resources"].reverse()
    manifests["toilettes"]["title"] = "Toilettes publiques de la commune"
    return Version(manifests, files)


def edited_beside(version: Version, chance: random.Random) -> Version:
    """Return what another person's branch has at the same time: other texts and another file."""
    manifests, files = copy.deepcopy(dict(version.manifests)), dict(version.files)
    manifests["budget"]["description"] = "Budget primitif, voté au printemps."
    manifests["marches"]["title"] = "Marchés de la commune"
    files["ecoles.csv"] = _table(chance)
    return Version(manifests, files)


def _manifest(title: str, *resources: Json, **fields: object) -> Json:
    return {
        "title": title,
        "description": f"{title} de la commune, mis à jour par ses services.",
        "keywords": ["commune", "services"],
        "license": "lov2",
        "resources": list(resources),
        **fields,
    }


def _file(stem: str) -> Json:
    return {"id": f"{stem}-csv", "title": f"Tableau {stem}", "path": f"{stem}.csv", "type": "main"}


def _address(own_id: str, stem: str) -> Json:
    return {"id": own_id, "title": f"Adresse {own_id}", "url": f"{SITE}/{stem}/{own_id}.csv", "format": "csv"}


def _table(chance: random.Random) -> bytes:
    """Return a table of always the same size: a size tells nothing of what is in it."""
    rows = (f"{chance.randrange(10**9):09};{chance.randrange(10**9):09}\n" for _ in range(20))
    return ("id;nom\n" + "".join(rows)).encode()
