"""Bad surroundings: a message that names the place and the next step, the right exit code, nothing written."""

from __future__ import annotations

import json
import socket

import pytest

from .counting import Fault, Kind, Relay, Reply, answering
from .workshop import TOKEN_ENV, WAITS, Ran, Workshop

VERBS = (("plan", "--exit-code"), ("sync", "--yes"))


def expect_refused(workshop: Workshop, *parts: str, token: str | None = None, code: int = 1) -> None:
    """Assert that plan and sync both end in this message, and that nothing was written."""
    for verb in VERBS:
        workshop.run(*verb, token=token).expect_exit(code).expect_words(*parts)
    assert workshop.entries() == []


def moved_to(workshop: Workshop, url: str) -> None:
    """Let catalogs.yml name another address."""
    workshop.url = url
    workshop.furnish()


def test_a_wrong_token(workshop: Workshop) -> None:
    workshop.write()

    expect_refused(workshop, workshop.portal.url, TOKEN_ENV, "profile", token="eyJ.wrong.token")

    workshop.pending(WAITS)


def test_no_token(workshop: Workshop) -> None:
    workshop.write()

    workshop.run("sync", "--yes", token="").expect_exit(1).expect_words(TOKEN_ENV, "nothing was written")
    workshop.run("plan", "--exit-code", token="").expect_exit(WAITS).expect_words("without a token")

    assert workshop.entries() == []
    workshop.pending(WAITS)


def test_a_token_that_is_no_header(workshop: Workshop) -> None:
    workshop.write()

    for token in ("jeton accentué é", "deux\nlignes", "x" * 5000):
        for verb in VERBS:
            workshop.run(*verb, token=token).expect_exit(1).expect_words(TOKEN_ENV)

    assert workshop.entries() == []
    workshop.pending(WAITS)


def test_an_unknown_organization(workshop: Workshop) -> None:
    workshop.write()
    workshop.employ(workshop.producer, f"{workshop.organization}x")

    expect_refused(workshop, f"{workshop.producer}/producer.yml:3", f"“{workshop.organization}x”")

    workshop.pending(1)


def test_no_right_to_write(workshop: Workshop) -> None:
    workshop.write()
    stranger = workshop.portal.stranger

    workshop.run("plan", "--exit-code", token=stranger).expect_exit(WAITS).expect_words(workshop.organization, "editor")
    workshop.run("sync", "--yes", token=stranger).expect_exit(3).expect_words(
        workshop.organization, "editor", "producer.yml"
    )

    assert workshop.entries() == []
    workshop.pending(WAITS)


def test_no_right_to_change(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.write(title="Autre titre")

    workshop.run("sync", "--yes", token=workshop.portal.stranger).expect_exit(3).expect_words(
        workshop.organization, "editor"
    )

    assert workshop.show() == before
    workshop.pending(WAITS)


def test_a_closed_port(workshop: Workshop) -> None:
    workshop.write()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        moved_to(workshop, url)

        expect_refused(workshop, url, "connection refused")


def test_an_unknown_host(workshop: Workshop) -> None:
    workshop.write()
    moved_to(workshop, "http://no-such-portal.invalid")

    expect_refused(workshop, "http://no-such-portal.invalid", "no host of that name")


@pytest.mark.parametrize("status", [200, 403, 404])
def test_a_web_page(workshop: Workshop, status: int) -> None:
    workshop.write()
    page = Reply(status, b"<!doctype html><title>Accueil</title>", "text/html; charset=utf-8")
    with answering(page) as other:
        moved_to(workshop, other.url)

        expect_refused(workshop, other.url, "web page", "catalogs.yml", "publisher doctor")


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
    "udata": Reply(200, b'{"id": "site", "metrics": {}}'),
}


@pytest.mark.parametrize("reply", GARBAGE)
def test_garbage(workshop: Workshop, reply: str) -> None:
    workshop.write()
    with answering(GARBAGE[reply]) as other:
        moved_to(workshop, other.url)

        expect_refused(workshop, other.url)


@pytest.mark.parametrize("action", ["user_show", "organization_list_for_user", "package_search", "package_show"])
@pytest.mark.parametrize("reply", ["a list", "result of another form", "result is null", "cut JSON"])
def test_garbage_from_one_action(workshop: Workshop, action: str, reply: str) -> None:
    """The rest of the portal answers well: what cannot be read must stop the run, not count as nothing there."""
    workshop.write()
    answers = {
        "user_show": {"name": "essai"},
        "organization_list_for_user": [{"id": "1", "name": workshop.organization}],
        "package_search": {"count": 0, "results": []},
        "status_show": {"ckan_version": "2.12.0"},
        "license_list": [{"id": "lov2"}],
    }

    def answer(path: str) -> Reply:
        asked = path.partition("?")[0].rpartition("/")[2]
        if asked == action:
            return GARBAGE[reply]
        if asked == "package_show":
            return GARBAGE["404 with JSON"]
        return Reply(200, json.dumps({"success": True, "result": answers[asked]}).encode())

    with answering(answer) as other:
        moved_to(workshop, other.url)

        workshop.run("plan", "--exit-code").expect_exit(1).expect_words(other.url)


def test_a_redirect_is_not_followed_and_takes_no_token_along(workshop: Workshop) -> None:
    workshop.write()
    with answering(Reply(200, b"{}")) as thief:
        there = Reply(301, b"", "text/html", (("Location", f"{thief.url}/api/3/action/user_show"),))
        with answering(there) as other:
            moved_to(workshop, other.url)

            expect_refused(workshop, other.url, f"redirects to {thief.url}", "catalogs.yml")
        assert thief.tokens == []


def test_a_wrong_catalog_setting(workshop: Workshop) -> None:
    workshop.write()
    moved_to(workshop, "portail.example.org")

    expect_refused(workshop, "catalogs.yml:5", "https://")


def test_a_portal_that_is_down_for_reading_is_no_empty_portal(workshop: Workshop, relay: Relay) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()
    relay.faults.append(Fault(Kind.BAD_GATEWAY, "package_search"))

    for verb in VERBS:
        workshop.run(*verb).expect_exit(1).expect_words(relay.url, "502")

    relay.faults.clear()
    assert workshop.show() == before
    workshop.expect_settled(1)


def test_a_portal_that_asks_for_a_long_wait(workshop: Workshop) -> None:
    workshop.write()
    busy = Reply(429, b'{"success": false}', "application/json", (("Retry-After", "3600"),))
    with answering(busy) as other:
        moved_to(workshop, other.url)

        expect_refused(workshop, other.url, "429", "3600 s")


def test_the_token_is_nowhere(workshop: Workshop, relay: Relay) -> None:
    workshop.write_many(3)
    relay.faults.append(Fault(Kind.LOST, "package_create", times=2))
    ran: list[Ran] = [
        workshop.run("doctor"),
        workshop.run("plan", "--out", "plan.json"),
        workshop.run("plan", "--format", "markdown"),
        workshop.run("sync", "--yes", "--format", "json"),
        workshop.run("status"),
    ]
    relay.faults.append(Fault(Kind.BAD_GATEWAY, "user_show"))
    ran.append(workshop.run("plan"))
    relay.faults.clear()

    said = "".join(one.said for one in ran)
    assert workshop.token not in said
    files = [file for file in workshop.root.rglob("*") if file.is_file()]
    assert any(".publisher" in file.parts for file in files)
    assert [file for file in files if workshop.token.encode() in file.read_bytes()] == []
    workshop.expect_settled(3)


def test_a_portal_that_never_answers(workshop: Workshop) -> None:
    workshop.write()
    workshop.settings = {"timeouts": {"connect": 0.5, "read": 0.5}}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        moved_to(workshop, url)

        expect_refused(workshop, url, "no answer in time")


def test_a_folder_that_cannot_be_written_to(workshop: Workshop) -> None:
    workshop.write()
    (workshop.root / ".publisher").write_text("a file where the folder of journals should be", encoding="utf-8")

    for verb in VERBS:
        ran = workshop.run(*verb)
        assert "Traceback" not in ran.said
        assert ".publisher" in ran.said or ran.code == WAITS
    assert workshop.entries() == [], "no write without a journal"

    (workshop.root / ".publisher").unlink()
    workshop.pending(WAITS)


def test_an_output_that_knows_no_accents(workshop: Workshop) -> None:
    workshop.write()

    workshop.run("sync", "--yes", env={"PYTHONIOENCODING": "ascii"}).expect_exit(0)

    workshop.expect_settled(1)
