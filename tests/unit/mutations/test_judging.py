"""When a fault counts as caught: a test failed, and not for an error that any run would show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from tests.mutations.__main__ import all_pass, judge, judge_all, main
from tests.mutations.edits import Rewrite
from tests.mutations.fault import Fault, NamedTest, NoUniquePlaceError, node_ids, unit
from tests.mutations.spoiled_copy import Report, SpoiledCopy, read_report

MODULE = Path("publisher/module.py")
SOURCE = "KEPT = 1\n\n\ndef number():\n    return 2\n"
FAULT = Fault(id="two", loss="Two is three.", function="number", edit=Rewrite("2", "3"), tests=unit("test_two"))
REPORT = """
<testsuites><testsuite>
  <testcase classname="tests.unit.test_a" name="test_good"/>
  <testcase classname="tests.unit.test_a" name="test_bad[x]"><failure message="m">E assert 2 == 3</failure></testcase>
  <testcase classname="tests.unit.test_a" name="test_without_fixture"><error>no server</error></testcase>
  <testcase classname="tests.unit.test_a" name="test_left_out"><skipped/></testcase>
</testsuite></testsuites>
"""


@dataclass(frozen=True)
class FakeCopy(SpoiledCopy):
    """A copy whose tests end with a given report, whatever fault is planted."""

    report: Report

    def test(self, node_ids: Sequence[str], *options: str) -> Report:
        assert (self.root / MODULE).read_text(encoding="utf-8") in (SOURCE, SOURCE.replace("2", "3"))
        assert list(node_ids) == ["tests/unit/test_a.py::test_two"]
        return self.report


def fake(root: Path, code: int, *reasons: str, count: int = 1, skipped: int = 0) -> FakeCopy:
    (root / MODULE).parent.mkdir()
    (root / MODULE).write_text(SOURCE, encoding="utf-8")
    file = root / "tests" / "unit" / "test_a.py"
    file.parent.mkdir(parents=True)
    file.write_text("def test_two():\n    pass\n", encoding="utf-8")
    failures = tuple(("unit/test_a::test_two", reason) for reason in reasons)
    return FakeCopy(root, Report(code, count, skipped, failures, "…"))


def test_a_test_that_fails_has_caught_it(tmp_path: Path) -> None:
    verdict = judge(fake(tmp_path, 1, "E assert 3 == 2"), FAULT)

    assert verdict.caught
    assert str(verdict).startswith("✔ two: caught by unit/test_a::test_two")


def test_a_word_in_the_source_of_a_test_is_no_message(tmp_path: Path) -> None:
    reason = '    """Assert that there is no internal error."""\n>   assert 3 == 2\nE   assert 3 == 2'

    assert judge(fake(tmp_path, 1, reason), FAULT).caught


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        (0, ()),
        (1, ()),
        (2, ()),
        (4, ()),
        (-9, ()),
        (1, ("E       NameError: name 'x' is not defined",)),
        (1, ("E       ✘ internal error: TypeError",)),
        (1, ("E       Failed: Timeout (>120.0s) from pytest-timeout.",)),
        (1, ("E subprocess.TimeoutExpired: Command 'publisher' timed out after 60 seconds",)),
    ],
    ids=[
        "all pass",
        "no server",
        "no import",
        "no test",
        "killed",
        "a slip",
        "a crash",
        "too slow",
        "a command too slow",
    ],
)
def test_anything_else_has_not(tmp_path: Path, code: int, reasons: tuple[str, ...]) -> None:
    verdict = judge(fake(tmp_path, code, *reasons), FAULT)

    assert not verdict.caught
    assert str(verdict).startswith("✘ two: NOT CAUGHT")


def test_a_fault_that_does_not_fit_is_not_caught(tmp_path: Path) -> None:
    tree = fake(tmp_path, 1, "E assert 3 == 2")
    (tmp_path / MODULE).write_text("other = 4\n", encoding="utf-8")

    assert "fits 0 places" in str(judge(tree, FAULT))


def test_a_fault_that_no_test_notices_is_not_caught(tmp_path: Path) -> None:
    assert [verdict.caught for verdict in judge_all([fake(tmp_path, 0)], [FAULT, FAULT])] == [False, False]


@pytest.mark.parametrize(
    ("code", "count", "skipped", "expected"),
    [(0, 1, 0, True), (1, 1, 0, False), (0, 0, 1, False), (0, 0, 0, False)],
    ids=["pass", "fail", "skipped", "none"],
)
def test_the_tests_must_pass_before(tmp_path: Path, code: int, count: int, skipped: int, expected: bool) -> None:
    assert all_pass(fake(tmp_path, code, count=count, skipped=skipped), [FAULT], jobs=1) is expected


def test_a_test_that_is_gone_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = fake(tmp_path, 0)
    (tmp_path / "tests" / "unit" / "test_a.py").unlink()

    assert not all_pass(tree, [FAULT], jobs=1)
    assert "tests/unit has no test test_two" in capsys.readouterr().out


def test_planting_leaves_nothing_behind(tmp_path: Path) -> None:
    tree, file = fake(tmp_path, 0), tmp_path / MODULE
    compiled = Path(cache_from_source(str(file)))
    compiled.parent.mkdir()

    with tree.planted(FAULT):
        assert file.read_text(encoding="utf-8") == SOURCE.replace("2", "3")
        compiled.write_bytes(b"of the fault")

    assert file.read_text(encoding="utf-8") == SOURCE
    assert not compiled.exists()


def test_a_report_separates_failures_from_tests_that_could_not_run(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")

    run = read_report(report, 1, "")

    assert (run.count, run.skipped) == (2, 1)
    assert run.failures == (("unit/test_a::test_bad[x]", "E assert 2 == 3"),)


def test_without_a_report_no_test_ran(tmp_path: Path) -> None:
    assert read_report(tmp_path / "report.xml", 2, "no import") == Report(2, 0, 0, (), "no import")


def test_a_test_is_found_wherever_it_moves_to(tmp_path: Path) -> None:
    fake(tmp_path, 0)
    (tmp_path / "tests" / "unit" / "deep").mkdir()
    (tmp_path / "tests" / "unit" / "test_a.py").rename(tmp_path / "tests" / "unit" / "deep" / "test_b.py")

    assert node_ids(unit("test_two[x]"), tmp_path) == ["tests/unit/deep/test_b.py::test_two[x]"]
    with pytest.raises(NoUniquePlaceError, match="no test test_tw"):
        node_ids((NamedTest("unit", "test_tw"),), tmp_path)


def test_an_unknown_id_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["no-such-fault"])

    assert "no-such-fault" in capsys.readouterr().err
