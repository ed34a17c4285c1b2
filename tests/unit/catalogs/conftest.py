"""The fixtures of this folder. Tests have no network, and run in English: see the conftest above."""

import pytest

from .samples import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
