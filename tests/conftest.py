"""What the tests read of the program's output has its lines whole, however wide the terminal is."""

import os

import pytest


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the program break no line, and leave the width of pytest's own output."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter._tw.fullwidth = reporter._tw.fullwidth
    os.environ["COLUMNS"] = "10000"
