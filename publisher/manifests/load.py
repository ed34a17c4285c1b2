"""A folder of manifests to the model: every file read once, every complaint collected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.collect import Collector, shown
from publisher.manifests.files import check_path, paths_in, unnamed
from publisher.manifests.nodes import Table, Text
from publisher.manifests.one import Surroundings, overriding, read_manifest, read_own
from publisher.manifests.producer import FILE, read_producer
from publisher.manifests.read import read_table
from publisher.manifests.settings import Settings
from publisher.manifests.shared import Shared, read_shared
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.manifest import Manifest, ManifestSet, Producer
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.source import Position
from publisher.rules.across import check

CATALOGS: Final = "catalogs.yml"
SHARED: Final = frozenset({CATALOGS, "defaults.yml", "themes.yml"})


@dataclass(frozen=True)
class Loaded:
    """What a folder says, as far as it can be read, and every complaint about it."""

    manifests: ManifestSet
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Folder:
    """What one producer's folder gave."""

    producer: Producer | None
    manifests: tuple[Manifest, ...]
    broken: tuple[DatasetKey, ...]


def load(root: Path, environ: Mapping[str, str]) -> Loaded:
    """Read everything under a folder. Raises `ManifestError` when catalogs.yml itself cannot be used."""
    settings = _settings(root, environ)
    catalogs = tuple(config.name for config in settings.catalogs)
    collector = Collector()
    shared = read_shared(root, collector)
    _misplaced((path for path in root.iterdir() if path.name not in SHARED), collector)
    folders = [_folder(folder, shared, catalogs, collector) for folder in _folders(root)]
    manifests = ManifestSet(
        root=root,
        repository=settings.repository,
        catalogs=settings.catalogs,
        guards=settings.guards,
        themes={name: theme.label for name, theme in shared.themes.items()},
        producers={one.producer.id: one.producer for one in folders if one.producer},
        manifests=tuple(manifest for one in folders for manifest in one.manifests),
        broken=frozenset(key for one in folders for key in one.broken),
    )
    return Loaded(manifests, _once((*collector.findings, *check(manifests))))


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each complaint once: what is wrong in a layer would be said again for every dataset that lies on it."""
    first: dict[tuple[Position, str, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.at, finding.rule, str(finding.what)), finding)
    return tuple(first[place] for place in sorted(first))


def _settings(root: Path, environ: Mapping[str, str]) -> Settings:
    path = root / CATALOGS
    if not path.is_file():
        what = message("there is no {file} here", file=CATALOGS)
        fix = message("Go to the folder that contains manifests/, or give its path: --manifests DIR")
        raise ManifestError((Finding("PUB107", Severity.ERROR, Position(shown(path)), what, fix),))
    return Settings(read_table(path, shown(path)), environ)


def _folders(root: Path) -> Iterator[Path]:
    """The producers' folders: every folder that holds something."""
    for path in sorted(root.iterdir()):
        if path.is_dir() and not path.name.startswith(".") and any(_visible(path)):
            yield path


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if not path.name.startswith(".") and path.suffix != ".md")


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in (".yml", ".yaml")


def _folder(folder: Path, shared: Shared, catalogs: tuple[CatalogName, ...], collector: Collector) -> _Folder:
    if folder.is_symlink():
        collector.symbolic_link(folder)
        return _Folder(None, (), ())
    read = read_producer(folder, catalogs, collector)
    layer = read.layer if read else Table({}, {}, Position(shown(folder)))
    around = Surroundings(shared, layer, catalogs)
    named: dict[str, Text] = {}
    good: list[Manifest] = []
    broken: list[DatasetKey] = []
    for path in _visible(folder):
        if path.name == FILE or not _is_yaml(path):
            continue
        key, before = DatasetKey(f"{folder.name}/{path.stem}"), len(collector.findings)
        own = read_own(path, collector)
        manifest = read_manifest(key, path, own, around, collector) if own else None
        _check_paths(folder, own, named, collector)
        if manifest is None or read is None or len(collector.findings) > before:
            broken.append(key)
        else:
            good.append(manifest)
    collector.findings.extend(unnamed(folder, shown(folder), named))
    _misplaced((path for path in folder.rglob("*") if path.parent != folder), collector)
    return _Folder(read.producer if read else None, tuple(good), tuple(broken))


def _misplaced(paths: Iterable[Path], collector: Collector) -> None:
    """YAML files that nobody reads: surely a manifest in the wrong place."""
    for path in sorted(path for path in paths if _is_yaml(path) and path.is_file()):
        what, fix = (
            message("this file is ignored"),
            message("Put the manifest directly into its producer's folder."),
        )
        collector.error("PUB107", Position(shown(path)), what, fix)


def _check_paths(folder: Path, own: Table | None, named: dict[str, Text], collector: Collector) -> None:
    """Check the files that a manifest names, and remember them."""
    for table in (own, *overriding(own)) if own else ():
        for node in paths_in(table):
            named[PurePosixPath(node.text).as_posix()] = node
            if (found := check_path(folder, node)) is not None:
                collector.findings.append(found)
