"""Files of the manifests' folder as a commit has them, and which of them differ from one."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.capture.repair_files import replace_content, replace_with_copy
from publisher.model.marker import SentFile
from publisher.model.values import File
from publisher.run_git import git_chunks, run_git

MOST_COMMITS: Final = 50
"""Commits of one file that are searched for a content."""


class NoSuchCommitError(LookupError):
    """Git does not have a commit here, or the folder is in no repository."""


@dataclass(frozen=True)
class FolderAtCommit:
    """The folder of manifests in a commit. Files are as a checkout writes them: filters and line endings count."""

    root: Path
    commit: str

    def text(self, name: str) -> str | None:
        """Return the text of a file; None where the commit has none, or no text."""
        content = self._content(name)
        try:
            return content.decode("utf-8-sig") if content is not None else None
        except UnicodeDecodeError:
            return None

    def exists(self, name: str) -> bool:
        """Return whether the commit has a file."""
        return run_git(self.root, "cat-file", "-e", f"{self.commit}:./{name}") is not None

    def has(self, name: str, content: File) -> bool:
        """Return whether a file has this content, as far as can be known: a catalogue may have no checksum of it."""
        sha256, sha1, size = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
        try:
            for chunk in self.chunks(name):
                sha256.update(chunk)
                sha1.update(chunk)
                size += len(chunk)
        except OSError:
            return False
        if content.kind in ("sha256", "sha1"):
            return content.checksum in (f"sha256:{sha256.hexdigest()}", f"sha1:{sha1.hexdigest()}")
        return content.size == size

    def write(self, name: str) -> None:
        """Write a file as the commit has it. Raises `OSError`; the former file is whole then."""
        path = self.root / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        replace_content(path, self.chunks(name))

    def _content(self, name: str) -> bytes | None:
        try:
            return b"".join(self.chunks(name))
        except OSError:
            return None

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file. Raises `OSError`, after the last of them where git fails late."""
        return git_chunks(self.root, "cat-file", "--filters", f"{self.commit}:./{name}")


@dataclass(frozen=True)
class RestorableFile:
    """A data file that is to have its former content again."""

    name: str
    """Its path below the folder of manifests."""
    source: FolderAtCommit | Path
    """The commit that has it, or a file with its bytes."""
    content: str
    """Tells it from another content of the same file."""

    def write(self, root: Path) -> None:
        """Write it. Raises `OSError`; the present file is whole then."""
        if isinstance(self.source, FolderAtCommit):
            self.source.write(self.name)
            return
        replace_with_copy(root / self.name, self.source)


def commit_with(root: Path, name: str, content: File) -> FolderAtCommit | None:
    """Return the latest commit in which a file has a content; None where none of those at hand has it."""
    arguments = ("log", "--full-history", "--format=%H", f"--max-count={MOST_COMMITS}", "--", name)
    commits = (run_git(root, "--literal-pathspecs", *arguments) or "").split()
    folders = (FolderAtCommit(root, commit) for commit in commits)
    return next((folder for folder in folders if folder.has(name, content)), None)


def is_in_git(path: Path, sent: SentFile) -> bool:
    """Return whether a commit has what was sent, under the name that the file has now."""
    return commit_with(path.parent, path.name, File(sent.size, f"sha256:{sent.sha256}")) is not None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; an empty text where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed_files(root: Path, commit: str) -> frozenset[str]:
    """Return the files below a folder that differ from a commit, new ones included. Raises `NoSuchCommitError`."""
    output = run_git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", ".")
    if output is None:
        raise NoSuchCommitError(commit)
    untracked = run_git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".") or ""
    return frozenset(filter(None, (output + untracked).split("\0")))


def parent_of(root: Path, commit: str) -> str | None:
    """Return the commit before one: of a merge, that of the branch into which was merged."""
    return (run_git(root, "rev-parse", "--verify", "--quiet", f"{commit}^1^{{commit}}") or "").strip() or None
