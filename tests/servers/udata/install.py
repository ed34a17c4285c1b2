"""Install udata in its own environment."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.servers import debian, environments
from tests.servers.settings import Settings

REQUIREMENTS: Final = Path(__file__).parent / "requirements.txt"
BUILD: Final = ("setuptools==80.9.0", "wheel==0.45.1")
"""The build tools of six packages that have no wheels. pip would otherwise download them again for each."""


def contents() -> str:
    """Return everything that the environment is installed from, as one text."""
    return "\n".join([*BUILD, REQUIREMENTS.read_text()])


def installed(settings: Settings) -> bool:
    """Return whether udata is installed."""
    return environments.complete(settings.udata.venv, contents())


def install(settings: Settings) -> None:
    """Install udata. Raises `RequirementError`, `ServerError`."""
    python = debian.find_python(debian.UDATA_PYTHONS)
    assert python is not None, "the packages that are missing were installed before"
    environments.make(
        python, settings.udata.venv, contents(), BUILD, ["--no-build-isolation", "--requirement", REQUIREMENTS]
    )
