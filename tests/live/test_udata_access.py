"""Rights to write on udata: a message says which right is missing, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .portal import Json, Portal
from .two_catalogs import UDATA, TwoCatalogFolder
from .udata_portal import UdataPortal


@pytest.fixture
def other_organization(udata: UdataPortal) -> Iterator[str]:
    """Provide a second organization."""
    slug = udata.make_organization()
    yield slug
    udata.delete_organization(slug)


def published(two_catalogs: TwoCatalogFolder, **fields: object) -> Json:
    """Publish a plain manifest, and return its entry."""
    two_catalogs.write("toilettes", **fields)
    two_catalogs.sync()
    return two_catalogs.show()


def test_an_editor(udata_folder: TwoCatalogFolder) -> None:
    udata_folder.udata.add_member(udata_folder.udata_organization, udata_folder.udata.editor, "editor")
    entry = published(udata_folder)
    udata_folder.write(title="Autre titre")

    udata_folder.run("sync", "--yes", token=udata_folder.udata.editor).expect_exit(0)

    assert (udata_folder.show()["id"], udata_folder.show()["title"]) == (entry["id"], "Autre titre")
    udata_folder.expect_settled(1)


def test_a_partial_editor(udata_folder: TwoCatalogFolder) -> None:
    """A partial editor may change only its own entries: the message says what an administrator must do."""
    udata_folder.udata.add_member(udata_folder.udata_organization, udata_folder.udata.editor, "partial_editor")
    entry = published(udata_folder)
    udata_folder.write(title="Autre titre")
    udata_folder.write("fontaines", title="Fontaines")

    ran = udata_folder.run("sync", "--yes", token=udata_folder.udata.editor).expect_exit(3)

    ran.expect_words(udata_folder.key("toilettes"), "partial editor", "administrator")
    assert udata_folder.show() == entry
    assert udata_folder.udata.is_public(udata_folder.show("fontaines")["id"])
    udata_folder.sync()
    udata_folder.expect_settled(2)


def test_a_producer_that_moves_to_another_organization_is_settled_by_hand(
    udata_folder: TwoCatalogFolder, other_organization: str
) -> None:
    entry = published(udata_folder)
    first = udata_folder.producer
    udata_folder.producer = f"a{first}"
    udata_folder.write_producer(udata_folder.producer)
    udata_folder.write("reste", title="Ce qui reste")
    udata_folder.sync()
    udata_folder.producer, udata_folder.udata_organization, former = (
        first,
        other_organization,
        udata_folder.udata_organization,
    )
    udata_folder.write_producer(first)

    step = udata_folder.step()
    assert (step["step"], step.get("why")) == ("blocked", "organization")
    udata_folder.sync(code=3).expect_words(former, other_organization, entry["slug"])
    assert udata_folder.udata.live(other_organization) == []


def test_another_kind_of_catalogue_answers(udata_folder: TwoCatalogFolder, portal: Portal) -> None:
    """A server that is no udata gives a message, and nothing is written."""
    udata_folder.write()
    for url in (f"{udata_folder.udata.url}/nulle-part", portal.url):
        udata_folder.write_settings(urls={UDATA: url})
        for token in ("", None):
            udata_folder.run("plan", "--exit-code", token=token).expect_exit(1).expect_words("catalogs.yml")
