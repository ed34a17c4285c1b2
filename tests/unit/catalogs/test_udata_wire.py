"""udata's documents to the model and back."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.catalogs.documents import NotADataset
from publisher.catalogs.field_table import NO_IDS
from publisher.catalogs.udata.wire import PAGE_MASK, decode, encode_creation, encode_edit
from publisher.model.dataset import DATASET_FIELDS, EMPTY, RESOURCE_FIELDS, Dataset, Resource, ResourceWrite
from publisher.model.marker import LastApplied, Marker
from publisher.model.marker_text import base_texts
from publisher.model.names import DatasetKey, Repository, ResourceId
from publisher.model.values import UNMANAGED, Contact, File, Period, RoleContact, SchemaRef, State, digest

from .samples import CATALOG, KEY, MARKER, REPOSITORY, Json, creation, edit, remote, rid
from .udata_samples import MARKED, URL, document, entry, hosted, link

TODAY = "2026-11-23"
DATA = File(8, "sha1:ab12")


def put(
    content: Dataset = EMPTY,
    resource_writes: tuple[ResourceWrite, ...] | None = None,
    contacts: Mapping[RoleContact, str] = NO_IDS,
    **fields: Any,
) -> Json:
    """Return the payload that changes an entry with these fields."""
    resources = fields.pop("resources", ())
    return json_of(encode_edit(edit(entry(*resources, **fields), content, resource_writes), contacts, TODAY))


def post(content: Dataset, *resource_writes: ResourceWrite, contacts: Mapping[RoleContact, str] = NO_IDS) -> Json:
    """Return the payload that creates an entry."""
    return json_of(encode_creation(creation(content, resource_writes), "org-1", contacts))


def json_of(payload: object) -> Json:
    """Return a payload as the server receives it."""
    arrived: Json = json.loads(json.dumps(payload))
    return arrived


# ---- from udata


def test_the_marker_of_a_harvested_entry_is_a_copy() -> None:
    copy = entry(harvest={"backend": "CKAN"})
    assert (copy.marker, copy.copied_marker) == (None, Marker(REPOSITORY, KEY, LastApplied()))
    assert copy.copies_from(REPOSITORY) == KEY
    assert copy.copies_from(Repository("autre")) is None
    assert (entry().copied_marker, entry().copies_from(REPOSITORY)) == (None, None)


@pytest.mark.parametrize(
    ("accepted", "is_ours"),
    [
        (("65271c20a80b3f04010e71ff", KEY), True),
        (("toilettes-publiques", KEY), True),
        (("65271c20a80b3f04010e71ff", DatasetKey("bron/autre")), False),
        (("autre", KEY), False),
    ],
)
def test_a_harvested_entry_that_its_manifest_accepts_is_ours(accepted: tuple[str, DatasetKey], is_ours: bool) -> None:
    harvested = decode(document(harvest={"backend": "CKAN"}), CATALOG, (), frozenset({accepted}))
    assert (harvested.marker is not None, harvested.copied_marker is None) == (is_ours, is_ours)


def test_an_entry_says_who_it_is() -> None:
    observed = entry(foreign=1)
    assert (observed.id, observed.name, observed.catalog) == (
        "65271c20a80b3f04010e71ff",
        "toilettes-publiques",
        CATALOG,
    )
    assert observed.address == f"{URL}/fr/datasets/toilettes-publiques/"
    assert (observed.organization, observed.organization_id) == ("bron", "534fff7aa3a7292c64a77e0c")
    assert observed.marker == Marker(REPOSITORY, KEY, LastApplied())
    assert (observed.foreign, observed.harvested, observed.deleted) == (None, None, False)
    assert observed.native["title"] == "Toilettes publiques"


def test_every_field_is_managed_and_what_udata_shows_for_nothing_is_nothing() -> None:
    content = entry().content
    assert all(getattr(content, name) is not UNMANAGED for name in DATASET_FIELDS)
    assert (content.license, content.frequency, content.keywords, content.spatial, content.contact) == (None,) * 5
    assert content.extras == {}
    resource = entry(link()).resources[0].content
    assert all(getattr(resource, name) is not UNMANAGED for name in RESOURCE_FIELDS)


def test_a_reply_to_a_creation_and_a_read_give_the_same_revision() -> None:
    """The reply has microseconds, the read milliseconds."""
    moments = ["2026-11-24T01:46:17.077123+00:00", "2026-11-24T01:46:17.077000+00:00"]
    entries = [entry(internal={"last_modified_internal": moment, "created_at_internal": moment}) for moment in moments]
    assert entries[0].revision == entries[1].revision != ""
    assert entries[0].created == entries[1].created != ""


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.PUBLISHED),
        ({"private": True}, State.PRIVATE),
        ({"archived": "2026-01-01"}, State.ARCHIVED),
        ({"private": True, "archived": "2026-01-01"}, State.ARCHIVED),
        ({"private": None}, State.PUBLISHED),
    ],
)
def test_the_state_is_what_the_public_sees(changes: Json, state: State) -> None:
    assert entry(**changes).content.state is state


@pytest.mark.parametrize(
    ("applied", "state"),
    [(State.DRAFT, State.DRAFT), (State.PRIVATE, State.PRIVATE), (State.PUBLISHED, State.PRIVATE)],
)
def test_a_private_entry_is_a_draft_only_when_we_made_it_one(applied: State, state: State) -> None:
    base = base_texts(Marker(REPOSITORY, KEY, LastApplied({"state": digest(applied)})))[0]
    extras = {"publisher_repository": REPOSITORY, "publisher_key": KEY, "publisher_base": base}
    assert entry(private=True, extras=extras).content.state is state


def test_a_deleted_entry_is_one() -> None:
    assert entry(deleted="2026-01-01T00:00:00").deleted is True


def test_a_harvester_is_recognised_by_its_backend() -> None:
    harvest = {"backend": "DCAT", "created_at": "2026-01-01T00:00:00", "remote_id": "x"}
    assert entry(harvest=harvest).harvested == "harvest.backend = DCAT"
    assert entry(harvest={"backend": None, "created_at": "2026-01-01"}).harvested is None
    assert entry(harvest={"backend": None, "source_id": "5f0"}).harvested == "harvest.source_id = 5f0"


def test_a_foreign_extra_is_reported() -> None:
    observed = decode(document(extras={"inspire:identifier": "urn:x"}), CATALOG, ("zzz", "inspire:identifier"))
    assert observed.foreign == "inspire:identifier = urn:x"


def test_the_catalogues_own_mark_is_no_keyword() -> None:
    assert entry(tags=["eau", "hvd"]).content.keywords == ("eau",)
    assert entry(tags=["hvd"]).content.keywords is None


def test_dates_zones_and_contacts_are_read() -> None:
    content = entry(
        temporal_coverage={"start": "2024-01-01T00:00:00", "end": None},
        spatial={"zones": ["fr:commune:69029", "country:fr"], "granularity": "other", "geom": None},
        contact_points=[
            {"id": "c1", "name": " Service  SIG ", "email": "sig@x.org", "role": "contact"},
            {"id": "c2", "name": "Éditeur", "email": "e@x.org", "role": "publisher"},
        ],
    ).content
    assert content.temporal == Period("2024-01-01", None)
    assert content.spatial == ("fr:commune:69029", "country:fr")
    assert content.contact == Contact("Service SIG", "sig@x.org")


POINTS = [
    {"id": "p", "name": "Ville", "email": None, "contact_form": None, "role": "publisher"},
    {"id": "a", "name": "SIG", "email": "a@x.org", "contact_form": None, "role": "contact"},
    {"id": "r", "name": "R", "email": "r@x.org", "contact_form": None, "role": "rightsHolder"},
    {"id": "f", "name": None, "email": None, "contact_form": "https://x.org/f", "role": "contact"},
    {"id": "c", "name": None, "email": "c@x.org", "contact_form": None, "role": "creator"},
]
"""Contact points as a portal may list them."""
VILLE, FORM, AUTHOR = RoleContact("publisher", "Ville"), RoleContact("contact", form="https://x.org/f"), "c@x.org"


def test_the_first_contact_is_the_contact_and_the_others_are_further_ones_in_their_order() -> None:
    content = entry(contact_points=POINTS).content
    assert content.contact == Contact("SIG", "a@x.org")
    assert content.contacts == (VILLE, FORM, RoleContact("creator", email=AUTHOR))


def test_a_new_contact_leaves_the_further_ones_and_those_of_other_roles() -> None:
    new = {RoleContact("contact", "N", "n@x.org"): "n"}
    sent = put(Dataset(contact=Contact("N", "n@x.org")), contacts=new, contact_points=POINTS)
    assert sent["contact_points"] == ["n", "p", "r", "f", "c"]


def test_further_contacts_leave_the_contact_and_those_of_other_roles() -> None:
    sent = put(Dataset(contacts=(VILLE,)), contacts={VILLE: "v"}, contact_points=POINTS)
    assert sent["contact_points"] == ["a", "v", "r"]
    assert put(Dataset(contacts=None), contact_points=POINTS)["contact_points"] == ["a", "r"]


def test_no_contact_at_all_leaves_no_other_in_its_place() -> None:
    assert put(Dataset(contact=None), contact_points=POINTS)["contact_points"] == ["p", "r", "c"]


def test_a_contact_point_is_listed_once() -> None:
    sent = put(Dataset(contact=Contact(None, None, "https://x.org/f")),
               contacts={RoleContact("contact", form="https://x.org/f"): "f"}, contact_points=POINTS)  # fmt: skip
    assert sent["contact_points"] == ["f", "p", "r", "c"]


def test_contact_points_are_left_out_where_neither_field_is_written() -> None:
    assert "contact_points" not in put(Dataset(title="T"), contact_points=POINTS)


def test_an_empty_list_of_contact_points_is_null() -> None:
    """An empty list has no effect on udata."""
    assert put(Dataset(contacts=None), contact_points=POINTS[:1])["contact_points"] is None


def test_extras_that_hold_fields_of_ours_are_those_fields() -> None:
    extras = MARKED | {"publisher_theme": "ENVI", "publisher_hvd": "mobility", "autre": "1\r\n2", "n": 3, "empty": ""}
    content = entry(extras=extras).content
    assert (content.theme, content.hvd) == ("ENVI", "mobility")
    assert content.extras == {"autre": "1\n2", "n": "3", "empty": None}


def test_a_file_that_udata_keeps_has_an_address_and_no_url() -> None:
    (resource,) = entry(hosted(extras={"publisher_id": "own-1"})).resources
    assert (resource.our_id, resource.address) == ("own-1", f"{URL}/resources/wc/20261123/wc.csv")
    assert (resource.content.url, resource.content.file) == (None, DATA)
    assert resource.content.hosted


def test_an_address_may_have_a_checksum_too() -> None:
    (resource,) = entry(link(checksum={"type": "sha256", "value": "cd"}, filesize=3)).resources
    assert (resource.our_id, resource.address, resource.content.url) == (None, None, "https://x.example.org/a.csv")
    assert resource.content.file == File(3, "sha256:cd")
    assert not resource.content.hosted


def test_the_order_of_resources_is_kept() -> None:
    assert [resource.remote_id for resource in entry(link("b"), hosted("a"), link("c")).resources] == ["b", "a", "c"]


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"id": None}, {"id": 3}])
def test_what_is_no_dataset_is_refused(raw: object) -> None:
    with pytest.raises(NotADataset):
        decode(raw, CATALOG)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "start", "type"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*document(), "resources"]), ANY))
def test_no_document_ever_raises_an_error_of_its_own(fields: dict[str, object]) -> None:
    observed = decode({**fields, "id": "x"}, CATALOG)
    sent = json_of(encode_edit(edit(observed, Dataset(title="T", keywords=None)), NO_IDS, TODAY))
    assert (sent["title"], sent["tags"]) == ("T", [])


def test_everything_that_is_read_is_asked_for() -> None:
    requested = set(PAGE_MASK.replace("{", ",").replace("}", ",").split(","))
    assert set(document()) | set(link()) <= requested


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
    sent = post(content, contacts={RoleContact("contact", "A", "a@x.org"): "c-1"})
    assert (sent["tags"], sent["license"], sent["frequency"]) == (["eau"], "lov2", "annual")
    assert sent["temporal_coverage"] == {"start": "2024-01-01", "end": None}
    assert (sent["spatial"], sent["contact_points"]) == ({"zones": ["country:fr"]}, ["c-1"])
    assert sent["extras"] == MARKED | {"publisher_theme": "ENVI", "publisher_language": "fr", "x": "1"}


# ---- an edit: fields that udata would erase or change if they were left out


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


def test_the_mark_and_its_category_go_and_come_without_the_keywords() -> None:
    marked = ["avant", "hvd", "mobilite"]
    assert put(Dataset(hvd="mobility"), tags=["avant"])["tags"] == marked
    assert put(Dataset(hvd="companies"), tags=marked)["tags"] == [
        "avant",
        "hvd",
        "entreprises-et-propriete-dentreprises",
    ]
    assert put(Dataset(hvd=None), tags=marked)["tags"] == ["avant"]
    assert put(Dataset(keywords=("eau",)), tags=marked)["tags"] == ["eau", "hvd", "mobilite"]
    assert put(Dataset(title="T"), tags=marked)["tags"] == marked
    assert put(Dataset(keywords=("eau",)), tags=["avant", "mobilite"])["tags"] == ["eau"], "without `hvd` a keyword"


def test_the_extra_of_former_versions_goes_once_the_mark_is_written() -> None:
    former = {"publisher_hvd": "mobility", "autre": "1"}
    assert put(Dataset(title="T"), extras=MARKED | former)["extras"]["publisher_hvd"] == "mobility"
    written = put(Dataset(hvd="mobility"), extras=MARKED | former)["extras"]
    assert (written.get("publisher_hvd"), written["autre"]) == (None, "1")


def test_a_mark_without_category_stays_when_our_keywords_change() -> None:
    assert put(Dataset(keywords=("eau",)), tags=["hvd", "avant"])["tags"] == ["eau", "hvd"]
    assert put(Dataset(keywords=None), tags=["avant", "hvd"])["tags"] == ["hvd"]
    assert put(Dataset(keywords=None), tags=["avant"])["tags"] == []


def test_what_is_cleared_is_sent_so_that_udata_clears_it() -> None:
    cleared = Dataset(license=None, frequency=None, temporal=None, spatial=None, contact=None, description=None)
    sent = put(cleared, spatial={"zones": ["country:fr"], "granularity": "country"})
    assert (sent["license"], sent["frequency"], sent["temporal_coverage"]) == (None, None, None)
    assert sent["spatial"] == {"zones": None}
    assert sent["contact_points"] is None


def test_zones_and_granularity_are_written_together_or_each_alone() -> None:
    fields: Json = {"spatial": {"zones": ["x:y"], "granularity": "fr:commune"}}
    assert put(Dataset(granularity="poi"), **fields)["spatial"] == {"granularity": "poi"}
    both = put(Dataset(spatial=("country:fr",), granularity="country"), **fields)
    assert both["spatial"] == {"zones": ["country:fr"], "granularity": "country"}
    assert put(Dataset(granularity=None), **fields)["spatial"] == {"granularity": "other"}


def test_a_granularity_set_in_the_catalogue_stays() -> None:
    sent = put(Dataset(spatial=("country:fr",)), spatial={"zones": ["x:y"], "granularity": "fr:commune"})
    assert sent["spatial"] == {"zones": ["country:fr"], "granularity": "fr:commune"}


def test_contacts_of_another_role_stay() -> None:
    points = [
        {"id": "old", "name": "A", "email": "a@x.org", "role": "contact"},
        {"id": "pub", "name": "B", "email": "b@x.org", "role": "publisher"},
    ]
    assert put(
        Dataset(contact=Contact("C", "c@x.org")),
        contacts={RoleContact("contact", "C", "c@x.org"): "new"},
        contact_points=points,
    )["contact_points"] == [
        "new",
        "pub",
    ]
    assert put(Dataset(contact=None), contact_points=points)["contact_points"] == ["pub"]


@pytest.mark.parametrize(
    ("state", "fields", "expected"),
    [
        (State.PUBLISHED, {"private": True}, (False, None)),
        (State.DRAFT, {}, (True, None)),
        (State.PRIVATE, {}, (True, None)),
        (State.ARCHIVED, {}, (False, TODAY)),
        (State.ARCHIVED, {"archived": "2020-01-01"}, (False, "2020-01-01")),
        (State.PUBLISHED, {"archived": "2020-01-01"}, (False, None)),
    ],
)
def test_a_state_is_two_fields(state: State, fields: Json, expected: tuple[bool, str | None]) -> None:
    sent = put(Dataset(state=state), **fields)
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
    """Return the write of one resource in the list."""
    return ResourceWrite(
        remote(at) if at else None, Resource(id=ResourceId(name), **fields), our_id=remote(own) if own else None
    )


def test_a_list_names_each_resource_and_says_only_what_changes() -> None:
    fields: Json = {"resources": (link("r-1", extras={"publisher_id": "o1", "x": 1}), hosted("r-2"))}
    sent = put(resource_writes=(resource_write("b", "r-2", title="B"), resource_write("a", "r-1", own="o1")), **fields)
    assert sent["resources"] == [{"id": "r-2", "title": "B"}, {"id": "r-1"}]


def test_our_id_is_added_to_the_extras_of_a_resource_that_lacks_it() -> None:
    fields: Json = {"resources": (hosted("r-2", extras={"theirs": 1}),)}
    assert put(resource_writes=(resource_write("b", "r-2", own="o2"),), **fields)["resources"] == [
        {"id": "r-2", "extras": {"theirs": 1, "publisher_id": "o2"}}
    ]


def test_a_schema_is_cleared_by_three_empty_parts_and_never_by_none() -> None:
    fields: Json = {"resources": (link("r-1"),)}
    (cleared,) = put(resource_writes=(resource_write("a", "r-1", schema=None),), **fields)["resources"]
    assert cleared["schema"] == {"name": None, "version": None, "url": None}
    (with_name,) = put(
        resource_writes=(resource_write("a", "r-1", schema=SchemaRef("etalab/irve", "2.0.0")),), **fields
    )["resources"]
    assert with_name["schema"] == {"name": "etalab/irve", "version": "2.0.0", "url": None}
    assert "schema" not in put(resource_writes=(resource_write("a", "r-1", title="A"),), **fields)["resources"][0]


def test_the_fields_that_udata_computes_of_its_own_files_are_not_sent() -> None:
    fields: Json = {"resources": (hosted("r-2"),)}
    (sent,) = put(resource_writes=(resource_write("b", "r-2", file=DATA, title="B"),), **fields)["resources"]
    assert sent == {"id": "r-2", "title": "B"}


def test_a_new_address_is_made_and_a_new_file_is_not_listed_before_it_is_sent() -> None:
    new = (resource_write("a", None, "oa", url="https://x.org/a"), resource_write("b", None, "ob", file=DATA))
    assert put(resource_writes=new)["resources"] == [
        {"filetype": "remote", "url": "https://x.org/a", "extras": {"publisher_id": "oa"}}
    ]


def test_encoding_changes_nothing_of_what_it_is_given() -> None:
    observed = entry(link("r-1"), tags=["hvd"])
    before = json_of(observed.native)
    sent = encode_edit(
        edit(observed, Dataset(keywords=("eau",)), (resource_write("a", "r-1", own="o"),), MARKER), NO_IDS, TODAY
    )
    cast_tags = sent["tags"]
    assert isinstance(cast_tags, list)
    cast_tags.append("changed")
    assert observed.native == before
