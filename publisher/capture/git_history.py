"""What git knows of a file or a folder that is gone: whether it was there, and what was beside it."""

from pathlib import Path

from publisher.run_git import run_git


def has_history(root: Path) -> bool:
    """Return whether git has the whole history of a folder: a shallow clone lacks what a file was called before."""
    return (
        run_git(root, "rev-parse", "--verify", "--quiet", "HEAD") is not None
        and (run_git(root, "rev-parse", "--is-shallow-repository") or "").strip() == "false"
        and bool(run_git(root, "ls-tree", "HEAD", "."))
    )


def latest_commit_with(root: Path, name: str) -> str | None:
    """Return the latest commit in which a folder has this file or folder; None where no commit has."""
    touched = (run_git(root, "rev-list", "-1", "HEAD", "--", name) or "").strip()
    commits = (touched, f"{touched}^") if touched else ()
    return next((commit for commit in commits if is_in(root, commit, name)), None)


def is_in(root: Path, commit: str, name: str) -> bool:
    """Return whether a commit has this file or folder."""
    return run_git(root, "cat-file", "-e", f"{commit}:./{name}") is not None
