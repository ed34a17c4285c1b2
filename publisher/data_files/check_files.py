"""Check the data files of manifests. A file is read again only when its bytes, its schema or the checks changed."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.findings_cache import FindingsCache
from publisher.model.dataset import Resource
from publisher.model.findings import Finding
from publisher.model.manifest import Manifest, ManifestSet
from publisher.model.names import DatasetKey, ResourceId, producer_of
from publisher.model.values import SchemaRef
from publisher.safe_open import open_regular

Use = tuple[DatasetKey, ResourceId]
"""A dataset, and its resource that names a file."""
FileState = tuple[int, int, int]
Advance = Callable[[int], None]
"""Is told how many bytes were read since it was called last."""


@dataclass(frozen=True)
class CheckedFile:
    """A data file, the checksum of the bytes that were checked, and what was found."""

    file: FileToCheck
    sha256: str
    findings: tuple[Finding, ...]


def files_of(manifests: ManifestSet, keys: Collection[DatasetKey], shown: Callable[[Path], str]) -> list[FileToCheck]:
    """Return the data files that these manifests name, each file and schema once."""
    files: dict[tuple[Path, SchemaRef | None], FileToCheck] = {}
    for manifest in manifests.manifests:
        if manifest.key in keys:
            for file in _files_of_manifest(manifests, manifest, shown):
                files.setdefault((file.path, file.schema), file)
    return list(files.values())


def uses_of(manifests: ManifestSet, shown: Callable[[Path], str]) -> dict[Path, list[Use]]:
    """Return the resources that name each data file, of all manifests."""
    uses: dict[Path, list[Use]] = {}
    for manifest in manifests.manifests:
        for file in _files_of_manifest(manifests, manifest, shown):
            uses.setdefault(file.path, []).append((file.key, file.resource))
    return uses


def _files_of_manifest(
    manifests: ManifestSet, manifest: Manifest, shown: Callable[[Path], str]
) -> Iterator[FileToCheck]:
    producer = manifests.producers.get(producer_of(manifest.key))
    contents = (manifest.content, *(content for content in manifest.overrides.values() if content is not None))
    for resource in (resource for content in contents for resource in content.resources):
        if resource.data is not None:
            at = manifest.place(f"resources.{resource.id}.path")
            schema_at = manifest.place(f"resources.{resource.id}.schema")
            is_own = schema_at.file == at.file and schema_at != manifest.at
            yield FileToCheck(
                path=resource.data.path,
                shown=shown(resource.data.path),
                key=manifest.key,
                resource=resource.id,
                at=at,
                schema_at=schema_at if is_own else at,
                format=resource.format if isinstance(resource.format, str) else None,
                schema=_schema_of(resource),
                area=producer.area if producer else None,
            )


def _schema_of(resource: Resource) -> SchemaRef | None:
    return resource.schema if isinstance(resource.schema, SchemaRef) else None


Check = Callable[[FileToCheck, Advance], tuple[Finding, ...]]
"""Reads a file from end to end and returns what is wrong in it."""


@dataclass(frozen=True)
class FileChecker:
    """Checks files, and remembers what it found."""

    check: Check
    cache: FindingsCache
    version: str
    """Of the checks: what was found by others is not taken for theirs."""
    schema_digest: Callable[[SchemaRef], str]
    """Of the content of a schema, as far as it is known."""

    def checked(self, files: Iterable[FileToCheck], advance: Advance) -> Iterator[CheckedFile]:
        """Yield each file with what was found in it. A file that cannot be read is left out: its path has a finding."""
        for file in files:
            try:
                before, checksum = _state(file.path), _checksum(file.path)
                findings = self._findings(file, checksum, before, advance)
            except OSError:
                continue
            yield CheckedFile(file, checksum, findings)

    def _findings(self, file: FileToCheck, checksum: str, before: FileState, advance: Advance) -> tuple[Finding, ...]:
        digest = self._digest(file, checksum)
        findings = self.cache.get(digest, file)
        if findings is None:
            findings = self.check(file, advance)
            if _state(file.path) == before:  # else they may be about other bytes than those of the checksum
                self.cache.put(digest, file, findings)
        else:
            advance(file.path.stat().st_size)
        return findings

    def _digest(self, file: FileToCheck, checksum: str) -> str:
        """Return what the findings about a file depend on."""
        schema = self.schema_digest(file.schema) if file.schema else ""
        parts = (self.version, checksum, file.path.name, file.format, file.schema, schema, file.area)
        return sha256(repr(parts).encode()).hexdigest()


def _state(path: Path) -> FileState:
    """Return what changes with the bytes of a file. Raises `OSError`."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _checksum(path: Path) -> str:
    """Return the SHA-256 of a file. Raises `OSError`."""
    with open_regular(path) as file:
        return file_digest(file, "sha256").hexdigest()
