"""A manifest or a portal that moves: what the plan says of it, and what a sync makes of it."""

from __future__ import annotations

import pytest

from .portal import Json, extras_of, ids_of, named, tags_of
from .workshop import NOTHING_WAITS, PLAIN, WAITS, Workshop

CSV, CARTE = PLAIN["resources"]
NOTICE = {"id": "notice", "title": "Notice", "url": "https://example.org/notice.pdf", "type": "documentation"}

MOVES: dict[str, tuple[Json, Json, str]] = {
    # what is first published, what then changes, and the one path that this changes
    "title": ({}, {"title": "Toilettes et douches"}, "title"),
    "description": ({}, {"description": "Autre texte.\n\nEn deux alinéas."}, "description"),
    "keyword added": ({}, {"keywords": ["toilettes", "accessibilité", "l'eau"]}, "keywords"),
    "keyword removed": ({}, {"keywords": ["toilettes"]}, "keywords"),
    "license": ({}, {"license": "odc-odbl"}, "license"),
    "frequency": ({"frequency": "annual"}, {"frequency": "mensuelle"}, "frequency"),
    "temporal": ({"temporal": {"start": "2023-01-01"}}, {"temporal": {"start": "2024-01-01"}}, "temporal"),
    "contact": ({"contact": {"name": "SIG"}}, {"contact": {"name": "SIG", "email": "sig@example.org"}}, "contact"),
    "field given later": ({}, {"issued": "2023-01-01"}, "issued"),
    "extra changed": ({"extras": {"code": "1"}}, {"extras": {"code": "01"}}, "extras.code"),
    "theme": ({}, {"theme": "toilettes"}, "theme"),
    "resource added": ({}, {"resources": [CSV, CARTE, NOTICE]}, "resources.notice"),
    "resource added first": ({}, {"resources": [NOTICE, CSV, CARTE]}, "resources.notice"),
    "resource removed": ({}, {"resources": [CARTE]}, "resources.csv"),
    "all resources but one": ({"resources": [CSV]}, {"resources": [NOTICE, CSV]}, "resources.notice"),
    "resources reordered": ({}, {"resources": [CARTE, CSV]}, "resources.order"),
    "resource retitled": ({}, {"resources": [{**CSV, "title": "Données"}, CARTE]}, "resources.csv.title"),
    "resource moved": ({}, {"resources": [{**CSV, "url": "https://example.org/b.csv"}, CARTE]}, "resources.csv.url"),
    "resource typed": ({}, {"resources": [CSV, {**CARTE, "type": "api"}]}, "resources.carte.type"),
    "schema": ({}, {"resources": [{**CSV, "schema": {"name": "scdl/equipements"}}, CARTE]}, "resources.csv.schema"),
}


def test_each_change_is_named_and_made(workshop: Workshop) -> None:
    stems = {move: move.replace(" ", "-") for move in MOVES}
    title = {move: {"title": f"Jeu {stem}"} for move, stem in stems.items()}
    for move, (first, _then, _path) in MOVES.items():
        workshop.write(stems[move], **{**title[move], **first})
    workshop.sync()
    before = {move: workshop.show(stem) for move, stem in stems.items()}

    for move, (first, then, _path) in MOVES.items():
        workshop.write(stems[move], **{**title[move], **first, **then})
    planned = workshop.plan()["steps"]

    named_paths = {one["key"]: {(change["path"], change["verdict"]) for change in one["changes"]} for one in planned}
    assert named_paths == {workshop.key(stems[move]): {(path, "change")} for move, (_f, _t, path) in MOVES.items()}
    assert {move: workshop.show(stem) for move, stem in stems.items()} == before, "a plan never writes"
    workshop.sync().expect_words(f"{len(MOVES)} of {len(MOVES)} entries done")

    for move, (first, then, path) in MOVES.items():
        old, new = before[move], workshop.show(stems[move])
        assert (new["id"], new["name"]) == (old["id"], old["name"])
        wanted = [one["title"] for one in {**PLAIN, **first, **then}["resources"]]
        assert [one["name"] for one in new["resources"]] == wanted, move
        kept = {one["url"]: one["id"] for one in old["resources"]}
        assert all(kept[one["url"]] == one["id"] for one in new["resources"] if one["url"] in kept), move
        if path == "resources.csv.url":
            assert ids_of(new) == ids_of(old)
    workshop.expect_settled(len(MOVES))


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


def test_everything_at_once(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()

    resources = [NOTICE, {**CARTE, "title": "Plan"}]
    workshop.write(title="Nouveau", keywords=["eau"], resources=resources, contact={"email": "a@example.org"})
    assert set(workshop.changes()) == {
        "title", "keywords", "contact", "resources.csv", "resources.notice", "resources.carte.title",
    }  # fmt: skip
    workshop.sync()

    after = workshop.show()
    assert [one["name"] for one in after["resources"]] == ["Notice", "Plan"]
    assert named(after, "Plan")["id"] == named(before, "Carte")["id"]
    workshop.expect_settled(1)


# ---- the portal moves


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


def test_drift_is_reverted_when_asked(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, title="Titre du portail", tags=[{"name": "toilettes"}, {"name": "portail"}])

    workshop.pending(WAITS, "--drift", "revert")
    workshop.sync("--drift", "revert")

    assert workshop.show()["title"] == PLAIN["title"]
    assert tags_of(workshop.show()) == sorted(PLAIN["keywords"])
    workshop.expect_settled(1)


def test_drift_stays_while_another_field_changes(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, title="Titre du portail")
    workshop.write(description="Autre texte")

    assert workshop.changes() == {"description": "change", "title": "drift"}
    workshop.sync()

    assert (workshop.show()["title"], workshop.show()["notes"]) == ("Titre du portail", "Autre texte")
    assert workshop.changes() == {"title": "drift"}
    workshop.pending(NOTHING_WAITS)


def test_drift_of_a_resource_stays_while_another_field_changes(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    workshop.portal.edit_resource(named(workshop.show(), CARTE["title"]), name="Carte du portail")
    workshop.write(resources=[{**CSV, "title": "Données"}, CARTE])

    assert workshop.changes() == {"resources.csv.title": "change", "resources.carte.title": "drift"}
    workshop.sync()

    assert [one["name"] for one in workshop.show()["resources"]] == ["Données", "Carte du portail"]
    assert workshop.changes() == {"resources.carte.title": "drift"}
    workshop.sync("--drift", "revert")
    workshop.expect_settled(1)


def test_the_same_edit_on_both_sides_is_no_difference(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, title="Titre commun")
    workshop.write(title="Titre commun")

    workshop.pending(NOTHING_WAITS)
    workshop.write(title="Titre suivant")
    assert workshop.changes().keys() == {"title"}
    workshop.pending(WAITS)


@pytest.mark.parametrize(("choice", "title"), [("manifest", "Titre du manifeste"), ("portal", "Titre du portail")])
def test_a_conflict_blocks_until_someone_chooses(workshop: Workshop, choice: str, title: str) -> None:
    name = workshop.write()
    workshop.write("autre", title="Autre jeu")
    workshop.sync()
    before = workshop.portal.patch(name, title="Titre du portail")
    workshop.write(title="Titre du manifeste", description="Autre texte")
    workshop.write("autre", title="Autre jeu, changé")

    assert workshop.changes()["title"] == "conflict"
    workshop.pending(WAITS).expect_words("--on-conflict manifest")
    workshop.sync(code=3)
    assert workshop.show() == before
    assert workshop.show("autre")["title"] == "Autre jeu, changé", "one entry is held back, not the run"

    workshop.sync("--on-conflict", choice)
    assert (workshop.show()["title"], workshop.show()["notes"]) == (title, "Autre texte")
    if choice == "manifest":
        workshop.expect_settled(2)


def test_the_choice_of_the_portal_is_remembered(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, title="Titre du portail")
    workshop.write(title="Titre du manifeste", description="Autre texte")
    workshop.sync("--on-conflict", "portal")

    assert workshop.changes() == {"title": "drift"}, "settled: the manifest's value is not asked about again"
    workshop.sync()
    assert workshop.show()["title"] == "Titre du portail"
    workshop.sync("--drift", "revert")
    workshop.expect_settled(1)


def test_the_form_of_a_resource_erases_what_it_does_not_show(workshop: Workshop) -> None:
    csv = {**CSV, "mime": "application/x-tableau", "schema": {"name": "scdl/equipements", "version": "0.1.5"}}
    workshop.write(resources=[csv, CARTE])
    workshop.sync()
    before = workshop.show()

    workshop.portal.edit_resource(named(before, CSV["title"]), description="Relu sur le portail")

    assert not named(workshop.show(), CSV["title"]).get("conforms_to")
    drifted = {"resources.csv.mime": "drift", "resources.csv.schema": "drift", "resources.csv.type": "drift"}
    assert workshop.changes() == drifted
    workshop.pending(NOTHING_WAITS)
    workshop.sync("--drift", "revert")

    after = workshop.show()
    assert ids_of(after) == ids_of(before)
    assert named(after, CSV["title"])["description"] == "Relu sur le portail", "the manifest says nothing of it"
    workshop.expect_settled(1)


def test_a_resource_of_ours_deleted_on_the_portal_is_drift(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.portal.delete_resource(named(before, CSV["title"])["id"])

    assert workshop.changes() == {"resources.csv": "drift"}
    workshop.pending(NOTHING_WAITS)
    workshop.write(title="Autre titre")
    workshop.sync()
    assert [one["name"] for one in workshop.show()["resources"]] == [CARTE["title"]], "kept so"

    workshop.sync("--drift", "revert")
    assert ids_of(workshop.show()) == ids_of(before)
    workshop.expect_settled(1)


def test_resources_reordered_on_the_portal_are_drift(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    before = workshop.show()
    workshop.portal.reorder(name, ids_of(before)[::-1])

    assert workshop.changes() == {"resources.order": "drift"}
    workshop.pending(NOTHING_WAITS)
    workshop.sync("--drift", "revert")

    assert ids_of(workshop.show()) == ids_of(before)
    workshop.expect_settled(1)


def test_a_resource_that_left_the_manifest_and_moved_on_the_portal_is_a_conflict(workshop: Workshop) -> None:
    workshop.write()
    workshop.sync()
    workshop.portal.edit_resource(named(workshop.show(), CARTE["title"]), name="Carte du portail")
    workshop.write(resources=[CSV])

    assert workshop.changes() == {"resources.carte": "conflict"}
    workshop.sync(code=3)
    assert len(workshop.show()["resources"]) == 2

    workshop.sync("--on-conflict", "manifest")
    assert len(workshop.show()["resources"]) == 1
    workshop.expect_settled(1)


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
    assert [one["name"] for one in after["resources"]] == [CARTE["title"], "Notice", CSV["title"], "Ajout"]
    kept = {key: value for key, value in added.items() if key not in ("position", "metadata_modified")}
    assert {key: after["resources"][-1][key] for key in kept} == kept
    extras = extras_of(after)
    assert (extras["moissonneur"], extras["clé accentuée"], extras["code"]) == ("a, b", "é\n🌍", "2")
    assert (after["author"], after["version"]) == ("Un auteur", "2")
    workshop.expect_settled(1)


def test_a_file_uploaded_on_the_portal_can_still_be_downloaded(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    uploaded = workshop.portal.upload(name, "Fichier", "é;1\n".encode())
    workshop.write(resources=[CARTE, CSV, NOTICE], title="Autre titre")

    workshop.sync()

    kept = workshop.show()["resources"][-1]
    assert (kept["id"], kept["url_type"], kept["url"]) == (uploaded["id"], "upload", uploaded["url"])
    assert workshop.portal.download(kept) == "é;1\n".encode()
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

        assert [one["name"] for one in workshop.show()["groups"]] == [group]
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
        return [_without(one, names) for one in value]
    return {key: one for key, one in value.items() if key not in names} if isinstance(value, dict) else value


def test_a_value_never_applied_is_taken_over_in_the_open(workshop: Workshop) -> None:
    name = workshop.write(license=None)
    workshop.sync()
    workshop.portal.patch(name, license_id="odc-odbl")
    workshop.guards = {"takeovers": {"producer": 0, "run": 0}}
    workshop.furnish()
    workshop.write(license="lov2")

    assert workshop.changes() == {"license": "takeover"}
    workshop.pending(WAITS).expect_words("odc-odbl", "--allow takeovers=1")
    workshop.sync(code=3)
    assert workshop.show()["license_id"] == "odc-odbl"

    workshop.sync("--allow", "takeovers=1")
    assert workshop.show()["license_id"] == "lov2"
    workshop.expect_settled(1)


# ---- clear, absent, ignore


def test_clear_empties_and_absent_keeps(workshop: Workshop) -> None:
    given: Json = {
        "contact": {"name": "SIG", "email": "sig@example.org"},
        "issued": "2023-01-01",
        "frequency": "annual",
    }
    workshop.write(**given, extras={"a": "1", "b": "2"})
    workshop.sync()

    workshop.write(frequency="annual", extras={"b": "2"})
    workshop.pending(NOTHING_WAITS)
    assert workshop.show()["maintainer"] == "SIG"

    workshop.write(keywords=None, clear=["contact", "issued", "keywords", "frequency", "extras.a"], extras={"b": "2"})
    assert set(workshop.changes()) == {"contact", "issued", "keywords", "frequency", "extras.a"}
    workshop.sync()

    after = workshop.show()
    assert (after["maintainer"], after["maintainer_email"], after["tags"]) == ("", "", [])
    assert not {"issued", "frequency", "a"} & set(extras_of(after))
    assert extras_of(after)["b"] == "2"
    workshop.expect_settled(1)


def test_ignored_fields_belong_to_the_portal(workshop: Workshop) -> None:
    name = workshop.write(ignore=["description", "keywords"])
    workshop.sync()
    workshop.portal.patch(name, notes="Texte du portail", tags=[{"name": "portail"}])

    workshop.pending(NOTHING_WAITS)
    assert workshop.changes() == {}
    workshop.write(ignore=["description", "keywords"], description="Autre", keywords=["x y"], title="Autre titre")
    assert workshop.changes() == {"title": "change"}
    workshop.sync("--drift", "revert")

    after = workshop.show()
    assert (after["notes"], tags_of(after)) == ("Texte du portail", ["portail"])
    workshop.pending(NOTHING_WAITS)


# ---- states


def test_a_draft_is_not_created(workshop: Workshop) -> None:
    workshop.write(state="draft")
    workshop.write("vieux", title="Vieux", state="archived")

    workshop.pending(NOTHING_WAITS)
    workshop.sync()

    assert workshop.entries() == []
    workshop.write(state="published")
    workshop.pending(WAITS)


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_an_entry_is_hidden_and_shown_again(workshop: Workshop, state: str) -> None:
    workshop.write()
    workshop.sync()
    before = workshop.show()

    workshop.write(state=state)
    assert workshop.changes() == {"state": "change"}
    workshop.sync()
    hidden = workshop.show()
    assert (hidden["private"], hidden["state"], hidden["id"]) == (True, "active", before["id"])
    workshop.expect_settled(1)

    workshop.write()
    assert workshop.changes() == {"state": "change"}
    workshop.sync()
    assert workshop.show()["private"] is False
    assert ids_of(workshop.show()) == ids_of(before)
    workshop.expect_settled(1)


def test_draft_and_archived_are_told_apart(workshop: Workshop) -> None:
    workshop.write(state="published")
    workshop.sync()
    workshop.write(state="archived")
    workshop.sync()

    workshop.write(state="draft")
    step = workshop.step()
    assert [(one["before"], one["after"]) for one in step["changes"]] == [("archived", "draft")]
    workshop.sync()

    workshop.expect_settled(1)


def test_hidings_are_guarded(workshop: Workshop) -> None:
    for stem in ("a1", "a2"):
        workshop.write(stem, title=f"Jeu {stem}")
    workshop.sync()
    for stem in ("a1", "a2"):
        workshop.write(stem, title=f"Jeu {stem}", state="draft")

    workshop.pending(WAITS).expect_words("--allow hidings=2")
    workshop.sync(code=3)
    assert [entry["private"] for entry in workshop.entries()] == [False, False]

    workshop.sync("--allow", "hidings=2")
    assert [entry["private"] for entry in workshop.entries()] == [True, True]
    workshop.expect_settled(2)


def test_creates_are_guarded(workshop: Workshop) -> None:
    workshop.guards = {"creates": {"producer": 2, "run": 10}}
    workshop.furnish()
    workshop.write_many(3)

    workshop.sync(code=3).expect_words("--allow creates=3")
    assert workshop.entries() == []

    workshop.sync("--allow", "creates=3")
    workshop.expect_settled(3)


def test_an_entry_made_private_on_the_portal_is_drift(workshop: Workshop) -> None:
    name = workshop.write()
    workshop.sync()
    workshop.portal.patch(name, private=True)

    assert workshop.changes() == {"state": "drift"}
    workshop.pending(NOTHING_WAITS)
    workshop.sync("--drift", "revert")

    assert workshop.show()["private"] is False
    workshop.expect_settled(1)
