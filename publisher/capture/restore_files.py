"""Files of the manifests' folder as a commit has them: manifests, their data files, and the layers above them."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from publisher.capture.repair_files import replace_content
from publisher.model.names import DatasetKey, producer_of, stem_of
from publisher.model.run_origin import RunOrigin
from publisher.run_git import git_chunks, run_git

LAYERS = ("defaults.yml", "themes.yml")
PRODUCER = "producer.yml"


class NoSuchCommitError(LookupError):
    """Git does not have a commit here, or the folder is in no repository."""


@dataclass(frozen=True)
class RestorableFile:
    """A file that differs from what a commit has."""

    name: str
    """Its path below the folder of manifests."""
    edited_since: bool = False
    """Whether somebody changed it after the run: then it stays as it is."""
    is_new: bool = False
    """Whether the commit has no such file: a shared one is removed, for it gives values to others."""


def restorable_files(
    root: Path, keys: Collection[DatasetKey], commit: str, run: RunOrigin, *, layers: bool
) -> tuple[RestorableFile, ...]:
    """Return the files of these datasets that differ from a commit which has them.

    `run`: from which files the run published that is undone: others were edited since. `layers`: whether the files that
    several datasets share belong to them, too. Raises `NoSuchCommitError`.
    """
    changed = changed_files(root, commit)
    differing = changed_files(root, run.commit) if run.commit is not None else frozenset()
    edited = {name for name in differing | run.edited.keys() if run.edited.get(name) != sha256_of(root / name)}
    inside = root.resolve()
    shared = frozenset(_layers(keys) if layers else ())
    names = dict.fromkeys([*sorted(shared), *_files_of(root, keys, commit)])
    in_commit = {name for name in names if _exists(root, commit, name)}
    return tuple(
        RestorableFile(
            name,
            edited_since=name in edited or not (root / name).resolve().is_relative_to(inside),
            is_new=name not in in_commit,
        )
        for name in names
        if name in changed and (name in in_commit or name in shared)
    )


def restore_file(root: Path, commit: str, file: RestorableFile) -> None:
    """Write a file as a commit has it, or remove a new one. Raises `OSError`; the former file is whole then."""
    name, path = file.name, root / file.name
    if file.is_new:
        path.unlink()
        return
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    replace_content(path, git_chunks(root, "cat-file", "blob", f"{commit}:./{name}"))


def text_of(root: Path, commit: str, name: str) -> str | None:
    """Return the text of a file in a commit; None where it has none."""
    return run_git(root, "cat-file", "blob", f"{commit}:./{name}")


def parent_of(root: Path, commit: str) -> str | None:
    """Return the commit before one: of a merge, that of the branch into which was merged."""
    return (run_git(root, "rev-parse", "--verify", "--quiet", f"{commit}^1^{{commit}}") or "").strip() or None


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


def _exists(root: Path, commit: str, name: str) -> bool:
    return run_git(root, "cat-file", "-e", f"{commit}:./{name}") is not None


def _layers(keys: Iterable[DatasetKey]) -> Iterator[str]:
    yield from LAYERS
    yield from (f"{producer}/{PRODUCER}" for producer in dict.fromkeys(map(producer_of, keys)))


def _files_of(root: Path, keys: Iterable[DatasetKey], commit: str) -> Iterator[str]:
    """Yield the manifest of each dataset, and the data files that it names in a commit."""
    for key in keys:
        manifest = f"{producer_of(key)}/{stem_of(key)}.yml"
        yield manifest
        for name in _data_files(text_of(root, commit, manifest) or ""):
            yield f"{producer_of(key)}/{name}"


def _data_files(text: str) -> Iterator[str]:
    """Yield the files that a manifest names, below its own folder."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    resources = document.get("resources") if isinstance(document, dict) else None
    for resource in resources if isinstance(resources, list) else ():
        path = resource.get("path") if isinstance(resource, dict) else None
        if (
            isinstance(path, str)
            and path
            and not PurePosixPath(path).is_absolute()
            and ".." not in PurePosixPath(path).parts
        ):
            yield PurePosixPath(path).as_posix()
