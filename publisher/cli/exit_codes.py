"""Exit codes: part of the contract with scripts and workflows."""

from enum import IntEnum


class Exit(IntEnum):
    """What a run ends with."""

    DONE = 0
    """Done, or nothing to do; kept drift included."""
    INVALID = 1
    """An invalid manifest, or a catalogue that cannot be checked or read. Nothing was written."""
    PENDING = 2
    """With `plan --exit-code`: steps, blocks or conflicts wait."""
    PARTLY = 3
    """Partly done, or held back."""
    USAGE = 64
    """Wrong usage."""
    INTERNAL = 70
    """A fault of the tool itself."""
    INTERRUPTED = 130
    """Stopped by the person before anything was written."""
