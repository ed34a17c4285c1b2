"""udata in an environment of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.servers import debian, environments
from tests.servers.settings import Settings

REQUIREMENTS: Final = Path(__file__).parent / "requirements.txt"
BUILD: Final = ("setuptools==80.9.0", "wheel==0.45.1")
"""What six of its packages are built with: they come without wheels. pip would fetch it anew for each of them."""


def wanted() -> str:
    """All that the environment is made of, as one text."""
    return "\n".join([*BUILD, REQUIREMENTS.read_text()])


def installed(settings: Settings) -> bool:
    """Whether it is installed."""
    return environments.complete(settings.udata.venv, wanted())


def install(settings: Settings) -> None:
    """Install it. Raises `Missing`, `Failed`."""
    python = debian.find_python(debian.UDATA_PYTHONS)
    assert python is not None, "the packages that are missing were installed before"
    environments.make(
        python, settings.udata.venv, wanted(), BUILD, ["--no-build-isolation", "--requirement", REQUIREMENTS]
    )
