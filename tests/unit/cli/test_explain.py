"""`publisher explain`: the page of a rule, the list of rules, and what is said of an unknown one."""

import subprocess
import sys

import pytest

from publisher.rules.registry import RULES

from .conftest import Shell

WIDTH = 80


@pytest.mark.parametrize("typed", ["PUB201", "pub201", "201", "Pub 201", "pub-201"])
def test_a_rule_is_explained(shell: Shell, typed: str) -> None:
    ran = shell("explain", typed)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("PUB201 · error · Values\n\nA licence is one of the allowed values.\n\nWhy\n  ")
    assert "To correct\n  manifests/clairval/parcs.yml\n      license: LO2  ← PUB201\n" in ran.out
    assert "Corrected\n  manifests/clairval/parcs.yml\n      license: lov2\n" in ran.out
    assert "An error: the dataset is not published until it is corrected." in ran.out
    assert ran.out.endswith("With the message of this example: docs/rules/PUB201.md\n")


@pytest.mark.usefixtures("in_french")
def test_a_rule_is_explained_in_french(shell: Shell) -> None:
    ran = shell("explain", "PUB317")

    assert ran.out.startswith("PUB317 · conseil · Ce qu'un catalogue accepte\n")
    assert "\nPourquoi\n  Quand une ressource n'a pas de description" in ran.out
    assert ran.out.endswith(
        "C'est un conseil\u00a0: le suivre améliore le jeu de données\u00a0; il n'empêche aucune\n"
        "publication. Si c'est bien ainsi, écrivez pourquoi à la fin du manifeste, tout à\n"
        "gauche\u00a0; la remarque est alors comptée, et n'est plus affichée\u00a0:\n\n"
        "      exceptions:\n        PUB317: la raison\n\n"
        "Avec le message que donne cet exemple\u00a0: docs/rules/PUB317.md\n"
    )


def test_only_what_a_manifest_may_accept_shows_how(shell: Shell) -> None:
    for rule in RULES.values():
        out = shell("explain", rule.id).out
        assert (f"exceptions:\n        {rule.id}: " in out) == rule.waivable
        assert ("A manifest cannot accept it" in " ".join(out.split())) == (not rule.waivable)


def test_several_rules_are_explained(shell: Shell) -> None:
    out = shell("explain", "102", "103").out

    assert out.startswith("PUB102 · ")
    assert "\n\n\nPUB103 · " in out


def test_without_a_rule_all_are_listed(shell: Shell) -> None:
    ran = shell("explain")

    assert ran.code == 0
    assert [rule for rule in RULES if f"\n  {rule}  " not in ran.out] == []
    assert "\nValues\n  PUB201  error    A licence is one of the allowed values.\n" in f"\n{ran.out}"
    assert ran.out.endswith("Why a rule exists, with an example: publisher explain PUB201\n")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_is_wider_than_80_columns(shell: Shell, request: pytest.FixtureRequest, language: str) -> None:
    if language == "fr":
        request.getfixturevalue("in_french")
    out = shell("explain").out + shell("explain", *RULES).out
    wide = [line for line in out.splitlines() if len(line) > WIDTH and not line.startswith("      ")]

    assert wide == [], "lines of examples may be longer"


def test_a_rule_as_markdown(shell: Shell) -> None:
    out = shell("explain", "PUB317", "--format", "markdown").out

    assert out.startswith("## PUB317 · A resource has a description")
    assert "```yaml\nresources:\n  - id: tableau  ← PUB317\n" in out
    assert "```yaml\nexceptions:\n  PUB317: the reason\n```" in out


def test_the_list_as_markdown(shell: Shell) -> None:
    out = shell("explain", "--format", "markdown").out

    assert "## Values\n\n| rule | | asks |\n|---|---|---|\n| PUB201 | error | A licence is one of " in out


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("PUB999", "there is no rule PUB999; the nearest ones are PUB"),
        ("218", "there is no rule PUB218; the nearest ones are PUB216, PUB217, PUB219."),
        ("licence", "“licence” is not a rule: write its number, such as PUB201. All rules: publisher explain"),
        ("PUB20", "“PUB20” is not a rule"),
    ],
)
def test_an_unknown_rule_is_wrong_usage(shell: Shell, typed: str, expected: str) -> None:
    ran = shell("explain", typed)

    assert (ran.code, ran.out) == (64, "")
    assert expected in " ".join(ran.err.split())


def test_findings_end_with_the_command_that_explains_the_gravest(shell: Shell) -> None:
    shell.write("bron/wc.yml", "title: WC\ndescription: D.\nkeywords: [hvd]\nlicense: LO2\n")
    ran = shell("validate")

    hint = "Why, with an example:  publisher explain PUB201"
    assert ran.out.count("publisher explain") == 1
    assert ran.out.splitlines()[-2] == hint
    assert shell(*hint.partition("publisher ")[2].split()).code == 0


def test_the_command_that_explains_repeats_no_folder(shell: Shell) -> None:
    shell.write("../essai/catalogs.yml", "catalogs: {}\n")
    ran = shell("plan", "--manifests", "essai")

    assert ran.code == 1
    assert "\n\nWhy, with an example:  publisher explain PUB112\nNothing has been published.\n" in ran.err


def test_no_page_is_read_where_none_is_shown() -> None:
    code = (
        "import sys; from publisher.cli.main import run; run(['--help']); run(['explain', '--help']);"
        " sys.exit('publisher.rules.help_page' in sys.modules and 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
