"""Entries of a portal with a schema: what people add to them stays, and adopting, importing and pulling work."""

from __future__ import annotations

import yaml

from tests.live.manifest_folder import NOTHING_WAITS
from tests.live.portal import Json, extras_of

from .conftest import PortalFolder, only_on

ENTRY = {
    "title": "Subventions versées", "notes": "Les subventions versées.", "license_id": "lov2",
    "service_producteur": "Finances", "categorie": "administration", "publics": ["habitants", "agents"],
    "frequence": "annuelle", "referents": [{"nom": "Mme A", "role": "producteur"}, {"nom": "M. B"}],
    "resources": [{"name": "CSV", "url": "https://example.org/s.csv", "format": "CSV", "nature": "donnees"}],
}  # fmt: skip
"""An entry that people made on the local portal."""


# ---- what is not ours


@only_on("dcat_ap_full")
def test_what_people_add_to_declared_fields_stays(folder: PortalFolder) -> None:
    entry = folder.published(temporal={"start": "2023-01-01", "end": "2023-12-31"}, contact={"name": "Service SIG"})
    periods = [*folder.native()["temporal_coverage"], {"start": "1990-01-01", "end": "1990-12-31"}]
    contact = [{**folder.native()["contact"][0], "url": "https://sig.example.org/"}]
    resources = folder.native()["resources"]
    resources[0] |= {"rights": "R", "documentation": ["https://a.example.org/", "https://b.example.org/"]}
    folder.portal.patch(entry.id, temporal_coverage=periods, contact=contact, provenance="P", resources=resources)

    folder.write(temporal={"start": "2024-01-01"}, contact={"name": "Mairie"}, title="Autre titre",
                 resources=[{"id": "csv", "title": "Nouveau", "url": "https://example.org/toilettes.csv"}])  # fmt: skip
    folder.sync()

    native = folder.native()
    assert [period["start"] for period in native["temporal_coverage"]] == ["2024-01-01", "1990-01-01"]
    assert native["contact"] == [{"name": "Mairie", "url": "https://sig.example.org/"}]
    assert native["provenance"] == "P"
    (resource,) = native["resources"]
    assert (resource["rights"], resource["name"]) == ("R", "Nouveau")
    assert resource["documentation"] == ["https://a.example.org/", "https://b.example.org/"]
    folder.pending(NOTHING_WAITS)


@only_on("dcat_ap_full")
def test_a_publisher_and_a_creator_are_declared_fields(folder: PortalFolder) -> None:
    contact = {"name": "SIG", "form": "https://example.org/ecrire"}
    city, office = {"role": "publisher", "name": "Ville"}, {"role": "creator", "email": "etudes@example.org"}
    entry = folder.published(contact=contact, contacts=[city, office])
    native = folder.native()
    assert native["contact"] == [{"name": "SIG", "url": "https://example.org/ecrire"}]
    assert (native["publisher"], native["creator"]) == ([{"name": "Ville"}], [{"email": "etudes@example.org"}])

    folder.portal.patch(entry.id, publisher=[{"name": "Ville", "identifier": "69029"}])
    folder.write(contact=contact, contacts=[{"role": "publisher", "name": "Métropole"}])
    folder.sync()

    native = folder.native()
    assert native["publisher"] == [{"name": "Métropole", "identifier": "69029"}]
    assert native.get("creator") in (None, [])
    assert folder.differences() == []
    folder.pending(NOTHING_WAITS)


@only_on("dcat_ap_full")
def test_a_portal_that_gets_a_schema_has_the_values_in_its_fields_after_one_plan(folder: PortalFolder) -> None:
    fields: Json = {
        "temporal": {"start": "2023-01-01"},
        "contact": {"name": "SIG", "email": "sig@example.org"},
        "contacts": [{"role": "creator", "name": "Bureau"}],
    }
    entry = folder.published(**fields)
    declared = {name: folder.native()[name] for name in ("temporal_coverage", "contact", "creator")}
    former = {"temporal_start": "2023-01-01", "creator_name": "Bureau"}
    extras = [*folder.native()["extras"], *({"key": key, "value": value} for key, value in former.items())]
    folder.portal.patch(
        entry.id, **{name: [] for name in declared}, maintainer="SIG", maintainer_email="sig@example.org", extras=extras
    )

    assert folder.changes() == dict.fromkeys(fields, "form")
    folder.sync()

    native = folder.native()
    assert {name: native[name] for name in declared} == declared
    assert (native["maintainer"], native["maintainer_email"]) == ("", "")
    assert not former.keys() & extras_of(native).keys()
    folder.pending(NOTHING_WAITS)


def test_a_field_that_the_manifest_clears_is_empty(folder: PortalFolder) -> None:
    folder.published(temporal={"start": "2023-01-01"}, frequency="annual", contact={"name": "SIG"}, issued="2024-01-02")
    folder.write(clear=["temporal", "frequency", "contact", "issued"])
    folder.sync()

    assert folder.differences() == []
    folder.pending(NOTHING_WAITS)


def test_no_declared_field_is_an_extra(folder: PortalFolder) -> None:
    folder.published(frequency="annual", theme="toilettes", temporal={"start": "2023-01-01"}, hvd="mobilité")
    native = folder.native()
    declared = {field["field_name"] for field in folder.portal.call(
        "scheming_dataset_schema_show", type="dataset")["dataset_fields"]}  # fmt: skip

    assert extras_of(native).keys() & declared == set()


# ---- edits on the portal


@only_on("local")
def test_an_edit_of_a_declared_field_is_drift_and_can_be_pulled(folder: PortalFolder) -> None:
    entry = folder.published(frequency="annual", extras={"publics": ["agents"], "usages": ["cartes"]})
    folder.portal.patch(entry.id, frequence="mensuelle", publics=["habitants", "agents"])

    assert folder.changes() == {"frequency": "drift", "extras.publics": "drift"}
    folder.run("pull", folder.key("toilettes"), "--yes").expect_exit(0)

    manifest = yaml.safe_load((folder.manifests / folder.producer / "toilettes.yml").read_text(encoding="utf-8"))
    assert manifest["frequency"] == "monthly"
    assert manifest["extras"] == {"publics": ["habitants", "agents"], "usages": ["cartes"]}
    folder.sync()
    assert folder.native()["frequence"] == "mensuelle"
    folder.pending(NOTHING_WAITS)


@only_on("local")
def test_an_edit_of_a_declared_field_can_be_reverted(folder: PortalFolder) -> None:
    entry = folder.published(extras={"referents": [{"nom": "Mme A"}]})
    folder.portal.patch(entry.id, referents=[{"nom": "M. B"}])

    folder.sync("--drift", "revert")
    assert folder.native()["referents"] == [{"nom": "Mme A"}]
    folder.pending(NOTHING_WAITS)


# ---- entries that exist


@only_on("local")
def test_an_entry_of_the_portal_is_imported_and_adopted_as_it_is(folder: PortalFolder) -> None:
    portal = folder.portal
    made = portal.create(name=f"subventions-{folder.producer}", owner_org=folder.organization, **ENTRY)
    (folder.manifests / "defaults.yml").unlink()

    folder.run("import", folder.producer, "--catalog", "portail").expect_exit(0)
    (file,) = [path for path in (folder.manifests / folder.producer).iterdir() if path.name != "producer.yml"]
    manifest = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert manifest["frequency"] == "annual"
    assert manifest["extras"] == {
        "service_producteur": "Finances",
        "categorie": "administration",
        "publics": ["habitants", "agents"],
        "referents": [{"nom": "Mme A", "role": "producteur"}, {"nom": "M. B"}],
    }
    assert manifest["resources"][0]["extras"] == {"nature": "donnees"}

    folder.run("adopt", folder.producer, "--yes").expect_exit(0)
    folder.pending(NOTHING_WAITS)
    after = portal.show(made["id"])
    assert {name: after[name] for name in ENTRY if name != "resources"} == {
        name: value for name, value in ENTRY.items() if name != "resources"
    }


def test_a_withdrawn_entry_keeps_only_what_the_portal_requires(folder: PortalFolder) -> None:
    key = folder.write(description="Relevé par Dupuis-Chambon", contact={"email": "dupuis-chambon@example.org"})
    folder.sync()
    entry = folder.backend.document(folder.read().id)

    folder.run("withdraw", key, "--reason", "demande", "--yes").expect_exit(0)

    emptied = folder.backend.document(entry["id"])
    assert emptied["private"] is True
    assert emptied["resources"] == []
    assert "dupuis" not in str({name: value for name, value in emptied.items() if name != "organization"}).lower()
    folder.pending(NOTHING_WAITS)
