"""No network, and English, in every test of this folder."""

import gettext

import pytest

from .samples import FakeClock


@pytest.fixture(autouse=True)
def _no_network(socket_disabled: None) -> None:
    """A test that reaches for the network fails."""


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.locale._current", gettext.NullTranslations())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
