"""A manifest or a portal that moves: what the plan says of it, and what a sync makes of it."""

from __future__ import annotations

from .portal import extras_of, ids_of
from .workshop import NOTHING_WAITS, PLAIN, Workshop

CSV, CARTE = PLAIN["resources"]
NOTICE = {"id": "notice", "title": "Notice", "url": "https://example.org/notice.pdf", "type": "documentation"}


def test_a_resource_that_comes_back_is_the_same(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.write(resources=[CARTE])
    workshop.sync()

    workshop.write()
    assert workshop.changes() == {"resources.csv": "change"}
    workshop.sync()

    assert ids_of(workshop.show()) == ids_of(before)
    workshop.expect_settled(1)


def test_a_title_edited_on_the_portal_is_kept(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.portal.patch(name, title="Titre du portail")

    assert workshop.changes() == {"title": "drift"}
    workshop.pending(NOTHING_WAITS).expect_words("Titre du portail", "--drift revert")
    workshop.run("plan", "--fail-on", "drift").expect_exit(2)
    workshop.sync().expect_words("Nothing to do")
    workshop.sync("--fail-on", "drift", code=3)

    assert workshop.show() == before
    workshop.pending(NOTHING_WAITS)


def test_what_others_added_stays(workshop: Workshop) -> None:
    name = workshop.write(extras={"code": "1"})
    workshop.sync()
    added = workshop.portal.add_resource(name, name="Ajout", url="https://example.org/ajout", note="perso", hash="abc")
    workshop.portal.set_extras(name, moissonneur="a, b", **{"clé accentuée": "é\n🌍"})
    workshop.portal.patch(name, author="Un auteur", version="2")
    workshop.pending(NOTHING_WAITS)

    workshop.write(extras={"code": "2"}, resources=[CARTE, NOTICE, CSV], title="Autre titre")
    workshop.sync()

    after = workshop.show()
    assert [resource["name"] for resource in after["resources"]] == [CARTE["title"], "Notice", CSV["title"], "Ajout"]
    stable = {key: value for key, value in added.items() if key not in ("position", "metadata_modified")}
    assert {key: after["resources"][-1][key] for key in stable} == stable
    extras = extras_of(after)
    assert (extras["moissonneur"], extras["clé accentuée"], extras["code"]) == ("a, b", "é\n🌍", "2")
    assert (after["author"], after["version"]) == ("Un auteur", "2")
    workshop.expect_settled(1)


def test_an_entry_in_a_group_can_be_changed_and_stays_there(workshop: Workshop) -> None:
    """The group belongs to those who look after the portal: the editor is no member of it."""
    workshop.write()
    workshop.sync()
    group = f"groupe-{workshop.producer}"
    workshop.portal.make_group(group, workshop.show()["id"])
    workshop.write(title="Autre titre", resources=[CARTE, CSV])
    try:
        workshop.sync()

        assert [entry_group["name"] for entry_group in workshop.show()["groups"]] == [group]
        workshop.expect_settled(1)
    finally:
        workshop.portal.call("group_purge", id=group)


def test_an_update_changes_nothing_it_was_not_asked_to(workshop: Workshop) -> None:
    """The portal's values of unmanaged fields survive: licence, contact, landing page, extras of our map."""
    name = workshop.write(license=None, keywords=None)
    workshop.sync()
    workshop.portal.patch(name, license_id="odc-odbl", maintainer="Portail", url="https://example.org/p")
    workshop.portal.patch(name, tags=[{"name": "portail"}])
    workshop.portal.set_extras(name, frequency="mensuel", spatial_uri="ailleurs", theme="libre")
    before = workshop.show()
    workshop.pending(NOTHING_WAITS)

    workshop.write(license=None, keywords=None, title="Autre titre")
    workshop.sync()

    after = workshop.show()
    fields = ("license_id", "maintainer", "url", "notes", "tags", "private", "owner_org", "resources")
    strip = {"metadata_modified"}
    for field in fields:
        assert _without(after[field], strip) == _without(before[field], strip), field
    for key in ("frequency", "spatial_uri", "theme"):
        assert extras_of(after)[key] == extras_of(before)[key]
    workshop.expect_settled(1)


def _without(value: object, names: set[str]) -> object:
    if isinstance(value, list):
        return [_without(part, names) for part in value]
    return {key: part for key, part in value.items() if key not in names} if isinstance(value, dict) else value


def test_a_save_on_the_portal_that_changes_nothing_is_no_obstacle(workshop: Workshop) -> None:
    """CKAN 2.10 and 2.11 move the entry's moment then, which their search index does not learn."""
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, private=False)
    workshop.write(title="Autre titre")

    workshop.sync()

    assert workshop.show()["title"] == "Autre titre"
    workshop.expect_settled(1)
