"""The numbers that the tests note for the end of a run: a green suite also says how much it tested."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

COUNTED = "counted"
"""The property of a test's report that holds a line."""

Note = Callable[[str], None]
"""Keeps one line for the end of the run."""


def counted(reporter: pytest.TerminalReporter) -> Iterator[str]:
    """Return the noted lines, in the order of the tests' names."""
    reports = [report for outcome in ("passed", "failed") for report in reporter.getreports(outcome)]
    for report in sorted((report for report in reports if report.when == "call"), key=_node_id):
        yield from (str(text) for name, text in report.user_properties if name == COUNTED)


def _node_id(report: pytest.TestReport) -> str:
    return str(report.nodeid)
