"""The job that proposes the edits of the catalogues: branches, pull requests, and what it leaves to a person."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from .fake_gh import APP_TOKEN
from .scratch import DATASET, Job, Scratch

PROPOSE = "Demandes de modification"
BRANCH = "portail/bron"
VARIABLES = {"PUBLISHER_APP_ID": "1234"}
SECRETS = {"PUBLISHER_APP_KEY": "clef"}


def patch_to(text: str, name: str = "manifests/bron/wc.yml") -> str:
    """Return the difference from the dataset of the scratch repository to a text."""
    command = ["diff", "-u", f"--label=a/{name}", f"--label=b/{name}", "-", "/dev/fd/3"]
    script = f"exec 3<<'FIN'\n{text}FIN\n{' '.join(command)}"
    done = subprocess.run(["bash", "-c", script], input=DATASET, capture_output=True, encoding="utf-8", check=False)
    return done.stdout  # the exit code is 1 where there is a difference


TITLE = patch_to(DATASET.replace("Toilettes publiques", "Toilettes"))
OTHER_TITLE = patch_to(DATASET.replace("Toilettes publiques", "WC"))


def night(scratch: Scratch, patches: Mapping[str, str]) -> Job:
    """Run the job on what a comparison handed over."""
    texts = {f"patches/{name}.patch": text for name, text in patches.items()}
    scratch.hand_over("nightly", {"report.md": "tout\n", **texts})
    return scratch.run("nightly", VARIABLES, SECRETS, job="pull-requests")


def kept(scratch: Scratch) -> dict[str, Any]:
    """Return what the imitation of GitHub keeps."""
    document: dict[str, Any] = json.loads(scratch.github.read_text(encoding="utf-8"))
    return document


def title_in(scratch: Scratch, branch: str = BRANCH) -> str:
    """Return the first line of the manifest in a branch."""
    return scratch.git("show", f"{branch}:manifests/bron/wc.yml").splitlines()[0]


def test_an_edit_is_proposed_on_a_branch_of_its_producer(scratch: Scratch) -> None:
    job = night(scratch, {"bron": TITLE})

    assert job.green, job.log
    (request,) = kept(scratch)["pull_requests"]
    assert (request["title"], request["base"], request["head"], request["state"]) == (
        "bron : modifications faites dans un catalogue", "main", BRANCH, "OPEN"
    )  # fmt: skip
    assert "publisher sync bron --drift revert" in request["body"]
    assert request["author"]["login"] == "app/publication"
    assert (title_in(scratch), title_in(scratch, "main")) == ("title: Toilettes", "title: Toilettes publiques")
    assert scratch.git("log", "--format=%s", f"main..{BRANCH}") == "bron : modifications faites dans un catalogue\n"


def test_the_same_edit_is_neither_pushed_nor_proposed_again(scratch: Scratch) -> None:
    night(scratch, {"bron": TITLE})
    tip = scratch.git("rev-parse", BRANCH)
    scratch.merge({"manifests/bron/autre.txt": "main a avancé"})
    job = night(scratch, {"bron": TITLE})

    assert job.green, job.log
    assert scratch.git("rev-parse", BRANCH) == tip
    assert kept(scratch)["calls"] == ["pr create"]


def test_another_edit_replaces_it_in_the_same_pull_request(scratch: Scratch) -> None:
    night(scratch, {"bron": TITLE})
    job = night(scratch, {"bron": OTHER_TITLE})

    assert job.green, job.log
    assert title_in(scratch) == "title: WC"
    assert len(kept(scratch)["pull_requests"]) == 1


def test_where_nothing_remains_it_is_closed_and_its_branch_removed(scratch: Scratch) -> None:
    night(scratch, {"bron": TITLE})
    job = night(scratch, {})

    assert job.green, job.log
    (request,) = kept(scratch)["pull_requests"]
    assert (request["state"], request["comments"][0][:28]) == ("CLOSED", "Il ne reste rien à reprendre")
    assert scratch.git("branch", "--list", "portail/*") == ""
    night(scratch, {"bron": TITLE})
    assert [request["state"] for request in kept(scratch)["pull_requests"]] == ["CLOSED", "OPEN"]


def test_a_pull_request_that_a_person_closed_comes_back_only_with_another_edit(scratch: Scratch) -> None:
    night(scratch, {"bron": TITLE})
    document = kept(scratch)
    document["pull_requests"][0].update(state="CLOSED", headRefOid=scratch.git("rev-parse", BRANCH).strip())
    scratch.github.write_text(json.dumps(document), encoding="utf-8")

    night(scratch, {"bron": TITLE})
    assert len(kept(scratch)["pull_requests"]) == 1
    night(scratch, {"bron": OTHER_TITLE})
    assert [request["state"] for request in kept(scratch)["pull_requests"]] == ["CLOSED", "OPEN"]


@pytest.mark.parametrize("patches", [{"bron": OTHER_TITLE}, {}], ids=["another edit", "none"])
def test_a_branch_that_somebody_corrected_stays(scratch: Scratch, patches: Mapping[str, str]) -> None:
    night(scratch, {"bron": TITLE})
    scratch.git("checkout", "--quiet", BRANCH)
    scratch.write("manifests/bron/wc.yml", DATASET.replace("Toilettes publiques", "Toilettes de Bron"))
    scratch.commit("Correction")
    scratch.git("checkout", "--quiet", "main")
    job = night(scratch, patches)

    assert job.green, job.log
    assert title_in(scratch) == "title: Toilettes de Bron"
    assert kept(scratch)["calls"] == ["pr create"]


def test_a_manifest_that_changed_meanwhile_waits_for_the_next_night(scratch: Scratch) -> None:
    scratch.merge({"manifests/bron/wc.yml": DATASET.replace("Toilettes publiques", "Nouveau titre")})
    job = night(scratch, {"bron": TITLE})

    assert job.green, job.log
    assert "bron : le manifeste a changé depuis la comparaison" in job[PROPOSE].summary
    assert scratch.git("branch", "--list", "portail/*") == ""


NEW_FILE = "diff --git a/{0} b/{0}\nnew file mode 100644\n--- /dev/null\n+++ b/{0}\n@@ -0,0 +1 @@\n+x\n"


@pytest.mark.parametrize(
    "patch",
    [
        patch_to("title: X\n", "manifests/lyon/wc.yml"),
        patch_to("title: X\n", ".github/workflows/publish.yml"),
        patch_to("title: X\n", "manifests/bron/sous/wc.yml"),
        patch_to("title: X\n", "manifests/bron/wc.csv"),
        patch_to("title: X\n", "manifests/bron/../../.github/workflows/publish.yml"),
        NEW_FILE.format("manifests/bron/nouveau.yml"),
        TITLE + patch_to("x\n", "publisher/__init__.py"),
        "diff --git a/manifests/bron/wc.yml b/manifests/bron/wc.yml\nold mode 100644\nnew mode 100755\n",
    ],
)
def test_a_patch_that_changes_anything_else_is_refused(scratch: Scratch, patch: str) -> None:
    job = night(scratch, {"bron": patch})

    assert not job.green
    assert scratch.git("branch", "--list", "portail/*") == ""
    assert not scratch.github.exists()


def test_without_an_app_the_job_is_skipped(scratch: Scratch) -> None:
    scratch.hand_over("nightly", {"report.md": "tout\n", "patches/bron.patch": TITLE})

    assert scratch.run("nightly", job="pull-requests").steps == ()


def test_where_nothing_was_compared_no_pull_request_changes(scratch: Scratch) -> None:
    night(scratch, {"bron": TITLE})
    scratch.hand_over("nightly", {})
    job = scratch.run("nightly", VARIABLES, SECRETS, job="pull-requests")

    assert job.green, job.log
    assert kept(scratch)["calls"] == ["pr create"]
    assert "les demandes restent comme elles sont" in job[PROPOSE].summary


def test_the_token_of_the_app_is_shown_nowhere(scratch: Scratch) -> None:
    job = night(scratch, {"bron": TITLE})

    assert APP_TOKEN not in job.log + job.summary
    assert job[PROPOSE].obeyed == []
