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
from urllib.parse import unquote

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
        self.kept: Document = json.loads(file.read_text(encoding="utf-8")) if file.exists() else empty_document()

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


# ---- `gh api`, as far as the comment of a pull request needs it


def call_api(github: FakeGitHub, arguments: list[str]) -> None:
    """Answer a call of the API: the pages of a list, a document, the bytes of an artifact; or a change."""
    *options, address = arguments
    path, _mark, query = address.partition("?")
    parts = path.removeprefix("repos/exemple/donnees/").split("/")
    assert parts[0] != "repos", f"another repository: {address}"
    if options[:1] == ["--method"]:
        change_by_api(github, (options[1], *parts), json.loads(sys.stdin.read()))
        return
    answer = answer_of_api(github, parts, query)
    if answer is None:
        sys.exit("gh: Not Found (HTTP 404)")
    if isinstance(answer, bytes):
        sys.stdout.buffer.write(answer)
    else:
        assert isinstance(answer, list) == (options == ["--paginate", "--slurp"]), f"pages: {address}"
        print(json.dumps([answer[:2], answer[2:]] if isinstance(answer, list) else answer))


def answer_of_api(github: FakeGitHub, parts: list[str], query: str) -> object:
    """Return what is at an address; None for nothing."""
    kept = github.kept
    match parts:
        case ["pulls"]:
            assert query == "state=open&base=main&per_page=100"
            return [pull for pull in kept["pulls"] if pull["state"] == "open" and pull["base"]["ref"] == "main"]
        case ["pulls", number]:
            pushes = kept.get("pushed_meanwhile", {})
            (pull,) = (pull for pull in kept["pulls"] if pull["number"] == int(number))
            merge = pull.get("merge_commit_sha") or trial_merge(pull["head"]["sha"])
            pushed = {**pull["head"], "sha": pushes.get(number, pull["head"]["sha"])}
            return {**pull, "head": pushed, "merge_commit_sha": merge}
        case ["pulls", number, "reviews"]:
            return kept.get("reviews", {}).get(number, [])
        case ["issues", number, "comments"]:
            return [comment for comment in kept.get("comments", []) if comment["pull"] == int(number)]
        case ["collaborators", login, "permission"]:
            permission = kept.get("permissions", {}).get(unquote(login))
            return permission and {"permission": permission}
        case ["compare" | "git", *_]:
            return answer_of_git(parts, query, truncated=bool(kept.get("truncated")))
        case ["actions", "runs", number, "artifacts"]:
            assert query == "name=pull-request&per_page=100"
            return {"artifacts": [each for each in kept.get("artifacts", []) if each["run"] == int(number)]}
        case ["actions", "artifacts", number, "zip"]:
            (artifact,) = (each for each in kept["artifacts"] if each["id"] == int(number))
            return Path(artifact["file"]).read_bytes()
        case _:
            raise AssertionError(f"gh api: an address that is not played: {parts}")


def answer_of_git(parts: list[str], query: str, *, truncated: bool) -> object:
    """Return what the repository's git says."""
    match parts:
        case ["compare", between]:
            base, _dots, head = between.partition("...")
            shared = git_in_origin("merge-base", base, head)
            return shared and {"merge_base_commit": {"sha": shared.strip()}, "files": []}
        case ["git", "trees", commit]:
            assert query == "recursive=1"
            return tree_of(commit, truncated=truncated)
        case ["git", "commits", commit]:
            parents = git_in_origin("rev-list", "--parents", "--max-count=1", commit).split()[1:]
            return {"parents": [{"sha": parent} for parent in parents]}
        case _:
            raise AssertionError(f"gh api: an address that is not played: {parts}")


def change_by_api(github: FakeGitHub, change: tuple[str, ...], document: Document) -> None:
    """Write a comment or a status."""
    comments = github.kept.setdefault("comments", [])
    assert len(document.get("body", "")) <= 65_536, "Body is too long"
    match change:
        case ("POST", "issues", number, "comments"):
            user = {"login": "github-actions[bot]", "type": "Bot"}
            comments.append({"id": len(comments) + 1, "pull": int(number), "user": user, "body": document["body"]})
        case ("PATCH", "issues", "comments", number):
            (comment,) = (each for each in comments if each["id"] == int(number))
            comment["body"] = document["body"]
        case ("POST", "statuses", commit):
            assert len(document["description"]) <= 140, "Description is too long"
            github.kept.setdefault("statuses", []).append({**document, "commit": commit})
        case _:
            raise AssertionError(f"gh api: a change that is not played: {change}")
    print(json.dumps({}))
    github.save(" ".join(change))


def git_in_origin(*arguments: str) -> str:
    """Return what git says of the repository that GitHub keeps; nothing where it fails."""
    origin = subprocess.run(["git", "remote", "get-url", "origin"], check=True, capture_output=True, text=True)
    command = ["git", "-C", origin.stdout.strip().removeprefix("file://"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def trial_merge(commit: str) -> str | None:
    """Return a commit that merges another one into the main branch; None where they cannot be merged."""
    tree = git_in_origin("merge-tree", "--write-tree", "--allow-unrelated-histories", "main", commit).split()
    identity = ("-c", "user.name=GitHub", "-c", "user.email=noreply@example.org")
    if len(tree) != 1:
        return None
    return git_in_origin(*identity, "commit-tree", tree[0], "-p", "main", "-p", commit, "-m", "Essai").strip()


def tree_of(commit: str, *, truncated: bool) -> Document:
    """Return the files and folders of a commit."""
    lines = git_in_origin("ls-tree", "-r", "-t", "-z", "--full-tree", commit).split("\0")
    entries = [(*head.split(), path) for head, _tab, path in (line.partition("\t") for line in lines if line)]
    tree = [{"mode": mode, "type": kind, "sha": sha, "path": path} for mode, kind, sha, path in entries]
    return {"tree": tree, "truncated": truncated}


def empty_document() -> Document:
    """Return what a new repository keeps."""
    return {"labels": [], "issues": [], "pull_requests": [], "calls": []}


# ---- the API, as far as the announcement of a publication calls it


def is_of_announcement(arguments: list[str]) -> bool:
    """Return whether a call of the API is one that the announcement makes."""
    path = arguments[0]
    return (
        arguments[-1] == "-"
        or "/actions/workflows/" in path
        or ("&page=" in path and "/compare/" not in path)
        or path.endswith("/pulls?per_page=100")
    )


def call_api_of_announcement(arguments: list[str]) -> None:
    """Answer a call of the API about this repository."""
    github = FakeGitHub(Path(os.environ["FAKE_GITHUB"]), ACCOUNTS[os.environ["GH_TOKEN"]])
    (path,), options = parsed(arguments)
    path = path.removeprefix("repos/exemple/donnees/")
    name, _query, parameters = path.partition("?")
    asked = dict(pair.split("=") for pair in parameters.split("&") if pair)
    method = options.pop("method", "GET")
    body = json.load(sys.stdin)["body"] if options.pop("input", "") == "-" else ""
    assert options == {}, f"gh: options that are not played: {options}"
    match (method, name.split("/")):
        case "GET", ["actions", "workflows", file, "runs"]:
            print(json.dumps({"workflow_runs": list(runs_of(github, file, asked))}))
        case "GET", ["commits", commit, "pulls"]:
            print(
                json.dumps(
                    [merged_pull_request(request) for request in kept(github, "merged") if commit in request["commits"]]
                )
            )
        case "GET", ["issues", number, "comments"]:
            start = (int(asked["page"]) - 1) * int(asked["per_page"])
            comments = [comment for comment in kept(github, "comments") if comment["issue"] == int(number)]
            print(json.dumps(comments[start : start + int(asked["per_page"])]))
        case "POST", ["issues", number, "comments"]:
            add_comment(github, int(number), body)
        case "PATCH", ["issues", "comments", number]:
            (comment,) = (comment for comment in kept(github, "comments") if comment["id"] == int(number))
            comment["body"] = checked(body)
            github.save(f"comment {number} changed")
        case _:
            raise AssertionError(f"gh: a call that is not played: {method} {path}")


def kept(github: FakeGitHub, kind: str) -> list[Document]:
    """Return what the repository keeps of a kind."""
    documents: list[Document] = github.kept.setdefault(kind, [])
    return documents


def runs_of(github: FakeGitHub, file: str, asked: dict[str, str]) -> list[Document]:
    """Return the runs of a workflow, the latest first; the one that runs is none of the successful ones."""
    assert asked.pop("branch") == "main"
    runs = [run for run in reversed(kept(github, "runs")) if f"{run['workflow']}.yml" == file]
    if wanted := asked.pop("status", None):
        return [run for run in runs if run["conclusion"] == wanted][: int(asked["per_page"])]
    return [{"head_sha": tip_of("main"), "conclusion": None}, *runs][: int(asked["per_page"])]


def merged_pull_request(request: Document) -> Document:
    """Return a pull request as GitHub lists it for a commit."""
    base = {"ref": request.get("base", "main"), "repo": {"full_name": "exemple/donnees"}}
    merged_at = None if request.get("open") else "2026-11-28T12:00:00Z"
    return {"number": request["number"], "locked": request["locked"], "merged_at": merged_at, "base": base}


def add_comment(github: FakeGitHub, number: int, body: str) -> None:
    """Add a comment of the job's account."""
    request = next(request for request in kept(github, "merged") if request["number"] == number)
    assert not request["locked"], "Unable to create comment because issue is locked."
    comments = kept(github, "comments")
    user = {"login": "github-actions[bot]"}
    comments.append({"id": 1_000 + len(comments), "issue": number, "user": user, "body": checked(body)})
    github.save(f"comment on {number} added")


def checked(body: str) -> str:
    """Return the text of a comment. GitHub refuses a longer one."""
    assert len(body) <= 65_536, "Body is too long"
    return body


if __name__ == "__main__":
    if sys.argv[1] == "api" and is_of_announcement(sys.argv[2:]):
        call_api_of_announcement(sys.argv[2:])
    elif sys.argv[1] == "api":
        assert os.environ["GH_TOKEN"] == JOB_TOKEN
        call_api(FakeGitHub(Path(os.environ["FAKE_GITHUB"]), "app/github-actions"), sys.argv[2:])
    else:
        main(sys.argv[1:])
