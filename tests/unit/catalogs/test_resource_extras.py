"""Extras of a resource: the listed keys are ours, all others go back as they are, in both kinds of catalogue."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from publisher.catalogs.ckan import project as ckan_project
from publisher.catalogs.ckan import wire as ckan
from publisher.catalogs.ckan.schema.declared import DeclaredField, Form, PortalSchema
from publisher.catalogs.ckan.schema.places import FieldPlaces
from publisher.catalogs.udata import project as udata_project
from publisher.catalogs.udata import wire as udata
from publisher.model.dataset import EMPTY, Dataset, Resource, ResourceWrite
from publisher.model.findings import Finding

from .samples import ACCESS as CKAN_ACCESS
from .samples import CATALOG, URL, Json, creation, desired, document, edit, remote, resource, rid
from .udata_samples import ACCESS, hosted, link
from .udata_samples import document as udata_document


def write(**extras: str | None) -> ResourceWrite:
    """Return the write of a resource that manages these extras alone."""
    return ResourceWrite(remote("r-1"), Resource(id=rid("csv"), extras=MappingProxyType(extras)), our_id=remote("o-1"))


def of_resource(**extras: str | None) -> Dataset:
    """Return a dataset whose one resource has these extras."""
    return Dataset(resources=(Resource(id=rid("csv"), title="T", description="D", extras=MappingProxyType(extras)),))


def ckan_native(**custom: object) -> Json:
    return document(resources=[resource("r-1", **custom)])


def sole(document: object, key: str) -> Json:
    """Return the only item of a list in a document."""
    assert isinstance(document, dict)
    (item,) = document[key]
    return dict(item)


def in_ckan(native: Json) -> Mapping[str, str | None]:
    """Return the extras that are read of a CKAN's resource."""
    return ckan.decode(native, CATALOG, URL).resources[0].content.extras


def edited_in_ckan(native: Json, resource_write: ResourceWrite) -> Json:
    """Return the resource that an edit sends to CKAN."""
    sent = ckan.encode_edit(edit(ckan.decode(native, CATALOG, URL), EMPTY, (resource_write,)))
    return sole(sent["update"], "resources")


def edited_in_udata(native: Json, resource_write: ResourceWrite) -> Json:
    """Return the resource that an edit sends to udata."""
    entry = udata.decode(udata_document(native), CATALOG)
    return sole(udata.encode_edit(edit(entry, EMPTY, (resource_write,)), {}, ""), "resources")


# ---- CKAN


def test_the_further_keys_of_a_ckan_resource_are_its_extras() -> None:
    native = ckan_native(
        note=" e\u0301te\u0301\r\n ", nombre=3, liste=["a", "é"], vide="", rien=None, publisher_type="code"
    )
    assert in_ckan(native) == {"note": "été", "nombre": "3", "liste": '["a", "é"]', "vide": None, "rien": None}


def test_an_edit_sets_and_removes_the_listed_keys_of_a_ckan_resource_and_keeps_the_others() -> None:
    native = ckan_native(note="un", ancien="x", liste=[1])
    (before,) = native["resources"]
    written = edited_in_ckan(native, write(note="deux", ancien=None, absent=None))
    assert written == {name: value for name, value in before.items() if name != "ancien"} | {"note": "deux"}


def test_a_new_ckan_resource_has_its_extras() -> None:
    new = ResourceWrite(remote("r-1"), Resource(id=rid("csv"), extras=MappingProxyType({"note": "un", "vide": None})))
    sent = sole(ckan.encode_creation(creation(EMPTY, (new,)), "wc"), "resources")
    assert sent == {"id": "r-1", "url": "", "note": "un"}


DECLARED = FieldPlaces(
    schema=PortalSchema(
        resource={
            "langues": DeclaredField(name="langues", label="Langues", form=Form.LIST),
            "releve": DeclaredField(name="releve", label="Relevé le", form=Form.DATE),
        }
    )
)


def test_an_extra_that_the_portal_declares_has_its_form() -> None:
    """A list for a list, a day for a date; and it is read as it was given."""
    given = {"langues": '["fr", "en"]', "releve": "2026-01-02", "note": "x"}
    new = ResourceWrite(remote("r-1"), Resource(id=rid("csv"), extras=given))
    sent = sole(ckan.encode_creation(creation(EMPTY, (new,)), "wc", DECLARED), "resources")
    assert sent == {"id": "r-1", "url": "", "langues": ["fr", "en"], "releve": "2026-01-02", "note": "x"}

    native = document(resources=[resource("r-1", **sent | {"releve": "2026-01-02T00:00:00"})])
    entry = ckan.decode(native, CATALOG, URL, places=DECLARED)
    assert entry.resources[0].content.extras == given
    cleared = edit(entry, EMPTY, (write(langues=None, releve=None),))
    assert not sole(ckan.encode_edit(cleared, DECLARED)["update"], "resources").keys() & {"langues", "releve"}


def test_an_extra_that_the_portal_declares_is_compared_as_it_comes_back() -> None:
    content = of_resource(releve="2026-01-02T00:00:00", langues='["fr"]', note="x", vide=None)
    (projected,) = ckan_project.project(content, CKAN_ACCESS, DECLARED).content.resources
    assert projected.extras == {"releve": "2026-01-02", "langues": "fr", "note": "x", "vide": None}


@pytest.mark.parametrize("name", ["url", "hash", "package_id", "conforms_to", "resource_type", "datastore_active"])
def test_a_key_of_ckan_or_of_a_field_is_no_extra_of_a_resource(name: str) -> None:
    (finding,) = ckan_project.lint([desired(of_resource(**{name: "x", "note": "y"}))])
    assert (finding.rule, str(finding.what)) == (
        "PUB303",
        f"the extra “{name}” has the name of a field of a CKAN resource",
    )


def test_an_extra_of_a_resource_has_a_name() -> None:
    (finding,) = ckan_project.lint([desired(of_resource(**{" ": "x"}))])
    assert (finding.rule, str(finding.what)) == ("PUB303", "an extra has no name")


# ---- udata


def test_what_udata_and_this_program_keep_among_the_extras_of_a_resource_is_no_extra() -> None:
    extras = {
        "note": "un",
        "nombre": 3,
        "check:status": 200,
        "analysis:checksum": "ab",
        "publisher_id": "o-1",
        "dcat": {},
    }
    (read,) = udata.decode(udata_document(link(extras=extras)), CATALOG).resources
    assert read.content.extras == {"note": "un", "nombre": "3"}


def test_what_the_services_of_udata_find_out_is_no_edit() -> None:
    entries = [
        udata.decode(udata_document(link(extras={"note": "un", "check:status": status})), CATALOG)
        for status in (200, 404)
    ]
    assert entries[0].revision == entries[1].revision
    other = udata.decode(udata_document(link(extras={"note": "deux", "check:status": 200})), CATALOG)
    assert other.revision != entries[0].revision


def test_an_edit_sets_and_removes_the_listed_extras_of_a_udata_resource_and_keeps_the_others() -> None:
    native = link(extras={"note": "un", "ancien": "x", "autre": 1, "check:status": 200, "publisher_id": "o-1"})
    assert edited_in_udata(native, write(note="deux", ancien=None, absent=None)) == {
        "id": "r-1",
        "extras": {"note": "deux", "autre": 1, "check:status": 200, "publisher_id": "o-1"},
    }


def test_extras_that_are_there_already_are_not_sent() -> None:
    native = hosted("r-1", extras={"note": "un", "publisher_id": "o-1"})
    assert edited_in_udata(native, write(note="un")) == {"id": "r-1"}
    assert edited_in_udata(native, write()) == {"id": "r-1"}


def test_a_new_udata_resource_has_its_extras_and_our_id() -> None:
    new = ResourceWrite(
        None, Resource(id=rid("csv"), extras=MappingProxyType({"note": "un", "vide": None})), our_id=remote("o-1")
    )
    sent = sole(udata.encode_creation(creation(EMPTY, (new,)), "org-1"), "resources")
    assert sent["extras"] == {"note": "un", "publisher_id": "o-1"}


@pytest.mark.parametrize(
    "name", ["analysis:x", "check:status", "csv-export:model", "validation-report:x", "dcat", "$x"]
)
def test_a_name_of_udatas_services_is_a_named_loss(name: str) -> None:
    projection = udata_project.project(of_resource(**{name: "x", "note": "y"}), ACCESS)
    assert projection.content.resources[0].extras == {"note": "y"}
    assert [(loss.path, str(loss.what)) for loss in projection.losses] == [
        (f"resources.csv.extras.{name}", "this name is reserved by the catalogue")
    ]


@pytest.mark.parametrize("name", ["apidocUrl", "datafairOrigin"])
def test_an_extra_that_must_be_an_address_is_checked(name: str) -> None:
    def findings(value: str) -> tuple[Finding, ...]:
        return udata_project.lint([desired(of_resource(**{name: value}))], uploads=True)

    assert findings("https://example.org/doc") == ()
    assert [finding.rule for finding in findings("https://sig-interne/doc")] == ["PUB309"]
