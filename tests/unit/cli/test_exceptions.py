"""`exceptions:` of a manifest: what it accepts, and why."""

import json

import pytest

from .conftest import Shell, dataset_of

REASON = "exceptions: {PUB412: Deux relevés d'années différentes}\n"


def twins(shell: Shell, first: str = "", second: str = "") -> None:
    """Write two datasets with one title, which is a warning for each."""
    shell.write("bron/parcs.yml", dataset_of("Parcs") + first)
    shell.write("bron/squares.yml", dataset_of("Parcs") + second)


def rules(shell: Shell, key: str = "findings") -> list[tuple[str, str]]:
    """Return the rule and the file of each finding of this kind."""
    document = json.loads(shell("validate", "--format", "json").out)
    return [(finding["rule"], finding["file"].rpartition("/")[2]) for finding in document[key]]


def test_an_accepted_finding_is_counted_and_not_shown(shell: Shell) -> None:
    twins(shell, REASON, REASON)
    ran = shell("validate")

    assert ran.code == 0
    assert "same title" not in ran.out
    assert "2 findings accepted by manifests (PUB412)." in ran.out
    assert rules(shell) == []
    assert rules(shell, "accepted") == [("PUB412", "parcs.yml"), ("PUB412", "squares.yml")]


def test_an_exception_is_for_its_own_manifest(shell: Shell) -> None:
    twins(shell, REASON)

    assert rules(shell) == [("PUB412", "squares.yml")]


def test_an_exception_is_for_its_own_rule(shell: Shell) -> None:
    shell.write("bron/parcs.yml", dataset_of("Parcs").replace("title: Parcs", "title: PARCS ET JARDINS") + REASON)

    assert rules(shell) == [("PUB506", "parcs.yml"), ("PUB119", "parcs.yml")]


def test_an_exception_of_what_was_not_checked_is_not_needless(shell: Shell) -> None:
    """Without `--check-links` nobody knows whether the address answers."""
    shell.write("bron/parcs.yml", dataset_of("Parcs") + "exceptions: {PUB580: Le serveur revient en mars}\n")

    assert rules(shell) == []


def test_an_exception_that_nothing_needs_is_to_be_removed(shell: Shell) -> None:
    shell.write("bron/parcs.yml", dataset_of("Parcs") + REASON)

    assert rules(shell) == [("PUB119", "parcs.yml")]
    assert shell("validate").code == 0


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("exceptions: {PUB9412: Deux relevés différents}", "there is no rule “PUB9412”"),
        ("exceptions: {PUB201: La licence est celle-là}", "the rule PUB201 has no exceptions"),
        ("exceptions: {PUB412: ok}", "this reason is too short to be understood later"),
    ],
)
def test_an_exception_names_a_rule_that_has_some_and_says_why(shell: Shell, line: str, what: str) -> None:
    shell.write("bron/parcs.yml", dataset_of("Parcs") + line + "\n")
    document = json.loads(shell("validate", "--format", "json").out)

    assert [(finding["rule"], finding["line"], finding["what"]) for finding in document["findings"]] == [
        ("PUB118", 5, what)
    ]
