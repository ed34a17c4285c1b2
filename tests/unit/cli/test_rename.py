"""`publisher rename` moves manifests and folders, and writes the line that keeps their entries."""

import subprocess
from pathlib import Path

import pytest

from publisher.locale import Language, use

from .conftest import DATASET, Shell

BUDGET = Path("manifests/bron/budget.yml")
BUDGET_2024 = Path("manifests/bron/budget-2024.yml")
COMMENTED = "# Budget de la commune\ntitle: Budget  # primitif\ndescription: Texte.\nkeywords: [finances]\n"


@pytest.fixture
def budget(shell: Shell) -> Shell:
    """Provide a shell with one more manifest."""
    shell.write("bron/budget.yml", COMMENTED)
    return shell


def files() -> dict[str, str]:
    """Return every file of the manifests, with its text."""
    paths = sorted(path for path in Path("manifests").rglob("*") if path.is_file())
    return {path.as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_a_manifest_is_moved_and_says_what_it_was(budget: Shell) -> None:
    ran = budget("rename", "bron/budget", "bron/budget-2024")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "✔ manifests/bron/budget.yml → manifests/bron/budget-2024.yml",
        "✔ manifests/bron/budget-2024.yml: previously: [bron/budget]",
        "Then:  publisher plan bron/budget-2024",
    ]
    assert not BUDGET.exists()
    assert BUDGET_2024.read_text(encoding="utf-8") == COMMENTED + "previously: [bron/budget]\n"
    assert budget("validate").code == 0


def test_a_manifest_moved_by_hand_gets_the_line_only(budget: Shell) -> None:
    BUDGET.rename(BUDGET_2024)
    ran = budget("rename", "bron/budget", "bron/budget-2024")
    assert ran.out.splitlines()[0] == "✔ manifests/bron/budget-2024.yml: previously: [bron/budget]"
    assert BUDGET_2024.read_text(encoding="utf-8") == COMMENTED + "previously: [bron/budget]\n"
    again = budget("rename", "bron/budget", "bron/budget-2024")
    assert (again.code, again.out) == (
        0, "Nothing to do: bron/budget-2024 already names bron/budget under `previously:`.\n",
    )  # fmt: skip


def test_a_list_grows_and_a_rename_back_takes_the_present_key_out(budget: Shell) -> None:
    BUDGET.write_text(COMMENTED + "previously:\n  - bron/comptes  # jusqu'en 2023\n", encoding="utf-8")
    budget("rename", "bron/budget", "bron/budget-2024")
    text = BUDGET_2024.read_text(encoding="utf-8")
    assert text == COMMENTED + "previously:\n  - bron/comptes  # jusqu'en 2023\n  - bron/budget\n"
    budget("rename", "bron/budget-2024", "bron/budget")
    text = BUDGET.read_text(encoding="utf-8")
    assert text == COMMENTED + "previously:\n  - bron/comptes  # jusqu'en 2023\n  - bron/budget-2024\n"
    assert budget("validate").code == 0


def test_line_endings_stay(budget: Shell) -> None:
    BUDGET.write_bytes(b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode())
    budget("rename", "bron/budget", "bron/budget-2024")
    written = (COMMENTED + "previously: [bron/budget]\n").replace("\n", "\r\n").encode()
    assert BUDGET_2024.read_bytes() == b"\xef\xbb\xbf" + written


def test_git_moves_what_it_tracks(budget: Shell) -> None:
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.fr", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *command], check=True)
    ran = budget("rename", "bron/budget", "bron/budget-2024")
    assert ran.out.splitlines()[0] == "✔ manifests/bron/budget.yml → manifests/bron/budget-2024.yml (git mv)"
    status = subprocess.run(["git", "status", "--short"], check=True, capture_output=True, text=True).stdout
    assert "RM manifests/bron/budget.yml -> manifests/bron/budget-2024.yml" in status


def test_a_folder_is_moved_with_its_data_files(budget: Shell) -> None:
    budget.write("bron/notes.md", "Notes\n")
    ran = budget("rename", "bron/", "bron-2/")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "✔ manifests/bron → manifests/bron-2",
        "✔ manifests/bron-2/budget.yml: previously: [bron/budget]",
        "✔ manifests/bron-2/wc.yml: previously: [bron/wc]",
        "Then:  publisher plan bron-2",
    ]
    assert sorted(files()) == [
        "manifests/bron-2/budget.yml", "manifests/bron-2/notes.md", "manifests/bron-2/producer.yml",
        "manifests/bron-2/wc.yml", "manifests/catalogs.yml",
    ]  # fmt: skip
    assert budget("validate").code == 0


def test_a_folder_moved_by_hand_gets_the_lines_only(budget: Shell) -> None:
    Path("manifests/bron").rename("manifests/bron-2")
    assert budget("rename", "bron", "bron-2").code == 0
    assert files()["manifests/bron-2/wc.yml"] == DATASET + "previously: [bron/wc]\n"


def test_a_manifest_that_goes_to_another_producer_takes_its_files_along(budget: Shell) -> None:
    hosted = "title: Arbres\ndescription: Texte.\nresources:\n  - {id: csv, title: A, path: arbres.csv}\n"
    budget.write("bron/arbres.yml", hosted)
    budget.write("bron/arbres.csv", "a,b\n1,2\n")
    refused = budget("rename", "bron/arbres", "metropole/arbres")
    assert (refused.code, "manifests/metropole has no producer.yml" in refused.err) == (1, True)
    budget.write("metropole/producer.yml", "name: Métropole\norganization: {grandlyon: metropole}\n")
    assert budget("rename", "bron/arbres", "metropole/arbres").code == 0
    assert files()["manifests/metropole/arbres.csv"] == "a,b\n1,2\n"
    assert not Path("manifests/bron/arbres.csv").exists()
    assert budget("validate").code == 0


def test_the_sandbox_is_repeated(budget: Shell) -> None:
    ran = budget("rename", "bron/budget", "bron/budget-2024", "--sandbox")
    assert ran.out.splitlines()[-1] == "Then:  publisher plan bron/budget-2024 --sandbox"


def test_the_folder_of_the_manifests(budget: Shell) -> None:
    Path("manifests").rename("donnees")
    ran = budget("rename", "bron/budget", "bron/budget-2024", "--manifests", "donnees")
    assert ran.out.splitlines()[-1] == "Then:  publisher plan bron/budget-2024 --manifests donnees"


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (("bron/budget", "bron/wc"), 1, "manifests/bron/budget.yml and manifests/bron/wc.yml both exist"),
        (("bron/x", "bron/y"), 1, "there is neither manifests/bron/x.yml nor manifests/bron/y.yml"),
        (("x", "y"), 1, "there is neither manifests/x nor manifests/y"),
        (("bron", "metropole"), 1, "manifests/bron and manifests/metropole both exist"),
        (("bron/budget", "bron/Budget 2024"), 64, "“Budget 2024” is not a usable name"),
        (("bron/budget", "bron/producer"), 64, "“producer” is not a usable name"),
        (("bron/budget", "../x"), 64, "“..” is not a usable name"),
        (("bron/budget", "bron/budget.yml"), 64, "the two names are the same"),
        (("bron/budget", "bron-2"), 64, "give two keys"),
        (("bron/broken", "bron/mended"), 1, "manifests/bron/broken.yml is not a valid manifest"),
        (("bron/budget", "bron/comptes"), 1, "bron/wc already names bron/budget under `previously:`"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_no_file(budget: Shell, arguments: tuple[str, str], code: int, expected: str) -> None:
    budget.write("metropole/producer.yml", "name: Métropole\n")
    budget.write("metropole/wc.yml", DATASET)
    budget.write("bron/broken.yml", "title: [\n")
    if arguments == ("bron/budget", "bron/comptes"):
        BUDGET.rename("manifests/bron/comptes.yml")
        budget.write("bron/wc.yml", DATASET + "previously: [bron/budget]\n")
    before = files()
    ran = budget("rename", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert expected in ran.err
    assert files() == before


def test_a_write_that_fails_leaves_the_files_as_they_were(budget: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    before, write = files(), Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "wc.yml" and b"previously" in content:
            raise OSError(28, "No space left on device", str(path))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    ran = budget("rename", "bron", "bron-2")
    assert (ran.code, "manifests/bron-2/wc.yml cannot be written: the disk is full" in ran.err) == (1, True)
    assert files() == before


def test_in_french(budget: Shell) -> None:
    use(Language.FRENCH)
    ran = budget("rename", "bron/budget", "bron/wc")
    assert ran.err == (
        "✘ manifests/bron/budget.yml et manifests/bron/wc.yml existent tous les deux\u00a0: supprimez l'un des deux, "
        "ou choisissez un autre nom\u00a0; rien n'a été écrit\n"
    )


# ---- what git knows of a file that is gone


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=Essai", "-c", "user.email=essai@example.org"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(budget: Shell) -> Shell:
    """Return a shell in a git work tree with one commit."""
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "x")
    return budget


def test_a_former_name_that_git_never_knew_is_refused(committed: Shell) -> None:
    before = files()
    ran = committed("rename", "bron/bugdet", "bron/budget")
    assert (ran.code, files()) == (1, before)
    assert "git knows no bron/bugdet.yml: check its spelling (publisher status" in ran.err


def test_a_manifest_that_was_moved_before_its_first_commit_gets_its_line(committed: Shell) -> None:
    """The plan names this command where the entry was published from a manifest that was not committed yet."""
    text = Path("manifests/bron/budget.yml").read_text(encoding="utf-8")
    Path("manifests/bron/nouveau.yml").write_text(text, encoding="utf-8")
    assert committed("rename", "bron/jamais-valide", "bron/nouveau").code == 0
    assert "previously: [bron/jamais-valide]" in Path("manifests/bron/nouveau.yml").read_text(encoding="utf-8")


def test_a_dataset_that_was_there_beside_the_former_one_is_another(committed: Shell) -> None:
    Path("manifests/bron/budget.yml").unlink()
    before = files()
    ran = committed("rename", "bron/budget", "bron/wc")
    assert (ran.code, files()) == (1, before)
    assert "bron/wc.yml was there beside bron/budget.yml: it is another dataset" in ran.err


@pytest.mark.parametrize("late", [False, True])
def test_a_file_moved_by_hand_gets_its_line_before_and_after_the_commit(committed: Shell, late: bool) -> None:
    Path("manifests/bron/budget.yml").rename("manifests/bron/budget-2024.yml")
    if late:
        git("add", "-A")
        git("commit", "-qm", "y")
    assert committed("rename", "bron/budget", "bron/budget-2024").code == 0
    assert "previously: [bron/budget]" in Path("manifests/bron/budget-2024.yml").read_text(encoding="utf-8")
