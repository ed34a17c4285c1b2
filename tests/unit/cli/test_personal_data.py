"""Personal data as the commands see them: found, never shown, and accepted only by a reviewed entry."""

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from publisher.cli.data_files import checked_files
from publisher.data_files.check_files import CheckedFile
from tests.unit.fake_catalog import FakeCatalog

from .conftest import DATASET, Shell

WITH_FILE = DATASET + "  - {id: tableau, title: Toilettes par rue, path: wc.csv, type: main}\n"
TABLE = "nom,prenom,date_naissance\nZorgbluk,Jean,12/03/1954\n"


@pytest.fixture
def entry(shell: Shell) -> str:
    """Write a dataset with personal data, and return the entry that accepts it."""
    return write(shell, TABLE)


def write(shell: Shell, table: str) -> str:
    shell.write("bron/wc.yml", WITH_FILE)
    shell.write("bron/wc.csv", table)
    checksum = sha256(table.encode()).hexdigest()
    return f"- {{key: bron/wc, resource: tableau, reason: Accord, sha256: {checksum}}}\n"


def rules(shell: Shell) -> list[str]:
    return [item["rule"] for item in json.loads(shell("validate", "--format", "json").out)["findings"]]


@pytest.mark.parametrize("form", ["text", "json", "markdown", "github", "sarif"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_output_and_no_kept_file_shows_a_value(shell: Shell, entry: str, form: str, language: str) -> None:
    ran = shell("validate", "--format", form, "--lang", language)

    assert "PUB701" in ran.out
    kept = [path.read_bytes() for path in Path(".publisher").rglob("*") if path.is_file()]
    assert kept
    for output in (ran.out.encode(), ran.err.encode(), *kept):
        assert b"Zorgbluk" not in output
        assert b"1954" not in output
    assert "PUB701" in shell("validate", "--format", form, "--lang", language).out  # from the cache


@pytest.mark.parametrize("verb", [["plan"], ["sync", "--yes"]])
def test_no_file_with_personal_data_is_published(
    shell: Shell, managed: FakeCatalog, entry: str, verb: list[str]
) -> None:
    ran = shell(*verb)

    assert ran.code == 1
    assert "PUB701" in ran.err
    assert not managed.writes


@pytest.mark.parametrize(
    ("rule", "table"), [("PUB701", TABLE), ("PUB704", "nomBeneficiaire,idBeneficiaire\nM. Jean Zorgbluk,\n")]
)
def test_no_exception_of_a_manifest_accepts_them(shell: Shell, rule: str, table: str) -> None:
    write(shell, table)
    shell.write("bron/wc.yml", WITH_FILE + f"exceptions: {{{rule}: Accord des personnes.}}\n")
    ran = shell("validate")

    assert ran.code == 1
    assert f"the rule {rule} has no exceptions" in ran.out.replace("The", "the")


def test_the_message_gives_the_entry_to_submit(shell: Shell, entry: str) -> None:
    text = " ".join(shell("validate").out.split())
    assert entry.strip().replace("Accord", "À COMPLÉTER") in text


def test_an_entry_accepts_these_bytes_and_no_others(shell: Shell, entry: str) -> None:
    shell.write("personal-data.yml", entry)
    assert rules(shell) == ["PUB624"]
    assert "PUB701" in json.dumps(json.loads(shell("validate", "--format", "json").out)["accepted"])

    assert "1 finding accepted by personal-data.yml (PUB701)." in shell("validate").out

    again = write(shell, TABLE + "Quaxxley,Luc,01/01/1960\n")
    assert "PUB701" in rules(shell)
    text = " ".join(shell("validate").out.split())
    assert "The file has changed since it was accepted (manifests/personal-data.yml, line 1)" in text
    assert again.strip().replace("Accord", "À COMPLÉTER") in text


def test_an_entry_for_one_resource_does_not_accept_another_with_the_same_file(shell: Shell, entry: str) -> None:
    shell.write("personal-data.yml", entry)
    other = "  - {id: copie, title: Copie du tableau, path: wc.csv}\n"
    shell.write("bron/wc.yml", WITH_FILE + other)
    assert "PUB701" in rules(shell)


def test_an_entry_that_is_not_committed_does_not_count(shell: Shell, managed: FakeCatalog, entry: str) -> None:
    subprocess.run(["git", "init", "--quiet"], check=True)
    shell.write("personal-data.yml", entry)

    assert {"PUB701", "PUB720"} <= set(rules(shell))
    assert "does not count yet" in shell("validate").out
    assert shell("sync", "--yes").code == 1
    assert not managed.writes


@pytest.mark.parametrize("verb", [["plan"], ["sync", "--yes"]])
def test_bytes_that_were_not_checked_are_not_published(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    write(shell, "id,nom\n1,Mairie\n")

    def then_changed(*arguments: Any) -> tuple[CheckedFile, ...]:
        files = checked_files(*arguments)
        shell.write("bron/wc.csv", TABLE)
        return files

    monkeypatch.setattr("publisher.cli.workspace.checked_files", then_changed)
    ran = shell(*verb)

    assert ran.code == 1
    assert "The file has changed since it was checked." in ran.err
    assert not managed.writes
