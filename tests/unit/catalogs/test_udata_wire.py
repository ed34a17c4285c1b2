"""udata's documents to the model and back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.documents import NotADataset
from publisher.catalogs.udata.wire import PAGE_MASK, decode, encode_creation, encode_edit
from publisher.model.dataset import DATASET_FIELDS, EMPTY, RESOURCE_FIELDS, Dataset, Resource, ResourceWrite
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import ResourceId
from publisher.model.values import UNMANAGED, Contact, File, Period, SchemaRef, State

from .samples import CATALOG, KEY, MARKER, REPOSITORY, Json, creation, edit, remote, rid
from .udata_samples import MARKED, URL, document, entry, hosted, link

TODAY = "2026-11-23"
DATA = File(8, "sha1:ab12")


def put(
    content: Dataset = EMPTY,
    resource_writes: tuple[ResourceWrite, ...] | None = None,
    contact: str | None = None,
    **held: Any,
) -> Json:
    """What is sent to change an entry that holds this."""
    resources = held.pop("resources", ())
    return json_of(encode_edit(edit(entry(*resources, **held), content, resource_writes), contact, TODAY))


def post(content: Dataset, *resource_writes: ResourceWrite, contact: str | None = None) -> Json:
    """What is sent to make an entry."""
    return json_of(encode_creation(creation(content, resource_writes), "org-1", contact))


def json_of(found: object) -> Json:
    """What arrives there."""
    arrived: Json = json.loads(json.dumps(found))
    return arrived


# ---- from udata


def test_an_entry_says_who_it_is() -> None:
    found = entry(foreign=1)
    assert (found.id, found.name, found.catalog) == ("65271c20a80b3f04010e71ff", "toilettes-publiques", CATALOG)
    assert found.address == f"{URL}/fr/datasets/toilettes-publiques/"
    assert (found.organization, found.organization_id) == ("bron", "534fff7aa3a7292c64a77e0c")
    assert found.marker == Marker(REPOSITORY, KEY, LastApplied())
    assert (found.foreign, found.harvested, found.deleted) == (None, None, False)
    assert found.native["title"] == "Toilettes publiques"


def test_every_field_is_managed_and_what_udata_shows_for_nothing_is_nothing() -> None:
    found = entry().content
    assert all(getattr(found, name) is not UNMANAGED for name in DATASET_FIELDS)
    assert (found.license, found.frequency, found.keywords, found.spatial, found.contact) == (None,) * 5
    assert found.extras == {}
    held = entry(link()).resources[0].content
    assert all(getattr(held, name) is not UNMANAGED for name in RESOURCE_FIELDS)


def test_a_reply_to_a_creation_and_a_read_tell_the_same_revision() -> None:
    """One has microseconds, the other milliseconds."""
    moments = ["2026-11-24T01:46:17.077123+00:00", "2026-11-24T01:46:17.077000+00:00"]
    found = [entry(internal={"last_modified_internal": one, "created_at_internal": one}) for one in moments]
    assert found[0].revision == found[1].revision != ""
    assert found[0].created == found[1].created != ""


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.PUBLISHED),
        ({"private": True}, State.DRAFT),
        ({"archived": "2026-01-01"}, State.ARCHIVED),
        ({"private": True, "archived": "2026-01-01"}, State.ARCHIVED),
        ({"private": None}, State.PUBLISHED),
    ],
)
def test_the_state_is_what_the_public_sees(changes: Json, state: State) -> None:
    assert entry(**changes).content.state is state


def test_a_deleted_entry_is_one() -> None:
    assert entry(deleted="2026-01-01T00:00:00").deleted is True


def test_a_harvester_is_recognised_by_its_backend() -> None:
    harvest = {"backend": "DCAT", "created_at": "2026-01-01T00:00:00", "remote_id": "x"}
    assert entry(harvest=harvest).harvested == "harvest.backend = DCAT"
    assert entry(harvest={"backend": None, "created_at": "2026-01-01"}).harvested is None


def test_a_foreign_extra_is_reported() -> None:
    found = decode(document(extras={"inspire:identifier": "urn:x"}), CATALOG, ("zzz", "inspire:identifier"))
    assert found.foreign == "inspire:identifier = urn:x"


def test_the_portals_own_mark_is_no_keyword() -> None:
    assert entry(tags=["eau", "hvd"]).content.keywords == ("eau",)
    assert entry(tags=["hvd"]).content.keywords is None


def test_dates_zones_and_contacts_are_read() -> None:
    found = entry(
        temporal_coverage={"start": "2024-01-01T00:00:00", "end": None},
        spatial={"zones": ["fr:commune:69029", "country:fr"], "granularity": "other", "geom": None},
        contact_points=[
            {"id": "c1", "name": " Service  SIG ", "email": "sig@x.org", "role": "contact"},
            {"id": "c2", "name": "Éditeur", "email": "e@x.org", "role": "publisher"},
        ],
    ).content
    assert found.temporal == Period("2024-01-01", None)
    assert found.spatial == ("fr:commune:69029", "country:fr")
    assert found.contact == Contact("Service SIG", "sig@x.org")


def test_two_contacts_equal_none_of_ours() -> None:
    points = [{"id": n, "name": n, "email": f"{n}@x.org", "role": "contact"} for n in ("a", "b")]
    assert entry(contact_points=points).content.contact == Contact("a · b", "a@x.org · b@x.org")


def test_extras_that_hold_fields_of_ours_are_those_fields() -> None:
    extras = MARKED | {"publisher_theme": "ENVI", "publisher_hvd": "mobility", "autre": "1\r\n2", "n": 3, "empty": ""}
    found = entry(extras=extras).content
    assert (found.theme, found.hvd) == ("ENVI", "mobility")
    assert found.extras == {"autre": "1\n2", "n": "3", "empty": None}


def test_a_file_that_udata_keeps_has_an_address_and_no_url() -> None:
    (held,) = entry(hosted(extras={"publisher_id": "own-1"})).resources
    assert (held.our_id, held.address) == ("own-1", f"{URL}/resources/wc/20261123/wc.csv")
    assert (held.content.url, held.content.file) == (None, DATA)
    assert held.content.hosted


def test_an_address_may_have_a_checksum_too() -> None:
    (held,) = entry(link(checksum={"type": "sha256", "value": "cd"}, filesize=3)).resources
    assert (held.our_id, held.address, held.content.url) == (None, None, "https://x.example.org/a.csv")
    assert held.content.file == File(3, "sha256:cd")
    assert not held.content.hosted


def test_the_order_of_resources_is_kept() -> None:
    assert [one.remote_id for one in entry(link("b"), hosted("a"), link("c")).resources] == ["b", "a", "c"]


@pytest.mark.parametrize("given", [None, [], "x", {}, {"id": None}, {"id": 3}])
def test_what_is_no_dataset_is_refused(given: object) -> None:
    with pytest.raises(NotADataset):
        decode(given, CATALOG)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "start", "type"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*document(), "resources"]), ANY))
def test_no_document_ever_raises_an_error_of_its_own(found: dict[str, object]) -> None:
    held = decode({**found, "id": "x"}, CATALOG)
    sent = json_of(encode_edit(edit(held, Dataset(title="T", keywords=None)), None, TODAY))
    assert (sent["title"], sent["tags"]) == ("T", [])


def test_everything_that_is_read_is_asked_for() -> None:
    asked = set(PAGE_MASK.replace("{", ",").replace("}", ",").split(","))
    assert set(document()) | set(link()) <= asked


# ---- a new entry


def test_a_new_entry_is_private_whatever_it_is_to_become_and_has_its_marker() -> None:
    for state in (State.PUBLISHED, State.DRAFT, UNMANAGED):
        sent = post(Dataset(title="T", state=state))
        assert sent["private"] is True
        assert sent["extras"] == MARKED
        assert (sent["organization"], sent["title"]) == ("org-1", "T")


def test_nothing_is_sent_of_what_the_manifest_does_not_speak_of() -> None:
    assert post(EMPTY) == {"organization": "org-1", "private": True, "extras": MARKED, "resources": []}


def test_a_new_entry_has_its_addresses_with_our_ids_and_its_files_follow() -> None:
    address = ResourceWrite(
        None, Resource(id=rid("a"), title="A", url="https://x.org/a"), new=True, our_id=remote("own-a")
    )
    bytes_to_come = ResourceWrite(None, Resource(id=rid("b"), title="B", file=DATA), new=True, our_id=remote("own-b"))
    assert post(EMPTY, address, bytes_to_come)["resources"] == [
        {"filetype": "remote", "title": "A", "url": "https://x.org/a", "extras": {"publisher_id": "own-a"}}
    ]


def test_an_address_is_sent_with_the_checksum_of_its_file() -> None:
    linked = Resource(id=rid("a"), title="A", url="https://x.org/a", file=File(3, "sha256:cd"))
    (sent,) = post(EMPTY, ResourceWrite(None, linked, new=True, our_id=remote("o")))["resources"]
    assert (sent["filesize"], sent["checksum"]) == (3, {"type": "sha256", "value": "cd"})


def test_fields_go_where_udata_keeps_them() -> None:
    content = Dataset(
        keywords=("eau",), license="lov2", frequency="annual", temporal=Period("2024-01-01", None),
        spatial=("country:fr",), contact=Contact("A", "a@x.org"), theme="ENVI", language="fr",
        extras={"x": "1", "gone": None},
    )  # fmt: skip
    sent = post(content, contact="c-1")
    assert (sent["tags"], sent["license"], sent["frequency"]) == (["eau"], "lov2", "annual")
    assert sent["temporal_coverage"] == {"start": "2024-01-01", "end": None}
    assert (sent["spatial"], sent["contact_points"]) == ({"zones": ["country:fr"]}, ["c-1"])
    assert sent["extras"] == MARKED | {"publisher_theme": "ENVI", "publisher_language": "fr", "x": "1"}


# ---- an edit: what would be erased, or turned, if it were left out


def test_tags_dates_and_privacy_are_always_sent_as_they_are() -> None:
    coverage = {"start": "2024-01-01", "end": "2024-12-31"}
    for private in (True, False):
        sent = put(tags=["eau", "hvd"], temporal_coverage=coverage, private=private)
        assert (sent["tags"], sent["temporal_coverage"], sent["private"]) == (["eau", "hvd"], coverage, private)
    assert put(private=None)["private"] is False
    assert put(temporal_coverage=None)["temporal_coverage"] is None


def test_only_what_changes_is_sent_beside() -> None:
    assert set(put(Dataset(title="T"))) == {"title", "tags", "temporal_coverage", "private", "extras"}
    assert set(put(resource_writes=())) == {"tags", "temporal_coverage", "private", "extras", "resources"}


def test_the_portals_mark_stays_when_our_keywords_change() -> None:
    assert put(Dataset(keywords=("eau",)), tags=["hvd", "avant"])["tags"] == ["eau", "hvd"]
    assert put(Dataset(keywords=None), tags=["avant", "hvd"])["tags"] == ["hvd"]
    assert put(Dataset(keywords=None), tags=["avant"])["tags"] == []


def test_what_is_cleared_is_sent_so_that_udata_clears_it() -> None:
    cleared = Dataset(license=None, frequency=None, temporal=None, spatial=None, contact=None, description=None)
    sent = put(cleared, spatial={"zones": ["country:fr"], "granularity": "country"})
    assert (sent["license"], sent["frequency"], sent["temporal_coverage"]) == (None, None, None)
    assert sent["spatial"] == {"zones": None}
    assert sent["contact_points"] is None


def test_a_granularity_that_somebody_set_stays() -> None:
    sent = put(Dataset(spatial=("country:fr",)), spatial={"zones": ["x:y"], "granularity": "fr:commune"})
    assert sent["spatial"] == {"zones": ["country:fr"], "granularity": "fr:commune"}


def test_contacts_of_another_role_stay() -> None:
    points = [
        {"id": "old", "name": "A", "email": "a@x.org", "role": "contact"},
        {"id": "pub", "name": "B", "email": "b@x.org", "role": "publisher"},
    ]
    assert put(Dataset(contact=Contact("C", "c@x.org")), contact="new", contact_points=points)["contact_points"] == [
        "new",
        "pub",
    ]
    assert put(Dataset(contact=None), contact_points=points)["contact_points"] == ["pub"]


@pytest.mark.parametrize(
    ("state", "held", "expected"),
    [
        (State.PUBLISHED, {"private": True}, (False, None)),
        (State.DRAFT, {}, (True, None)),
        (State.ARCHIVED, {}, (False, TODAY)),
        (State.ARCHIVED, {"archived": "2020-01-01"}, (False, "2020-01-01")),
        (State.PUBLISHED, {"archived": "2020-01-01"}, (False, None)),
    ],
)
def test_a_state_is_two_fields(state: State, held: Json, expected: tuple[bool, str | None]) -> None:
    sent = put(Dataset(state=state), **held)
    assert (sent["private"], sent["archived"]) == expected


def test_a_state_that_is_not_ours_to_change_is_left_alone() -> None:
    assert "archived" not in put(Dataset(title="T"), archived="2020-01-01")


def test_extras_of_others_are_sent_back_and_udatas_own_left_out() -> None:
    extras = MARKED | {
        "theirs": {"a": [1]}, "ours": "1", "gone": "x", "transport:x": "1", "recommendations:x": [], "dcat": {},
    }  # fmt: skip
    sent = put(Dataset(extras={"ours": "2", "gone": None}), extras=extras)["extras"]
    assert sent == MARKED | {"theirs": {"a": [1]}, "ours": "2"}


def test_a_deleted_entry_is_restored() -> None:
    assert put(Dataset(title="T"), deleted="2026-01-01")["deleted"] is None
    assert "deleted" not in put(Dataset(title="T"))


# ---- an edit: resources


def resource_write(name: str, at: str | None, own: str | None = None, **fields: Any) -> ResourceWrite:
    """A place in the list."""
    return ResourceWrite(
        remote(at) if at else None, Resource(id=ResourceId(name), **fields), our_id=remote(own) if own else None
    )


def test_a_list_names_each_resource_and_says_only_what_changes() -> None:
    held: Json = {"resources": (link("r-1", extras={"publisher_id": "o1", "x": 1}), hosted("r-2"))}
    sent = put(resource_writes=(resource_write("b", "r-2", title="B"), resource_write("a", "r-1", own="o1")), **held)
    assert sent["resources"] == [{"id": "r-2", "title": "B"}, {"id": "r-1"}]


def test_our_id_is_added_to_the_extras_of_a_resource_that_lacks_it() -> None:
    held: Json = {"resources": (hosted("r-2", extras={"theirs": 1}),)}
    assert put(resource_writes=(resource_write("b", "r-2", own="o2"),), **held)["resources"] == [
        {"id": "r-2", "extras": {"theirs": 1, "publisher_id": "o2"}}
    ]


def test_a_schema_is_cleared_by_three_empty_parts_and_never_by_none() -> None:
    held: Json = {"resources": (link("r-1"),)}
    (cleared,) = put(resource_writes=(resource_write("a", "r-1", schema=None),), **held)["resources"]
    assert cleared["schema"] == {"name": None, "version": None, "url": None}
    (named,) = put(resource_writes=(resource_write("a", "r-1", schema=SchemaRef("etalab/irve", "2.0.0")),), **held)[
        "resources"
    ]
    assert named["schema"] == {"name": "etalab/irve", "version": "2.0.0", "url": None}
    assert "schema" not in put(resource_writes=(resource_write("a", "r-1", title="A"),), **held)["resources"][0]


def test_what_udata_tells_of_its_own_files_is_not_sent() -> None:
    held: Json = {"resources": (hosted("r-2"),)}
    (sent,) = put(resource_writes=(resource_write("b", "r-2", file=DATA, title="B"),), **held)["resources"]
    assert sent == {"id": "r-2", "title": "B"}


def test_a_new_address_is_made_and_a_new_file_is_not_listed_before_it_is_sent() -> None:
    new = (resource_write("a", None, "oa", url="https://x.org/a"), resource_write("b", None, "ob", file=DATA))
    assert put(resource_writes=new)["resources"] == [
        {"filetype": "remote", "url": "https://x.org/a", "extras": {"publisher_id": "oa"}}
    ]


def test_encoding_changes_nothing_of_what_it_is_given() -> None:
    held = entry(link("r-1"), tags=["hvd"])
    before = json_of(held.native)
    sent = encode_edit(
        edit(held, Dataset(keywords=("eau",)), (resource_write("a", "r-1", own="o"),), MARKER), None, TODAY
    )
    cast_tags = sent["tags"]
    assert isinstance(cast_tags, list)
    cast_tags.append("changed")
    assert held.native == before
