"""The history has a line for each entry that a run wrote, once, and no value of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.run_origin import RunOrigin
from publisher.model.values import Withheld, fingerprint
from publisher.sync.history.history_file import InvalidHistoryError, append_runs, history_lines, read_history
from publisher.sync.history.past_run import PastResult, PastRun, PastStep

CHANGES = (
    Change(FieldPath("title"), ChangeKind.CHANGE, "Avant", "Après"),
    Change(FieldPath("license"), ChangeKind.CHANGE, None, "lov2"),
    Change(FieldPath("description"), ChangeKind.CHANGE, Withheld(), "Texte"),
)
AT = datetime(2026, 11, 28, 12, 37, tzinfo=UTC)


def step(key: str, result: PastResult = PastResult.DONE) -> PastStep:
    return PastStep(DatasetKey(key), CatalogName("grandlyon"), "update", result, entry="id-1", changes=CHANGES)


def run(name: str, *steps: PastStep, **fields: Any) -> PastRun:
    return PastRun(name, steps, AT, RunOrigin("agnes", "c" * 40, {"bron/wc.yml": "d" * 64}), **fields)


def test_a_line_has_digests_and_no_value() -> None:
    (line,) = history_lines(run("2026-11-28T1237-a", step("bron/wc")))

    document = json.loads(line)
    assert document["fields"] == {
        "title": [fingerprint("Avant"), fingerprint("Après")],
        "license": [None, fingerprint("lov2")],
        "description": [None, fingerprint("Texte")],
    }
    assert (document["by"], document["commit"], document["edited"]) == ("agnes", "c" * 40, ["bron/wc.yml"])
    assert "Avant" not in line
    assert "lov2" not in line


def test_only_what_a_run_wrote_or_may_have_written_has_a_line(tmp_path: Path) -> None:
    steps = [step(f"bron/{result.value}", result) for result in PastResult]

    assert append_runs(tmp_path / "h.jsonl", [run("2026-11-28T1237-a", *steps)]) == 2

    (past,) = read_history(tmp_path / "h.jsonl")
    assert [each.key for each in past.steps] == ["bron/done", "bron/unknown"]


def test_a_run_is_appended_once_and_the_former_lines_stay(tmp_path: Path) -> None:
    file = tmp_path / "sub" / "h.jsonl"
    first, second = run("2026-11-28T1237-a", step("bron/wc")), run("2026-11-28T1238-b", step("bron/parcs"))
    assert append_runs(file, [first]) == 1
    before = file.read_text(encoding="utf-8")

    assert append_runs(file, [first, second]) == 1
    assert append_runs(file, [first, second]) == 0

    assert file.read_text(encoding="utf-8").startswith(before)
    assert [past.name for past in read_history(file)] == ["2026-11-28T1238-b", "2026-11-28T1237-a"]


def test_a_run_of_the_sandbox_is_in_no_history(tmp_path: Path) -> None:
    assert append_runs(tmp_path / "h.jsonl", [run("2026-11-28T1237-a", step("bron/wc"), sandbox=True)]) == 0
    assert not (tmp_path / "h.jsonl").exists()


def test_what_is_read_is_what_was_recorded(tmp_path: Path) -> None:
    recorded = run("2026-11-28T1237-a", step("bron/wc"), step("bron/parcs", PastResult.UNKNOWN))
    append_runs(tmp_path / "h.jsonl", [recorded])

    (past,) = read_history(tmp_path / "h.jsonl")

    assert (past.name, past.at, past.origin.commit, past.origin.by) == (
        recorded.name, recorded.at, recorded.origin.commit, "agnes",
    )  # fmt: skip
    assert [(each.key, each.result, each.entry) for each in past.steps] == [
        ("bron/wc", PastResult.DONE, "id-1"), ("bron/parcs", PastResult.UNKNOWN, "id-1"),
    ]  # fmt: skip
    assert past.steps[0].digests["license"] == (None, fingerprint("lov2"))


@pytest.mark.parametrize("change", [{"format_version": 2}, {"result": "?"}, {"edited": {}}, {"fields": []}, {"key": 1}])
def test_a_line_of_another_form_is_named_and_nothing_is_appended(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "h.jsonl"
    (line,) = history_lines(run("2026-11-28T1237-a", step("bron/wc")))
    file.write_text(f"{line}\n{json.dumps(json.loads(line) | change)}\n", encoding="utf-8")
    before = file.read_bytes()

    with pytest.raises(InvalidHistoryError) as raised:
        append_runs(file, [run("2026-11-28T1238-b", step("bron/wc"))])
    assert raised.value.line == 2
    assert file.read_bytes() == before
