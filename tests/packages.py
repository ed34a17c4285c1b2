"""Build the packages of a release, and install them as the README says: `python -m tests.packages DIST`.

Needs the network, for the dependencies; so it is a command of its own, which `release.yml` runs before it publishes.
Raises an error at the first thing that is not as it must be.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher import __version__

ROOT = Path(__file__).parents[1]
NAME = "opendata-publisher"
MESSAGES = "publisher/locale/fr/LC_MESSAGES/publisher.mo"
_FROM_INDEX = re.compile(rf"^\$ ((?:pipx install|uvx --from) '{NAME}[^ ]*'.*)$", re.MULTILINE)


def built(dist: Path) -> tuple[Path, Path]:
    """Build the wheel and the source archive in a folder, and return them."""
    run(sys.executable, "-m", "hatchling", "build", "--directory", str(dist), cwd=ROOT)
    (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    return wheel, source


def checked(wheel: Path, source: Path) -> None:
    """Check names, content and description of the packages."""
    stem = f"{NAME.replace('-', '_')}-{__version__}"
    require(wheel.name == f"{stem}-py3-none-any.whl", f"{wheel.name} is not of version {__version__}")
    require(source.name == f"{stem}.tar.gz", f"{source.name} is not of version {__version__}")
    with zipfile.ZipFile(wheel) as archive:
        require(MESSAGES in archive.namelist(), f"{wheel.name} has no French messages")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    require(MESSAGES in names, f"{source.name} has no French messages")
    require(not any(name.startswith(("manifests/", "tests/")) for name in names), f"{source.name} has too much in it")
    run(sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(source))


def installed(package: Path) -> None:
    """Install a package into an empty environment, and run the program there."""
    with TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
        run(str(programs / "python"), "-m", "pip", "install", "--quiet", str(package))
        tried(str(programs / "publisher"))


def tried(*program: str, environ: Mapping[str, str] | None = None) -> None:
    """Run the program: its version, its French, and the manifests of this repository."""
    shown = run(*program, "--version", environ=environ)
    require(shown.split() == ["publisher,", "version", __version__], f"another version: {shown}")
    require("manifestes" in run(*program, "--help", "--lang", "fr", environ=environ), "no French messages")
    require(" manifestes valides" in run(*program, "validate", "--lang", "fr", cwd=ROOT, environ=environ), "not valid")


def of_readme(page: Path, wheel: Path) -> Iterator[list[str]]:
    """Yield the commands with which a page installs the program from the package index, this wheel in its place."""
    for command in _FROM_INDEX.findall(page.read_text(encoding="utf-8")):
        words = command.replace("'", "").split()
        yield [re.sub(rf"^{NAME}(\[data\])?$", rf"{wheel}\1", word) for word in words]


def main(dist: Path) -> None:
    """Build, compare with a second build, check, install; print what was done."""
    packages = built(dist)
    with TemporaryDirectory() as second:
        require(
            [digest(path) for path in packages] == [digest(path) for path in built(Path(second))], "not reproducible"
        )
    checked(*packages)
    for package in packages:
        installed(package)
        print(f"{package.name}: installed, sha256 {digest(package)}")
    for page in (ROOT / "README.md", ROOT / "README.fr.md"):
        commands = [*of_readme(page, packages[0])]
        require(len(commands) >= 2, f"{page.name} says neither pipx nor uvx")
        for command in commands:
            _as_readme(command)
            print(f"{page.name}: {' '.join(command[:2])} works")


def _as_readme(command: list[str]) -> None:
    """Run a command of the README with this environment's pipx or uv, which install into a folder that goes away."""
    with TemporaryDirectory() as folder:
        own = {"PIPX_HOME": f"{folder}/pipx", "PIPX_BIN_DIR": f"{folder}/bin", "UV_TOOL_DIR": f"{folder}/uv"}
        if command[0] == "pipx":
            run(sys.executable, "-m", *command, environ=own)
            tried(str(Path(folder) / "bin" / "publisher"))
        else:
            tried(sys.executable, "-m", "uv", "tool", "run", *command[1 : command.index("publisher") + 1], environ=own)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def require(condition: bool, why: str) -> None:
    """Raise `AssertionError` unless the condition holds, also where assertions are off."""
    if not condition:
        raise AssertionError(why)


def run(*command: str, cwd: Path | None = None, environ: Mapping[str, str] | None = None) -> str:
    """Return what a command prints. Raises `CalledProcessError`; its own messages are in the log."""
    own = {"PYTHONUTF8": "1", **(environ or {})}
    done = subprocess.run(command, cwd=cwd, env=os.environ | own, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
