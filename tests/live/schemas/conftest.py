"""The schema of the CKAN that is tested; where it has none, the tests of this folder are skipped."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live.backends import CatalogEntry
from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.ckan import CkanBackend
from tests.live.manifest_folder import PLAIN
from tests.live.portal import Json, Portal, PortalError

from .portals import fields_of_portal

GIVEN: dict[str, Json] = {"local": {"service_producteur": "Service SIG", "categorie": "mobilite"}}
"""By portal, the extras that it requires of every dataset."""
GIVEN_TO_RESOURCES: dict[str, Json] = {"local": {"nature": "donnees"}}


@pytest.fixture(scope="session")
def schema(portal: Portal) -> dict[str, Any]:
    """Provide the schema that the CKAN has for datasets; without one, skip the test."""
    try:
        answer: dict[str, Any] = portal.call("scheming_dataset_schema_show", type="dataset")
    except PortalError as error:
        if error.status not in (400, 404):
            raise
        pytest.skip("this CKAN has no schema of its own")
    return answer


@dataclass
class PortalFolder(CatalogFolder):
    """A folder of manifests for a portal with a schema: defaults.yml gives what it requires."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.give_required()

    def give_required(self, **extras: object) -> None:
        """Write the extras that the portal requires into defaults.yml, with these changes (None leaves one out)."""
        given = GIVEN.get(os.environ["CKAN_PORTAL"], {}) | extras
        self._dump("defaults.yml", {"extras": {name: value for name, value in given.items() if value is not None}})

    def write(self, stem: str = "toilettes", **fields: object) -> str:
        """Write a plain manifest, whose resources have the extras that the portal requires of them."""
        given = GIVEN_TO_RESOURCES.get(os.environ["CKAN_PORTAL"])
        resources = fields.get("resources", PLAIN["resources"])
        if given and isinstance(resources, list):
            fields["resources"] = [{"extras": dict(given), **resource} for resource in resources]
        return super().write(stem, **fields)

    @property
    def portal(self) -> Portal:
        """The portal itself, for what people do there."""
        assert isinstance(self.backend, CkanBackend)
        return self.backend.portal

    @property
    def organization(self) -> str:
        """The test's organization there."""
        assert isinstance(self.backend, CkanBackend)
        return self.backend.organization

    def native(self, stem: str = "toilettes") -> Json:
        """Return the portal's document of a manifest's entry."""
        entry: CatalogEntry = self.read(stem)
        return self.backend.document(entry.id)


@pytest.fixture
def folder(tmp_path: Path, portal: Portal, organization: str, schema: dict[str, Any]) -> PortalFolder:
    """Provide a folder of manifests of one producer, who publishes in the test's organization of the portal."""
    assert schema["dataset_fields"]
    mark = secrets.token_hex(4)
    return PortalFolder(
        root=tmp_path,
        repository=f"essais-{mark}",
        producer=f"ville-{mark}",
        backend=CkanBackend(portal, organization),
        settings=fields_of_portal().settings,
    )


def only_on(*portals: str) -> pytest.MarkDecorator:
    """Return the mark of a test that is about the schema of one of these portals."""
    return pytest.mark.skipif(
        os.environ.get("CKAN_PORTAL") not in portals, reason=f"about the schema of {', '.join(portals)}"
    )
