"""Every field of a dataset and of a resource, with values to change it: promises about fields are tested on all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.live.backends import EMPTY_PAIR, NOBODY, Backend, CatalogEntry, CatalogResource
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.portal import Json

CSV: Json = {"id": "csv", "title": "Tableau", "url": "https://example.org/t.csv", "format": "csv"}
CARTE: Json = {"id": "carte", "title": "Carte", "url": "https://example.org/c.geojson", "format": "geojson"}
BARE: Json = {"keywords": None, "license": None, "resources": [CSV, CARTE]}
"""The fields of the plain manifest that a sample's manifest leaves out."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One field and values of it: `first` and `then` in the manifest's form, the others in that of `CatalogEntry`."""

    name: str
    first: Any
    then: Any
    stored: Any
    """`then`, in the form in which a catalogue stores it."""
    portal: Any
    """Another value, given in the catalogue."""
    empty: Any = ""
    """The value that a catalogue shows when none is given."""
    needed: bool = False
    """Whether a manifest must give this field."""
    of_resource: bool = False
    within: str = ""
    """The group that has it in a manifest."""
    key: str = ""
    """Of extras: the one that the values have."""

    @property
    def field(self) -> str:
        """Return the name of this field under `clear:`."""
        return f"{self.name}.{self.key}" if self.key else self.name

    @property
    def path(self) -> str:
        """Return the path of this field in a plan."""
        return f"resources.csv.{self.field}" if self.of_resource else self.field

    @property
    def stem(self) -> str:
        """Return the file name, without its extension, of the manifest with this field."""
        return f"{'r' if self.of_resource else 'd'}-{self.name.replace('_', '-')}"

    def write(self, folder: CatalogFolder, value: Any, **more: Any) -> None:
        """Write a manifest with this value (None: the field is absent) and little else."""
        document = {"title": f"Jeu {self.stem}", **BARE, **more}
        if self.within:
            folder.write(self.stem, **{**document, self.within: value and {self.name: value}})
            return
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
        """Give the field this value in the catalogue, as a person does, and change nothing else."""
        if self.of_resource:
            backend.edit_resource(entry.id, entry.ids[0], **{self.name: value})
        else:
            backend.edit(entry.id, **{self.name: value})

    def of(self, entry: CatalogEntry) -> Any:
        """Return the value of this field in an entry."""
        return getattr(entry.resources[0] if self.of_resource else entry, self.name)

    def on(self, backend: Backend) -> bool:
        """Return whether this field is optional in the catalogue."""
        return not self.needed and self.path not in backend.traits.never_empty


SAMPLES = (
    Sample("title", "Un titre", "Titre suivant", "Titre suivant", "Titre du portail", needed=True),
    Sample("description", "Un texte.", "Autre\n\ntexte.", "Autre\n\ntexte.", "Texte du portail.", needed=True),
    Sample("keywords", ["toilettes"], ["eau", "parc"], ("eau", "parc"), ("jardin", "portail"), ()),
    Sample("license", "lov2", "ODbL", "odc-odbl", "fr-lo"),
    Sample("frequency", "annuelle", "mensuelle", "monthly", "weekly"),
    Sample("temporal", {"start": "2023-01-01", "end": "2024-12-31"}, {"start": "2025-01-01", "end": "2026-12-31"},
           ("2025-01-01", "2026-12-31"), ("2020-01-01", "2021-12-31"), EMPTY_PAIR),
    Sample("spatial", {"zones": ["fr:commune:69029"]}, {"zones": ["fr:commune:69266"]}, ("fr:commune:69266",),
           ("fr:region:84",), ()),
    Sample("granularity", "fr:commune", "fr:epci", "fr:epci", "poi", within="spatial"),
    Sample("contact", {"name": "SIG", "email": "sig@example.org"},
           {"name": "Voirie", "form": "https://example.org/ecrire"}, ("Voirie", "", "https://example.org/ecrire"),
           ("Mairie", "mairie@example.org", ""), NOBODY),
    Sample("contacts", [{"role": "publisher", "name": "Ville"}, {"role": "creator", "email": "sig@example.org"}],
           [{"role": "Diffuseur", "name": "Métropole", "form": "https://example.org/ecrire"}],
           (("publisher", "Métropole", "", "https://example.org/ecrire"),),
           (("publisher", "Mairie", "mairie@example.org", ""), ("creator", "SIG", "", "")), ()),
    Sample("theme", "toilettes", "jardins", "ENVI", "TRAN"),
    Sample("hvd", "mobilité", "statistiques", "statistics", "geospatial"),
    Sample("language", "fr", "en", "en", "de"),
    Sample("issued", "2021-01-01", "2022-02-02", "2022-02-02", "2020-05-06"),
    Sample("landing_page", "https://example.org/", "https://example.org/a", "https://example.org/a",
           "https://example.org/portail"),
    Sample("version", "1.0", "1.10", "1.10", "du portail"),
    Sample("access", {"type": "open", "reason": "Noms"}, {"type": "open_with_account"},
           ("open_with_account", "", ""), ("restricted", "confidentiality_of_personal_data", ""), ("", "", "")),
    Sample("title", "Un tableau", "Données", "Données", "Du portail", needed=True, of_resource=True),
    Sample("description", "Un texte.", "Autre texte.", "Autre texte.", "Du portail.", of_resource=True),
    Sample("url", "https://example.org/1.csv", "https://example.org/2.csv", "https://example.org/2.csv",
           "https://example.org/p.csv", needed=True, of_resource=True),
    Sample("format", "csv", "Excel", "xls", "json", needed=True, of_resource=True),
    Sample("mime", "text/csv", "text/x-tableau", "text/x-tableau", "text/plain", of_resource=True),
    Sample("type", "main", "documentation", "documentation", "api", of_resource=True),
    Sample("schema", {"name": "scdl/budget", "version": "0.8.1"}, {"url": "https://example.org/s.json"},
           {"url": "https://example.org/s.json"}, {"name": "scdl/budget", "version": "0.8.2"}, None, of_resource=True),
    Sample("issued", "2021-01-01", "2022-02-02", "2022-02-02", "2020-05-06", of_resource=True),
    Sample("modified", "2021-01-01", "2022-02-02", "2022-02-02", "2020-05-06", of_resource=True),
    Sample("extras", {"note": "un"}, {"note": "deux"}, {"note": "deux"}, {"note": "portail"}, {}, of_resource=True,
           key="note"),
)  # fmt: skip


def changed_paths(before: CatalogEntry, after: CatalogEntry) -> set[str]:
    """Return the paths of the fields that differ between two readings of an entry, except the marker and the name."""
    fields = {name for name in vars(before) if getattr(before, name) != getattr(after, name)}
    fields -= {"name", "marker", "resources"}
    if before.ids != after.ids:
        return fields | {"resources"}
    names = ("csv", "carte", *after.ids[2:])[: len(after.ids)]
    pairs = zip(names, before.resources, after.resources, strict=True)
    return fields | {
        f"resources.{resource_id}.{part}" for resource_id, old, new in pairs for part in _changed_names(old, new)
    }


def _changed_names(before: CatalogResource, after: CatalogResource) -> set[str]:
    fields = {name for name in vars(before) if getattr(before, name) != getattr(after, name)} - {"extras"}
    extras = (f"extras.{key}" for key, _value in before.extras.items() ^ after.extras.items())
    return fields.union(extras)
