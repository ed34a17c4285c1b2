"""A pull request as its reviewer sees it: a repository on the sandbox, one change, the comment."""

from pathlib import Path

import pytest

from tests.unit.capture.test_restore_files import git

from .conftest import ManifestFolder

SOURCE = "https://github.com/ville/donnees/blob/4f2c"
FILE = "manifests/rocheclaire/bibliotheques.csv"


@pytest.fixture
def published(valmere: ManifestFolder) -> ManifestFolder:
    """Return a committed folder whose datasets are published."""
    valmere("sync", "--sandbox", "--yes")
    git(valmere.root, "init", "--quiet")
    git(valmere.root, "add", "manifests")
    git(valmere.root, "commit", "--quiet", "--message", "Début")
    return valmere


def comment(folder: ManifestFolder) -> str:
    """Return the comment on a pull request with the present changes; standard output has the same plan."""
    arguments = ("--changed-since", "HEAD", "--format", "markdown", "--comment", "comment.md", "--source", SOURCE)
    shown = folder("plan", "--sandbox", *arguments).out
    text = (folder.root / "comment.md").read_text(encoding="utf-8")
    assert shown.rstrip() == text.rstrip()
    return text


def write_file(folder: ManifestFolder, text: str) -> None:
    (folder.root / FILE).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("with_git", [True, False])
def test_the_rows_of_a_file_are_compared_with_the_published_ones(published: ManifestFolder, with_git: bool) -> None:
    lines = (published.root / FILE).read_text(encoding="utf-8").splitlines()
    if not with_git:  # the published version is in no commit: it is downloaded
        write_file(published, "\n".join([*lines, "Bibliobus,Place du Marché"]) + "\n")
        published("sync", "--sandbox", "--yes")
        lines.append("Bibliobus,Place du Marché")
    write_file(published, "\n".join([lines[0], *lines[2:], "Médiathèque des Prés,3 rue du Lac"]) + "\n")

    text = comment(published)

    assert "liste: 1 row added, 1 removed" in text
    assert "\n  - `+` line " in text
    assert "nom = Médiathèque des Prés · adresse = 3 rue du Lac" in text


def test_a_new_dataset_is_shown_with_the_columns_of_its_file(published: ManifestFolder) -> None:
    manifest = (published.root / FILE).with_suffix(".yml").read_text(encoding="utf-8")
    folder = published.root / "manifests/rocheclaire"
    (folder / "annexes.yml").write_text(
        manifest.replace("bibliotheques.csv", "annexes.csv").replace("ibliothèques", "ibliothèques annexes"),
        encoding="utf-8",
    )
    (folder / "annexes.csv").write_text("nom,adresse,étage\nLes Prés,3 rue du Lac,2\n", encoding="utf-8")

    text = comment(published)

    assert f"]({SOURCE}/manifests/rocheclaire/annexes.yml#L1)<br>`rocheclaire/annexes` | create" in text
    assert "- 3 columns: nom, adresse, étage\n" in text
    assert "rocheclaire/bibliotheques`" not in text


def test_a_deleted_manifest_is_named_by_its_title(published: ManifestFolder) -> None:
    Path(published.root / FILE).with_suffix(".yml").unlink()
    Path(published.root / FILE).unlink()

    text = comment(published)

    assert "- ⚠️ **Bibliothèques de Rocheclaire** (`rocheclaire/bibliotheques` · " in text
    assert "and its entry stays public" in text
