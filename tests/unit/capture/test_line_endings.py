"""An edited file keeps the line endings and the byte order mark of its author's editor."""

from __future__ import annotations

import pytest

from publisher.capture.yaml_editor import with_line_endings_of


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb\n", "a\nc\n", "a\nc\n"),
        ("a\r\nb\r\n", "a\nc\nb\n", "a\r\nc\r\nb\r\n"),
        ("a\nb\r\nc\n", "a\nb\nnew\nc\n", "a\nb\r\nnew\nc\n"),
        ("\ufeffa\r\nb", "a\nb\n", "\ufeffa\r\nb\r\n"),
        ("a\rb\r", "a\nx\nb\n", "a\rx\rb\r"),
        ("a\nb", "a\nb", "a\nb"),
        ("", "a\n", "a\n"),
        ("a", "b", "b"),
    ],
)
def test_lines_end_as_they_did(before: str, after: str, expected: str) -> None:
    assert with_line_endings_of(before, after) == expected
