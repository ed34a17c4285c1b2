"""Moving files: with git where git follows them, so that their history goes along."""

from pathlib import Path

from publisher.run_git import run_git


def move(source: Path, target: Path) -> bool:
    """Move a file or a folder, and return whether git did it. Raises `OSError`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if (
        _is_tracked(source)
        and run_git(source.parent, "mv", "--", str(source.resolve()), str(target.resolve())) is not None
    ):
        return True
    source.rename(target)
    return False


def _is_tracked(path: Path) -> bool:
    return bool(run_git(path.parent, "ls-files", "--", _full(path)))


def _full(path: Path) -> str:
    return str(path.absolute())
