"""Checks of the data files of a producer's folder: they are inside it, they exist, and a manifest names each."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.tree_with_positions import Table, Text, resources_in
from publisher.model.findings import Finding, Position
from publisher.model.messages import Message, message
from publisher.model.vocabulary import closest
from publisher.rules.data_files import GIT_LFS_POINTER, MISSING_DATA_FILE, PATH_OUTSIDE_FOLDER, UNNAMED_DATA_FILE
from publisher.rules.rule import Rule

LFS_MARK: Final = b"version https://git-lfs.github.com/spec/"
_NOT_DATA: Final = frozenset({".yml", ".yaml", ".md"})


def paths_in(tree: Table) -> Iterable[Text]:
    """Yield every `path:` of a dataset's resources, as written."""
    for resource in resources_in(tree):
        path = resource.values.get("path")
        if isinstance(path, Text) and not path.blank:
            yield path


def check_path(folder: Path, node: Text) -> Finding | None:
    """Return the finding about a path; None for the path of a good file."""
    written = PurePosixPath(node.text)
    if "\\" in node.text or written.is_absolute() or ".." in written.parts or _has_link(folder, written):
        what = message("the path leaves the producer's folder, or follows a symbolic link")
        return _finding(
            PATH_OUTSIDE_FOLDER,
            node,
            what,
            message("Put the file into the producer's folder, and write only its name."),
        )
    file = folder / written
    if not _is_file(file):
        near = closest(node.text, [neighbour.name for neighbour in folder.iterdir()])
        fix = message("Did you mean “{near}”?", near=near) if near else message("Add the file to the folder.")
        return _finding(MISSING_DATA_FILE, node, message("there is no such file"), fix)
    with file.open("rb") as opened:
        if opened.read(len(LFS_MARK)) == LFS_MARK:
            fix = message("Fetch the files (git lfs pull), or commit the file itself.")
            return _finding(GIT_LFS_POINTER, node, message("this is a Git LFS pointer, not the data"), fix)
    return None


def unnamed_data_files(folder: Path, shown: str, named: Mapping[str, Text]) -> Iterable[Finding]:
    """Yield a finding for each data file that no manifest names: it may be meant to replace another."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if hidden or not file.is_file() or file.suffix.lower() in _NOT_DATA or name in named:
            continue
        near = closest(name, named)
        if near is not None:
            fix = message(
                "Rename the file to {near}, as {place} names it, or change that line.", near=near, place=named[near].at
            )
        else:
            fix = message("Name it in a manifest (`path: {name}`), or remove it.", name=name)
        at = Position(f"{shown}/{name}")
        yield UNNAMED_DATA_FILE.at(at, message("no manifest names this file"), fix)


def _has_link(folder: Path, written: PurePosixPath) -> bool:
    """Return whether any step of the path is a symbolic link."""
    steps = (folder.joinpath(*written.parts[: depth + 1]) for depth in range(len(written.parts)))
    return any(step.is_symlink() for step in steps if _is_possible(step))


def _is_possible(path: Path) -> bool:
    """Return whether the file system accepts such a name at all."""
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _is_file(path: Path) -> bool:
    return _is_possible(path) and path.is_file()


def _finding(rule: Rule, node: Text, what: Message, fix: Message) -> Finding:
    return rule.at(node.at, what, fix, node.text)
