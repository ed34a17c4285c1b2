"""CKAN in an environment of its own, with the plug-in of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.servers import debian, environments
from tests.servers.settings import Settings

PLUGIN: Final = Path(__file__).parent / "plugin"
BESIDE: Final = ("gunicorn==23.0.0", "snowballstemmer==2.2.0")
"""What serves it, and what the stand-in for Solr finds word stems with."""


def wanted(version: str) -> str:
    """All that the environment is made of, as one text."""
    return "\n".join([version, *BESIDE, *(one.read_text() for one in sorted(PLUGIN.glob("*.*")))])


def installed(settings: Settings, version: str) -> bool:
    """Whether this version is installed."""
    return environments.complete(settings.ckan(version).venv, wanted(version))


def install(settings: Settings, version: str) -> None:
    """Install it. Raises `Missing`, `Failed`."""
    python = debian.find_python(debian.CKAN_PYTHONS)
    assert python is not None, "the packages that are missing were installed before"
    environments.make(
        python,
        settings.ckan(version).venv,
        wanted(version),
        [f"ckan[requirements]=={version}", *BESIDE],
        ["--force-reinstall", "--no-deps", PLUGIN],
    )
