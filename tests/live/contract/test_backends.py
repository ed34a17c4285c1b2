"""The neutral backends read what people and the tool wrote: the tests of the contract rely on it."""

from __future__ import annotations

from tests.live.backends import ARCHIVED, DELETED, EMPTY_PAIR, NOBODY, PRIVATE, PUBLIC, Backend
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.portal import Json

FIELDS: Json = {
    "title": "Titre du portail",
    "description": "Texte du portail.",
    "keywords": ("jardin", "portail"),
    "license": "odc-odbl",
    "frequency": "weekly",
    "temporal": ("2020-01-01", "2021-12-31"),
    "spatial": ("fr:region:84",),
    "contact": ("Mairie", "mairie@example.org", "https://example.org/ecrire"),
    "contacts": (("publisher", "Ville", "", ""), ("creator", "", "sig@example.org", "")),
    "theme": "ENVI",
    "hvd": "mobility",
    "language": "en",
    "issued": "2021-05-06",
    "landing_page": "https://example.org/portail",
    "version": "2.1",
    "access": ("open", "confidentiality_of_personal_data", "Noms"),
    "granularity": "fr:commune",
    "state": PRIVATE,
}
CLEARED: Json = {
    "keywords": (), "license": "", "frequency": "", "temporal": EMPTY_PAIR, "spatial": (), "contact": NOBODY,
    "contacts": (),
    "theme": "", "hvd": "", "language": "", "issued": "", "landing_page": "", "version": "", "granularity": "",
    "access": ("", "", ""),
}  # fmt: skip
RESOURCE: Json = {
    "title": "Du portail", "description": "Texte.", "url": "https://example.org/p.csv", "format": "csv",
    "mime": "application/x-tableau", "type": "main", "schema": {"name": "scdl/budget", "version": "0.8.1"},
    "issued": "2024-01-01", "modified": "2025-01-01", "extras": {"note": "x"},
}  # fmt: skip


def test_each_field_is_edited_alone(backend: Backend) -> None:
    entry = backend.make_foreign("Fiche", resources=(RESOURCE,), extras={"code": "1"})
    for name, value in FIELDS.items():
        before = backend.read(entry)
        backend.edit(entry, **{name: value})
        after = backend.read(entry)

        changed = {name for name in vars(after) if getattr(after, name) != getattr(before, name)} - {"name"}
        assert (changed, getattr(after, name)) == ({name}, value)


def test_fields_are_cleared(backend: Backend) -> None:
    entry = backend.make_foreign(**FIELDS)
    assert {name: getattr(backend.read(entry), name) for name in FIELDS} == FIELDS

    backend.edit(entry, **CLEARED)

    assert {name: getattr(backend.read(entry), name) for name in CLEARED} == CLEARED


def test_resources(backend: Backend) -> None:
    entry = backend.make_foreign("Fiche", resources=(RESOURCE, {**RESOURCE, "title": "Autre"}))
    first, second = backend.read(entry).resources
    assert {name: getattr(first, name) for name in RESOURCE} == RESOURCE

    backend.edit_resource(entry, "Autre", title="Troisième", schema=None)
    second = backend.read(entry).named(second.id)
    assert (second.title, second.schema) == ("Troisième", None)
    backend.edit_as_form(entry, first.id, description="Relue.")
    erased = backend.read(entry).named(first.id)
    assert erased.description == "Relue."
    erased_names = {name for name in RESOURCE if getattr(erased, name) != RESOURCE[name]} - {"description"}
    assert erased_names == backend.traits.erased_by_form
    added = backend.add_resource(entry, title="Ajout", url="https://example.org/a", format="json")
    assert backend.read(entry).ids.index(added) == (0 if backend.traits.newcomer_first else 2)
    backend.reorder(entry, [second.id, added, first.id])
    assert backend.read(entry).ids == [second.id, added, first.id]
    backend.delete_resource(entry, second.id)
    assert backend.read(entry).ids == [added, first.id]
    file_id = backend.add_file(entry, "Fichier", b"a;b\n")
    file = backend.read(entry).named("Fichier")
    assert (file.id, file.hosted, backend.download(file)) == (file_id, True, b"a;b\n")


def test_states(backend: Backend) -> None:
    entry = backend.make_foreign("Fiche")
    assert (backend.read(entry).state, backend.is_public(entry)) == (PUBLIC, True)
    backend.hide(entry)
    assert (backend.read(entry).state, backend.is_public(entry)) == (PRIVATE, False)
    backend.edit(entry, state=ARCHIVED)
    assert backend.read(entry).state == backend.traits.archived
    backend.edit(entry, state=PUBLIC)
    backend.delete(entry)
    assert (backend.read(entry).state, backend.all(), backend.is_public(entry)) == (DELETED, [], False)
    backend.restore(entry)
    assert [seen.id for seen in backend.all()] == [entry]


def test_an_entry_of_the_tool_is_found_by_its_key(folder: CatalogFolder) -> None:
    folder.write()
    folder.sync()
    key, backend = folder.key("toilettes"), folder.backend

    published = folder.read()

    assert (published.id, published.title, published.titles) == (
        backend.find(key),
        "Toilettes publiques",
        ["Tableau", "Carte"],
    )
    assert published.keywords == backend.traits.keywords(["toilettes", "accessibilité"])
    assert (published.marker["publisher_key"], published.extras) == (key, {})
    before = backend.entries()
    assert list(before) == [published.id]
    backend.wipe_extras(key)
    assert (backend.find(key), backend.read(published.id).marker) == (None, {})
    assert backend.entries() != before
