"""Which data files are checked, and which are not read again."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.data_files.check_files import Advance, FileChecker
from publisher.data_files.file_to_check import FileToCheck
from publisher.data_files.findings_cache import FindingsCache
from publisher.model.area import Area
from publisher.model.commands import command
from publisher.model.findings import Cell, Finding, Position, Reencode, Severity
from publisher.model.messages import message
from publisher.model.names import DatasetKey, ResourceId
from publisher.model.values import SchemaRef


class Checks:
    """A check that counts how often it reads a file."""

    def __init__(self, *findings: Finding) -> None:
        self.read: list[str] = []
        self.findings = findings

    def __call__(self, file: FileToCheck, advance: Advance) -> tuple[Finding, ...]:
        self.read.append(file.path.name)
        return self.findings


@pytest.fixture
def file(tmp_path: Path) -> FileToCheck:
    path = tmp_path / "wc.csv"
    path.write_text("nom\nBron\n", encoding="utf-8")
    return FileToCheck(
        path=path,
        shown="manifests/bron/wc.csv",
        key=DatasetKey("bron/wc"),
        resource=ResourceId("csv"),
        at=Position("manifests/bron/wc.yml", 5, 7),
        schema_at=Position("manifests/bron/wc.yml", 5, 7),
        format="csv",
        schema=None,
        area=None,
    )


def checker(checks: Checks, folder: Path | None, version: str = "1", schema: str = "") -> FileChecker:
    """Return a checker with its cache in a folder."""
    return FileChecker(checks, FindingsCache(folder), version, lambda _ref: schema)


def found(checker: FileChecker, file: FileToCheck) -> tuple[Finding, ...]:
    """Return what a checker finds in one file."""
    (checked,) = checker.checked([file], lambda _size: None)
    return checked.findings


IN_FILE = Finding(
    "PUB610", Severity.ERROR, Position("manifests/bron/wc.csv", 2), message("“{value}” is not a date", value="x"),
    message("Write {form}.", form=message("year-month-day")), cell=Cell(2, "date"), count=3,
)  # fmt: skip
AT_PATH = Finding(
    "PUB690", Severity.ADVICE, Position("manifests/bron/wc.yml", 5, 7), message("no schema"), repair=Reencode("cp1252")
)


def test_a_file_is_read_once(tmp_path: Path, file: FileToCheck) -> None:
    checks = Checks(IN_FILE, AT_PATH)
    first = found(checker(checks, tmp_path / "cache"), file)
    second = found(checker(checks, tmp_path / "cache"), file)

    assert checks.read == ["wc.csv"]
    assert first == second == (IN_FILE, AT_PATH)


def test_what_is_kept_follows_the_file_and_its_line(tmp_path: Path, file: FileToCheck) -> None:
    checks = Checks(IN_FILE, AT_PATH)
    found(checker(checks, tmp_path / "cache"), file)
    moved = replace(file, shown="wc.csv", at=Position("wc.yml", 9, 1))

    assert [str(finding.at) for finding in found(checker(checks, tmp_path / "cache"), moved)] == [
        "wc.csv:2:1",
        "wc.yml:9:1",
    ]
    assert checks.read == ["wc.csv"]


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "json"},
        {"schema": SchemaRef("scdl/equipements", "0.1.5")},
        {"area": Area(4.0, 45.0, 5.0, 46.0)},
    ],
)
def test_a_file_is_read_again_when_its_manifest_says_otherwise(
    tmp_path: Path, file: FileToCheck, changed: dict[str, object]
) -> None:
    checks = Checks()
    found(checker(checks, tmp_path / "cache"), file)
    found(checker(checks, tmp_path / "cache"), replace(file, **changed))  # type: ignore[arg-type]

    assert checks.read == ["wc.csv", "wc.csv"]


def test_a_file_is_read_again_when_its_bytes_its_schema_or_the_checks_change(tmp_path: Path, file: FileToCheck) -> None:
    checks, with_schema = Checks(), replace(file, schema=SchemaRef("a/b", "1"))
    found(checker(checks, tmp_path / "cache"), with_schema)
    found(checker(checks, tmp_path / "cache", version="2"), with_schema)
    found(checker(checks, tmp_path / "cache", schema="other"), with_schema)
    file.path.write_text("nom\nLyon\n", encoding="utf-8")
    found(checker(checks, tmp_path / "cache"), with_schema)

    assert len(checks.read) == 4


@pytest.mark.parametrize("content", [b"", b"{", b"[{}]", b"\xff", b"[1]"])
def test_a_broken_cache_is_no_fault(tmp_path: Path, file: FileToCheck, content: bytes) -> None:
    checks = Checks(IN_FILE)
    found(checker(checks, tmp_path / "cache"), file)
    for kept in (tmp_path / "cache").glob("*.json"):
        kept.write_bytes(content)

    assert found(checker(checks, tmp_path / "cache"), file) == (IN_FILE,)
    assert len(checks.read) == 2


def test_without_a_place_to_write_files_are_read_each_time(tmp_path: Path, file: FileToCheck) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    for folder in (None, tmp_path / "cache"):
        checks = Checks(IN_FILE)
        assert [found(checker(checks, folder), file) for _time in range(2)] == [(IN_FILE,)] * 2
        assert len(checks.read) == 2


def test_a_finding_that_names_a_command_is_made_anew(tmp_path: Path, file: FileToCheck) -> None:
    named = replace(IN_FILE, fix=message("See {command}", command=command("explain", "PUB610")))
    checks = Checks(named)
    for _time in range(2):
        assert found(checker(checks, tmp_path / "cache"), file) == (named,)
    assert len(checks.read) == 2


def test_a_missing_file_is_left_out(tmp_path: Path, file: FileToCheck) -> None:
    missing = replace(file, path=tmp_path / "missing.csv")

    assert list(checker(Checks(), None).checked([missing], lambda _size: None)) == []


def test_what_is_found_in_a_file_that_changes_meanwhile_is_not_kept(tmp_path: Path, file: FileToCheck) -> None:
    """It is about other bytes than those of the checksum by which it would be found again."""
    first = Checks()

    def changing(file: FileToCheck, advance: Advance) -> tuple[Finding, ...]:
        file.path.write_text("nom\nLyon et Bron\n", encoding="utf-8")
        return first(file, advance)

    cache = FindingsCache(tmp_path / "cache")
    assert found(FileChecker(changing, cache, "1", lambda _ref: ""), file) == ()
    file.path.write_text("nom\nBron\n", encoding="utf-8")

    assert found(checker(Checks(IN_FILE), tmp_path / "cache"), file) == (IN_FILE,)


def test_a_file_that_is_gone_before_its_end_is_left_out(tmp_path: Path, file: FileToCheck) -> None:
    def removing(file: FileToCheck, _advance: Advance) -> tuple[Finding, ...]:
        file.path.unlink()
        return ()

    removed = FileChecker(removing, FindingsCache(tmp_path / "cache"), "1", lambda _ref: "")
    assert list(removed.checked([file], lambda _size: None)) == []
