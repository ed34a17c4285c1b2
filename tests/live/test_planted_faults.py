"""Losses that only planted faults revealed: see `tests/mutations`."""

from __future__ import annotations

import secrets
import urllib.request

import pytest

from . import portal as on_ckan
from .counting import Fault, FaultKind, Relay, Reply, answering
from .manifest_folder import NOTHING_WAITS, WAITS, CkanFolder
from .two_catalogs import CKAN, UDATA, TwoCatalogFolder

OLD, NEW, THEIRS = b"id;nom\n1;a\n", b"id;nom\n1;b\n", b"id;nom\n1;c\n"
"""Two contents of one size: the size does not distinguish them."""

SENDING = {CKAN: ("package_revise", '__upload"'), UDATA: ("POST datasets/{}/resources/{}/upload", "")}
"""The call that replaces a file, and a text in its body."""


def one_file(two_catalogs: TwoCatalogFolder, content: bytes) -> None:
    """Write a manifest with one file, and the file."""
    two_catalogs.put_file("tableau.csv", content)
    two_catalogs.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])


def replace_in_ckans_form(two_catalogs: TwoCatalogFolder, content: bytes) -> None:
    """Replace a file in CKAN's form of the resource, which sends its own fields; the old hash stays."""
    resource = on_ckan.named(two_catalogs.show_ckan(), "Tableau")
    edge = secrets.token_hex(8)
    fields = {name: str(resource.get(name) or "") for name in on_ckan.FORM_FIELDS} | {"url_type": "upload"}
    body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    body += f'--{edge}\r\nContent-Disposition: form-data; name="upload"; filename="tableau.csv"\r\n\r\n'
    request = urllib.request.Request(
        f"{two_catalogs.ckan.url}/api/3/action/resource_update",
        body.encode() + content + f"\r\n--{edge}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={edge}", "Authorization": two_catalogs.ckan.editor},
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60).close()


def on_ckans_disk(two_catalogs: TwoCatalogFolder) -> bytes:
    return two_catalogs.ckan.download(on_ckan.named(two_catalogs.show_ckan(), "Tableau"))


def test_a_file_of_the_same_size_put_there_in_the_catalogue_is_seen(two_catalogs: TwoCatalogFolder) -> None:
    """Neither the size nor the old hash, which the form leaves, shows the change."""
    one_file(two_catalogs, OLD)
    two_catalogs.sync()
    replace_in_ckans_form(two_catalogs, THEIRS)

    assert two_catalogs.changes(catalog=CKAN) == {"resources.csv.file": "drift"}
    two_catalogs.sync("--drift", "revert")

    assert on_ckans_disk(two_catalogs) == OLD
    two_catalogs.expect_settled(1)


@pytest.mark.parametrize("catalog", [CKAN, UDATA])
def test_a_file_of_the_same_size_whose_sending_failed_is_sent_again(
    two_catalogs: TwoCatalogFolder, ckan_relay: Relay, udata_relay: Relay, catalog: str
) -> None:
    """The file that is there still has the right size: it is the old one."""
    one_file(two_catalogs, OLD)
    two_catalogs.sync()
    one_file(two_catalogs, NEW)
    action, about = SENDING[catalog]
    fault = Fault(FaultKind.BAD_GATEWAY, action, times=1, about=about)
    (ckan_relay if catalog == CKAN else udata_relay).faults.append(fault)

    two_catalogs.sync().expect_words("2 of 2 entries done")

    assert fault.times <= 0
    assert on_ckans_disk(two_catalogs) == NEW
    two_catalogs.expect_settled(1)


def test_what_a_catalogue_stores_in_its_own_way_is_not_called_an_edit(two_catalogs: TwoCatalogFolder) -> None:
    """CKAN recognizes a file by the moment of its upload, not by its bytes."""
    one_file(two_catalogs, OLD)
    two_catalogs.sync()

    assert {step["step"] for step in two_catalogs.plan()["steps"]} == {"same"}


def test_a_renamed_manifest_keeps_its_entry_where_names_do_not_help(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write()
    udata_folder.sync()
    before = udata_folder.show()
    udata_folder.remove()

    udata_folder.write("wc", previously=[udata_folder.key("toilettes")])
    udata_folder.pending(WAITS).expect_words("1 to change")
    udata_folder.sync()

    assert udata_folder.show("wc")["id"] == before["id"]
    udata_folder.expect_settled(1)


def test_an_edit_that_is_kept_is_shown_with_the_value_of_the_catalogue(udata_folder: TwoCatalogFolder) -> None:
    key = udata_folder.write()
    udata_folder.sync()
    udata_folder.udata.call(
        "PUT", f"datasets/{udata_folder.show()['id']}/", {"title": "Titre du portail", "tags": ["toilettes"]}
    )

    ran = udata_folder.run("plan", "--exit-code").expect_exit(NOTHING_WAITS)

    ran.expect_words(key, "edited in the catalogue: kept", "title", "Titre du portail")


def test_a_redirect_of_udata_is_not_followed_and_takes_no_token_along(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.write()
    with answering(Reply(200, b"{}")) as thief:
        redirect = Reply(301, b"", "text/html", (("Location", f"{thief.url}/api/1/me/"),))
        with answering(redirect) as other:
            udata_folder.write_settings(urls={UDATA: other.url})

            udata_folder.run("sync", "--yes").expect_exit(1).expect_words(other.url, f"redirects to {thief.url}")
        assert thief.tokens == []
    assert udata_folder.entries() == []


def test_a_whole_copy_is_left_alone_and_the_entry_of_our_name_is_changed(ckan_folder: CkanFolder) -> None:
    """The copy carries the marker and everything that the marker lists."""
    name = ckan_folder.write(resources=[])
    ckan_folder.sync()
    copied = {field: ckan_folder.show()[field] for field in ("title", "notes", "license_id", "extras", "owner_org")}
    tags = [{"name": tag["name"]} for tag in ckan_folder.show()["tags"]]
    copy = ckan_folder.portal.create(name=f"{name}-copie", tags=tags, **copied)
    ckan_folder.write(title="Autre titre", resources=[])

    ckan_folder.sync()

    assert ckan_folder.portal.show(copy["id"]) == copy
    assert ckan_folder.show()["title"] == "Autre titre"
