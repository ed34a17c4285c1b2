"""`publisher sandbox` and `--sandbox`, as a person uses them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .conftest import Bench, environment, free_port


@contextmanager
def serving(root: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A `publisher sandbox` that runs while the block does: the address it says, and its process."""
    command = [sys.executable, "-u", "-m", "publisher", "sandbox", "--lang", "en", *arguments]
    with subprocess.Popen(
        command, cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first.startswith("Pages: http://127.0.0.1:"), first
            yield first.removeprefix("Pages: ").strip(), process
        finally:
            process.kill()


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as reply:
        return str(reply.read().decode())


def published(root: Path) -> str:
    """The pages of all catalogues, one after the other."""
    with serving(root) as (address, _process):
        return "".join(page(f"{address}{name}/") for name in ("atlas", "national", "regional"))


def test_what_was_published_is_on_the_pages(valmere: Bench) -> None:
    said = valmere("sync", "--sandbox", "--yes")

    assert "To see the pages of the sandbox:  publisher sandbox" in said.err
    pages = published(valmere.root)
    assert "Bibliothèques de Rocheclaire" in pages
    assert "Arbres de Valmère" in pages
    assert "Pistes cyclables" not in pages


def test_hostile_text_of_a_manifest_stays_text_on_the_pages(valmere: Bench) -> None:
    nasty = "</h1><script>alert(1)</script>"
    folder = valmere.root / "manifests" / "rocheclaire"
    (folder / "piege.yml").write_text(
        f'title: {nasty}\ndescription: "{nasty} {{{{ 7*7 }}}}"\nkeywords: [piège]\n'
        f"resources: [{{id: a, title: '{nasty}', url: 'https://example.org/?q=<script>'}}]\n",
        encoding="utf-8",
    )
    valmere("sync", "--sandbox", "--yes", "rocheclaire/piege")

    with serving(valmere.root) as (address, _process):
        lists = [page(f"{address}{name}/") for name in ("atlas", "national")]
        links = [re.findall(r'href="(/(?:atlas|national)/datasets?/[^"]+)"', found) for found in lists]
        pages = [page(address.rstrip("/") + link) for link in (*links[0], *links[1])]

    assert len(pages) == 2
    assert all("&lt;script&gt;alert(1)" in found and "{{ 7*7 }}" in found for found in pages)
    assert not any("<script" in found for found in (*lists, *pages))


def test_a_sandbox_that_runs_is_the_one_that_is_spoken_to(valmere: Bench) -> None:
    with serving(valmere.root) as (address, _process):
        valmere("sync", "--sandbox", "--yes")
        assert "Bibliothèques de Pontvieux" in page(f"{address}atlas/")
        assert valmere("plan", "--sandbox", "--exit-code").out.splitlines()[-1].startswith("Nothing to do")
    assert valmere("plan", "--sandbox", "--exit-code").code == 0


def test_a_producer_who_came_since_it_runs_is_known_to_it(valmere: Bench) -> None:
    with serving(valmere.root):
        folder = valmere.root / "manifests" / "neuveglise"
        folder.mkdir()
        (folder / "producer.yml").write_text("name: Neuveglise\norganization: {atlas: neuveglise}\n", encoding="utf-8")
        (folder / "arbres.yml").write_text(
            "title: Arbres de Neuveglise\ndescription: Essai.\n"
            "resources: [{id: csv, title: Tableau, url: 'https://cartes-valmere.example.org/n.csv'}]\n",
            encoding="utf-8",
        )
        assert "3 of 3 entries done" in valmere("sync", "--sandbox", "--yes", "neuveglise").out


def test_its_port_stays(valmere: Bench) -> None:
    port = free_port()
    with serving(valmere.root, "--port", str(port)) as (address, _process):
        assert address == f"http://127.0.0.1:{port}/"
    with serving(valmere.root) as (again, _process):
        assert again == address
    assert f"http://127.0.0.1:{port}/atlas/dataset/" in valmere("sync", "--sandbox", "--yes").out


def test_a_port_that_another_program_has_is_told(valmere: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        said = valmere("sandbox", "--port", str(port), code=1).err

    assert said == f"✘ port {port} is used by another program: choose another one, publisher sandbox --port N\n"


def test_it_begins_anew_when_told_to(valmere: Bench) -> None:
    valmere("sync", "--sandbox", "--yes")
    with serving(valmere.root, "--fresh") as (address, _process):
        assert "Bibliothèques de Rocheclaire" not in page(f"{address}atlas/")


def test_it_does_not_begin_anew_under_somebody_who_serves_it(valmere: Bench) -> None:
    with serving(valmere.root) as (address, _process):
        valmere("sync", "--sandbox", "--yes")
        for arguments in (("--fresh",), ("--port", str(free_port()))):
            said = valmere("sandbox", *arguments, code=1).err
            assert said == f"✘ the sandbox is already open at {address}: stop it first (Ctrl-C in its window)\n"
        assert "Bibliothèques de Rocheclaire" in page(f"{address}atlas/")


def test_who_finds_it_served_takes_over_when_that_ends(valmere: Bench) -> None:
    with serving(valmere.root) as (address, first), serving(valmere.root) as (same, _second):
        assert same == address
        first.terminate()
        first.wait(timeout=20)
        limit = time.monotonic() + 10
        while "Catalogues du bac à sable" not in seen(address) and time.monotonic() < limit:
            time.sleep(0.05)
        assert "Catalogues du bac à sable" in seen(address)


def seen(address: str) -> str:
    """A page; nothing where nobody answers."""
    try:
        return page(address)
    except OSError:
        return ""


def test_a_proxy_of_the_machine_is_not_asked(valmere: Bench) -> None:
    """A town hall has one for the web, and it knows no sandbox."""
    proxies = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    behind = Bench(valmere.root, proxies)

    assert "9 of 9 entries done" in behind("sync", "--sandbox", "--yes", "--verify").out
    with serving(valmere.root):
        assert "Nothing to do" in behind("plan", "--sandbox", "--exit-code").out


def test_a_plan_of_the_sandbox_is_for_the_sandbox_alone(valmere: Bench) -> None:
    said = valmere("plan", "--sandbox", "rocheclaire", "--out", "mon plan.json").out

    assert said.endswith("To do this:  publisher apply 'mon plan.json' --sandbox\n")
    refused = valmere("apply", "mon plan.json", "--yes", code=64).err
    assert "the plan was made in the sandbox: add --sandbox, or make a new plan" in refused
    assert "3 of 3 entries done" in valmere("apply", "mon plan.json", "--yes", "--sandbox").out


def test_a_file_that_is_none_of_ours_is_told_and_replaced_when_told_to(valmere: Bench) -> None:
    file = valmere.root / ".publisher" / "sandbox.sqlite"
    file.write_text("autre chose", encoding="utf-8")

    said = valmere("plan", "--sandbox", code=1).err
    assert said.startswith("✘ .publisher/sandbox.sqlite cannot be used (file is not a database): delete it")
    with serving(valmere.root, "--fresh") as (address, _process):
        assert "Catalogues du bac à sable" in page(address)


def test_a_slow_upload_holds_up_nobody_else(valmere: Bench) -> None:
    with serving(valmere.root) as (address, _process):
        port = int(address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as slow:
            head = "POST /atlas/api/3/action/package_show HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\n{"
            slow.sendall(head.encode())
            time.sleep(0.3)
            assert "9 of 9 entries done" in valmere("sync", "--sandbox", "--yes").out


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8765"])
def test_it_answers_to_its_own_name_alone(valmere: Bench, name: str) -> None:
    """A web page could have its own name lead here, and read what is not published."""
    with serving(valmere.root) as (address, _process):
        request = urllib.request.Request(f"{address}sandbox.json", headers={"Host": name})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        with refused.value:
            assert refused.value.code == 400


def test_a_page_that_is_not_there_says_so_in_french(valmere: Bench) -> None:
    with serving(valmere.root) as (address, _process):
        for path in ("rien/", "atlas/dataset/rien"):
            with pytest.raises(urllib.error.HTTPError) as missing:
                page(f"{address}{path}")
            with missing.value:
                assert missing.value.code == 404
                assert "Cette page n'existe pas" in missing.value.read().decode()


@pytest.mark.parametrize("port", ["0", "70000", "abc", "²"])
def test_a_port_that_is_none(valmere: Bench, port: str) -> None:
    assert "a port is a number from 1 to 65535" in valmere("sandbox", "--port", port, code=64).err


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_ctrl_c_ends_it_well(valmere: Bench) -> None:
    with serving(valmere.root) as (_address, process):
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=20)

    assert process.returncode == 0
    assert err.endswith("Stopped.\n")


def test_no_token_and_no_address_of_the_real_portals_is_needed(valmere: Bench) -> None:
    """The settings of catalogs.yml are those of the real portals, in mode observe: none of it counts here."""
    said = valmere("doctor", "--sandbox").out

    assert "ready" in said.splitlines()[-1].lower()
    assert "valmere.example" not in said


def test_a_kind_that_it_cannot_be_is_told(valmere: Bench) -> None:
    catalogs = valmere.root / "manifests" / "catalogs.yml"
    text = catalogs.read_text(encoding="utf-8")
    catalogs.write_text(text.replace("kind: udata", "kind: geonetwork"), encoding="utf-8")

    said = valmere("plan", "--sandbox", code=1).err

    assert "the sandbox has no catalogue of kind geonetwork (national); it has: ckan, udata" in said
