"""The drafted manifest of an entry: its fields, and the fields that it leaves to the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.capture.draft_manifest import ManifestDrafter
from publisher.capture.trial_folder import TrialFolder
from publisher.catalogs.ckan.wire import decode as of_ckan
from publisher.catalogs.udata.wire import decode as of_udata
from publisher.manifests.load_folder import load
from publisher.model.entry import Entry
from publisher.model.findings import Severity
from publisher.model.names import CatalogName, ProducerId
from publisher.sync.plan.selection import desired_in
from publisher.sync.steps.adoptable import AdoptableEntry, adoptable
from tests.unit.builders import access
from tests.unit.manifests.folder import about_reading
from tests.unit.offline_adapters import CKAN, UDATA, catalog_of, fill

Json = dict[str, Any]


@dataclass
class DraftFolder:
    """A folder with one producer, in which manifests are drafted; no call is made."""

    root: Path

    def draft(self, entry: Entry) -> Json | None:
        """Draft the manifest of an entry, assert that its adoption leaves no difference, and return it."""
        drafter = self.drafter(entry.catalog)
        drafted = drafter.draft(entry, "jeu")
        if drafted is None:
            return None
        (self.root / "bron" / "jeu.yml").write_text(drafted.manifest.text(), encoding="utf-8")
        loaded = load(self.root, {})
        (desired,) = desired_in(loaded.manifests, drafter.config)
        projected = drafter.catalog.project(desired, drafter.access)
        candidate = adoptable(replace(desired, content=projected.content), entry)
        findings = [*about_reading(loaded.findings), *drafter.catalog.lint((desired,))]
        assert [finding for finding in findings if finding.severity is not Severity.ADVICE] == []
        assert projected.losses == ()
        assert isinstance(candidate, AdoptableEntry)
        assert candidate.differences == ()
        document: Json = yaml.load(drafted.manifest.text(), Loader=yaml.BaseLoader)
        return document

    def drafter(self, name: CatalogName) -> ManifestDrafter:
        """Return the drafter for one catalogue."""
        manifests = load(self.root, {}).manifests
        config = next(config for config in manifests.catalogs if config.name == name)
        trial = TrialFolder(self.root, ProducerId("bron"), manifests.catalogs)
        reach = access(catalog=name, schemas={"etalab/schema-bal": frozenset({"1.4.0"})})
        assert trial.producer is not None
        return ManifestDrafter(manifests, config, catalog_of(config), trial.producer, trial, reach)


@pytest.fixture
def workspace(tmp_path: Path) -> DraftFolder:
    """Return a folder with one producer."""
    return DraftFolder(fill(tmp_path))


def on_ckan(*resources: Json, **fields: Any) -> Entry:
    """Return an entry of CKAN."""
    organization = {"owner_org": "o", "organization": {"name": "bron", "title": "Bron"}}
    usual = {"id": "0b1f", "name": "jeu-bron", "title": "Jeu", "notes": "Texte", "private": False, "state": "active"}
    document = {**usual, **organization, "tags": [], "extras": [], "resources": list(resources), **fields}
    return of_ckan(document, CKAN, "https://ckan.example.org")


def on_udata(*resources: Json, **fields: Any) -> Entry:
    """Return an entry of udata."""
    address_fields = {
        "organization": {"id": "o", "slug": "bron", "name": "Bron"},
        "page": "https://udata.example.org/jeu",
    }
    usual = {"id": "65271c20a80b3f04010e71ff", "slug": "jeu", "title": "Jeu", "description": "Texte", "private": False}
    return of_udata(
        {**usual, **address_fields, "tags": [], "extras": {}, "resources": list(resources), **fields}, UDATA
    )


def of_resource(number: int, **fields: Any) -> Json:
    """Return a resource as CKAN's API sends it."""
    return {"id": f"r{number}", "name": f"R{number}", "url": f"https://example.org/{number}", "format": "CSV", **fields}


REMOTE = {"filetype": "remote", "type": "main", "format": "csv", "url": "https://example.org/1", "id": "r1"}
VERTICAL_TAB = "collé\u000bde Word"


def test_a_character_that_no_yaml_file_may_hold_costs_its_own_field_alone(workspace: DraftFolder) -> None:
    document = workspace.draft(on_ckan(of_resource(1, description=VERTICAL_TAB), of_resource(2, description="Deux.")))
    assert document is not None
    assert [(resource["title"], resource.get("description")) for resource in document["resources"]] == [
        ("R1", None),
        ("R2", "Deux."),
    ]


@pytest.mark.parametrize("title", ["sonnerie\u0007", "À COMPLÉTER"])
def test_a_resource_without_a_usable_title_leaves_them_all_to_the_catalogue(workspace: DraftFolder, title: str) -> None:
    document = workspace.draft(on_ckan(of_resource(1, name=title), of_resource(2)))
    assert document is not None
    assert "resources" not in document


@pytest.mark.parametrize("title", ["sonnerie\u0007", "À COMPLÉTER"])
def test_an_entry_without_a_usable_title_has_no_manifest(workspace: DraftFolder, title: str) -> None:
    assert workspace.draft(on_ckan(of_resource(1), title=title)) is None


def test_a_schema_of_the_theme_that_the_entry_lacks_is_cleared(workspace: DraftFolder) -> None:
    (workspace.root / "themes.yml").write_text(
        'parcs:\n  label: {fr: Parcs}\n  schema: {name: scdl/parcs, version: "1.0"}\n', encoding="utf-8"
    )
    (workspace.root / "defaults.yml").write_text("theme: parcs\n", encoding="utf-8")
    document = workspace.draft(on_ckan(of_resource(1, resource_type="main"), of_resource(2)))
    assert document is not None
    assert [resource.get("clear") for resource in document["resources"]] == [["schema"], None]


def test_what_udata_could_not_take_back_is_left_to_it(workspace: DraftFolder) -> None:
    schema = {"name": "nulle/part", "version": "1.0"}
    document = workspace.draft(on_udata({**REMOTE, "title": "A", "schema": schema}, contact_points=[{"name": "SIG"}]))
    assert document is not None
    assert document["ignore"] == ["contact"]
    assert [resource.get("schema") for resource in document["resources"]] == [None]


def test_a_title_longer_than_udata_takes_leaves_the_resources_to_it(workspace: DraftFolder) -> None:
    document = workspace.draft(on_udata({**REMOTE, "title": "x" * 351}))
    assert document is not None
    assert "resources" not in document


def of_role(role: str, **parts: str) -> Json:
    """Return a contact point as udata's API sends it."""
    return {"id": f"{role}{len(parts)}", "name": None, "email": None, "contact_form": None, "role": role, **parts}


def test_contacts_are_imported_with_their_roles(workspace: DraftFolder) -> None:
    points = [of_role("creator", name="Bureau"), of_role("contact", contact_form="https://example.org/ecrire"),
              of_role("rightsHolder", name="R"), of_role("contact", name="B", email="b@example.org")]  # fmt: skip
    document = workspace.draft(on_udata(contact_points=points))
    assert document is not None
    assert document["contact"] == {"form": "https://example.org/ecrire"}
    assert document["contacts"] == [
        {"role": "creator", "name": "Bureau"}, {"role": "contact", "name": "B", "email": "b@example.org"}
    ]  # fmt: skip


def test_further_contacts_beside_none_that_a_manifest_can_give_stay_out(
    workspace: DraftFolder,
) -> None:
    points = [of_role("contact", name="A", email="a b"), of_role("contact", name="B", email="b@example.org")]
    document = workspace.draft(on_udata(contact_points=points))
    assert document is not None
    assert not {"contact", "contacts"} & document.keys()
