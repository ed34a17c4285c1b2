"""Fixtures of every test of the capture: English messages, no network."""

import gettext

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages in English, whatever another test chose."""
    monkeypatch.setattr("publisher.locale._current", gettext.NullTranslations())


@pytest.fixture(autouse=True)
def _no_network(socket_disabled: None) -> None:
    """No test of the capture calls a server."""
