"""Fixtures of the tests of `sync`: English messages, no network."""

import gettext

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set English messages, whatever the language of the test before."""
    monkeypatch.setattr("publisher.locale._current", gettext.NullTranslations())


@pytest.fixture(autouse=True)
def _no_network(socket_disabled: None) -> None:
    """Forbid every connection."""
