"""The hook for pre-commit: its entry runs, and refuses an invalid manifest."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher import __version__
from publisher.model.project import REPOSITORY

from .conftest import DATASET, Shell

ROOT = Path(__file__).parents[3]


@pytest.fixture
def hook() -> dict[str, Any]:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return dict(hook)


def test_it_has_what_pre_commit_asks_for(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert (hook["id"], hook["language"]) == ("publisher-validate", "python")
    assert re.search(hook["files"], "manifests/bron/parcs.yml")
    assert not re.search(hook["files"], "docs/manifests/a.yml")


def test_its_entry_refuses_an_invalid_manifest(hook: dict[str, Any], shell: Shell) -> None:
    program, *arguments = shlex.split(hook["entry"])

    assert program == "publisher"
    assert shell(*arguments).code == 0
    shell.write("bron/wc.yml", DATASET.replace("title: Toilettes publiques\n", ""))
    assert shell(*arguments).code == 1
    assert shell(*arguments, "--lang", "fr").code == 1


def test_the_documentation_names_it_as_it_is(hook: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "pre-commit.md").read_text(encoding="utf-8")
    (repository,) = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0])["repos"]

    assert repository["repo"] == f"https://github.com/{REPOSITORY}"
    assert repository["rev"] == f"v{__version__}"
    assert repository["hooks"] == [{"id": hook["id"]}]
