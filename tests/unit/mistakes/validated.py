"""A folder of the corpus as `validate` sees it, with what a case says of the network around."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from publisher.links.call import TooSlow
from tests.mistakes.corpus import HERE, Case
from tests.unit.cli.conftest import CommandResult
from tests.unit.links.network import FakeNetwork

FOLDER = Path("manifests")
NATIONAL = {"scdl/subventions": "2.1.1", "scdl/equipements": "0.1.5"}
"""What the list of the national catalogue has here: name and version."""


@dataclass(frozen=True)
class Reported:
    """A finding as `--format json` has it."""

    rule: str
    severity: str
    file: str
    line: int
    column_name: str | None
    what: str
    fix: str | None

    @property
    def place(self) -> tuple[str, int]:
        """Return the file below the folder, and the line or row."""
        return self.file.removeprefix(f"{FOLDER}/"), self.line


def answer_as(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the addresses answer as a case says; nobody calls them."""
    network = FakeNetwork()
    for reply in case.told.get("replies", ()):
        _put(network, reply)
    monkeypatch.setattr("publisher.links.follow.real_network", lambda: network.network)


def _put(network: FakeNetwork, reply: Mapping[str, Any]) -> None:
    url = reply["url"]
    match reply.get("error"):
        case "timeout":
            for method in ("HEAD", "GET"):
                network.put_method(method, url, TooSlow())
        case "unknown-host":
            network.names[urlsplit(url).hostname or ""] = []
        case None:
            headers = {name.lower(): value for name, value in reply.get("headers", {}).items()}
            network.put(url, reply["status"], headers, reply.get("body", "").encode())


def arguments_for(case: Case | None) -> Sequence[str]:
    """Return the arguments of `validate` for a case."""
    links = ["--check-links"] if case is not None and case.told["family"] == "links" else []
    return ["validate", "--format", "json", "--schemas", str(HERE / "schemas"), *links]


def findings_of(ran: CommandResult) -> list[Reported]:
    """Return what `validate --format json` printed."""
    assert ran.code in (0, 1), ran.err
    return [
        Reported(
            item["rule"],
            item["severity"],
            item["file"],
            item["line"],
            item.get("column_name"),
            item["what"],
            item["fix"],
        )
        for item in json.loads(ran.out)["findings"]
    ]
