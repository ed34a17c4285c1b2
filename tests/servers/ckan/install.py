"""Install CKAN in its own environment, with the plug-in of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.servers import debian, environments
from tests.servers.settings import CKAN_VERSIONS, Settings

PLUGIN: Final = Path(__file__).parent / "plugin"
EXTRA_PACKAGES: Final = ("gunicorn==23.0.0", "snowballstemmer==2.2.0")
"""The web server of CKAN, and the stemmer of the stand-in for Solr."""

SCHEMA_PACKAGES: Final = ("ckanext-scheming==3.1.0", "ckanext-dcat==2.4.4")
"""The plug-ins of the portals that have a schema of their own, or export DCAT; a bare CKAN loads none of them."""


def packages(version: str) -> tuple[str, ...]:
    """Return what is installed beside this version of CKAN: the newest alone serves portals that are not bare."""
    return (*EXTRA_PACKAGES, *(SCHEMA_PACKAGES if version == CKAN_VERSIONS[0] else ()))


def contents(version: str) -> str:
    """Return everything that the environment is installed from, as one text."""
    return "\n".join([version, *packages(version), *(path.read_text() for path in sorted(PLUGIN.glob("*.*")))])


def installed(settings: Settings, version: str) -> bool:
    """Return whether this version is installed."""
    return environments.complete(settings.ckan(version).venv, contents(version))


def install(settings: Settings, version: str) -> None:
    """Install this version. Raises `RequirementError`, `ServerError`."""
    python = debian.find_python(debian.CKAN_PYTHONS)
    assert python is not None, "the packages that are missing were installed before"
    environments.make(
        python,
        settings.ckan(version).venv,
        contents(version),
        [f"ckan[requirements]=={version}", *packages(version)],
        ["--force-reinstall", "--no-deps", PLUGIN],
    )
