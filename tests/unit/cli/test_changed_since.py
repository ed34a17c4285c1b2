"""`--changed-since COMMIT`: a pull request is judged by what it changes, and by nothing else."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.unit.capture.test_restore_files import git
from tests.unit.cli.conftest import DATASET, Shell, dataset_of
from tests.unit.fake_catalog import FakeCatalog


@pytest.fixture
def committed(shell: Shell) -> Shell:
    """Return a shell in a repository with three datasets, one of which is invalid."""
    shell.write("bron/parcs.yml", dataset_of("Parcs"))
    shell.write("lyon/producer.yml", "name: Lyon\norganization: {grandlyon: ville-de-bron}\nlicense: lov2\n")
    shell.write("lyon/wc.yml", "title: [\n")
    git(Path(), "init", "--quiet")
    git(Path(), "add", "manifests")
    git(Path(), "commit", "--quiet", "--message", "Début")
    return shell


def steps(shell: Shell, *arguments: str) -> dict[str, str]:
    document = json.loads(shell("plan", "--changed-since", "HEAD", "--format", "json", *arguments).out)
    return {item["key"]: item["step"] for item in document["steps"]}


def test_a_plan_of_what_changed_has_nothing_else(committed: Shell, managed: FakeCatalog) -> None:
    assert steps(committed) == {}

    committed.write("bron/wc.yml", DATASET.replace("Toilettes publiques", "Toilettes de Bron"))
    assert steps(committed) == {"bron/wc": "create"}
    assert steps(committed, "lyon") == {}

    committed.write("bron/producer.yml", "name: Ville\norganization: {grandlyon: ville-de-bron}\nlicense: lov2\n")
    assert steps(committed) == {"bron/wc": "create", "bron/parcs": "create"}


def test_the_command_that_does_what_the_plan_shows_has_its_keys(committed: Shell, managed: FakeCatalog) -> None:
    committed.write("bron/wc.yml", DATASET.replace("Toilettes publiques", "Toilettes de Bron"))

    assert committed("plan", "--changed-since", "HEAD").out.rstrip().endswith("publisher sync bron/wc")


def test_a_plan_of_what_changed_waits_for_nobody_elsewhere(committed: Shell, managed: FakeCatalog) -> None:
    assert committed("plan", "--changed-since", "HEAD", "--exit-code").code == 0
    assert committed("plan", "--exit-code").code == 1, "another manifest is invalid"


def test_the_entry_of_a_manifest_that_was_deleted_is_named_and_no_other(shell: Shell, managed: FakeCatalog) -> None:
    for name in ("Parcs", "Fontaines"):
        shell.write(f"bron/{name.lower()}.yml", dataset_of(name))
    shell("sync", "--yes")
    Path("manifests/bron/parcs.yml").unlink()
    git(Path(), "init", "--quiet")
    git(Path(), "add", "manifests")
    git(Path(), "commit", "--quiet", "--message", "Début")
    Path("manifests/bron/fontaines.yml").unlink()

    document = json.loads(shell("plan", "--changed-since", "HEAD", "--format", "json").out)

    assert [orphan["key"] for orphan in document["orphans"]] == ["bron/fontaines"]
    assert document["steps"] == []


def test_findings_of_what_changed_have_nothing_else(committed: Shell) -> None:
    assert committed("validate").code == 1
    assert committed("validate", "--changed-since", "HEAD").code == 0

    committed.write("bron/parcs.yml", "title: Parcs\n")
    checked = committed("validate", "--changed-since", "HEAD")

    assert checked.code == 1
    assert "bron/parcs.yml" in checked.out
    assert "lyon/wc.yml" not in checked.out


@pytest.mark.parametrize("verb", ["plan", "validate"])
def test_a_commit_that_is_not_there(committed: Shell, catalog: FakeCatalog, verb: str) -> None:
    refused = committed(verb, "--changed-since", "abc123")

    assert refused.code == 64
    assert "git has no commit “abc123” here: fetch it, or name another one" in " ".join(refused.err.split())
    assert catalog.log == []


def test_the_command_names_no_more_keys_than_a_person_reads(committed: Shell, managed: FakeCatalog) -> None:
    for number in range(10):
        committed.write(f"bron/lieu-{number}.yml", dataset_of(f"Lieu{number}"))
    assert "publisher sync bron/lieu-0 bron/lieu-1 " in committed("plan", "--changed-since", "HEAD").out

    committed.write("bron/lieu-10.yml", dataset_of("Lieu10"))
    assert "publisher sync bron --allow creates=11\n" in committed("plan", "bron", "--changed-since", "HEAD").out


def test_the_command_that_hides_a_deleted_dataset_hides_it(shell: Shell, managed: FakeCatalog) -> None:
    for name in ("Parcs", "Fontaines"):
        shell.write(f"bron/{name.lower()}.yml", dataset_of(name))
    shell("sync", "--yes")
    git(Path(), "init", "--quiet")
    git(Path(), "add", "manifests")
    git(Path(), "commit", "--quiet", "--message", "Début")
    Path("manifests/bron/fontaines.yml").unlink()
    shell.write("bron/parcs.yml", dataset_of("Jardins"))

    shown = shell("plan", "--changed-since", "HEAD").out
    (line,) = [line for line in shown.splitlines() if "--prune" in line]
    (command,) = re.findall(r"publisher (sync .*--prune)", line)
    done = shell(*shlex.split(command), "--yes").out

    assert "bron/fontaines · grandlyon" in done
    assert "bron/parcs · grandlyon" in done


def test_advice_about_a_producer_that_did_not_change_is_not_shown(shell: Shell) -> None:
    shell.write("lyon/producer.yml", "name: Lyon\norganization: {grandlyon: ville-de-bron}\n")
    for name in ("Fontaines", "Marchés", "Stades"):
        shell.write(f"lyon/{name[:4].lower()}.yml", dataset_of(name))
    git(Path(), "init", "--quiet")
    git(Path(), "add", "manifests")
    git(Path(), "commit", "--quiet", "--message", "Début")
    shell.write("bron/parcs.yml", dataset_of("Parcs"))

    assert "lyon/producer.yml" in shell("validate").out
    assert "lyon" not in shell("validate", "--changed-since", "HEAD").out
