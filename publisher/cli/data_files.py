"""The content of the data files of the selected manifests, checked where a verb asks for it."""

from collections.abc import Collection
from functools import cache
from hashlib import sha256
from pathlib import Path

from publisher.cli.local_files import STATE
from publisher.data_files.check_file import check_file
from publisher.data_files.check_files import CheckedFile, FileChecker, files_of
from publisher.data_files.findings_cache import FindingsCache
from publisher.manifests.findings_collector import shown
from publisher.model.manifest import ManifestSet
from publisher.model.names import DatasetKey
from publisher.views import console

LONG = 20_000_000
"""Bytes of files above which their progress is shown."""


def checked_files(manifests: ManifestSet, keys: Collection[DatasetKey]) -> tuple[CheckedFile, ...]:
    """Return the data files of these manifests, each with what is wrong in its content."""
    files = files_of(manifests, keys, shown)
    if not files:
        return ()
    checker = FileChecker(
        check=lambda file, advance: check_file(file, (), advance),
        cache=FindingsCache(STATE / "cache" / "files"),
        version=_version(),
        schema_digest=str,
    )
    total = sum(file.path.stat().st_size for file in files if file.path.is_file())
    with console.reading(total if total > LONG else 0) as advance:
        return tuple(checker.checked(files, advance))


@cache
def _version() -> str:
    """Return a digest of the checks themselves: what was found by others is not taken for theirs."""
    package = Path(__file__).parent.parent
    sources = [
        *(package / "data_files").rglob("*.py"),
        *(package / "tables").glob("*.py"),
        *(package / "rules").glob("*.py"),
    ]
    digest = sha256()
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()
