"""The action in another repository: one that has manifests and the workflow files of docs/action.md, and no tool."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from .action import LAST, USES, action, inlined, pages
from .fake_catalog import TOKEN
from .scratch import DATASET, GITHUB, OTHER_DATASET, ROOT, Scratch, workflow
from .test_rules import PINNED, TOOLS, run_linter

SECRETS = {"PUBLISHER_GRANDLYON_TOKEN": TOKEN}
SCRIPTS = ROOT / ".github" / "scripts"


@pytest.fixture
def elsewhere(scratch: Scratch, catalog: str) -> Scratch:
    """Return a repository with manifests and the workflow files of the page alone."""
    shutil.rmtree(scratch.origin / ".github")
    for name, text in pages().items():
        scratch.write(f".github/workflows/{name}.yml", text)
    catalogs = (scratch.origin / "manifests" / "catalogs.yml").read_text(encoding="utf-8")
    address = re.sub(r"url: \$\{PUBLISHER_\w+_URL:-[^}]*\}", f"url: {catalog}", catalogs)
    assert address != catalogs
    scratch.write("manifests/catalogs.yml", address)
    scratch.commit("Une autre métropole")
    scratch.workflows = inlined
    return scratch


MANAGED: Mapping[str, str] = {"PUBLISHER_GRANDLYON_MODE": "manage"}


def test_a_merge_there_is_published_recorded_and_announced(elsewhere: Scratch) -> None:
    elsewhere.merge_request(7, {"manifests/bron/parcs.yml": OTHER_DATASET})
    published = elsewhere.run("publish", MANAGED, SECRETS)
    assert published.green, published.log
    assert "### ✔ Fiches traitées : 2 sur 2" in published.summary
    assert TOKEN not in published.log + published.summary
    assert not (published.workspace / ".venv").exists()

    recorded = elsewhere.run("publish", MANAGED, job="history")
    assert recorded.green, recorded.log
    assert "2 lignes ajoutées à l'historique" in recorded.summary

    announced = elsewhere.run("publish", MANAGED, job="announce")
    assert announced.green, announced.log
    (comment,) = elsewhere.comments(7)
    assert "| ✔ | Parcs et jardins<br>bron/parcs | grandlyon |" in comment


def test_a_night_there_compares_also_after_a_publication_that_failed(elsewhere: Scratch) -> None:
    elsewhere.endings |= {"drift": 0, "pull": 0}
    job = elsewhere.run("nightly", MANAGED, {"PUBLISHER_GRANDLYON_TOKEN": "perime"})

    assert not job.green
    assert [(step.name, step.code) for step in job.steps if step.name in ("Publication", "Comparaison")] == [
        ("Publication", 1), ("Comparaison", 0),
    ]  # fmt: skip
    announced = elsewhere.run("nightly", MANAGED, job="announce")
    assert announced.green, announced.log
    issues = elsewhere.run("nightly", MANAGED, job="issues")
    assert issues.green, issues.log


def test_a_pull_request_there_is_judged_by_the_scripts_of_the_action(elsewhere: Scratch) -> None:
    elsewhere.propose({"manifests/bron/parcs.yml": DATASET + "license: LO2\n"})
    (job,) = inlined("check")["jobs"].values()
    scripts = [
        Path(step["run"].split("/")[-1].rstrip('"')).name for step in job["steps"] if "exec" in step.get("run", "")
    ]

    assert scripts == ["check_manifests.sh", "check_plan.sh"]


# ---- the action and the workflows of this repository do the same


def test_its_steps_are_those_of_the_workflows_of_this_repository() -> None:
    """But what differs on purpose: where scripts and tool are, and which checkout serves several jobs."""
    for name, file in (("publish", "publish"), ("nightly", "nightly")):
        for key, job in workflow(file)["jobs"].items():
            if key == "pull-requests":  # not on the page: it needs an App
                continue
            own = [_essence(step) for step in job["steps"] if _is_work(step)]
            there = [_essence(step) for step in inlined(name)["jobs"][key]["steps"] if _is_work(step)]
            assert sorted(map(repr, own)) == sorted(map(repr, there))


def _is_work(step: dict[str, object]) -> bool:
    uses = str(step.get("uses", ""))
    return not uses.startswith(("actions/checkout@", "actions/setup-python@")) and "pip" not in str(step.get("run"))


def _essence(step: dict[str, object]) -> tuple[object, ...]:
    script = re.search(r"scripts/([a-z_.]+)", str(step.get("run", "")))
    return step["name"], script[1] if script else step["uses"], step.get("with", {})


def test_every_script_that_it_names_is_called_in_place_of_its_shell() -> None:
    runs = [step["run"] for step in action()["runs"]["steps"] if "scripts/" in step.get("run", "")]

    assert len(runs) == 10
    assert all(re.fullmatch(r'exec (bash|python3) "\$GITHUB_ACTION_PATH/\.github/scripts/\w+\.(sh|py)"( \w+)?', run)
               for run in runs)  # fmt: skip


def test_nothing_is_written_into_its_scripts_and_its_actions_are_those_of_the_workflows() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = {line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line}
    own = "".join((ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
                  for name in ("check", "publish", "nightly"))  # fmt: skip

    assert [step["run"] for step in action()["runs"]["steps"] if "${{" in step.get("run", "")] == []
    assert [line for line in used if not PINNED.fullmatch(line) or line not in own] == []


def test_only_the_installation_runs_without_the_variables_of_the_job() -> None:
    (install,) = (step["run"] for step in action()["runs"]["steps"] if "pip" in step.get("run", ""))

    assert install.startswith("env -i ")


def test_a_word_that_it_does_not_know_makes_the_job_red() -> None:
    *steps, last = action()["runs"]["steps"]
    words = {word for step in steps for word in re.findall(r"== '([a-z-]+)'", step.get("if", ""))}

    assert last["name"] == LAST
    assert set(re.findall(r'"([a-z-]+)"', last["if"])) == words
    assert last["run"].endswith("exit 1\n")
    assert all(f"`{word}`" in (ROOT / "docs" / "action.md").read_text(encoding="utf-8") for word in words)


def test_the_linters_find_nothing_in_it_and_in_the_workflow_files_of_the_page(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for name, text in pages().items():
        pinned = text.replace(USES, f"exemple/publisher@{'0' * 40} # v1.0.0")
        (folder / f"{name}.yml").write_text(pinned, encoding="utf-8")
        assert yaml.safe_load(pinned)["permissions"] == {}
    files = sorted(map(str, folder.iterdir()))

    assert run_linter("actionlint", f"-shellcheck={TOOLS / 'shellcheck'}", "-pyflakes=", "-no-color", *files) == (0, "")
    code, output = run_linter(
        "zizmor", "--offline", "--no-progress", "--color=never", "--persona=pedantic", "action.yml", str(folder)
    )
    # The one that is ignored is `workflow_run`, with its reason.
    assert (code, output.strip()) == (0, "No findings to report. Good job! (1 ignored)")


def test_the_token_of_the_job_is_known_to_the_steps_that_write_to_github_alone() -> None:
    steps = [step["name"] for step in action()["runs"]["steps"] if "github.token" in str(step)]

    assert steps == ["Commentaire", "Historique", "Annonce", "Tickets"]
    assert GITHUB["token"] not in str(action())
