"""Who may write on udata, and where: a message that says what is missing, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .both import UDATA, Both
from .portal import Json, Portal
from .udata_portal import UdataPortal


@pytest.fixture
def elsewhere(udata: UdataPortal) -> Iterator[str]:
    """A second organization."""
    slug = udata.make_organization()
    yield slug
    udata.delete_organization(slug)


def published(both: Both, **fields: object) -> Json:
    """The entry of a plain manifest, just published."""
    both.write("toilettes", **fields)
    both.sync()
    return both.show()


def test_an_editor(alone: Both) -> None:
    alone.udata.add_member(alone.udata_organization, alone.udata.editor, "editor")
    entry = published(alone)
    alone.write(title="Autre titre")

    alone.run("sync", "--yes", token=alone.udata.editor).expect_exit(0)

    assert (alone.show()["id"], alone.show()["title"]) == (entry["id"], "Autre titre")
    alone.expect_settled(1)


def test_a_partial_editor(alone: Both) -> None:
    """It changes what it made, and nothing else: the message says what an administrator must do."""
    alone.udata.add_member(alone.udata_organization, alone.udata.editor, "partial_editor")
    entry = published(alone)
    alone.write(title="Autre titre")
    alone.write("fontaines", title="Fontaines")

    ran = alone.run("sync", "--yes", token=alone.udata.editor).expect_exit(3)

    ran.expect_words(alone.key("toilettes"), "partial editor", "administrator")
    assert alone.show() == entry
    assert alone.udata.seen(alone.show("fontaines")["id"])
    alone.sync()
    alone.expect_settled(2)


def test_a_producer_that_moves_to_another_organization_is_settled_by_hand(alone: Both, elsewhere: str) -> None:
    entry = published(alone)
    first = alone.producer
    alone.producer = f"a{first}"
    alone.employ(alone.producer)
    alone.write("reste", title="Ce qui reste")
    alone.sync()
    alone.producer, alone.udata_organization, former = first, elsewhere, alone.udata_organization
    alone.employ(first)

    step = alone.step()
    assert (step["step"], step.get("why")) == ("blocked", "organization")
    alone.sync(code=3).expect_words(former, elsewhere, entry["slug"])
    assert alone.udata.live(elsewhere) == []


def test_another_kind_of_portal_answers(alone: Both, portal: Portal) -> None:
    """What is no udata gives a message, and nothing is written."""
    alone.write()
    for url in (f"{alone.udata.url}/nulle-part", portal.url):
        alone.furnish(urls={UDATA: url})
        for token in ("", None):
            alone.run("plan", "--exit-code", token=token).expect_exit(1).expect_words("catalogs.yml")
