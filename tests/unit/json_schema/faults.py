"""Faults of structure: each is refused by the schema of its file, and by `publisher validate`."""

from dataclasses import dataclass
from typing import Final

FOLDER: Final = {
    "catalogs.yml": """\
repository: essais
catalogs:
  portail: {kind: ckan, url: https://data.example.org, mode: "${PUBLISHER_MODE:-observe}"}
""",
    "defaults.yml": "language: fr\n",
    "themes.yml": "parcs:\n  label: {fr: Parcs}\n",
    "clairval/producer.yml": 'name: Clairval\norganization: {portail: clairval}\nlicense: lov2\ninsee: "01290"\n',
    "clairval/parcs.yml": """\
title: Parcs de Clairval
description: Chaque parc de la commune, avec son adresse, ses horaires et ses jeux, relevés par les espaces verts.
theme: parcs
resources:
  - {id: csv, title: Parcs en tableau, url: "https://example.org/parcs.csv"}
""",
}
"""A valid folder; a fault replaces one of its texts."""

DATASET: Final = "clairval/parcs.yml"
PRODUCER: Final = "clairval/producer.yml"


@dataclass(frozen=True)
class Fault:
    """A text of a file of the folder, and what it becomes."""

    name: str
    file: str
    before: str
    after: str

    @property
    def text(self) -> str:
        """The whole file with the fault."""
        text = FOLDER[self.file]
        assert text.count(self.before) == 1
        return text.replace(self.before, self.after)


def _added(name: str, file: str, lines: str) -> Fault:
    last = FOLDER[file].splitlines()[-1]
    return Fault(name, file, last, f"{last}\n{lines}")


FAULTS: Final = (
    _added("unknown key", DATASET, "licence: lov2"),
    Fault("no title", DATASET, "title: Parcs de Clairval\n", ""),
    Fault("blank title", DATASET, "title: Parcs de Clairval", "title:"),
    Fault("no description", DATASET, "description: Chaque", "# Chaque"),
    Fault("a list for a text", DATASET, "title: Parcs de Clairval", "title: [Parcs, Clairval]"),
    _added("a text for a list", DATASET, "keywords: parcs"),
    _added("a blank in a list", DATASET, "keywords: [parcs, ]\nclear: [~]"),
    _added("a text for a group", DATASET, "contact: voirie@example.org"),
    _added("unknown key of a group", DATASET, "contact: {nom: Voirie}"),
    _added("a period without a start", "defaults.yml", "temporal: {end: 2026-12-31}"),
    _added("day first", DATASET, "issued: 31/12/2026"),
    _added("a year for a day", DATASET, "from: 2027"),
    _added("unknown frequency", DATASET, "frequency: quand il pleut"),
    _added("unknown licence", DATASET, "license: copyleft"),
    _added("unknown state", DATASET, "state: oui"),
    _added("an address as an e-mail", DATASET, "contact: {email: voirie}"),
    _added("a page without https", DATASET, "landing_page: www.example.org"),
    _added("unknown zone", DATASET, "spatial: {zones: [Clairval]}"),
    _added("no zones", DATASET, "spatial: {zones: []}"),
    _added("a contact without a role", DATASET, "contacts: [{name: Voirie}]"),
    _added("an unknown role", DATASET, "contacts: [{name: Voirie, role: chef}]"),
    _added("a field that cannot be cleared", DATASET, "clear: [title]"),
    _added("an extra of the tool", DATASET, "extras: {publisher_key: a}"),
    _added("a blank extra", DATASET, "extras: {code: }"),
    _added("an exception without a rule", DATASET, "exceptions: {PUB999: Les deux relevés sont distincts.}"),
    _added("an exception without a reason", DATASET, "exceptions: {PUB412: oui}"),
    _added("neither in nor out", DATASET, "catalogs: {portail: peut-être}"),
    _added("a key for every catalogue", DATASET, "catalogs: {portail: {slug: parcs}}"),
    _added("a former name without its folder", DATASET, "previously: [parcs-et-jardins]"),
    _added("a score above 1", DATASET, "min_quality: 7"),
    _added("protected by a word", DATASET, "protect: oui"),
    Fault("no dash", DATASET, "  - {id", "  {id"),
    Fault("a resource without an id", DATASET, "{id: csv, ", "{"),
    Fault("a name with capitals", DATASET, "id: csv", "id: CSV"),
    Fault("a resource without a source", DATASET, ', url: "https://example.org/parcs.csv"', ""),
    Fault("two sources", DATASET, "}", ", path: parcs.csv}"),
    Fault("unknown type of resource", DATASET, "}", ", type: tableau-croisé}"),
    Fault("a schema of two forms", DATASET, "}", ", schema: {name: a/b, url: 'https://example.org/s.json'}}"),
    _added("a withdrawal with values", DATASET, "withdrawn: {date: 2026-01-02, reason: Demande 12}"),
    Fault("no name", PRODUCER, "name: Clairval\n", ""),
    _added("a SIREN of eight digits", PRODUCER, 'siren: "21690029"'),
    Fault("an INSEE code of four digits", PRODUCER, '"01290"', '"1290"'),
    _added("three edges", PRODUCER, "bbox: [4.8, 45.7, 4.9]"),
    _added("a title for all", PRODUCER, "defaults: {title: Parcs}"),
    _added("access without a type", PRODUCER, "defaults: {access: {reason: Sécurité}}"),
    _added("a title in the defaults", "defaults.yml", "title: Parcs"),
    _added("an empty territory", "defaults.yml", "spatial: {}"),
    Fault("a theme without a label", "themes.yml", "label: {fr: Parcs}", "keywords: [parcs]"),
    _added("a theme that is a text", "themes.yml", "ecoles: Écoles"),
    Fault("no repository", "catalogs.yml", "repository: essais\n", ""),
    Fault("no kind", "catalogs.yml", "kind: ckan, ", ""),
    Fault("an unknown mode", "catalogs.yml", '"${PUBLISHER_MODE:-observe}"', "ecrire"),
    Fault("an unknown setting", "catalogs.yml", "kind: ckan", "type: ckan, kind: ckan"),
    _added("a guard without its numbers", "catalogs.yml", "guards: {creates: 10}"),
    Fault("a catalogue without an address", "catalogs.yml", "url: https://data.example.org", "url: data"),
)
