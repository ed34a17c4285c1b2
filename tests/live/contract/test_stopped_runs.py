"""Runs that are stopped from outside, and runs whose outputs or whose journal cannot be written."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import signal
import subprocess
import time

import pytest

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.interrupted_runs import LIMIT, stopped_midway, wait_until
from tests.live.contract.paused_runs import WritePause
from tests.live.counting import Fault, FaultKind, Relay
from tests.live.manifest_folder import PLAIN, CommandResult, in_one_line

N = 6
PROMPT = 5.0
"""Seconds in which a run must end that waits for nothing but a long pause."""


def shell(folder: CatalogFolder, script: str, *arguments: str, lang: str = "en") -> CommandResult:
    """Run a script of bash in which `$PUBLISHER` is the command line, and return its exit code and outputs."""
    command = shlex.join(folder.command(*arguments, lang=lang))
    ended = subprocess.run(
        ["bash", "-c", script.replace("$PUBLISHER", command)],
        cwd=folder.root, env=folder.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", timeout=LIMIT, check=False,
    )  # fmt: skip
    return CommandResult(ended.returncode, ended.stdout, ended.stderr)


def journal_lines(folder: CatalogFolder) -> list[dict[str, object]]:
    """Return the documents of the only journal; every line of it must be whole."""
    (journal,) = (folder.root / ".publisher" / "runs").glob("*.jsonl")
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]


def results(folder: CatalogFolder) -> list[object]:
    """Return the result of each outcome in the only journal."""
    return [line["result"] for line in journal_lines(folder) if line["event"] == "outcome"]


# ---- outputs that cannot be written


LOST_SUMMARY = {
    ">&-": "it is closed",
    "> /dev/full": "the disk is full",
    "| true; exit ${PIPESTATUS[0]}": "the program that reads it has ended",
}


@pytest.mark.parametrize(("redirection", "why"), LOST_SUMMARY.items())
def test_a_run_whose_summary_is_lost_ends_its_work_and_says_where_its_journal_is(
    folder: CatalogFolder, redirection: str, why: str
) -> None:
    folder.write_many(N)

    ran = shell(folder, f"$PUBLISHER {redirection}", "sync", "--yes").expect_exit(0)

    assert results(folder) == ["done"] * N
    journal = re.search(
        rf"The summary could not be printed on the standard output: {why}. What was done is in the journal: (\S+)$",
        in_one_line(ran.err),
    )
    assert journal is not None, ran.err
    assert (folder.root / journal[1]).is_file()
    folder.expect_settled(N)


@pytest.mark.parametrize("redirection", ["2>&-", "2> /dev/full", ">&- 2>&-", "> /dev/full 2>&1", ">&- 2>&- <&-"])
def test_a_run_that_can_say_nothing_ends_its_work(folder: CatalogFolder, redirection: str) -> None:
    folder.write_many(N)

    shell(folder, f"$PUBLISHER {redirection}", "sync", "--yes").expect_exit(0)

    assert results(folder) == ["done"] * N
    folder.expect_settled(N)


def test_a_run_that_failed_in_part_says_so_by_its_code_though_its_summary_is_lost(
    folder: CatalogFolder, folder_relay: Relay
) -> None:
    folder.write_many(2)
    folder_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, folder.backend.calls.create, about="jeu-01"))

    shell(folder, "$PUBLISHER | true; exit ${PIPESTATUS[0]}", "sync", "--yes").expect_exit(3)

    assert sorted(map(str, results(folder))) == ["done", "failed"]


def test_an_adoption_whose_result_is_lost_ends_its_work(folder: CatalogFolder) -> None:
    folder.backend.make_foreign(PLAIN["title"])
    folder.write()

    ran = shell(folder, "$PUBLISHER > /dev/full", "adopt", folder.key("toilettes"), "--yes").expect_exit(0)

    assert "To see what was done: publisher plan" in in_one_line(ran.err)


@pytest.mark.parametrize(
    ("script", "arguments", "code"),
    [
        ("$PUBLISHER | head -1; exit ${PIPESTATUS[0]}", ["plan"], 0),
        ("$PUBLISHER | true; exit ${PIPESTATUS[0]}", ["plan", "--exit-code"], 2),
        ("$PUBLISHER | true; exit ${PIPESTATUS[0]}", ["status"], 0),
        ("$PUBLISHER | true; exit ${PIPESTATUS[0]}", ["--help"], 0),
        ("$PUBLISHER > /dev/full", ["plan"], 74),
        ("$PUBLISHER > /dev/full", ["status", "--format", "json"], 74),
        ("$PUBLISHER > /dev/full", ["validate"], 74),
        ("$PUBLISHER > /dev/full", ["--help"], 74),
        ("$PUBLISHER >&-", ["plan"], 74),
        ("$PUBLISHER 2>&-", ["plan"], 0),
        ("$PUBLISHER 2> /dev/full", ["plan", "--exit-code"], 2),
    ],
)
def test_a_reading_command_whose_result_is_lost_says_so_unless_its_reader_left(
    folder: CatalogFolder, script: str, arguments: list[str], code: int
) -> None:
    folder.write_many(2)

    ran = shell(folder, script, *arguments).expect_exit(code)

    assert ("the result cannot be printed on the standard output" in ran.err) is (code == 74)


def test_a_plan_file_that_cannot_be_written_is_no_internal_error(folder: CatalogFolder) -> None:
    folder.write()

    ran = folder.run("plan", "--out", "/dev/full", lang="fr").expect_exit(1)

    assert ran.err == "✘ /dev/full ne peut pas être écrit\u00a0: le disque est plein\n"


# ---- signals


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_what_was_begun_and_the_summary_says_what_was_not(
    folder: CatalogFolder, folder_relay: Relay, how: signal.Signals
) -> None:
    folder.write_many(8)

    output = stopped_midway(folder, folder_relay, folder.backend.calls.create, 3, how)

    assert "--retry-failed" in output
    assert "not started: the run was interrupted" in output
    assert set(results(folder)) == {"done", "not-done"}
    assert len(results(folder)) == 8
    assert 0 < len(folder.backend.all()) < 8
    folder.sync()
    folder.expect_settled(8)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_before_the_first_write_ends_a_run_with_the_code_of_the_signal(
    folder: CatalogFolder, folder_relay: Relay, how: signal.Signals, code: int
) -> None:
    folder.write()
    folder_relay.faults.append(Fault(FaultKind.TOO_MANY, folder.backend.calls.bulk))
    folder_relay.retry_after = 60
    with folder.start("sync", "--yes") as process:
        wait_until(lambda: folder_relay.counted()[folder.backend.calls.bulk] > 0)
        time.sleep(0.2)
        start = time.monotonic()
        process.send_signal(how)
        out, err = process.communicate(timeout=LIMIT)

    assert time.monotonic() - start < PROMPT
    assert (process.returncode, out, err.strip()) == (code, "", "Stopped. Nothing was written.")


def test_a_run_that_waits_to_try_again_does_not_wait_for_the_end_of_the_pause(
    folder: CatalogFolder, folder_relay: Relay
) -> None:
    folder.write()
    folder_relay.faults.append(Fault(FaultKind.TOO_MANY, folder.backend.calls.create))
    folder_relay.retry_after = 60
    with folder.start("sync", "--yes") as process:
        wait_until(lambda: folder_relay.counted()[folder.backend.calls.create] > 0)
        time.sleep(0.2)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LIMIT)

    assert time.monotonic() - start < PROMPT
    assert process.returncode == 3, out + err
    assert "the run was stopped while it waited to try again" in in_one_line(out)
    assert results(folder) == ["failed"]
    folder_relay.faults.clear()
    folder.sync()
    folder.expect_settled(1)


def test_a_second_signal_ends_a_run_at_once_with_its_summary(folder: CatalogFolder, folder_relay: Relay) -> None:
    """GitHub sends SIGINT, and SIGTERM when the run has not ended 7.5 seconds later."""
    folder.write_many(3)
    pause = WritePause(forwarded=True)
    folder_relay.faults = pause.before(folder.backend.calls.create)
    with folder.start("sync", "--yes") as process:
        assert pause.reached.wait(LIMIT)
        process.send_signal(signal.SIGINT)
        time.sleep(1.3)
        assert process.poll() is None, "the call in progress is waited for"
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LIMIT)
        assert time.monotonic() - start < PROMPT
    pause.open()

    assert process.returncode == 3, out + err
    assert "the run was stopped during this step: it may be done in part" in in_one_line(out)
    assert "--retry-failed" in out
    folder_relay.faults = []
    wait_until(lambda: folder_relay.counted()[folder.backend.calls.create] > 0)
    time.sleep(0.5)
    folder.sync()
    folder.expect_settled(3)


def test_a_signal_that_comes_twice_within_a_moment_is_one(folder: CatalogFolder, folder_relay: Relay) -> None:
    """`timeout` signals a command and then its group; a terminal that closes does likewise."""
    folder.write()
    folder_relay.delay = 0.3
    with folder.start("sync", "--yes") as process:
        wait_until(lambda: folder_relay.counted()[folder.backend.calls.create] > 0)
        for how in (signal.SIGHUP, signal.SIGHUP, signal.SIGTERM):
            process.send_signal(how)
            time.sleep(0.05)
        out, err = process.communicate(timeout=LIMIT)

    assert process.returncode == 0, out + err
    assert "1 of 1 entries done" in out


def test_nohup_is_respected(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(3)
    folder_relay.delay = 0.1
    command = ["nohup", *folder.command("sync", "--yes")]
    with subprocess.Popen(
        command, cwd=folder.root, env=folder.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        wait_until(lambda: folder_relay.counted()[folder.backend.calls.create] > 0)
        process.send_signal(signal.SIGHUP)
        out, err = process.communicate(timeout=LIMIT)

    assert process.returncode == 0, out + err
    assert "3 of 3 entries done" in out


def test_an_adoption_that_is_stopped_begins_no_further_entry(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(3)
    for n in range(3):
        folder.backend.make_foreign(f"Jeu de données {n}")
    folder_relay.delay = 0.3
    with folder.start("adopt", folder.producer, "--yes") as process:
        wait_until(lambda: folder_relay.counted()[folder.backend.calls.write] > 0)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LIMIT)

    assert process.returncode == 3, out + err
    assert "1 of 3 entries adopted" in out
    assert out.count("not started: the run was interrupted") == 2


# ---- a disk that fills


def expect_told(folder: CatalogFolder, ran: CommandResult) -> None:
    """Assert that a run whose journal broke off says so, began nothing after it, and that the next one finishes."""
    ran.expect_exit(3).expect_words("The journal is incomplete: ", "The next sync needs no journal")
    ran.expect_words("not started: the journal cannot be written: ", "--retry-failed")
    begun = [line for line in journal_lines(folder) if line["event"] == "intent"]
    assert len(folder.backend.all()) <= len(begun) < 40
    shutil.rmtree(folder.root / ".publisher", ignore_errors=True)
    folder.sync()
    folder.expect_settled(40)


def test_a_journal_that_outgrows_its_disk_ends_the_run_cleanly(folder: CatalogFolder) -> None:
    """The limit of a file's size stands for a full disk: it needs no rights."""
    folder.write_many(40)

    expect_told(folder, shell(folder, "ulimit -f 8; $PUBLISHER", "sync", "--yes"))


def test_a_run_that_cannot_create_its_journal_writes_nothing(folder: CatalogFolder) -> None:
    folder.write()

    ran = shell(folder, "ulimit -f 0; $PUBLISHER 2>&1 | cat; exit ${PIPESTATUS[0]}", "sync", "--yes").expect_exit(1)

    assert "the journal cannot be written in .publisher/runs: " in ran.out
    assert "nothing was written" in ran.out
    assert folder.backend.all() == []
    assert list((folder.root / ".publisher" / "runs").iterdir()) == []


# ---- the other commands that write


def test_a_release_whose_result_is_lost_ends_its_work(folder: CatalogFolder) -> None:
    entry = folder.published()
    folder.remove()

    ran = shell(folder, "$PUBLISHER > /dev/full", "release", folder.key("toilettes"), "--yes").expect_exit(0)

    assert "To see what was done: publisher status" in in_one_line(ran.err)
    assert "publisher_key" not in folder.backend.read(entry.id).marker


def test_a_rename_whose_result_is_lost_names_the_file(folder: CatalogFolder) -> None:
    folder.write()
    arguments = ("rename", folder.key("toilettes"), folder.key("sanitaires"))

    ran = shell(folder, "$PUBLISHER > /dev/full", *arguments).expect_exit(0)

    written = f"manifests/{folder.producer}/sanitaires.yml"
    assert f"Written: {written}" in in_one_line(ran.err)
    assert (folder.root / written).is_file()
