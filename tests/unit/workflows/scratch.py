"""A scratch repository on which the steps of a workflow run as GitHub would run them.

What GitHub brings is played: the checkout (a clone as deep and of the branch that the workflow asks for), its files
and variables, the expressions that the workflows use, and how commands are read from a log. What would need a network
is left out: `uses:` steps, and the installation of the tool, in whose place stands the tool of this checkout.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT: Final = Path(__file__).parents[3]
INSTALLATION: Final = "python3 -m venv .venv\n.venv/bin/pip install --quiet .\n"
"""The only `run:` that is played: a change of it must be looked at here."""

CATALOGS: Final = (ROOT / "manifests" / "catalogs.yml").read_text(encoding="utf-8").replace("rate: 10\n", "rate: 999\n")
"""This repository's catalogues, in more haste: the portal of the tests need not be spared."""

PRODUCER: Final = "name: Bron\norganization: {grandlyon: bron}\n"
DATASET: Final = """\
title: Toilettes publiques
description: Emplacements.
resources:
  - {id: csv, title: Tableau, url: 'https://example.org/a.csv'}
"""
EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}")
COMMANDS: Final = frozenset(
    {"stop-commands", "set-env", "add-path", "set-output", "save-state", "add-mask", "add-matcher", "remove-matcher",
     "warning", "error", "notice", "debug", "group", "endgroup", "echo"}
)  # fmt: skip
"""What a runner obeys when a line of a log says so."""

Document = dict[str, Any]


def workflow(name: str) -> Document:
    """A workflow of this repository."""
    found: dict[object, Any] = yaml.safe_load(
        (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    )
    return {"on" if key is True else str(key): value for key, value in found.items()}  # YAML takes `on` for a truth


@dataclass(frozen=True)
class Step:
    """How a step ended; `code` is None where it did not run."""

    name: str
    code: int | None
    log: str = ""
    summary: str = ""

    @property
    def obeyed(self) -> list[str]:
        """The commands that a runner would take from the log."""
        return list(obeyed(self.log.splitlines()))


@dataclass(frozen=True)
class Job:
    """How a job ended."""

    steps: tuple[Step, ...]
    workspace: Path

    @property
    def green(self) -> bool:
        """Whether its check is."""
        return not any(step.code for step in self.steps)

    @property
    def log(self) -> str:
        """All that anybody can read of it, but for the summary."""
        return "".join(step.log for step in self.steps)

    @property
    def summary(self) -> str:
        """What its page shows."""
        return "".join(step.summary for step in self.steps)

    def __getitem__(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)


def obeyed(lines: list[str]) -> Iterator[str]:
    """The commands in a log, as the runner reads them: `::name …::` at the start of a line, `##[name …]` anywhere."""
    stopped: str | None = None
    for line in lines:
        found = re.match(r"\s*::([^\s:]+)(?: .*?)?::(.*)", line) or re.search(r"##\[([^\s\]]+)[^\]]*\](.*)", line)
        if found is None:
            continue
        if stopped is not None:
            stopped = None if found[1] == stopped else stopped
        elif found[1] == "stop-commands":
            stopped = found[2]
        elif found[1] in COMMANDS:
            yield line.strip()


def evaluated(text: str, contexts: Mapping[str, Mapping[str, str]]) -> str:
    """A value with its expressions filled in. A missing variable or secret is empty, as at GitHub's."""

    def value(found: re.Match[str]) -> str:
        context, dot, name = found[1].strip().partition(".")
        assert dot and context in ("vars", "secrets"), f"an expression that is not played: {found[0]}"
        return contexts[context].get(name, "")

    return EXPRESSION.sub(value, text)


def runs(condition: str | None, *, failed: bool, ref: str) -> bool:
    """Whether a job or a step with this condition runs."""
    match condition:
        case None:
            return not failed
        case "always()":
            return True
        case "github.ref == 'refs/heads/main'":
            return not failed and ref == "refs/heads/main"
        case _:
            raise AssertionError(f"a condition that is not played: {condition}")


@dataclass
class Scratch:
    """A repository with this one's catalogs.yml, and one producer with one dataset."""

    folder: Path
    tool: Path
    """What `built` made."""
    ref: str = "refs/heads/main"
    endings: dict[str, int] = field(default_factory=dict)
    """Verbs of the tool that are not run: with which code each ends."""
    _jobs: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.origin.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(".gitignore", (ROOT / ".gitignore").read_text(encoding="utf-8"))
        self.write("manifests/catalogs.yml", CATALOGS)
        self.write("manifests/bron/producer.yml", PRODUCER)
        self.write("manifests/bron/wc.yml", DATASET)
        self.commit("Première version")

    @property
    def origin(self) -> Path:
        """The repository as GitHub keeps it."""
        return self.folder / "origin"

    def git(self, *arguments: str, cwd: Path | None = None) -> None:
        """Run git, whatever the machine's own settings are."""
        subprocess.run(
            ["git", *arguments], cwd=cwd or self.origin, env=self._environ(), check=True, capture_output=True
        )

    def write(self, name: str, content: str) -> None:
        """Change a file."""
        path = self.origin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def commit(self, message: str) -> None:
        """Keep what was changed, on the branch where one stands."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def propose(self, changes: Mapping[str, str]) -> None:
        """A pull request, and the merge of it that GitHub makes for its checks."""
        self.git("checkout", "--quiet", "-b", "proposition")
        for name, content in changes.items():
            self.write(name, content)
        self.commit("Proposition")
        self.git("checkout", "--quiet", "-b", "pull", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "Merge", "proposition")
        self.ref = "refs/pull/1/merge"

    def merge(self, changes: Mapping[str, str]) -> None:
        """What a merged pull request leaves on the main branch."""
        for name, content in changes.items():
            self.write(name, content)
        self.commit("Fusion")

    def run(
        self, name: str, variables: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
    ) -> Job:
        """Run the one job of a workflow, in a new workspace."""
        self._jobs += 1
        home = self.folder / f"job-{self._jobs}"
        contexts = {"vars": variables or {}, "secrets": secrets or {}}
        whole = workflow(name)
        (job,) = whole["jobs"].values()
        shell = whole["defaults"]["run"]["shell"]
        assert shell == "bash"
        steps: list[Step] = []
        if runs(job.get("if"), failed=False, ref=self.ref):
            for number, step in enumerate(job["steps"]):
                failed = any(one.code for one in steps)
                played = runs(step.get("if"), failed=failed, ref=self.ref)
                environ = self._step_environ(home, number, (job.get("env", {}), step.get("env", {})), contexts)
                steps.append(self._step(step, home, environ) if played else Step(step["name"], None))
        return Job(tuple(steps), home / "workspace")

    def _step(self, step: Document, home: Path, environ: Mapping[str, str]) -> Step:
        workspace = home / "workspace"
        if "uses" in step:
            if step["uses"].startswith("actions/checkout@"):
                self._check_out(step.get("with", {}), workspace)
            return Step(step["name"], 0)
        if "pip" in step["run"]:
            assert step["run"] == INSTALLATION
            install(workspace, self.tool, self.endings)
            return Step(step["name"], 0)
        return ran(step["name"], step["run"], workspace, environ)

    def _check_out(self, given: Document, workspace: Path) -> None:
        """A clone as the checkout action makes it: one commit deep, unless it is told otherwise."""
        branch = given.get("ref", "pull" if self.ref.startswith("refs/pull/") else "main")
        depth = str(given.get("fetch-depth", 1))
        source = self.origin.as_uri()
        self.git("clone", "--quiet", "--depth", depth, "--branch", branch, source, str(workspace), cwd=self.folder)

    def _environ(self) -> dict[str, str]:
        """A fresh machine: nothing of the environment of the tests, no token above all."""
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Essai", "GIT_AUTHOR_EMAIL": "essai@example.org",
            "GIT_COMMITTER_NAME": "Essai", "GIT_COMMITTER_EMAIL": "essai@example.org",
        }  # fmt: skip

    def _step_environ(
        self, home: Path, number: int, given: tuple[Document, ...], contexts: Mapping[str, Mapping[str, str]]
    ) -> dict[str, str]:
        """What GitHub gives a step: its files, its variables, and what the workflow says."""
        temp = home / "temp"
        temp.mkdir(parents=True, exist_ok=True)
        names = ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")
        files = {name: temp / f"{name.lower()}-{number}" for name in names}
        for file in files.values():
            file.touch()
        own = {name: evaluated(str(value), contexts) for one in given for name, value in one.items()}
        return self._environ() | own | {name: str(file) for name, file in files.items()} | {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REF": self.ref, "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "exemple/donnees", "RUNNER_TEMP": str(temp),
            "GITHUB_WORKSPACE": str(home / "workspace"),
        }  # fmt: skip


def built(folder: Path) -> Path:
    """The tool as a build would make it: the package, with its French messages compiled. For `PYTHONPATH`."""
    shutil.copytree(ROOT / "publisher", folder / "publisher", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    messages = folder / "publisher" / "locale" / "fr" / "LC_MESSAGES"
    with (messages / "publisher.po").open("rb") as po, (messages / "publisher.mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale="fr"))
    return folder


def install(workspace: Path, tool: Path, endings: Mapping[str, int]) -> None:
    """The tool as the programs of a `.venv`, some verbs ending at once with a code."""
    folder = workspace / ".venv" / "bin"
    folder.mkdir(parents=True)
    python = f"PYTHONPATH={shlex.quote(str(tool))} exec {shlex.quote(sys.executable)}"
    played = "".join(f'if [ "$1" = {verb} ]; then exit {code}; fi\n' for verb, code in endings.items())
    for name, script in {"publisher": f'{played}{python} -m publisher "$@"', "python": f'{python} "$@"'}.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)


def ran(name: str, script: str, workspace: Path, environ: Mapping[str, str]) -> Step:
    """Run a script as GitHub runs one for `shell: bash`. What goes to stderr is read first: the worst case."""
    file = Path(environ["RUNNER_TEMP"]) / "script.sh"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)],
        cwd=workspace, env=dict(environ), capture_output=True, text=True, encoding="utf-8", check=False,
        stdin=subprocess.DEVNULL, timeout=110,
    )  # fmt: skip
    for left in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"):
        assert Path(environ[left]).read_text(encoding="utf-8") == "", f"{left} is not played"
    summary = Path(environ["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    return Step(name, done.returncode, plain(done.stderr + done.stdout), plain(summary))


def plain(text: str) -> str:
    """A text whose no-break spaces are plain, so that tests can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
