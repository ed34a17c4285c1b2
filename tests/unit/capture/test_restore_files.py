"""A former content of a data file is looked for in the commits of that file."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from publisher.capture import restore_files
from publisher.capture.restore_files import FolderAtCommit, RestorableFile, commit_with, is_in_git, sha256_of
from publisher.model.marker import SentFile
from publisher.model.values import File


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def commit(folder: Path, name: str, text: str) -> str:
    """Commit a file of this content, and return the commit."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", text[:20])
    return git(folder, "rev-parse", "HEAD")


def content(text: str) -> File:
    return File(len(text.encode()), f"sha256:{hashlib.sha256(text.encode()).hexdigest()}")


def sent(text: str) -> SentFile:
    return SentFile(hashlib.sha256(text.encode()).hexdigest(), len(text.encode()))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path


NAME = "bron/lieux.csv"


def test_the_latest_commit_with_the_content_is_found(repository: Path) -> None:
    commit(repository, NAME, "un\n")
    second = commit(repository, NAME, "deux\n")
    commit(repository, "bron/autre.csv", "autre\n")
    commit(repository, NAME, "trois\n")

    assert commit_with(repository, NAME, content("deux\n")) == FolderAtCommit(repository, second)
    assert is_in_git(repository / NAME, sent("un\n"))
    assert not is_in_git(repository / NAME, sent("autre\n"))
    assert not is_in_git(repository / "bron/autre.csv", sent("un\n"))


def test_a_commit_counts_whose_content_a_merge_dropped(repository: Path) -> None:
    """Git leaves out the side of a merge that had no part in the present content."""
    start = commit(repository, NAME, "un\n")
    commit(repository, NAME, "deux\n")
    git(repository, "switch", "--quiet", "--create", "branche", start)
    commit(repository, NAME, "trois\n")
    git(repository, "merge", "--quiet", "--strategy", "ours", "--message", "Fusion", "-")

    assert is_in_git(repository / NAME, sent("deux\n"))


def test_the_folder_of_manifests_may_lie_anywhere_in_the_repository(repository: Path) -> None:
    commit(repository, f"donnees/manifests/{NAME}", "un\n")
    root = repository / "donnees/manifests"

    found = commit_with(root, NAME, content("un\n"))

    assert found is not None
    assert found.has(NAME, content("un\n"))


def test_a_name_is_no_pattern(repository: Path) -> None:
    commit(repository, "bron/a.csv", "un\n")
    commit(repository, "bron/[a].csv", "deux\n")
    commit(repository, ":b.csv", "trois\n")

    assert commit_with(repository, "bron/[a].csv", content("un\n")) is None
    assert commit_with(repository, "bron/[a].csv", content("deux\n")) is not None
    assert commit_with(repository, ":b.csv", content("trois\n")) is not None


def test_a_file_that_no_commit_has_is_nowhere(repository: Path, tmp_path: Path) -> None:
    (repository / "lieux.csv").write_bytes(b"un\n")

    assert not is_in_git(repository / "lieux.csv", sent("un\n"))
    assert not is_in_git(tmp_path / "ailleurs" / "lieux.csv", sent("un\n"))


def test_so_many_commits_are_searched(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("un\n", "deux\n", "trois\n"):
        commit(repository, NAME, text)
    monkeypatch.setattr(restore_files, "MOST_COMMITS", 2)

    assert is_in_git(repository / NAME, sent("deux\n"))
    assert not is_in_git(repository / NAME, sent("un\n"))


def test_a_file_is_written_from_a_commit_or_from_another_file(repository: Path) -> None:
    first = commit(repository, NAME, "un\n")
    (repository / NAME).write_bytes(b"deux\n")
    kept = repository / "garde"
    kept.write_bytes(b"trois\n" * 500_000)

    RestorableFile(NAME, FolderAtCommit(repository, first), "").write(repository)
    assert (repository / NAME).read_bytes() == b"un\n"
    RestorableFile(NAME, kept, "").write(repository)
    assert sha256_of(repository / NAME) == sha256_of(kept) != ""
    with pytest.raises(OSError, match="garde"):
        RestorableFile(NAME, repository / "pas-garde", "").write(repository)
    assert sha256_of(repository / NAME) == sha256_of(kept)
