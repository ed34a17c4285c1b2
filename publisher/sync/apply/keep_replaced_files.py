"""Keeping the former bytes of files that a write replaces, before its first call: no catalogue has them afterwards.

Git has a file that we sent from a commit. Any other is downloaded into the folder of the run, up to a limit. Nothing
fails because of it: the journal says which bytes were not kept, and why.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import CatalogError
from publisher.model.marker import SentFile
from publisher.model.names import DatasetKey
from publisher.model.plan import EntryEdit
from publisher.model.replaced_file import LARGEST_KEPT, MOST_KEPT, FormerBytes, ReplacedFile, WhyLost
from publisher.sync.apply.kept_files import TooLargeError, keep, kept_folder, kept_path
from publisher.sync.steps.replaced_files import FormerFile, former_files

IsInGit = Callable[[Path, SentFile], bool]
"""Returns whether a commit has a content under the name of a file."""


def not_in_git(_path: Path, _sent: SentFile) -> bool:
    """Return that no commit has a file."""
    return False


class FileKeeper:
    """Keeps the files that one run replaces."""

    def __init__(self, runs: Path, run: str, is_in_git: IsInGit) -> None:
        self._runs = runs
        self._run = run
        self._is_in_git = is_in_git
        self._left = MOST_KEPT
        self._lock = threading.Lock()

    def keep(self, catalog: Catalog, key: DatasetKey, edit: EntryEdit) -> Iterator[ReplacedFile]:
        """Keep the files that an edit of an entry replaces or removes, and yield where the bytes of each are.

        One that is replaced by the same bytes is none of them.
        """
        for former in former_files(edit):
            replaced = self._replaced(catalog, key, edit, former)
            if replaced is not None:
                yield replaced

    def _replaced(self, catalog: Catalog, key: DatasetKey, edit: EntryEdit, former: FormerFile) -> ReplacedFile | None:
        size, sent, successor = former.remote.file_size, former.sent, former.successor
        if sent is not None and successor is not None and self._is_in_git(successor.path, sent):
            return ReplacedFile(former.resource, FormerBytes.IN_GIT, sent.size, sent.sha256)
        if edit.entry.withheld:
            return ReplacedFile(former.resource, FormerBytes.LOST, size, why=WhyLost.NOT_PUBLIC)
        if size is not None and size > LARGEST_KEPT:
            return ReplacedFile(former.resource, FormerBytes.LOST, size, why=WhyLost.TOO_LARGE)
        if not self._reserve(size or LARGEST_KEPT):
            return ReplacedFile(former.resource, FormerBytes.LOST, size, why=WhyLost.TOO_MANY)
        kept = self._downloaded(catalog, key, former)
        unused = (size or LARGEST_KEPT) - (kept.size or 0 if kept and kept.bytes is FormerBytes.KEPT else 0)
        self._reserve(-unused)
        return kept

    def _reserve(self, size: int) -> bool:
        """Return whether so many bytes may still be kept; they are reserved then."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def _downloaded(self, catalog: Catalog, key: DatasetKey, former: FormerFile) -> ReplacedFile | None:
        """Download a file into the folder of the run; return None where the same bytes take its place."""
        folder = kept_folder(self._runs, self._run, key)
        try:
            draft, size, sha256 = keep(folder, catalog.fetch(former.remote), LARGEST_KEPT)
            if former.successor is not None and former.successor.sha256 == sha256:
                draft.unlink()
                return None
            draft.replace(kept_path(self._runs, self._run, key, former.resource, sha256))
        except TooLargeError:
            why = WhyLost.TOO_LARGE
        except CatalogError:
            why = WhyLost.NOT_DOWNLOADED
        except OSError:
            why = WhyLost.NOT_WRITTEN
        else:
            return ReplacedFile(former.resource, FormerBytes.KEPT, size, sha256)
        return ReplacedFile(former.resource, FormerBytes.LOST, former.remote.file_size, why=why)
