"""What stands in front of a catalogue answers in its place: told for what it is, and nothing is lost or doubled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.live.contract.catalog_folder import CatalogFolder
from tests.live.contract.test_files import FIRST, content, is_public, one_file
from tests.live.contract.test_surroundings import expect_refused, use_address
from tests.live.counting import Fault, FaultKind, Relay, Reply, answering
from tests.live.portal import Json

HTML = "text/html; charset=utf-8"
NOT_EXPECTED = "is not the expected catalogue"


@dataclass(frozen=True)
class Front:
    """The reply of a server in front, and what is said of it."""

    reply: Reply | Callable[[str], Reply]
    first: tuple[str, ...]
    """At the first call of a run."""
    later: tuple[str, ...]
    """At a later call."""


def page(status: int, title: str, *headers: tuple[str, str]) -> Reply:
    """Return a web page."""
    text = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Reply(status, text.encode(), HTML, headers)


def to_https(path: str) -> Reply:
    """Return the redirection to the same path with `https`, as the server of a catalogue gives it."""
    return Reply(301, b"", HTML, (("Location", f"https://127.0.0.1{path}"),))


PASSWORD = "a password is asked for in front of the catalogue (status 401)"
MOVED = ("Write `url: https://127.0.0.1` for portail in catalogs.yml.",)
FRONTS = {
    "401": Front(
        page(401, "401 Authorization Required", ("WWW-Authenticate", 'Basic realm="staging"')), (PASSWORD,), (PASSWORD,)
    ),
    "403": Front(
        page(403, "Request blocked"),
        ("(status 403, “Request blocked”)", NOT_EXPECTED, "publisher doctor", "let it through"),
        ("a firewall in front of", "(status 403, “Request blocked”)", "to let this call through"),
    ),
    "404": Front(
        page(404, "Not found"),
        (NOT_EXPECTED, "(status 404, “Not found”)", "publisher doctor"),
        ("does not answer the call", "(status 404, “Not found”)", "Run the command again later."),
    ),
    "413": Front(
        page(413, "413 Request Entity Too Large"),
        (NOT_EXPECTED, "(status 413, “413 Request Entity Too Large”)"),
        ("is larger than portail takes (", "for a higher limit"),
    ),
    "301 to https": Front(to_https, MOVED, MOVED),
    "308": Front(
        Reply(308, b"", HTML, (("Location", "https://login.example.org/start"),)),
        (NOT_EXPECTED, "it redirects to https://login.example.org/start", "catalogs.yml"),
        ("redirects the call", "to https://login.example.org/start", "Redirections are not followed"),
    ),
}
TOO_LARGE = FRONTS["413"].reply


def answered_in_front(relay: Relay, reply: Reply | Callable[[str], Reply], action: str, about: str = "") -> None:
    """Have a server in front answer the next call of an action."""
    relay.faults.append(Fault(FaultKind.FRONT, action, times=1, about=about, reply=reply))


@pytest.mark.parametrize("front", FRONTS)
def test_at_the_first_call(folder: CatalogFolder, front: str) -> None:
    folder.write()
    with answering(FRONTS[front].reply) as other:
        use_address(folder, other.url)

        expect_refused(folder, other.url, *FRONTS[front].first)


@pytest.mark.parametrize("front", FRONTS)
def test_at_a_read_in_the_middle_of_a_run(folder: CatalogFolder, folder_relay: Relay, front: str) -> None:
    folder.published()
    before = folder.backend.entries()
    folder.write(title="Autre titre")
    answered_in_front(folder_relay, FRONTS[front].reply, folder.backend.calls.bulk)

    run = folder.run("sync", "--yes").expect_exit(1).expect_words(*FRONTS[front].later)

    assert NOT_EXPECTED not in run.output
    assert folder.backend.entries() == before


@pytest.mark.parametrize("front", FRONTS)
def test_at_a_creation(folder: CatalogFolder, folder_relay: Relay, front: str) -> None:
    folder.write_many(2)
    answered_in_front(folder_relay, FRONTS[front].reply, folder.backend.calls.create, about="jeu-00")

    run = folder.sync(code=3).expect_words(*FRONTS[front].later)

    assert NOT_EXPECTED not in run.output
    assert "does not know the token" not in run.output
    assert "editor role" not in run.output
    assert len(folder.backend.all()) == 1, "the other entry is made"
    folder.sync()
    folder.expect_settled(2)


@pytest.mark.parametrize("front", FRONTS)
def test_at_a_change(folder: CatalogFolder, folder_relay: Relay, front: str) -> None:
    before = folder.published()
    folder.write(title="Autre titre")
    answered_in_front(folder_relay, FRONTS[front].reply, folder.backend.calls.write)

    folder.sync(code=3).expect_words(*FRONTS[front].later)

    assert folder.read() == before
    folder.sync()
    folder.expect_settled(1)


@pytest.mark.parametrize("front", FRONTS)
def test_at_an_upload(folder: CatalogFolder, folder_relay: Relay, front: str) -> None:
    one_file(folder)
    upload = FIRST[folder.backend.kind]
    answered_in_front(folder_relay, FRONTS[front].reply, upload.action, upload.about)

    folder.sync(code=3).expect_words(*FRONTS[front].later)

    assert not is_public(folder)
    folder.sync()
    folder.expect_settled(1)
    assert content(folder) == (folder.manifests / folder.producer / "tableau.csv").read_bytes()


def test_a_file_that_is_too_large_is_named_with_its_size_and_its_line(
    folder: CatalogFolder, folder_relay: Relay
) -> None:
    one_file(folder, b"id;nom\n" + b"1;a\n" * 5_000)
    upload = FIRST[folder.backend.kind]
    answered_in_front(folder_relay, TOO_LARGE, upload.action, upload.about)

    run = folder.sync(code=3)

    run.expect_words("the file tableau.csv is larger than portail takes (20.0 kB)", "`url:` in place of `path:`")
    run.expect_words(f"({place_of(folder, 'path:')}")
    assert not is_public(folder)
    folder.sync()
    folder.expect_settled(1)


def test_an_entry_that_is_too_large_is_told_with_its_size(folder: CatalogFolder, folder_relay: Relay) -> None:
    folder.write()
    answered_in_front(folder_relay, TOO_LARGE, folder.backend.calls.create)

    folder.sync(code=3).expect_words("what is sent for this entry is larger than portail takes (", "kB)")

    assert folder.backend.all() == []
    folder.sync()
    folder.expect_settled(1)


REFUSALS: dict[str, Callable[[Json], tuple[int, Json]]] = {
    "ckan": lambda errors: (409, {"success": False, "error": {"__type": "Validation Error", **errors}}),
    "udata": lambda errors: (400, {"message": "invalid", "errors": errors}),
}
DESCRIPTION = {"ckan": "notes", "udata": "description"}
ADDRESS = {"resources": [{}, {"url": ["Refusée ici"]}]}


def test_a_field_that_the_catalogue_refuses_is_named_with_its_line(folder: CatalogFolder, folder_relay: Relay) -> None:
    """A plug-in of the portal may refuse what no rule of ours knows."""
    kind = folder.backend.kind
    folder.write()
    for errors, words, text in (
        ({DESCRIPTION[kind]: ["Trop courte"]}, "portail refuses the entry: description: Trop courte", "description:"),
        (ADDRESS, "portail refuses the entry: resources.carte.url: Refusée ici", "toilettes.geojson"),
    ):
        status, document = REFUSALS[kind](errors)
        answered_in_front(folder_relay, Reply(status, json.dumps(document).encode()), folder.backend.calls.create)

        folder.sync(code=3).expect_words(f"{words} ({place_of(folder, text)}", "Correct the field named above")

    assert folder.backend.all() == []
    folder.sync()
    folder.expect_settled(1)


def place_of(folder: CatalogFolder, text: str) -> str:
    """Return file and line of a text in the plain manifest."""
    lines = (folder.manifests / folder.producer / "toilettes.yml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, line in enumerate(lines, 1) if text in line)
    return f"manifests/{folder.producer}/toilettes.yml:{line}:"
