"""stdout and stderr that cannot break a run: a failure to write is kept, and what follows goes nowhere.

A reader may close a pipe, a disk may fill, a terminal may be closed, while entries are being written. The run must end
its work and return its own exit code; who printed something that matters asks `output_error` afterwards.
"""

import errno
import io
import os
import select
import sys
from typing import TextIO

from publisher.views.plain_signs import PLAIN_SIGNS


class GuardedOutput(io.RawIOBase):
    """An output that takes everything; `error` says why it could not be written, from the first failure on."""

    def __init__(self, raw: io.RawIOBase | None) -> None:
        super().__init__()
        self.raw = raw
        """None where the stream was closed before the program started."""
        self.error: OSError | None = None

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return whether a terminal shows it."""
        return self.raw is not None and self.raw.isatty()

    def fileno(self) -> int:
        """Return the file descriptor. Raises `io.UnsupportedOperation` for a closed stream."""
        if self.raw is None:
            raise io.UnsupportedOperation("fileno")
        return self.raw.fileno()

    def write(self, data: object) -> int:
        """Write, or do nothing after a failure. Return the number of bytes that need not be written again."""
        content = bytes(data)  # type: ignore[call-overload]
        if self.error is None:
            try:
                return self._write(content)
            except OSError as error:
                self.error = error
        return len(content)

    def _write(self, content: bytes) -> int:
        if self.raw is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        while (count := self.raw.write(content)) is None:  # another program made the pipe non-blocking
            select.select([], [self.raw], [])
        return count


def guard_outputs() -> None:
    """Replace stdout and stderr by outputs that keep their failures."""
    _occupy_closed_descriptors()
    sys.stdout = _guarded(sys.stdout)
    sys.stderr = _guarded(sys.stderr)


def _occupy_closed_descriptors() -> None:
    """Open the null device where stdin, stdout or stderr is closed: else the next file opened would be written to."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def _guarded(stream: TextIO | None) -> TextIO:
    """Return the stream with a guard below its buffer. A console that is not UTF-8 gets signs that it has."""
    if stream is None:
        return io.TextIOWrapper(io.BufferedWriter(GuardedOutput(None)), encoding="utf-8")
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # with `python -u`, there is no buffer above the file
    if not isinstance(raw, io.RawIOBase):
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(GuardedOutput(raw)),
        encoding=stream.encoding,
        errors=PLAIN_SIGNS,
        line_buffering=True,
    )


def output_error(stream: TextIO | None = None) -> OSError | None:
    """Return why something printed to stdout, or to another stream, was lost; None where nothing was."""
    stream = stream or sys.stdout
    stream.flush()
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw.error if isinstance(raw, GuardedOutput) else None
