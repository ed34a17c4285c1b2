"""Every field of a dataset and of a resource, with values to move it between: a promise about fields is kept by all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.live.backends import NOBODY, Backend, CatalogEntry, CatalogResource
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.portal import Json

CSV: Json = {"id": "csv", "title": "Tableau", "url": "https://example.org/t.csv", "format": "csv"}
CARTE: Json = {"id": "carte", "title": "Carte", "url": "https://example.org/c.geojson", "format": "geojson"}
BARE: Json = {"keywords": None, "license": None, "resources": [CSV, CARTE]}
"""What a manifest of a sample leaves out of the plain one."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One field, and values of it. `first` and `then` as a manifest says them, the others as `CatalogEntry` does."""

    name: str
    first: Any
    then: Any
    stored: Any
    """`then`, as a catalogue holds it."""
    portal: Any
    """Another value, given on the portal."""
    empty: Any = ""
    """What is seen when nobody gave a value."""
    needed: bool = False
    """Whether a manifest must give it."""
    of_resource: bool = False

    @property
    def path(self) -> str:
        """What a plan calls it."""
        return f"resources.csv.{self.name}" if self.of_resource else self.name

    @property
    def stem(self) -> str:
        """The manifest that shows it."""
        return f"{'r' if self.of_resource else 'd'}-{self.name.replace('_', '-')}"

    def write(self, folder: CatalogFolder, value: Any, **more: Any) -> None:
        """A manifest that gives this value (None: says nothing of the field) and little else."""
        document = {"title": f"Jeu {self.stem}", **BARE, **more}
        if not self.of_resource:
            folder.write(self.stem, **{**document, self.name: value})
            return
        clear = {"clear": document.pop("clear")} if "clear" in document else {}
        changed = {
            name: field_value
            for name, field_value in {**CSV, self.name: value, **clear}.items()
            if field_value is not None
        }
        folder.write(self.stem, **{**document, "resources": [changed, CARTE]})

    def edit(self, backend: Backend, entry: CatalogEntry, value: Any) -> None:
        """A person gives this value on the portal, and touches nothing else."""
        if self.of_resource:
            backend.edit_resource(entry.id, entry.ids[0], **{self.name: value})
        else:
            backend.edit(entry.id, **{self.name: value})

    def of(self, entry: CatalogEntry) -> Any:
        """Its value in an entry."""
        return getattr(entry.resources[0] if self.of_resource else entry, self.name)

    def on(self, backend: Backend) -> bool:
        """Whether a dataset may be without it in this catalogue."""
        return not self.needed and self.path not in backend.traits.never_empty


SAMPLES = (
    Sample("title", "Un titre", "Titre suivant", "Titre suivant", "Titre du portail", needed=True),
    Sample("description", "Un texte.", "Autre\n\ntexte.", "Autre\n\ntexte.", "Texte du portail.", needed=True),
    Sample("keywords", ["toilettes"], ["eau", "parc"], ("eau", "parc"), ("jardin", "portail"), ()),
    Sample("license", "lov2", "ODbL", "odc-odbl", "fr-lo"),
    Sample("frequency", "annuelle", "mensuelle", "monthly", "weekly"),
    Sample("temporal", {"start": "2023-01-01", "end": "2024-12-31"}, {"start": "2025-01-01", "end": "2026-12-31"},
           ("2025-01-01", "2026-12-31"), ("2020-01-01", "2021-12-31"), NOBODY),
    Sample("spatial", {"zones": ["fr:commune:69029"]}, {"zones": ["fr:commune:69266"]}, ("fr:commune:69266",),
           ("fr:region:84",), ()),
    Sample("contact", {"name": "SIG", "email": "sig@example.org"}, {"name": "Voirie", "email": "v@example.org"},
           ("Voirie", "v@example.org"), ("Mairie", "mairie@example.org"), NOBODY),
    Sample("theme", "toilettes", "jardins", "ENVI", "TRAN"),
    Sample("hvd", "mobilité", "statistiques", "statistics", "geospatial"),
    Sample("language", "fr", "en", "en", "de"),
    Sample("issued", "2021-01-01", "2022-02-02", "2022-02-02", "2020-05-06"),
    Sample("landing_page", "https://example.org/", "https://example.org/a", "https://example.org/a",
           "https://example.org/portail"),
    Sample("title", "Un tableau", "Données", "Données", "Du portail", needed=True, of_resource=True),
    Sample("description", "Un texte.", "Autre texte.", "Autre texte.", "Du portail.", of_resource=True),
    Sample("url", "https://example.org/1.csv", "https://example.org/2.csv", "https://example.org/2.csv",
           "https://example.org/p.csv", needed=True, of_resource=True),
    Sample("format", "csv", "Excel", "xls", "json", needed=True, of_resource=True),
    Sample("mime", "text/csv", "text/x-tableau", "text/x-tableau", "text/plain", of_resource=True),
    Sample("type", "main", "documentation", "documentation", "api", of_resource=True),
    Sample("schema", {"name": "scdl/budget", "version": "0.8.1"}, {"url": "https://example.org/s.json"},
           {"url": "https://example.org/s.json"}, {"name": "scdl/budget", "version": "0.8.2"}, None, of_resource=True),
)  # fmt: skip


def moved(before: CatalogEntry, after: CatalogEntry) -> set[str]:
    """The paths of what differs between two looks at an entry, but for the marker and the name."""
    fields = {name for name in vars(before) if getattr(before, name) != getattr(after, name)}
    fields -= {"name", "marker", "resources"}
    if before.ids != after.ids:
        return fields | {"resources"}
    names = ("csv", "carte", *after.ids[2:])[: len(after.ids)]
    pairs = zip(names, before.resources, after.resources, strict=True)
    return fields | {f"resources.{resource_id}.{part}" for resource_id, old, new in pairs for part in _moved(old, new)}


def _moved(before: CatalogResource, after: CatalogResource) -> set[str]:
    return {name for name in vars(before) if getattr(before, name) != getattr(after, name)}
