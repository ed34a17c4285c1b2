"""What every test of the engine stands on."""

import gettext

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English, whatever another test chose."""
    monkeypatch.setattr("publisher.locale._current", gettext.NullTranslations())


@pytest.fixture(autouse=True)
def _no_network(socket_disabled: None) -> None:
    """No test of the engine speaks to anybody."""
