"""The exit codes of `publisher`. Scripts and workflows rely on them."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit code of a command."""

    DONE = 0
    """Done, or nothing to do; kept drift included."""
    INVALID = 1
    """An invalid manifest, or a catalogue that cannot be checked or read. Nothing was written."""
    PENDING = 2
    """With `plan --exit-code`: there are steps to apply, or steps that the mode of a catalogue holds back.

    With `drift`: something was edited in a catalogue, or, where asked for, is late or dead.
    """
    PARTLY = 3
    """Partly done: a step failed, is blocked, in conflict or held back. With `plan --exit-code`: that is to be expected
    of a sync, until a person decides. With `drift`: an entry could not be compared."""
    USAGE = 64
    """Wrong usage."""
    INTERNAL = 70
    """An internal error."""
    OUTPUT = 74
    """The result could not be written to the standard output; nothing was written to a catalogue."""
    HUNG_UP = 129
    """Stopped by SIGHUP (the terminal was closed) before anything was written."""
    INTERRUPTED = 130
    """Stopped by the person (Ctrl-C, or a no) before anything was written."""
    TERMINATED = 143
    """Stopped by SIGTERM before anything was written."""
