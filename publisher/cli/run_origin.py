"""Who starts this run, and from which commit of the manifests."""

import getpass
from collections.abc import Mapping
from pathlib import Path

from publisher.model.run_origin import RunOrigin
from publisher.run_git import run_git


def run_origin(manifests: Path, environ: Mapping[str, str]) -> RunOrigin:
    """Return what is known of the beginning of a run with this folder of manifests."""
    commit = (run_git(manifests, "rev-parse", "--verify", "--quiet", "HEAD") or "").strip() or None
    edited = commit is not None and bool(run_git(manifests, "status", "--porcelain", "--", "."))
    return RunOrigin(_account(environ), commit, edited)


def _account(environ: Mapping[str, str]) -> str | None:
    """Return the account that starts the run; in a workflow, the one whose push or click did."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return environ.get("GITHUB_TRIGGERING_ACTOR") or environ.get("GITHUB_ACTOR")
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may know no name for its user
        return None
