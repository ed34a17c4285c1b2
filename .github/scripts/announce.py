"""Tells every pull request that was merged since the last successful run what became of its datasets, in a comment.

`announce.py FOLDER`: the folder that publish.sh wrote; it runs in a checkout of the main branch, with its last 300
commits. A comment of ours that says that something is missing is kept up to date; once all is well, another one says
so, and nothing more is said there. Needs `gh` and GH_TOKEN, a token that may write to pull requests; no token of a
catalogue.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from announcement_text import announcement
from merged_pull_requests import PullRequest, api, merged_pull_requests
from nightly_results import report, run, succeeds
from publication_result import Publication, read

BOT: Final = "github-actions[bot]"
"""The account of a workflow: a comment of anybody else is none of ours, whatever it contains."""

MARKER: Final = re.compile(r"<!-- publisher publication (?P<state>good|bad) (?P<digest>[0-9a-f]{16}) -->")
"""The first line of our comments: whether all was well, and the digest of the text."""

PAGES: Final = 30
"""Of a hundred comments each."""


@dataclass(frozen=True)
class Comment:
    """A comment of ours."""

    number: int
    good: bool
    digest: str


def main(folder: Path) -> None:
    """Write the comments. Ends the program with an error where one could not be written."""
    publication = read(folder)
    if publication is None:
        report("Aucun catalogue n'est en mode `manage` : rien n'est annoncé.")
        return
    if not publication.commit:
        publication.commit = run("git", "rev-parse", "HEAD").strip()
    requests = merged_pull_requests(publication.commit)
    if not requests:
        report("Aucune demande fusionnée à prévenir.")
    failed = [request.number for request in requests if not tell(request, publication)]
    if failed:
        numbers = ", ".join(f"#{number}" for number in failed)
        report(f"✘ Ces demandes n'ont pas pu être prévenues : {numbers}. « Re-run failed jobs » recommence.")
        sys.exit(1)


def tell(request: PullRequest, publication: Publication) -> bool:
    """Write or change the comment of a pull request where it has something new to say; return whether that worked."""
    text, good = announcement(request.files, publication)
    if not text:
        return True
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    latest = next(reversed(comments_of(request.number)), None)
    if latest is not None and (latest.good or latest.digest == digest):
        return True
    if request.locked:
        report(f"#{request.number} : la conversation est verrouillée, la demande n'est pas prévenue")
        return True
    body = f"<!-- publisher publication {'good' if good else 'bad'} {digest} -->\n{text}\n\n{link()}"
    changes = latest is not None and not good
    path = f"issues/comments/{latest.number}" if latest and changes else f"issues/{request.number}/comments"
    if not write("PATCH" if changes else "POST", path, body):
        return False
    report(f"#{request.number} : commentaire {'mis à jour' if changes else 'ajouté'}")
    return True


def comments_of(number: int) -> Sequence[Comment]:
    """Return our comments on a pull request, the oldest first."""
    comments: list[Comment] = []
    for page in range(1, PAGES + 1):
        listed = api(f"issues/{number}/comments?per_page=100&page={page}")
        comments += ours(listed)
        if len(listed) < 100:
            break
    return comments


def ours(listed: Iterable[dict[str, object]]) -> Iterable[Comment]:
    """Yield those of these comments that are ours."""
    for comment in listed:
        user, body = comment["user"], str(comment["body"] or "")
        match = MARKER.fullmatch(body.splitlines()[0]) if body else None
        if match and isinstance(user, dict) and user["login"] == BOT:
            yield Comment(int(str(comment["id"])), match["state"] == "good", match["digest"])


def write(method: str, path: str, body: str) -> bool:
    """Write a comment; return whether GitHub took it."""
    address = f"repos/{os.environ['GITHUB_REPOSITORY']}/{path}"
    return succeeds("gh", "api", "--method", method, address, "--input", "-", text=json.dumps({"body": body}))


def link() -> str:
    """Return a link to this run."""
    environ = os.environ
    run_ = f"{environ['GITHUB_SERVER_URL']}/{environ['GITHUB_REPOSITORY']}/actions/runs/{environ['GITHUB_RUN_ID']}"
    return f"[Bilan de cette publication]({run_})"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
