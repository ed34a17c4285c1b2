"""`publisher release` asks, shows addresses, and removes the marker of an entry without a manifest."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.catalogs.errors import Refused
from publisher.model.messages import message
from publisher.model.values import State
from tests.unit.builders import CATALOG, applied, dataset, marker
from tests.unit.fake_catalog import FakeCatalog, Fault, doubtful, unavailable

from .conftest import DATASET, PRODUCER, Shell, dataset_of

OLD = applied(
    dataset(title="Budget"), marker=marker(key="bron/budget", repository="essais"), name="budget-bron", id="b"
)
ADDRESS = "https://data.example.org/dataset/"


@pytest.fixture
def orphaned(managed: FakeCatalog) -> FakeCatalog:
    """Provide a catalogue with an entry that no manifest names."""
    managed.put(OLD)
    return managed


def test_it_asks_and_shows_the_address(shell: Shell, orphaned: FakeCatalog) -> None:
    ran = shell("release", "bron/budget")
    assert ran.code == 64
    assert f"bron/budget · grandlyon · its marker is removed; the entry stays as it is: {OLD.address}" in ran.err
    assert "add --yes to write" in ran.err
    assert orphaned.writes == []


def test_it_removes_the_marker_alone(shell: Shell, orphaned: FakeCatalog) -> None:
    ran = shell("release", "bron/budget", "--yes")
    assert (ran.code, ran.out) == (
        0, f"✔ 1 of 1 entries let go: only their marker was removed\n  ✔ bron/budget · grandlyon · {OLD.address}\n",
    )  # fmt: skip
    after = orphaned.entries[OLD.id]
    assert (after.marker, after.content, after.resources) == (None, OLD.content, OLD.resources)
    assert orphaned.writes == ["release budget-bron"]


@pytest.mark.parametrize("late", [False, True])
def test_a_lost_reply_is_looked_after(shell: Shell, orphaned: FakeCatalog, late: bool) -> None:
    orphaned.fail("release budget-bron", Fault(doubtful(0), late=late))
    assert shell("release", "bron/budget", "--yes").code == 0
    assert orphaned.entries[OLD.id].marker is None
    assert len(orphaned.writes) == (1 if late else 2)


def test_a_failure_is_told(shell: Shell, orphaned: FakeCatalog) -> None:
    orphaned.fail("release budget-bron", Fault(unavailable()))
    ran = shell("release", "bron/budget", "--yes")
    assert (ran.code, "✘ bron/budget · grandlyon · it answered 503" in ran.out) == (3, True)
    assert orphaned.entries[OLD.id].marker == OLD.marker


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "budget",
            DATASET,
            "manifests/bron/budget.yml publishes it: remove this file, or write `catalogs: {grandlyon: f",
        ),
        ("comptes", DATASET + "previously: [bron/budget]\n", "comptes.yml names it under `previously:`"),
        ("budget", "title: [\n", "its manifest is invalid"),
    ],
)
def test_it_refuses_while_a_manifest_claims_it(
    shell: Shell, orphaned: FakeCatalog, file: str, text: str, said: str
) -> None:
    shell.write(f"bron/{file}.yml", text)
    ran = shell("release", "bron/budget", "--yes")
    assert (ran.code, said in ran.err, OLD.address in ran.err) == (3, True, True)
    assert orphaned.writes == []


def test_a_withdrawn_dataset_can_be_let_go(shell: Shell, orphaned: FakeCatalog) -> None:
    shell.write("bron/budget.yml", DATASET + "catalogs: {grandlyon: false}\n")
    assert shell("release", "bron/budget", "--yes").code == 0
    assert orphaned.entries[OLD.id].marker is None


@pytest.mark.parametrize("arguments", [(), ("bron",), ("bron/a/b",)])
def test_it_takes_keys_alone(shell: Shell, orphaned: FakeCatalog, arguments: tuple[str, ...]) -> None:
    ran = shell("release", *arguments, "--yes")
    assert (ran.code, "give a key, such as: publisher release PRODUCER/DATASET" in ran.err) == (64, True)


def test_a_key_that_no_entry_has(shell: Shell, orphaned: FakeCatalog) -> None:
    ran = shell("release", "bron/x", "--yes")
    assert (ran.code, ran.out, "no entry carries this key" in ran.err) == (0, "Nothing was written.\n", True)


def test_mode_observe_writes_nothing(shell: Shell, orphaned: FakeCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISHER_MODE", "observe")
    ran = shell("release", "bron/budget", "--yes")
    assert (ran.code, "mode observe" in ran.err, orphaned.writes) == (1, True, [])


def test_an_empty_folder_is_refused_unless_asked_for(shell: Shell, orphaned: FakeCatalog) -> None:
    Path("manifests/bron/wc.yml").unlink()
    for command in (("plan",), ("sync", "--yes"), ("sync", "--prune", "--yes")):
        ran = shell(*command)
        assert (ran.code, ran.err.startswith("✘ manifests has no manifest: "), orphaned.writes) == (1, True, [])
    ran = shell("plan", "--prune", "--allow-empty")
    assert (ran.code, "1 to hide" in ran.out) == (0, True)
    assert ran.out.rstrip().endswith("publisher sync --prune --allow-empty")


def test_nothing_is_pruned_while_a_manifest_is_invalid(shell: Shell, orphaned: FakeCatalog) -> None:
    """Not even one of another producer: it may be the renamed manifest of an entry that seems to have none."""
    shell.write("lyon/producer.yml", PRODUCER)
    shell.write("lyon/parcs.yml", "title: [\n")
    for command in (("plan", "--prune"), ("sync", "--prune", "--yes"), ("sync", "bron", "--prune", "--yes")):
        assert (shell(*command).code, orphaned.writes) == (1, [])


def test_nothing_is_pruned_while_a_folder_cannot_be_read(
    shell: Shell, orphaned: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.write("lyon/producer.yml", PRODUCER)
    shell.write("lyon/parcs.yml", dataset_of("Parcs"))
    listed = Path.iterdir

    def failing(path: Path) -> Iterator[Path]:
        yield from listed(path)
        if path.name == "lyon":
            raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "iterdir", failing)
    for command in (("plan",), ("sync", "--yes"), ("sync", "--prune", "--yes"), ("sync", "bron", "--prune", "--yes")):
        ran = shell(*command)
        assert (ran.code, orphaned.writes) == (1, [])
        assert "The folder cannot be read: access is denied" in ran.err


def test_an_empty_folder_of_a_producer_is_refused_where_its_entries_would_be_pruned(
    shell: Shell, orphaned: FakeCatalog
) -> None:
    Path("manifests/lyon").mkdir()
    assert shell("plan").code == 0
    assert shell("plan", "bron", "--prune").code == 0, "another producer is selected"
    for command in (("plan", "--prune"), ("sync", "--prune", "--yes")):
        ran = shell(*command)
        assert (ran.code, ran.err.startswith("✘ manifests/lyon is empty, and --prune"), orphaned.writes) == (
            1,
            True,
            [],
        )
        assert "--allow-empty" in ran.err
    assert shell("sync", "--prune", "--yes", "--allow-empty").code == 0
    assert orphaned.writes != []


@pytest.mark.parametrize(("public", "shown"), [("--public-output", False), ("--no-public-output", True)])
def test_a_public_log_shows_no_address_of_an_entry_that_is_not_public(
    shell: Shell, orphaned: FakeCatalog, public: str, shown: bool
) -> None:
    private = replace(OLD, content=replace(OLD.content, state=State.DRAFT))
    orphaned.put(private)
    what = message("its resources are those of {address}, renamed or deleted there", address=private.address)
    orphaned.fail("release budget-bron", Fault(Refused(CATALOG, what)))
    for code in (3, 0):
        ran = shell("release", "bron/budget", "--yes", public)
        assert (ran.code, private.address in ran.out) == (code, shown)
