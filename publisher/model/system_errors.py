"""What the operating system says when a file or an output cannot be written, in the reader's language."""

import errno
from collections.abc import Mapping
from typing import Final

from publisher.model.messages import Message, message

_REASONS: Final[Mapping[int, Message]] = {
    errno.ENOSPC: message("the disk is full"),
    errno.EDQUOT: message("the disk quota is used up"),
    errno.EROFS: message("the disk is read-only"),
    errno.EIO: message("the disk reports an error"),
    errno.EACCES: message("access is denied"),
    errno.EPERM: message("access is denied"),
    errno.EPIPE: message("the program that reads it has ended"),
    errno.EBADF: message("it is closed"),
    errno.ENOENT: message("it does not exist"),
    errno.EISDIR: message("it is a folder"),
    errno.ENAMETOOLONG: message("its name is too long"),
}


def reason_of(error: OSError) -> Message:
    """Return why a file or an output cannot be written."""
    known = _REASONS.get(error.errno or 0)
    return known or Message("{why}", (("why", error.strerror or type(error).__name__),))
