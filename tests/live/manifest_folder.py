"""A folder with the manifests of one test, and the real command that runs in it, as a user runs it."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from . import command_server
from .independent_check import compare
from .portal import Json, Portal

CATALOG = "portail"
TOKEN_ENV = "PUBLISHER_ESSAI_TOKEN"
TIMEOUT = 100

NOTHING_WAITS = 0
WAITS = 2
PERSON_DECIDES = 3

PLAIN: Json = {
    "title": "Toilettes publiques",
    "description": "Emplacement des toilettes publiques de la commune.",
    "keywords": ["toilettes", "accessibilité"],
    "license": "lov2",
    "resources": [
        {"id": "csv", "title": "Tableau", "url": "https://example.org/toilettes.csv", "type": "main", "format": "csv"},
        {"id": "carte", "title": "Carte", "url": "https://example.org/toilettes.geojson", "format": "geojson"},
    ],
}
"""A manifest that the tests vary."""


def in_one_line(text: str) -> str:
    """Return a text with each run of spaces and line breaks as one space: where lines are broken does not matter."""
    return " ".join(text.split())


@dataclass(frozen=True)
class CommandResult:
    """The exit code and the outputs of a command."""

    code: int
    out: str
    err: str

    @property
    def output(self) -> str:
        """Return both outputs, one after the other."""
        return self.out + self.err

    @property
    def words(self) -> str:
        """Return both outputs without line breaks."""
        return in_one_line(self.output)

    @property
    def document(self) -> Json:
        """Return the result of `--format json`."""
        document: Json = json.loads(self.out)
        return document

    def expect_exit(self, code: int) -> CommandResult:
        """Assert the exit code, and that there is no traceback and no internal error; return the run itself."""
        assert "Traceback" not in self.output, self.output
        assert "crash.log" not in self.output, self.output
        assert self.code == code, f"exit {self.code}, not {code}\n{self.output}"
        return self

    def expect_words(self, *parts: str) -> CommandResult:
        """Assert that each part is in the output, line breaks aside; return the run itself."""
        for part in parts:
            assert part in self.words, f"{part!r} is not in:\n{self.output}"
        return self


HEEDING = (
    "import os, signal, sys; [signal.signal(name, signal.SIG_DFL) for name in (signal.SIGINT, signal.SIGHUP)]; "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Restore the effect of signals where tests run in the background: a shell has its jobs ignore Ctrl-C, nohup SIGHUP."""


@dataclass
class ManifestFolder:
    """A folder with a small tree of manifests of one producer, and the command that runs in it."""

    root: Path
    repository: str
    producer: str

    @property
    def manifests(self) -> Path:
        """Return the folder of the manifests."""
        return self.root / "manifests"

    # ---- writing manifests

    def key(self, stem: str) -> str:
        """Return the key of a manifest of the first producer."""
        return f"{self.producer}/{stem}"

    def put_manifest(self, stem: str, fields: Json) -> None:
        """Write a plain manifest with some fields changed; None leaves one out."""
        manifest = {name: value for name, value in {**copy.deepcopy(PLAIN), **fields}.items() if value is not None}
        self._dump(f"{self.producer}/{stem}.yml", manifest)

    def remove(self, stem: str = "toilettes") -> None:
        """Remove a manifest."""
        (self.manifests / self.producer / f"{stem}.yml").unlink()

    def _dump(self, file: str, content: Json) -> None:
        path = self.manifests / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

    # ---- running the command

    def tokens(self, token: str | None = None) -> dict[str, str]:
        """Return the environment variables with the tokens, with another if it is given; an empty one means none."""
        raise NotImplementedError

    def environment(self, token: str | None = None) -> dict[str, str]:
        """Return the environment of a command: of this process's, only the variables that find programs."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
        tokens = {name: value for name, value in self.tokens(token).items() if value}
        return {**inherited, "LANG": "C.UTF-8", **tokens}

    def command(self, *arguments: str, lang: str = "en") -> list[str]:
        """Return the command line."""
        return [sys.executable, "-m", "publisher", "--lang", lang, *arguments]

    def run(
        self,
        *arguments: str,
        lang: str = "en",
        token: str | None = None,
        env: dict[str, str] | None = None,
        seconds: int = TIMEOUT,
    ) -> CommandResult:
        """Run `publisher`, for at most so many seconds; an empty token means none."""
        environment = self.environment(token) | (env or {})
        ended = command_server.run(["--lang", lang, *arguments], self.root, environment, seconds)
        return CommandResult(ended.code, ended.out, ended.err)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `publisher` without waiting for its end."""
        return subprocess.Popen(
            [sys.executable, "-c", HEEDING, *self.command(*arguments)],
            cwd=self.root,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def plan(self, *arguments: str) -> Json:
        """Run a plan, and return it as data; its exit code says whether something is pending."""
        ran = self.run("plan", "--exit-code", "--format", "json", *arguments)
        waits = PERSON_DECIDES if ran.document["waits_for_person"] else WAITS
        return ran.expect_exit(waits if ran.document["pending"] else NOTHING_WAITS).document

    def sync(self, *arguments: str, code: int = 0) -> CommandResult:
        """Run `publisher sync --yes`, and assert that it ends with this code."""
        return self.run("sync", "--yes", *arguments).expect_exit(code)

    def pending(self, code: int, *arguments: str) -> CommandResult:
        """Run `plan --exit-code`, and assert that it ends with this code.

        0: nothing is pending; 2: something is; 3: a person must decide something first.
        """
        return self.run("plan", "--exit-code", *arguments).expect_exit(code)


@dataclass
class CkanFolder(ManifestFolder):
    """A folder with a small tree of manifests for one catalogue."""

    portal: Portal
    organization: str
    url: str
    token: str = field(repr=False)
    settings: Json = field(default_factory=dict)
    """Further settings of the catalogue."""
    guards: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.write_settings()

    # ---- writing manifests

    def write_settings(self) -> None:
        """Write catalogs.yml and producer.yml."""
        catalog = {
            "kind": "ckan",
            "url": self.url,
            "token_env": TOKEN_ENV,
            "mode": "manage",
            "rate": 200,
            "timeouts": {"connect": 2, "read": 20},
            **self.settings,
        }
        guards = {**{key: {"producer": 50, "run": 50} for key in ("creates", "changes", "licenses")}, **self.guards}
        self._dump("catalogs.yml", {"repository": self.repository, "catalogs": {CATALOG: catalog}, "guards": guards})
        self._dump("themes.yml", {"toilettes": {"label": {"fr": "Toilettes", "en": "Toilets"}, "eu_theme": "REGI"}})
        self.write_producer(self.producer, self.organization)

    def write_producer(self, producer: str, organization: str) -> None:
        """Write the producer.yml of a producer, who publishes in an organization."""
        self._dump(f"{producer}/producer.yml", {"name": f"Commune {producer}", "organization": {CATALOG: organization}})

    def name(self, stem: str) -> str:
        """Return the name of the manifest's entry in the catalogue."""
        return f"{stem}-{self.producer}"

    def write(self, stem: str = "toilettes", **fields: object) -> str:
        """Write a plain manifest with some fields changed (None leaves one out), and return the entry's name."""
        self.put_manifest(stem, fields)
        return self.name(stem)

    def write_many(self, count: int) -> list[str]:
        """Write plain manifests with a title each, and return the entries' names."""
        return [self.write(f"jeu-{n:02}", title=f"Jeu de données {n}") for n in range(count)]

    # ---- running the command

    def tokens(self, token: str | None = None) -> dict[str, str]:
        """Return the environment variables with the tokens, with another if it is given; an empty one means none."""
        return {TOKEN_ENV: self.token if token is None else token}

    def step(self, stem: str = "toilettes", *arguments: str) -> Json:
        """Return the planned step of one manifest."""
        steps: list[Json] = [step for step in self.plan(*arguments)["steps"] if step["key"] == self.key(stem)]
        assert len(steps) == 1
        return steps[0]

    def changes(self, stem: str = "toilettes", *arguments: str) -> dict[str, str]:
        """Return the planned step's changes: path and verdict."""
        return {change["path"]: change["verdict"] for change in self.step(stem, *arguments)["changes"]}

    # ---- looking at the catalogue

    def show(self, stem: str = "toilettes") -> Json:
        """Return the entry of a manifest."""
        return self.portal.show(self.name(stem))

    def entries(self) -> list[Json]:
        """Return every entry of the organization."""
        return self.portal.entries(self.organization)

    def differences(self, catalog: str = CATALOG) -> list[str]:
        """Return the differences that the independent check reports."""
        report = compare(self.manifests, catalog, self.portal.url, self.portal.editor)
        assert report.fields > 0
        return report.differences

    def expect_settled(self, count: int | None = None) -> None:
        """Assert that every manifest has exactly one entry, that every field is right and that nothing is pending."""
        entries = self.entries()
        if count is not None:
            assert len(entries) == count, [entry["name"] for entry in entries]
        keys: list[Any] = [
            extra["value"] for entry in entries for extra in entry["extras"] if extra["key"] == "publisher_key"
        ]
        assert len(keys) == len(set(keys)), keys
        assert self.differences() == []
        self.pending(NOTHING_WAITS)
