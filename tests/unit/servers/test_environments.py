"""Whether an environment is complete, and why it could not be created."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.servers import RequirementError, ServerError
from tests.servers.environments import complete, index_unreachable, make

RETRY = (
    "WARNING: Retrying (Retry(total={}, connect=None, read=None, redirect=None, status=None)) after connection "
    "broken by '{}(\"HTTPSConnection(host='pypi.org', port=443): Failed to establish it\")': /simple/ckan/"
)
NOT_FOUND = (
    "ERROR: Could not find a version that satisfies the requirement ckan==2.12.0 (from versions: {})",
    "ERROR: No matching distribution found for ckan==2.12.0",
)
NOWHERE = (RETRY.format(0, "NewConnectionError"), NOT_FOUND[0].format("none"), NOT_FOUND[1])
FROM_WITHIN = (
    "  error: subprocess-exited-with-error",
    "  × pip subprocess to install build dependencies did not run successfully.",
    *(f"      {line}" for line in NOWHERE),
    "      [end of output]",
)
COMPILING = (
    "      error: command 'gcc' failed with exit code 1",
    "  ERROR: Failed building wheel for psycopg2",
    "Failed to build psycopg2",
    "ERROR: Could not build wheels for psycopg2, which is required to install pyproject.toml-based projects",
)
BROKEN_OFF = (
    "ERROR: Exception:",
    "Traceback (most recent call last):",
    "ConnectionError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded with url: /x.whl "
    "(Caused by ProxyError('Cannot connect to proxy.', NewConnectionError('refused')))",
)


@pytest.mark.parametrize(
    "lines",
    [
        NOWHERE,
        (RETRY.format(0, "ConnectTimeoutError"), *NOWHERE[1:]),
        (RETRY.format(0, "ProxyError"), *NOWHERE[1:]),
        (RETRY.format(0, "NameResolutionError"), *NOWHERE[1:], "", "[notice] A new release of pip is available"),
        (*FROM_WITHIN, "error: subprocess-exited-with-error", "× pip subprocess did not run successfully."),
        (*FROM_WITHIN, "ERROR: Failed to build 'file:///x' when installing build dependencies"),
        BROKEN_OFF,
        ("Collecting ckan", "error: connection-failed", "", "× Failed to connect to pypi.org while fetching it"),
        ("error: proxy-connection-failed", "× Failed to connect to proxy"),
    ],
    ids=["refused", "late", "proxy", "no name", "to build", "to build, new", "a file", "a file, new", "a proxy, new"],
)  # fmt: skip
def test_an_index_out_of_reach(lines: tuple[str, ...]) -> None:
    assert index_unreachable("\n".join(("Collecting blinker", *lines, "")))
    assert index_unreachable("\n".join(lines))


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Killed",),
        COMPILING,
        (RETRY.format(4, "NewConnectionError"), "Collecting psycopg2", *COMPILING),
        (RETRY.format(0, "NewConnectionError"), *COMPILING),
        (RETRY.format(0, "NewConnectionError"), NOT_FOUND[0].format("2.11.6, 2.11.7"), NOT_FOUND[1]),
        (NOT_FOUND[0].format("none"), NOT_FOUND[1]),
        (*NOWHERE, *COMPILING),
        ("OSError: [Errno 28] No space left on device",),
    ],
    ids=["silence", "killed", "compiler", "a retry, compiler", "the last retry, compiler", "no such version",
         "no such package", "another error after it", "disk"],
)  # fmt: skip
def test_another_reason(lines: tuple[str, ...]) -> None:
    assert not index_unreachable("\n".join((*lines, "")))


# ---- making one

PYTHON = """#!/bin/sh
test "$*" = "-m venv --clear $4" || exit 9
rm -rf "$4" && mkdir -p "$4/bin" && cp "$0" "$4/bin/python"
printf '#!/bin/sh\\ncat "$4"; exit "$5"\\n' > "$4/bin/pip" && chmod +x "$4/bin/pip"
"""
"""A Python that creates an environment whose pip prints a file and ends with a given code."""


@pytest.fixture
def python(tmp_path: Path) -> str:
    file = tmp_path / "python"
    file.write_text(PYTHON)
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    return tmp_path / "ckan" / "venv"


def says(folder: Path, name: str, *lines: str) -> Path:
    (folder / name).write_text("\n".join((*lines, "")))
    return folder / name


def test_a_reason_is_that_of_the_call_that_failed(python: str, venv: Path, tmp_path: Path) -> None:
    first, second = says(tmp_path, "first", *NOWHERE), says(tmp_path, "second", "Killed")

    with pytest.raises(ServerError, match="ckan could not be installed:"):
        make(python, venv, "ckan", [first, "0"], [second, "1"])
    with pytest.raises(RequirementError):
        make(python, venv, "ckan", [second, "0"], [first, "1"])


def test_it_is_complete_once_all_is_installed(python: str, venv: Path, tmp_path: Path) -> None:
    fine = says(tmp_path, "fine", "Successfully installed")
    make(python, venv, "ckan", [fine, "0"])
    (venv / "old").touch()

    assert complete(venv, "ckan")
    assert not complete(venv, "another ckan")
    with pytest.raises(ServerError):
        make(python, venv, "ckan", [fine, "1"])
    assert not complete(venv, "ckan"), "an old mark would tell of the old one"
    assert not (venv / "old").exists()


def test_a_mark_goes_before_anything_else(venv: Path, tmp_path: Path) -> None:
    venv.mkdir(parents=True)
    (venv / "complete").touch()

    with pytest.raises(ServerError):
        make("false", venv, "ckan")
    assert not (venv / "complete").exists()


def test_an_environment_whose_python_is_gone_is_not_complete(python: str, venv: Path) -> None:
    make(python, venv, "ckan")
    link = venv / "bin" / "python"
    link.unlink()
    link.symlink_to(sys.executable)
    assert complete(venv, "ckan")

    link.unlink()
    link.symlink_to("/usr/bin/python3.0")
    assert not complete(venv, "ckan")
