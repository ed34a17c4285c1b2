"""Fixtures of the tests of commands: a folder of manifests, and a catalogue in memory."""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from publisher.catalogs.base import Builder, Catalog
from publisher.catalogs.transport import Transport
from publisher.cli.help import VERBS
from publisher.cli.main import publisher, run
from publisher.model.manifest import CatalogConfig
from tests.unit.builders import access
from tests.unit.fake_catalog import FakeCatalog

for name in (
    VERBS
):  # A verb's help is in the language in which its module is loaded, so all are loaded before a test sets a language.
    publisher.get_command(publisher.make_context("publisher", [], resilient_parsing=True), name)

CATALOGS = """\
repository: essais
catalogs:
  grandlyon:
    kind: ckan
    url: https://data.example.org
    token_env: PUBLISHER_TOKEN
    mode: ${PUBLISHER_MODE:-observe}
"""
PRODUCER = "name: Bron\norganization: {grandlyon: ville-de-bron}\nlicense: lov2\n"
DATASET = """\
title: Toilettes publiques
description: Emplacements et horaires de chaque toilette publique, relevés par la voirie pour que chacun en trouve une.
resources:
  - {id: csv, title: Toilettes en tableau, url: 'https://example.org/a.csv'}
"""


def dataset_of(title: str) -> str:
    """Return a valid manifest of other data: with this title, and its own description and address."""
    other = DATASET.replace("Toilettes publiques", title)
    other = other.replace("chaque toilette publique", f"tous les lieux du jeu {title}")
    return other.replace("/a.csv", f"/{title.lower()}.csv")


@dataclass(frozen=True)
class CommandResult:
    """The exit code of a command and what it printed."""

    code: int
    out: str
    err: str


class Shell:
    """A shell whose working directory contains `manifests/`."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.write("catalogs.yml", CATALOGS)
        self.write("bron/producer.yml", PRODUCER)
        self.write("bron/wc.yml", DATASET)

    def write(self, name: str, content: str) -> None:
        path = Path("manifests") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def __call__(self, *arguments: str) -> CommandResult:
        self._capsys.readouterr()
        code = run(arguments)
        captured = self._capsys.readouterr()
        return CommandResult(int(code), captured.out, captured.err)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Return a shell without a terminal; one producer, one valid dataset, one catalogue in mode `observe`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PUBLISHER_TOKEN", raising=False)
    monkeypatch.delenv("PUBLISHER_MODE", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return Shell(capsys)


@pytest.fixture
def catalog(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCatalog]:
    """Return an empty catalogue in memory, in place of CKAN."""
    fake = FakeCatalog()
    fake.access = access(software="CKAN 2.12.0")

    def build(config: CatalogConfig, transport: Transport, token: str | None) -> Catalog:
        return fake

    def builder(kind: str) -> Builder:
        assert kind == "ckan"
        return build

    monkeypatch.setattr("publisher.cli.workspace.builder", builder)
    yield fake


@pytest.fixture
def managed(shell: Shell, catalog: FakeCatalog, monkeypatch: pytest.MonkeyPatch) -> FakeCatalog:
    """Return the catalogue in mode `manage`, with a token."""
    monkeypatch.setenv("PUBLISHER_MODE", "manage")
    monkeypatch.setenv("PUBLISHER_TOKEN", "secret-token")
    return catalog
