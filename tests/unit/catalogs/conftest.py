"""What every test of this folder may ask for. No network, and English: see the conftest above."""

import pytest
from hypothesis import Phase, settings

from .samples import FakeClock

# No deadline: machines differ. No explanations: they take longer than the search.
settings.register_profile(
    "publisher", deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
)
settings.load_profile("publisher")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
