"""`validate` on mutated manifests: the short form of `make fuzz`, and what its checks notice."""

from pathlib import Path

import pytest

from tests.fuzz.validation import faults_in, outcome_of, real_files

FORMATS = ("json", "text", "markdown")
SEEDS = 150
"""Cases, each in one format; `make fuzz` tries ten thousand."""


@pytest.mark.parametrize("first", range(0, SEEDS, 50))
def test_mutated_manifests_end_in_findings(first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    real = real_files()
    outcomes = [
        outcome_of(seed, real, tmp_path / "manifests", [FORMATS[seed % 3]]) for seed in range(first, first + 50)
    ]

    assert {outcome.seed: outcome.wrong for outcome in outcomes if outcome.wrong} == {}


FINDING = '{"rule": "PUB101", "severity": "error", "file": "a.yml", "line": 1, "column": 1, "what": "x"}'


@pytest.mark.parametrize(
    ("code", "out", "err", "faults"),
    [
        (1, '{"findings": [' + FINDING + "]}", "", []),
        (0, '{"findings": []}', "", []),
        (70, "", "internal error", ["exit code 70: internal error"]),
        (1, "", "", ["refused without a word", "no JSON"]),
        (1, '{"findings": [' + FINDING.replace('"line": 1', '"line": 0') + "]}", "", ["a finding without a place"]),
        (0, '{"findings": [' + FINDING + "]}", "", ["exit code and findings disagree"]),
        (0, '{"findings": []}\u202e', "", ["raw characters: U+202E", "no JSON"]),
    ],
)
def test_a_fault_is_noticed(code: int, out: str, err: str, faults: list[str]) -> None:
    assert list(faults_in(code, out, err, "json")) == faults
