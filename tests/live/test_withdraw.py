"""A withdrawn dataset is hidden and emptied on both portals, nothing of it stays here, and nothing brings it back."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from .counting import Fault, FaultKind, Relay, Reply
from .manifest_folder import NOTHING_WAITS, PERSON_DECIDES, WAITS
from .test_rollback import commit
from .two_catalogs import CKAN, LINK, UDATA, UPLOAD, TwoCatalogFolder

SECRETS = (
    "Aliénor Dupuis-Chambon",
    "alienor.dupuis@example.org",
    "Liste nominative des bénévoles",
    "Benevolat associatif",
)
FILE = "association,annee\nLes amis de Dupuis-Chambon,2024\n"
STEM = "benevoles"


@pytest.fixture
def published(two_catalogs: TwoCatalogFolder) -> TwoCatalogFolder:
    """Publish a dataset that a request for erasure is about, and another one."""
    folder = two_catalogs
    folder.write_settings(files=UPLOAD)
    folder.put_file("benevoles.csv", "association,annee\nA,2023\n")
    write_dataset(folder)
    folder.write("parcs", title="Parcs", description="Parcs et jardins de la commune, avec leurs horaires d'ouverture.")
    commit(folder)
    folder.sync()
    folder.put_file("benevoles.csv", FILE)
    commit(folder)
    folder.sync()
    return folder


def write_dataset(folder: TwoCatalogFolder) -> None:
    """Write the manifest with values that name a person."""
    folder.write(
        STEM,
        title="Liste nominative des bénévoles",
        description="Bénévoles de la commune, tenue par Aliénor Dupuis-Chambon,\nmise à jour chaque année.",
        keywords=["Benevolat associatif", "commune"],
        contact={"name": "Aliénor Dupuis-Chambon", "email": "alienor.dupuis@example.org"},
        landing_page="https://example.org/benevoles-dupuis",
        extras={"tenu_par": "Aliénor Dupuis-Chambon"},
        version="relevé de Dupuis",
        resources=[
            {"id": "csv", "title": "Liste nominative des bénévoles", "path": "benevoles.csv"},
            {"id": "page", "title": "Page", "url": "https://example.org/benevoles-dupuis.html", "format": "html"},
        ],
    )


def edit_by_hand(folder: TwoCatalogFolder) -> None:
    """Put values into both entries that no manifest knows of."""
    name = folder.name(STEM)
    by_hand = [*folder.show_ckan(STEM)["extras"], {"key": "vu_avec", "value": "Aliénor Dupuis-Chambon"}]
    people = dict.fromkeys(("author", "author_email", "maintainer_email"), "alienor.dupuis@example.org")
    folder.ckan.call("package_patch", id=name, notes="Tenue par Aliénor Dupuis-Chambon", extras=by_hand, **people)
    folder.ckan.call("resource_create", package_id=name, name="Dupuis", url="https://example.org/dupuis.csv")
    folder.udata.put(folder.show(STEM)["id"], extras={**folder.show(STEM)["extras"], "vu_avec": "Dupuis"})


def replace_file_by_hand(folder: TwoCatalogFolder) -> None:
    """Put another file into the entry on CKAN, and let a run replace it: it keeps the bytes of before."""
    folder.ckan.replace_file(folder.show_ckan(STEM)["resources"][0], b"association\nChorale Dupuis-Chambon\n")
    folder.sync("--drift", "revert")
    assert [path for path in (folder.root / ".publisher").rglob("replaced/*/*/*") if path.is_file()] != []


def withdraw(folder: TwoCatalogFolder, *arguments: str, code: int = 0) -> str:
    """Withdraw the dataset; return what was said."""
    ran = folder.run("withdraw", folder.key(STEM), "--reason", "demande n° 12", "--yes", *arguments)
    return ran.expect_exit(code).words


def left_here(folder: TwoCatalogFolder) -> list[str]:
    """Return the files of the tool's folder that have something of the dataset."""
    files = (path for path in (folder.root / ".publisher").rglob("*") if path.is_file())
    texts = [*(secret.encode() for secret in SECRETS), FILE.encode(), b"dupuis"]
    return [path.name for path in files if any(text in path.read_bytes() for text in texts)]


def status_of(address: str) -> int:
    """Return the status of an address that anybody asks for."""
    try:
        with urllib.request.urlopen(address, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def expect_withdrawn(folder: TwoCatalogFolder) -> None:
    """Assert that both entries are hidden and empty."""
    entry, ckan = folder.show(STEM), folder.show_ckan(STEM)
    assert entry["private"] is True
    assert ckan["private"] is True
    assert entry["resources"] == ckan["resources"] == []
    for document in (entry, ckan):
        values = {name: value for name, value in document.items() if name != "organization"}
        assert [secret for secret in (*SECRETS, "dupuis") if secret.lower() in str(values).lower()] == []


def test_a_withdrawn_dataset_is_hidden_and_empty_and_nothing_of_it_stays_here(published: TwoCatalogFolder) -> None:
    files = {r["url"] for r in published.show_ckan(STEM)["resources"] if r["url_type"] == "upload"}
    stored = {r["url"] for r in published.show(STEM)["resources"] if r["filetype"] == "file"}
    replace_file_by_hand(published)
    edit_by_hand(published)
    assert len(files) == len(stored) == 1

    words = withdraw(published)

    expect_withdrawn(published)
    assert {status_of(address) for address in files} <= {401, 403, 404}
    assert status_of(f"{published.ckan.url}/api/3/action/package_show?id={published.name(STEM)}") in (403, 404)
    assert status_of(f"{published.udata.url}/api/1/datasets/{published.show(STEM)['id']}/") in (401, 403, 404)
    assert {status_of(address) for address in stored} <= {401, 403, 404}
    assert "still there" not in words
    contact = f"{published.udata.url}/api/1/contacts/"
    assert words.count(contact) == 1, "udata keeps the contact in the organization, and shows it to everybody"
    assert left_here(published) == []
    text = (published.manifests / published.producer / f"{STEM}.yml").read_text(encoding="utf-8")
    assert "withdrawn:" in text
    assert "demande n° 12" in text
    assert [secret for secret in SECRETS if secret in text] == []
    assert not (published.manifests / published.producer / "benevoles.csv").exists()
    published.pending(NOTHING_WAITS)


def states(folder: TwoCatalogFolder) -> list[object]:
    """Return both entries as their catalogues have them, whole."""
    return [folder.show_ckan(STEM), folder.show(STEM)]


def test_no_command_brings_a_withdrawn_dataset_back(published: TwoCatalogFolder) -> None:
    runs = sorted(path.stem for path in (published.root / ".publisher" / "runs").iterdir())
    withdraw(published)
    commit(published)
    emptied = states(published)

    published.run("sync", "--yes", "--drift", "revert", "--on-conflict", "manifest").expect_exit(0)
    published.run("sync", "--yes", published.key(STEM)).expect_exit(0)
    published.run("sync", "--yes", "--prune").expect_exit(0)
    for run in runs:
        published.run("rollback", run, "--yes").expect_exit(3).expect_words("withdrawn for good, and not put back")
        published.run("apply", "--retry-failed", run, "--yes")
    published.run("rollback", "latest", "--yes")
    published.run("pull", published.key(STEM), "--yes").expect_exit(0)
    published.run("adopt", published.key(STEM), "--yes")
    published.run("drift").expect_exit(0)
    published.run("import", published.organization, "--catalog", CKAN, "--yes")

    assert states(published) == emptied
    assert left_here(published) == []
    assert [path.name for path in published.manifests.rglob("benevoles*")] == ["benevoles.yml"]
    again = withdraw(published)
    assert "Nothing to do" in again or "unchanged" in again
    assert states(published) == emptied


def test_a_missing_tombstone_blocks_and_a_manifest_in_its_place_too(published: TwoCatalogFolder) -> None:
    published.write_settings(files=LINK)
    published.sync()
    withdraw(published)
    path = published.manifests / published.producer / f"{STEM}.yml"
    tombstone = path.read_text(encoding="utf-8")
    emptied = states(published)

    path.unlink()
    ran = published.run("sync", "--yes", "--prune").expect_exit(3)
    ran.expect_words("it was withdrawn for good", f"publisher withdraw {published.key(STEM)} --reason '…'")
    published.pending(PERSON_DECIDES)
    published.put_file("benevoles.csv", FILE)
    write_dataset(published)
    published.run("sync", "--yes").expect_exit(3).expect_words("it was withdrawn for good")
    published.run("release", published.key(STEM), "--yes").expect_exit(3)
    (published.manifests / published.producer / "benevoles.csv").unlink()
    published.write("liste", title="Liste", resources=[], previously=[published.key(STEM)])
    (published.manifests / published.producer / f"{STEM}.yml").unlink()
    published.run("sync", "--yes").expect_exit(3).expect_words("it was withdrawn for good")
    assert states(published) == emptied

    (published.manifests / published.producer / "liste.yml").unlink()
    withdraw(published)
    assert path.read_text(encoding="utf-8") == tombstone
    published.pending(NOTHING_WAITS)
    assert states(published) == emptied


def test_what_somebody_puts_into_the_entry_is_removed_at_the_next_sync(published: TwoCatalogFolder) -> None:
    withdraw(published)
    published.ckan.call("package_patch", id=published.name(STEM), private=False, notes="Dupuis")
    published.udata.put(published.show(STEM)["id"], private=False, description="Dupuis")

    published.pending(WAITS)
    published.sync()

    expect_withdrawn(published)
    published.ckan.call("package_patch", id=published.name(STEM), notes="Dupuis")
    published.udata.put(published.show(STEM)["id"], description="Dupuis")
    published.pending(WAITS)
    published.sync()
    expect_withdrawn(published)
    published.pending(NOTHING_WAITS)


def test_a_tombstone_alone_withdraws_at_the_next_sync(published: TwoCatalogFolder) -> None:
    """As where the tokens are with the workflow alone: the merge of the tombstone does it."""
    path = published.manifests / published.producer / f"{STEM}.yml"
    path.write_text("withdrawn: {date: 2026-11-28, reason: demande}\n", encoding="utf-8")
    (published.manifests / published.producer / "benevoles.csv").unlink()

    published.sync().expect_words("withdraw for good: emptied and hidden from the public")

    expect_withdrawn(published)
    published.pending(NOTHING_WAITS)


def test_nothing_is_changed_where_a_catalogue_is_only_observed(published: TwoCatalogFolder) -> None:
    published.write_settings(settings={CKAN: {"mode": "observe"}, "udata": {"mode": "observe"}})
    before = states(published)

    words = withdraw(published, code=3)

    assert "is in mode observe: nothing is written there" in words
    assert states(published) == before
    assert (published.manifests / published.producer / "benevoles.csv").exists()
    assert "title:" in (published.manifests / published.producer / f"{STEM}.yml").read_text(encoding="utf-8")


def test_a_withdrawal_names_one_key_and_a_reason_without_a_person(published: TwoCatalogFolder) -> None:
    key, before = published.key(STEM), states(published)

    published.run("withdraw", "--reason", "demande", "--yes").expect_exit(64).expect_words("give one key, such as")
    published.run("withdraw", published.producer, "--reason", "demande", "--yes").expect_exit(64)
    published.run("withdraw", key, "--reason", "demande", "--exclude", key, "--yes").expect_exit(64)
    mistyped = published.run("withdraw", f"{published.producer}/benevole", "--reason", "demande", "--yes")
    mistyped.expect_exit(64).expect_words(key)
    path = published.manifests / published.producer / f"{STEM}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}keywords: [\n", encoding="utf-8")
    broken = published.run("withdraw", key, "--reason", "demande", "--yes").expect_exit(1)
    broken.expect_words("cannot be read, and may name files and former keys: correct it first (publisher validate)")
    path.write_text(text, encoding="utf-8")
    for reason in (" ", "demande de a.dupuis@example.org", "appelée au 06 12 34 56 78"):
        published.run("withdraw", key, "--reason", reason, "--yes").expect_exit(64)
    published.run("withdraw", key, "--reason", "demande").expect_exit(64).expect_words("add --yes to write")

    assert states(published) == before
    assert "title:" in (published.manifests / published.producer / f"{STEM}.yml").read_text(encoding="utf-8")


def test_one_catalogue_can_go_first_and_a_sync_does_the_other(published: TwoCatalogFolder) -> None:
    words = withdraw(published, "--catalog", CKAN, code=3)

    assert f"! not done yet on {UDATA}. To go on: publisher sync {published.key(STEM)}" in words
    assert published.show_ckan(STEM)["private"] is True
    assert published.show(STEM)["private"] is False
    published.pending(WAITS)
    published.sync()
    expect_withdrawn(published)


def test_an_entry_that_the_manifest_only_named_is_told(published: TwoCatalogFolder) -> None:
    published.ckan.create(name=f"a-la-main-{published.producer}", owner_org=published.organization, title="Autre liste")
    key = published.write("autre", title="Autre liste", catalogs={CKAN: {"entry": f"a-la-main-{published.producer}"}})

    ran = published.run("withdraw", key, "--reason", "demande", "--yes").expect_exit(0)

    ran.expect_words(
        f"{CKAN}: the entry a-la-main-{published.producer}, which the manifest named, is not ours, and stays"
    )


def test_copies_of_an_earlier_rollback_go_too(published: TwoCatalogFolder) -> None:
    """Also those of a data file that the manifest of then named: the present one is a tombstone already."""
    copies = published.root / ".publisher" / "before-rollback" / "2026-01-01T0000-000000" / published.producer
    copies.mkdir(parents=True)
    for name in ("benevoles.yml", "benevoles.csv"):
        (copies / name).write_bytes((published.manifests / published.producer / name).read_bytes())
    path = published.manifests / published.producer / f"{STEM}.yml"
    path.write_text("withdrawn: {date: 2026-11-28, reason: demande}\n", encoding="utf-8")

    withdraw(published)

    expect_withdrawn(published)
    assert list(copies.iterdir()) == []
    assert left_here(published) == []


def test_one_that_fails_midway_has_hidden_the_entry_and_is_completed(
    published: TwoCatalogFolder, ckan_relay: Relay
) -> None:
    refusal = Reply(413, b"Trop gros", "text/plain")
    ckan_relay.faults = [Fault(FaultKind.FRONT, "package_revise", after=1, reply=refusal)]

    words = withdraw(published, code=3)

    assert "a part of the change is written, and the next run completes it" in words
    assert published.show_ckan(STEM)["private"] is True
    assert published.show_ckan(STEM)["resources"] != []
    assert left_here(published) == []
    ckan_relay.faults = []
    withdraw(published)
    expect_withdrawn(published)
    published.pending(NOTHING_WAITS)
