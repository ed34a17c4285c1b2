"""Groups of a CKAN: those of the manifest, those of the portal, and those that an editor may not use."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from .manifest_folder import CATALOG, NOTHING_WAITS, PERSON_DECIDES, CkanFolder
from .portal import Portal

LINE = 11
"""Of `groups:` in a manifest of these tests."""


@dataclass
class PortalGroups:
    """Groups of one test."""

    portal: Portal
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    ids: list[str] = field(default_factory=list)

    def make(self, name: str, *, usable: bool = True) -> str:
        """Create a group and return its name; the editor may use it if it is usable."""
        name = f"{name}-{self.mark}"
        self.ids.append(self.portal.call("group_create", name=name, title=f"Groupe {name}")["id"])
        if usable:
            self.add_editor(name)
        return name

    def add_editor(self, name: str) -> None:
        """Let the editor use a group."""
        user = self.portal.user(self.portal.editor)
        self.portal.call("member_create", id=name, object=user, object_type="user", capacity="member")

    def put(self, name: str, entry_id: str) -> None:
        """Put an entry into a group, as an administrator does."""
        self.portal.call("member_create", id=name, object=entry_id, object_type="package", capacity="public")

    def take_off(self, name: str, entry_id: str) -> None:
        """Take an entry off a group, as an administrator does."""
        self.portal.call("member_delete", id=name, object=entry_id, object_type="package")


@pytest.fixture
def groups(portal: Portal) -> Iterator[PortalGroups]:
    """Provide groups of this test alone."""
    groups = PortalGroups(portal)
    yield groups
    for group_id in groups.ids:
        portal.call("group_purge", id=group_id)


def names_in(folder: CkanFolder) -> list[str]:
    """Return the names of the groups of the entry."""
    return sorted(group["name"] for group in folder.show()["groups"])


def test_an_entry_is_put_into_its_groups_and_moved(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    first, second, third = (groups.make(name) for name in ("eau", "mobilite", "sport"))
    ckan_folder.write(groups=[second, first])
    ckan_folder.sync()
    assert names_in(ckan_folder) == [first, second]
    ckan_folder.expect_settled(1)

    ckan_folder.write(groups=[third, second])
    assert ckan_folder.changes() == {"groups": "change"}
    ckan_folder.sync()
    assert names_in(ckan_folder) == [second, third]
    ckan_folder.expect_settled(1)

    ckan_folder.write(groups=None, clear=["groups"])
    ckan_folder.sync()
    assert names_in(ckan_folder) == []
    ckan_folder.expect_settled(1)


def test_groups_that_the_manifest_leaves_out_stay(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    name = groups.make("eau")
    ckan_folder.write(groups=[name])
    ckan_folder.sync()

    ckan_folder.write(title="Autre titre")
    ckan_folder.sync()

    assert names_in(ckan_folder) == [name]
    ckan_folder.expect_settled(1)


def test_an_unknown_group_is_said_before_the_first_write(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    name = groups.make("environnement")
    ckan_folder.write(groups=[name.replace("nn", "n")])

    for verb in (("plan",), ("sync", "--yes"), ("validate",)):
        ran = ckan_folder.run(*verb, lang="fr").expect_exit(1)
        ran.expect_words(
            "PUB321", f"toilettes.yml:{LINE + 7}:3", f"{CATALOG} n'a pas de groupe", f"Vouliez-vous dire « {name} »"
        )
    assert ckan_folder.entries() == []


def test_a_group_made_a_moment_ago_is_known(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    """What is cached for a day never blocks."""
    ckan_folder.write()
    ckan_folder.sync()
    name = groups.make("nouveau")
    ckan_folder.write(groups=[name])

    ckan_folder.sync()

    assert names_in(ckan_folder) == [name]
    ckan_folder.run("validate").expect_exit(0)
    ckan_folder.expect_settled(1)


def test_a_group_of_others_is_said_before_the_first_write(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    ours, theirs = groups.make("eau"), groups.make("reserve", usable=False)
    ckan_folder.write(groups=[ours, theirs])

    ckan_folder.pending(PERSON_DECIDES).expect_words(
        f"is no member of these groups of {CATALOG}", theirs, "toilettes.yml"
    )
    ckan_folder.sync(code=3)
    assert ckan_folder.entries() == []

    groups.add_editor(theirs)
    assert ckan_folder.plan()["catalogs"][CATALOG]["calls"] == 6, "that of groups is counted"
    ckan_folder.sync()
    assert names_in(ckan_folder) == sorted((ours, theirs))
    ckan_folder.expect_settled(1)


def test_a_group_of_the_portal_stays_whatever_is_edited(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    """One that the editor may use, and one that only administrators use: neither is ours."""
    ours, other = groups.make("eau"), groups.make("sport")
    theirs, usable = groups.make("selection", usable=False), groups.make("accueil")
    ckan_folder.write(groups=[ours])
    ckan_folder.sync()
    for name in (theirs, usable):
        groups.put(name, ckan_folder.show()["id"])
    ckan_folder.pending(NOTHING_WAITS)

    ckan_folder.write(groups=[ours], title="Autre titre")
    ckan_folder.sync()
    assert names_in(ckan_folder) == sorted((ours, theirs, usable))
    ckan_folder.expect_settled(1)

    ckan_folder.write(groups=[other], title="Autre titre")
    ckan_folder.sync()
    assert names_in(ckan_folder) == sorted((other, theirs, usable))
    ckan_folder.expect_settled(1)

    ckan_folder.write(groups=None, clear=["groups"], title="Autre titre")
    ckan_folder.sync()
    assert names_in(ckan_folder) == sorted((theirs, usable))
    ckan_folder.expect_settled(1)


def test_a_file_and_a_release_leave_an_entry_in_its_groups(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    """CKAN before 2.12 takes it off the groups of our account with every call that does not send them."""
    theirs, ours = groups.make("accueil"), groups.make("eau")
    file = ckan_folder.manifests / ckan_folder.producer / "a.csv"
    file.write_bytes(b"a;b\n1;2\n")
    ckan_folder.write(groups=[ours], resources=[{"id": "csv", "title": "Tableau", "path": "a.csv"}])
    ckan_folder.sync()
    entry_id = ckan_folder.show()["id"]
    groups.put(theirs, entry_id)

    file.write_bytes(b"a;b\n1;3\n")
    ckan_folder.sync()
    assert names_in(ckan_folder) == sorted((theirs, ours))

    ckan_folder.remove()
    file.unlink()
    ckan_folder.run("release", ckan_folder.key("toilettes"), "--yes").expect_exit(0)
    assert sorted(group["name"] for group in ckan_folder.portal.show(entry_id)["groups"]) == sorted((theirs, ours))


def test_a_group_that_the_portal_gave_already_is_no_difference(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    """Even one that the editor may not use: nothing is to be written for it, and the others still change."""
    theirs, ours = groups.make("selection", usable=False), groups.make("eau")
    ckan_folder.write()
    ckan_folder.sync()
    groups.put(theirs, ckan_folder.show()["id"])

    ckan_folder.write(groups=[theirs])
    ckan_folder.pending(NOTHING_WAITS)
    ckan_folder.write(groups=[theirs, ours])
    ckan_folder.sync()

    assert names_in(ckan_folder) == sorted((theirs, ours))
    ckan_folder.expect_settled(1)


def test_a_group_taken_off_in_the_catalogue_is_drift(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    first, second = groups.make("eau"), groups.make("sport")
    ckan_folder.write(groups=[first, second])
    ckan_folder.sync()
    groups.take_off(first, ckan_folder.show()["id"])
    ckan_folder.portal.patch(ckan_folder.name("toilettes"), author="Touché")  # the index follows a write

    assert ckan_folder.changes() == {"groups": "drift"}
    ckan_folder.sync().expect_words("Nothing to do")
    ckan_folder.run("pull", ckan_folder.key("toilettes"), "--yes").expect_exit(0)
    manifest = (ckan_folder.manifests / ckan_folder.producer / "toilettes.yml").read_text(encoding="utf-8")
    assert second in manifest
    assert first not in manifest
    ckan_folder.sync()
    ckan_folder.expect_settled(1)

    ckan_folder.write(groups=[first, second])
    ckan_folder.sync()
    assert names_in(ckan_folder) == sorted((first, second))
    ckan_folder.expect_settled(1)


def test_a_group_renamed_in_the_catalogue(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    """The search index goes on giving the former name: it is told as unknown, and a corrected manifest settles."""
    first, other = groups.make("eau"), groups.make("sport")
    present = f"{first}-et-rivieres"
    ckan_folder.write(groups=[first])
    ckan_folder.sync()
    groups.put(other, ckan_folder.show()["id"])
    ckan_folder.portal.call("group_patch", id=first, name=present)
    ckan_folder.portal.call("group_patch", id=other, name=f"{other}-2")
    ckan_folder.pending(NOTHING_WAITS)  # what is cached still has the name

    ckan_folder.write(groups=[present])
    ckan_folder.sync()

    assert names_in(ckan_folder) == sorted((present, f"{other}-2"))
    ckan_folder.expect_settled(1)
    ckan_folder.write(groups=[first])
    ckan_folder.run("plan").expect_exit(1).expect_words("PUB321", f"Did you mean “{present}”?")


def test_groups_of_one_catalogue(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    name = groups.make("eau")
    ckan_folder.write(catalogs={CATALOG: {"groups": [name, "inconnu"]}})
    ran = ckan_folder.run("plan").expect_exit(1)
    ran.expect_words("PUB321", f"{CATALOG} has no group “inconnu”", "toilettes.yml:21:7")

    ckan_folder.write(catalogs={CATALOG: {"groups": [name]}})
    ckan_folder.sync()
    assert names_in(ckan_folder) == [name]
    ckan_folder.expect_settled(1)


def test_import_and_adopt_keep_the_groups(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    """Those that the editor may not use, too: the manifest lists what the entry has."""
    ours, theirs = groups.make("eau"), groups.make("selection", usable=False)
    entry = ckan_folder.portal.create(
        name=f"ancienne-{groups.mark}", title="Ancienne fiche", owner_org=ckan_folder.organization, notes="Texte.",
        groups=[{"name": ours}],
    )  # fmt: skip
    groups.put(theirs, entry["id"])
    ckan_folder.portal.patch(entry["name"], author="Touché")

    ckan_folder.run("import", ckan_folder.producer, "--catalog", CATALOG).expect_exit(0)
    (path,) = (ckan_folder.manifests / ckan_folder.producer).glob("ancienne*.yml")
    assert "groups:" in path.read_text(encoding="utf-8")
    ckan_folder.run("adopt", f"{ckan_folder.producer}/{path.stem}", "--catalog", CATALOG, "--yes").expect_exit(0)

    ckan_folder.pending(NOTHING_WAITS)
    kept = ckan_folder.portal.show(entry["id"])["groups"]
    assert sorted(group["name"] for group in kept) == sorted((ours, theirs))


def test_an_entry_in_a_group_younger_than_the_cache_is_imported(ckan_folder: CkanFolder, groups: PortalGroups) -> None:
    ckan_folder.write(groups=[groups.make("eau")])
    ckan_folder.sync()
    young = groups.make("nouveau")
    ckan_folder.portal.create(
        name=f"ancienne-{groups.mark}", title="Ancienne fiche", owner_org=ckan_folder.organization, notes="Texte.",
        groups=[{"name": young}],
    )  # fmt: skip

    ckan_folder.run("import", ckan_folder.producer, "--catalog", CATALOG).expect_exit(0).expect_words("1 to adopt")

    (path,) = (ckan_folder.manifests / ckan_folder.producer).glob("ancienne*.yml")
    assert f"groups: [{young}]" in path.read_text(encoding="utf-8")
