"""The workflow that publishes: green when no person has to act, red when one must, and no token anywhere."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from .fake_catalog import TOKEN
from .scratch import CATALOGS, DATASET, ROOT, Job, Scratch, workflow

VALIDATE, PUBLISH, JOURNAL = "Contrôle des manifestes", "Publication", "Journal"
SECRETS = {"PUBLISHER_GRANDLYON_TOKEN": TOKEN}


@pytest.fixture
def managed(catalog: str) -> Mapping[str, str]:
    """Return variables with one catalogue in mode manage and one only observed, at an address without a catalogue."""
    return {
        "PUBLISHER_GRANDLYON_URL": catalog,
        "PUBLISHER_GRANDLYON_MODE": "manage",
        "PUBLISHER_DATAGOUV_URL": f"{catalog}/page",
    }


def test_a_merge_is_published_and_its_addresses_are_shown(scratch: Scratch, managed: Mapping[str, str]) -> None:
    address = managed["PUBLISHER_GRANDLYON_URL"]
    job = scratch.run("publish", managed, SECRETS)

    assert job.green, job.log
    assert "### ✔ 1 manifeste valide." in job[VALIDATE].summary
    assert "Catalogues où publier : grandlyon." in job[PUBLISH].summary
    assert "### ✔ Fiches traitées : 1 sur 1" in job[PUBLISH].summary
    assert f"création, 1 ressource | <{address}/dataset/wc-bron> |" in job[PUBLISH].summary
    assert "Une personne doit intervenir" not in job.summary


def test_the_next_run_has_nothing_to_do(scratch: Scratch, managed: Mapping[str, str]) -> None:
    scratch.run("publish", managed, SECRETS)
    job = scratch.run("publish", managed, SECRETS)

    assert job.green, job.log
    assert "### Publication prévue : 1 inchangé" in job[PUBLISH].summary
    assert "Rien à faire." in job[PUBLISH].summary


@pytest.mark.parametrize("mode", ["", "observe", "adopt"])
def test_while_nothing_may_be_written_it_is_green_says_so_and_calls_no_catalogue(scratch: Scratch, mode: str) -> None:
    """The first push in a new repository; no server answers at these addresses."""
    variables = {f"PUBLISHER_{name}_URL": "http://127.0.0.1:9" for name in ("GRANDLYON", "DATAGOUV")}
    job = scratch.run("publish", {**variables, "PUBLISHER_GRANDLYON_MODE": mode}, SECRETS)

    assert job.green, job.log
    assert "### Rien n'est publié : aucun catalogue n'est en mode `manage`" in job[PUBLISH].summary
    assert "127.0.0.1" not in job.log


def test_every_catalogue_in_mode_manage_is_published_to(scratch: Scratch, managed: Mapping[str, str]) -> None:
    """The address of the second is wrong: its error shows that it was called."""
    job = scratch.run(
        "publish", {**managed, "PUBLISHER_DATAGOUV_MODE": "manage"}, {**SECRETS, "PUBLISHER_DATAGOUV_TOKEN": "x"}
    )

    assert "Catalogues où publier : grandlyon, datagouv." in job[PUBLISH].summary
    assert "✘ datagouv : " in job[PUBLISH].summary
    assert not job.green


# ---- red: a person must act


@pytest.mark.parametrize(
    ("variables", "secrets", "message"),
    [
        ({}, {}, "✘ pas de jeton pour grandlyon : définissez la variable d'environnement PUBLISHER_GRANDLYON_TOKEN"),
        ({}, {"PUBLISHER_GRANDLYON_TOKEN": "faux"}, "ne connaît pas le jeton de PUBLISHER_GRANDLYON_TOKEN"),
        ({"PUBLISHER_GRANDLYON_MODE": "mange"}, SECRETS, None),
    ],
    ids=["no token", "wrong token", "wrong mode"],
)
def test_a_mistake_in_the_settings_is_red_and_reported(
    scratch: Scratch,
    managed: Mapping[str, str],
    variables: dict[str, str],
    secrets: dict[str, str],
    message: str | None,
) -> None:
    job = scratch.run("publish", {**managed, **variables}, secrets)

    assert not job.green
    if message is None:
        assert job[VALIDATE].code == 1
        assert "manifests/catalogs.yml" in job.summary
        assert job[PUBLISH].code is None
    else:
        assert job[PUBLISH].code == 1
        assert message in job[PUBLISH].summary
        assert "### ✘ Une personne doit intervenir" in job[PUBLISH].summary
        assert "« Re-run jobs » reprend ce qui manque" in job[PUBLISH].summary


def test_a_catalogue_that_does_not_answer_is_red_for_nothing_was_published(
    scratch: Scratch, managed: Mapping[str, str]
) -> None:
    address = f"{managed['PUBLISHER_GRANDLYON_URL']}/page"
    job = scratch.run("publish", {**managed, "PUBLISHER_GRANDLYON_URL": address}, SECRETS)

    assert job[PUBLISH].code == 1
    assert "### ✘ Une personne doit intervenir" in job[PUBLISH].summary
    assert f"    ✘ grandlyon : {address} n'est pas le catalogue attendu" in job[PUBLISH].summary
    assert "Rien n'a été écrit." in job[PUBLISH].summary


def test_a_block_is_red_and_what_waits_is_shown(scratch: Scratch, managed: Mapping[str, str]) -> None:
    """The entry belongs to another repository, simulated by a change of this one's identity."""
    scratch.run("publish", managed, SECRETS)
    scratch.merge({"manifests/catalogs.yml": CATALOGS.replace("\nrepository: ", "\nrepository: autre-")})
    job = scratch.run("publish", managed, SECRETS)

    assert job[PUBLISH].code == 3
    assert "- ⛔ **bloqué** : bron/wc" in job[PUBLISH].summary
    assert "| ⛔ | Toilettes publiques<br>`bron/wc` | bloqué · grandlyon |" in job[PUBLISH].summary
    assert "ce qui est marqué ⛔ ou « en attente » attend une décision" in job[PUBLISH].summary


def test_manifests_that_are_invalid_on_the_main_branch_are_red_and_nothing_is_published(
    scratch: Scratch, managed: Mapping[str, str]
) -> None:
    scratch.merge({"manifests/bron/parcs.yml": DATASET + "license: LO2\n"})
    job = scratch.run("publish", managed, SECRETS)

    assert job[VALIDATE].code == 1
    assert "manifests/bron/parcs.yml" in job[VALIDATE].summary
    assert job[PUBLISH].code is None
    assert job[JOURNAL].code == 0


@pytest.mark.parametrize("code", [70, 124, 130])
def test_a_run_that_was_stopped_or_failed_is_red(scratch: Scratch, managed: Mapping[str, str], code: int) -> None:
    scratch.endings["apply"] = code
    job = scratch.run("publish", managed, SECRETS)

    assert job[PUBLISH].code == code
    assert "La publication n'a pas eu lieu, ou pas en entier." in job[PUBLISH].summary


# ---- files and logs that remain


def test_the_journal_is_kept_and_holds_no_token(scratch: Scratch, managed: Mapping[str, str]) -> None:
    job = scratch.run("publish", managed, SECRETS)
    (journal,) = (job.workspace / ".publisher" / "runs").iterdir()
    events = [json.loads(line)["event"] for line in journal.read_text(encoding="utf-8").splitlines()]

    assert events == ["start", "intent", "outcome"]
    assert job[JOURNAL].code == 0
    assert_without(TOKEN, job)


def test_a_token_that_is_refused_is_shown_nowhere(scratch: Scratch, managed: Mapping[str, str]) -> None:
    job = scratch.run("publish", managed, {"PUBLISHER_GRANDLYON_TOKEN": "jeton-perime-77b1"})

    assert not job.green
    assert_without("jeton-perime-77b1", job)


def assert_without(secret: str, job: Job) -> None:
    """Assert that the secret is in no log, in no summary and in no file of the workspace."""
    files = [path for path in (job.workspace / ".publisher").rglob("*") if path.is_file()]
    assert secret not in job.log + job.summary
    assert [path.name for path in files if secret in path.read_text(encoding="utf-8")] == []


def test_a_hostile_title_gives_no_command_to_github(scratch: Scratch, managed: Mapping[str, str]) -> None:
    titles = ("::error::faux", "##[add-mask]e", "$(touch pwned)`touch pwned`")
    scratch.merge({f"manifests/bron/h{number}.yml": DATASET.replace("Toilettes publiques", f"'{title}'")
                   for number, title in enumerate(titles)})  # fmt: skip
    job = scratch.run("publish", managed, SECRETS)

    assert job.green, job.log
    assert "::error::faux" in job[PUBLISH].log
    assert "$(touch pwned)" in job[PUBLISH].summary
    assert [step.obeyed for step in job.steps if step.obeyed] == []
    assert list(scratch.folder.rglob("pwned")) == []


def test_elsewhere_than_on_the_main_branch_nothing_runs(scratch: Scratch, managed: Mapping[str, str]) -> None:
    """`workflow_dispatch` may name any branch."""
    scratch.ref = "refs/heads/essai"

    assert scratch.run("publish", managed, SECRETS).steps == ()


# ---- a run that is cancelled


STUB = """#!/bin/sh
if [ "$1" = --lang ]; then echo "A sync writes to: grandlyon."; exit 0; fi
if [ "$1" = plan ]; then echo '{"steps": [{"step": "create"}]}' > plan.json; exit 0; fi
trap 'echo "### bilan"; exit 3' TERM
touch begun
while :; do sleep 0.05; done
"""
"""A tool that publishes until it is asked to stop."""

HEEDING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])"
"""Restore the effect of SIGINT where the tests run in the background."""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_cancelled_has_the_summary_of_the_tool(tmp_path: Path, how: signal.Signals) -> None:
    """GitHub signals the shell alone."""
    tool = tmp_path / ".venv" / "bin" / "publisher"
    tool.parent.mkdir(parents=True)
    (tool.parent / "python").symlink_to(sys.executable)
    tool.write_text(STUB, encoding="utf-8")
    tool.chmod(0o755)
    (step,) = (step for step in workflow("publish")["jobs"]["publish"]["steps"] if step["name"] == PUBLISH)
    shutil.copytree(ROOT / ".github" / "scripts", tmp_path / ".github" / "scripts")
    (tmp_path / "script.sh").write_text(step["run"], encoding="utf-8")
    summary = tmp_path / "summary.md"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "script.sh"]
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING, *command],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(how)
        process.communicate(timeout=30)

    assert process.returncode == 3
    assert "### bilan" in summary.read_text(encoding="utf-8")
    assert "### ✘ Une personne doit intervenir" in summary.read_text(encoding="utf-8")
