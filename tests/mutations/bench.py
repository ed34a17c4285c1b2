"""A copy of the tree to spoil, and its tests run in it against a sandbox of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sysconfig
import venv
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutations.fault import ROOT, Fault
from tests.sandbox.portals import both

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "mutants", "dist", "build")
PATIENCE = 600
"""Seconds for one selection; each test has a limit of its own."""


class NotTheCopyError(Exception):
    """The copy's tests would test another package than the copy's."""


@dataclass(frozen=True)
class Result:
    """What pytest said."""

    code: int
    count: int
    """Tests that ran to their end, well or not."""
    skipped: int
    failures: tuple[tuple[str, str], ...]
    """Tests that failed by themselves, each with its reason: none whose module or fixture could not be had."""
    output: str


@dataclass(frozen=True)
class Bench:
    """A copy of the tree, with a Python of its own that finds the copy's package before any other."""

    root: Path

    @property
    def python(self) -> Path:
        """Its Python: programs that the tests start have it, too."""
        return self.root / ".venv" / "bin" / "python"

    @contextmanager
    def planted(self, fault: Fault) -> Iterator[None]:
        """The copy with a fault in it. Raises `NotOnceError`."""
        file = self.root / fault.file
        source = file.read_text(encoding="utf-8")
        _write(file, fault.plant(source))
        try:
            yield
        finally:
            _write(file, source)

    def test(self, nodes: Sequence[str], *options: str) -> Result:
        """Run tests of the copy, against a new sandbox."""
        report = self.root / "report.xml"
        report.unlink(missing_ok=True)
        command = [str(self.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}"]
        with both() as variables:
            code, output = _finish([*command, *options, *nodes], self.root, variables)
        return told(report, code, output)


def furnish(folder: Path) -> Bench:
    """Copy the tree as it stands. Raises `NotTheCopyError`."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    bench = Bench(folder)
    venv.create(folder / ".venv", symlinks=True)
    libraries = sysconfig.get_path("purelib")
    own = next((folder / ".venv" / "lib").glob("python*/site-packages"))
    # The copy first; then our libraries, and with them the package in its usual place, which thus comes too late.
    (own / "copy.pth").write_text(f"{folder}\nimport site; site.addsitedir({libraries!r})\n", encoding="utf-8")
    asked = [str(bench.python), "-c", "import publisher; print(publisher.__file__)"]
    answer = subprocess.run(asked, cwd=folder.parent, capture_output=True, text=True, check=True, env=_environment())
    if Path(answer.stdout.strip()).parent != folder / "publisher":
        raise NotTheCopyError(answer.stdout)
    return bench


def _environment() -> dict[str, str]:
    """Ours, without what leads a Python to other places than its own."""
    return {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def _write(file: Path, source: str) -> None:
    """Write a module; what was compiled of it goes, since two writes within a second may look like one."""
    file.write_text(source, encoding="utf-8")
    Path(cache_from_source(str(file))).unlink(missing_ok=True)


def _finish(command: Sequence[str], folder: Path, variables: dict[str, str]) -> tuple[int, str]:
    """Run a command to its end; after too long a time it is ended, with all that it started."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=_environment() | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
    return process.returncode, output


def told(report: Path, code: int, output: str) -> Result:
    """What pytest said, from its report; without one, no test ran."""
    cases = list(ET.parse(report).getroot().iter("testcase")) if report.exists() else []
    failures = [(case, found) for case in cases if (found := case.find("failure")) is not None]
    return Result(
        code=code,
        count=sum(case.find("error") is None and case.find("skipped") is None for case in cases),
        skipped=sum(case.find("skipped") is not None for case in cases),
        failures=tuple((_name(case), "".join(found.itertext())) for case, found in failures),
        output=output,
    )


def _name(case: ET.Element) -> str:
    return f"{case.get('classname', '').removeprefix('tests.').replace('.', '/')}::{case.get('name')}"
