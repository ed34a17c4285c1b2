"""Which datasets of a folder differ from those of a commit: of a pull request, the ones that it is about.

A dataset differs where its merged values do, whichever layer they come from, where a data file does, or where its
producer does. Comments, the order of keys and the place of a value do not count.
"""

import tarfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from publisher.capture.restore_files import NoSuchCommitError, changed_files
from publisher.manifests.load_folder import Loaded, load
from publisher.model.dataset import Dataset, Resource
from publisher.model.files import DataFile
from publisher.model.findings import ManifestError, Position
from publisher.model.manifest import Manifest, ManifestSet, Producer
from publisher.model.names import DatasetKey, ProducerId, producer_of
from publisher.run_git import git_chunks, run_git

LAYERS: Final = frozenset({"defaults.yml", "themes.yml"})
"""Shared files whose effect is seen in the datasets. Any other shared file may concern all of them."""

ATTRIBUTES: Final = ".gitattributes"
"""Says, in any folder, which bytes git writes for the files below: these may differ though no commit changes them."""

ANYWHERE: Final = Position("")


@dataclass(frozen=True)
class ChangedDatasets:
    """The datasets that differ from those of a commit."""

    keys: frozenset[DatasetKey]
    """Those that the folder has."""
    removed: frozenset[DatasetKey]
    """Those that it has no more."""


def changes_since(commit: str, loaded: Loaded, environ: Mapping[str, str]) -> ChangedDatasets:
    """Return the datasets that differ from those of a commit. Raises `NoSuchCommitError`."""
    now = loaded.manifests
    commit = _resolved(now.root, commit)
    paths = frozenset(map(PurePosixPath, changed_files(now.root, commit)))
    if not run_git(now.root, "ls-tree", commit, "."):
        return ChangedDatasets(now.keys, frozenset())
    with TemporaryDirectory() as folder:
        root = Path(folder) / "manifests"
        root.mkdir()
        _extract(now.root, commit, root, Path(folder) / "archive.tar")
        try:
            before = load(root, environ, loaded.today).manifests
        except ManifestError:  # nothing can be read of it: everything may differ
            return ChangedDatasets(now.keys, frozenset())
        unlike = now.keys if _concerns_all(paths) else frozenset(_unlike(before, now, paths))
        return ChangedDatasets(unlike, before.keys - now.keys)


def _resolved(root: Path, commit: str) -> str:
    """Return the id of a commit that a person names. Raises `NoSuchCommitError`."""
    printed = run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    if printed is None:
        raise NoSuchCommitError(commit)
    return printed.strip()


def _extract(root: Path, commit: str, target: Path, archive: Path) -> None:
    """Write a folder as it is in a commit into another one. Links, which are no manifests, are left out.

    `archive`: a file that is needed meanwhile.
    """
    with archive.open("wb") as file:
        for chunk in git_chunks(root, "archive", "--format=tar", commit):
            file.write(chunk)
    with tarfile.open(archive) as members:
        regular = (member for member in members if member.isfile() or member.isdir())
        members.extractall(target, regular, filter="data")


def _concerns_all(paths: Collection[PurePosixPath]) -> bool:
    """Return whether a file changed whose effect on each dataset is not known: catalogs.yml, a schema, attributes."""
    return any(
        path.name == ATTRIBUTES or (_is_shared(path) and path.name not in LAYERS and path.suffix != ".md")
        for path in paths
    )


def _is_shared(path: PurePosixPath) -> bool:
    return len(path.parts) == 1 or path.parts[0] == "schemas"


def _unlike(before: ManifestSet, now: ManifestSet, paths: Collection[PurePosixPath]) -> Iterator[DatasetKey]:
    """Yield the datasets of the folder that differ; `paths`: the files that do."""
    manifests_before, manifests_now = _without_places(before), _without_places(now)
    changed = frozenset(now.root / path for path in paths)
    files = {manifest.key: _files(manifest) for manifest in now.manifests}
    files_before = {manifest.key: _files(manifest) for manifest in before.manifests}
    changed_before = frozenset(before.root / path for path in paths)
    producers = {key: _producer(now, key) == _producer(before, key) for key in map(producer_of, now.keys)}
    for key in now.keys:
        if key not in manifests_now:  # a manifest that is not valid, also for want of its data file, or a tombstone
            differs = any(_is_layer_of(key, path) for path in paths)
            differs = differs or not changed_before.isdisjoint(files_before.get(key, ()))
        else:
            differs = manifests_now[key] != manifests_before.get(key) or not changed.isdisjoint(files[key])
        if differs or not producers[producer_of(key)]:
            yield key


def _is_layer_of(key: DatasetKey, path: PurePosixPath) -> bool:
    """Return whether a file is the manifest of a dataset, or a layer under it."""
    manifest = path.with_suffix("").as_posix() == key and path.suffix in (".yml", ".yaml")
    return manifest or path.as_posix() in LAYERS or path.as_posix() == f"{producer_of(key)}/producer.yml"


def _without_places(manifests: ManifestSet) -> Mapping[DatasetKey, Manifest]:
    """Return each valid manifest without the places of its values, and with its files relative to the folder."""
    return {
        manifest.key: replace(
            manifest,
            at=ANYWHERE,
            content=_relative(manifest.content, manifests.root),
            overrides={
                name: content and _relative(content, manifests.root) for name, content in manifest.overrides.items()
            },
            origins=(),
            origins_in={},
        )
        for manifest in manifests.manifests
    }


def _relative(content: Dataset, root: Path) -> Dataset:
    return replace(content, resources=tuple(_with_relative_file(resource, root) for resource in content.resources))


def _with_relative_file(resource: Resource, root: Path) -> Resource:
    data = resource.data
    return resource if data is None else replace(resource, data=DataFile(data.path.relative_to(root)))


def _files(manifest: Manifest) -> frozenset[Path]:
    """Return the data files that a manifest names."""
    contents = (manifest.content, *(content for content in manifest.overrides.values() if content is not None))
    data = (resource.data for content in contents for resource in content.resources)
    return frozenset(file.path for file in data if file is not None)


def _producer(manifests: ManifestSet, producer: ProducerId) -> object:
    """Return what the entries of a producer depend on beside its layer; None where its file cannot be read."""
    read: Producer | None = manifests.producers.get(producer)
    return (read.name, read.organizations, read.area, read.insee, read.siren, read.siret) if read else None
