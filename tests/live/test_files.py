"""Files as a user publishes them: the same bytes come back, and no file is sent twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from . import udata_portal as on_udata
from .counting import Fault, FaultKind, Relay
from .file_contents import archive, content_of, noise, table
from .manifest_folder import NOTHING_WAITS, WAITS
from .portal import Json
from .run_notes import Note
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder

MB = 1_000_000
SIZES = (
    1, 2, 200, 3_000, 65_535, 65_536, 65_537, 131_072, 999_999, MB, 2 * MB, 3_999_999, 4 * MB, 4_000_001,
    19 * MB, 20 * MB, 20 * MB + 1, 21 * MB, 50 * MB,
)  # fmt: skip
"""Bytes. Above 20 MB a file goes to udata in chunks of 4 MB."""

MEMORY = 100_000
"""kB. The most memory that a sync may take, whatever the size of its files."""

MEASURING = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""

UPLOADED = '__upload"'
"""A text in the body of every call to CKAN that sends a file."""


def one_file(
    two_catalogs: TwoCatalogFolder, name: str = "tableau.csv", content: bytes | str = b"a;b\n1;2\n", **fields: object
) -> str:
    """Write a manifest with one file, and the file; return the manifest's key."""
    two_catalogs.put_file(name, content)
    return two_catalogs.write(resources=[{"id": "csv", "title": "Tableau", "path": name, **fields}])


class _Watch(Fault):
    """Counts calls, and spoils none."""

    count = 0

    def applies(self) -> bool:
        self.count += 1
        return False


@dataclass
class Uploads:
    """How often a file, or a chunk of one, was sent to each catalogue."""

    ckan: Relay
    udata: Relay

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start counting again from zero."""
        self._watch = _Watch(FaultKind.LOST, "package_revise", about=UPLOADED)
        self.ckan.faults = [self._watch]
        self.udata.forget()

    def counted(self) -> tuple[int, int]:
        """Return the numbers of files sent to CKAN and to udata."""
        return self._watch.count, sum(n for name, n in self.udata.counted().items() if name.endswith("/upload"))


@pytest.fixture
def uploads(ckan_relay: Relay, udata_relay: Relay) -> Iterator[Uploads]:
    """Provide counters of the files sent to both catalogues."""
    yield Uploads(ckan_relay, udata_relay)


def memory_of_sync(two_catalogs: TwoCatalogFolder, code: int = 0) -> int:
    """Run a sync that ends with this code in a small process, and return the most memory that it took, in kB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURING, *two_catalogs.command("sync", "--yes")],
        cwd=two_catalogs.root, env=two_catalogs.environment(), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, encoding="utf-8", timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return int(done.stderr.split()[-1])


# ---- sizes


@pytest.mark.timeout(300)  # 25 seconds of work alone; beside eleven other tests it waits for a processor
def test_files_from_one_byte_to_50_mb_come_back_byte_for_byte(two_catalogs: TwoCatalogFolder, note: Note) -> None:
    for number, size in enumerate(SIZES):
        kind, content = ("txt", noise) if size < 200 else ("csv", table) if number % 2 else ("zip", archive)
        name = f"fichier-{number}.{kind}"
        two_catalogs.put_file(name, content(size))
        assert (two_catalogs.manifests / two_catalogs.producer / name).stat().st_size == size
        two_catalogs.write(
            f"jeu-{number:02}", title=f"Jeu {number}", resources=[{"id": "f", "title": "Fichier", "path": name}]
        )

    memory = memory_of_sync(two_catalogs)
    note(f"{memory / 1000:.0f} MB of memory for {sum(SIZES) / MB:.0f} MB of files")

    two_catalogs.expect_settled(len(SIZES))
    two_catalogs.sync().expect_words("Nothing to do")
    assert memory < MEMORY


@pytest.mark.parametrize(
    "content",
    [b'id;nom\n1;"' + noise(21 * MB).replace(b'"', b"_"), b"id;nom;" + b"x" * 50 * MB],
    ids=["a quote that never ends", "a line that never ends"],
)
def test_a_strange_table_takes_no_more_memory(two_catalogs: TwoCatalogFolder, content: bytes, note: Note) -> None:
    one_file(two_catalogs, content=content)

    memory = memory_of_sync(two_catalogs, code=1)
    note(f"{memory / 1000:.0f} MB of memory for one file of {len(content) / MB:.0f} MB")

    assert two_catalogs.entries() == []
    assert memory < MEMORY


# ---- what is sent


def several(two_catalogs: TwoCatalogFolder) -> None:
    """Write three datasets with two files each."""
    for n in range(3):
        for part in ("a", "b"):
            two_catalogs.put_file(f"{part}-{n}.csv", f"id;nom\n{n};{part}\n")
        resources = [{"id": part, "title": f"Partie {part}", "path": f"{part}-{n}.csv"} for part in ("a", "b")]
        two_catalogs.write(f"jeu-{n:02}", title=f"Jeu {n}", resources=resources)


def ckan_files(two_catalogs: TwoCatalogFolder) -> dict[str, Json]:
    """Return every resource on CKAN by its id."""
    return {
        resource["id"]: resource
        for entry in two_catalogs.ckan.entries(two_catalogs.organization)
        for resource in entry["resources"]
    }


def udata_files(two_catalogs: TwoCatalogFolder) -> dict[str, Json]:
    """Return every resource on udata by its id."""
    return {resource["id"]: resource for entry in two_catalogs.entries() for resource in entry["resources"]}


def test_each_file_is_sent_once(two_catalogs: TwoCatalogFolder, uploads: Uploads) -> None:
    several(two_catalogs)

    two_catalogs.sync().expect_words("6 of 6 entries done")

    assert uploads.counted() == (6, 6)
    two_catalogs.expect_settled(3)


def test_one_changed_byte_sends_one_file(two_catalogs: TwoCatalogFolder, uploads: Uploads) -> None:
    several(two_catalogs)
    two_catalogs.sync()
    before, udata_before = ckan_files(two_catalogs), udata_files(two_catalogs)
    uploads.forget()
    two_catalogs.put_file("b-1.csv", "id;nom\n1;c\n")

    changed = {(step["key"], step["catalog"]): [change["path"] for change in step["changes"]]
               for step in two_catalogs.plan()["steps"] if step["changes"]}  # fmt: skip
    two_catalogs.sync().expect_words("2 of 2 entries done")

    assert changed == {(two_catalogs.key("jeu-01"), name): ["resources.b.file"] for name in (CKAN, UDATA)}
    assert uploads.counted() == (1, 1)
    after, udata_after = ckan_files(two_catalogs), udata_files(two_catalogs)
    assert list(after) == list(before)
    sent_ids = [resource_id for resource_id in after if after[resource_id] != before[resource_id]]
    assert [(after[resource_id]["name"], after[resource_id]["url"]) for resource_id in sent_ids] == [
        ("Partie b", before[sent_ids[0]]["url"])
    ]
    assert list(udata_after) == list(udata_before)
    assert [
        udata_after[resource_id]["title"]
        for resource_id in udata_after
        if udata_after[resource_id]["checksum"] != udata_before[resource_id]["checksum"]
    ] == ["Partie b"]
    assert [
        resource_id
        for resource_id in udata_after
        if udata_after[resource_id]["latest"] != udata_before[resource_id]["latest"]
    ] == []
    two_catalogs.expect_settled(3)


def test_a_checksum_of_the_portal_does_not_outlive_its_file(two_catalogs: TwoCatalogFolder) -> None:
    """Plug-ins such as ckanext-xloader write `hash`; CKAN keeps it beside the bytes of another file."""
    one_file(two_catalogs)
    two_catalogs.sync()
    (resource_id,) = ckan_files(two_catalogs)
    two_catalogs.ckan.call("resource_patch", id=resource_id, hash="d41d8cd98f00b204e9800998ecf8427e")
    two_catalogs.pending(NOTHING_WAITS)

    one_file(two_catalogs, content=b"a;b\n1;3\n")
    two_catalogs.sync()

    assert ckan_files(two_catalogs)[resource_id]["hash"] == ""
    two_catalogs.expect_settled(1)


def test_another_title_sends_no_file(two_catalogs: TwoCatalogFolder, uploads: Uploads) -> None:
    one_file(two_catalogs)
    two_catalogs.sync()
    uploads.forget()
    one_file(two_catalogs, title="Autre titre")

    two_catalogs.sync()

    assert uploads.counted() == (0, 0)
    two_catalogs.expect_settled(1)


def test_a_plan_sends_nothing(two_catalogs: TwoCatalogFolder, uploads: Uploads) -> None:
    one_file(two_catalogs)

    two_catalogs.pending(WAITS).expect_words("1 file (8 bytes)")

    assert uploads.counted() == (0, 0)
    assert (two_catalogs.entries(), two_catalogs.ckan.entries(two_catalogs.organization)) == ([], [])


# ---- what udata would lose


def test_nothing_of_a_resource_is_lost_when_its_file_is_replaced(two_catalogs: TwoCatalogFolder) -> None:
    two_catalogs.put_file("guide.pdf", content_of("guide.pdf", 500))
    described = {
        "description": "Un tableau, **décrit**.",
        "type": "documentation",
        "schema": {"name": "scdl/equipements"},
    }
    guide = {"id": "guide", "title": "Guide", "path": "guide.pdf"}
    carte = {"id": "carte", "title": "Carte", "url": "https://example.org/carte.geojson", "format": "geojson"}
    two_catalogs.put_file("tableau.csv", "a;b\n1;2\n")
    tableau = {"id": "csv", "title": "Le tableau", "path": "tableau.csv", **described}
    two_catalogs.write(resources=[carte, tableau, guide])
    two_catalogs.sync()
    own = on_udata.named(two_catalogs.show(), "Le tableau")
    two_catalogs.udata.edit_resource(two_catalogs.show()["id"], own, extras={**own["extras"], "note:portail": "ici"})
    before = two_catalogs.show()
    two_catalogs.put_file("tableau.csv", "a;b\n1;2\n3;4\n")

    two_catalogs.sync()

    after = two_catalogs.show()
    old, new = (on_udata.named(entry, "Le tableau") for entry in (before, after))
    stable = ("id", "title", "description", "type", "schema", "extras", "latest", "format")
    assert {name: new[name] for name in stable} == {name: old[name] for name in stable}
    assert new["extras"]["note:portail"] == "ici"
    assert on_udata.titles_of(after) == ["Carte", "Le tableau", "Guide"]
    assert [resource["name"] for resource in two_catalogs.show_ckan()["resources"]] == ["Carte", "Le tableau", "Guide"]
    two_catalogs.expect_settled(1)


# ---- making sure


def test_verify_downloads_what_was_sent(two_catalogs: TwoCatalogFolder, uploads: Uploads) -> None:
    several(two_catalogs)

    two_catalogs.sync("--verify")

    two_catalogs.expect_settled(3)


@pytest.fixture
def altered(ckan_relay: Relay, udata_relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change a byte of each file on its way to the catalogues."""

    def alter(relay: Relay) -> None:
        forward = relay.forward

        def forward_altered(method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
            return forward(method, path, headers, body.replace(b"\n1;2\n", b"\n1;3\n"))

        monkeypatch.setattr(relay, "forward", forward_altered)

    alter(ckan_relay)
    alter(udata_relay)


def test_verify_reports_bytes_that_were_altered_on_the_way(
    two_catalogs: TwoCatalogFolder, altered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CKAN does not check the bytes, and would not report it; udata does."""
    one_file(two_catalogs)

    two_catalogs.sync("--verify", code=3).expect_words(
        "tableau.csv, downloaded from the catalogue, differs from the one that was sent",
        "the upload of tableau.csv (8 bytes) is incomplete or altered",
    )
    assert two_catalogs.show()["private"] is True
    assert two_catalogs.show_ckan()["private"] is True
    monkeypatch.undo()
    two_catalogs.sync("--verify")

    two_catalogs.expect_settled(1)
