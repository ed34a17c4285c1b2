"""A scratch repository, and a fake catalogue for its workflows."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from .scratch import ROOT, Scratch, built


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the program, built once."""
    return built(tmp_path_factory.mktemp("tool"))


@pytest.fixture
def scratch(tmp_path: Path, tool: Path) -> Scratch:
    """Return a repository with one valid dataset."""
    return Scratch(tmp_path, tool)


@pytest.fixture
def catalog() -> Iterator[str]:
    """Start an empty fake catalogue and yield its address; its own process may use sockets, the tests may not."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.unit.workflows.fake_catalog"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture
def catalog_variables(catalog: str) -> Mapping[str, str]:
    """Return the variables of a repository whose catalogues are the fake one."""
    return {"PUBLISHER_GRANDLYON_URL": catalog, "PUBLISHER_DATAGOUV_URL": catalog}
