"""A manifest or a producer's folder gets another name: the files to move, and the `previously:` lines to write.

What is to be done is known before the first file is touched, and refused as a whole where a part of it cannot be done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from publisher.capture.git_history import has_history, is_in, latest_commit_with
from publisher.capture.yaml_editor import YamlEditor, with_line_endings_of, with_line_feeds
from publisher.manifests.data_file_checks import paths_in
from publisher.manifests.dataset_file import values_per_catalogue
from publisher.manifests.producer_file import FILE
from publisher.manifests.read_yaml import read_table
from publisher.model.commands import command
from publisher.model.findings import ManifestError
from publisher.model.manifest import ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import DatasetKey

PREVIOUSLY = ("previously",)


class RenameRefused(Exception):
    """The rename cannot be done; nothing was."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.what = what


@dataclass(frozen=True)
class FileRename:
    """What a rename does to the files."""

    moves: tuple[tuple[Path, Path], ...]
    """Files or one folder, from and to."""
    texts: Mapping[Path, bytes]
    """The new content of manifests, by their path after the moves."""
    keys: tuple[tuple[DatasetKey, DatasetKey], ...]
    """The former and the present key of each dataset whose manifest is written."""


def rename_dataset(manifests: ManifestSet, old: DatasetKey, new: DatasetKey) -> FileRename:
    """Return what it takes to give a dataset another key. Raises `RenameRefused`."""
    source, target = _manifest_path(manifests.root, old), _manifest_path(manifests.root, new)
    _refuse_both_or_none(source.exists(), target.exists(), source, target)
    if not source.exists():
        _refuse_unrelated(manifests.root, f"{old}.yml", f"{new}.yml")
    present = source if source.exists() else target
    moves = ((source, target), *_data_files(source, target)) if present == source else ()
    texts, keys = _lines(manifests, {target: (present, old, new)})
    return FileRename(moves, texts, keys)


def rename_folder(manifests: ManifestSet, old: str, new: str) -> FileRename:
    """Return what it takes to give a producer's folder another name. Raises `RenameRefused`."""
    source, target = manifests.root / old, manifests.root / new
    _refuse_both_or_none(bool(_manifests_in(source)), target.exists(), source, target)
    if not _manifests_in(source):
        _refuse_unrelated(manifests.root, old, new)
    present = source if _manifests_in(source) else target
    written = {
        target / path.name: (path, DatasetKey(f"{old}/{path.stem}"), DatasetKey(f"{new}/{path.stem}"))
        for path in _manifests_in(present)
    }
    texts, keys = _lines(manifests, written)
    return FileRename(((source, target),) if present == source else (), texts, keys)


def _manifest_path(root: Path, key: DatasetKey) -> Path:
    return root / f"{key}.yml"


def _manifests_in(folder: Path) -> list[Path]:
    """Return the manifests of a folder; none where there is no such folder."""
    files = sorted(folder.glob("*.yml")) if folder.is_dir() else []
    return [path for path in files if path.name != FILE and not path.name.startswith(".")]


def _refuse_both_or_none(old: bool, new: bool, source: Path, target: Path) -> None:
    before, after = source.as_posix(), target.as_posix()
    if old and new:
        what = message("{old} and {new} both exist: remove one of them, or choose another name", old=before, new=after)
        raise RenameRefused(what)
    if not old and not new:
        raise RenameRefused(message("there is neither {old} nor {new}", old=before, new=after))


def _refuse_unrelated(root: Path, old: str, new: str) -> None:
    """Refuse a name that git never knew, and a file that git knows beside the former one: it is another dataset.

    Of two files that were never committed git cannot tell whether one was the other.
    """
    if not has_history(root):
        return
    commit = latest_commit_with(root, old)
    if commit is None and not is_in(root, "HEAD", new):
        return
    if commit is None:
        what = message(
            "git knows no {old}: check its spelling ({command} names the entries that have no manifest)",
            old=old,
            command=command("status"),
        )
        raise RenameRefused(what)
    if is_in(root, commit, new):
        raise RenameRefused(message("{new} was there beside {old}: it is another dataset", old=old, new=new))


# ---- the data files that a manifest names, where it goes to another folder


def _data_files(source: Path, target: Path) -> tuple[tuple[Path, Path], ...]:
    if source.parent == target.parent:
        return ()
    if not (target.parent / FILE).is_file():
        what = message("{folder} has no producer.yml: write one first, or rename the whole folder",
                       folder=target.parent.as_posix())  # fmt: skip
        raise RenameRefused(what)
    others = {name for path in _manifests_in(source.parent) if path != source for name in _named_files(path)}
    moves = []
    for name in sorted(_named_files(source)):
        file, place = source.parent / name, target.parent / name
        if name in others:
            raise RenameRefused(message("another manifest names {file}, too: copy it first", file=file.as_posix()))
        if place.exists():
            raise RenameRefused(message("{file} exists already", file=place.as_posix()))
        if file.is_file():
            moves.append((file, place))
    return tuple(moves)


def _named_files(manifest: Path) -> set[str]:
    """Return the data files inside the folder that a manifest names; none where it cannot be read."""
    try:
        own = read_table(manifest, manifest.as_posix())
    except ManifestError:
        return set()
    names = (PurePosixPath(node.text) for table in (own, *values_per_catalogue(own)) for node in paths_in(table))
    return {name.as_posix() for name in names if not name.is_absolute() and ".." not in name.parts}


# ---- the lines


def _lines(
    manifests: ManifestSet, written: Mapping[Path, tuple[Path, DatasetKey, DatasetKey]]
) -> tuple[Mapping[Path, bytes], tuple[tuple[DatasetKey, DatasetKey], ...]]:
    """Return the new content of each manifest that changes, and its keys."""
    texts: dict[Path, bytes] = {}
    for target, (present, old, new) in written.items():
        before = _read(present)
        after = _with_former_key(before, old, new, present)
        if after != before:
            _refuse_claimed(manifests, old, new)
            texts[target] = after.encode()
    return texts, tuple((old, new) for target, (_present, old, new) in written.items() if target in texts)


def _read(path: Path) -> str:
    if path.is_symlink():
        raise RenameRefused(message("{file} is a symbolic link", file=path.as_posix()))
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise RenameRefused(message("{file} cannot be read", file=path.as_posix())) from error


def _with_former_key(text: str, old: DatasetKey, new: DatasetKey, path: Path) -> str:
    """Return the manifest with the former key in `previously:`, and without the present one."""
    try:
        editor = YamlEditor(with_line_feeds(text))
        before = editor.list_items(PREVIOUSLY)
        readable = bool(before) or not editor.has(PREVIOUSLY)
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        raise RenameRefused(_unreadable(path)) from error
    if not readable:
        raise RenameRefused(_unreadable(path))
    after = [key for key in before if key not in (old, new)] + [old]
    if list(before) == after:
        return text
    return with_line_endings_of(text, editor.set(PREVIOUSLY, after).text)


def _unreadable(path: Path) -> Message:
    return message(
        "{file} is not a valid manifest: correct it first ({command})",
        file=path.as_posix(),
        command=command("validate"),
    )


def _refuse_claimed(manifests: ManifestSet, old: DatasetKey, new: DatasetKey) -> None:
    """Refuse a former key that another manifest names: it can be the former key of one dataset only."""
    others: Iterable[DatasetKey] = (
        manifest.key
        for manifest in manifests.manifests
        if old in manifest.previously and manifest.key not in (old, new)
    )
    if (other := next(iter(others), None)) is not None:
        raise RenameRefused(message("{other} already names {key} under `previously:`", other=other, key=old))
