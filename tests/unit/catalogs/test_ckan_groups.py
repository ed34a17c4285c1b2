"""Groups of a CKAN: what is asked, what is sent, and what is said of a group that cannot be used."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import responses

from publisher.catalogs.base import Needs
from publisher.catalogs.ckan.project import lint
from publisher.catalogs.ckan.schema.declared import part_to_keep, read_schema
from publisher.catalogs.ckan.schema.places import FieldPlaces
from publisher.catalogs.ckan.wire import decode, encode_edit
from publisher.catalogs.errors import CatalogError, Denied, Refused
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import Dataset
from publisher.model.findings import Position
from publisher.model.marker import LastApplied, Marker
from publisher.model.marker_text import base_texts
from publisher.model.values import Groups, canonical_groups, digest

from .samples import CATALOG, KEY, REPOSITORY, URL, FakeClock, Json, creation, desired, document, edit
from .test_ckan_catalog import NO_CACHE, actions, address, catalog, denied, gives, not_found, ready, says_no, sent

IDS = {"eau": "1", "sport": "2", "selection": "3", "accueil": "4"}
NEEDED = Needs(organizations=frozenset({"bron"}), groups=frozenset({"environnement", "mobilite"}))


def native(*names: str, before: str | None = None) -> Json:
    """Return the document of an entry in these groups; `before`: the names of those that we put it into."""
    extras: list[tuple[str, str]] = []
    if before is not None:
        last = LastApplied({"groups": digest(canonical_groups(before.split()))})
        (base,) = base_texts(Marker(REPOSITORY, KEY, last))
        extras = [("publisher_repository", REPOSITORY), ("publisher_key", KEY), ("publisher_base", base)]
    return {**document(extras), "groups": [{"id": IDS[name], "name": name} for name in names]}


@pytest.mark.parametrize(
    ("wants", "there", "before", "usable", "expected"),
    [
        ("eau", "", None, "eau", ["eau"]),
        ("eau sport", "eau", "eau", "eau sport", ["1", "sport"]),
        ("sport", "eau", "eau", "eau sport", ["sport"]),
        ("", "eau sport", "eau sport", "eau sport", []),
        # those of the portal: one that we may use is sent back, another stays where it is left out
        ("eau", "accueil selection", None, "eau accueil", ["4", "eau"]),
        ("", "eau accueil selection", "eau", "eau accueil", ["4"]),
        # one that the manifest lists, that is there, and that we may not use: it stays
        ("selection eau", "selection", "selection", "eau", ["eau"]),
        # not known: rather a refusal than a loss
        ("eau", "accueil", None, None, ["4", "eau"]),
    ],
)
def test_an_edit_sends_ours_and_those_that_would_be_lost(
    wants: str, there: str, before: str | None, usable: str | None, expected: list[str]
) -> None:
    content = Dataset(groups=canonical_groups(wants.split()))
    ids = None if usable is None else frozenset(IDS[name] for name in usable.split())
    entry = decode(native(*there.split(), before=before), CATALOG, URL)

    encoded: Json = encode_edit(edit(entry, content), usable_groups=ids)

    assert encoded["filter"] == ["-groups", "-extras"]
    assert [group.get("id") or group["name"] for group in encoded["update"]["groups"]] == expected


def test_an_edit_of_something_else_sends_no_groups() -> None:
    encoded: Json = encode_edit(edit(decode(native("eau", before="eau"), CATALOG, URL), Dataset(title="Autre")))
    assert "groups" not in encoded["update"]
    assert "-groups" in encoded["filter"]


@pytest.mark.parametrize(
    ("software", "expected"),
    [
        ("CKAN 2.12.0", ["-groups"]),
        ("CKAN 3.0", ["-groups"]),
        ("CKAN 2.11.6", ["+groups__1", "+groups__2", "-groups__*"]),
        ("CKAN 2.9", ["+groups__1", "+groups__2", "-groups__*"]),
        ("CKAN ?", ["+groups__1", "+groups__2", "-groups__*"]),
    ],
)
@responses.activate
def test_a_write_leaves_groups_alone_on_every_ckan(clock: FakeClock, software: str, expected: list[str]) -> None:
    """CKAN before 2.12 takes an entry off the groups of the account that are not sent."""
    gives("group_list_authz", [{"id": "2", "name": "sport"}, {"id": "1", "name": "eau"}])
    portal = catalog(clock).groups
    portal.learn(None, software)
    entry = decode(native("eau", before="eau"), CATALOG, URL)
    assert [portal.patterns_to_keep(entry), portal.patterns_to_keep(entry)] == [tuple(expected)] * 2
    assert actions() == ([] if expected == ["-groups"] else ["group_list_authz"])
    assert portal.patterns_to_keep(decode(native(), CATALOG, URL)) == ("-groups",)

    sent = encode_edit(edit(entry, Dataset(title="Autre")), kept_groups=expected)["filter"]
    assert sent == [*expected, "-extras"]


# ---- calls


@responses.activate
def test_the_groups_are_cached_with_the_vocabulary(clock: FakeClock, tmp_path: Path) -> None:
    ready()
    for _run in range(2):
        catalog(clock).check(NEEDED, Cache(tmp_path))
    assert actions().count("group_list") == 1
    assert "group_show" not in actions()

    offline = catalog(clock)
    offline.recall(Cache(tmp_path))
    assert offline.groups.known == frozenset({"environnement", "mobilite"})


@responses.activate
def test_a_group_that_is_in_no_list_is_asked_for_by_itself(clock: FakeClock) -> None:
    """A server may cap the list; and what `group_show` finds by an id, or finds deleted, has not this name."""
    ready()
    responses.replace(responses.POST, address("group_list"), json={"success": True, "result": ["mobilite"]})
    ckan = catalog(clock)
    for reply, known in (
        ({"name": "environnement", "state": "active"}, frozenset({"environnement", "mobilite"})),
        ({"name": "autre", "state": "active"}, frozenset({"mobilite"})),
        ({"name": "environnement", "state": "deleted"}, frozenset({"mobilite"})),
    ):
        gives("group_show", reply)
        ckan.check(NEEDED, NO_CACHE)
        assert ckan.groups.known == known
        responses.remove(responses.POST, address("group_show"))
    assert sent(actions().index("group_show")) == {"id": "environnement", "include_users": False}


@responses.activate
@pytest.mark.parametrize("answer", [not_found, denied])
def test_a_portal_that_does_not_list_its_groups_is_believed(clock: FakeClock, answer: Callable[[str], None]) -> None:
    ready()
    responses.remove(responses.POST, address("group_list"))
    answer("group_list")
    ckan = catalog(clock)
    ckan.check(NEEDED, NO_CACHE)
    assert ckan.groups.known is None
    assert ckan.lint([desired(Dataset(title="T", groups=Groups(("eau",))))]) == ()


@responses.activate
def test_the_groups_of_the_account_are_asked_for_once(clock: FakeClock) -> None:
    gives("group_list_authz", [{"id": "1", "name": "eau"}, {"id": "2", "name": "sports"}])
    gives("group_list", ["eau", "sports", "selection"])
    gives("group_show", {"id": "3", "name": "selection", "state": "active"})
    ckan, there = catalog(clock), decode(native("sport", "selection"), CATALOG, URL)

    assert ckan.unusable_groups({"eau", "sports"}, None) == frozenset()
    assert ckan.unusable_groups({"eau", "sport"}, there) == frozenset(), "by its id: `sport` is a former name"
    assert actions() == ["group_list_authz"]
    assert ckan.unusable_groups({"eau", "selection"}, there) == {"selection"}
    assert actions() == ["group_list_authz", "group_list", "group_show"], "it may be gone"
    assert sent(-1) == {"id": "3", "include_users": False}


@responses.activate
@pytest.mark.parametrize("answer", [not_found, denied])
def test_a_group_that_was_deleted_blocks_nothing(clock: FakeClock, answer: Callable[[str], None]) -> None:
    """The search index goes on giving it: CKAN lets go of it with the next write, whoever was its member."""
    gives("group_list_authz", [{"id": "1", "name": "eau"}])
    gives("group_list", ["eau"])
    answer("group_show")
    assert catalog(clock).unusable_groups({"selection"}, decode(native("selection"), CATALOG, URL)) == frozenset()


@responses.activate
def test_a_group_of_a_former_name_still_needs_the_right(clock: FakeClock) -> None:
    gives("group_list_authz", [{"id": "1", "name": "eau"}])
    gives("group_list", ["eau", "choix"])
    gives("group_show", {"id": "3", "name": "choix", "state": "active"})
    ckan = catalog(clock)
    assert ckan.unusable_groups({"selection"}, decode(native("selection"), CATALOG, URL)) == {"selection"}


@responses.activate
def test_an_edit_of_groups_asks_which_of_the_portal_it_may_send_back(clock: FakeClock) -> None:
    gives("group_list_authz", [{"id": "1", "name": "eau"}])
    gives("package_revise", {"package": native("eau", "selection")})
    ckan = catalog(clock)
    ckan.update(edit(decode(native("selection"), CATALOG, URL), Dataset(groups=Groups(("eau",)))))
    assert sent(-1)["update"]["groups"] == [{"name": "eau"}]
    ckan.update(edit(decode(native("selection"), CATALOG, URL), Dataset(title="Autre")))
    assert actions() == ["group_list_authz", "package_revise", "package_revise"]


# ---- what is refused


def test_an_unknown_group_is_a_finding() -> None:
    """PUB321."""
    places = {"groups.environement": Position("bron/wc.yml", 7, 10)}
    dataset = replace(
        desired(Dataset(title="T", groups=Groups(("eau", "environement")))),
        place=lambda path: places.get(path, Position("bron/wc.yml")),
    )
    (finding,) = lint([dataset], groups={"eau", "environnement"})
    assert (finding.rule, finding.at) == ("PUB321", Position("bron/wc.yml", 7, 10))
    assert str(finding.what) == f"{CATALOG} has no group “environement”"
    assert str(finding.fix) == "Did you mean “environnement”? Groups of this catalogue: eau, environnement"
    assert [str(item.fix) for item in lint([dataset], groups=())] == [
        f"{CATALOG} has no group at all: remove `groups:`."
    ] * 2
    assert lint([dataset]) == ()


def test_a_portal_may_declare_its_groups_in_its_schema() -> None:
    field = {"field_name": "groups", "required": True, "choices": [{"value": "eau"}, {"value": "sport"}]}
    places = FieldPlaces(schema=read_schema(part_to_keep({"dataset_fields": [field], "resource_fields": []})))

    def rules(content: Dataset) -> list[str]:
        return [finding.rule for finding in lint([desired(content)], places)]

    assert rules(Dataset(title="T", groups=Groups(("eau", "sport")))) == []
    assert rules(Dataset(title="T", groups=Groups(("autre",)))) == ["PUB314"]
    assert rules(Dataset(title="T")) == ["PUB313"]
    there = decode(native("eau"), CATALOG, URL, places=places)
    assert there.content.groups == Groups(("eau",))
    encoded: Json = encode_edit(edit(there, Dataset(groups=Groups(("eau", "sport")))), places)
    assert encoded["update"]["groups"] == [{"id": "1"}, {"name": "sport"}]


@responses.activate
@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (404, "Not Found Error", "Not found: Group was not found."),
        (403, "Authorization Error", "Access denied: User editor not authorized to edit these groups"),
        (403, "Authorization Error", "Accès refusé : Utilisateur editor non autorisé à modifier ces groupes"),
    ],
)
def test_a_refusal_about_groups_names_them(clock: FakeClock, status: int, kind: str, words: str) -> None:
    says_no("package_create", status, kind, message=words)
    with pytest.raises(Refused) as caught:
        catalog(clock).create(creation(Dataset(title="T", groups=Groups(("eau",)))))
    assert caught.value.paths == ("groups",)
    assert str(caught.value.what) == f"{CATALOG} refuses the entry: groups: {words}"


@responses.activate
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (Dataset(title="T"), "User editor not authorized to edit these groups"),
        (Dataset(title="T", groups=Groups(("eau",))), "User editor not authorized to add dataset to this organization"),
    ],
)
def test_another_refusal_is_about_the_account(clock: FakeClock, content: Dataset, words: str) -> None:
    says_no("package_create", 403, "Authorization Error", message=words)
    with pytest.raises(CatalogError) as caught:
        catalog(clock).create(creation(content))
    assert isinstance(caught.value, Denied)
