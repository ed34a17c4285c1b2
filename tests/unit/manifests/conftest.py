"""A folder to fill."""

from pathlib import Path

import pytest

from .folder import Folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder of manifests, beside which the test stands."""
    monkeypatch.chdir(tmp_path)
    return Folder()
