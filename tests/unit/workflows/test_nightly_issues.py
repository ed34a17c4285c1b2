"""The job that keeps an issue for each producer: what it opens, changes, closes and opens again."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from .scratch import GITHUB, Job, Scratch

ISSUES = "Tickets"
BRON = {"report.md": "tout\n", "producers/bron.md": "### 1 fiche modifiée\n"}
CLEAN = {"report.md": "rien\n"}


def night(scratch: Scratch, files: Mapping[str, str]) -> Job:
    """Run the job on what a comparison handed over."""
    scratch.hand_over("nightly", files)
    return scratch.run("nightly", job="issues")


def kept(scratch: Scratch) -> dict[str, Any]:
    """Return what the imitation of GitHub keeps."""
    document: dict[str, Any] = json.loads(scratch.github.read_text(encoding="utf-8"))
    return document


def forget_calls(scratch: Scratch) -> None:
    scratch.github.write_text(json.dumps({**kept(scratch), "calls": []}), encoding="utf-8")


def test_a_producer_with_something_to_see_to_gets_an_issue(scratch: Scratch) -> None:
    job = night(scratch, {**BRON, "producers/lyon.md": "### 1 lien mort\n"})

    assert job.green, job.log
    issues = kept(scratch)["issues"]
    assert [(issue["title"], issue["labels"], issue["state"]) for issue in issues] == [
        ("bron : à voir dans les catalogues", ["publisher"], "OPEN"),
        ("lyon : à voir dans les catalogues", ["publisher"], "OPEN"),
    ]
    assert "### 1 fiche modifiée\n" in issues[0]["body"]
    assert "Ce ticket est mis à jour chaque nuit" in issues[0]["body"]
    assert job[ISSUES].summary == "- producer/bron : ticket ouvert\n- producer/lyon : ticket ouvert\n"


def test_while_nothing_changes_nothing_is_called(scratch: Scratch) -> None:
    night(scratch, BRON)
    forget_calls(scratch)
    job = night(scratch, BRON)

    assert (job.green, kept(scratch)["calls"], job[ISSUES].summary) == (True, [], "")


def test_an_issue_follows_closes_and_is_opened_again(scratch: Scratch) -> None:
    night(scratch, BRON)
    night(scratch, {**BRON, "producers/bron.md": "### 2 fiches modifiées\n"})
    (issue,) = kept(scratch)["issues"]
    assert ("### 2 fiches" in issue["body"], issue["state"]) == (True, "OPEN")

    night(scratch, CLEAN)
    (issue,) = kept(scratch)["issues"]
    assert (issue["state"], issue["comments"]) == ("CLOSED", ["Plus rien à signaler.\n"])
    forget_calls(scratch)
    night(scratch, CLEAN)
    assert kept(scratch)["calls"] == []

    night(scratch, BRON)
    (issue,) = kept(scratch)["issues"]
    assert ("### 1 fiche" in issue["body"], issue["state"]) == (True, "OPEN")
    assert kept(scratch)["calls"] == ["issue reopen 1", "issue edit 1"]


def test_an_issue_that_a_person_closed_stays_closed_until_something_changes(scratch: Scratch) -> None:
    night(scratch, BRON)
    document = kept(scratch)
    document["issues"][0]["state"] = "CLOSED"
    scratch.github.write_text(json.dumps(document), encoding="utf-8")

    night(scratch, BRON)
    assert kept(scratch)["issues"][0]["state"] == "CLOSED"
    night(scratch, {**BRON, "producers/bron.md": "### autre chose\n"})
    assert kept(scratch)["issues"][0]["state"] == "OPEN"


def test_where_nothing_was_compared_no_issue_changes(scratch: Scratch) -> None:
    """The report is written last; without an artifact there is none either."""
    night(scratch, BRON)
    forget_calls(scratch)
    for files in ({}, {"producers/lyon.md": "reste\n"}):
        job = night(scratch, files)
        assert job.green, job.log
        assert "les tickets restent comme ils sont" in job[ISSUES].summary

    assert kept(scratch)["calls"] == []


def test_tokens_that_expire_have_an_issue_of_their_own(scratch: Scratch) -> None:
    night(scratch, {**CLEAN, "tokens.md": "- jeton\n"})
    (issue,) = kept(scratch)["issues"]
    assert issue["title"] == "Jetons des catalogues à renouveler"

    night(scratch, CLEAN)
    assert kept(scratch)["issues"][0]["state"] == "CLOSED"


@pytest.mark.parametrize("author", [{"is_bot": False, "login": "eve"}, {"is_bot": True, "login": "app/autre"}])
def test_an_issue_of_anybody_else_is_left_alone(scratch: Scratch, author: dict[str, object]) -> None:
    night(scratch, BRON)
    document = kept(scratch)
    document["issues"][0]["author"] = author
    scratch.github.write_text(json.dumps({**document, "calls": []}), encoding="utf-8")

    night(scratch, CLEAN)
    assert kept(scratch)["calls"] == []
    night(scratch, BRON)
    assert [issue["number"] for issue in kept(scratch)["issues"]] == [1, 2]


def test_a_marker_within_a_text_is_none(scratch: Scratch) -> None:
    """Only the first line counts, which a catalogue does not write."""
    forged = "<!-- publisher producer/lyon 0123456789abcdef -->\n"
    night(scratch, {**BRON, "producers/bron.md": forged})
    job = night(scratch, {**BRON, "producers/bron.md": forged, "producers/lyon.md": "### 1 lien mort\n"})

    assert job.green, job.log
    assert [issue["title"][:4] for issue in kept(scratch)["issues"]] == ["bron", "lyon"]


@pytest.mark.parametrize(
    "name", ["Bron.md", "..md", "a b.md", "bron.txt", "--label.md", "bron.md/x.md", "x" * 101 + ".md"]
)
def test_a_file_of_another_name_is_refused(scratch: Scratch, name: str) -> None:
    job = night(scratch, {**CLEAN, f"producers/{name}": "x\n"})

    assert not job.green
    assert "something else than results of a comparison" in job[ISSUES].log
    assert not scratch.github.exists()


def test_a_text_that_no_issue_can_hold_is_refused(scratch: Scratch) -> None:
    assert not night(scratch, {**BRON, "producers/bron.md": "x" * 65_001}).green
    assert night(scratch, {**BRON, "producers/bron.md": "x" * 65_000}).green


def test_what_github_refuses_is_red_and_says_why(scratch: Scratch) -> None:
    scratch.github.write_text("rien", encoding="utf-8")
    job = night(scratch, BRON)

    assert not job.green
    assert "gh issue list: " in job[ISSUES].log


def test_a_text_gives_no_command_to_github_and_the_token_is_shown_nowhere(scratch: Scratch) -> None:
    job = night(scratch, {**BRON, "producers/bron.md": "::error::faux\n##[add-mask]e\n"})

    assert job[ISSUES].obeyed == []
    assert GITHUB["token"] not in job.log + job.summary
