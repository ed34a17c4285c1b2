"""Wrong usage ends with 64 and a message on stderr, and changes nothing."""

import pytest

from tests.unit.fake_catalog import FakeCatalog

from .conftest import DATASET, Shell

ALLOWANCES = "write creates=N, changes=N, takeovers=N, hidings=N, licenses=N, rows=N, columns=N, hvd=N or protected=N"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["zorglub"], "No such command 'zorglub'."),
        (["--nope"], "No such option '--nope'."),
        (["validate", "--nope"], "No such option '--nope'."),
        (["validate", "--format", "xml"], "'xml' is not one of 'text', 'json', 'markdown', 'github', 'sarif'."),
        (["validate", "--lang", "de"], "'de' is not one of 'fr', 'en'."),
        (["validate", "--manifests"], "Option '--manifests' requires an argument."),
        (["plan", "--drift", "nope"], "'nope' is not one of 'keep', 'revert'."),
        (["plan", "--fail-on", "nope"], "'nope' is not 'drift'."),
        (["plan", "--allow", "creates"], ALLOWANCES),
        (["plan", "--allow", "deletes=3"], ALLOWANCES),
        (["plan", "--allow", "creates=many"], ALLOWANCES),
        (["plan", "--allow", "creates=-1"], ALLOWANCES),
        (["plan", "--allow", "creates=²"], ALLOWANCES),
        (["validate", "byron"], "no manifest matches “byron”"),
        (["validate", "bron/parcs"], "no manifest matches “bron/parcs”"),
        (["validate", "bron/wcc"], "no manifest matches “bron/wcc”. Did you mean “bron/wc”?"),
        (["plan", "brno/wc"], "no manifest matches “brno/wc”. Did you mean “bron/wc”?"),
        (["plan", "wc"], "no manifest matches “wc”. Did you mean “bron/wc”?"),
        (["plan", "brom"], "no manifest matches “brom”. Did you mean “bron”?"),
        (["plan", "bron/wc.yml"], "“bron/wc.yml” is a path: write the key instead, bron/wc"),
        (["plan", "manifests/bron/wc.yml"], "“manifests/bron/wc.yml” is a path: write the key instead, bron/wc"),
        (["plan", "./manifests/bron/"], "“./manifests/bron/” is a path: write the key instead, bron"),
        (["plan", "manifests/bron/wcc.yml"], "no manifest matches “manifests/bron/wcc.yml”. Did you mean “bron/wc”?"),
        (["validate", "bron", "manifests"], "no manifest matches “manifests”"),
        (["validate", "bron", "*/zzz"], "no manifest matches “*/zzz”"),
        (["validate", "--exclude", "byron"], "no manifest matches “byron”"),
        (["validate", "--catalog", "grandlion"], "there is no catalogue “grandlion”; the catalogues are: grandlyon"),
        (["show"], "give a key, such as: publisher show PRODUCER/DATASET"),
        (["apply"], "give a plan file (publisher apply PLAN), or --retry-failed RUN"),
        (["apply", "a.json", "b.json"], "give a plan file (publisher apply PLAN), or --retry-failed RUN"),
        (["apply", "a.json", "--retry-failed", "r"], "give a plan file (publisher apply PLAN), or --retry-failed RUN"),
        (["apply", "absent.json"], "there is no file absent.json. Make a plan: publisher plan --out absent.json"),
        (["apply", "manifests/catalogs.yml"], "is not a plan of this version. Make a new one: publisher plan --out"),
        (["apply", "--retry-failed", "jamais"], "there is no run “jamais” in .publisher/runs; the latest are: ∅"),
        (["apply", "--retry-failed", "../../etc/passwd"], "no run “../../etc/passwd”"),
    ],
)  # fmt: skip
def test_wrong_usage(shell: Shell, catalog: FakeCatalog, arguments: list[str], expected: str) -> None:
    ran = shell(*arguments)

    assert ran.code == 64, ran.err
    assert expected in " ".join(ran.err.split())
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert catalog.log == [], "no call was made"


def test_a_sync_without_a_terminal_wants_yes(shell: Shell, managed: FakeCatalog) -> None:
    ran = shell("sync")

    assert ran.code == 64
    assert "no terminal to ask for confirmation: add --yes to write" in ran.err
    assert ran.out == ""
    assert managed.writes == []


def test_a_mistyped_verb_is_answered_with_the_nearest(shell: Shell) -> None:
    assert "validate" in shell("validat").err


@pytest.mark.parametrize("verb", ["plan", "sync", "status", "show"])
def test_with_an_invalid_manifest_no_verb_speaks_to_a_catalogue(shell: Shell, managed: FakeCatalog, verb: str) -> None:
    shell.write("bron/wc.yml", DATASET + "license: LO2\n")
    ran = shell(verb, "bron/wc")

    assert ran.code == 1
    assert ran.out == ""
    assert "PUB201 error" in ran.err
    assert ran.err.endswith("\nNothing has been published.\n")
    assert managed.log == []


@pytest.mark.usefixtures("in_french")
def test_wrong_usage_is_explained_in_french(shell: Shell) -> None:
    ran = shell("validate", "byron")

    assert ran.code == 64
    assert "aucun manifeste ne correspond" in ran.err.lower() or "byron" in ran.err
    assert "Error" not in ran.err
    assert "Usage:" not in ran.err
