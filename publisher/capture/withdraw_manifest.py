"""What a withdrawal does in the folder of manifests: a tombstone takes the manifest's place, its data files go."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from publisher.capture.repair_files import replace_content
from publisher.capture.yaml_writer import entry
from publisher.manifests.data_file_checks import is_data_file, paths_in
from publisher.manifests.dataset_file import values_per_catalogue
from publisher.manifests.findings_collector import FindingsCollector
from publisher.manifests.load_folder import Loaded
from publisher.manifests.tree_with_positions import Table, texts_in
from publisher.model.commands import command
from publisher.model.findings import Position
from publisher.model.manifest import ManifestSet, Tombstone
from publisher.model.messages import Message, message
from publisher.model.names import SAFE_NAME, DatasetKey, producer_of, stem_of

KEY: Final = re.compile(f"{SAFE_NAME.pattern}/{SAFE_NAME.pattern}")

COMMENT: Final = """\
# Ce jeu de données est retiré définitivement : rien n'en sera plus publié.
# Gardez ce fichier, et ne le renommez pas : sans lui, la publication est bloquée.
"""


class CannotWithdrawError(Exception):
    """A dataset cannot be withdrawn as the folder is: something would be missed, or another dataset would be hit."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.what = what


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A dataset to withdraw: its tombstone, and what it has in the folder of manifests."""

    tombstone: Tombstone
    path: Path
    """Of the manifest."""
    text: str
    """Of the manifest as it is; empty where there is none, or a tombstone already."""
    is_new: bool
    """Whether the tombstone is still to be written."""
    files: tuple[Path, ...] = ()
    """The data files that this manifest alone names."""
    left: tuple[Path, ...] = ()
    """The others that it names, which stay: another manifest names them, or they are no data files of the folder."""

    def applied_to(self, manifests: ManifestSet) -> ManifestSet:
        """Return the manifests with the tombstone in place of the manifest."""
        key = self.tombstone.key
        tombstones = (other for other in manifests.tombstones if other.key != key)
        return replace(
            manifests,
            manifests=tuple(manifest for manifest in manifests.manifests if manifest.key != key),
            broken=manifests.broken - {key},
            tombstones=(*tombstones, self.tombstone),
        )

    def write(self) -> tuple[Path, ...]:
        """Remove the data files, then write the tombstone; return the files that could not be removed.

        A withdrawal that is killed in between begins again from the manifest. Raises `OSError` without the tombstone.
        """
        if not self.is_new:
            return ()
        for file in self.files:
            with suppress(OSError):  # it is there afterwards: that is what counts
                file.unlink(missing_ok=True)
        text = tombstone_text(self.tombstone.date, self.tombstone.reason, self.tombstone.previously).encode()
        if self.path.exists():
            replace_content(self.path, [text])
        else:
            with self.path.open("xb") as new:
                new.write(text)
        return tuple(file for file in self.files if file.exists())


def tombstone_text(date: str, reason: str, previously: Sequence[DatasetKey]) -> str:
    """Return the text of the file. `date`: an ISO date. `previously`: the former keys of the dataset."""
    former = entry("previously", list(previously)) if previously else ""
    return f"{COMMENT}withdrawn:\n{entry('date', date, 2)}{entry('reason', reason, 2)}{former}"


def withdrawal_of(key: DatasetKey, reason: str, loaded: Loaded) -> Withdrawal:
    """Return the withdrawal of a dataset, today, whether its manifest is valid or not. Raises `CannotWithdrawError`."""
    manifests = loaded.manifests
    folder = manifests.root / producer_of(key)
    path = folder / f"{stem_of(key)}.yml"
    _refuse_other_datasets(key, manifests)
    if not folder.is_dir():
        raise CannotWithdrawError(
            message(
                "there is no folder {folder}: put it back first (git), its producer.yml says whose the entries are",
                folder=folder.as_posix(),
            )
        )
    existing = next((tombstone for tombstone in manifests.tombstones if tombstone.key == key), None)
    if existing is not None:
        return Withdrawal(tombstone=existing, path=path, text="", is_new=False)
    own = _tree(path)
    tombstone = Tombstone(
        key=key,
        at=Position(path.as_posix()),
        date=loaded.today.isoformat(),
        reason=reason.strip(),
        previously=tuple(_former_keys(key, own, manifests)),
    )
    if own is None:
        return Withdrawal(tombstone=tombstone, path=path, text="", is_new=True)
    elsewhere = {file for other in folder.glob("*.yml") if other != path for file in data_files_in(other)}
    named = tuple(data_files_in(path))
    files = tuple(file for file in named if file not in elsewhere)
    others = tuple(folder / name for name in _names(own) if (folder / name) not in files)
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return Withdrawal(tombstone=tombstone, path=path, text=text, is_new=True, files=files, left=others)


def data_files_in(manifest: Path) -> Iterator[Path]:
    """Yield the data files of its folder that a manifest names, as a valid one does; none where it cannot be read."""
    own = FindingsCollector().table(manifest) if manifest.is_file() else None
    for table in (own, *values_per_catalogue(own)) if own else ():
        for node in paths_in(table):
            if is_data_file(manifest.parent, node.text):
                yield manifest.parent / node.text


def _names(own: Table) -> Iterable[str]:
    """Return what a manifest has under `path:`, right or wrong, that is no absolute path."""
    nodes = (node for table in (own, *values_per_catalogue(own)) for node in paths_in(table))
    return dict.fromkeys(node.text for node in nodes if not Path(node.text).is_absolute())


def _tree(path: Path) -> Table | None:
    """Return the tree of a manifest; None where there is none. Raises `CannotWithdrawError` for one that is no YAML."""
    if not path.exists():
        return None
    own = FindingsCollector().table(path)
    if own is None:
        what = message("{file} cannot be read, and may name files and former keys: correct it first ({command})",
                       file=path.as_posix(), command=command("validate"))  # fmt: skip
        raise CannotWithdrawError(what)
    return own


def _refuse_other_datasets(key: DatasetKey, manifests: ManifestSet) -> None:
    """Refuse the former key of a dataset that has a manifest. Raises `CannotWithdrawError`."""
    for manifest in manifests.manifests:
        if key in manifest.previously:
            what = message("{key} is a former key of {present}: withdraw it under this one",
                           key=key, present=manifest.key)  # fmt: skip
            raise CannotWithdrawError(what)


def _former_keys(key: DatasetKey, own: Table | None, manifests: ManifestSet) -> Iterator[DatasetKey]:
    """Yield the former keys that a manifest names. Raises `CannotWithdrawError` for that of another manifest."""
    for name in filter(KEY.fullmatch, texts_in(own.values.get("previously")) if own else ()):
        if name in manifests.keys:
            what = message("{key} names {other} as a former key, and that dataset exists: remove this line first",
                           key=key, other=name)  # fmt: skip
            raise CannotWithdrawError(what)
        yield DatasetKey(name)
