"""Properties of whole runs: a catalogue holds what a manifest says, whatever it says and whoever edits."""

import pytest

pytest.register_assert_rewrite(f"{__name__}.holding")
