"""`--report` of `plan` and `apply`: a file for other programs, also where the command fails."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.fake_catalog import FakeCatalog, Fault, unavailable

from .conftest import DATASET, Shell


def report(name: str = "out/report.json") -> dict[str, Any]:
    """Return what a file of `--report` says."""
    document: dict[str, Any] = json.loads(Path(name).read_text(encoding="utf-8"))
    return document


def test_a_plan_and_its_application_say_what_became_of_each_dataset(shell: Shell, managed: FakeCatalog) -> None:
    assert shell("plan", "--out", "plan.json", "--report", "out/report.json").code == 0
    (planned,) = report()["entries"]
    assert (planned["result"], planned["acts"]) == ("not-done", "next-run")

    assert shell("apply", "plan.json", "--yes", "--report", "out/report.json").code == 0
    (done,) = report()["entries"]
    assert (done["key"], done["result"], done["state"]) == ("bron/wc", "done", "published")
    assert report()["datasets"][0]["files"] == ["manifests/bron/wc.yml"]
    assert "description" not in json.dumps(report())


def test_an_internal_error_of_one_entry_is_for_the_team(shell: Shell, managed: FakeCatalog) -> None:
    managed.fail("create bron/wc", Fault(RuntimeError()))
    shell("plan", "--out", "plan.json")

    assert shell("apply", "plan.json", "--yes", "--report", "out/report.json").code == 3
    (entry,) = report()["entries"]
    assert (entry["result"], entry["acts"]) == ("failed", "team")


def test_an_invalid_manifest_is_for_its_producer(shell: Shell, managed: FakeCatalog) -> None:
    shell.write("bron/wc.yml", DATASET + "license: LO2\n")

    assert shell("plan", "--report", "out/report.json").code == 1
    assert (report()["stopped"]["acts"], report()["stopped"]["files"]) == ("producer", ["manifests/bron/wc.yml"])


def test_a_missing_token_is_for_the_team(shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("plan", "--out", "plan.json")
    monkeypatch.delenv("PUBLISHER_TOKEN")

    assert shell("apply", "plan.json", "--yes", "--report", "out/report.json").code == 1
    assert report()["stopped"]["acts"] == "team"
    assert "PUBLISHER_TOKEN" in report()["stopped"]["message"]


def test_a_catalogue_that_does_not_answer_is_asked_again_by_the_next_run(shell: Shell, managed: FakeCatalog) -> None:
    managed.fail("observe ville-de-bron", Fault(unavailable()))

    assert shell("plan", "--report", "out/report.json").code == 1
    stopped = report()["stopped"]
    assert (stopped["acts"], stopped["catalog"]) == ("next-run", "grandlyon")
    assert [dataset["key"] for dataset in report()["datasets"]] == ["bron/wc"]


def test_a_report_that_cannot_be_written_stops_before_anything_is(shell: Shell, managed: FakeCatalog) -> None:
    shell("plan", "--out", "plan.json")
    Path("out").write_text("", encoding="utf-8")
    ran = shell("apply", "plan.json", "--yes", "--report", "out/report.json")

    assert ran.code == 1
    assert "out/report.json cannot be written" in ran.err
    assert managed.live == []
