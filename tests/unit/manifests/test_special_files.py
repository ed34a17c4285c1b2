"""Named pipes, folders, manifests and foreign hard links in the place of a file: a finding, without waiting."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.manifests.data_file_checks import is_foreign_link
from publisher.manifests.load_folder import empty_folders
from publisher.manifests.measure_file import measured_file
from publisher.model.findings import ManifestError
from tests.unit.systems import IS_ROOT, needs_named_pipes

from .folder import PRODUCER, Folder

ITSELF = "Put the file itself here."
NOT_DATA = "Put the data file itself into the folder."
pytestmark = pytest.mark.timeout(20)


def name_file(folder: Folder, path: str) -> None:
    folder.dataset(f"resources:\n  - id: csv\n    title: Toilettes\n    path: {path}\n")


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    "make", [pytest.param(make_pipe, marks=needs_named_pipes), os.mkdir], ids=["named pipe", "folder"]
)
@pytest.mark.parametrize("name", ["catalogs.yml", "defaults.yml", "themes.yml", "bron/producer.yml"])
def test_a_file_of_settings_that_is_none_is_reported(folder: Folder, name: str, make: Callable[[Path], None]) -> None:
    folder.dataset()
    (folder.root / name).unlink(missing_ok=True)
    make(folder.root / name)

    assert folder.lines()[0] == f"{name}:1:1 PUB104 the file cannot be read: this is not a regular file → {ITSELF}"


def test_a_folder_that_cannot_be_listed_is_reported_and_the_others_are_read(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its datasets would seem to be gone."""
    folder.dataset()
    folder.write("lyon/producer.yml", PRODUCER)
    listed = Path.iterdir

    def failing(path: Path) -> Iterator[Path]:
        yield from listed(path)
        if path.name == "lyon":
            raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr(Path, "iterdir", failing)
    loaded = folder.load()

    assert [manifest.key for manifest in loaded.manifests.manifests] == ["bron/wc"]
    assert folder.lines() == [
        "lyon:1:1 PUB104 the folder cannot be read: the disk reports an error → "
        "Get the right to read it, or a complete copy of this folder; until then nothing is published."
    ]


@pytest.mark.usefixtures("in_french")
def test_a_folder_that_cannot_be_listed_is_reported_in_french(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr("publisher.manifests.load_folder._visible", failing)

    assert folder.lines()[0].startswith("bron:1:1 PUB104 le dossier ne peut pas être lu")


def test_a_link_that_leads_nowhere_in_the_place_of_a_folder_is_reported(folder: Folder) -> None:
    folder.dataset()
    (folder.root / "lyon").symlink_to(folder.root / "absent")

    assert folder.lines() == [f"lyon:1:1 PUB401 this is a symbolic link → {ITSELF}"]


def test_a_folder_without_a_visible_file_is_empty(folder: Folder) -> None:
    folder.dataset()
    folder.write("schemas/x.json", "{}")
    (folder.root / "lyon").mkdir()
    (folder.root / "lyon" / ".gitkeep").touch()

    assert folder.lines() == []
    assert [path.name for path in empty_folders(folder.root)] == ["lyon"]


@needs_named_pipes
def test_a_named_pipe_as_a_manifest_is_reported(folder: Folder) -> None:
    os.mkfifo(folder.root / "bron" / "wc.yml")

    assert folder.lines() == [f"bron/wc.yml:1:1 PUB104 the file cannot be read: this is not a regular file → {ITSELF}"]


@needs_named_pipes
@pytest.mark.usefixtures("in_french")
def test_a_named_pipe_is_reported_in_french(folder: Folder) -> None:
    os.mkfifo(folder.root / "bron" / "wc.yml")

    assert "ce n'est pas un fichier ordinaire" in folder.lines()[0]


def test_a_linked_file_of_settings_is_refused(folder: Folder) -> None:
    target = (folder.root / "catalogs.yml").rename(folder.root.parent / "ailleurs.yml").resolve()
    (folder.root / "catalogs.yml").symlink_to(target)

    assert folder.lines() == [f"catalogs.yml:1:1 PUB401 this is a symbolic link → {ITSELF}"]


@needs_named_pipes
def test_a_named_pipe_as_a_data_file_is_reported(folder: Folder) -> None:
    os.mkfifo(folder.root / "bron" / "toilettes.csv")
    name_file(folder, "toilettes.csv")

    assert folder.lines() == [f"bron/wc.yml:6:11 PUB411 this is not a regular file → {NOT_DATA}"]


@pytest.mark.parametrize("path", ["producer.yml", "wc.yml", "./producer.yml", "donnees/autre.YAML"])
def test_a_manifest_is_no_data_file(folder: Folder, path: str) -> None:
    folder.write("bron/donnees/autre.YAML", "a: b\n")
    name_file(folder, path)

    assert (
        "bron/wc.yml:6:11 PUB411 this is a manifest, or the settings of a producer, not a data file"
        f" → {NOT_DATA}" in folder.lines()
    )


def test_a_hard_link_within_the_folder_is_data(folder: Folder) -> None:
    """A checkout copied with `cp -l` consists of hard links."""
    folder.root.joinpath("origine").write_bytes(b"a;b\n")
    os.link(folder.root / "origine", folder.root / "bron" / "toilettes.csv")
    name_file(folder, "toilettes.csv")

    assert folder.lines() == []


def test_a_hard_link_to_the_file_of_another_owner_is_told_by_its_owner(folder: Folder) -> None:
    file = folder.write("bron/toilettes.csv", "a;b\n")
    os.link(file, folder.root / "origine")
    linked, own = file.stat(), (folder.root / "bron").stat()
    foreign = os.stat_result((*linked[:4], own.st_uid + 1, *linked[5:]))

    assert not is_foreign_link(linked, own)
    assert is_foreign_link(foreign, own)


@pytest.mark.skipif(not IS_ROOT, reason="root alone may give a file away")
def test_a_hard_link_to_the_file_of_another_owner_is_refused(folder: Folder) -> None:
    file = folder.write("bron/toilettes.csv", "a;b\n")
    os.link(file, folder.root / "origine")
    os.chown(file, 12345, -1)
    name_file(folder, "toilettes.csv")

    assert folder.lines() == [
        f"bron/wc.yml:6:11 PUB411 this file is a hard link to a file of another owner → {NOT_DATA}"
    ]


@needs_named_pipes
def test_a_pipe_that_takes_the_place_of_a_data_file_is_not_waited_for(folder: Folder) -> None:
    os.mkfifo(folder.root / "bron" / "toilettes.csv")
    with pytest.raises(ManifestError) as raised:
        measured_file(folder.root / "bron" / "toilettes.csv")

    assert [str(finding.what) for finding in raised.value.findings] == [
        "the file cannot be read: this is not a regular file"
    ]
