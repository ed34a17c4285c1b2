"""The job that records what was published, in a branch that outlives the runner."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from .fake_catalog import TOKEN
from .scratch import GITHUB, OTHER_DATASET, PRODUCER, Job, Scratch

RECORD = "Historique"
SECRETS = {"PUBLISHER_GRANDLYON_TOKEN": TOKEN}


@pytest.fixture
def managed(catalog: str) -> Mapping[str, str]:
    """Return variables with one catalogue in mode manage; the other is only observed, and not called."""
    return {"PUBLISHER_GRANDLYON_URL": catalog, "PUBLISHER_GRANDLYON_MODE": "manage"}


def published(scratch: Scratch, managed: Mapping[str, str]) -> Job:
    """Publish, then record; return the second job."""
    scratch.run("publish", managed, SECRETS)
    return scratch.run("publish", managed, job="history")


def commits(scratch: Scratch) -> list[str]:
    """Return the subjects of the commits of the history, the latest first."""
    return scratch.git("log", "--format=%s", "history").splitlines()


def lines(scratch: Scratch) -> list[dict[str, Any]]:
    """Return the lines of the history."""
    text = scratch.git("show", "history:history.jsonl")
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_published_is_recorded_in_a_branch_of_its_own(scratch: Scratch, managed: Mapping[str, str]) -> None:
    job = published(scratch, managed)

    assert job.green, job.log
    assert job[RECORD].summary == "1 ligne ajoutée à l'historique\n"
    assert commits(scratch) == ["1 ligne ajoutée à l'historique"]
    assert scratch.git("ls-tree", "--name-only", "history").split() == ["history.jsonl"]
    (line,) = lines(scratch)
    assert (line["key"], line["catalog"], line["step"], line["result"]) == ("bron/wc", "grandlyon", "create", "done")
    assert line["commit"] == scratch.git("rev-parse", "main").strip()
    assert "Toilettes" not in str(line)


def test_the_next_run_appends(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    scratch.merge({"manifests/bron/parcs.yml": OTHER_DATASET})
    published(scratch, managed)

    assert [line["key"] for line in lines(scratch)] == ["bron/wc", "bron/parcs"]
    assert len(commits(scratch)) == 2


def test_where_nothing_was_written_nothing_is_committed(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    job = published(scratch, managed)

    assert job.green, job.log
    assert job[RECORD].summary == "Rien de nouveau pour l'historique.\n"
    assert len(commits(scratch)) == 1


def test_before_the_first_publication_there_is_no_branch(scratch: Scratch) -> None:
    job = published(scratch, {})

    assert job.green, job.log
    assert job[RECORD].summary == "Rien de nouveau pour l'historique.\n"
    assert scratch.git("branch", "--list", "history") == ""


def test_a_job_that_is_repeated_records_nothing_twice(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    job = scratch.run("publish", managed, job="history")

    assert job.green, job.log
    assert len(lines(scratch)) == 1


def test_a_run_in_which_a_person_must_decide_is_recorded_too(scratch: Scratch, managed: Mapping[str, str]) -> None:
    """A guard holds back the eleven datasets of the other producer."""
    titles = {number: f"title: Parcs {number}" for number in range(11)}
    scratch.merge({
        "manifests/lyon/producer.yml": PRODUCER.replace("Bron", "Lyon"),
        **{f"manifests/lyon/parcs-{number}.yml": OTHER_DATASET.replace("title: Parcs et jardins", title)
           for number, title in titles.items()},
    })  # fmt: skip
    failed = scratch.run("publish", managed, SECRETS)
    job = scratch.run("publish", managed, job="history")

    assert failed["Publication"].code == 3
    assert job.green, job.log
    assert [line["key"] for line in lines(scratch)] == ["bron/wc"]


ANOTHER_WRITER = """#!/bin/sh
# The first push is refused, for another run pushed a moment before.
test -e raced && exit 0
touch raced
unset GIT_QUARANTINE_PATH
git update-ref refs/heads/history refs/heads/other
exit 1
"""


def test_of_two_runs_at_once_both_are_recorded(scratch: Scratch, managed: Mapping[str, str]) -> None:
    published(scratch, managed)
    (line,) = lines(scratch)
    scratch.git("branch", "--delete", "--force", "history")
    scratch.git("checkout", "--quiet", "--orphan", "other")
    scratch.write("history.jsonl", json.dumps({**line, "run": "autre"}) + "\n")
    scratch.commit("Autre exécution")
    scratch.git("checkout", "--quiet", "main")
    hook = scratch.origin / ".git" / "hooks" / "pre-receive"
    hook.write_text(ANOTHER_WRITER, encoding="utf-8")
    hook.chmod(0o755)
    job = scratch.run("publish", managed, job="history")

    assert job.green, job.log
    assert [recorded["run"] for recorded in lines(scratch)] == ["autre", line["run"]]
    assert commits(scratch) == ["1 ligne ajoutée à l'historique", "Autre exécution"]


def test_a_history_that_is_none_is_red_and_stays(scratch: Scratch, managed: Mapping[str, str]) -> None:
    scratch.git("checkout", "--quiet", "-b", "history")
    scratch.write("history.jsonl", "perdu\n")
    scratch.commit("Erreur")
    scratch.git("checkout", "--quiet", "main")
    job = published(scratch, managed)

    assert not job.green
    assert "history.jsonl, ligne 1" in job[RECORD].log
    assert scratch.git("show", "history:history.jsonl") == "perdu\n"


def test_the_token_of_the_job_is_shown_nowhere(scratch: Scratch, managed: Mapping[str, str]) -> None:
    job = published(scratch, managed)

    assert GITHUB["token"] not in job.log + job.summary
    assert job[RECORD].obeyed == []


def test_elsewhere_than_on_the_main_branch_nothing_is_recorded(scratch: Scratch, managed: Mapping[str, str]) -> None:
    scratch.ref = "refs/heads/essai"

    assert published(scratch, managed).steps == ()
