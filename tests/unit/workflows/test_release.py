"""A release: one version, whose tag and changelog agree, and packages that are tried before they are published."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from publisher import __version__
from publisher.catalogs.transport import USER_AGENT
from tests import packages

from .scratch import ROOT, workflow

CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.2.0] - 2026-12-01

### Added

- `publisher init`.

## [1.1.0] - 2026-11-01

- Former.
"""
SECTION = "### Added\n\n- `publisher init`."


@pytest.fixture(scope="module")
def release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / ".github" / "scripts" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a repository of version 1.2.0."""
    (tmp_path / "publisher").mkdir()
    (tmp_path / "publisher" / "__init__.py").write_text('"""Un."""\n\n__version__ = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    return tmp_path


def test_the_notes_of_a_release_are_its_section_of_the_changelog(release: ModuleType, source: Path) -> None:
    assert release.checked_notes(source, "v1.2.0") == SECTION


@pytest.mark.parametrize(
    ("tag", "old", "new", "expected"),
    [
        ("v1.3.0", "", "", "the tag is v1.3.0, and publisher/__init__.py has 1.2.0"),
        ("1.2.0", "", "", "the tag is 1.2.0, and publisher/__init__.py has 1.2.0"),
        ("v1.2.0", " - 2026-12-01", "", "CHANGELOG.md has no section"),
        ("v1.2.0", SECTION + "\n", "", "CHANGELOG.md has no section"),
        ("v1.2.0", "[1.2.0]", "[1.2.1]", "CHANGELOG.md has no section"),
    ],
)
def test_a_release_whose_parts_disagree_is_refused(
    release: ModuleType, source: Path, tag: str, old: str, new: str, expected: str
) -> None:
    (source / "CHANGELOG.md").write_text(CHANGELOG.replace(old, new) if old else CHANGELOG, encoding="utf-8")

    with pytest.raises(SystemExit, match=re.escape(expected)):
        release.checked_notes(source, tag)


def test_a_package_without_a_version_is_refused(release: ModuleType, source: Path) -> None:
    (source / "publisher" / "__init__.py").write_text("", encoding="utf-8")

    with pytest.raises(SystemExit, match="has no version"):
        release.checked_notes(source, "v1.2.0")


def test_the_release_on_github_has_the_notes_and_the_packages(
    release: ModuleType, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(release, "ROOT", source)
    monkeypatch.setattr(subprocess, "run", lambda command, **_options: called.append(command))
    release.main("check", "v1.2.0")
    release.main("publish", "v1.2.0", "dist/a.whl", "dist/a.tar.gz")

    create = ["gh", "release", "create", "v1.2.0", "--verify-tag", "--title", "v1.2.0", "--notes", SECTION]
    assert called == [[*create, "dist/a.whl", "dist/a.tar.gz"]]


def test_the_version_stands_in_one_place(release: ModuleType) -> None:
    assert release.version(ROOT) == __version__
    assert f"opendata-publisher/{__version__}" == USER_AGENT
    written = subprocess.run(
        ["git", "grep", "-Fl", f'"{__version__}"', "--", "publisher/*.py", "*.toml"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert written.stdout.split() == ["publisher/__init__.py"]


# ---- release.yml


def test_what_is_published_is_what_was_tested() -> None:
    jobs = workflow("release")["jobs"]
    build = [step.get("run", step.get("uses", "")) for step in jobs["build"]["steps"]]

    assert workflow("release")["on"] == {"push": {"tags": ["v*"]}}
    assert build.index("make test lint") < build.index("make packages")
    assert build[-1].startswith("actions/upload-artifact@")
    assert (jobs["pypi"]["needs"], jobs["github"]["needs"]) == ("build", "pypi")
    assert not any("run" in step for step in jobs["pypi"]["steps"])  # it may sign: it runs nothing of the repository
    assert not any("make" in str(step) or "hatch" in str(step) for step in jobs["github"]["steps"])


def test_only_the_job_that_publishes_may_sign_and_only_in_its_environment() -> None:
    signing = [name for name, job in workflow("release")["jobs"].items() if "id-token" in job["permissions"]]

    assert signing == ["pypi"]
    assert workflow("release")["jobs"]["pypi"]["environment"] == "pypi"
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["README.md", "README.fr.md"])
def test_each_way_to_install_that_the_readme_names_is_tried_with_the_package(page: str) -> None:
    commands = [*packages.of_readme(ROOT / page, Path("/dist/un.whl"))]

    assert commands == [
        ["pipx", "install", "/dist/un.whl[data]"],
        ["uvx", "--from", "/dist/un.whl[data]", "publisher", "--version"],
    ]


# ---- ci.yml


def test_the_tests_run_on_every_python_that_the_package_names() -> None:
    named = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert workflow("ci")["jobs"]["test"]["strategy"]["matrix"]["python"] == named
    systems = workflow("ci")["jobs"]["systems"]["strategy"]["matrix"]
    assert systems["python"] == [named[0], named[-1]]
    assert [system.partition("-")[0] for system in systems["system"]] == ["windows", "macos"]
