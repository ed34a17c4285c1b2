"""Data files as the commands see them: checked by `validate`, `plan` and `sync`, quickly where nothing changed."""

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from openpyxl import Workbook

from publisher.cli.data_files import digest_of_checks
from publisher.data_files.row_shape_check import RowShapeCheck

from .conftest import DATASET, Shell, dataset_of

WITH_FILE = DATASET + "  - {id: tableau, title: Toilettes par rue, path: wc.csv, type: main}\n"


def write(shell: Shell, content: bytes, name: str = "wc.csv") -> None:
    """Write a manifest with a data file."""
    shell.write("bron/wc.yml", WITH_FILE.replace("wc.csv", name))
    (Path("manifests/bron") / name).write_bytes(content)


def findings(shell: Shell, *words: str) -> list[tuple[str, str, int]]:
    """Return the rule, the file and the row of each finding."""
    document = json.loads(shell("validate", *words, "--format", "json").out)
    return [(item["rule"], item["file"].rpartition("/")[2], item["line"]) for item in document["findings"]]


def test_a_row_is_named_with_its_file(shell: Shell) -> None:
    write(shell, b"nom,commune\nMairie,Bron\nParc\n")

    assert findings(shell) == [("PUB614", "wc.csv", 3)]
    assert "0 valid manifests" in shell("validate").out


@pytest.mark.parametrize("verb", [["plan"], ["sync", "--yes"]])
def test_nothing_is_planned_or_written_with_a_broken_file(shell: Shell, verb: list[str]) -> None:
    write(shell, b"nom,commune\nMairie,Bron\nParc\n")
    ran = shell(*verb)

    assert ran.code == 1
    assert "wc.csv" in ran.err
    assert "Nothing has been published." in ran.err


def test_the_file_of_a_manifest_of_another_name_is_its_own(shell: Shell) -> None:
    write(shell, b"nom,commune\nMairie,Bron\nParc\n", "releve-2024.csv")
    shell.write("bron/parcs.yml", dataset_of("Parcs"))

    assert findings(shell, "bron/wc") == [("PUB614", "releve-2024.csv", 3)]
    assert findings(shell, "bron/parcs") == []


def test_the_encoding_is_corrected_when_asked_for(shell: Shell) -> None:
    write(shell, "nom,commune\r\nÉcole,Écully\r\n".encode("cp1252"))
    ran = shell("validate", "--fix")

    assert ran.code == 0
    assert "✔ manifests/bron/wc.csv" in ran.out
    assert Path("manifests/bron/wc.csv").read_bytes() == "nom,commune\r\nÉcole,Écully\r\n".encode()


def test_the_content_of_a_file_is_accepted_in_the_manifest(shell: Shell) -> None:
    write(shell, b"nom,commune\nMairie,Bron\nParc\n")
    shell.write("bron/wc.yml", WITH_FILE + "exceptions: {PUB614: Le fichier vient de l'État}\n")

    assert findings(shell) == []
    assert "1 finding accepted by a manifest (PUB614)." in shell("validate").out


def test_a_workbook_is_read_again_once_openpyxl_is_installed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    book = Workbook()
    for row in (("id", "code_insee"), (1, 1004)):
        book.active.append(row)
    book.save(file)
    write(shell, file.getvalue(), "wc.xlsx")
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "openpyxl", None)
        assert findings(shell) == [("PUB655", "wc.xlsx", 1)]

    assert findings(shell) == [("PUB622", "wc.xlsx", 2)]


@pytest.mark.parametrize("folder", ["data_files", "data_files/personal_data", "tables", "rules", "model"])
def test_a_change_of_any_check_is_another_version(tmp_path: Path, folder: str) -> None:
    """What the former checks found is not taken for what these would find."""
    for name in ("before", "after"):
        (tmp_path / name / folder).mkdir(parents=True)
        (tmp_path / name / folder / "check.py").write_text(name)

    assert digest_of_checks(tmp_path / "before") != digest_of_checks(tmp_path / "after")


def test_a_file_of_two_datasets_is_accepted_by_both(shell: Shell) -> None:
    accepts = "exceptions: {PUB614: Le fichier vient de l'État}\n"
    write(shell, b"nom,commune\nMairie,Bron\nParc\n")
    shell.write("bron/wc.yml", WITH_FILE + accepts)
    other = dataset_of("Parcs") + "  - {id: tableau, title: Parcs par rue, path: wc.csv, type: main}\n"
    shell.write("bron/parcs.yml", other)
    assert ("PUB614", "wc.csv", 3) in findings(shell)

    shell.write("bron/parcs.yml", other + accepts)
    assert ("PUB614", "wc.csv", 3) not in findings(shell)


def test_an_internal_fault_in_a_file_repeats_no_cell_of_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an error of the program quotes may be personal data, and its report is sent around."""

    def broken(_check: object, _row: int, cells: Sequence[str]) -> NoReturn:
        try:
            int(cells[0])
        except ValueError as error:
            raise KeyError(cells[0]) from error
        raise AssertionError

    monkeypatch.setattr(RowShapeCheck, "row", broken)
    write(shell, "nom,commune\nLefèvre-Quantin,Bron\n".encode())
    ran = shell("validate")
    crash = Path(".publisher/crash.log").read_text(encoding="utf-8")

    assert ran.code == 70
    assert crash.startswith("Traceback")
    assert [line for line in crash.splitlines() if line in ("ValueError", "KeyError")] == ["ValueError", "KeyError"]
    assert "table_walk.py" in crash
    assert "Quantin" not in crash + ran.out + ran.err
