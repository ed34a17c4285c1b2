"""The rules that every workflow of this repository follows: those of two linters, and our own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .scratch import INSTALLATION, ROOT, Document, evaluated, obeyed, runs, workflow

WORKFLOWS = sorted(path.stem for path in (ROOT / ".github" / "workflows").glob("*.yml"))
TOOLS = Path(sys.executable).parent
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
SECRET = re.compile(r"\$\{\{[^}]*secrets|secrets:")
SCRIPTS = sorted((ROOT / ".github" / "scripts").glob("*.sh"))
RUNS_TOOL = re.compile(r'publisher"? \w')
TOKENS = {"PUBLISHER_GRANDLYON_TOKEN", "PUBLISHER_DATAGOUV_TOKEN"}
READ = {"contents": "read"}
OF_A_RUN = {"comment": {"workflow_run"}}
ANNOUNCING = {**READ, "actions": "read", "pull-requests": "write"}
every_workflow = pytest.mark.parametrize("name", WORKFLOWS)


def text_of(name: str) -> str:
    return (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")


def steps(name: str) -> Iterator[Document]:
    for job in workflow(name)["jobs"].values():
        yield from job["steps"]


def script(step: Document) -> str:
    """Return what a step runs: its own script, or the file that replaces it."""
    match = re.match(r"exec bash (\S+)", run := step.get("run", ""))
    return (ROOT / match[1]).read_text(encoding="utf-8") if match else run


def run_linter(*command: str) -> tuple[int, str]:
    """Return the exit code and the output of a linter of this environment; a missing one fails."""
    environ = {name: value for name, value in os.environ.items() if name not in ("GH_TOKEN", "GITHUB_TOKEN")}
    done = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_actionlint_finds_nothing() -> None:
    """It checks the scripts too, with the shellcheck of this environment, not of the machine."""
    files = [f".github/workflows/{name}.yml" for name in WORKFLOWS]

    assert run_linter("actionlint", f"-shellcheck={TOOLS / 'shellcheck'}", "-pyflakes=", "-no-color", *files) == (0, "")


def test_actionlint_looks_into_the_scripts(tmp_path: Path) -> None:
    """Without shellcheck it would report nothing, and no other test would show that."""
    bad = tmp_path / "bad.yml"
    bad.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: rm $HOME/$1\n", encoding="utf-8"
    )
    code, output = run_linter("actionlint", f"-shellcheck={TOOLS / 'shellcheck'}", "-pyflakes=", "-no-color", str(bad))

    assert code == 1
    assert "SC2086" in output


def test_shellcheck_finds_nothing_in_the_files_either() -> None:
    assert SCRIPTS != []
    assert run_linter("shellcheck", "--external-sources", "--shell=bash", *map(str, SCRIPTS)) == (0, "")


@pytest.mark.parametrize("persona", ["regular", "pedantic"])
def test_zizmor_finds_nothing(persona: str) -> None:
    """Ignored: that a workflow has rights and follows a stranger's. What it runs has tests of its own."""
    code, output = run_linter(
        "zizmor", "--offline", "--no-progress", "--color=never", f"--persona={persona}", ".github/workflows"
    )

    assert (code, output.strip()) == (0, "No findings to report. Good job! (1 ignored)")


@every_workflow
def test_nothing_is_written_into_a_script_before_it_runs(name: str) -> None:
    """A `${{ … }}` in a `run:` could turn a title or a branch name into a command."""
    assert [step["run"] for step in steps(name) if "${{" in step.get("run", "")] == []


@every_workflow
def test_every_action_is_pinned_by_its_commit_and_says_its_version(name: str) -> None:
    used = [line.strip().removeprefix("- ") for line in text_of(name).splitlines() if " uses:" in line]

    assert used != []
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_an_action_has_one_commit_everywhere() -> None:
    pins = {
        line.strip().removeprefix("- ") for name in WORKFLOWS for line in text_of(name).splitlines() if " uses:" in line
    }

    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


def test_each_job_may_do_what_it_needs_and_nothing_else() -> None:
    rights = {
        (name, key): {**whole["permissions"], **job.get("permissions", {})}
        for name in WORKFLOWS
        for whole in [workflow(name)]
        for key, job in whole["jobs"].items()
    }

    assert rights == {
        ("check", "check"): READ,
        ("ci", "test"): READ,
        ("ci", "systems"): READ,
        ("comment", "comment"): {**READ, "actions": "read", "pull-requests": "write", "statuses": "write"},
        ("publish", "publish"): READ,
        ("publish", "history"): {"contents": "write"},
        ("publish", "announce"): ANNOUNCING,
        ("nightly", "catalogs"): READ,
        ("nightly", "history"): {"contents": "write"},
        ("nightly", "announce"): ANNOUNCING,
        ("nightly", "issues"): {**READ, "issues": "write"},
        ("nightly", "pull-requests"): READ,
        ("release", "build"): READ,
        ("release", "pypi"): {"attestations": "write", "id-token": "write"},
        ("release", "github"): {"contents": "write"},
    }


def test_a_job_that_may_write_to_the_repository_knows_no_token_of_a_catalogue() -> None:
    for name in WORKFLOWS:
        for job in workflow(name)["jobs"].values():
            if job.get("permissions", READ) != READ or "create-github-app-token" in str(job):
                assert not any(token in str(job) for token in TOKENS)
                assert job.get("environment") in (None, "propose", "pypi")
                assert set(re.findall(r"PUBLISHER_\w+", str(job))) <= {"PUBLISHER_APP_ID", "PUBLISHER_APP_KEY"}


@every_workflow
def test_no_job_hangs_and_no_checkout_leaves_a_token(name: str) -> None:
    longest = 120 if name == "nightly" else 75
    assert all(job["timeout-minutes"] <= longest for job in workflow(name)["jobs"].values())
    checkouts = [step for step in steps(name) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts != []
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every_workflow
def test_no_workflow_gives_rights_to_what_a_stranger_proposes(name: str) -> None:
    harmless = {"push", "pull_request", "workflow_dispatch", "schedule"}
    assert set(workflow(name)["on"]) <= harmless | OF_A_RUN.get(name, set())


def test_what_follows_a_check_runs_the_main_branch_alone() -> None:
    """It has rights, and a stranger starts it."""
    names = [workflow("check")["name"]]
    assert workflow("comment")["on"] == {"workflow_run": {"workflows": names, "types": ["completed"]}}
    (job,) = workflow("comment")["jobs"].values()
    checkout, _python, installation, comment = job["steps"]
    assert checkout["with"] == {"ref": "main", "persist-credentials": False}
    assert installation["run"] == INSTALLATION
    assert comment == {
        "name": "Commentaire", "env": {"GH_TOKEN": "${{ github.token }}"},
        "run": "exec python3 .github/scripts/comment.py",
    }  # fmt: skip
    assert "download-artifact" not in text_of("comment")


def test_only_the_steps_that_call_a_catalogue_know_its_token() -> None:
    knowing = [
        (name, step.get("name"), {*re.findall(r"secrets\.(\w+)", str(step))})
        for name in WORKFLOWS
        for step in steps(name)
        if SECRET.search(str(step))
    ]

    assert knowing == [
        ("nightly", "Publication", TOKENS),
        ("nightly", "Comparaison", TOKENS),
        ("nightly", "Jeton de l'application", {"PUBLISHER_APP_KEY"}),
        ("publish", "Publication", TOKENS),
    ]
    assert sum(len(SECRET.findall(text_of(name))) for name in WORKFLOWS) == 7


def test_only_the_step_that_pushes_knows_the_token_of_its_job() -> None:
    knowing = [
        (name, step["name"], step["env"]) for name in WORKFLOWS for step in steps(name) if "github.token" in str(step)
    ]

    token = {"GH_TOKEN": "${{ github.token }}"}
    assert knowing == [
        ("comment", "Commentaire", token),
        ("nightly", "Historique", token), ("nightly", "Annonce", token), ("nightly", "Tickets", token),
        ("publish", "Historique", token), ("publish", "Annonce", token),
        ("release", "Version", {"GH_TOKEN": "${{ github.token }}", "TAG": "${{ github.ref_name }}"}),
    ]  # fmt: skip
    assert sum(text_of(name).count("github.token") for name in WORKFLOWS) == 7


def test_a_check_is_replaced_by_the_next_and_a_publication_never_is() -> None:
    assert workflow("check")["concurrency"] == {
        "group": "check-${{ github.event.pull_request.number }}", "cancel-in-progress": True,
    }  # fmt: skip
    for name in ("publish", "nightly"):  # one writer at a time
        assert workflow(name)["concurrency"] == {"group": "publish", "cancel-in-progress": False}


def test_who_publishes_does_so_in_the_environment_and_on_the_main_branch_as_it_is_now() -> None:
    assert workflow("publish")["on"]["push"] == {"branches": ["main"]}
    for job in (workflow("publish")["jobs"]["publish"], workflow("nightly")["jobs"]["catalogs"]):
        assert (job["environment"], job["if"]) == ("publish", "github.ref == 'refs/heads/main'")
        assert job["steps"][0]["with"] == {"ref": "main", "persist-credentials": False, "fetch-depth": 20}


@pytest.mark.parametrize("job", ["history", "announce"])
def test_both_workflows_keep_the_history_and_announce_in_the_same_way(job: str) -> None:
    (own, nightly) = (workflow(name)["jobs"][job] for name in ("publish", "nightly"))

    assert {**own, "needs": ""} == {**nightly, "needs": ""}


def test_the_journal_is_kept_whatever_happened() -> None:
    *_, last = workflow("publish")["jobs"]["publish"]["steps"]

    assert last in workflow("nightly")["jobs"]["catalogs"]["steps"]
    assert last["if"] == "always()"
    assert last["with"]["path"].split() == [".publisher/runs/", ".publisher/crash.log"]
    assert last["with"]["include-hidden-files"] is True
    assert last["with"]["if-no-files-found"] == "ignore"


@pytest.mark.parametrize("name", ["check", "publish", "nightly"])
def test_the_variables_and_secrets_are_those_of_the_catalogues(name: str) -> None:
    """A variable that catalogs.yml does not read would have no effect."""
    catalogs = (ROOT / "manifests" / "catalogs.yml").read_text(encoding="utf-8")
    expected = set(re.findall(r"\$\{(PUBLISHER_\w+)", catalogs))
    job = next(iter(workflow(name)["jobs"].values()))

    assert job["env"] == {variable: f"${{{{ vars.{variable} }}}}" for variable in expected}
    assert {step["run"] for step in steps(name) if "pip" in step.get("run", "")} == {INSTALLATION}


@every_workflow
def test_every_script_that_quotes_what_others_wrote_is_guarded_first(name: str) -> None:
    scripts = [text for step in steps(name) if RUNS_TOOL.search(text := script(step))]
    heads = [[line for line in text.splitlines() if not line.startswith("#")][:3] for text in scripts]

    assert (scripts == []) == (name in ("ci", "comment", "release"))  # they quote nothing: what runs is on main already
    assert all(head[0] == '. "$(dirname "${BASH_SOURCE[0]}")/common.sh"' for head in heads)


def test_the_guard_comes_first_in_the_file_that_all_scripts_begin_with() -> None:
    """They fail where a command fails, as a step does."""
    common = (ROOT / ".github" / "scripts" / "common.sh").read_text(encoding="utf-8")
    lines = [line for line in common.splitlines() if line and not line.startswith("#")]

    assert lines[:2] == ["set -eo pipefail", "exec 2>&1"]
    assert lines[2].startswith('guard="$(')
    assert lines[3] == 'echo "::stop-commands::$guard"'


@every_workflow
def test_a_file_runs_in_place_of_the_shell_of_its_step(name: str) -> None:
    """Otherwise the signal of a cancelled run would not reach it."""
    assert [
        run for step in steps(name) if ".github/scripts" in (run := step.get("run", "")) and run[:5] != "exec "
    ] == []


# ---- the simulation of GitHub


def test_the_simulated_runner_obeys_as_githubs_does() -> None:
    log = [
        "  ::error file=a::un", "dit ::error::non", "x ##[add-mask]deux", "::inconnu::non", "::stop-commands::jeton",
        "::error::non", "##[warning]non", "::autre::", "::jeton::", "::warning::trois",
    ]  # fmt: skip

    assert list(obeyed(log)) == ["::error file=a::un", "x ##[add-mask]deux", "::warning::trois"]


def test_expressions_and_conditions_that_are_not_simulated_are_refused() -> None:
    assert evaluated("a ${{ vars.X }} ${{secrets.Y}}b", {"vars": {"X": "1"}, "secrets": {}}) == "a 1 b"
    with pytest.raises(AssertionError, match="not played"):
        evaluated("${{ github.head_ref }}", {"vars": {}, "secrets": {}})
    with pytest.raises(AssertionError, match="not played"):
        runs("failure()", failed=False, ref="refs/heads/main")
    assert runs("always() && vars.X != ''", failed=True, ref="refs/heads/main", variables={"X": "1"})
    assert not runs("always() && vars.X != ''", failed=True, ref="refs/heads/main")
    assert not runs("github.ref == 'refs/heads/main'", failed=True, ref="refs/heads/main")
