"""Shows the result of a pull request's check as one comment, and says in a status whether its author may propose it.

It runs on `workflow_run`, in a checkout of the main branch, with rights that the check lacks: GITHUB_EVENT_PATH names
GitHub's description of the run. Nothing of the pull request is run, and nothing that it says of itself is believed.
Needs `gh` and GH_TOKEN.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from changed_files import Changes, changes_of
from check_artifact import Refused, Result, read_result
from github_api import get, pages, send
from speaking import Decision, decision

CHECK: Final = ".github/workflows/check.yml"
ENDINGS: Final = ("success", "failure", "timed_out")
"""How a check ends that has something to say."""

MARKER: Final = "<!-- publisher pull-request -->"
"""The first line of our comment."""

BOT: Final = "github-actions[bot]"
"""The account of a workflow. What anybody else writes is none of ours, whatever its first line."""

CONTEXT: Final = "publisher/editors"
MOST: Final = 50
"""Files that a comment names."""

LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 1_000
"""Characters of the names of producers."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A run of the check, as GitHub describes it."""

    repository: str
    base: str
    """The main branch."""
    id: int
    commit: str
    """The last commit of the pull request."""
    source: tuple[str | None, str | None]
    """The repository and the branch that it comes from."""
    began: str
    address: str
    ending: str


def main() -> None:
    """Comment on the pull request of a run, where it is still about its last commit, and set the status."""
    run = described_run(json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8")))
    requests = requests_of(run) if run is not None else []
    if run is None or not requests:
        print("Aucune demande ouverte n'a ce commit : rien à dire.")
        return
    changes = changes_of(run.repository, run.base, run.commit, [request["number"] for request in requests])
    decisions = [
        decision(run.repository, request["number"], login_of(request), run.commit, changes) for request in requests
    ]
    # A status belongs to a commit: what one may propose of two who propose the same is proposed by right.
    decided = next((each for each in decisions if each.allowed), decisions[0])
    set_status(run, decided)  # first: a comment that GitHub refuses must not leave a commit without it
    for request in requests:
        if source_of(request) == run.source:
            comment(run, request, body_of(run, changes, decided, login_of(request)))


def described_run(event: Document) -> Run | None:
    """Return the run of an event; None where it is not one of the check for a pull request."""
    run = event["workflow_run"]
    path = run["path"].partition("@")[0]
    if run["event"] != "pull_request" or path != CHECK or run["conclusion"] not in ENDINGS:
        return None
    source = (run["head_repository"] or {}).get("full_name"), run["head_branch"]
    names = event["repository"]["full_name"], event["repository"]["default_branch"]
    return Run(*names, run["id"], run["head_sha"], source, run["run_started_at"], run["html_url"], run["conclusion"])


def requests_of(run: Run) -> list[Document]:
    """Return the open pull requests for the main branch whose last commit is that of the run."""
    listed = pages(f"repos/{run.repository}/pulls?state=open&base={run.base}&per_page=100")
    return [request for request in listed if is_of(request, run)]


def is_of(request: Document, run: Run) -> bool:
    """Return whether a pull request is open, for the main branch, and its last commit is that of the run."""
    return bool(
        request["state"] == "open" and request["base"]["ref"] == run.base and request["head"]["sha"] == run.commit
    )


def source_of(request: Document) -> tuple[str | None, str | None]:
    """Return the repository and the branch that a pull request comes from; no repository where it was deleted."""
    return (request["head"]["repo"] or {}).get("full_name"), request["head"]["ref"]


def login_of(request: Document) -> str:
    """Return the account that opened a pull request; `ghost`, GitHub's own, where it no longer exists."""
    return str((request["user"] or {"login": "ghost"})["login"])


def comment(run: Run, request: Document, body: str) -> None:
    """Write the comment, or replace it, unless the pull request went on meanwhile."""
    number = request["number"]
    comments = pages(f"repos/{run.repository}/issues/{number}/comments?per_page=100")
    own = [each for each in comments if is_ours(each)]
    if not is_of(get(f"repos/{run.repository}/pulls/{number}"), run):
        print(f"La demande {number} a une version plus récente : son commentaire reste.")
        return
    if not own:
        send("POST", f"repos/{run.repository}/issues/{number}/comments", {"body": body})
    elif own[0]["body"] != body:
        send("PATCH", f"repos/{run.repository}/issues/comments/{own[0]['id']}", {"body": body})
    print(f"Demande {number} : commentaire à jour.")


def is_ours(comment: Document) -> bool:
    """Return whether a comment is the one that this program keeps."""
    user = comment["user"] or {}
    lines = (comment["body"] or "").splitlines()
    return user.get("login") == BOT and user.get("type") == "Bot" and lines[:1] == [MARKER]


def set_status(run: Run, decided: Decision) -> None:
    """Say whether the commit may be proposed, where branch protection can require it."""
    state = "success" if decided.allowed else "failure"
    server, own = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_RUN_ID"]
    document = {"state": state, "context": CONTEXT, "description": decided.why}
    address = f"{server}/{run.repository}/actions/runs/{own}"
    send("POST", f"repos/{run.repository}/statuses/{run.commit}", {**document, "target_url": address})
    print(f"Statut {CONTEXT} : {state}")


# ---- the text


def body_of(run: Run, changes: Changes, decided: Decision, author: str) -> str:
    """Return the comment: who speaks, then the result of the check, then what it is about."""
    parts = [MARKER, speaking_text(run, decided, author), result_text(run, changes), footer(run)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def speaking_text(run: Run, decided: Decision, author: str) -> str:
    """Return whether the author may propose this, and if not, why, and what to do."""
    if decided.allowed:
        return f"✔ {decided.why}"
    server, own = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_RUN_ID"]
    return (
        f"**✘ L'équipe doit approuver cette demande** : {reason_text(decided, author)}. Une personne qui a le droit "
        "d'écriture relit cette version, et la refuse ou l'approuve (« Files changed », « Review changes »), "
        f"puis relance [ce travail]({server}/{run.repository}/actions/runs/{own}) (« Re-run all jobs »)."
    )


def reason_text(decided: Decision, author: str) -> str:
    """Return why the author may not propose this alone."""
    if not decided.beyond:
        return (
            "elle modifie ce que l'équipe seule peut changer (`producer.yml`, fichiers communs, autre que `manifests/`)"
        )
    names = ", ".join(shown(name) for name in decided.beyond[:MOST])
    if len(names) > LONGEST_REASON:  # with the longest result, it must fit into a comment
        names = f"{len(decided.beyond)} dossiers de producteurs"
    return f"{shown(author)} n'est pas parmi les `editors:` de {names}"


def result_text(run: Run, changes: Changes) -> str:
    """Return the result of the check, or why it is not shown."""
    if not changes.manifests_only:
        return untrusted_text(run, changes)
    try:
        result = read_result(run.repository, run.id, run.began)
    except Refused:
        return (
            "### ⚠ Résultat du contrôle refusé\n\nIl n'a pas la forme que le contrôle lui donne, et n'est pas repris "
            f"ici. [Voir le contrôle]({run.address})."
        )
    if result is None:
        return f"### ✘ Le contrôle n'a pas abouti\n\nIl n'a laissé aucun résultat : [voir son journal]({run.address})."
    return f"{heading(run, result)}\n\n{result.text}"


def heading(run: Run, result: Result) -> str:
    """Return how the check ended: GitHub's word for it counts first."""
    if run.ending != "success" or result.verdict == "red":
        return f"✘ [Contrôle]({run.address}) : rouge."
    if result.verdict == "warning":
        return f"⚠ [Contrôle]({run.address}) : vert, avec un avertissement."
    return f"✔ [Contrôle]({run.address}) : vert."


def untrusted_text(run: Run, changes: Changes) -> str:
    """Return why the result of the check is not shown."""
    if not changes.complete:
        return (
            "### ⚠ Plan non vérifié\n\nGitHub ne donne pas la liste complète des fichiers que cette demande modifie. "
            f"Le résultat du contrôle n'est pas repris ici : [voir le contrôle]({run.address})."
        )
    names = [f"- {shown(name)}" for name in changes.elsewhere[:MOST]]
    more = [f"- … et {len(changes.elsewhere) - MOST} autres"] if len(changes.elsewhere) > MOST else []
    return "\n".join([
        "### ⚠ Plan non vérifié : cette demande modifie du code", "",
        "Son contrôle a exécuté ce qu'elle propose : qu'il soit vert ou rouge ne prouve rien, et son résultat n'est "
        "pas repris ici. Relisez d'abord ce qui n'est pas un simple fichier de `manifests/` :", "",
        *names, *more, "", f"Ce que le contrôle affiche : [son résumé]({run.address}).",
    ])  # fmt: skip


def shown(name: str) -> str:
    """Return the name of a file as Markdown that shows it as it is."""
    plain = "".join(c if c.isprintable() else "�" for c in name[:LONGEST_NAME])
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    marked = "".join(f"\\{c}" if c in "\\`*_{}[]()|!~" else c for c in plain)
    marked = re.sub(r"(?i)\bwww\.", lambda match: f"{match[0][:-1]}\u200b.", marked)
    return marked.replace("@", "@\u200b").replace("#", "#\u200b") + ("…" if len(name) > LONGEST_NAME else "")


def footer(run: Run) -> str:
    """Return what the comment is about."""
    return (
        f"---\nVersion `{run.commit[:8]}`. Rien n'est publié avant la fusion. Le plan entier est dans "
        f"[le résumé et l'artefact du contrôle]({run.address}). Ce commentaire suit chaque contrôle."
    )


if __name__ == "__main__":
    main()
