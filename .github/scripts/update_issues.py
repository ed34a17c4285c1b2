"""Keeps an issue for each producer that has something to see to, and one for the tokens that expire soon.

`update_issues.py FOLDER`: the folder that compare.sh wrote. An issue is opened, changed, closed and opened again by
itself; while nothing changes, nothing is called. Needs `gh` and GH_TOKEN, a token that may write issues.
"""

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nightly_results import NAME, files_of_producers, is_complete, report, run, text_of

LABEL: Final = "publisher"
BOT: Final = {"is_bot": True, "login": "app/github-actions"}
"""The account of a workflow, as `gh` writes it: an issue of anybody else is none of ours, whatever it contains."""

MARKER: Final = re.compile(rf"<!-- publisher (?P<topic>tokens|producer/{NAME.pattern}) (?P<digest>[0-9a-f]{{16}}) -->")
"""The first line of our issues: what it is about, and the digest of its text."""

TOKENS: Final = "tokens"
NOTHING: Final = "Plus rien à signaler.\n"
FOOTER: Final = """
---
Ce ticket est mis à jour chaque nuit, et se ferme de lui-même quand il n'y a plus rien à voir. Fermé à la main, il reste
fermé tant que rien ne change.
"""


@dataclass(frozen=True)
class Issue:
    """An issue of ours."""

    number: int
    is_open: bool
    digest: str


def main(folder: Path) -> None:
    """Bring the issues up to date."""
    if not is_complete(folder):
        report("Les catalogues n'ont pas été comparés : les tickets restent comme ils sont.")
        return
    texts = wanted(folder)
    issues = existing()
    for topic, text in texts.items():
        show(topic, text, issues.get(topic))
    for topic, issue in issues.items():
        if issue.is_open and topic not in texts:
            close(topic, issue)


def wanted(folder: Path) -> dict[str, str]:
    """Return the text of each issue that is to be open, by its topic."""
    files = files_of_producers(folder / "producers", ".md")
    texts = {f"producer/{name}": text_of(file) + FOOTER for name, file in files.items()}
    tokens = folder / "tokens.md"
    return texts | ({TOKENS: text_of(tokens) + FOOTER} if tokens.is_file() else {})


def existing() -> dict[str, Issue]:
    """Return our issues by topic, of several the latest."""
    fields = "number,state,author,body"
    listed = json.loads(
        run("gh", "issue", "list", "--state", "all", "--label", LABEL, "--limit", "5000", "--json", fields)
    )
    issues: dict[str, Issue] = {}
    for issue in sorted(listed, key=lambda issue: int(issue["number"])):
        match = MARKER.fullmatch(issue["body"].splitlines()[0]) if issue["body"] else None
        if match and issue["author"] == BOT:
            issues[match["topic"]] = Issue(int(issue["number"]), issue["state"] == "OPEN", match["digest"])
    return issues


def show(topic: str, text: str, issue: Issue | None) -> None:
    """Make an issue show a text: open it, open it again, or change it."""
    if issue is None:
        run("gh", "label", "create", LABEL, "--force", "--description", "Tenu à jour par la comparaison de la nuit")
        body = body_of(topic, text)
        run("gh", "issue", "create", "--title", title_of(topic), "--label", LABEL, "--body-file", "-", text=body)
        report(f"{topic} : ticket ouvert")
    elif issue.digest != digest_of(text):
        if not issue.is_open:
            run("gh", "issue", "reopen", str(issue.number))
        change(topic, text, issue)
        report(f"{topic} : ticket #{issue.number} mis à jour")


def close(topic: str, issue: Issue) -> None:
    """Close an issue. Its text then is another one: if the same comes up again, it is opened again."""
    change(topic, NOTHING, issue)
    run("gh", "issue", "close", str(issue.number), "--reason", "completed", "--comment", NOTHING)
    report(f"{topic} : ticket #{issue.number} fermé")


def change(topic: str, text: str, issue: Issue) -> None:
    """Replace the text of an issue."""
    run("gh", "issue", "edit", str(issue.number), "--body-file", "-", text=body_of(topic, text))


def body_of(topic: str, text: str) -> str:
    """Return a text with the marker before it."""
    return f"<!-- publisher {topic} {digest_of(text)} -->\n{text}"


def digest_of(text: str) -> str:
    """Return the digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def title_of(topic: str) -> str:
    """Return the title of an issue."""
    if topic == TOKENS:
        return "Jetons des catalogues à renouveler"
    return f"{topic.removeprefix('producer/')} : à voir dans les catalogues"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
