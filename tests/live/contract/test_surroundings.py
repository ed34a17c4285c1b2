"""Wrong settings and answers: a message with the place and the next step, the right exit code, nothing written."""

from __future__ import annotations

import json
import socket

import pytest

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.counting import Fault, FaultKind, Relay, Reply, answering
from tests.live.manifest_folder import PERSON_DECIDES, TOKEN_ENV, WAITS, CommandResult

UNSEEN = {
    "ckan": ("blocked", ("exists, and this token may not read it", "Use a token")),
    "udata": ("create", ("private entries cannot be seen", "may already exist")),
}
"""By kind, the step of a private entry in a plan without a token: CKAN reveals that its name is taken."""
VERBS = (("plan", "--exit-code"), ("sync", "--yes"))


def expect_refused(folder: CatalogFolder, *parts: str, token: str | None = None) -> None:
    """Assert that plan and sync both end in this message, and that nothing was written."""
    for verb in VERBS:
        folder.run(*verb, token=token).expect_exit(1).expect_words(*parts)
    assert folder.backend.entries() == {}


def use_address(folder: CatalogFolder, url: str) -> None:
    """Write another address into catalogs.yml."""
    folder.address = url
    folder.write_settings()


# ---- tokens


def test_a_wrong_token(folder: CatalogFolder) -> None:
    folder.write()

    expect_refused(folder, folder.backend.url, TOKEN_ENV, "profile", token="eyJ.wrong.token")
    assert "wrong.token" not in folder.run("plan", token="eyJ.wrong.token").output

    folder.pending(WAITS)


def test_no_token(folder: CatalogFolder) -> None:
    folder.published()
    before = folder.backend.entries()
    folder.write(title="Autre titre")

    folder.run("sync", "--yes", token="").expect_exit(1).expect_words(TOKEN_ENV, "nothing was written")
    folder.run("plan", "--exit-code", token="").expect_exit(WAITS).expect_words("without a token", "Autre titre")

    assert folder.backend.entries() == before


def test_a_private_entry_is_invisible_without_a_token(folder: CatalogFolder) -> None:
    before = folder.published()
    folder.write(state="draft")
    folder.sync()
    folder.write()

    plan = folder.run("plan", "--exit-code", "--format", "json", token="").expect_exit(WAITS)
    step, words = UNSEEN[folder.backend.kind]
    assert [planned["step"] for planned in plan.document["steps"]] == [step]
    folder.run("plan", token="").expect_words("without a token", *words)

    assert folder.step()["step"] == "update"
    folder.sync()
    assert folder.read().id == before.id
    folder.expect_settled(1)


def test_a_token_that_is_no_header(folder: CatalogFolder) -> None:
    folder.write()

    for token in ("jeton accentué é", "deux\nlignes", "x" * 5000):
        for verb in VERBS:
            folder.run(*verb, token=token).expect_exit(1).expect_words(TOKEN_ENV)

    assert folder.backend.entries() == {}
    folder.pending(WAITS)


def test_no_right_to_write(folder: CatalogFolder) -> None:
    folder.write()
    words, stranger = (folder.backend.organization, "editor"), folder.backend.stranger

    folder.run("plan", "--exit-code", token=stranger).expect_exit(PERSON_DECIDES).expect_words(*words)
    folder.run("sync", "--yes", token=stranger).expect_exit(3).expect_words(*words)
    assert folder.backend.entries() == {}

    folder.sync()
    before = folder.backend.entries()
    folder.write(title="Autre titre")
    folder.run("sync", "--yes", token=stranger).expect_exit(3).expect_words(*words)
    assert folder.backend.entries() == before


def test_an_unknown_organization(folder: CatalogFolder) -> None:
    folder.write()
    folder.write_producer(folder.producer, f"{folder.backend.organization}x")

    expect_refused(folder, f"{folder.producer}/producer.yml:3", f"“{folder.backend.organization}x”")


def test_the_token_is_nowhere(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write_many(3)
    folder_relay.faults.append(Fault(FaultKind.LOST, folder.backend.calls.create, times=2))
    ran: list[CommandResult] = [
        folder.run("doctor"),
        folder.run("plan", "--out", "plan.json"),
        folder.run("plan", "--format", "markdown"),
        folder.run("sync", "--yes", "--format", "json"),
        folder.run("status"),
    ]
    folder_relay.faults.append(Fault(FaultKind.BAD_GATEWAY, folder.backend.calls.bulk))
    ran.append(folder.run("plan"))
    folder_relay.faults.clear()

    output = "".join(run.output for run in ran)
    assert folder.backend.token not in output
    files = [file for file in folder.root.rglob("*") if file.is_file()]
    assert any(".publisher" in file.parts for file in files)
    assert [file for file in files if folder.backend.token.encode() in file.read_bytes()] == []
    folder.expect_settled(3)


# ---- what answers


def test_a_closed_port(folder: CatalogFolder) -> None:
    folder.write()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        use_address(folder, url)

        expect_refused(folder, url, "connection refused")


def test_an_unknown_host(folder: CatalogFolder) -> None:
    folder.write()
    use_address(folder, "http://no-such-portal.invalid")

    expect_refused(folder, "http://no-such-portal.invalid", "no server has this name")


def test_a_catalogue_that_never_answers(folder: CatalogFolder) -> None:
    folder.write()
    folder.settings = {"timeouts": {"connect": 0.5, "read": 0.5}}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        use_address(folder, url)

        expect_refused(folder, url, "no answer in time")


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_web_page(folder: CatalogFolder, status: int) -> None:
    folder.write()
    page = Reply(status, b"<!doctype html><title>Accueil</title>", "text/html; charset=utf-8")
    with answering(page) as other:
        use_address(folder, other.url)

        expect_refused(folder, other.url, "web page", "catalogs.yml", "publisher doctor")


GARBAGE = {
    "500 with JSON": Reply(500, json.dumps({"success": False, "error": {"__type": "Internal"}}).encode()),
    "500 with nothing": Reply(500, b""),
    "503 with a page": Reply(503, b"<html>Maintenance</html>", "text/html"),
    "cut JSON": Reply(200, b'{"success": true, "result": {'),
    "a list": Reply(200, b"[]"),
    "a number": Reply(200, b"3"),
    "null": Reply(200, b"null"),
    "nothing": Reply(200, b""),
    "no result": Reply(200, b'{"success": true}'),
    "result of another form": Reply(200, b'{"success": true, "result": "ok"}'),
    "result is null": Reply(200, b'{"success": true, "result": null}'),
    "not UTF-8": Reply(200, b'{"success": true, "result": "\xff\xfe"}'),
    "400 with text": Reply(400, b'"Bad request - JSON Error"'),
    "404 with JSON": Reply(404, b'{"success": false, "error": {"__type": "Not Found Error"}}'),
    "409 with a list": Reply(409, b'{"success": false, "error": []}'),
    "a site of udata's": Reply(200, b'{"id": "site", "metrics": {}}'),
    "a page of nothing": Reply(200, b'{"data": null, "next_page": 3}'),
}


@pytest.mark.parametrize("reply", GARBAGE)
def test_garbage(folder: CatalogFolder, reply: str) -> None:
    folder.write()
    with answering(GARBAGE[reply]) as other:
        use_address(folder, other.url)

        expect_refused(folder, other.url)


@pytest.mark.timeout(600)  # each read is tried for half a minute, since the catalogue answers other calls
@pytest.mark.parametrize("reply", [b"[]", b"3", b'"ok"', b'{"success": true, "result": null}', b'{"data": 3}', b'{"a"'])
def test_garbage_in_place_of_one_reply(folder: CatalogFolder, folder_relay: Relay, reply: bytes) -> None:
    """The other calls answer well: an answer that cannot be read must stop the run, not count as an empty one."""
    folder.published()
    before = folder.backend.entries()
    folder.write(title="Autre titre")
    for action in (*folder.backend.calls.each_plan, folder.backend.calls.bulk):
        folder_relay.rewrites[action] = lambda _content: reply

        folder.run("plan", "--exit-code").expect_exit(1).expect_words(folder_relay.url)
        folder.run("sync", "--yes").expect_exit(1)
        del folder_relay.rewrites[action]

    assert folder.backend.entries() == before
    folder.sync()
    folder.expect_settled(1)


def test_a_redirect_is_not_followed_and_takes_no_token_along(folder: CatalogFolder) -> None:
    folder.write()
    with answering(Reply(200, b"{}")) as thief:
        redirect = Reply(301, b"", "text/html", (("Location", f"{thief.url}/api/there"),))
        with answering(redirect) as other:
            use_address(folder, other.url)

            expect_refused(folder, other.url, f"redirects to {thief.url}", "catalogs.yml")
        assert thief.tokens == []


def test_a_catalogue_that_asks_for_a_long_wait(folder: CatalogFolder) -> None:
    folder.write()
    busy = Reply(429, b'{"success": false}', "application/json", (("Retry-After", "3600"),))
    with answering(busy) as other:
        use_address(folder, other.url)

        expect_refused(folder, other.url, "429", "3600 s")


# ---- this machine


def test_a_wrong_setting_of_the_catalogue(folder: CatalogFolder) -> None:
    folder.write()
    use_address(folder, "portail.example.org")

    expect_refused(folder, "catalogs.yml:5", "https://")


def test_a_folder_that_cannot_be_written_to(folder: CatalogFolder) -> None:
    folder.write()
    (folder.root / ".publisher").write_text("a file where the folder of journals should be", encoding="utf-8")

    for verb in VERBS:
        ran = folder.run(*verb)
        assert "Traceback" not in ran.output
        assert ".publisher" in ran.output or ran.code == WAITS
    assert folder.backend.entries() == {}, "no write without a journal"

    (folder.root / ".publisher").unlink()
    folder.pending(WAITS)


def test_an_output_that_knows_no_accents(folder: CatalogFolder) -> None:
    folder.write()

    folder.run("sync", "--yes", env={"PYTHONIOENCODING": "ascii"}).expect_exit(0)

    folder.expect_settled(1)
