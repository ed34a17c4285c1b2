"""Losses that no test noticed until a fault was planted: see `tests/mutations`."""

from __future__ import annotations

import secrets
import urllib.request

import pytest

from . import portal as on_ckan
from .both import CKAN, UDATA, Both
from .counting import Fault, Kind, Relay, Reply, answering
from .workshop import NOTHING_WAITS, WAITS, Workshop

OLD, NEW, THEIRS = b"id;nom\n1;a\n", b"id;nom\n1;b\n", b"id;nom\n1;c\n"
"""Of one size: a size tells nothing of them."""

SENDING = {CKAN: ("package_revise", '__upload"'), UDATA: ("POST datasets/{}/resources/{}/upload", "")}
"""The call that replaces a file, and what stands in it."""


def one_file(both: Both, content: bytes) -> None:
    """A manifest with one file, and the file."""
    both.put_file("tableau.csv", content)
    both.write(resources=[{"id": "csv", "title": "Tableau", "path": "tableau.csv"}])


def replace_in_ckans_form(both: Both, content: bytes) -> None:
    """Another file, in the portal's form of the resource: it sends its own fields, and the old hash stays."""
    resource = on_ckan.named(both.show_ckan(), "Tableau")
    edge = secrets.token_hex(8)
    fields = {name: str(resource.get(name) or "") for name in on_ckan.FORM_FIELDS} | {"url_type": "upload"}
    body = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    body += f'--{edge}\r\nContent-Disposition: form-data; name="upload"; filename="tableau.csv"\r\n\r\n'
    request = urllib.request.Request(
        f"{both.ckan.url}/api/3/action/resource_update",
        body.encode() + content + f"\r\n--{edge}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={edge}", "Authorization": both.ckan.editor},
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60).close()


def on_ckans_disk(both: Both) -> bytes:
    return both.ckan.download(on_ckan.named(both.show_ckan(), "Tableau"))


def test_a_file_of_the_same_size_put_there_on_the_portal_is_seen(both: Both) -> None:
    """Neither its size nor the hash that the form leaves says so."""
    one_file(both, OLD)
    both.sync()
    replace_in_ckans_form(both, THEIRS)

    assert both.changes(catalog=CKAN) == {"resources.csv.file": "drift"}
    both.sync("--drift", "revert")

    assert on_ckans_disk(both) == OLD
    both.expect_settled(1)


@pytest.mark.parametrize("catalog", [CKAN, UDATA])
def test_a_file_of_the_same_size_whose_sending_failed_is_sent_again(
    both: Both, ckan_relay: Relay, udata_relay: Relay, catalog: str
) -> None:
    """The file that is there still has the right size: it is the old one."""
    one_file(both, OLD)
    both.sync()
    one_file(both, NEW)
    action, about = SENDING[catalog]
    fault = Fault(Kind.BAD_GATEWAY, action, times=1, about=about)
    (ckan_relay if catalog == CKAN else udata_relay).faults.append(fault)

    both.sync().expect_words("2 of 2 entries done")

    assert fault.times <= 0
    assert on_ckans_disk(both) == NEW
    both.expect_settled(1)


def test_what_a_portal_stores_in_its_own_way_is_not_called_an_edit(both: Both) -> None:
    """CKAN tells a file by the moment it came, not by its bytes."""
    one_file(both, OLD)
    both.sync()

    assert {step["step"] for step in both.plan()["steps"]} == {"same"}


def test_a_renamed_manifest_keeps_its_entry_where_names_tell_nothing(alone: Both) -> None:
    alone.write()
    alone.sync()
    before = alone.show()
    alone.remove()

    alone.write("wc", previously=[alone.key("toilettes")])
    alone.pending(WAITS).expect_words("1 to change")
    alone.sync()

    assert alone.show("wc")["id"] == before["id"]
    alone.expect_settled(1)


def test_an_edit_that_is_kept_is_shown_with_the_portals_words(alone: Both) -> None:
    key = alone.write()
    alone.sync()
    alone.udata.call("PUT", f"datasets/{alone.show()['id']}/", {"title": "Titre du portail", "tags": ["toilettes"]})

    ran = alone.run("plan", "--exit-code").expect_exit(NOTHING_WAITS)

    ran.expect_words(key, "edited in the catalogue: kept", "title", "Titre du portail")


def test_a_redirect_of_udata_is_not_followed_and_takes_no_token_along(alone: Both) -> None:
    alone.write()
    with answering(Reply(200, b"{}")) as thief:
        redirect = Reply(301, b"", "text/html", (("Location", f"{thief.url}/api/1/me/"),))
        with answering(redirect) as other:
            alone.furnish(urls={UDATA: other.url})

            alone.run("sync", "--yes").expect_exit(1).expect_words(other.url, f"redirects to {thief.url}")
        assert thief.tokens == []
    assert alone.entries() == []


def test_a_whole_copy_is_left_alone_and_the_entry_of_our_name_is_changed(workshop: Workshop) -> None:
    """The copy carries the marker, and all that the marker speaks of."""
    name = workshop.write(resources=[])
    workshop.sync()
    copied = {field: workshop.show()[field] for field in ("title", "notes", "license_id", "extras", "owner_org")}
    tags = [{"name": tag["name"]} for tag in workshop.show()["tags"]]
    copy = workshop.portal.create(name=f"{name}-copie", tags=tags, **copied)
    workshop.write(title="Autre titre", resources=[])

    workshop.sync()

    assert workshop.portal.show(copy["id"]) == copy
    assert workshop.show()["title"] == "Autre titre"
