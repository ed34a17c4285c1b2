"""From a pull request to two catalogues: the scripts of the workflows, run as GitHub does, against the sandbox."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.workflows.scratch import DATASET, OTHER_DATASET, Scratch, built

from .workflow_catalogs import SECRETS, TOKEN, served_catalogs


@pytest.fixture
def variables() -> Iterator[dict[str, str]]:
    """Serve a CKAN and a udata; yield the settings of a repository that publishes to them."""
    with served_catalogs() as settings:
        yield settings


def test_what_a_check_announces_is_what_a_merge_publishes(variables: dict[str, str], tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, built(tmp_path / "tool"))
    scratch.propose({"manifests/bron/parcs.yml": DATASET.replace("Toilettes publiques", "Parcs et jardins")})

    announced = scratch.run("check", variables)
    assert announced.green, announced.log
    assert "2 à créer" in announced.summary
    assert "Rien n'est publié avant la fusion" in announced.summary

    scratch.git("checkout", "--quiet", "main")
    scratch.git("merge", "--quiet", "--no-edit", "proposition")
    scratch.ref = "refs/heads/main"
    published = scratch.run("publish", variables, SECRETS)
    assert published.green, published.log
    for address in (
        f"{variables['PUBLISHER_GRANDLYON_URL']}/dataset/parcs-bron",
        f"{variables['PUBLISHER_DATAGOUV_URL']}/datasets/parcs-et-jardins",
    ):
        assert address in published.summary
    assert TOKEN not in published.log + published.summary
    assert [*(published.workspace / ".publisher" / "runs").glob("*.jsonl")] != []

    second_run = scratch.run("publish", variables, SECRETS)
    assert second_run.green, second_run.log
    assert "4 inchangés" in second_run.summary


def test_a_merged_pull_request_learns_both_addresses_and_the_score(variables: dict[str, str], tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, built(tmp_path / "tool"))
    scratch.merge_request(3, {"manifests/bron/parcs.yml": OTHER_DATASET}, how="squash")
    published = scratch.run("publish", variables, SECRETS)
    assert published.green, published.log
    announced = scratch.run("publish", variables, job="announce")
    assert announced.green, announced.log

    (comment,) = scratch.comments(3)
    name = "Parcs et jardins<br>bron/parcs"
    first = f"| ✔ | {name} | grandlyon | <{variables['PUBLISHER_GRANDLYON_URL']}/dataset/parcs-bron> |  |"
    second = rf"\| ✔ \| {name} \| datagouv \| <{variables['PUBLISHER_DATAGOUV_URL']}/datasets/[\w/-]+> \| 0,\d\d \|"
    assert first in comment
    assert re.search(second, comment), comment
    assert TOKEN not in comment + announced.log
