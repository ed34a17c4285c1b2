"""The portals that a CKAN can be: the plug-ins that it loads, and the schema that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.servers import UsageError
from tests.servers.settings import CKAN_VERSIONS

BARE: Final = "bare"


@dataclass(frozen=True)
class Portal:
    """What the configuration of a CKAN says beyond that of a bare one."""

    plugins: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """Lines of the section `app:main` of `ckan.ini`."""


_PRESETS: Final = "scheming.presets = ckanext.scheming:presets.json"
_DCAT_PRESETS: Final = f"{_PRESETS} ckanext.dcat.schemas:presets.yaml"


def _dcat_schema(name: str) -> Portal:
    """Return the portal of a schema that ckanext-dcat ships, set up as its documentation says."""
    return Portal(
        ("scheming_datasets", "dcat"),
        (
            f"scheming.dataset_schemas = ckanext.dcat.schemas:{name}.yaml",
            _DCAT_PRESETS,
            "ckanext.dcat.rdf.profiles = euro_dcat_ap_3 euro_dcat_ap_scheming",
        ),
    )


PORTALS: Final = {
    BARE: Portal(),
    "dcat": Portal(("dcat",), ("ckanext.dcat.rdf.profiles = euro_dcat_ap_3",)),
    "dcat_ap_recommended": _dcat_schema("dcat_ap_recommended"),
    "dcat_ap_full": _dcat_schema("dcat_ap_full"),
    "local": Portal(
        ("scheming_datasets",), ("scheming.dataset_schemas = tests.servers.ckan:local_schema.yaml", _PRESETS)
    ),
}
"""By name: a bare one, one that exports DCAT, one for each schema of ckanext-dcat, and one with a schema of its own."""

WITH_SCHEMA: Final = ("dcat_ap_recommended", "dcat_ap_full", "local")
"""The portals that have a schema of datasets."""


def require_portal(version: str, portal: str) -> None:
    """Raise `UsageError` if this version of CKAN cannot be this portal: only the newest has the plug-ins."""
    if portal != BARE and version != CKAN_VERSIONS[0]:
        raise UsageError(f"CKAN {version} has no plug-ins for the portal {portal}; use CKAN {CKAN_VERSIONS[0]}")
