"""`publisher validate` with warnings only: they are shown and counted apart, and the exit code is 0."""

import json
from collections.abc import Iterable

import pytest

from publisher.model.findings import Finding, Severity
from publisher.model.manifest import ManifestSet
from publisher.model.messages import message
from publisher.rules import between_manifests
from publisher.rules.rule import Family, Rule
from tests.unit.fake_catalog import FakeCatalog

from .conftest import DATASET, Shell

SHORT_TITLE = Rule("PUB999", Family.VALUES, message("A title is long."), Severity.WARNING)
PLACE = "manifests/bron/wc.yml"


def warn(manifests: ManifestSet) -> Iterable[Finding]:
    return (SHORT_TITLE.at(manifest.at, message("a short title")) for manifest in manifests.manifests)


@pytest.fixture(autouse=True)
def _a_rule_that_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(between_manifests, "CHECKS", (*between_manifests.CHECKS, warn))


def test_a_warning_is_shown_as_one_and_does_not_fail(shell: Shell) -> None:
    ran = shell("validate")

    assert (ran.code, ran.err) == (0, "")
    assert f"{PLACE}:1:1  PUB999 warning\n" in ran.out
    assert "    A short title.\n" in ran.out
    assert ran.out.endswith("\n1 valid manifest: 1 warning.\n")


def test_a_warning_is_counted_apart_from_the_errors(shell: Shell) -> None:
    shell.write("bron/parcs.yml", DATASET + "license: LO2\n")
    ran = shell("validate")

    assert ran.code == 1
    assert "PUB201 error" in ran.out
    assert "PUB999 warning" in ran.out
    assert ran.out.endswith("\n1 file to correct, 1 valid manifest: 1 error, 1 warning. Nothing has been published.\n")


@pytest.mark.usefixtures("in_french")
def test_a_warning_is_a_warning_in_french(shell: Shell) -> None:
    ran = shell("validate")

    assert ran.code == 0
    assert f"{PLACE}:1:1  PUB999 avertissement\n" in ran.out
    assert ran.out.endswith("\n1 manifeste valide\u00a0: 1 avertissement.\n")


def test_a_warning_alone_is_good_in_markdown(shell: Shell) -> None:
    ran = shell("validate", "--format", "markdown")

    assert ran.code == 0
    assert ran.out.startswith("### ✔ 1 valid manifest: 1 warning.\n")
    assert "| ⚠ warning | " in ran.out


@pytest.mark.usefixtures("in_french")
def test_a_warning_alone_is_good_in_french_markdown(shell: Shell) -> None:
    ran = shell("validate", "--format", "markdown")

    assert ran.code == 0
    assert ran.out.startswith("### ✔ 1 manifeste valide\u00a0: 1 avertissement.\n")
    assert "| ⚠ avertissement | " in ran.out


@pytest.mark.parametrize("language", ["in_english", "in_french"])
def test_json_has_the_severity_as_a_word_in_every_language(
    shell: Shell, language: str, request: pytest.FixtureRequest
) -> None:
    if language == "in_french":
        request.getfixturevalue(language)
    ran = shell("validate", "--format", "json")
    document = json.loads(ran.out)

    assert ran.code == 0
    assert [(finding["rule"], finding["severity"]) for finding in document["findings"]] == [("PUB999", "warning")]
    assert document["valid"] == 1


def test_a_dataset_with_a_warning_is_planned(shell: Shell, managed: FakeCatalog) -> None:
    ran = shell("plan")

    assert ran.code == 0
    assert "+ bron/wc" in ran.out
