"""The text of a file as it was reviewed: an edit on this machine, or in a pull request, does not count.

Within git it is that of the default branch of the remote repository (`origin/HEAD`), which a workflow on a pull
request sets to the base branch; without a remote, that of the latest commit; outside git, the file itself.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.run_git import run_git

LATEST_COMMIT: Final = "HEAD"
_BRANCHES: Final = ("HEAD", "main", "master")


@dataclass(frozen=True)
class Reviewed:
    """Where a text was reviewed, and what it is there."""

    branch: str | None
    """Such as `origin/main`; None where the default branch is not known."""
    text: str


def reviewed_text(path: Path, own: str) -> Reviewed:
    """Return the reviewed text of a file. `own` is the text that it has here."""
    folder = path.parent.resolve()
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return Reviewed("", own)
    branch = _branch(folder)
    if branch is None:
        return Reviewed(None, "")
    return Reviewed(branch, run_git(folder, "show", f"{branch}:./{path.name}") or "")


def _branch(folder: Path) -> str | None:
    """Return the branch on which changes are reviewed; None where it is not known."""
    remotes = run_git(folder, "remote")
    if remotes is None:
        return None
    names = remotes.split()
    if not names:
        return LATEST_COMMIT
    remote = "origin" if "origin" in names else names[0]
    branches = (f"{remote}/{branch}" for branch in _BRANCHES)
    return next((branch for branch in branches if _exists(folder, f"refs/remotes/{branch}")), None)


def _exists(folder: Path, reference: str) -> bool:
    return run_git(folder, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}") is not None
