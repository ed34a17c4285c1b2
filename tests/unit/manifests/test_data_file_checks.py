"""Data files must be in the producer's folder, exist, be no link, and be named in a manifest."""

import os
from pathlib import Path

import pytest

from publisher.model.values import UNMANAGED
from tests.unit.systems import IS_ROOT

from .folder import Folder

LEAVES = (
    "PUB401 the path leaves the producer's folder, or follows a symbolic link → Put the "
    "file into the producer's folder, and write only its name."
)


def name_file(folder: Folder, path: str, name: str = "bron/wc.yml") -> None:
    """Write a manifest whose one resource is a file, named on line 6 from column 11."""
    folder.dataset(f"resources:\n  - id: csv\n    title: Toilettes\n    path: {path}\n", name)


def file_of(folder: Folder) -> Path:
    """Return the path of the file that the one resource of bron/wc names."""
    (only,) = folder.manifest().content.resources
    assert only.data is not None
    assert only.url is UNMANAGED
    return only.data.path


def test_a_file_that_is_there_is_published(folder: Folder) -> None:
    folder.write("bron/toilettes.csv", "a;b\n")
    name_file(folder, "toilettes.csv")

    assert folder.lines() == []
    assert file_of(folder) == folder.root / "bron" / "toilettes.csv"


@pytest.mark.parametrize("path", ["../lyon/toilettes.csv", "donnees/../../x.csv", "/etc/passwd", ".."])
def test_a_path_never_leaves_the_folder(folder: Folder, path: str) -> None:
    folder.write("lyon/toilettes.csv", "a;b\n")
    folder.write("lyon/producer.yml", "name: Lyon\n")
    name_file(folder, path)

    assert f"bron/wc.yml:6:11 {LEAVES}" in folder.lines()


@pytest.mark.parametrize("path", [r"donnees\toilettes.csv", r"C:\Users\marie\toilettes.csv"])
def test_a_path_of_windows_is_no_name_of_a_file(folder: Folder, path: str) -> None:
    name_file(folder, path)

    assert folder.lines() == [
        "bron/wc.yml:6:11 PUB401 this is the place of a file on one computer; only its name in the producer's folder is"
        " written → Put the file into the producer's folder, and write only its name."
    ]


def test_a_linked_file_is_refused(folder: Folder) -> None:
    secret = folder.root.parent / "secret.csv"
    secret.write_text("a;b\n", encoding="utf-8")
    (folder.root / "bron" / "toilettes.csv").symlink_to(secret.resolve())
    name_file(folder, "toilettes.csv")

    assert folder.lines() == [f"bron/wc.yml:6:11 {LEAVES}"]


def test_a_file_of_a_linked_folder_is_refused(folder: Folder) -> None:
    folder.write("../ailleurs/toilettes.csv", "a;b\n")
    (folder.root / "bron" / "donnees").symlink_to(folder.root.parent.resolve() / "ailleurs")
    name_file(folder, "donnees/toilettes.csv")

    assert folder.lines() == [f"bron/wc.yml:6:11 {LEAVES}"]


@pytest.mark.parametrize("name", ["bron/wc.yml", "bron/producer.yml", "defaults.yml", "themes.yml"])
def test_a_linked_manifest_is_refused(folder: Folder, name: str) -> None:
    target = folder.write("../ailleurs.yml", "title: T\ndescription: D\n").resolve()
    (folder.root / name).unlink(missing_ok=True)
    (folder.root / name).symlink_to(target)

    assert folder.lines() == [f"{name}:1:1 PUB401 this is a symbolic link → Put the file itself here."]


def test_a_link_to_nothing_is_refused_too(folder: Folder) -> None:
    (folder.root / "bron" / "wc.yml").symlink_to("nulle-part.yml")

    assert folder.lines() == ["bron/wc.yml:1:1 PUB401 this is a symbolic link → Put the file itself here."]


def test_a_linked_producer_folder_is_refused(folder: Folder) -> None:
    folder.write("../ailleurs/producer.yml", "name: Ailleurs\n")
    folder.dataset(name="../ailleurs/wc.yml")
    (folder.root / "ailleurs").symlink_to(folder.root.parent.resolve() / "ailleurs")

    assert [finding_line.split()[:2] for finding_line in folder.lines()] == [["ailleurs:1:1", "PUB401"]]


def test_a_missing_file_is_reported_with_the_nearest_name(folder: Folder) -> None:
    folder.write("bron/toilettes-publiques.csv", "a;b\n")
    name_file(folder, "toilettes_publiques.csv")

    assert folder.lines() == [
        "bron/wc.yml:6:11 PUB402 there is no such file → Did you mean “toilettes-publiques.csv”? If not, add the file"
        " to the folder."
    ]


def test_a_missing_file_without_a_like_is_to_be_added(folder: Folder) -> None:
    name_file(folder, "zzz.csv")

    assert folder.lines() == ["bron/wc.yml:6:11 PUB402 there is no such file → Add the file to the folder."]


@pytest.mark.parametrize("path", ["a" * 300, "."])
def test_a_path_that_can_be_no_file_is_a_finding_and_no_crash(folder: Folder, path: str) -> None:
    name_file(folder, path)

    assert folder.lines() == ["bron/wc.yml:6:11 PUB402 there is no such file → Add the file to the folder."]


def test_a_folder_is_no_file(folder: Folder) -> None:
    folder.write("bron/donnees/parcs.csv", "a;b\n1;2\n")
    name_file(folder, "donnees")

    assert folder.lines() == [
        "bron/wc.yml:6:11 PUB402 this is a folder, not a file → Write the name of the file in it, too: "
        "path: donnees/parcs.csv"
    ]


def test_a_file_whose_name_no_manifest_can_have_is_to_be_renamed(folder: Folder) -> None:
    folder.dataset("")
    Path(os.fsdecode(os.fsencode(folder.root / "bron") + b"/march\xe9.csv")).write_text("a;b\n1;2\n", encoding="utf-8")

    assert [line.partition(" ")[2] for line in folder.lines()] == [
        "PUB403 no manifest names this file → Give it a name without accents, then name it in a manifest; or move it "
        "out of this folder."
    ]


def test_a_git_lfs_pointer_is_not_data(folder: Folder) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n"
    folder.write("bron/toilettes.csv", pointer)
    name_file(folder, "toilettes.csv")

    assert folder.lines() == [
        "bron/wc.yml:6:11 PUB404 this is a Git LFS pointer, not the data"
        " → Fetch the files (git lfs pull), or commit the file itself."
    ]


def test_a_file_that_no_manifest_names_is_reported_with_the_one_it_seems_to_replace(folder: Folder) -> None:
    folder.write("bron/toilettes.csv", "a;b\n")
    folder.write("bron/toilettes-2026.csv", "a;b\n")
    name_file(folder, "toilettes.csv")

    assert folder.lines()[0] == (
        "bron/toilettes-2026.csv:1:1 PUB403 no manifest names this file → If it replaces "
        "toilettes.csv, write `path: toilettes-2026.csv` in manifests/bron/wc.yml:6:11; else name it in another "
        "manifest."
    )


def test_a_file_without_a_like_is_to_be_named_or_moved_away(folder: Folder) -> None:
    folder.dataset()
    folder.write("bron/donnees/parcs.csv", "a;b\n")

    assert folder.lines() == [
        "bron/donnees/parcs.csv:1:1 PUB403 no manifest names this file"
        " → Name it in a manifest (`path: donnees/parcs.csv`), or move it out of this folder."
    ]


@pytest.mark.parametrize("content", ["title: T\n".encode("utf-16"), b"title: [\n", b"title: \xe9\n"])
def test_a_file_is_not_to_be_removed_where_a_manifest_cannot_be_read(folder: Folder, content: bytes) -> None:
    folder.write("bron/parcs.csv", "a;b\n")
    folder.write("bron/wc.yml", content)

    assert [line for line in folder.lines() if "PUB403" in line] == [
        "bron/parcs.csv:1:1 PUB403 no manifest names this file → First correct what cannot be read and may name it:"
        " manifests/bron/wc.yml"
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("#tmp#.csv", "'#tmp#.csv'"),
        ("a: b.csv", "'a: b.csv'"),
        ("a #b.csv", "'a #b.csv'"),
        ("l'eau #1.csv", "'l''eau #1.csv'"),
        ("- a.csv", "'- a.csv'"),
        ("[a].csv", "'[a].csv'"),
        ("l'eau (1)-é.csv", "l'eau (1)-é.csv"),
    ],
)
def test_the_name_of_a_file_is_shown_as_it_is_written_in_a_manifest(folder: Folder, name: str, value: str) -> None:
    folder.dataset()
    folder.write(f"bron/{name}", "a;b\n")

    (line,) = folder.lines()
    assert f"Name it in a manifest (`path: {value}`), or move it out of this folder." in line
    folder.dataset(f"resources:\n  - id: csv\n    title: C\n    path: {value}\n")
    assert folder.lines() == []


@pytest.mark.parametrize("name", ["README.md", ".gitkeep", ".cache/a.csv"])
def test_notes_and_hidden_files_are_no_data(folder: Folder, name: str) -> None:
    folder.dataset()
    folder.write(f"bron/{name}", "x")

    assert folder.lines() == []


def test_a_path_written_with_a_dot_names_its_file(folder: Folder) -> None:
    folder.write("bron/toilettes.csv", "a;b\n")
    name_file(folder, "./toilettes.csv")

    assert folder.lines() == []
    assert file_of(folder) == folder.root / "bron" / "toilettes.csv"


@pytest.mark.skipif(IS_ROOT, reason="root may read everything")
def test_a_manifest_that_may_not_be_read_is_a_finding_and_no_crash(folder: Folder) -> None:
    folder.dataset().chmod(0)

    assert [finding_line.split(":")[0] for finding_line in folder.lines()] == ["bron/wc.yml"]


# ---- advice about a file is never about another dataset's file, and never to remove data for a typing error


def test_a_file_of_another_dataset_is_not_proposed(folder: Folder) -> None:
    folder.write("bron/ecoles.csv", "a;b\n")
    name_file(folder, "ecoles.csv")
    name_file(folder, "ecole.csv", "bron/ecoles-privees.yml")

    (line,) = folder.lines()
    assert "PUB402 there is no such file → Add the file to the folder." in line


def test_a_file_like_one_that_is_published_may_replace_it_or_be_another(folder: Folder) -> None:
    folder.write("bron/ecoles.csv", "a;b\n")
    folder.write("bron/ecoles2.csv", "a;b\n")
    name_file(folder, "ecoles.csv")

    (line,) = folder.lines()
    assert "If it replaces ecoles.csv, write `path: ecoles2.csv` in " in line
    assert "else name it in another manifest." in line


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("pth: arbres.csv", ["PUB111"]),
        ("fichier: arbres.csv", ["PUB111"]),
        ("url: arbres.csv", ["PUB207"]),
        ("path arbres.csv", ["PUB101"]),
        ("path = arbres.csv", ["PUB101"]),
        (r'path: "C:\Users\marie\arbres.csv"', ["PUB101"]),
        (r"path: C:\Users\marie\arbres.csv", ["PUB401"]),
        ("path: bron/arbres.csv", ["PUB402"]),
        ("path: arbre.csv", ["PUB402"]),
        ("path: ARBRES.CSV", ["PUB402"]),
        ('path: "arbres.csv', ["PUB101"]),
        ("path: arbres.csv\n    fréquence: annuelle", ["PUB111"]),
        ("path: arbres.csv\n   type: main", ["PUB101"]),
    ],
)
def test_a_line_with_a_mistake_does_not_also_accuse_its_file(folder: Folder, line: str, rules: list[str]) -> None:
    folder.write("bron/arbres.csv", "a;b\n")
    folder.dataset(f"resources:\n  - id: csv\n    title: Arbres\n    {line}\n", "bron/wc.yml")

    assert [finding.rule for finding in folder.findings()] == rules


def test_a_file_that_a_text_mentions_is_to_be_named_there(folder: Folder) -> None:
    folder.write("bron/arbres.csv", "a;b\n")
    folder.dataset("resources:\n  - {id: csv, title: Voir arbres.csv, url: 'https://a.example/b'}\n")

    (line,) = folder.lines()
    assert "bron/wc.yml:4:27 mentions it: write `path: arbres.csv` there." in line


def test_no_advice_about_a_file_is_to_remove_it(folder: Folder) -> None:
    folder.dataset()
    for name in ("a.csv", "b.csv.bak", "c (1).csv", "c.csv", "wc.yml.txt"):
        folder.write(f"bron/{name}", "a;b\n")

    texts = [str(finding.fix) for finding in folder.findings()]
    assert len(texts) == 5
    assert [text for text in texts if "remove" in text.lower() or "delete" in text.lower()] == []


def test_a_name_that_is_not_utf_8_is_not_proposed(folder: Folder) -> None:
    """No manifest can have it, and `--fix` could not write it."""
    lost = folder.root / "bron" / os.fsdecode(b"donn\xe9es")
    lost.mkdir(parents=True)
    (lost / "wc.csv").write_text("a\n", encoding="utf-8")
    name_file(folder, "wc.csv")

    assert "bron/wc.yml:6:11 PUB402 there is no such file → Add the file to the folder." in folder.lines()
