"""Who may write on udata, and where: a message that says what is missing, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .both import TOKEN_ENVS, UDATA, Both
from .portal import Json, Portal
from .udata_portal import UdataPortal
from .workshop import WAITS


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


def test_a_stranger(alone: Both) -> None:
    alone.write()
    stranger = alone.udata.stranger

    alone.run("plan", "--exit-code", token=stranger).expect_exit(WAITS).expect_words(alone.udata_organization, "editor")
    alone.run("sync", "--yes", token=stranger).expect_exit(3).expect_words(alone.udata_organization, "editor")
    assert alone.entries() == []

    alone.sync()
    before = alone.show()
    alone.write(title="Autre titre")
    alone.run("sync", "--yes", token=stranger).expect_exit(3).expect_words(alone.udata_organization, "editor")
    assert alone.show() == before


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


def test_a_token_that_is_none(alone: Both) -> None:
    alone.write()

    for verb in (("plan", "--exit-code"), ("sync", "--yes")):
        ran = alone.run(*verb, token="eyJ.faux.jeton").expect_exit(1)
        ran.expect_words(alone.udata.url, TOKEN_ENVS[UDATA], "profile")
        assert "faux" not in ran.said

    assert alone.entries() == []


def test_no_token(alone: Both) -> None:
    entry = published(alone)
    alone.write(title="Autre titre")

    alone.run("plan", "--exit-code", token="").expect_exit(WAITS).expect_words("without a token", "Autre titre")
    alone.run("sync", "--yes", token="").expect_exit(1).expect_words(TOKEN_ENVS[UDATA], "nothing was written")

    assert alone.show() == entry


def test_a_private_entry_is_invisible_without_a_token(alone: Both) -> None:
    entry = published(alone)
    alone.write(state="draft")
    alone.sync()
    alone.write()

    told = alone.run("plan", "--exit-code", "--format", "json", token="").expect_exit(WAITS)
    assert [one["step"] for one in told.document["steps"]] == ["create"]
    alone.run("plan", token="").expect_words("private entries are not seen", "may exist already")

    assert alone.step()["step"] == "update"
    alone.sync()
    assert alone.show()["id"] == entry["id"]
    alone.expect_settled(1)


def test_an_unknown_organization(alone: Both) -> None:
    alone.write()
    alone.furnish(udata_organization=f"{alone.udata_organization}x")

    for verb in (("plan", "--exit-code"), ("sync", "--yes")):
        alone.run(*verb).expect_exit(1).expect_words(f"{alone.producer}/producer.yml:3", alone.udata_organization)


def test_an_organization_by_its_id(alone: Both) -> None:
    slug = alone.udata_organization
    alone.furnish(udata_organization=alone.udata.organization_id(slug))
    alone.write()

    alone.sync()

    assert alone.show()["organization"]["slug"] == slug
    alone.expect_settled(1)
    alone.furnish(udata_organization=slug)
    alone.expect_settled(1)


def test_another_organization_is_settled_by_hand(alone: Both, elsewhere: str) -> None:
    entry = published(alone)
    alone.furnish(udata_organization=elsewhere)

    step = alone.step()

    assert (step["step"], step.get("why")) == ("blocked", "organization")
    alone.sync(code=3)
    assert alone.udata.live(elsewhere) == []
    assert alone.udata.show(entry["id"])["extras"] == entry["extras"]


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
