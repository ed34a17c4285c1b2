"""The data files of a producer's folder: inside it, real, and named by a manifest."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.nodes import Table, Text, resources_in
from publisher.model.findings import Finding, Severity
from publisher.model.messages import Message, message
from publisher.model.source import Position
from publisher.model.vocabulary import closest

LFS_MARK: Final = b"version https://git-lfs.github.com/spec/"
_NOT_DATA: Final = frozenset({".yml", ".yaml", ".md"})


def paths_in(tree: Table) -> Iterable[Text]:
    """Every `path:` of a dataset's resources, as written."""
    for resource in resources_in(tree):
        path = resource.values.get("path")
        if isinstance(path, Text) and not path.blank:
            yield path


def check_path(folder: Path, node: Text) -> Finding | None:
    """What is wrong with one path."""
    written = PurePosixPath(node.text)
    if "\\" in node.text or written.is_absolute() or ".." in written.parts or _links(folder, written):
        what = message("the path leaves the producer's folder, or follows a symbolic link")
        return _finding(
            "PUB401", node, what, message("Put the file into the producer's folder, and write only its name.")
        )
    file = folder / written
    if not _is_file(file):
        near = closest(node.text, [one.name for one in folder.iterdir()])
        fix = message("Did you mean “{near}”?", near=near) if near else message("Add the file to the folder.")
        return _finding("PUB402", node, message("there is no such file"), fix)
    with file.open("rb") as opened:
        if opened.read(len(LFS_MARK)) == LFS_MARK:
            fix = message("Fetch the files (git lfs pull), or commit the file itself.")
            return _finding("PUB404", node, message("this is a Git LFS pointer, not the data"), fix)
    return None


def unnamed(folder: Path, shown: str, named: Mapping[str, Text]) -> Iterable[Finding]:
    """Data files that no manifest names: surely a file that was meant to replace another."""
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
        yield Finding("PUB403", Severity.ERROR, at, message("no manifest names this file"), fix)


def _links(folder: Path, written: PurePosixPath) -> bool:
    """Whether any step of the path is a symbolic link."""
    steps = (folder.joinpath(*written.parts[: depth + 1]) for depth in range(len(written.parts)))
    return any(step.is_symlink() for step in steps if _can_be_asked(step))


def _can_be_asked(path: Path) -> bool:
    """Whether the file system takes such a name at all."""
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _is_file(path: Path) -> bool:
    return _can_be_asked(path) and path.is_file()


def _finding(rule: str, node: Text, what: Message, fix: Message) -> Finding:
    return Finding(rule, Severity.ERROR, node.at, what, fix, node.text)
