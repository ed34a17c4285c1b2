"""A night: the workflow, run as GitHub does, against the sandbox; what somebody edited in a catalogue meanwhile."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.unit.workflows.scratch import CATALOGS, DATASET, Job, Scratch, built

from .workflow_catalogs import SECRETS, TOKEN, served_catalogs

APP = {"PUBLISHER_APP_KEY": "clef"}
OWN_FILE = DATASET.replace("url: 'https://example.org/a.csv'", "path: wc.csv")
"""A dataset without addresses, which the search for dead links would call."""
TABLE = "nom,places\nGare,3\nMairie,2\n"
PRIVATE = OWN_FILE.replace("Toilettes publiques", "Plans de secours").replace("wc.csv", "plans.csv")
EXPIRED = CATALOGS.replace(
    "    mode: ${PUBLISHER_GRANDLYON", "    token_expires: 2020-01-01\n    mode: ${PUBLISHER_GRANDLYON"
)
HOSTILE = "Toilettes @maire <img src=x> ::error::faux"


@pytest.fixture
def variables() -> Iterator[dict[str, str]]:
    """Serve a CKAN and a udata; yield the settings of a repository that publishes to them."""
    with served_catalogs() as settings:
        yield settings | {"PUBLISHER_APP_ID": "1"}


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """Return a repository with a public dataset and one that is not public; a token has expired."""
    scratch = Scratch(tmp_path, built(tmp_path / "tool"))
    scratch.merge({
        "manifests/catalogs.yml": EXPIRED,
        "manifests/bron/wc.yml": OWN_FILE,
        "manifests/bron/wc.csv": TABLE,
        "manifests/bron/plans.yml": f"{PRIVATE}state: private\n",
        "manifests/bron/plans.csv": TABLE.replace("Gare", "Stade"),
    })  # fmt: skip
    return scratch


def night(scratch: Scratch, variables: Mapping[str, str]) -> dict[str, Job]:
    """Run the whole workflow, each job with the secrets of its environment alone."""
    jobs = {"catalogs": scratch.run("nightly", variables, SECRETS)}
    for name, secrets in {"history": {}, "issues": {}, "pull-requests": APP}.items():
        jobs[name] = scratch.run("nightly", variables, secrets, job=name)
    return jobs


def edit(variables: Mapping[str, str], name: str, title: str) -> None:
    """Give a dataset of CKAN another title, as somebody does by hand."""
    request = Request(
        f"{variables['PUBLISHER_GRANDLYON_URL']}/api/action/package_patch",
        json.dumps({"id": name, "title": title}).encode(),
        {"Authorization": TOKEN, "Content-Type": "application/json"},
    )
    with urlopen(request) as reply:
        assert reply.status == 200


def kept(scratch: Scratch) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(scratch.github.read_text(encoding="utf-8"))
    return document


def test_a_night_publishes_and_a_second_one_has_nothing_to_say(scratch: Scratch, variables: dict[str, str]) -> None:
    jobs = night(scratch, variables)

    assert all(job.green for job in jobs.values()), [job.log for job in jobs.values()]
    assert "### ✔ Fiches traitées : 4 sur 4" in jobs["catalogs"].summary
    assert "4 lignes ajoutées à l'historique" in jobs["history"].summary
    assert [issue["title"] for issue in kept(scratch)["issues"]] == ["Jetons des catalogues à renouveler"]
    assert "le jeton de PUBLISHER\\_GRANDLYON\\_TOKEN a expiré le 2020-01-01" in kept(scratch)["issues"][0]["body"]
    calls = kept(scratch)["calls"]
    again = night(scratch, variables)
    assert all(job.green for job in again.values()), [job.log for job in again.values()]
    assert kept(scratch)["calls"] == calls


def test_an_edit_becomes_an_issue_and_a_pull_request_which_settles_it(
    scratch: Scratch, variables: dict[str, str]
) -> None:
    night(scratch, variables)
    edit(variables, "wc-bron", HOSTILE)
    edit(variables, "plans-bron", "Code XK7Q")
    jobs = night(scratch, variables)

    assert all(job.green for job in jobs.values()), [job.log for job in jobs.values()]
    issue = next(issue for issue in kept(scratch)["issues"] if issue["title"].startswith("bron"))
    assert "Toilettes @\u200bmaire &lt;img src=x&gt; ::error::faux" in issue["body"]
    (request,) = kept(scratch)["pull_requests"]
    assert (request["head"], request["author"]["login"]) == ("portail/bron", "app/publication")
    proposed = scratch.git("diff", "main", "portail/bron")
    assert f"+title: {HOSTILE}\n" in proposed
    assert "::error::faux" in jobs["catalogs"].log
    assert [job.steps[-1].obeyed for job in jobs.values()] == [[]] * 4
    assert_nowhere(scratch, jobs, "XK7Q")
    assert_nowhere(scratch, jobs, TOKEN)

    scratch.git("merge", "--quiet", "--no-edit", "portail/bron")
    edit(variables, "plans-bron", "Plans de secours")
    settled = night(scratch, variables)
    assert all(job.green for job in settled.values()), [job.log for job in settled.values()]
    assert [issue["state"] for issue in kept(scratch)["issues"]] == ["OPEN", "CLOSED"]
    assert kept(scratch)["pull_requests"][0]["state"] == "CLOSED"
    assert scratch.git("branch", "--list", "portail/*") == ""


def assert_nowhere(scratch: Scratch, jobs: Mapping[str, Job], secret: str) -> None:
    """Assert that everything which the public can read is without a text: logs, issues, branches, artifacts."""
    public = [job.log + job.summary for job in jobs.values()]
    files = (path for path in scratch.folder.glob("artifacts-*/**/*") if path.is_file())
    public += [path.read_text(encoding="utf-8") for path in files]
    public += [scratch.github.read_text(encoding="utf-8"), scratch.git("log", "--all", "--patch")]
    assert [text for text in public if secret in text] == []


def test_without_a_catalogue_to_compare_with_issues_and_requests_stay(
    scratch: Scratch, variables: dict[str, str]
) -> None:
    night(scratch, variables)
    edit(variables, "wc-bron", "Toilettes")
    night(scratch, variables)
    before = kept(scratch)
    away = {**variables, "PUBLISHER_DATAGOUV_URL": "http://127.0.0.1:9"}
    jobs = night(scratch, away)

    assert not jobs["catalogs"].green
    assert "### ✘ La comparaison n'a pas pu être faite" in jobs["catalogs"].summary
    assert "les tickets restent comme ils sont" in jobs["issues"].summary
    assert "les demandes restent comme elles sont" in jobs["pull-requests"].summary
    assert kept(scratch) == before


def test_a_publication_that_waits_for_a_person_is_compared_all_the_same(
    scratch: Scratch, variables: dict[str, str]
) -> None:
    night(scratch, variables)
    edit(variables, "wc-bron", "Toilettes du portail")
    scratch.merge({"manifests/bron/wc.yml": OWN_FILE.replace("title: Toilettes publiques", "title: Toilettes de Bron")})
    jobs = night(scratch, variables)

    assert jobs["catalogs"]["Publication"].code == 3
    assert jobs["catalogs"]["Comparaison"].code == 0
    assert "bron : à voir dans les catalogues" in [issue["title"] for issue in kept(scratch)["issues"]]


def test_while_no_catalogue_is_managed_nothing_is_compared(scratch: Scratch) -> None:
    nowhere = {f"PUBLISHER_{name}_URL": "http://127.0.0.1:9" for name in ("GRANDLYON", "DATAGOUV")}
    jobs = night(scratch, {**nowhere, "PUBLISHER_APP_ID": "1"})

    assert all(job.green for job in jobs.values()), [job.log for job in jobs.values()]
    assert "Rien n'est comparé : aucun catalogue n'est en mode `manage`" in jobs["catalogs"].summary
    assert not scratch.github.exists()


def test_a_dataset_whose_day_has_come_is_published_by_night(scratch: Scratch, variables: dict[str, str]) -> None:
    """The other day is written into the manifest, since a test cannot wait for it."""
    later, earlier = (datetime.now(UTC).date() + timedelta(days=days) for days in (2, -2))
    scratch.merge({"manifests/bron/wc.yml": f"{OWN_FILE}from: {later}\n"})
    before = night(scratch, variables)
    assert "### ✔ Fiches traitées : 2 sur 2" in before["catalogs"].summary

    scratch.merge({"manifests/bron/wc.yml": f"{OWN_FILE}from: {earlier}\n"})
    after = night(scratch, variables)
    assert all(job.green for job in after.values()), [job.log for job in after.values()]
    assert f"<{variables['PUBLISHER_GRANDLYON_URL']}/dataset/wc-bron>" in after["catalogs"].summary
