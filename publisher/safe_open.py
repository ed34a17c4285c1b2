"""Open regular files only: a named pipe would hold a command for ever, and a device may have no end."""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from publisher.locale import _

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""A named pipe that takes the place of a file after the first look at it is opened without waiting for a writer."""


class NotARegularFileError(OSError):
    """A folder, a named pipe, a socket or a device, where a file is expected."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, _("this is not a regular file"), str(path))


def open_regular(path: Path) -> BufferedReader:
    """Return a regular file, opened for reading. Never blocks.

    Raises `NotARegularFileError` for anything else, and `OSError` where the file cannot be opened.
    """
    _refuse_special(path, path.stat())  # opening a device may do something already
    descriptor = os.open(path, _FLAGS)
    try:
        _refuse_special(path, os.fstat(descriptor))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: Path, limit: int) -> bytes:
    """Return the first bytes of a regular file: at most `limit`. Raises as `open_regular` does."""
    with open_regular(path) as file:
        return file.read(limit)


def _refuse_special(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotARegularFileError(path)
