"""Who starts this run, and from which state of the manifests."""

import getpass
from collections.abc import Mapping
from pathlib import Path

from publisher.capture.restore_files import changed_files, sha256_of
from publisher.model.run_origin import RunOrigin
from publisher.run_git import run_git


def run_origin(manifests: Path, environ: Mapping[str, str]) -> RunOrigin:
    """Return what is known of the start of a run with this folder of manifests."""
    commit = (run_git(manifests, "rev-parse", "--verify", "--quiet", "HEAD") or "").strip() or None
    edited = changed_files(manifests, commit) if commit is not None else ()
    return RunOrigin(_account(environ), commit, {name: sha256_of(manifests / name) for name in sorted(edited)})


def _account(environ: Mapping[str, str]) -> str | None:
    """Return the account that starts the run; in a workflow, the one whose push or click did, or the schedule."""
    if environ.get("GITHUB_ACTIONS") == "true":
        if environ.get("GITHUB_EVENT_NAME") == "schedule":  # the account of GitHub's variables then did nothing
            return "schedule"
        return environ.get("GITHUB_TRIGGERING_ACTOR") or environ.get("GITHUB_ACTOR")
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may know no name for its user
        return None
