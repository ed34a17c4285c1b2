"""A scratch repository, and a portal for its workflows to speak to."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from .scratch import ROOT, Scratch, built


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tool, built once."""
    return built(tmp_path_factory.mktemp("tool"))


@pytest.fixture
def scratch(tmp_path: Path, tool: Path) -> Scratch:
    """A repository with one good dataset."""
    return Scratch(tmp_path, tool)


@pytest.fixture
def portal() -> Iterator[str]:
    """The address of a portal with nothing in it; it is in a process of its own, for none may be reached from here."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.unit.workflows.portal"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture
def at_portal(portal: str) -> Mapping[str, str]:
    """The variables of a repository whose catalogues are at that address."""
    return {"PUBLISHER_GRANDLYON_URL": portal, "PUBLISHER_DATAGOUV_URL": portal}
