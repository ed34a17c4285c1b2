"""The guide for another metropolis: from an empty folder to a first publication, every command as it stands there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.model.project import ACTION

from .conftest import ROOT, environment, reserve_port

GUIDE = ROOT / "docs" / "second-metropolis.md"
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def steps(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each command of a page, and each file that it shows, in their order."""
    for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if language == "console":
            yield from (("command", line.strip().removeprefix("$ ")) for line in block.splitlines())
        elif match := re.match(r"# (manifests/\S+)\n", block):
            yield match[1], block


class Reader:
    """Somebody who types the commands of a page in a shell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        git = {
            f"GIT_{role}_{part}": "essai@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
        }
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environ = {**environment(), **git, "GIT_CONFIG_GLOBAL": "", "PATH": path}
        self.outputs: dict[str, str] = {}

    def follow(self, page: Path) -> None:
        for what, text in steps(page):
            if what == "command":
                self._type(text)
            else:
                (self.folder / what).write_text(text, encoding="utf-8")

    def _type(self, command: str) -> None:
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            reserve_port(self.folder)
            return
        process = subprocess.run(
            ["bash", "-euc", command], cwd=self.folder, env=self.environ, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", timeout=100, check=False,
        )  # fmt: skip
        assert process.returncode == 0, f"{command}\n{process.stdout}{process.stderr}"
        self.outputs[command] = process.stdout


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_the_guide_leads_from_an_empty_folder_to_a_first_publication(reader: Reader) -> None:
    reader.follow(GUIDE)

    assert "1 manifest is valid." in reader.outputs["publisher validate"]
    assert "2 drafts not published" in reader.outputs["publisher plan --sandbox"]
    plan = reader.outputs["publisher plan metropole-de-valmere/parcs-et-jardins --sandbox"]
    assert "2 to create" in plan
    assert "entries done" in reader.outputs["publisher sync --sandbox --yes"]
    assert reader.outputs["publisher status --sandbox"].count("published") >= 2
    assert "Nothing to do." in reader.outputs["publisher plan --sandbox --exit-code"]


def test_the_french_page_leads_to_a_valid_repository(reader: Reader) -> None:
    reader.follow(ROOT / "docs" / "autre-metropole.md")

    assert (reader.folder / "manifests" / "metropole-de-valmere" / "parcs-et-jardins.yml").is_file()


def test_what_git_has_of_a_new_repository_is_what_was_written(reader: Reader) -> None:
    """The tool's own folder is ignored, and line ends stay as they are."""
    reader.follow(GUIDE)
    files = subprocess.run(
        ["git", "ls-files", "--eol"], cwd=reader.folder, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert not [line for line in files if ".publisher" in line]
    assert all("attr/-text" in line for line in files if "\tmanifests/" in line)


def test_the_guide_shows_the_action_of_this_version() -> None:
    assert f"uses: {ACTION}\n" in GUIDE.read_text(encoding="utf-8")
