"""`publisher sandbox` and `--sandbox`, as a user runs them."""

import json
import os
import re
import shlex
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

from publisher.cli.sandbox_catalogs import serve_sandbox
from publisher.manifests.load_folder import load

from .conftest import ManifestFolder, environment, free_port


@contextmanager
def serving(root: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `publisher sandbox` while the block runs; yield the address that it prints and its process."""
    command = [sys.executable, "-u", "-m", "publisher", "sandbox", "--lang", "en", *arguments]
    with subprocess.Popen(
        command, cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Pages: http://127.0.0.1:"), line
            yield line.removeprefix("Pages: ").strip(), process
        finally:
            process.kill()


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as reply:
        return str(reply.read().decode())


def published(root: Path) -> str:
    """Return the pages of all catalogues, joined."""
    with serving(root) as (address, _process):
        return "".join(page(f"{address}{name}/") for name in ("atlas", "national", "regional"))


def test_what_was_published_is_on_the_pages(valmere: ManifestFolder) -> None:
    output = valmere("sync", "--sandbox", "--yes")

    assert "To see the pages of the sandbox:  publisher sandbox" in output.err
    pages = published(valmere.root)
    assert "Bibliothèques de Rocheclaire" in pages
    assert "Arbres de Valmère" in pages
    assert "Pistes cyclables" not in pages


def test_hostile_text_of_a_manifest_stays_text_on_the_pages(valmere: ManifestFolder) -> None:
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
        links = [re.findall(r'href="(/(?:atlas|national)/datasets?/[^"]+)"', html) for html in lists]
        pages = [page(address.rstrip("/") + link) for link in (*links[0], *links[1])]

    assert len(pages) == 2
    assert all("&lt;script&gt;alert(1)" in html and "{{ 7*7 }}" in html for html in pages)
    assert not any("<script" in html for html in (*lists, *pages))


def test_a_sandbox_that_runs_is_the_one_that_is_spoken_to(valmere: ManifestFolder) -> None:
    with serving(valmere.root) as (address, _process):
        valmere("sync", "--sandbox", "--yes")
        assert "Bibliothèques de Pontvieux" in page(f"{address}atlas/")
        assert valmere("plan", "--sandbox", "--exit-code").out.splitlines()[-1].startswith("Nothing to do")
    assert valmere("plan", "--sandbox", "--exit-code").code == 0


def test_a_producer_who_came_since_it_runs_is_known_to_it(valmere: ManifestFolder) -> None:
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


def test_its_port_stays(valmere: ManifestFolder) -> None:
    port = free_port()
    with serving(valmere.root, "--port", str(port)) as (address, _process):
        assert address == f"http://127.0.0.1:{port}/"
    with serving(valmere.root) as (second_address, _process):
        assert second_address == address
    assert f"http://127.0.0.1:{port}/atlas/dataset/" in valmere("sync", "--sandbox", "--yes").out


def test_a_port_of_another_program_is_an_error(valmere: ManifestFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        output = valmere("sandbox", "--port", str(port), code=1).err

    assert output == f"✘ port {port} is used by another program: choose another one, publisher sandbox --port N\n"


def test_fresh_empties_the_sandbox(valmere: ManifestFolder) -> None:
    valmere("sync", "--sandbox", "--yes")
    with serving(valmere.root, "--fresh") as (address, _process):
        assert "Bibliothèques de Rocheclaire" not in page(f"{address}atlas/")


def test_fresh_is_refused_while_another_process_serves(valmere: ManifestFolder) -> None:
    with serving(valmere.root) as (address, _process):
        valmere("sync", "--sandbox", "--yes")
        for arguments in (("--fresh",), ("--port", str(free_port()))):
            output = valmere("sandbox", *arguments, code=1).err
            assert output == f"✘ the sandbox is already open at {address}: stop it first (Ctrl-C in its window)\n"
        assert "Bibliothèques de Rocheclaire" in page(f"{address}atlas/")


def test_who_finds_it_served_takes_over_when_that_ends(valmere: ManifestFolder) -> None:
    with serving(valmere.root) as (address, first_process), serving(valmere.root) as (second_address, _second_process):
        assert second_address == address
        first_process.terminate()
        first_process.wait(timeout=20)
        limit = time.monotonic() + 10
        while "Catalogues du bac à sable" not in page_or_nothing(address) and time.monotonic() < limit:
            time.sleep(0.05)
        assert "Catalogues du bac à sable" in page_or_nothing(address)


def page_or_nothing(address: str) -> str:
    """Return a page; empty where no server answers."""
    try:
        return page(address)
    except OSError:
        return ""


def test_a_proxy_of_the_machine_is_not_asked(valmere: ManifestFolder) -> None:
    """A town hall has a proxy for the web, which cannot reach the sandbox."""
    proxies = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    folder = ManifestFolder(valmere.root, proxies)

    assert "9 of 9 entries done" in folder("sync", "--sandbox", "--yes", "--verify").out
    with serving(valmere.root):
        assert "Nothing to do" in folder("plan", "--sandbox", "--exit-code").out


def test_a_plan_of_the_sandbox_is_for_the_sandbox_alone(valmere: ManifestFolder) -> None:
    output = valmere("plan", "--sandbox", "rocheclaire", "--out", "mon plan.json").out

    assert output.endswith("To do this:  publisher apply 'mon plan.json' --sandbox\n")
    errors = valmere("apply", "mon plan.json", "--yes", code=64).err
    assert "the plan was made in the sandbox: add --sandbox, or make a plan for the catalogues" in errors
    assert "3 of 3 entries done" in valmere("apply", "mon plan.json", "--yes", "--sandbox").out


def test_a_plan_of_the_catalogues_is_made_again_for_the_sandbox(valmere: ManifestFolder) -> None:
    valmere("plan", "--sandbox", "rocheclaire", "--out", "plan.json")
    file = valmere.root / "plan.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "sandbox": False}), encoding="utf-8")

    errors = valmere("apply", "plan.json", "--yes", "--sandbox", code=64).err
    command = re.search(r"publisher (plan .*)", errors)
    assert command is not None
    assert command[1] == "plan rocheclaire --out plan.json --sandbox"
    valmere(*shlex.split(command[1]))
    assert "3 of 3 entries done" in valmere("apply", "plan.json", "--yes", "--sandbox").out


def test_a_run_of_the_sandbox_is_retried_there(valmere: ManifestFolder) -> None:
    valmere("sync", "rocheclaire", "--sandbox", "--yes")
    (journal,) = (valmere.root / ".publisher" / "runs").glob("*.jsonl")

    errors = valmere("apply", "--retry-failed", journal.stem, "--yes", code=64).err
    command = re.search(r"the run was made in the sandbox: publisher (apply .*)", errors)
    assert command is not None
    assert "the run completed all its steps" in valmere(*shlex.split(command[1]), "--yes").out


def test_a_withdrawal_in_the_sandbox_leaves_the_folder_alone(valmere: ManifestFolder) -> None:
    valmere("sync", "rocheclaire", "--sandbox", "--yes")
    outside = ("sandbox.sqlite", "cache")  # the catalogues themselves, and what is found out again
    folder = (path for path in valmere.root.rglob("*") if path.is_file() and not set(path.parts) & set(outside))
    before = {path: path.read_bytes() for path in folder}
    key = next(path for path in before if path.parent.name == "rocheclaire" and b"path:" in path.read_bytes())

    ran = valmere("withdraw", f"rocheclaire/{key.stem}", "--reason", "demande", "--sandbox", "--yes")

    assert "is withdrawn in the sandbox; the files of this folder stay" in ran.err
    assert "To start again: publisher sandbox --fresh" in " ".join(ran.err.split())
    assert {path: path.read_bytes() for path in before} == before
    blocked = valmere("sync", "rocheclaire", "--sandbox", "--yes", code=3)
    assert "it was withdrawn for good" in blocked.err + blocked.out


def test_a_name_that_is_too_long_is_not_the_fault_of_the_sandbox(valmere: ManifestFolder) -> None:
    errors = valmere("import", "a" * 300, "--catalog", "atlas", "--sandbox", code=64).err

    assert "is too long for a name" in errors
    assert "sandbox.sqlite" not in errors


def test_what_fails_while_a_sandbox_is_served_is_not_the_fault_of_its_file(
    tmp_path: Path, valmere: ManifestFolder
) -> None:
    manifests = load(valmere.root / "manifests", {}).manifests

    with pytest.raises(FileNotFoundError), serve_sandbox(manifests, tmp_path / "sandbox.sqlite") as address:
        assert address.startswith("http://127.0.0.1:")
        (tmp_path / "absent").read_text(encoding="utf-8")


def test_a_file_that_is_no_sandbox_is_an_error_and_fresh_replaces_it(valmere: ManifestFolder) -> None:
    file = valmere.root / ".publisher" / "sandbox.sqlite"
    file.write_text("autre chose", encoding="utf-8")

    output = valmere("plan", "--sandbox", code=1).err
    assert output.startswith("✘ .publisher/sandbox.sqlite cannot be used (file is not a database): delete it")
    with serving(valmere.root, "--fresh") as (address, _process):
        assert "Catalogues du bac à sable" in page(address)


def test_a_slow_upload_delays_no_other_request(valmere: ManifestFolder) -> None:
    with serving(valmere.root) as (address, _process):
        port = int(address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as slow:
            head = "POST /atlas/api/3/action/package_show HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\n{"
            slow.sendall(head.encode())
            time.sleep(0.3)
            assert "9 of 9 entries done" in valmere("sync", "--sandbox", "--yes").out


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8765"])
def test_it_answers_to_its_own_name_alone(valmere: ManifestFolder, name: str) -> None:
    """A web page whose name resolves to this machine could otherwise read unpublished data."""
    with serving(valmere.root) as (address, _process):
        request = urllib.request.Request(f"{address}sandbox.json", headers={"Host": name})
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request, timeout=10)
        with error.value:
            assert error.value.code == 400


def test_a_page_that_is_not_there_says_so_in_french(valmere: ManifestFolder) -> None:
    with serving(valmere.root) as (address, _process):
        for path in ("rien/", "atlas/dataset/rien"):
            with pytest.raises(urllib.error.HTTPError) as error:
                page(f"{address}{path}")
            with error.value:
                assert error.value.code == 404
                assert "Cette page n'existe pas" in error.value.read().decode()


@pytest.mark.parametrize("port", ["0", "70000", "abc", "²"])
def test_a_port_that_is_none(valmere: ManifestFolder, port: str) -> None:
    assert "a port is a number from 1 to 65535" in valmere("sandbox", "--port", port, code=64).err


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_ctrl_c_ends_it_well(valmere: ManifestFolder) -> None:
    with serving(valmere.root) as (_address, process):
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=20)

    assert process.returncode == 0
    assert err.endswith("Stopped.\n")


def test_no_token_and_no_address_of_the_real_catalogues_is_needed(valmere: ManifestFolder) -> None:
    """The settings of catalogs.yml are those of the real catalogues, in mode observe; the sandbox ignores them."""
    output = valmere("doctor", "--sandbox").out

    assert "ready" in output.splitlines()[-1].lower()
    assert "valmere.example" not in output


def test_an_unknown_kind_of_catalogue_is_an_error(valmere: ManifestFolder) -> None:
    catalogs = valmere.root / "manifests" / "catalogs.yml"
    text = catalogs.read_text(encoding="utf-8")
    catalogs.write_text(text.replace("kind: udata", "kind: geonetwork"), encoding="utf-8")

    output = valmere("plan", "--sandbox", code=1).err

    assert "the sandbox has no catalogue of kind geonetwork (national); it has: ckan, udata" in output
