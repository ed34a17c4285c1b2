"""A whole use of the tool, with failures: the tokens are in no output, plan, journal, crash file or log."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Final

import pytest

from publisher.sandbox.ckan import Ckan
from publisher.sandbox.seed import Organization, Role, Seed, User
from publisher.sandbox.udata import Udata

from .catalogs import served_catalog
from .conftest import ROOT, ManifestFolder
from .raw_server import raw_server, reply

CKAN_SECRET: Final = "ckan-7f3a91c2-secret"
UDATA_SECRET: Final = "eyJhbGciOiJIUzUxMiJ9.eyJ1c2VyIjoi.udata-41be77-secret"
SECRETS: Final = (CKAN_SECRET, UDATA_SECRET)

CRASHING: Final = """
import os
from publisher.catalogs.ckan.catalog import CkanCatalog

if place := os.environ.get("CRASH"):
    def crash(self, *arguments):
        token, headers = self.token, {"Authorization": self.token}
        raise RuntimeError(f"a fault in {place}")
    setattr(CkanCatalog, place, crash)
"""
"""Loaded by Python at its start: an internal error in a method of the adapter, whose variables hold the token."""


@dataclass
class Portals:
    """The folder of manifests, and everything that the tool has printed."""

    folder: ManifestFolder
    printed: str = ""

    def run(self, *arguments: str, code: int = 0, crash: str = "", **environ: str) -> str:
        """Run the command, and keep what it prints."""
        variables = {**self.folder.extra, **environ, "CRASH": crash}
        output = ManifestFolder(self.folder.root, variables)(*arguments, code=code)
        self.printed += output.out + output.err
        return output.out + output.err

    def everything(self) -> str:
        """Return all that was printed, and all files but the manifests."""
        files = [path for path in self.folder.root.rglob("*") if path.is_file() and path.name != "sitecustomize.py"]
        return self.printed + "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)

    def write_settings(self, url: dict[str, str], more: str = "") -> None:
        catalogs = {
            kind: {
                "kind": kind, "url": address, "mode": "manage", "rate": 1000, "timeouts": {"connect": 2, "read": 10},
                "token_env": f"PUBLISHER_{kind.upper()}_TOKEN",
            }
            for kind, address in url.items()
        }  # fmt: skip
        settings = {"repository": "essais", "catalogs": catalogs}
        path = self.folder.root / "manifests" / "catalogs.yml"
        path.write_text(json.dumps(settings) + more, encoding="utf-8")  # JSON is YAML


@pytest.fixture
def portals(tmp_path: Path) -> Iterator[Portals]:
    bron = tmp_path / "manifests" / "bron"
    bron.mkdir(parents=True)
    (bron / "producer.yml").write_text("name: Bron\norganization: {ckan: lyon, udata: lyon}\n")
    for stem in ("arbres", "bancs"):
        (bron / f"{stem}.csv").write_text(f"nom;lat\n{stem};45.7\n")
        (bron / f"{stem}.yml").write_text(
            f"title: Les {stem}\ndescription: Liste.\nlicense: lov2\n"
            f"resources: [{{id: csv, path: {stem}.csv, title: T}}]\n"
        )
    (tmp_path / "sitecustomize.py").write_text(CRASHING)
    variables = {
        "PUBLISHER_CKAN_TOKEN": CKAN_SECRET, "PUBLISHER_UDATA_TOKEN": UDATA_SECRET, "PYTHONPATH": f"{tmp_path}:{ROOT}"
    }  # fmt: skip
    seeds = [
        Seed((Organization("lyon", "Lyon"),), (User("editeur", secret, roles={"lyon": Role.EDITOR}),))
        for secret in SECRETS
    ]
    with served_catalog(Ckan(), seeds[0]) as ckan, served_catalog(Udata(), seeds[1]) as udata:
        found = Portals(ManifestFolder(tmp_path, variables))
        found.write_settings({"ckan": ckan, "udata": udata})
        yield found


def test_a_whole_run_and_its_failures_leave_no_token_behind(portals: Portals) -> None:
    portals.run("doctor")
    portals.run("plan", "--out", "plan.json")
    portals.run("plan", "--format", "json")
    portals.run("plan", "--format", "markdown", GITHUB_ACTIONS="true")
    assert "2 of 4 entries done" in portals.run("sync", "--yes", "--verify", code=3, crash="upload")
    assert "2 of 2 entries done" in portals.run("sync", "--yes", "--verify")
    portals.run("plan", code=70, crash="observe")
    portals.run("status")

    text = portals.everything()
    assert (portals.folder.root / ".publisher" / "crash.log").exists()
    assert "a fault in upload" in text
    assert "a fault in observe" in text
    for secret in SECRETS:
        assert secret not in text


def test_a_server_that_repeats_the_token_does_not_get_it_printed(portals: Portals) -> None:
    """Both kinds, in every message that quotes a server: refusals, redirections, pages."""

    def echo(connection: socket, head: bytes) -> None:
        heard = head.decode("latin-1").partition("\r\n")[2]
        secret = next((value for value in SECRETS if value in heard), "nothing")
        body = json.dumps({"success": False, "error": {"__type": "Error", "message": heard}, "message": heard})
        if b"status_show" in head or b"/site/" in head:
            location = f"https://x.example/{'a' * 10}?token={secret}"
            connection.sendall(reply(b"", "302 Found", Location=location))
        else:
            connection.sendall(reply(body.encode(), "400 Bad Request"))

    with raw_server(echo) as server:
        portals.write_settings({"ckan": server.url, "udata": server.url})
        portals.run("doctor", code=1)
        portals.run("plan", code=1)
        portals.run("plan", "--catalog", "udata", code=1)
        portals.run("sync", "--yes", "--catalog", "ckan", code=1)

    received = b"\n".join(server.heads).decode("latin-1")
    assert all(secret in received for secret in SECRETS)
    for secret in SECRETS:
        assert secret not in portals.everything()


def test_a_token_in_the_address_of_another_catalogue_goes_nowhere(portals: Portals) -> None:
    with raw_server(lambda connection, head: connection.sendall(reply(b"{}"))) as server:
        portals.write_settings({"ckan": f"{server.url}/${{PUBLISHER_UDATA_TOKEN}}", "udata": server.url})
        for command in (["doctor"], ["validate"], ["plan"], ["plan", "--format", "json"], ["sync", "--yes"]):
            assert "holds a catalogue's token" in " ".join(portals.run(*command, code=1).split())
    assert server.heads == []
    for secret in SECRETS:
        assert secret not in portals.everything()
