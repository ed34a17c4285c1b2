"""The commands of the team's guide, typed one after the other as they stand there; the catalogue has other entries."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from .conftest import ROOT, environment
from .workflow_catalogs import SECRETS, TOKEN, served_catalogs

GUIDE = ROOT / "docs" / "guide-equipe.md"
DRIFTED = 2
BOT = [{"key": "inspire:resource_identifier", "value": "fr-123"}]
CODES = {"publisher drift bron": DRIFTED}
"""Where the end of a command is not 0."""
ASKS = r"publisher (adopt|sync|pull|rollback)\b"
"""The commands that ask before they write: a test has no terminal to answer in."""


class Team:
    """A person of the team: a repository of manifests, the tokens, and a terminal."""

    def __init__(self, root: Path, variables: dict[str, str]) -> None:
        self.root = root
        self.ckan = variables["PUBLISHER_GRANDLYON_URL"]
        # The environment of a terminal, which `export` changes.
        modes = {"PUBLISHER_GRANDLYON_MODE": "observe", "PUBLISHER_DATAGOUV_MODE": "observe"}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environ = {**environment(), **variables, **modes, **SECRETS, "LANG": "fr_FR.UTF-8", "PATH": path}

    def types(self, heading: str) -> str:
        """Type the commands below a heading of the guide; return what they print."""
        text = GUIDE.read_text(encoding="utf-8")
        part = re.split(r"^#+ ", text.partition(f" {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
        blocks = re.findall(r"^```console\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
        lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
        assert lines, heading
        return "".join(map(self.type, lines))

    def type(self, line: str) -> str:
        """Type a line; return what it prints."""
        if variable := re.fullmatch(r"export (\w+)=(\w+)", line):
            self.environ[variable[1]] = variable[2]
            return ""
        answer = " --yes" if re.match(ASKS, line) else ""
        done = subprocess.run(
            ["bash", "-c", line + answer], cwd=self.root, env=self.environ, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", timeout=100, check=False,
        )  # fmt: skip
        assert done.returncode == CODES.get(line, 0), f"$ {line}\n{done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout.replace("\xa0", " ")

    def calls(self, action: str, **arguments: object) -> None:
        """Call an action of CKAN, as a person or another tool does."""
        request = Request(f"{self.ckan}/api/action/{action}", json.dumps(arguments).encode(),
                          {"Authorization": TOKEN, "Content-Type": "application/json"})  # fmt: skip
        urlopen(request).close()


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Return a person whose catalogue has entries written by hand, and some of a supplier's bot."""
    root = tmp_path / "repository"
    shutil.copytree(ROOT / "manifests", root / "manifests")
    for folder in (root / "manifests").glob("*/producer.yml"):
        if folder.parent.name != "bron":
            shutil.rmtree(folder.parent)
    with served_catalogs() as variables:
        person = Team(root, variables)
        for number in range(9):
            extras = BOT if number > 5 else []
            resources = [{"name": "CSV", "url": f"https://example.org/{number}.csv", "format": "CSV"}]
            person.calls("package_create", name=f"lieux-{number}", title=f"Lieux {number} de la commune",
                         notes="Une description.", owner_org="bron", extras=extras, resources=resources)  # fmt: skip
        yield person


@pytest.mark.timeout(400)  # twenty commands, each in a process of its own
def test_every_command_of_the_teams_guide_does_what_it_says(team: Team) -> None:
    observed = team.types("1. Observer")
    assert "9 fiches, 6 à rattacher, 3 gérées par un autre outil" in observed
    assert "6 manifestes seraient écrits" in observed
    team.types("2. Importer")
    assert len([*(team.root / "manifests" / "bron").glob("lieux-*.yml")]) == 6
    adopted = team.types("3. Rattacher")
    assert "Fiches rattachées : 6 sur 6" in adopted
    assert "6 inchangés" in adopted
    assert "Fiches traitées : 3 sur 3" in team.types("4. Gérer")
    team.environ["PUBLISHER_DATAGOUV_MODE"] = "manage"
    assert "Fiches traitées : 3 sur 3" in team.types("Les garde-fous")

    team.calls("package_patch", id="lieux-2", title="Lieux 2, comme le dit le portail")
    edited = team.types("Ce qui a été modifié dans les catalogues")
    assert "bron/lieux-2" in edited
    assert "title: Lieux 2, comme le dit le portail" in (team.root / "manifests/bron/lieux-2.yml").read_text("utf-8")
    undone = team.types("Annuler une publication")
    assert "bron/lieux-2" in undone
    team.type("publisher runs record history.jsonl")
    for command in ("init --quiet", "add history.jsonl", "-c user.name=a -c user.email=a@b commit --quiet -m history",
                    "branch -M history", "remote add origin ."):  # fmt: skip
        team.type(f"git {command}")
    figures = team.types("Les chiffres du comité, deux fois par an")
    assert "bron/lieux-0" in figures
    assert "Bron" in (team.root / "etat.csv").read_text("utf-8-sig")
