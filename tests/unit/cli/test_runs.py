"""`publisher runs`: what earlier runs did, as their journals tell it."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from publisher.cli.run_origin import run_origin
from publisher.model.run_origin import RunOrigin
from tests.unit.fake_catalog import FakeCatalog, Fault

from .conftest import DATASET, Shell, dataset_of


@pytest.fixture
def two_runs(shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Publish a dataset, then change its title and add another; return the names of the runs, the latest first."""
    assert shell("sync", "--yes").code == 0
    shell.write("bron/wc.yml", DATASET.replace("title: Toilettes publiques", "title: Toilettes"))
    shell.write("bron/parcs.yml", dataset_of("Parcs"))
    managed.fail("create bron/parcs", Fault(RuntimeError()))
    assert shell("sync", "--yes").code == 3
    journals = sorted(Path(".publisher/runs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    for number, path in enumerate(journals):  # two runs of one minute are in no order
        path.rename(path.with_name(f"2026-11-2{number}T1000-abcdef.jsonl"))
    return ["2026-11-21T1000-abcdef", "2026-11-20T1000-abcdef"]


def test_without_a_run_the_list_says_so(shell: Shell) -> None:
    ran = shell("runs")

    assert ran.code == 0
    assert "No run has written anything from this folder yet" in ran.out
    assert json.loads(shell("runs", "--format", "json").out) == {"format_version": 1, "runs": []}


def test_the_list_has_a_row_for_each_run_the_latest_first(shell: Shell, two_runs: list[str]) -> None:
    ran = shell("runs")

    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert rows[0] == ["run", "started", "by", "manifests", "entries written"]
    assert [(row[0], row[3], row[4]) for row in rows[1:]] == [
        (two_runs[0], "?", "1 of 2"),
        (two_runs[1], "?", "1 of 1"),
    ]
    assert f"What a run changed:  publisher runs diff {two_runs[0]}" in ran.err


def test_a_long_list_ends_and_says_how_to_see_the_rest(
    shell: Shell, two_runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.cli.runs.MOST", 1)

    ran = shell("runs")
    assert len(ran.out.splitlines()) == 2
    assert "The older ones, 1 more:  publisher runs --all" in ran.err
    assert len(shell("runs", "--all").out.splitlines()) == 3


def test_a_run_is_shown_with_what_became_of_each_step(shell: Shell, two_runs: list[str]) -> None:
    ran = shell("runs", "show", "2026-11-21")

    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == f"Run {two_runs[0]}"
    assert lines[2:] == [
        "1 entry written, 1 failed",
        "",
        "  bron/parcs",
        "    ✘ grandlyon · create · internal error: RuntimeError",
        "  bron/wc",
        "    ✔ grandlyon · change · https://data.example.org/dataset/wc-bron",
    ]


def test_what_a_run_changed_is_each_field_with_both_values(shell: Shell, two_runs: list[str]) -> None:
    ran = shell("runs", "diff", "latest")

    assert ran.out.splitlines()[3:] == [
        "",
        "  bron/parcs",
        "    grandlyon",
        "      create (failed)",
        "",
        "  bron/wc",
        "    grandlyon",
        '      title  "Toilettes publiques" → "Toilettes"',
    ]


def test_a_run_as_json_has_the_differences_as_the_journal_has_them(shell: Shell, two_runs: list[str]) -> None:
    document = json.loads(shell("runs", "diff", "latest", "bron/wc", "--format", "json").out)

    assert (document["run"], document["counts"]) == (two_runs[0], {"failed": 1, "done": 1})
    (step,) = document["steps"]
    assert (step["key"], step["catalog"], step["step"], step["result"]) == ("bron/wc", "grandlyon", "update", "done")
    assert step["changes"] == [
        {"path": "title", "verdict": "change", "before": "Toilettes publiques", "after": "Toilettes"}
    ]


def test_a_run_that_was_killed_has_a_step_of_unknown_outcome(shell: Shell, two_runs: list[str]) -> None:
    path = Path(f".publisher/runs/{two_runs[1]}.jsonl")
    start, intent, *_outcomes = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f'{start}\n{intent}\n{{"run": "cut', encoding="utf-8")

    assert (
        "? grandlyon · create · started; what became of it is not in the journal"
        in shell("runs", "show", two_runs[1]).out
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("show", "2025"),
            "there is no run “2025” in .publisher/runs. The latest ones: 2026-11-21T1000-abcdef, 2026-11-20",
        ),
        (("diff", "2026-11-2"), "several runs start so: 2026-11-21T1000-abcdef, 2026-11-20T1000-abcdef"),
        (("show", "latest", "lyon"), "the run wrote none of these; its datasets: bron/parcs, bron/wc"),
    ],
    ids=["unknown", "ambiguous", "not in it"],
)
def test_a_run_that_is_not_meant_clearly_is_refused(
    shell: Shell, two_runs: list[str], arguments: tuple[str, ...], message: str
) -> None:
    ran = shell("runs", *arguments)

    assert ran.code == 64
    assert message in ran.err


@pytest.mark.parametrize("content", ["", "[]\n", '{"event": "start"}\n', '{"event": "start", "steps": {}}\n'])
def test_a_file_that_is_no_journal_is_said_to_be_none(shell: Shell, two_runs: list[str], content: str) -> None:
    path = Path(f".publisher/runs/{two_runs[0]}.jsonl")
    path.write_text(content, encoding="utf-8")

    listed = shell("runs")
    assert len(listed.out.splitlines()) == 2
    assert f"! {path} is not the journal of a run: it is left out." in listed.err
    ran = shell("runs", "show", two_runs[0])
    assert (ran.code, f"{path}, line 1: this is not the journal of a run" in ran.err) == (64, True)


# ---- who, and from which commit


def git(*arguments: str) -> str:
    identity = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org")
    return subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, encoding="utf-8").stdout


def test_a_run_records_the_commit_of_its_manifests_and_who_began_it(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "--quiet")
    git("add", "manifests")
    git("commit", "--quiet", "--message", "Version")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_ACTOR", "agnes")
    assert shell("sync", "--yes").code == 0
    commit = git("rev-parse", "HEAD").strip()

    document = json.loads(shell("runs", "show", "latest", "--format", "json").out)
    assert (document["by"], document["commit"], document["edited"]) == ("agnes", commit, [])
    assert f", by agnes, manifests {commit[:8]}" in shell("runs", "show", "latest").out

    shell.write("bron/parcs.yml", dataset_of("Parcs"))
    digest = hashlib.sha256(Path("manifests/bron/parcs.yml").read_bytes()).hexdigest()
    assert run_origin(Path("manifests"), {"GITHUB_ACTIONS": "true", "GITHUB_TRIGGERING_ACTOR": "b"}) == RunOrigin(
        "b", commit, {"bron/parcs.yml": digest}
    )


def test_a_run_on_a_schedule_names_no_person() -> None:
    """GitHub's variable has the account that wrote the schedule last."""
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_TRIGGERING_ACTOR": "agnes", "GITHUB_EVENT_NAME": "schedule"}

    assert run_origin(Path("manifests"), environ).by == "schedule"


def test_outside_git_a_run_has_no_commit(shell: Shell) -> None:
    origin = run_origin(Path("manifests"), {})

    assert (origin.commit, origin.edited) == (None, {})
    assert origin.by


# ---- files that a run replaced

PLACES = "nom;places\nMairie;2\n"


@pytest.fixture
def with_file(shell: Shell, managed: FakeCatalog) -> FakeCatalog:
    """Publish a dataset with a file, and then another file in its place."""
    shell.write("bron/wc.yml", DATASET.replace("url: 'https://example.org/a.csv'", "path: lieux.csv"))
    shell.write("bron/lieux.csv", PLACES)
    assert shell("sync", "--yes").code == 0
    shell.write("bron/lieux.csv", PLACES + "Gare;3\n")
    return managed


def test_the_file_that_a_run_replaced_is_named_with_its_place(shell: Shell, with_file: FakeCatalog) -> None:
    ran = shell("sync", "--yes")

    (kept,) = Path(".publisher/runs").glob("*/replaced/bron/wc/csv-*")
    line = f"the file of csv that was there ({len(PLACES)} bytes) is kept: {kept}"
    assert f"  ↶ bron/wc · grandlyon · {line}\n" in ran.out
    run = kept.parts[2]
    assert f"        {line}\n" in shell("runs", "show", run).out
    (step,) = json.loads(shell("runs", "show", run, "--format", "json").out)["steps"]
    assert step["replaced"] == [
        {
            "resource": "csv",
            "bytes": "kept",
            "file": kept.as_posix(),
            "size": len(PLACES),
            "sha256": hashlib.sha256(PLACES.encode()).hexdigest(),
            "why": None,
        }
    ]


def test_the_file_that_a_commit_has_is_not_kept(shell: Shell, with_file: FakeCatalog) -> None:
    Path("manifests/bron/lieux.csv").write_text(PLACES, encoding="utf-8")
    git("init", "--quiet")
    git("add", "manifests")
    git("commit", "--quiet", "--message", "Version")
    shell.write("bron/lieux.csv", PLACES + "Gare;3\n")
    with_file.log.clear()

    ran = shell("sync", "--yes")

    assert ran.code == 0
    assert "that was there" not in ran.out
    assert not [line for line in with_file.log if line.startswith("fetch")]
    (step,) = json.loads(shell("runs", "show", "latest", "--format", "json").out)["steps"]
    assert [(file["bytes"], file["file"]) for file in step["replaced"]] == [("git", None)]
    assert "that was there" not in shell("runs", "show", "latest").out


# ---- the last write of each entry


def history_without_journals(shell: Shell) -> None:
    """Record the history, then lose the journals, as a runner does."""
    assert shell("runs", "record", "history.jsonl").code == 0
    shutil.rmtree(".publisher/runs")


def test_status_shows_when_each_entry_was_last_written(shell: Shell, two_runs: list[str]) -> None:
    history_without_journals(shell)
    ran = shell("status", "--history", "history.jsonl")

    assert ran.code == 0
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert rows[0] == ["dataset", "catalogue", "state", "to do", "last written", "address"]
    last = json.loads(Path("history.jsonl").read_text(encoding="utf-8").splitlines()[-1])["at"]
    assert [(row[0], row[4]) for row in rows[1:]] == [("bron/parcs", ""), ("bron/wc", last[:16].replace("T", " "))]
    assert "| last written |" in shell("status", "--history", "history.jsonl", "--format", "markdown").out


def test_status_as_json_names_the_run_of_the_last_write(shell: Shell, two_runs: list[str]) -> None:
    history_without_journals(shell)
    document = json.loads(shell("status", "--history", "history.jsonl", "--format", "json").out)

    assert [(write["key"], write["catalog"], write["run"]) for write in document["last_writes"]] == [
        ("bron/wc", "grandlyon", two_runs[0])
    ]
    assert "last_writes" not in json.loads(shell("status", "--format", "json").out)


def test_journals_count_beside_the_history(shell: Shell, two_runs: list[str]) -> None:
    Path("history.jsonl").touch()
    document = json.loads(shell("status", "--history", "history.jsonl", "--format", "json").out)

    assert [write["run"] for write in document["last_writes"]] == [two_runs[0]]


def test_what_the_sandbox_wrote_was_written_to_no_catalogue(shell: Shell, two_runs: list[str]) -> None:
    path = Path(f".publisher/runs/{two_runs[0]}.jsonl")
    start, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([json.dumps({**json.loads(start), "sandbox": True}), *rest]) + "\n", encoding="utf-8")
    Path("history.jsonl").touch()
    document = json.loads(shell("status", "--history", "history.jsonl", "--format", "json").out)

    assert [write["run"] for write in document["last_writes"]] == [two_runs[1]]


def test_the_matrix_has_no_place_for_it(shell: Shell, two_runs: list[str]) -> None:
    Path("history.jsonl").touch()
    ran = shell("status", "--matrix", "--history", "history.jsonl")

    assert (ran.code, "--history does not go with --matrix" in ran.err) == (64, True)
