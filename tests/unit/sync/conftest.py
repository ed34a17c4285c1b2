"""What every test of the engine stands on."""

import gettext

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English, whatever another test chose."""
    monkeypatch.setattr("publisher.locale._current", gettext.NullTranslations())
