"""Which pull requests were merged since the last successful run of a workflow, and which manifests each touches.

From git come the commits and their files, from GitHub the run and the pull request of a commit: a merge, a squashed one
and a rebased one are told apart by neither. The standard library, `git` and `gh` suffice.
"""

import json
import os
import re
from dataclasses import dataclass, field
from typing import Any, Final

from nightly_results import report, run, succeeds

MOST: Final = 250
"""Commits of the main branch that are looked at."""

SHA: Final = re.compile(r"[0-9a-f]{40}")


@dataclass
class PullRequest:
    """A merged pull request."""

    number: int
    locked: bool
    """Whether its conversation is locked: nobody can comment there."""
    files: set[str] = field(default_factory=set)
    """Those of the manifests that it touches."""


def api(path: str) -> Any:
    """Return what GitHub answers about this repository."""
    return json.loads(run("gh", "api", f"repos/{os.environ['GITHUB_REPOSITORY']}/{path}"))


def merged_pull_requests(tip: str) -> list[PullRequest]:
    """Return the pull requests that were merged since the last successful run, and that touch manifests.

    `tip`: the commit that was published.
    """
    requests: dict[int, PullRequest] = {}
    for commit in reversed(commits_until(tip)):
        if files := manifest_files(commit):
            for request in requests_of(commit):
                requests.setdefault(request.number, request).files.update(files)
    return list(requests.values())


def commits_until(tip: str) -> list[str]:
    """Return the commits of the main branch since the last successful run, the latest first."""
    base = base_commit()
    known = base is not None and succeeds("git", "merge-base", "--is-ancestor", base, tip)
    range_ = [tip, f"^{base}"] if known else [tip]
    commits = run("git", "rev-list", "--first-parent", f"--max-count={MOST + 1}", *range_).split()
    if len(commits) > MOST or not known:
        report(f"Seuls les {min(len(commits), MOST)} derniers commits sont annoncés.")
    return commits[:MOST]


def base_commit() -> str | None:
    """Return the commit of the last successful run of this workflow; before any, what the first run started from."""
    name = os.environ["GITHUB_WORKFLOW_REF"].partition("@")[0].rpartition("/")[2]
    where = f"actions/workflows/{name}/runs?branch={os.environ['GITHUB_REF_NAME']}"
    if successful := api(f"{where}&status=success&per_page=1")["workflow_runs"]:
        return sha_of(successful[0])
    oldest = api(f"{where}&per_page=100")["workflow_runs"][-1:]
    first = sha_of(oldest[0]) if oldest else None
    return parent_of(first) if first else None


def sha_of(workflow_run: dict[str, Any]) -> str | None:
    """Return the commit of a run."""
    sha = str(workflow_run["head_sha"])
    return sha if SHA.fullmatch(sha) else None


def parent_of(commit: str) -> str | None:
    """Return the first parent of a commit; None where this clone has none of it."""
    name = f"{commit}^1"
    return run("git", "rev-parse", name).strip() if succeeds("git", "rev-parse", "--verify", "--quiet", name) else None


def manifest_files(commit: str) -> set[str]:
    """Return the files of the manifests that a commit changes, against the main branch before it."""
    parent = parent_of(commit)
    trees = [parent, commit] if parent else ["--root", commit]
    options = ("-r", "-z", "--name-only", "--no-renames", "--no-commit-id")
    names = run("git", "diff-tree", *options, *trees, "--", "manifests").split("\0")
    return {name for name in names if name}


def requests_of(commit: str) -> list[PullRequest]:
    """Return the pull requests of this repository that brought a commit to the main branch: one, or none."""
    return [
        PullRequest(int(request["number"]), bool(request.get("locked")))
        for request in api(f"commits/{commit}/pulls?per_page=100")
        if request["merged_at"]
        and request["base"]["ref"] == os.environ["GITHUB_REF_NAME"]
        and request["base"]["repo"]["full_name"] == os.environ["GITHUB_REPOSITORY"]
    ]
