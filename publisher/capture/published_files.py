"""The bytes of a file that a plan replaces, as they are published now: from git, else from the catalogue.

A version in git costs no call. A download goes as every download of that catalogue: its token to its own origin alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.capture.restore_files import FolderAtCommit, commit_with
from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.data_files.rows.read_rows import LARGEST
from publisher.model.messages import Message, message
from publisher.model.row_changes import NotCompared, WhyNotCompared
from publisher.model.system_errors import reason_of
from publisher.model.values import File
from publisher.sync.apply.kept_files import TooLargeError, keep
from publisher.sync.steps.replaced_files import FormerFile

MOST_DOWNLOADED: Final = 200_000_000
"""Bytes that one plan downloads."""
MOST_SECONDS: Final = 120
"""Of all comparisons of a plan: no file is looked at once they have passed."""


class NotAvailableError(Exception):
    """The published bytes are not at hand."""

    def __init__(self, result: NotCompared) -> None:
        super().__init__(result.reason.in_english())
        self.result = result


@dataclass
class Budget:
    """What is left of the bytes and the time of one plan."""

    clock: Callable[[], float]
    """Seconds that never go back."""
    downloads: int = MOST_DOWNLOADED
    """Bytes."""

    def __post_init__(self) -> None:
        self._end = self.clock() + MOST_SECONDS

    def refuse_late(self) -> None:
        """Raise `NotAvailableError` once the time has passed."""
        if self.clock() > self._end:
            reason = message("the comparison of the files of this plan takes more than {n} seconds", n=MOST_SECONDS)
            raise NotAvailableError(NotCompared(WhyNotCompared.TOO_MANY, reason))

    def counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the chunks of a download, as long as the budget lasts. Raises `NotAvailableError`."""
        for chunk in chunks:
            self.refuse_late()
            self.downloads -= len(chunk)
            if self.downloads < 0:
                reason = message(
                    "the files of this plan are too many: more than {n} MB", n=MOST_DOWNLOADED // 1_000_000
                )
                raise NotAvailableError(NotCompared(WhyNotCompared.TOO_MANY, reason))
            yield chunk


def published_copy(catalog: Catalog, former: FormerFile, new: Path, folder: Path, budget: Budget) -> Path:
    """Return a copy, in a folder, of the file that a catalogue has now. Raises `NotAvailableError`.

    `new`: the file that takes its place, whose history git may know.
    """
    budget.refuse_late()
    content = known_content(former)
    commit = commit_with(new.parent, new.name, content) if content is not None else None
    try:
        if commit is not None:
            return _from_git(commit, new.name, folder)
        return _downloaded(catalog, former, folder, budget)
    except TooLargeError as error:
        raise _too_large() from error
    except CatalogError as error:
        raise _not_fetched(error.what) from error
    except OSError as error:
        raise _not_fetched(reason_of(error)) from error


def known_content(former: FormerFile) -> File | None:
    """Return what tells the published bytes from any others; None where the catalogue has no checksum of them."""
    if former.sent is not None:
        return File(former.sent.size, f"sha256:{former.sent.sha256}")
    file = former.remote.content.file
    return file if isinstance(file, File) and file.kind in ("sha256", "sha1") else None


def _from_git(commit: FolderAtCommit, name: str, folder: Path) -> Path:
    path, _size, _sha256 = keep(folder, commit.chunks(name), LARGEST)
    return path


def _downloaded(catalog: Catalog, former: FormerFile, folder: Path, budget: Budget) -> Path:
    """Download a file. Raises `NotAvailableError` where it is another one than the catalogue says."""
    if (former.remote.file_size or 0) > LARGEST:
        raise _too_large()
    path, _size, sha256 = keep(folder, budget.counted(catalog.fetch(former.remote)), LARGEST)
    if former.sent is not None and former.sent.sha256 != sha256:
        raise _not_fetched(message("the catalogue gives another file than the one that was sent"))
    return path


def _too_large() -> NotAvailableError:
    reason = message("it is larger than {limit} MB", limit=LARGEST // 1_000_000)
    reason = message("the published file: {reason}", reason=reason)
    return NotAvailableError(NotCompared(WhyNotCompared.TOO_LARGE, reason))


def _not_fetched(what: Message) -> NotAvailableError:
    reason = message("the published file could not be read: {what}", what=what)
    return NotAvailableError(NotCompared(WhyNotCompared.NOT_FETCHED, reason))
