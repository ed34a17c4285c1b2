"""Who may speak for a producer: decided from what GitHub and the main branch say, never from the pull request."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from changed_files import Changes
from github_api import NotThere, get, pages

IN_FOLDER: Final = re.compile(r"manifests/(?P<producer>[^/]+)/(?P<file>.+)", re.DOTALL)
TEAM_ONLY: Final = "producer.yml"
"""Which organization the producer publishes to, and who may speak for it."""


@dataclass(frozen=True)
class Decision:
    """Whether somebody may propose a change without another approval."""

    allowed: bool
    why: str
    """In French, short enough for a status: 140 characters."""
    beyond: tuple[str, ...] = ()
    """Of what is not allowed, the producers for whom the author may not speak; empty where only the team may do it."""


def editors_of_producers() -> dict[str, list[str]]:
    """Return the accounts that may speak for each producer, as the folder that is checked out says.

    A main branch that cannot be read gives nobody a right.
    """
    command = (os.environ.get("PUBLISHER", ".venv/bin/publisher"), "show", "--editors", "--format", "json")
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        print("Les éditeurs n'ont pas pu être lus : seule l'équipe peut proposer.")
        return {}
    return {each["id"]: each["editors"] for each in json.loads(done.stdout)["producers"]}


def decision(repository: str, number: int, author: str, commit: str, changes: Changes) -> Decision:
    """Return whether the author of a pull request may propose this commit, by right or by somebody's approval."""
    if may_write(repository, author):
        return Decision(True, "Proposé par l'équipe.")
    producers = _producers(changes)
    beyond = _beyond(producers or (), editors_of_producers(), author)
    if producers and not beyond:
        return Decision(True, _clipped(f"Proposé par un éditeur de : {', '.join(producers)}."))
    approver = next(_approvers(repository, number, author, commit), None)
    if approver is not None:
        return Decision(True, f"Approuvé par {approver}.")
    why = "L'équipe doit approuver cette version, puis relancer : voir le commentaire."
    return Decision(False, why, beyond if producers else ())


def _producers(changes: Changes) -> tuple[str, ...] | None:
    """Return the producers whose folders a pull request touches; None where it touches what only the team may."""
    matches = [IN_FOLDER.fullmatch(path) for path in changes.paths]
    names = tuple(sorted({match["producer"] for match in matches if match}))
    inside = all(match and match["file"] != TEAM_ONLY for match in matches)
    return names if names and inside and changes.manifests_only else None


def _beyond(producers: tuple[str, ...], editors: dict[str, list[str]], author: str) -> tuple[str, ...]:
    """Return the producers for whom an account may not speak."""
    return tuple(name for name in producers if author.lower() not in map(str.lower, editors.get(name, ())))


def _approvers(repository: str, number: int, author: str, commit: str) -> Iterator[str]:
    """Yield who approves this very commit, has not changed their mind, and may write to the repository."""
    latest: dict[str, dict[str, str]] = {}
    for review in pages(f"repos/{repository}/pulls/{number}/reviews?per_page=100"):
        if review["user"] is not None and review["state"] in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            latest[review["user"]["login"]] = review
    for login, review in latest.items():
        approves = review["state"] == "APPROVED" and review["commit_id"] == commit
        if approves and login != author and may_write(repository, login):
            yield login


def may_write(repository: str, login: str) -> bool:
    """Return whether an account, a person's or an App's, may write to the repository."""
    try:
        permission = get(f"repos/{repository}/collaborators/{quote(login, safe='')}/permission")["permission"]
    except NotThere:
        return False
    return permission in ("admin", "write")


def _clipped(text: str) -> str:
    return text if len(text) <= 140 else text[:139] + "…"
