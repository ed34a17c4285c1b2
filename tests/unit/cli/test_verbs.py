"""Each verb from end to end against a catalogue in memory: exit code, stdout for results, stderr for the rest."""

import errno
import io
import json
import os
import re
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest

from publisher.catalogs.errors import Refused, Unreachable
from publisher.catalogs.probe import Answer
from publisher.cli import main as run_module
from publisher.cli.main import publisher, run
from publisher.model import commands
from publisher.model.messages import message
from publisher.sync.apply.run import apply_plan
from tests.unit.builders import CATALOG, access, dataset, edited, entry
from tests.unit.fake_catalog import FakeCatalog, Fault, doubtful, unavailable

from .conftest import DATASET, Shell, dataset_of

HOSTILE = "\x1b[2J\u202e\n✔ tout va bien"


# ---- plan


def test_a_plan_is_a_result_and_writes_nothing(shell: Shell, managed: FakeCatalog) -> None:
    ran = shell("plan")

    assert ran.code == 0
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert lines[0].startswith("Plan for 1 dataset · grandlyon (CKAN 2.12.0, ")
    assert lines[1:] == [
        "",
        "  + bron/wc · grandlyon · create, 1 resource",
        "",
        "1 to create",
        "Nothing has been written. To do this:  publisher sync",
    ]
    assert managed.writes == []


def test_the_command_to_type_next_repeats_the_selection(shell: Shell, managed: FakeCatalog) -> None:
    ran = shell("plan", "bron", "--catalog", "grandlyon", "--exclude", "bron/x*")

    assert ran.out.splitlines()[-1].endswith("  publisher sync bron --catalog grandlyon --exclude 'bron/x*'")


def test_a_plan_without_a_token_names_the_variable_and_no_command(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PUBLISHER_TOKEN")
    last = "Nothing has been written. To be able to write, set PUBLISHER_TOKEN (grandlyon) to an API token."

    assert shell("plan").out.splitlines()[-1] == last
    assert shell("plan", "--out", "plan.json").out.splitlines()[-1] == last
    monkeypatch.setenv("PUBLISHER_TOKEN", "secret-token")
    assert shell("apply", "plan.json", "--yes").code == 0
    assert shell("plan").out.splitlines()[-1] == "Nothing to do."


def test_a_plan_ends_with_2_when_asked_and_something_waits(shell: Shell, managed: FakeCatalog) -> None:
    assert shell("plan", "--exit-code").code == 2
    assert shell("sync", "--yes").code == 0
    assert shell("plan", "--exit-code").code == 0


def test_a_plan_ends_with_3_when_asked_and_a_person_must_decide_first(shell: Shell, managed: FakeCatalog) -> None:
    for number in range(11):
        shell.write(f"bron/jeu-{number}.yml", dataset_of(f"Jeu{number}"))
    assert shell("plan").code == 0
    assert shell("plan", "--exit-code").code == 3
    assert shell("plan", "--exit-code", "--allow", "creates=12").code == 2


def test_a_plan_in_mode_observe_says_why_nothing_will_be_written(shell: Shell, catalog: FakeCatalog) -> None:
    ran = shell("plan")

    assert "  + bron/wc · grandlyon · create, 1 resource (held back)" in ran.out
    assert "  ! held back: grandlyon is in mode observe: nothing is written there" in ran.out
    assert "      To write, set `mode: manage` for grandlyon in catalogs.yml." in ran.out


def test_a_plan_is_json(shell: Shell, managed: FakeCatalog) -> None:
    ran = shell("plan", "--format", "json")
    document = json.loads(ran.out)

    assert (ran.code, ran.err) == (0, "")
    assert document["format_version"] == 1
    assert document["pending"] is True
    (step,) = document["steps"]
    assert (step["key"], step["catalog"], step["step"]) == ("bron/wc", "grandlyon", "create")


def test_a_plan_is_markdown(shell: Shell, managed: FakeCatalog) -> None:
    assert shell("plan", "--format", "markdown").out.startswith("### Planned publication: 1 to create\n")


def test_a_saved_plan_is_applied_and_nothing_else(shell: Shell, managed: FakeCatalog) -> None:
    planned = shell("plan", "--out", "plan.json")
    shell.write("bron/parcs.yml", DATASET)
    applied = shell("apply", "plan.json", "--yes")

    assert planned.out.splitlines()[-1].endswith("  publisher apply plan.json")
    assert json.loads(Path("plan.json").read_text(encoding="utf-8"))["format_version"] == 1
    assert applied.code == 0
    assert managed.writes == ["create bron/wc"]


def test_a_plan_that_no_longer_holds_is_held_back(shell: Shell, managed: FakeCatalog) -> None:
    shell("plan", "--out", "plan.json")
    shell.write("bron/wc.yml", DATASET.replace("publiques", "gratuites"))
    ran = shell("apply", "plan.json", "--yes")

    assert ran.code == 3
    assert managed.writes == []
    assert "differs from the plan file: the manifest or the entry has changed since" in ran.err + ran.out


# ---- sync


def test_a_sync_shows_its_plan_then_reports(shell: Shell, managed: FakeCatalog) -> None:
    ran = shell("sync", "--yes")

    assert ran.code == 0
    assert "  + bron/wc · grandlyon · create, 1 resource" in ran.err
    assert ran.out.splitlines()[0].startswith("✔ 1 of 1 entries done in ")
    assert "  ✔ bron/wc · grandlyon · create, 1 resource · https://data.example.org/dataset/wc-bron" in ran.out
    assert ran.out.splitlines()[-1].startswith("Journal: .publisher/runs/")
    assert managed.writes == ["create bron/wc"]


def test_a_second_sync_has_nothing_to_do(shell: Shell, managed: FakeCatalog) -> None:
    shell("sync", "--yes")
    ran = shell("sync", "--yes")

    assert (ran.code, ran.out, ran.err) == (0, "Nothing to do. 1 unchanged\n", "")
    assert managed.writes == ["create bron/wc"]


def test_the_report_of_a_sync_is_json(shell: Shell, managed: FakeCatalog) -> None:
    document = json.loads(shell("sync", "--yes", "--format", "json").out)

    assert document["format_version"] == 1
    assert [outcome["result"] for outcome in document["outcomes"]] == ["done"]
    assert json.loads(shell("sync", "--yes", "--format", "json").out)["pending"] is False


def test_a_failure_ends_with_3_and_the_command_to_type_next(shell: Shell, managed: FakeCatalog) -> None:
    managed.fail("create bron/wc", *[Fault(Refused(CATALOG, message("no"), message("Ask there.")))] * 9)
    ran = shell("sync", "--yes")
    run_name = next(Path(".publisher/runs").glob("*.jsonl")).stem

    assert ran.code == 3
    assert "  ✘ bron/wc · grandlyon · create, 1 resource · no\n      Ask there." in ran.out
    assert f"To retry the unfinished steps:  publisher apply --retry-failed {run_name}" in ran.out

    managed.faults.clear()
    retried = shell("apply", "--retry-failed", run_name, "--yes")
    assert retried.code == 0
    assert [entry.name for entry in managed.entries.values()] == ["wc-bron"]


def test_without_a_token_nothing_is_begun(shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISHER_TOKEN", "  ")
    ran = shell("sync", "--yes")

    assert ran.code == 1
    assert ran.out == ""
    assert "no token for grandlyon: set the environment variable PUBLISHER_TOKEN; nothing was written" in ran.err
    assert managed.log == []


def test_a_catalogue_in_mode_observe_is_never_written_to(shell: Shell, catalog: FakeCatalog) -> None:
    ran = shell("sync", "--yes")

    assert ran.code == 3
    assert ran.out == "Nothing was written: settle the lines marked with ! first.\n"
    assert catalog.writes == []


def test_a_person_is_asked_before_anything_is_written(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    ran = shell("sync")

    assert "Write 1 entry? [y/N]: " in ran.err
    assert ran.code == 130
    assert managed.writes == []


def test_the_token_appears_nowhere(shell: Shell, managed: FakeCatalog) -> None:
    runs = [shell(*arguments) for arguments in (["plan"], ["sync", "--yes"], ["status"], ["show", "bron"])]
    files = [path.read_text(encoding="utf-8") for path in Path().rglob("*") if path.is_file()]

    assert "secret-token" not in "".join([ran.out + ran.err for ran in runs] + files)


# ---- status, show, doctor


def test_status_shows_a_row_per_dataset(shell: Shell, managed: FakeCatalog) -> None:
    before = shell("status")
    shell("sync", "--yes")
    after = shell("status")

    assert before.code == after.code == 0
    assert before.out.splitlines() == [
        "dataset\tcatalogue\tstate\tto do\taddress",
        "bron/wc\tgrandlyon\tabsent\tcreate, 1 resource\t",
    ]
    assert after.out.splitlines()[1] == (
        "bron/wc\tgrandlyon\tpublished\tnothing to do\thttps://data.example.org/dataset/wc-bron"
    )
    assert "1 unchanged" in after.err
    assert json.loads(shell("status", "--format", "json").out)["format_version"] == 1


def test_show_prints_each_value_with_its_origin(shell: Shell, catalog: FakeCatalog) -> None:
    shell.write("defaults.yml", "language: fr\n")
    ran = shell("show", "bron/wc")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "bron/wc",
        "  language             fr",
        "                         ← manifests/defaults.yml:1:11",
        "  license              lov2",
        "                         ← manifests/bron/producer.yml:3:10",
        "  title                Toilettes publiques",
        "                         ← manifests/bron/wc.yml:1:8",
        "  description          Emplacements et horaires de chaque toilette publique, relevés p…",
        "                         ← manifests/bron/wc.yml:2:14",
        "  resources.csv.id     csv",
        "                         ← manifests/bron/wc.yml:4:10",
        "  resources.csv.title  Toilettes en tableau",
        "                         ← manifests/bron/wc.yml:4:22",
        "  resources.csv.url    https://example.org/a.csv",
        "                         ← manifests/bron/wc.yml:4:49",
        "  grandlyon: wc-bron",
        "    = kept as written: title, description, license, language, state,",
        "      resources.csv.title, resources.csv.url",
        "  ? Licences, zones and schemas unknown to the catalogue: publisher plan bron/wc",
    ]
    assert catalog.log == []


def test_show_says_who_may_speak_for_each_producer_though_a_manifest_is_invalid(
    shell: Shell, catalog: FakeCatalog
) -> None:
    shell.write("bron/producer.yml", "name: Bron\neditors: [mairie-bron, sig]\n")
    shell.write("ecully/producer.yml", "name: Écully\n")
    shell.write("ecully/faux.yml", "title: [\n")

    assert shell("show", "--editors").out == "bron: mairie-bron, sig\necully: the team only\n"
    assert json.loads(shell("show", "--editors", "bron", "--format", "json").out)["producers"] == [
        {"id": "bron", "name": "Bron", "editors": ["mairie-bron", "sig"]}
    ]
    assert catalog.log == []


def test_show_gives_json_of_each_selected_dataset(shell: Shell, catalog: FakeCatalog) -> None:
    (document,) = json.loads(shell("show", "bron/wc", "--format", "json").out)["datasets"]

    assert document["key"] == "bron/wc"
    assert document["values"][1] == {
        "path": "title", "value": "Toilettes publiques", "file": "manifests/bron/wc.yml", "line": 1, "column": 8
    }  # fmt: skip
    (catalogs,) = document["catalogs"]
    assert (catalogs["catalog"], catalogs["name"], catalogs["published"], catalogs["losses"]) == (
        "grandlyon",
        "wc-bron",
        True,
        [],
    )
    assert "description" in catalogs["kept"]
    assert catalog.log == []


@pytest.mark.parametrize(
    ("answer", "code", "last"),
    [
        (Answer("CKAN", message("{software} answers", software="CKAN")), 0,
         "Next: grandlyon: set PUBLISHER_TOKEN to an API token to be able to write"),
        (Answer("udata", message("{software} answers", software="udata")), 1,
         "Next: grandlyon: correct `url` or `kind` in catalogs.yml (line 4): udata answers"),
        (Answer(None, message("no server has this name")), 1,
         "Next: grandlyon: correct `url` or `kind` in catalogs.yml (line 4): no server has " "this name"),
    ],
)  # fmt: skip
def test_doctor_ends_with_the_one_thing_to_do_next(
    shell: Shell, catalog: FakeCatalog, monkeypatch: pytest.MonkeyPatch, answer: Answer, code: int, last: str
) -> None:
    catalog.access = access(software="CKAN 2.12.0", user=None)
    monkeypatch.setattr("publisher.cli.doctor.probe", lambda _transport: answer)
    ran = shell("doctor")

    assert ran.code == code
    assert ran.out.splitlines()[0] == "grandlyon: https://data.example.org (ckan, mode observe)"
    assert ran.out.splitlines()[-1] == last


def test_doctor_says_of_a_renamed_organization_what_a_plan_says(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.cli.doctor.probe", lambda _transport: Answer("CKAN", message("it answers")))
    assert shell("sync", "--yes").code == 0
    for name, existing in managed.entries.items():
        managed.entries[name] = replace(existing, organization="mairie", organization_id="org-1")
    managed.access = replace(managed.access, organizations=frozenset({"mairie", "org-1"}))

    ran, planned = shell("doctor"), shell("plan")

    fix = "If that is its new name, write org-1 here in place of ville-de-bron: this id stays when the name changes."
    what = "grandlyon has no organization “ville-de-bron” any more: https://data.example.org/dataset/wc-bron is in"
    assert ran.code == planned.code == 1
    assert what[1:] in planned.err and what in ran.out
    assert fix in planned.err
    assert ran.out.splitlines()[-1] == f"Next: grandlyon: in manifests/bron/producer.yml, line 2: {fix}"


# ---- the command to type next


def test_the_command_after_an_import_repeats_the_folder(shell: Shell, managed: FakeCatalog) -> None:
    Path("manifests").rename("donnees")
    managed.entries = {one.id: one for one in [entry(dataset(title="Arbres"), name="arbres")]}

    ran = shell("import", "bron", "--catalog", "grandlyon", "--manifests", "donnees")

    assert ran.out.splitlines()[-1] == "Then:  publisher adopt bron --catalog grandlyon --manifests donnees"
    assert shell(*ran.out.splitlines()[-1].split()[2:], "--yes").code == 0


def test_the_commands_after_adopt_pull_and_doctor_repeat_the_catalogue(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.cli.doctor.probe", lambda _transport: Answer("CKAN", message("it answers")))
    managed.entries = {one.id: one for one in [entry(dataset(title="Toilettes publiques"), name="anciennes-wc")]}
    only = ("--catalog", "grandlyon")

    adopted = shell("adopt", "bron/wc", *only, "--yes")
    shell("sync", "--yes", "--drift", "revert")
    (name,) = managed.entries
    managed.entries[name] = edited(managed.entries[name], description="Du portail")
    pulled = shell("pull", "bron/wc", *only, "--yes")
    checked = shell("doctor", *only)

    assert adopted.out.splitlines()[-1].endswith("  publisher plan bron/wc --catalog grandlyon")
    assert pulled.out.splitlines()[-1] == "Then:  publisher plan bron/wc --catalog grandlyon"
    assert "publisher plan --catalog grandlyon" in checked.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("verb", "repeated"), [("rename", True), ("plan", True), ("show", False), ("validate", False), ("new", False)]
)
def test_a_named_command_has_the_sandbox_where_it_takes_it(verb: str, repeated: bool) -> None:
    with commands.forgotten_afterwards():
        commands.use(commands.Invocation(("--sandbox",)))
        named = str(commands.command(verb, "bron/wc"))

    assert named == f"publisher {verb} bron/wc" + (" --sandbox" if repeated else "")
    assert repeated == any("--sandbox" in option.opts for option in _verb(verb).params)


def _verb(name: str) -> click.Command:
    found = publisher.get_command(publisher.make_context("publisher", [], resilient_parsing=True), name)
    assert found is not None
    return found


# ---- failures and exit codes


def test_a_catalogue_that_cannot_be_asked_ends_with_1(shell: Shell, managed: FakeCatalog) -> None:
    managed.fail("check", Fault(unavailable()))
    ran = shell("plan")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "✘ grandlyon: it answered 503\n  Run it again.\n  Nothing was written.\n"


def test_what_a_catalogue_says_plays_no_tricks(shell: Shell, managed: FakeCatalog) -> None:
    managed.fail("check", Fault(Unreachable(CATALOG, message("{what}", what=HOSTILE), message("{what}", what=HOSTILE))))
    ran = shell("plan")

    assert ran.code == 1
    assert not {"\x1b", "\u202e"} & set(ran.err)
    assert [line for line in ran.err.splitlines() if line.startswith("✔")] == []


def test_an_unknown_outcome_ends_with_3(shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "publisher.cli.show_ask_apply_report.apply_plan", partial(apply_plan, sleep=lambda _seconds: None)
    )
    managed.fail("create bron/wc", *[Fault(doubtful())] * 9)

    assert shell("sync", "--yes").code in (0, 3)
    assert len(managed.entries) <= 1


def test_an_internal_fault_is_short_on_the_screen_and_whole_in_a_file(shell: Shell, managed: FakeCatalog) -> None:
    managed.fail("check", Fault(ZeroDivisionError("détail")))
    ran = shell("plan")

    assert (ran.code, ran.out) == (70, "")
    assert ran.err == ("✘ internal error: ZeroDivisionError\n  Please report it with the file .publisher/crash.log.\n")
    crash = Path(".publisher/crash.log").read_text(encoding="utf-8")
    assert crash.startswith("Traceback")
    assert "ZeroDivisionError: détail" in crash


def test_an_internal_fault_in_a_folder_that_cannot_be_written_is_still_no_traceback(
    shell: Shell, managed: FakeCatalog
) -> None:
    Path(".publisher").write_text("a file in the way", encoding="utf-8")
    managed.fail("check", Fault(ZeroDivisionError("détail")))

    assert shell("plan").code == 70


def test_an_internal_fault_of_which_no_file_can_be_written_says_where_it_arose(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    managed.fail("check", Fault(ZeroDivisionError("détail")))
    monkeypatch.setattr(Path, "write_text", full)
    ran = shell("plan")

    assert ran.code == 70
    assert re.fullmatch(
        r"✘ internal error: ZeroDivisionError\n  Please report it with its place: \w+\.py, line \d+\.\n", ran.err
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
def test_a_cache_that_cannot_be_written_stops_nothing(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_text", full)

    assert shell("plan").code == 0


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
def test_a_run_whose_journal_breaks_off_says_what_that_means(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    shell.write("bron/wd.yml", DATASET.replace("Toilettes publiques", "Parcs"))
    synced: list[int] = []

    def fsync(_descriptor: int) -> None:
        synced.append(1)
        if len(synced) > 2:  # the start, and the first intent
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    ran = shell("sync", "--yes")

    assert ran.code == 3
    assert "internal error" not in ran.out + ran.err
    assert "1 of 2 entries done" in ran.out
    assert "! The journal is incomplete: " in ran.out
    assert "The next sync needs no journal: it goes on from what the catalogues hold" in ran.out
    monkeypatch.undo()


def test_a_person_who_stops_is_heard(shell: Shell, managed: FakeCatalog) -> None:
    managed.fail("check", Fault(KeyboardInterrupt()))
    ran = shell("plan")

    assert (ran.code, ran.out) == (130, "")
    assert "Stopped." in ran.err
    assert "Traceback" not in ran.err


def test_stopping_never_claims_that_nothing_was_written_when_something_was(
    shell: Shell, managed: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second Ctrl-C arrives while the running writes are finished."""

    def twice(*arguments: Any, **options: Any) -> None:
        apply_plan(*arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr("publisher.cli.show_ask_apply_report.apply_plan", twice)
    ran = shell("sync", "--yes")

    assert managed.entries, "the write took effect"
    assert "Nothing was written" not in ran.err + ran.out


# ---- the first page


def test_the_first_page_says_what_this_is_and_where_one_stands(shell: Shell) -> None:
    ran = shell()

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "publisher: open data as code.",
        "You write manifests; a plan shows what will change; then the entries are updated.",
        "",
        "  publisher validate   check the manifests, without a network",
        "  publisher plan       show what would change in the catalogues",
        "  publisher sync       validate, plan, then apply",
        "  publisher doctor     check addresses, tokens and rights",
        "",
        "All commands: publisher --help",
        "",
        "Here: 1 manifest, 1 catalogue, 0 findings.",
        "No catalogue is in mode manage: nothing can be written yet.",
    ]


def test_the_first_page_names_the_catalogues_that_are_written_to(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISHER_MODE", "manage")

    assert shell().out.splitlines()[-1] == "A sync writes to: grandlyon."


def test_the_first_page_elsewhere_says_what_is_missing(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ailleurs").mkdir()
    monkeypatch.chdir(tmp_path / "ailleurs")
    ran = shell()

    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "Here: manifests/catalogs.yml: there is no catalogs.yml here"


def test_the_version_is_printed(shell: Shell) -> None:
    from publisher import __version__

    ran = shell("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"publisher, version {__version__}\n", "")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_every_verb_in_the_order_of_need(shell: Shell, flag: str) -> None:
    ran = shell(flag)
    listed = [line.split()[0] for line in ran.out.partition("Commands:")[2].splitlines() if line.strip()]

    assert (ran.code, ran.err) == (0, "")
    assert listed == [
        "validate",
        "explain",
        "plan",
        "sync",
        "apply",
        "status",
        "show",
        "new",
        "matrix",
        "init",
        "rename",
        "set",
        "import",
        "adopt",
        "release",
        "withdraw",
        "drift",
        "pull",
        "runs",
        "rollback",
        "sandbox",
        "doctor",
        "json-schema",
    ]


@pytest.mark.parametrize(
    "verb", ["validate", "plan", "sync", "apply", "status", "show", "adopt", "drift", "pull", "doctor"]
)
def test_every_verb_has_help_and_the_common_options(shell: Shell, verb: str) -> None:
    ran = shell(verb, "--help")

    assert ran.code == 0
    for option in ("--manifests DIR", "--catalog NAME", "--exclude PATTERN", "--lang [fr|en]", "--format ["):
        assert option in ran.out
    assert ("--sandbox" in ran.out) == (verb not in ("validate", "show"))


def test_the_group_is_the_one_that_runs() -> None:
    assert run_module.publisher is publisher
    assert callable(run)
