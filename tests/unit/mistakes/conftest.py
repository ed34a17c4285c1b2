"""Fixtures of the corpus: a shell in an empty folder, on the day of the corpus."""

import io
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Shell

DAY = date(2026, 11, 28)


class _DayOfTheCorpus(date):
    @classmethod
    def today(cls) -> "_DayOfTheCorpus":
        return cls(DAY.year, DAY.month, DAY.day)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Return a shell without a terminal, a network or a catalogue, on the day of the corpus."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("publisher.manifests.load_folder.date", _DayOfTheCorpus)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return Shell(capsys)
