"""A copy of the tree, into which faults are planted, and its tests run against a sandbox of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sysconfig
import threading
import venv
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutations.fault import ROOT, Fault
from tests.sandbox.catalogs import both_catalogs

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "mutants", "dist", "build")
TIME_LIMIT = 600
"""Seconds for one selection; each test has a limit of its own."""

PARSING = threading.Lock()
"""Locked while a fault is planted: Python 3.11 may fail with a `SystemError` where two threads parse at the same time.

See https://github.com/python/cpython/issues/106905.
"""


class NotTheCopyError(Exception):
    """The tests of the copy would import the package from another place."""


@dataclass(frozen=True)
class Report:
    """The result of a run of pytest."""

    code: int
    count: int
    """Tests that ran to their end, well or not."""
    skipped: int
    failures: tuple[tuple[str, str], ...]
    """Tests that failed by themselves, each with its reason; not those whose module or fixture could not be loaded."""
    output: str


@dataclass(frozen=True)
class SpoiledCopy:
    """A copy of the tree, with a Python of its own that finds the copy's package before any other."""

    root: Path

    @property
    def python(self) -> Path:
        """The path of its Python, which the programs that the tests start have, too."""
        return self.root / ".venv" / "bin" / "python"

    @contextmanager
    def planted(self, fault: Fault) -> Iterator[None]:
        """Have a fault in the copy while the block runs. Raises `NoUniquePlaceError`."""
        with PARSING:
            spoiled = fault.plant(self.root)
        file = self.root / spoiled.file
        source = file.read_text(encoding="utf-8")
        _write(file, spoiled.source)
        try:
            yield
        finally:
            _write(file, source)

    def test(self, node_ids: Sequence[str], *options: str) -> Report:
        """Run tests of the copy, against a new sandbox."""
        report = self.root / "report.xml"
        report.unlink(missing_ok=True)
        command = [str(self.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}"]
        with both_catalogs() as variables:
            code, output = _finish([*command, *options, *node_ids], self.root, variables)
        return read_report(report, code, output)


def copy_tree(folder: Path) -> SpoiledCopy:
    """Copy the tree as it is. Raises `NotTheCopyError`."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    tree = SpoiledCopy(folder)
    venv.create(folder / ".venv", symlinks=True)
    libraries = sysconfig.get_path("purelib")
    site_packages = next((folder / ".venv" / "lib").glob("python*/site-packages"))
    # The copy comes before our libraries, since the package is installed there, too.
    (site_packages / "copy.pth").write_text(
        f"{folder}\nimport site; site.addsitedir({libraries!r})\n", encoding="utf-8"
    )
    command = [str(tree.python), "-c", "import publisher; print(publisher.__file__)"]
    answer = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=True, env=_environment())
    if Path(answer.stdout.strip()).parent != folder / "publisher":
        raise NotTheCopyError(answer.stdout)
    return tree


def _environment() -> dict[str, str]:
    """Return our environment, without the variables that make a Python look for modules elsewhere."""
    return {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def _write(file: Path, source: str) -> None:
    """Write a module, and remove its compiled form: two writes within a second have the same date."""
    file.write_text(source, encoding="utf-8")
    Path(cache_from_source(str(file))).unlink(missing_ok=True)


def _finish(command: Sequence[str], folder: Path, variables: dict[str, str]) -> tuple[int, str]:
    """Run a command to its end; after the time limit, end it and all that it started."""
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
            output, _ = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
    return process.returncode, output


def read_report(file: Path, code: int, output: str) -> Report:
    """Read what pytest wrote of its run; without a report, no test ran."""
    cases = list(ET.parse(file).getroot().iter("testcase")) if file.exists() else []
    failures = [(case, failure) for case in cases if (failure := case.find("failure")) is not None]
    return Report(
        code=code,
        count=sum(case.find("error") is None and case.find("skipped") is None for case in cases),
        skipped=sum(case.find("skipped") is not None for case in cases),
        failures=tuple((_name(case), "".join(failure.itertext())) for case, failure in failures),
        output=output,
    )


def _name(case: ET.Element) -> str:
    return f"{case.get('classname', '').removeprefix('tests.').replace('.', '/')}::{case.get('name')}"
