"""A scratch repository on which the steps of a workflow run as GitHub would run them.

These parts of GitHub are simulated: the checkout (a clone of the branch and depth that the workflow names), artifacts,
GitHub's files and variables, the expressions that the workflows use, and the commands in a log. Steps that need a
network do not run: other `uses:` steps, and the installation of the tool, which is replaced with the tool of this
checkout. `gh` is replaced with an imitation of it.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from .artifacts import Artifacts
from .fake_gh import APP_TOKEN, JOB_TOKEN, empty_document

ROOT: Final = Path(__file__).parents[3]
PROGRAMS: Final = Path(__file__).parent / "programs"
"""The folder of the imitation of `gh`."""

IDENTITY: Final = {
    "GIT_AUTHOR_NAME": "Essai", "GIT_AUTHOR_EMAIL": "essai@example.org",
    "GIT_COMMITTER_NAME": "Essai", "GIT_COMMITTER_EMAIL": "essai@example.org",
}  # fmt: skip
"""Of the people who commit to the repository. A runner has none."""

INSTALLATION: Final = "python3 -m venv .venv\n.venv/bin/pip install --quiet '.[data]'\n"
"""One of the two `run:` that are simulated: if it changes, this module must follow."""

ACTION_INSTALLATION: Final = """\
env -i PATH="$PATH" HOME="$HOME" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" bash -euo pipefail -c '
  python3 -m venv "$1/publisher"
  "$1/publisher/bin/pip" install --quiet "$2[data]"
' install "$RUNNER_TEMP" "$GITHUB_ACTION_PATH"
"""
"""Likewise, of the action."""

CATALOGS: Final = (ROOT / "manifests" / "catalogs.yml").read_text(encoding="utf-8").replace("rate: 10\n", "rate: 999\n")
"""This repository's catalogues with a higher rate: the fake catalogue needs no limit."""

PRODUCER: Final = "name: Bron\norganization: {grandlyon: bron}\nlicense: lov2\n"
DATASET: Final = """\
title: Toilettes publiques
description: Emplacements et horaires de chaque toilette publique, relevés par la voirie pour que chacun en trouve une.
resources:
  - {id: csv, title: Toilettes en tableau, description: Un tableau., url: 'https://example.org/a.csv'}
"""
OTHER_DATASET: Final = (
    DATASET.replace("Toilettes publiques", "Parcs et jardins")
    .replace("chaque toilette publique", "chacun des parcs et jardins")
    .replace("/a.csv", "/parcs.csv")
)
GITHUB: Final = {"token": JOB_TOKEN, "run_attempt": "1"}
"""The context `github`."""
STEPS: Final = {"app.outputs.token": APP_TOKEN}
"""The context `steps`: the output of the action that gives the token of an App."""

RUN: Final = 4711
"""The number of every run."""

EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}")
COMMANDS: Final = frozenset(
    {"stop-commands", "set-env", "add-path", "set-output", "save-state", "add-mask", "add-matcher", "remove-matcher",
     "warning", "error", "notice", "debug", "group", "endgroup", "echo"}
)  # fmt: skip
"""The commands that a runner obeys in a line of a log."""

Document = dict[str, Any]


def workflow(name: str) -> Document:
    """Return a workflow of this repository."""
    document: dict[object, Any] = yaml.safe_load(
        (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    )
    return {"on" if key is True else str(key): value for key, value in document.items()}  # YAML reads `on` as true


@dataclass(frozen=True)
class Step:
    """How a step ended; `code` is None where it did not run."""

    name: str
    code: int | None
    log: str = ""
    summary: str = ""

    @property
    def obeyed(self) -> list[str]:
        """The commands in the log that a runner would obey."""
        return list(obeyed(self.log.splitlines()))


@dataclass(frozen=True)
class Job:
    """How a job ended."""

    steps: tuple[Step, ...]
    workspace: Path

    @property
    def green(self) -> bool:
        """Whether its check is green: no step failed."""
        return not any(step.code for step in self.steps)

    @property
    def log(self) -> str:
        """The public log of all its steps, without the summary."""
        return "".join(step.log for step in self.steps)

    @property
    def summary(self) -> str:
        """The summary that its page shows."""
        return "".join(step.summary for step in self.steps)

    def __getitem__(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)


def obeyed(lines: list[str]) -> Iterator[str]:
    """Yield the commands in a log as the runner reads it, `::name …::` at a line start, `##[name …]` anywhere."""
    stopped: str | None = None
    for line in lines:
        match = re.match(r"\s*::([^\s:]+)(?: .*?)?::(.*)", line) or re.search(r"##\[([^\s\]]+)[^\]]*\](.*)", line)
        if match is None:
            continue
        if stopped is not None:
            stopped = None if match[1] == stopped else stopped
        elif match[1] == "stop-commands":
            stopped = match[2]
        elif match[1] in COMMANDS:
            yield line.strip()


def evaluated(text: str, contexts: Mapping[str, Mapping[str, str]]) -> str:
    """Return a value with its expressions filled in. A missing variable or secret is empty, as on GitHub."""

    def value(match: re.Match[str]) -> str:
        context, dot, name = match[1].strip().partition(".")
        played = context in ("vars", "secrets", "runner") or name in {"github": GITHUB, "steps": STEPS}.get(context, {})
        assert dot and played, f"an expression that is not played: {match[0]}"
        return contexts[context].get(name, "")

    return EXPRESSION.sub(value, text)


def filled(value: object, contexts: Mapping[str, Mapping[str, str]]) -> object:
    """Return an option of an action with its expressions filled in."""
    return evaluated(value, contexts) if isinstance(value, str) else value


def runs(
    condition: str | None,
    *,
    failed: bool,
    ref: str,
    variables: Mapping[str, str] | None = None,
    event: Document | None = None,
) -> bool:
    """Return whether a job or a step with this condition runs. No run that is played is cancelled."""
    parts = (condition or "").removeprefix("${{ ").removesuffix(" }}").split(" && ")
    whatever_happened = parts[0] in ("always()", "!cancelled()")
    return (whatever_happened or not failed) and all(_holds(part, ref, variables or {}, event) for part in parts)


def _holds(condition: str, ref: str, variables: Mapping[str, str], event: Document | None) -> bool:
    if condition in ("", "always()", "!cancelled()"):
        return True
    if condition == "github.ref == 'refs/heads/main'":
        return ref == "refs/heads/main"
    if event and (match := re.fullmatch(r"github\.event\.workflow_run\.(\w+) (==|!=) '(\w+)'", condition)):
        return bool(event["workflow_run"][match[1]] == match[3]) is (match[2] == "==")
    match = re.fullmatch(r"vars\.(\w+) != ''", condition)
    assert match, f"a condition that is not played: {condition}"
    return variables.get(match[1], "") != ""


@dataclass
class Scratch:
    """A repository with the catalogs.yml of this one, and one producer with one dataset."""

    folder: Path
    tool: Path
    """The folder that `built` returned."""
    ref: str = "refs/heads/main"
    endings: dict[str, int] = field(default_factory=dict)
    """Commands of the tool that are not run, each with the exit code that replaces it."""
    workflows: Callable[[str], Document] = workflow
    """Returns a workflow by its name: those of this repository, unless it has others."""
    _jobs: int = field(default=0, init=False)
    _workflow: str = field(default="", init=False)
    """The workflow that runs."""
    _artifacts: Artifacts = field(init=False)

    def __post_init__(self) -> None:
        self.origin.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        shutil.copytree(ROOT / ".github" / "scripts", self.origin / ".github" / "scripts")
        self.write(".gitignore", (ROOT / ".gitignore").read_text(encoding="utf-8"))
        self.write("manifests/catalogs.yml", CATALOGS)
        self.write("manifests/bron/producer.yml", PRODUCER)
        self.write("manifests/bron/wc.yml", DATASET)
        self.commit("Première version")

    @property
    def github(self) -> Path:
        """The file with what the imitation of `gh` keeps."""
        return self.folder / "github.json"

    @property
    def event(self) -> Path:
        """The file with GitHub's description of the event that starts the next run; it may be absent."""
        return self.folder / "event.json"

    @property
    def origin(self) -> Path:
        """The repository as GitHub stores it."""
        return self.folder / "origin"

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git, whatever the machine's own settings are, and return its output."""
        return subprocess.run(
            ["git", *arguments], cwd=cwd or self.origin, env=self._environ() | IDENTITY,
            check=True, capture_output=True, encoding="utf-8",
        ).stdout  # fmt: skip

    def write(self, name: str, content: str) -> None:
        """Write a file of the repository."""
        path = self.origin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def commit(self, message: str) -> None:
        """Commit all changes to the current branch."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def propose(self, changes: Mapping[str, str]) -> None:
        """Open a pull request, or add to it, and create the merge commit that GitHub makes for its checks."""
        self.git("checkout", "--quiet", "-B", "proposition")
        for name, content in changes.items():
            self.write(name, content)
        self.commit("Proposition")
        self.git("checkout", "--quiet", "-B", "pull", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "Merge", "proposition")
        self.ref = "refs/pull/1/merge"

    def merge(self, changes: Mapping[str, str]) -> None:
        """Commit changes to the main branch, as a merged pull request does."""
        for name, content in changes.items():
            self.write(name, content)
        self.commit("Fusion")

    def merge_request(
        self, number: int, changes: Mapping[str, str | None], how: str = "merge", *, locked: bool = False
    ) -> None:
        """Merge a pull request with these changes, each a commit; None removes a file. `how`: as on GitHub's button."""
        before = self.git("rev-parse", "main").strip()
        self.git("checkout", "--quiet", "-B", f"demande-{number}", "main")
        for name, content in changes.items():
            if content is None:
                (self.origin / name).unlink()
            else:
                self.write(name, content)
            self.commit(f"Change {name}")
        self.git("checkout", "--quiet", "main")
        match how:
            case "merge":
                self.git("merge", "--quiet", "--no-ff", "--message", f"Demande {number}", f"demande-{number}")
            case "squash":
                self.git("merge", "--quiet", "--squash", f"demande-{number}")
                self.commit(f"Demande {number}")
            case "rebase":
                self.git("merge", "--quiet", "--ff-only", f"demande-{number}")
        merged = self.git("rev-list", f"{before}..main").split()
        self.keep_on_github("merged", {"number": number, "commits": merged, "locked": locked})

    def merge_files(self, number: int, files: Mapping[str, str]) -> None:
        """Merge a pull request of one commit that adds these files, squashed."""
        self.merge(files)
        merged = [self.git("rev-parse", "main").strip()]
        self.keep_on_github("merged", {"number": number, "commits": merged, "locked": False})

    def end_run(self, conclusion: str) -> None:
        """Let GitHub remember how the last run of a workflow ended."""
        head = self.git("rev-parse", "main").strip()
        self.keep_on_github("runs", {"workflow": self._workflow, "head_sha": head, "conclusion": conclusion})

    def keep_on_github(self, kind: str, document: Document) -> None:
        """Add something to what the imitation of `gh` keeps."""
        kept = json.loads(self.github.read_text(encoding="utf-8")) if self.github.exists() else empty_document()
        kept.setdefault(kind, []).append(document)
        self.github.write_text(json.dumps(kept), encoding="utf-8")

    def comments(self, number: int) -> list[str]:
        """Return the comments on a pull request, the oldest first, with plain spaces."""
        kept = json.loads(self.github.read_text(encoding="utf-8"))
        return [plain(comment["body"]) for comment in kept.get("comments", []) if comment["issue"] == number]

    def hand_over(self, artifact: str, texts: Mapping[str, str]) -> None:
        """Begin a new run with an artifact of an earlier job, which does not run."""
        self._jobs += 1
        folder = self.folder / f"artifacts-{self._jobs}"
        for name, text in texts.items():
            path = folder / artifact / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self._artifacts = Artifacts(folder)

    def artifact(self, name: str) -> Mapping[str, str]:
        """Return the files of an artifact of the last run, by name."""
        return self._artifacts.texts(name)

    def run(
        self,
        name: str,
        variables: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        job: str | None = None,
    ) -> Job:
        """Run the first job of a workflow, as a new run; or another job, after those that ran before it."""
        self._jobs += 1
        home = self.folder / f"job-{self._jobs}"
        contexts = {
            "vars": variables or {}, "secrets": secrets or {}, "github": GITHUB, "steps": STEPS,
            "runner": {"temp": str(home / "temp")},
        }  # fmt: skip
        self._workflow, whole = name, self.workflows(name)
        return self._run(whole, whole["jobs"][job or next(iter(whole["jobs"]))], home, contexts)

    def _run(self, whole: Document, job: Document, home: Path, contexts: Mapping[str, Mapping[str, str]]) -> Job:
        if "needs" not in job:
            self._artifacts = Artifacts(self.folder / f"artifacts-{self._jobs}")
        shell = whole["defaults"]["run"]["shell"]
        assert shell == "bash"
        steps: list[Step] = []
        event = json.loads(self.event.read_text(encoding="utf-8")) if self.event.exists() else None
        if runs(job.get("if"), failed=False, ref=self.ref, variables=contexts["vars"], event=event):
            for number, step in enumerate(job["steps"]):
                failed = any(earlier.code for earlier in steps)
                is_run = runs(step.get("if"), failed=failed, ref=self.ref)
                environ = self._step_environ(home, number, (job.get("env", {}), step.get("env", {})), contexts)
                options = {name: filled(value, contexts) for name, value in step.get("with", {}).items()}
                steps.append(self._step(step, options, home, environ) if is_run else Step(step["name"], None))
        return Job(tuple(steps), home / "workspace")

    def _step(self, step: Document, options: Document, home: Path, environ: Mapping[str, str]) -> Step:
        workspace = home / "workspace"
        match step.get("uses", "").partition("@")[0]:
            case "actions/checkout":
                self._check_out(options, workspace)
                return Step(step["name"], 0)
            case "actions/upload-artifact":
                return Step(step["name"], self._artifacts.upload(options, workspace))
            case "actions/download-artifact":
                return Step(step["name"], self._artifacts.download(options, workspace))
            case "actions/create-github-app-token":
                assert options["private-key"], "a job without the key of the App"
                return Step(step["name"], 0)
            case "actions/setup-python":
                return Step(step["name"], 0)
        if "pip" in step["run"]:
            folder = {INSTALLATION: workspace / ".venv", ACTION_INSTALLATION: home / "temp" / "publisher"}[step["run"]]
            install(folder, self.tool, self.endings)
            return Step(step["name"], 0)
        return ran(step["name"], step["run"], workspace, environ)

    def _check_out(self, options: Document, workspace: Path) -> None:
        """Clone the repository as the checkout action does: one commit deep, unless the step says otherwise."""
        branch = options.get("ref", "pull" if self.ref.startswith("refs/pull/") else "main")
        depth = str(options.get("fetch-depth", 1))
        shutil.rmtree(workspace, ignore_errors=True)  # what an earlier step left there
        assert options.get("filter", "blob:none") == "blob:none"
        source = self.origin.as_uri()
        self.git("clone", "--quiet", "--depth", depth, "--branch", branch, source, str(workspace), cwd=self.folder)

    def _environ(self) -> dict[str, str]:
        """Return the variables of a new machine: none of the tests' own environment, above all no token."""
        return {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip

    def _step_environ(
        self, home: Path, number: int, blocks: tuple[Document, ...], contexts: Mapping[str, Mapping[str, str]]
    ) -> dict[str, str]:
        """Return the variables of a step: GitHub's files and variables, and those of the workflow."""
        temp = home / "temp"
        temp.mkdir(parents=True, exist_ok=True)
        names = ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")
        files = {name: temp / f"{name.lower()}-{number}" for name in names}
        for file in files.values():
            file.touch()
        own = {name: evaluated(str(value), contexts) for block in blocks for name, value in block.items()}
        return self._environ() | own | {name: str(file) for name, file in files.items()} | {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REF": self.ref, "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "exemple/donnees", "GITHUB_RUN_ID": str(RUN), "GITHUB_REF_NAME": "main",
            "GITHUB_WORKFLOW_REF": f"exemple/donnees/.github/workflows/{self._workflow}.yml@{self.ref}",
            "FAKE_GITHUB": str(self.github), "RUNNER_TEMP": str(temp),
            "GITHUB_WORKSPACE": str(home / "workspace"), "GITHUB_EVENT_PATH": str(self.event),
            "GITHUB_ACTION_PATH": str(ROOT),
        }  # fmt: skip


def built(folder: Path) -> Path:
    """Copy the package into a folder as a build would, with compiled French messages; return it, for `PYTHONPATH`."""
    shutil.copytree(ROOT / "publisher", folder / "publisher", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    messages = folder / "publisher" / "locale" / "fr" / "LC_MESSAGES"
    with (messages / "publisher.po").open("rb") as po, (messages / "publisher.mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale="fr"))
    return folder


def install(venv: Path, tool: Path, endings: Mapping[str, int]) -> None:
    """Write the programs of a virtual environment that run the tool; some commands only exit with a code."""
    folder = venv / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    python = f"PYTHONPATH={shlex.quote(str(tool))} exec {shlex.quote(sys.executable)}"
    stubs = "".join(f'if [ "$1" = {verb} ]; then exit {code}; fi\n' for verb, code in endings.items())
    for name, script in {"publisher": f'{stubs}{python} -m publisher "$@"', "python": f'{python} "$@"'}.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)


def ran(name: str, script: str, workspace: Path, environ: Mapping[str, str]) -> Step:
    """Run a script as GitHub does for `shell: bash`. The log has stderr before stdout, which is the worst case."""
    file = Path(environ["RUNNER_TEMP"]) / "script.sh"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)],
        cwd=workspace, env=dict(environ), capture_output=True, text=True, encoding="utf-8", check=False,
        stdin=subprocess.DEVNULL, timeout=110,
    )  # fmt: skip
    for variable in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"):
        assert Path(environ[variable]).read_text(encoding="utf-8") == "", f"{variable} is not played"
    summary = Path(environ["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    return Step(name, done.returncode, plain(done.stderr + done.stdout), plain(summary))


def plain(text: str) -> str:
    """Return a text with plain spaces for no-break spaces, so that tests are readable."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
