"""Which system packages the test servers still need."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.servers import RequirementError, debian
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


def test_without_root_the_error_says_how_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(RequirementError, match=r"redis-server, gcc are missing; as root: apt-get .* redis-server gcc"):
        debian.install(["redis-server", "gcc"], tmp_path)


# ---- services


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The path of the policy of services, as root sees it."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(debian, "POLICY", tmp_path / "policy-rc.d")
    return debian.POLICY


def test_no_service_starts_while_packages_come_in(policy: Path) -> None:
    with debian._no_services():
        assert policy.read_text().splitlines() == ["#!/bin/sh", debian.POLICY_MARK, "exit 101"]
        assert policy.stat().st_mode & 0o777 == 0o755

    assert not policy.exists()


def test_what_a_killed_installation_left_is_removed(policy: Path) -> None:
    policy.write_text(f"#!/bin/sh\n{debian.POLICY_MARK}\nexit 101\n")

    debian.clean_up()

    assert not policy.exists()
    debian.clean_up()


def test_a_policy_of_another_program_stays(policy: Path) -> None:
    policy.write_text("#!/bin/sh\nexit 101\n")

    debian.clean_up()
    with debian._no_services():
        pass

    assert policy.read_text() == "#!/bin/sh\nexit 101\n"


def test_who_is_not_root_leaves_it(monkeypatch: pytest.MonkeyPatch, policy: Path) -> None:
    policy.write_text(debian.POLICY_MARK)
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    debian.clean_up()

    assert policy.exists()
