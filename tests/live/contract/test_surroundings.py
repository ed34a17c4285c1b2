"""Bad surroundings: a message that names the place and the next step, the right exit code, nothing written."""

from __future__ import annotations

import json
import socket

import pytest

from tests.live.contract.place import Place
from tests.live.counting import Fault, Kind, Relay, Reply, answering
from tests.live.workshop import TOKEN_ENV, WAITS, Ran

UNSEEN = {
    "ckan": ("blocked", ("exists, and this token may not read it", "Use a token")),
    "udata": ("create", ("private entries cannot be seen", "may already exist")),
}
"""By kind, what becomes of a private entry for a plan without a token: CKAN tells that its name is taken."""
VERBS = (("plan", "--exit-code"), ("sync", "--yes"))


def expect_refused(place: Place, *parts: str, token: str | None = None) -> None:
    """Assert that plan and sync both end in this message, and that nothing was written."""
    for verb in VERBS:
        place.run(*verb, token=token).expect_exit(1).expect_words(*parts)
    assert place.backend.entries() == {}


def moved_to(place: Place, url: str) -> None:
    """Let catalogs.yml name another address."""
    place.address = url
    place.furnish()


# ---- tokens


def test_a_wrong_token(place: Place) -> None:
    place.write()

    expect_refused(place, place.backend.url, TOKEN_ENV, "profile", token="eyJ.wrong.token")
    assert "wrong.token" not in place.run("plan", token="eyJ.wrong.token").said

    place.pending(WAITS)


def test_no_token(place: Place) -> None:
    place.published()
    before = place.backend.entries()
    place.write(title="Autre titre")

    place.run("sync", "--yes", token="").expect_exit(1).expect_words(TOKEN_ENV, "nothing was written")
    place.run("plan", "--exit-code", token="").expect_exit(WAITS).expect_words("without a token", "Autre titre")

    assert place.backend.entries() == before


def test_a_private_entry_is_invisible_without_a_token(place: Place) -> None:
    before = place.published()
    place.write(state="draft")
    place.sync()
    place.write()

    plan = place.run("plan", "--exit-code", "--format", "json", token="").expect_exit(WAITS)
    step, words = UNSEEN[place.backend.kind]
    assert [planned["step"] for planned in plan.document["steps"]] == [step]
    place.run("plan", token="").expect_words("without a token", *words)

    assert place.step()["step"] == "update"
    place.sync()
    assert place.read().id == before.id
    place.expect_settled(1)


def test_a_token_that_is_no_header(place: Place) -> None:
    place.write()

    for token in ("jeton accentué é", "deux\nlignes", "x" * 5000):
        for verb in VERBS:
            place.run(*verb, token=token).expect_exit(1).expect_words(TOKEN_ENV)

    assert place.backend.entries() == {}
    place.pending(WAITS)


def test_no_right_to_write(place: Place) -> None:
    place.write()
    words, stranger = (place.backend.organization, "editor"), place.backend.stranger

    place.run("plan", "--exit-code", token=stranger).expect_exit(WAITS).expect_words(*words)
    place.run("sync", "--yes", token=stranger).expect_exit(3).expect_words(*words)
    assert place.backend.entries() == {}

    place.sync()
    before = place.backend.entries()
    place.write(title="Autre titre")
    place.run("sync", "--yes", token=stranger).expect_exit(3).expect_words(*words)
    assert place.backend.entries() == before


def test_an_unknown_organization(place: Place) -> None:
    place.write()
    place.employ(place.producer, f"{place.backend.organization}x")

    expect_refused(place, f"{place.producer}/producer.yml:3", f"“{place.backend.organization}x”")


def test_the_token_is_nowhere(place: Place, place_relay: Relay) -> None:
    place.write_many(3)
    place_relay.faults.append(Fault(Kind.LOST, place.backend.calls.create, times=2))
    ran: list[Ran] = [
        place.run("doctor"),
        place.run("plan", "--out", "plan.json"),
        place.run("plan", "--format", "markdown"),
        place.run("sync", "--yes", "--format", "json"),
        place.run("status"),
    ]
    place_relay.faults.append(Fault(Kind.BAD_GATEWAY, place.backend.calls.bulk))
    ran.append(place.run("plan"))
    place_relay.faults.clear()

    output = "".join(run.said for run in ran)
    assert place.backend.token not in output
    files = [file for file in place.root.rglob("*") if file.is_file()]
    assert any(".publisher" in file.parts for file in files)
    assert [file for file in files if place.backend.token.encode() in file.read_bytes()] == []
    place.expect_settled(3)


# ---- what answers


def test_a_closed_port(place: Place) -> None:
    place.write()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        moved_to(place, url)

        expect_refused(place, url, "connection refused")


def test_an_unknown_host(place: Place) -> None:
    place.write()
    moved_to(place, "http://no-such-portal.invalid")

    expect_refused(place, "http://no-such-portal.invalid", "no server has this name")


def test_a_portal_that_never_answers(place: Place) -> None:
    place.write()
    place.settings = {"timeouts": {"connect": 0.5, "read": 0.5}}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        moved_to(place, url)

        expect_refused(place, url, "no answer in time")


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_web_page(place: Place, status: int) -> None:
    place.write()
    page = Reply(status, b"<!doctype html><title>Accueil</title>", "text/html; charset=utf-8")
    with answering(page) as other:
        moved_to(place, other.url)

        expect_refused(place, other.url, "web page", "catalogs.yml", "publisher doctor")


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
def test_garbage(place: Place, reply: str) -> None:
    place.write()
    with answering(GARBAGE[reply]) as other:
        moved_to(place, other.url)

        expect_refused(place, other.url)


@pytest.mark.parametrize("reply", [b"[]", b"3", b'"ok"', b'{"success": true, "result": null}', b'{"data": 3}', b'{"a"'])
def test_garbage_in_place_of_one_reply(place: Place, place_relay: Relay, reply: bytes) -> None:
    """The rest of the portal answers well: what cannot be read must stop the run, not count as nothing there."""
    place.published()
    before = place.backend.entries()
    place.write(title="Autre titre")
    for action in (*place.backend.calls.each_plan, place.backend.calls.bulk):
        place_relay.rewrites[action] = lambda _content: reply

        place.run("plan", "--exit-code").expect_exit(1).expect_words(place_relay.url)
        place.run("sync", "--yes").expect_exit(1)
        del place_relay.rewrites[action]

    assert place.backend.entries() == before
    place.sync()
    place.expect_settled(1)


def test_a_redirect_is_not_followed_and_takes_no_token_along(place: Place) -> None:
    place.write()
    with answering(Reply(200, b"{}")) as thief:
        redirect = Reply(301, b"", "text/html", (("Location", f"{thief.url}/api/there"),))
        with answering(redirect) as other:
            moved_to(place, other.url)

            expect_refused(place, other.url, f"redirects to {thief.url}", "catalogs.yml")
        assert thief.tokens == []


def test_a_portal_that_asks_for_a_long_wait(place: Place) -> None:
    place.write()
    busy = Reply(429, b'{"success": false}', "application/json", (("Retry-After", "3600"),))
    with answering(busy) as other:
        moved_to(place, other.url)

        expect_refused(place, other.url, "429", "3600 s")


# ---- this machine


def test_a_wrong_setting_of_the_catalogue(place: Place) -> None:
    place.write()
    moved_to(place, "portail.example.org")

    expect_refused(place, "catalogs.yml:5", "https://")


def test_a_folder_that_cannot_be_written_to(place: Place) -> None:
    place.write()
    (place.root / ".publisher").write_text("a file where the folder of journals should be", encoding="utf-8")

    for verb in VERBS:
        ran = place.run(*verb)
        assert "Traceback" not in ran.said
        assert ".publisher" in ran.said or ran.code == WAITS
    assert place.backend.entries() == {}, "no write without a journal"

    (place.root / ".publisher").unlink()
    place.pending(WAITS)


def test_an_output_that_knows_no_accents(place: Place) -> None:
    place.write()

    place.run("sync", "--yes", env={"PYTHONIOENCODING": "ascii"}).expect_exit(0)

    place.expect_settled(1)
