"""`personal-data.yml`: which entries are valid, which count, and what is said about the others."""

import subprocess
from pathlib import Path

import pytest

from .folder import Folder

SHA = "a" * 64
ENTRY = f"- key: bron/wc\n  resource: csv\n  reason: Accord des élus.\n  sha256: {SHA}\n"
WITH_FILE = """\
title: Toilettes publiques
description: Emplacements et horaires de chaque toilette publique, relevés par la voirie pour que chacun en trouve une.
resources:
  - {id: csv, title: Toilettes en tableau, path: wc.csv}
"""


@pytest.fixture(autouse=True)
def data_file(folder: Folder) -> None:
    folder.write("bron/wc.yml", WITH_FILE)
    folder.write("bron/wc.csv", "nom\nBron\n")


def git(folder: Folder, *arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder.root), *identity, *arguments], check=True, capture_output=True)


def commit(folder: Folder) -> None:
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


def of_file(folder: Folder) -> list[str]:
    """Return the place, the rule and the message of each finding about the file."""
    return [
        f"{f.at.line}:{f.at.column} {f.rule} {f.what.in_english()} → {f.fix.in_english() if f.fix else ''}"
        for f in folder.findings()
        if f.at.file == "manifests/personal-data.yml"
    ]


def counting(folder: Folder) -> list[bool]:
    return [acceptance.counts for acceptance in folder.load().manifests.acceptances]


def test_an_entry_is_read(folder: Folder) -> None:
    folder.write("personal-data.yml", ENTRY.replace(SHA, SHA.upper()))
    (acceptance,) = folder.load().manifests.acceptances

    assert (acceptance.key, acceptance.resource, acceptance.sha256) == ("bron/wc", "csv", SHA)
    assert acceptance.at.line == 1
    assert acceptance.counts
    assert of_file(folder) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key: bron/wc\n", "1:1 PUB114 the file must be a list"),
        ("- bron/wc\n", "1:3 PUB114 a group of `key: value` lines is expected here"),
        (ENTRY.replace("reason", "raison"), "3:3 PUB111 unknown key “raison”"),
        (ENTRY.replace("  reason: Accord des élus.\n", ""), "1:3 PUB112 “reason” is missing"),
        (ENTRY.replace("Accord des élus.", "À COMPLÉTER"), "3:11 PUB117 this field is still to be filled in"),
        (ENTRY.replace(SHA, "abc"), "4:11 PUB114 a SHA-256 checksum has 64 digits and letters from a to f"),
        (ENTRY.replace("bron/wc", "bron/parcs"), "1:8 PUB721 there is no dataset “bron/parcs”"),
        (ENTRY.replace("csv", "carte"), "2:13 PUB721 “bron/wc” has no resource “carte” with a file"),
        (ENTRY + ENTRY, "5:3 PUB721 this resource has an entry already, on line 1"),
    ],
)
def test_what_is_wrong_is_said_on_its_line(folder: Folder, text: str, expected: str) -> None:
    folder.write("personal-data.yml", text)
    assert any(expected in finding for finding in of_file(folder)), of_file(folder)


def test_a_manifest_that_cannot_be_read_does_not_accuse_its_entry(folder: Folder) -> None:
    folder.write("bron/wc.yml", "titre: x\n")
    folder.write("personal-data.yml", ENTRY)
    assert of_file(folder) == []


def test_an_entry_counts_once_it_is_committed(folder: Folder) -> None:
    commit(folder)
    folder.write("personal-data.yml", ENTRY)
    assert counting(folder) == [False]
    assert any("PUB720" in finding and "not committed" in finding for finding in of_file(folder))

    commit(folder)
    assert counting(folder) == [True]
    assert of_file(folder) == []


def test_an_edit_of_a_committed_entry_does_not_count(folder: Folder) -> None:
    folder.write("personal-data.yml", ENTRY)
    commit(folder)
    folder.write("personal-data.yml", ENTRY.replace(SHA, "b" * 64))
    assert counting(folder) == [False]


def test_with_a_remote_its_default_branch_counts_and_not_a_local_commit(folder: Folder, tmp_path: Path) -> None:
    commit(folder)
    git(folder, "remote", "add", "origin", str(tmp_path / "elsewhere"))
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    folder.write("personal-data.yml", ENTRY)
    commit(folder)
    assert counting(folder) == [False]
    assert any("it is not on origin/main" in finding for finding in of_file(folder))

    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert counting(folder) == [True]


def test_the_default_branch_goes_before_one_with_a_usual_name(folder: Folder, tmp_path: Path) -> None:
    folder.write("personal-data.yml", ENTRY)
    commit(folder)
    git(folder, "remote", "add", "origin", str(tmp_path / "elsewhere"))
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    folder.write("personal-data.yml", "")
    commit(folder)
    git(folder, "update-ref", "refs/remotes/origin/HEAD", "HEAD")
    folder.write("personal-data.yml", ENTRY)
    assert counting(folder) == [False]


def test_without_a_known_default_branch_nothing_counts(folder: Folder, tmp_path: Path) -> None:
    folder.write("personal-data.yml", ENTRY)
    commit(folder)
    git(folder, "remote", "add", "origin", str(tmp_path / "elsewhere"))

    assert counting(folder) == [False]
    assert any("git remote set-head origin --auto" in finding for finding in of_file(folder))


def test_a_variable_cannot_name_another_repository(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "manifests"
    other.mkdir(parents=True)
    (other / "personal-data.yml").write_text(ENTRY, encoding="utf-8")
    commit(folder)
    subprocess.run(["git", "init", "--quiet", str(other.parent)], check=True)
    folder.write("personal-data.yml", ENTRY)
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    for words in (("add", "--all"), ("commit", "--quiet", "--message", "x")):
        subprocess.run(["git", "-C", str(other.parent), *identity, *words], check=True, capture_output=True)
    monkeypatch.setenv("GIT_DIR", str(other.parent / ".git"))
    assert counting(folder) == [False]


def test_where_git_cannot_answer_nothing_counts(folder: Folder) -> None:
    folder.write("personal-data.yml", ENTRY)
    (folder.root / ".git").mkdir()
    assert counting(folder) == [False]
