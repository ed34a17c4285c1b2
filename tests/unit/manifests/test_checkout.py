"""A checkout of this repository has the data files as they were committed, whatever the system's line ends are."""

import subprocess
from pathlib import Path

import pytest

from publisher.manifests.measure_file import measure

ROOT = Path(__file__).parents[3]
ATTRIBUTES = ROOT / ".gitattributes"
FILES = {
    "manifests/bron/lieux.csv": b"nom;adresse\nMairie;Place Weingarten\n",
    "manifests/bron/excel.csv": "nom;adresse\r\nMairie;Place Weingarten\r\n".encode("cp1252"),
    "manifests/bron/lieux.geojson": b'{"type": "FeatureCollection",\n "features": []}\n',
    "manifests/bron/lieux.yml": "title: Lieux\r\nkeywords: [été]\n".encode(),
}
SCRIPT = "#!/usr/bin/env bash\necho un\n"


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """Return a repository with data files, a manifest and a script, without attributes."""
    origin = tmp_path / "origin"
    for name, content in {**FILES, "scripts/un.sh": SCRIPT.encode()}.items():
        path = origin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    git(tmp_path, "init", "--quiet", "origin")
    return origin


def checkout(origin: Path, line_ends: str) -> Path:
    """Commit everything and return a clone, made as a machine with this `core.autocrlf` makes it."""
    git(origin, "-c", "core.autocrlf=false", "add", "--all")
    git(origin, "commit", "--quiet", "--message", "un")
    git(origin.parent, "-c", f"core.autocrlf={line_ends}", "clone", "--quiet", "origin", "clone")
    return origin.parent / "clone"


@pytest.mark.parametrize("line_ends", ["true", "input", "false"])
def test_no_file_is_sent_again_from_a_checkout_with_other_line_ends(committed: Path, line_ends: str) -> None:
    (committed / ".gitattributes").write_bytes(ATTRIBUTES.read_bytes())
    clone = checkout(committed, line_ends)

    assert {name: (clone / name).read_bytes() for name in FILES} == FILES
    for name in FILES:
        assert measure(clone / name).sha256 == measure(committed / name).sha256
    assert (clone / "scripts/un.sh").read_bytes() == SCRIPT.encode()


def test_a_commit_from_such_a_checkout_keeps_the_bytes(committed: Path) -> None:
    (committed / ".gitattributes").write_bytes(ATTRIBUTES.read_bytes())
    clone = checkout(committed, "true")
    new = "nom;adresse\r\nÉcole;Rue du Lac\n".encode("cp1252")
    (clone / "manifests/bron/lieux.csv").write_bytes(new)
    git(clone, "-c", "core.autocrlf=true", "commit", "--all", "--quiet", "--message", "deux")

    shown = subprocess.run(["git", "show", "HEAD:manifests/bron/lieux.csv"], cwd=clone, check=True, capture_output=True)
    assert shown.stdout == new


def test_without_attributes_such_a_checkout_changes_the_files(committed: Path) -> None:
    """The tests above would pass everywhere if this machine's git converted nothing."""
    clone = checkout(committed, "true")

    assert (clone / "manifests/bron/lieux.csv").read_bytes() != FILES["manifests/bron/lieux.csv"]


def test_each_data_file_and_manifest_of_this_repository_is_covered() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z", "manifests"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    asked = subprocess.run(
        ["git", "check-attr", "-z", "--stdin", "text"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8",
        input=files,
    )  # fmt: skip

    values = asked.stdout.split("\0")[2::3]
    assert len(values) > 100
    assert set(values) == {"unset"}
