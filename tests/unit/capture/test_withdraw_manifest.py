"""What a withdrawal takes out of the folder of manifests, and what it must not touch."""

from pathlib import Path

import pytest

from publisher.capture.withdraw_manifest import CannotWithdrawError, Withdrawal, withdrawal_of
from publisher.model.names import DatasetKey
from tests.unit.manifests.folder import GOOD, Folder

KEY = DatasetKey("bron/wc")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Provide a folder of manifests."""
    monkeypatch.chdir(tmp_path)
    return Folder()


def naming(*paths: str) -> str:
    """Return a manifest with resources of these files."""
    items = "".join(f"  - {{id: f{n}, title: Fichier, path: '{path}'}}\n" for n, path in enumerate(paths))
    return f"{GOOD}resources:\n{items}"


def withdrawal(folder: Folder, key: str = KEY) -> Withdrawal:
    """Return the withdrawal of a dataset."""
    return withdrawal_of(DatasetKey(key), "demande n° 12", folder.load())


def names(paths: tuple[Path, ...]) -> list[str]:
    """Return the names of files."""
    return [path.name for path in paths]


def test_its_data_files_go_and_those_that_others_name_stay(folder: Folder) -> None:
    for name in ("wc.csv", "commun.csv", "autre.csv"):
        folder.write(f"bron/{name}", "a,b\n1,2\n")
    folder.write("bron/wc.yml", naming("wc.csv", "commun.csv"))
    folder.write("bron/parcs.yml", naming("liste-wc.csv", "commun.csv") + "# wc.csv en parle\n")
    folder.write("autre/producer.yml", "name: Autre\norganization: {portail: autre}\n")
    folder.write("autre/wc.yml", naming("wc.csv"))
    found = withdrawal(folder)

    assert (names(found.files), names(found.left)) == (["wc.csv"], ["commun.csv"])
    assert found.write() == ()
    assert sorted(path.name for path in Path("manifests/bron").iterdir()) == [
        "autre.csv", "commun.csv", "parcs.yml", "producer.yml", "wc.yml",
    ]  # fmt: skip
    assert folder.load().manifests.tombstones[0].key == KEY


@pytest.mark.parametrize(
    "path",
    ["../autre/secret.csv", "../../secret.csv", "producer.yml", "wc.yml", "parcs.yml", "../catalogs.yml",
     "lien/secret.csv", "lien.csv", "/etc/hostname", "dossier", "absent.csv"],
)  # fmt: skip
def test_a_path_that_is_no_data_file_of_the_folder_is_left_alone(folder: Folder, path: str) -> None:
    folder.write("bron/parcs.yml", GOOD)
    for name in ("../secret.csv", "autre/secret.csv", "bron/dossier/a.csv"):
        folder.write(name, "a,b\n1,2\n")
    Path("manifests/bron/lien").symlink_to(Path("manifests/autre").resolve())
    Path("manifests/bron/lien.csv").symlink_to(Path("secret.csv").resolve())
    folder.write("bron/wc.yml", naming(path))
    before = {file: file.read_bytes() for file in Path().rglob("*") if file.is_file() and file.name != "wc.yml"}

    found = withdrawal(folder)
    found.write()

    assert found.files == ()
    assert {file: file.read_bytes() for file in before} == before


def test_the_former_keys_of_an_invalid_manifest_are_known(folder: Folder) -> None:
    folder.write("bron/wc.yml", f"{GOOD}frequency: parfois\npreviously: [bron/toilettes]\n")

    assert withdrawal(folder).tombstone.keys == (KEY, "bron/toilettes")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{GOOD}previously: [bron/parcs]\n", "names bron/parcs as a former key, and that dataset exists"),
        (f"{GOOD}keywords: [\n", "bron/wc.yml cannot be read, and may name files and former keys"),
    ],
)
def test_what_would_hit_another_dataset_or_miss_something_is_refused(folder: Folder, text: str, words: str) -> None:
    folder.write("bron/parcs.yml", GOOD.replace("Toilettes", "Parcs"))
    folder.write("bron/wc.yml", text)

    with pytest.raises(CannotWithdrawError, match=words):
        withdrawal(folder)


def test_the_former_key_of_a_renamed_dataset_is_refused_with_the_present_one(folder: Folder) -> None:
    folder.write("bron/toilettes.yml", f"{GOOD}previously: [bron/wc]\n")

    with pytest.raises(CannotWithdrawError, match="bron/wc is a former key of bron/toilettes: withdraw"):
        withdrawal(folder)


def test_a_key_without_its_folder_is_refused(folder: Folder) -> None:
    with pytest.raises(CannotWithdrawError, match="there is no folder manifests/lyon: put it back first"):
        withdrawal(folder, "lyon/wc")


def test_one_that_was_killed_between_the_files_and_the_tombstone_begins_again(folder: Folder) -> None:
    folder.write("bron/wc.yml", naming("wc.csv", "b.csv"))
    folder.write("bron/b.csv", "a,b\n1,2\n")
    found = withdrawal(folder)

    assert names(found.files) == ["b.csv"]
    found.write()
    assert not Path("manifests/bron/b.csv").exists()
    again = withdrawal(folder)
    assert (again.is_new, again.files, again.tombstone) == (False, (), folder.load().manifests.tombstones[0])


def test_a_lock_of_an_editor_and_a_folder_named_as_a_manifest_stop_nothing(folder: Folder) -> None:
    folder.write("bron/wc.yml", naming("wc.csv"))
    Path("manifests/bron/.#wc.yml").symlink_to("agent@poste.1234")
    Path("manifests/bron/x.yml").mkdir()

    assert withdrawal(folder).is_new


def test_a_tombstone_may_not_name_the_key_of_a_manifest(folder: Folder) -> None:
    folder.write("bron/parcs.yml", GOOD)
    folder.write("bron/wc.yml", "withdrawn: {date: 2026-11-28, reason: demande}\npreviously: [bron/parcs]\n")

    (line,) = folder.lines()
    assert line.startswith("bron/wc.yml:1:1 PUB407 “bron/parcs” is the key of a manifest that exists")
