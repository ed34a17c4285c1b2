"""Which system packages the test servers still need."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.servers import Missing, debian
from tests.servers.debian import Machine, missing

FULL = Machine(
    postgres=Path("/usr/lib/postgresql/15/bin"), redis=True, magic=True, compiler=True, libpq=True,
    ckan_python="python3.11", headers=True, udata_python="python3.11",
)  # fmt: skip
BARE = Machine(None, False, False, False, False, None, False, None)


def test_a_machine_that_has_everything() -> None:
    assert missing(FULL, ckan=True, build_ckan=True, udata=True) == []


def test_a_bare_machine() -> None:
    assert missing(BARE, ckan=True, build_ckan=True, udata=True) == [
        "postgresql", "redis-server", "libmagic1", "gcc", "libc6-dev", "libpq-dev",
        "python3", "python3-venv", "python3-dev",
    ]  # fmt: skip


def test_what_is_installed_is_not_built_again() -> None:
    assert missing(BARE, ckan=True, build_ckan=False, udata=False) == ["postgresql", "redis-server", "libmagic1"]
    assert missing(BARE, ckan=False, build_ckan=False, udata=True) == ["python3", "python3-venv"]


def test_the_headers_of_the_python_that_is_there() -> None:
    machine = replace(FULL, ckan_python="/usr/bin/python3.12", headers=False)

    assert missing(machine, ckan=True, build_ckan=True, udata=True) == ["python3.12-dev"]


def test_who_may_not_install_is_told_how(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(Missing, match=r"redis-server, gcc are missing; as root: apt-get .* redis-server gcc"):
        debian.install(["redis-server", "gcc"], tmp_path)
