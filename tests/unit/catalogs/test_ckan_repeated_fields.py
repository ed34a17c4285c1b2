"""What resources on CKAN repeat of their dataset: its licence, and the regulation on high-value data."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from publisher.catalogs.ckan.schema.declared import read_schema
from publisher.catalogs.ckan.schema.places import FieldPlaces
from publisher.catalogs.ckan.wire import decode, encode_creation, encode_edit
from publisher.model.dataset import EMPTY, Dataset, Resource, ResourceWrite
from publisher.model.marker import LastApplied, Marker, ResourceLastApplied, SentFile
from publisher.model.names import our_resource_id
from publisher.model.values import File, digest

from .samples import CATALOG, KEY, REPOSITORY, URL, Json, creation, document, edit, remote, resource, rid
from .test_ckan_wire import read

LOV2 = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
ODBL = "http://opendatacommons.org/licenses/odbl/summary/"
REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
CATEGORY = "http://data.europa.eu/bna/c_b79e35eb"
OURS = our_resource_id(REPOSITORY, KEY, rid("csv"))
SECOND = our_resource_id(REPOSITORY, KEY, rid("b"))
MOMENT = "2026-11-27T10:00:00"
"""Of the upload that we made."""
THEIRS = "0d6e4f9c-8f43-4e0a-9b6a-1d7f9a1c2b3e"
CSV = Resource(id=rid("csv"), title="Tableau", url="https://example.org/a.csv")


def marker(*fields: str) -> Marker:
    """Return a marker with these fields and one resource."""
    parts = (ResourceLastApplied(rid("csv"), remote(OURS)),)
    return Marker(REPOSITORY, KEY, LastApplied({name: digest("x") for name in fields}, resources=parts))


def adopted() -> Marker:
    """Return the marker of an entry whose only resource somebody else made."""
    parts = (ResourceLastApplied(rid("csv"), remote(THEIRS)),)
    return Marker(REPOSITORY, KEY, LastApplied({"license": digest("x")}, resources=parts))


def entry_document(
    *fields: str, license_id: str = "lov2", extras: tuple[tuple[str, str], ...] = (), **ours: object
) -> Json:
    """Return an entry with one resource of ours and one of somebody else, and the marker of these fields."""
    marked = encode_creation(creation(EMPTY, (), marker(*fields)), "x")["extras"]
    assert isinstance(marked, list)
    listed = [*((extra["key"], extra["value"]) for extra in marked), *extras]
    return document(listed, license_id=license_id, resources=[resource(OURS, **ours), resource(THEIRS)])


def resources_after(native: Json, content: Dataset, *fields: str, listed: bool = False) -> list[Json] | None:
    """Return the resources that an edit sends; None where it sends none."""
    writes = (
        ResourceWrite(remote(OURS), Resource(id=rid("csv"))),
        ResourceWrite(remote(THEIRS), Resource(id=rid("x"))),
    )
    sent = encode_edit(edit(read(native), content, writes if listed else None, marker(*fields)))["update"]
    assert isinstance(sent, dict)
    return sent.get("resources")


def created(content: Dataset) -> Json:
    """Return the resource of a new entry with this content."""
    resources = encode_creation(creation(content, (ResourceWrite(remote("r"), CSV),)), "x")["resources"]
    assert isinstance(resources, list)
    (sent,) = resources
    return dict(sent)


def test_a_new_entry_has_the_address_of_its_licence_on_each_resource() -> None:
    sent = created(Dataset(license="lov2"))

    assert sent["license"] == LOV2
    assert "applicable_legislation" not in sent


@pytest.mark.parametrize("content", [Dataset(license="other-at"), Dataset(license=None), Dataset()])
def test_a_licence_without_an_address_leaves_no_key(content: Dataset) -> None:
    assert "license" not in created(content)


def test_an_entry_of_a_former_version_is_seen_and_corrected() -> None:
    native = entry_document(
        "license", "hvd", extras=(("hvd_category", CATEGORY), ("applicable_legislation", REGULATION))
    )
    assert read(native).former == {"license", "hvd"}

    ours, theirs = resources_after(native, Dataset(license="lov2", hvd="mobility"), "license", "hvd") or []

    assert (ours["license"], ours["applicable_legislation"]) == (LOV2, REGULATION)
    assert theirs == native["resources"][1], "what is not ours stays as it is"
    assert read({**native, "resources": [ours, theirs]}).former == frozenset()


def test_a_field_that_is_not_ours_is_repeated_nowhere() -> None:
    native = entry_document("title")

    assert read(native).former == frozenset()
    assert resources_after(native, Dataset(title="Nouveau"), "title", "license") is None
    assert resources_after(native, Dataset(title="Nouveau"), "title", listed=True) == native["resources"]


def test_another_licence_reaches_the_resources() -> None:
    native = entry_document("license", license=LOV2)
    assert read(native).former == frozenset()

    ours, _theirs = resources_after(native, Dataset(license="odc-odbl"), "license") or []
    assert ours["license"] == ODBL

    ours, _theirs = resources_after(native, Dataset(license="other-at"), "license") or []
    assert ours["license"] == ""


def test_a_licence_that_a_person_wrote_on_a_resource_stays() -> None:
    native = entry_document("license", license="https://example.org/ma-licence")

    assert read(native).former == frozenset()
    assert resources_after(native, Dataset(license="odc-odbl"), "license") is None


def test_a_resource_that_is_added_gets_the_licence_that_the_entry_has() -> None:
    """The licence itself does not change, so the edit does not name it."""
    native = entry_document("license", license_id="odc-odbl", license=ODBL)
    new = (
        ResourceWrite(remote(OURS), Resource(id=rid("csv"))),
        ResourceWrite(remote("new"), replace(CSV, id=rid("new"))),
    )
    after = Marker(
        REPOSITORY, KEY,
        LastApplied(
            {"license": digest("x")},
            resources=(ResourceLastApplied(rid("csv"), remote(OURS)), ResourceLastApplied(rid("new"), remote("new"))),
        ),
    )  # fmt: skip
    update = encode_edit(edit(read(native), EMPTY, new, after))["update"]
    assert isinstance(update, dict)

    assert [document["license"] for document in update["resources"]] == [ODBL, ODBL]


def test_a_schema_may_keep_the_regulation_as_a_list() -> None:
    extras = (("hvd_category", CATEGORY), ("applicable_legislation", REGULATION))

    assert read(entry_document("hvd", extras=extras, applicable_legislation=[REGULATION])).former == frozenset()
    assert read(entry_document("hvd", extras=extras, applicable_legislation=[])).former == {"hvd"}


def test_adopting_writes_the_marker_alone() -> None:
    assert resources_after(entry_document(), EMPTY, "license") is None
    assert resources_after(entry_document(license=ODBL), EMPTY, "license") is None


def test_a_resource_that_somebody_else_made_is_of_no_former_version() -> None:
    """An adopted entry has nothing to bring over."""
    native = entry_document("license")
    native["resources"][0]["id"] = THEIRS
    after = [*encode_creation(creation(EMPTY, (), adopted()), "x")["extras"]]  # type: ignore[misc]  # of any type

    assert read(native | {"extras": after}).former == frozenset()


def test_a_licence_that_the_portal_changed_is_followed_by_the_next_write_of_the_entry() -> None:
    native = entry_document("license", license_id="odc-odbl", license=LOV2)
    assert read(native).former == frozenset()

    ours, theirs = resources_after(native, EMPTY, "license") or []

    assert (ours["license"], theirs) == (ODBL, native["resources"][1])


def test_a_resource_whose_licence_a_form_erased_waits_for_the_next_write_of_the_resources() -> None:
    native = entry_document("license", license=LOV2)
    native["resources"].append(resource(str(SECOND)))
    parts = tuple(ResourceLastApplied(rid(name), our_resource_id(REPOSITORY, KEY, rid(name))) for name in ("csv", "b"))
    two = Marker(REPOSITORY, KEY, LastApplied({"license": digest("x")}, resources=parts))
    native["extras"] = encode_creation(creation(EMPTY, (), two), "x")["extras"]

    assert read(native).former == frozenset()
    native["resources"][0]["license"] = ""
    assert read(native).former == {"license"}, "where none repeats it, none was ever written"


# ---- what the manifest, or the portal's schema, says of the same keys


def test_a_repeated_licence_is_no_extra_of_its_resource() -> None:
    [ours, theirs] = read(entry_document("license", license=LOV2)).resources

    assert "license" not in ours.content.extras
    assert "license" not in theirs.content.extras


def test_a_licence_that_the_manifest_gives_to_a_resource_is_its_own() -> None:
    parts = (ResourceLastApplied(rid("csv"), OURS, {"extras.license": digest(ODBL)}),)
    marked = Marker(REPOSITORY, KEY, LastApplied({"license": digest("lov2")}, resources=parts))
    native = entry_document("license", license=ODBL)
    native["extras"] = encode_creation(creation(EMPTY, (), marked), "x")["extras"]
    own = replace(CSV, extras=MappingProxyType({"license": ODBL}))
    sent = encode_creation(creation(Dataset(license="lov2"), (ResourceWrite(OURS, own),), marked), "x")["resources"]

    assert read(native).resources[0].content.extras["license"] == ODBL
    assert isinstance(sent, list)
    assert [document["license"] for document in sent] == [ODBL]
    update = encode_edit(edit(read(native), Dataset(license="lov2"), None, marked))["update"]
    assert isinstance(update, dict)
    assert "resources" not in update


def test_a_portal_that_has_its_own_choices_of_licences_gets_none_of_ours() -> None:
    choices = [{"value": "lo", "label": "Licence Ouverte"}]
    schema = read_schema({"resource_fields": [{"field_name": "license", "choices": choices}]})
    places = FieldPlaces(schema=schema)
    native = entry_document("license")

    sent = encode_creation(creation(Dataset(license="lov2"), (ResourceWrite(OURS, CSV),)), "x", places)["resources"]

    assert isinstance(sent, list)
    assert [document.get("license") for document in sent] == [None]
    assert decode(native, CATALOG, URL, places=places).former == frozenset()


def test_a_portal_that_declares_a_list_gets_one() -> None:
    schema = read_schema(
        {"resource_fields": [{"field_name": "applicable_legislation", "validators": "scheming_multiple_text"}]}
    )
    content = Dataset(hvd="mobility")
    sent = encode_creation(creation(content, (ResourceWrite(OURS, CSV),)), "x", FieldPlaces(schema=schema))["resources"]

    assert isinstance(sent, list)
    assert [document["applicable_legislation"] for document in sent] == [[REGULATION]]


@pytest.mark.parametrize(("moment", "former"), [(MOMENT, {"license"}), ("2026-11-28T10:00:00", frozenset())])
def test_a_file_that_somebody_replaced_is_of_no_former_version(moment: str, former: frozenset[str]) -> None:
    """CKAN's form, in which it was replaced, has erased the licence beside it."""
    native = entry_document("license")
    native["resources"] = [native["resources"][0] | {"url_type": "upload", "size": 3, "last_modified": moment}]
    echo = digest(File(3, f"modified:{MOMENT}"))
    sent = ResourceLastApplied(
        rid("csv"), our_resource_id(REPOSITORY, KEY, rid("csv")), {}, {"file": echo}, SentFile("ab" * 32, 3)
    )
    whole = Marker(REPOSITORY, KEY, LastApplied({"license": digest("x")}, resources=(sent,)))
    native["extras"] = encode_creation(creation(EMPTY, (), whole), "x")["extras"]

    assert read(native).former == former
