"""A malformed journal or plan: a message with its file and line, wrong usage, and never an internal error."""

import json
import os
from pathlib import Path

import pytest

from publisher.sync.plan.run_options import DEFAULT_OPTIONS
from tests.unit.fake_catalog import FakeCatalog
from tests.unit.systems import needs_named_pipes

from .conftest import Shell

pytestmark = pytest.mark.timeout(30)

CHOICES = DEFAULT_OPTIONS.document()
START = {
    "run": "r", "event": "start", "format_version": 1, "version": "1", "choices": CHOICES,
    "steps": [{"key": "bron/wc", "catalog": "grandlyon", "step": "create"}],
}  # fmt: skip


def line(**changes: object) -> bytes:
    return json.dumps({**START, **changes}).encode() + b"\n"


def journal(content: bytes) -> None:
    path = Path(".publisher/runs/r.jsonl")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (b"", 1),
        (line()[:40], 1),
        (b"bonjour\n" + line(), 1),
        (b"\xff\xfe\x00\n", 1),
        (b"[" * 100_000 + b"\n", 1),
        (line(steps="bron/wc"), 1),
        (line(steps=["bron/wc"]), 1),
        (line(steps=[{"key": "bron/wc"}]), 1),
        (line(steps=[{"key": 3, "catalog": "grandlyon"}]), 1),
        (line(choices=None), 1),
        (line(choices={**CHOICES, "drift": "perhaps"}), 1),
        (line(choices={**CHOICES, "allow": {"rows": float("inf")}}), 1),
        (line() + b'{"event": "outcome", "result": "done"}\n', 2),
        (line() + b'{"event": "outcome", "result": "done", "key": [], "catalog": "grandlyon"}\n', 2),
    ],
)
def test_a_malformed_journal_is_named_with_its_line(
    shell: Shell, managed: FakeCatalog, content: bytes, number: int
) -> None:
    journal(content)
    ran = shell("apply", "--retry-failed", "r", "--yes")

    assert ran.code == 64
    assert f".publisher/runs/r.jsonl, line {number}: this is not the journal of a run" in ran.err
    assert "“publisher plan” shows what is left to do" in ran.err
    assert shell("plan").code == 0


@pytest.mark.usefixtures("in_french")
def test_a_malformed_journal_is_named_in_french(shell: Shell, managed: FakeCatalog) -> None:
    journal(b"{}\n")
    ran = shell("apply", "--retry-failed", "r", "--yes")

    assert ran.code == 64
    assert (
        ".publisher/runs/r.jsonl, ligne 1\u00a0: ce n'est pas le journal d'une exécution\u00a0; "
        "«\u00a0publisher plan\u00a0» montre ce qui reste à faire" in ran.err
    )


@needs_named_pipes
def test_a_named_pipe_is_no_journal(shell: Shell, managed: FakeCatalog) -> None:
    Path(".publisher/runs").mkdir(parents=True)
    os.mkfifo(".publisher/runs/r.jsonl")
    ran = shell("apply", "--retry-failed", "r", "--yes")

    assert ran.code == 64
    assert ".publisher/runs/r.jsonl cannot be read: this is not a regular file" in ran.err


def test_a_journal_whose_last_line_was_cut_is_good(shell: Shell, managed: FakeCatalog) -> None:
    journal(line() + b'{"run": "r", "event": "intent", "ke')

    assert shell("apply", "--retry-failed", "r", "--yes").code == 0


# ---- plans


@pytest.mark.parametrize(
    "steps",
    [
        "bron/wc",
        ["fingerprint"],
        [["fingerprint"]],
        {"fingerprint": 1},
        None,
        [{"fingerprint": "x", "key": "bron/wc"}],
        [{"fingerprint": "x", "key": 1, "catalog": "grandlyon"}],
        [{"fingerprint": None, "key": "bron/wc", "catalog": "grandlyon"}],
    ],
)
def test_a_plan_whose_steps_are_no_steps_is_refused(shell: Shell, managed: FakeCatalog, steps: object) -> None:
    assert shell("plan", "--out", "plan.json").code == 0
    plan = json.loads(Path("plan.json").read_text(encoding="utf-8"))
    Path("plan.json").write_text(json.dumps({**plan, "steps": steps}), encoding="utf-8")
    ran = shell("apply", "plan.json", "--yes")

    assert ran.code == 64
    assert "plan.json is not a plan of this version" in ran.err
    assert managed.entries == {}


@needs_named_pipes
def test_a_named_pipe_is_no_plan(shell: Shell, managed: FakeCatalog) -> None:
    os.mkfifo("plan.json")
    ran = shell("apply", "plan.json", "--yes")

    assert ran.code == 64
    assert "plan.json cannot be read: this is not a regular file" in ran.err
