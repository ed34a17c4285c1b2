"""Install CKAN in its own environment, with the plug-in of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.servers import debian, environments
from tests.servers.settings import Settings

PLUGIN: Final = Path(__file__).parent / "plugin"
EXTRA_PACKAGES: Final = ("gunicorn==23.0.0", "snowballstemmer==2.2.0")
"""The web server of CKAN, and the stemmer of the stand-in for Solr."""


def contents(version: str) -> str:
    """Return everything that the environment is installed from, as one text."""
    return "\n".join([version, *EXTRA_PACKAGES, *(path.read_text() for path in sorted(PLUGIN.glob("*.*")))])


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
        [f"ckan[requirements]=={version}", *EXTRA_PACKAGES],
        ["--force-reinstall", "--no-deps", PLUGIN],
    )
