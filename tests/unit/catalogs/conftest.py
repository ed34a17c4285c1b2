"""What every test of this folder may ask for. No network, and English: see the conftest above."""

import pytest

from .samples import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
