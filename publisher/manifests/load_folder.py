"""A folder of manifests to the model: every file is read once, every finding collected."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.catalogs_file import Settings
from publisher.manifests.communes_file import read_communes
from publisher.manifests.data_file_checks import SUGGESTIONS, blank_paths_in, check_path, paths_in
from publisher.manifests.dataset_file import ManifestContext, read_manifest, read_own, values_per_catalogue
from publisher.manifests.defaults_and_themes import Shared, read_shared
from publisher.manifests.findings_collector import FindingsCollector, shown, to_show
from publisher.manifests.leftover_files import is_ignored, leftover
from publisher.manifests.personal_data_file import FILE as PERSONAL_DATA
from publisher.manifests.personal_data_file import read_acceptances
from publisher.manifests.producer_file import FILE, read_producer
from publisher.manifests.same_files import check_same_files
from publisher.manifests.time_zones import present_day
from publisher.manifests.tombstone_file import is_tombstone, read_tombstone
from publisher.manifests.tree_with_positions import Table, Text
from publisher.manifests.unnamed_files import NamedFiles, data_files, unnamed_data_files
from publisher.model.findings import Finding, ManifestError, Position
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet, Producer, Tombstone
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.rules.checks import check_manifests
from publisher.rules.syntax import MISSING_OR_MISPLACED_FILE

CATALOGS: Final = "catalogs.yml"
SHARED: Final = frozenset({CATALOGS, "defaults.yml", "themes.yml", PERSONAL_DATA})
SCHEMAS: Final = "schemas"
"""The folder of the Table Schemas that data files are checked against."""


@dataclass(frozen=True)
class Loaded:
    """The manifests of a folder, as far as they can be read, and every finding about them."""

    manifests: ManifestSet
    findings: tuple[Finding, ...]
    today: date
    """The day with which dates were compared."""


@dataclass(frozen=True)
class _ProducerFolder:
    """One producer's folder, read."""

    producer: Producer | None
    manifests: tuple[Manifest, ...]
    broken: tuple[DatasetKey, ...]
    tombstones: tuple[Tombstone, ...] = ()


def load(root: Path, environ: Mapping[str, str], today: date | None = None) -> Loaded:
    """Return every manifest under a folder. Raises `ManifestError` when catalogs.yml itself cannot be used.

    `today`: the day with which dates are compared; None: that of this machine, in the time zone of catalogs.yml.
    """
    settings = _settings(root, environ)
    today = today or present_day(settings.timezone)
    catalogs = tuple(config.name for config in settings.catalogs)
    collector = FindingsCollector()
    shared = read_shared(root, collector)
    _misplaced((path for path in root.iterdir() if path.name not in SHARED), collector)
    folders = [_read_folder(folder, shared, catalogs, collector) for folder in _folders(root)]
    read_manifests = tuple(manifest for folder in folders for manifest in folder.manifests)
    manifests = ManifestSet(
        root=root,
        repository=settings.repository,
        catalogs=tuple(_with_accepted(config, read_manifests) for config in settings.catalogs),
        guards=settings.guards,
        themes={name: theme.label for name, theme in shared.themes.items()},
        producers={folder.producer.id: folder.producer for folder in folders if folder.producer},
        manifests=read_manifests,
        communes=read_communes(root, settings.communes, collector),
        broken=frozenset(key for folder in folders for key in folder.broken),
        tombstones=tuple(tombstone for folder in folders for tombstone in folder.tombstones),
        timezone=settings.timezone,
    )
    manifests = replace(manifests, acceptances=read_acceptances(root, manifests, collector))
    checked = (*check_manifests(manifests, today), *check_same_files(read_manifests))
    return Loaded(manifests, to_show((*collector.findings, *checked)), today)


def _with_accepted(config: CatalogConfig, manifests: Iterable[Manifest]) -> CatalogConfig:
    """Return a catalogue with the harvested entries that manifests accept there."""
    return replace(config, accepted=frozenset().union(*(manifest.accepted_in(config.name) for manifest in manifests)))


def _settings(root: Path, environ: Mapping[str, str]) -> Settings:
    path, collector = root / CATALOGS, FindingsCollector()
    if not os.path.lexists(path):
        what = message("there is no {file} here", file=CATALOGS)
        fix = message("Go to the folder that contains manifests/, or give its path: --manifests DIR")
        raise ManifestError((MISSING_OR_MISPLACED_FILE.at(Position(shown(path)), what, fix),))
    table = collector.table(path)
    if table is None:
        raise ManifestError(to_show(collector.findings))
    try:
        return Settings(table, environ)
    except ManifestError as error:
        raise ManifestError(to_show(error.findings)) from error


def _folders(root: Path) -> Iterator[Path]:
    """Yield every folder, and the links that may have been folders: one that leads nowhere is a folder not read."""
    for path in sorted(root.iterdir()):
        is_broken_link = path.is_symlink() and not path.exists()
        if (path.is_dir() or is_broken_link) and not is_ignored(path.name):
            yield path


def _has_schemas(folder: Path) -> bool:
    """Return whether a folder is that of the schemas: one of a producer with this name has manifests."""
    return folder.name == SCHEMAS and not any(_is_yaml(path) for path in folder.iterdir())


def empty_folders(root: Path) -> tuple[Path, ...]:
    """Return the folders without a visible file: a copy of a repository that is not complete has such ones."""
    return tuple(path for path in _folders(root) if path.name != SCHEMAS and not any(_visible(path)))


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if not is_ignored(path.name) and path.suffix != ".md")


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in (".yml", ".yaml")


def _read_folder(
    folder: Path, shared: Shared, catalogs: tuple[CatalogName, ...], collector: FindingsCollector
) -> _ProducerFolder:
    """Return a producer's folder; with a finding, and without manifests, where it cannot be read to its end."""
    try:
        return _folder(folder, shared, catalogs, collector)
    except OSError as error:
        collector.unreadable_folder(folder, error)
        return _ProducerFolder(None, (), ())


def _folder(
    folder: Path, shared: Shared, catalogs: tuple[CatalogName, ...], collector: FindingsCollector
) -> _ProducerFolder:
    if folder.is_symlink():
        collector.symbolic_link(folder)
        return _ProducerFolder(None, (), ())
    if not any(_visible(folder)) or _has_schemas(folder):
        return _ProducerFolder(None, (), ())
    read = read_producer(folder, catalogs, collector)
    layer = read.layer if read else Table({}, {}, Position(shown(folder)))
    context = ManifestContext(shared, layer, catalogs)
    files = data_files(folder)
    named: dict[str, Text] = {}
    meant: set[str] = set()
    valid: list[Manifest] = []
    broken: list[DatasetKey] = []
    tombstones: list[Tombstone] = []
    unread: list[str] = []
    without_value: list[Position] = []
    for path in _visible(folder):
        if path.name == FILE or not _is_yaml(path):
            continue
        key, before = DatasetKey(f"{folder.name}/{path.stem}"), collector.errors
        own = read_own(path, collector)
        if own is not None and is_tombstone(own):
            tombstone = read_tombstone(key, own, collector)
            tombstones.extend([tombstone] if tombstone else [])
            broken.extend([] if tombstone else [key])
            continue
        manifest = read_manifest(key, own, folder, context, collector) if own else None
        unread.extend([path.name] if own is None else [])
        without_value.extend(blank_paths_in(own) if own else ())
        meant |= _check_paths(folder, files, own, named, collector)
        if manifest is None or read is None or not shared.usable or collector.errors > before:
            broken.append(key)
        else:
            valid.append(manifest)
    lines = {(finding.at.file, finding.at.line) for finding in collector.findings}
    names = NamedFiles(named, meant, unread, without_value, lines)
    collector.findings.extend(unnamed_data_files(folder, shown(folder), names))
    _misplaced((path for path in folder.rglob("*") if path.parent != folder), collector)
    return _ProducerFolder(read.producer if read else None, tuple(valid), tuple(broken), tuple(tombstones))


def _misplaced(paths: Iterable[Path], collector: FindingsCollector) -> None:
    """Add a finding for each YAML file that is ignored: it may be a manifest in the wrong folder."""
    for path in sorted(path for path in paths if _is_yaml(path) and path.is_file()):
        what, fix = leftover(path.name, frozenset(other.name for other in path.parent.iterdir())) or (
            message("this file is ignored"),
            message("Put the manifest directly into its producer's folder."),
        )
        collector.add(MISSING_OR_MISPLACED_FILE.at(Position(shown(path)), what, fix))


def _check_paths(
    folder: Path, files: Sequence[str], own: Table | None, named: dict[str, Text], collector: FindingsCollector
) -> set[str]:
    """Check the data files that a manifest names, add them to `named`, and return those that its mistakes mean."""
    count, meant = 0, set[str]()
    for table in (own, *values_per_catalogue(own)) if own else ():
        for node in paths_in(table):
            named[PurePosixPath(node.text).as_posix()] = node
            if (wrong := check_path(folder, node, files if count < SUGGESTIONS else ())) is not None:
                collector.add(wrong.finding)
                meant |= {wrong.meant} if wrong.meant else set()
                count += 1
    return meant
