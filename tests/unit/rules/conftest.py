"""A folder with one good dataset, of which a test changes some lines."""

from pathlib import Path

import pytest

from .checked_folder import CheckedFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckedFolder:
    """Return a folder of manifests in the working directory of the test, without any finding."""
    monkeypatch.chdir(tmp_path)
    return CheckedFolder()
