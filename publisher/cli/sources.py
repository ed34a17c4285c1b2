"""The lines that findings speak of."""

from pathlib import Path

from publisher.model.findings import Position


def line_at(at: Position) -> str | None:
    """The text of a line; None where the file is no text, or is not there."""
    if not at.file.endswith((".yml", ".yaml")):
        return None
    try:
        lines = Path(at.file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return lines[at.line - 1] if at.line <= len(lines) else None
