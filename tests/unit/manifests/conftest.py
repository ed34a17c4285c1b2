"""A folder of manifests for each test."""

from pathlib import Path

import pytest

from .folder import Folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return a folder of manifests in the working directory of the test."""
    monkeypatch.chdir(tmp_path)
    return Folder()
