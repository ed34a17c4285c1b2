"""`validate --fix`: a correction that does not help is taken back, and nobody's edit with it."""

from pathlib import Path

from publisher.cli.fix_files import fix_files
from publisher.model.findings import Finding, Position, Replace, Severity
from publisher.model.messages import message


def _finding(path: Path) -> Finding:
    at = Position(str(path), 1, 10)
    return Finding("PUB201", Severity.ERROR, at, message("unknown licence"), repair=Replace("LO2", "lov9"))


def test_a_correction_that_does_not_help_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "wc.yml"
    path.write_bytes(b"license: LO2\r\n")

    assert fix_files(lambda: [_finding(path)]) == ()
    assert path.read_bytes() == b"license: LO2\r\n"


def test_an_edit_of_a_person_during_the_check_stays(tmp_path: Path) -> None:
    path = tmp_path / "wc.yml"
    path.write_text("license: LO2\n", encoding="utf-8")
    checks = 0

    def check() -> list[Finding]:
        nonlocal checks
        checks += 1
        if checks == 2:
            path.write_text("license: LO3  # relue\n", encoding="utf-8")
        return [_finding(path)]

    assert fix_files(check) == ()
    assert path.read_text(encoding="utf-8") == "license: LO3  # relue\n"
