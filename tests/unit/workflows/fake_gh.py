"""An imitation of `gh`, as far as the scripts of the workflows use it. It runs as a program of its own.

The file that `FAKE_GITHUB` names holds the labels, issues and pull requests, and the calls that changed something. As
on GitHub, the token of a job has the account `app/github-actions`, and the label of a new issue must exist.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

JOB_TOKEN: Final = "ghs_jeton-de-la-tache-5d0c"
APP_TOKEN: Final = "ghs_jeton-de-l-application-81be"
ACCOUNTS: Final = {JOB_TOKEN: "app/github-actions", APP_TOKEN: "app/publication"}

Document = dict[str, Any]
Options = dict[str, str]


class FakeGitHub:
    """The repository as GitHub keeps it, without its files."""

    def __init__(self, file: Path, account: str) -> None:
        self._file = file
        self._account = account
        empty: Document = {"labels": [], "issues": [], "pull_requests": [], "calls": []}
        self.kept: Document = json.loads(file.read_text(encoding="utf-8")) if file.exists() else empty

    def list_issues(self, options: Options) -> None:
        """Print the issues with a label."""
        assert options.pop("state") == "all"
        assert int(options.pop("limit")) >= 1_000  # thirty otherwise
        label, fields = options.pop("label"), options.pop("json").split(",")
        issues = [issue for issue in self.kept["issues"] if label in issue["labels"]]
        print(json.dumps([{name: issue[name] for name in fields} for issue in issues]))

    def create_issue(self, options: Options) -> None:
        """Open an issue."""
        label = options.pop("label")
        assert label in self.kept["labels"], f"could not add label: '{label}' not found"
        issue = {"title": options.pop("title"), "labels": [label], "state": "OPEN", "comments": []}
        self._add("issues", {**issue, "body": read_body(options)})

    def change_issue(self, verb: str, number: str, options: Options) -> None:
        """Change, close or open again an issue."""
        (issue,) = (issue for issue in self.kept["issues"] if issue["number"] == int(number))
        match verb:
            case "edit":
                issue["body"] = read_body(options)
            case "reopen":
                issue["state"] = "OPEN"
            case "close":
                assert options.pop("reason") == "completed"
                issue["state"] = "CLOSED"
                issue["comments"].append(options.pop("comment"))

    def list_pull_requests(self, options: Options) -> None:
        """Print the pull requests of a branch; an open one has the last commit of it."""
        assert options.pop("state") == "all"
        head, fields = options.pop("head"), options.pop("json").split(",")
        requests = [request for request in self.kept["pull_requests"] if request["head"] == head]
        for request in requests:
            request["headRefOid"] = tip_of(head) if request["state"] == "OPEN" else request["headRefOid"]
        print(json.dumps([{name: request[name] for name in fields} for request in requests]))

    def create_pull_request(self, options: Options) -> None:
        """Open a pull request of a branch that was pushed."""
        head = options.pop("head")
        request = {"title": options.pop("title"), "base": options.pop("base"), "head": head, "state": "OPEN"}
        more = {"headRefOid": tip_of(head), "isCrossRepository": False, "comments": []}
        self._add("pull_requests", {**request, **more, "body": read_body(options)})

    def close_pull_request(self, number: str, options: Options) -> None:
        """Close a pull request."""
        (request,) = (request for request in self.kept["pull_requests"] if request["number"] == int(number))
        request["state"] = "CLOSED"
        request["comments"].append(options.pop("comment"))

    def _add(self, kind: str, document: Document) -> None:
        assert len(document["body"]) <= 65_536, "Body is too long"
        number = len(self.kept["issues"]) + len(self.kept["pull_requests"]) + 1
        author = {"is_bot": True, "login": self._account}
        self.kept[kind].append({**document, "number": number, "author": author})

    def save(self, call: str) -> None:
        """Keep a change, and which call it was."""
        self.kept["calls"].append(call)
        self._file.write_text(json.dumps(self.kept, ensure_ascii=False), encoding="utf-8")


def tip_of(branch: str) -> str:
    """Return the last commit of a branch of the repository. There must be one."""
    command = ["git", "ls-remote", "--exit-code", "origin", f"refs/heads/{branch}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0]


def read_body(options: Options) -> str:
    """Return the body on the standard input."""
    assert options.pop("body-file") == "-"
    return sys.stdin.read()


def parsed(arguments: list[str]) -> tuple[list[str], Options]:
    """Return the words of a command, and its options; `--force` is the one without a value."""
    words, options, rest = list[str](), Options(), list(arguments)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            options[word[2:]] = "" if word == "--force" else rest.pop(0)
        else:
            words.append(word)
    return words, options


def main(arguments: list[str]) -> None:
    """Carry out a command."""
    account = ACCOUNTS[os.environ["GH_TOKEN"]]
    github = FakeGitHub(Path(os.environ["FAKE_GITHUB"]), account)
    words, options = parsed(arguments)
    assert account == "app/publication" or words[0] != "pr", "Resource not accessible by integration"
    match words:
        case ["auth", "setup-git"]:
            return
        case ["issue", "list"]:
            github.list_issues(options)
        case ["issue", "create"]:
            github.create_issue(options)
        case ["issue", ("edit" | "reopen" | "close") as verb, number]:
            github.change_issue(verb, number, options)
        case ["pr", "list"]:
            github.list_pull_requests(options)
        case ["pr", "create"]:
            github.create_pull_request(options)
        case ["pr", "close", number]:
            github.close_pull_request(number, options)
        case ["label", "create", label]:
            assert options.pop("force") == ""
            assert options.pop("description")
            github.kept["labels"].append(label)
        case _:
            raise AssertionError(f"gh: a command that is not played: {arguments}")
    assert options == {}, f"gh: options that are not played: {options}"
    if words[1] != "list":
        github.save(" ".join(words))


if __name__ == "__main__":
    main(sys.argv[1:])
