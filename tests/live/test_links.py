"""Files that CKAN keeps and udata lists: the address, the checksum and the size; and udata waits for CKAN."""

from __future__ import annotations

import hashlib
import re

import pytest

from . import portal as on_ckan
from . import udata_portal as on_udata
from .counting import Fault, FaultKind, Relay
from .file_contents import archive, content_of
from .manifest_folder import WAITS
from .portal import Json
from .test_files import MB, UPLOADED, one_file
from .two_catalogs import CKAN, LINK, UDATA, UPLOAD, TwoCatalogFolder

OLD, NEW = b"id;nom\n1;a\n2;b\n", b"id;nom\n1;a\n2;c\n3;d\n"
LATER = "known after the upload to ckan"


@pytest.fixture
def linking(two_catalogs: TwoCatalogFolder) -> TwoCatalogFolder:
    """Provide manifests for both catalogues, where udata lists the files that CKAN keeps."""
    two_catalogs.write_settings(files=LINK)
    return two_catalogs


def sha256(content: bytes) -> Json:
    """Return a checksum as udata shows it."""
    return {"type": "sha256", "value": hashlib.sha256(content).hexdigest()}


def listed(two_catalogs: TwoCatalogFolder, title: str = "Tableau") -> Json:
    """Return the resource on udata."""
    return on_udata.named(two_catalogs.show(), title)


def expect_linked(two_catalogs: TwoCatalogFolder, content: bytes) -> None:
    """Assert that udata lists the file that CKAN keeps, and that nothing is pending."""
    ckan_resource, udata_resource = on_ckan.named(two_catalogs.show_ckan(), "Tableau"), listed(two_catalogs)
    assert (udata_resource["url"], udata_resource["filetype"]) == (ckan_resource["url"], "remote")
    assert (udata_resource["checksum"], udata_resource["filesize"]) == (sha256(content), len(content))
    assert two_catalogs.ckan.download(ckan_resource) == content
    two_catalogs.expect_settled(1)


# ---- all goes well


def test_udata_lists_the_file_that_ckan_keeps(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)

    linking.pending(WAITS).expect_words(LATER)
    linking.sync().expect_words("2 of 2 entries done")

    expect_linked(linking, OLD)
    assert not linking.show()["private"]


def test_no_byte_goes_to_udata(linking: TwoCatalogFolder, udata_relay: Relay) -> None:
    one_file(linking, "grand.zip", archive(2 * MB))

    linking.sync()

    assert [name for name in udata_relay.counted() if "upload" in name] == []
    linking.expect_settled(1)


def test_a_new_file_at_the_same_address_is_announced_to_udata(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    linking.sync()
    before = listed(linking)
    one_file(linking, content=NEW)

    assert linking.changes(catalog=CKAN) == {"resources.csv.file": "change"}
    assert "resources.csv.file" in linking.changes(catalog=UDATA)
    linking.sync().expect_words("2 of 2 entries done")

    expect_linked(linking, NEW)
    assert (listed(linking)["id"], listed(linking)["url"]) == (before["id"], before["url"])


def test_a_file_with_another_name_has_another_address(linking: TwoCatalogFolder) -> None:
    one_file(linking, "tableau.csv", OLD)
    linking.sync()
    (linking.manifests / linking.producer / "tableau.csv").unlink()
    one_file(linking, "tableau-2025.csv", NEW)

    linking.sync()

    expect_linked(linking, NEW)
    assert listed(linking)["url"].endswith("tableau-2025.csv")


def test_an_address_becomes_a_linked_file_and_back(linking: TwoCatalogFolder) -> None:
    resources = [{"id": "csv", "title": "Tableau", "url": "https://example.org/t.csv", "format": "csv"}]
    linking.write(resources=resources)
    linking.sync()
    one_file(linking, content=OLD)
    linking.sync()
    expect_linked(linking, OLD)
    (linking.manifests / linking.producer / "tableau.csv").unlink()
    linking.write(resources=resources)

    linking.sync()

    linking.expect_settled(1)
    assert (listed(linking)["url"], listed(linking)["checksum"]) == ("https://example.org/t.csv", None)


def test_a_second_file_joins_the_first(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    linking.sync()
    linking.put_file("autre.csv", NEW)
    resources = [{"id": own_id, "title": title, "path": f"{path}.csv"} for own_id, title, path in
                 (("autre", "Autre", "autre"), ("csv", "Tableau", "tableau"))]  # fmt: skip
    linking.write(resources=resources)

    linking.sync()

    assert on_udata.titles_of(linking.show()) == ["Autre", "Tableau"]
    expect_linked(linking, OLD)


def test_a_kind_of_file_that_udata_does_not_take_is_linked(linking: TwoCatalogFolder) -> None:
    content = content_of("tableau.parquet", 300)
    one_file(linking, "tableau.parquet", content)

    linking.sync()

    assert listed(linking)["checksum"] == sha256(content)
    linking.expect_settled(1)


def test_a_checksum_edited_in_the_catalogue_is_kept_or_put_back(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    linking.sync()
    false = {"type": "sha256", "value": "0" * 64}
    linking.udata.edit_resource(linking.show()["id"], listed(linking), checksum=false)

    assert linking.changes() == {"resources.csv.file": "drift"}
    linking.sync("--drift", "revert")

    expect_linked(linking, OLD)


# ---- CKAN comes first


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.BAD_GATEWAY, "package_create"),
        Fault(FaultKind.BAD_GATEWAY, "package_revise", about=UPLOADED),
    ],
    ids=["no entry", "no file"],
)
def test_udata_waits_where_ckan_fails(linking: TwoCatalogFolder, ckan_relay: Relay, fault: Fault) -> None:
    one_file(linking, content=OLD)
    ckan_relay.faults = [fault]

    ran = linking.sync(code=3).expect_words("0 of 2 entries done", "it depends on ckan", "--retry-failed")
    assert linking.entries() == []
    ckan_relay.faults = []
    command = re.search(r"publisher (apply --retry-failed \S+)", ran.out)
    assert command is not None
    linking.run(*command[1].split(), "--yes").expect_exit(0)

    expect_linked(linking, OLD)


def test_the_next_sync_does_both(linking: TwoCatalogFolder, ckan_relay: Relay) -> None:
    one_file(linking, content=OLD)
    ckan_relay.faults = [Fault(FaultKind.BAD_GATEWAY, "package_revise", about=UPLOADED)]
    linking.sync(code=3)
    ckan_relay.faults = []

    linking.sync()

    expect_linked(linking, OLD)


def test_udata_keeps_the_old_checksum_where_ckan_keeps_the_old_file(
    linking: TwoCatalogFolder, ckan_relay: Relay
) -> None:
    one_file(linking, content=OLD)
    linking.sync()
    one_file(linking, content=NEW)
    ckan_relay.faults = [Fault(FaultKind.BAD_GATEWAY, "package_revise", about=UPLOADED)]

    linking.sync(code=3)

    assert listed(linking)["checksum"] == sha256(OLD)
    ckan_relay.faults = []
    linking.sync()
    expect_linked(linking, NEW)


def test_udata_waits_where_ckan_is_blocked(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    name = linking.name("toilettes")
    theirs = linking.ckan.create(name=name, title="Autre chose", owner_org=linking.organization)

    linking.sync(code=3).expect_words("it depends on ckan", f"publisher plan {linking.key('toilettes')} --catalog ckan")
    assert linking.entries() == []
    linking.ckan.purge(theirs["id"])
    linking.sync()

    expect_linked(linking, OLD)


def test_udata_waits_where_a_guard_holds_ckan_back(linking: TwoCatalogFolder) -> None:
    linking.write_settings(guards={"columns": {"producer": 0, "run": 0}})
    one_file(linking, content=OLD)
    linking.sync()
    one_file(linking, content=b"id\n1\n")

    linking.sync(code=3).expect_words("--allow columns=1")
    assert listed(linking)["checksum"] == sha256(OLD)
    linking.sync("--allow", "columns=1")

    expect_linked(linking, b"id\n1\n")


def test_udata_waits_where_a_file_was_replaced_on_both_sides(linking: TwoCatalogFolder) -> None:
    """CKAN's conflict concerns udata, too: the final file is not known yet."""
    one_file(linking, content=OLD)
    linking.sync()
    linking.ckan.delete_resource(str(on_ckan.named(linking.show_ckan(), "Tableau")["id"]))
    one_file(linking, content=NEW)

    linking.sync(code=3)
    assert listed(linking)["checksum"] == sha256(OLD)
    linking.sync("--on-conflict", "manifest")

    expect_linked(linking, NEW)


def test_one_dataset_waits_and_the_others_go_on(linking: TwoCatalogFolder, ckan_relay: Relay) -> None:
    one_file(linking, content=OLD)
    linking.write_many(2)
    ckan_relay.faults = [Fault(FaultKind.BAD_GATEWAY, "package_create", about=linking.name("toilettes"))]

    linking.sync(code=3).expect_words("4 of 6 entries done")

    assert sorted(entry["title"] for entry in linking.entries()) == ["Jeu de données 0", "Jeu de données 1"]


# ---- udata alone


def test_udata_alone_waits_for_ckan(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)

    linking.sync("--catalog", "udata", code=3).expect_words(
        "it depends on ckan", f"publisher plan {linking.key('toilettes')} --catalog ckan"
    )

    assert (linking.entries(), linking.ckan.entries(linking.organization)) == ([], [])


def test_udata_alone_after_ckan(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    linking.sync("--catalog", "ckan")
    assert linking.entries() == []

    linking.sync("--catalog", "udata").expect_words("1 of 1 entries done")

    expect_linked(linking, OLD)


def test_udata_alone_does_not_announce_a_file_that_is_not_there(linking: TwoCatalogFolder) -> None:
    """The manifest has a new file, CKAN still the old one: the new checksum would be wrong."""
    one_file(linking, content=OLD)
    linking.sync()
    one_file(linking, content=NEW)

    linking.sync("--catalog", "udata", code=3).expect_words("it depends on ckan")

    assert listed(linking)["checksum"] == sha256(OLD)
    linking.sync()
    expect_linked(linking, NEW)


def test_udata_alone_without_ckans_token(linking: TwoCatalogFolder) -> None:
    one_file(linking, content=OLD)
    linking.sync("--catalog", "ckan")

    linking.run("sync", "--yes", "--catalog", "udata", env={"PUBLISHER_ESSAI_CKAN_TOKEN": ""}).expect_exit(0)

    expect_linked(linking, OLD)


# ---- what cannot be


def test_a_file_that_goes_to_udata_alone_has_no_keeper(linking: TwoCatalogFolder) -> None:
    linking.put_file("tableau.csv", OLD)
    resources = [{"id": "csv", "title": "Tableau", "path": "tableau.csv"}]
    linking.write(resources=resources, catalogs={CKAN: False})

    linking.run("validate").expect_exit(1).expect_words("PUB409", "toilettes.yml")
    linking.sync(code=1).expect_words("PUB409", "or publish the dataset in ckan.")

    assert linking.entries() == []


def test_a_draft_links_nothing(linking: TwoCatalogFolder) -> None:
    linking.put_file("tableau.csv", OLD)
    linking.write(state="draft", resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])

    linking.sync()

    assert (linking.entries(), linking.ckan.entries(linking.organization)) == ([], [])
    linking.pending(0)


# ---- a change of mind


@pytest.mark.parametrize(("first", "then"), [(UPLOAD, LINK), (LINK, UPLOAD)])
def test_from_uploads_to_links_and_back(two_catalogs: TwoCatalogFolder, first: str, then: str) -> None:
    two_catalogs.write_settings(files=first)
    one_file(two_catalogs, content=OLD)
    two_catalogs.sync()
    two_catalogs.expect_settled(1)
    two_catalogs.write_settings(files=then)

    two_catalogs.pending(WAITS).expect_words("its address changes")
    two_catalogs.sync()

    two_catalogs.expect_settled(1)
    assert listed(two_catalogs)["filetype"] == ("file" if then == UPLOAD else "remote")
    assert len(two_catalogs.show()["resources"]) == 1
