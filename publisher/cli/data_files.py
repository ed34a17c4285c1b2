"""The content of the data files of the selected manifests, checked where a verb asks for it."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from publisher.catalogs.transport import Transport
from publisher.cli.local_files import STATE
from publisher.cli.selection_options import Common
from publisher.data_files.check_file import check_file
from publisher.data_files.check_files import Advance, CheckedFile, FileChecker, files_of, uses_of
from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.findings_cache import FindingsCache
from publisher.data_files.personal_data.accepted_files import JudgedFindings, with_acceptances
from publisher.data_files.personal_data.personal_check import PersonalCheck
from publisher.data_files.personal_data.redact_values import redacted
from publisher.data_files.table_place import TablePlace
from publisher.data_files.table_schema.download import HOME, fetch_with
from publisher.data_files.table_schema.schema_findings import schema_check, schema_findings
from publisher.data_files.table_schema.schema_library import SchemaLibrary
from publisher.data_files.workbook_file import reads_cells
from publisher.manifests.findings_collector import shown
from publisher.manifests.load_folder import SCHEMAS
from publisher.manifests.personal_data_file import FILE as PERSONAL_DATA
from publisher.model.findings import Finding
from publisher.model.manifest import ManifestSet
from publisher.model.names import DatasetKey
from publisher.views import console

LIBRARIES: Final = ("frictionless", "openpyxl", "python-stdnum")
"""They read tables and judge cells: of another version, they may find something else."""
LONG = 20_000_000
"""Bytes of files above which their progress is shown."""


def checked_files(
    manifests: ManifestSet, keys: Collection[DatasetKey], library: SchemaLibrary
) -> tuple[CheckedFile, ...]:
    """Return the data files of these manifests, each with what is wrong in its content."""
    files = files_of(manifests, keys, shown)
    if not files:
        return ()
    checker = FileChecker(
        check=partial(_findings, library),
        cache=FindingsCache(STATE / "cache" / "files"),
        version=f"{digest_of_checks(Path(__file__).parent.parent)} {reads_cells()}",
        schema_digest=library.digest,
    )
    total = sum(file.path.stat().st_size for file in files if file.path.is_file())
    with console.reading(total if total > LONG else 0) as advance:
        return tuple(_with_schema_findings(checked, library) for checked in checker.checked(files, advance))


def judged_findings(manifests: ManifestSet, files: Sequence[CheckedFile]) -> JudgedFindings:
    """Return the findings of data files, those about personal data that are accepted apart."""
    if not files:
        return JudgedFindings((), ())
    where = shown(manifests.root / PERSONAL_DATA)
    return with_acceptances(files, uses_of(manifests, shown), manifests.acceptances, where)


def schema_library(common: Common) -> SchemaLibrary:
    """Return where the schemas of data files come from: the folder of manifests first."""
    folders = [common.manifests / SCHEMAS, *([common.schemas] if common.schemas else [])]
    fetch = fetch_with(Transport(HOME)) if common.fetches_schemas else None
    return SchemaLibrary(folders, STATE / "cache" / "schemas", fetch)


def _findings(library: SchemaLibrary, file: FileToCheck, advance: Advance) -> tuple[Finding, ...]:
    check, personal = schema_check(file, library), PersonalCheck(TablePlace(file.shown))
    findings = check_file(file, (*([check] if check else []), personal), advance)
    return redacted(findings, personal.columns, personal.hidden_names)


def _with_schema_findings(checked: CheckedFile, library: SchemaLibrary) -> CheckedFile:
    """Return a file with what is wrong with its schema: that is never kept, for it may be there the next time."""
    return replace(checked, findings=(*schema_findings(checked.file, library), *checked.findings))


@cache
def digest_of_checks(package: Path) -> str:
    """Return a digest of the checks themselves: what was found by others is not taken for theirs."""
    sources = [
        *(package / "data_files").rglob("*.py"),
        *(package / "tables").glob("*.py"),
        *(package / "rules").glob("*.py"),
        *(package / "model").glob("*.py"),
    ]
    digest = sha256()
    for path in sorted(sources):
        digest.update(path.read_bytes())
    for library in LIBRARIES:
        with suppress(PackageNotFoundError):
            digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()
