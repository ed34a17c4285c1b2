"""Contacts with forms and roles, in both kinds of catalogue: what is read, what stays the portal's, what is lost."""

from types import MappingProxyType
from typing import Any

import pytest

from publisher.catalogs.ckan.project import lint as lint_of_ckan
from publisher.catalogs.ckan.project import project as project_on_ckan
from publisher.catalogs.ckan.schema.places import FieldPlaces
from publisher.catalogs.ckan.wire import decode as of_ckan
from publisher.catalogs.ckan.wire import encode_edit as to_ckan
from publisher.catalogs.documents import marker_extras
from publisher.catalogs.udata.project import project as project_on_udata
from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.marker import LastApplied, Marker
from publisher.model.values import UNMANAGED, Contact, RoleContact, Value, digest

from .samples import CATALOG, KEY, REPOSITORY, desired, document, edit, extras_of
from .test_ckan_schema import DCAT
from .udata_samples import ACCESS
from .udata_samples import entry as on_udata

URL = "https://ckan.example.org"
FORM = "https://example.org/ecrire"
SIG, SIG_WITH_FORM = Contact("SIG", "sig@example.org"), Contact("SIG", "sig@example.org", FORM)
CITY, OTHER_CITY, AUTHOR = RoleContact("publisher", "Ville"), RoleContact("publisher", "Métropole"), "a@example.org"
OTHER = Contact("Voirie", None)
ROADS = RoleContact("contact", email="voirie@example.org")


def applied(contact: Value) -> Marker:
    """Return the marker of an entry to which this contact was applied."""
    return Marker(REPOSITORY, KEY, LastApplied({"contact": digest(contact)}))


def on_ckan(contact: Value, **extras: str) -> Entry:
    """Return an entry of CKAN to which this contact was applied, with these extras."""
    listed = {**marker_extras(applied(contact)), **extras}.items()
    return of_ckan(document(listed, maintainer="SIG", maintainer_email="sig@example.org"), CATALOG, URL)


def point(**parts: str) -> dict[str, str | None]:
    return {"id": "p", "name": "SIG", "email": "sig@example.org", "contact_form": None, "role": "contact"} | parts


# ---- a form beside a contact of ours


@pytest.mark.parametrize(("last", "read"), [(SIG, SIG), (SIG_WITH_FORM, SIG_WITH_FORM), (None, SIG_WITH_FORM)])
def test_a_form_that_is_beside_a_contact_applied_without_one_is_the_portals(last: Value, read: Contact) -> None:
    """Former versions knew no forms: what they wrote is no drift."""
    assert on_ckan(last, contact_url=FORM).content.contact == read
    native = on_udata(extras=marker_extras(applied(last)), contact_points=[point(contact_form=FORM)])
    assert native.content.contact == read


def test_a_form_of_the_portal_stays_on_ckan_and_one_of_ours_goes() -> None:
    def forms_after(last: Value, contact: Contact | None = OTHER) -> str | None:
        sent: Any = to_ckan(edit(on_ckan(last, contact_url=FORM), Dataset(contact=contact)))["update"]
        return extras_of(sent["extras"]).get("contact_url")

    assert forms_after(SIG) == FORM
    assert forms_after(SIG_WITH_FORM) is None
    assert forms_after(SIG, None) is None, "no contact has no form"


# ---- further contacts


def test_ckan_keeps_the_first_publisher_and_the_first_creator_and_names_the_others_once() -> None:
    projection = project_on_ckan(
        Dataset(contacts=(RoleContact("creator", email=AUTHOR), CITY, OTHER_CITY, ROADS)), ACCESS
    )
    assert projection.content.contacts == (CITY, RoleContact("creator", email=AUTHOR))
    [loss] = projection.losses
    assert (loss.path, str(loss.what)) == (
        "contacts",
        "only the first contact of the roles “publisher” and “creator” is kept; lost: Métropole, voirie@example.org",
    )


@pytest.mark.parametrize("contact", [UNMANAGED, None, Contact("SIG", None)])
def test_udata_cannot_tell_a_further_contact_from_a_first_one_that_it_is_not_given(contact: Any) -> None:
    projection = project_on_udata(Dataset(contact=contact, contacts=(CITY, ROADS)), ACCESS)
    assert projection.content.contacts == (CITY,)
    assert [str(loss.what) for loss in projection.losses if loss.path == "contacts"] == [
        "the contact “voirie@example.org” is not kept: without a `contact:` in this catalogue, it would take its place"
    ]


def test_udata_keeps_each_contact_once() -> None:
    again = RoleContact("contact", SIG.name, SIG.email)
    projection = project_on_udata(Dataset(contact=SIG, contacts=(OTHER_CITY, CITY, again, OTHER_CITY, ROADS)), ACCESS)
    assert (projection.content.contacts, projection.losses) == ((OTHER_CITY, CITY, ROADS), ())


# ---- a portal with ckanext-dcat's schema

OF_PORTAL: dict[str, Any] = {
    "contact": [{"name": "SIG", "url": FORM}, {"name": "Autre"}],
    "publisher": [{"name": "Ville", "type": "http://purl.org/adms/publishertype/LocalAuthority"}],
}


def test_a_schema_has_the_form_the_publisher_and_the_creator() -> None:
    content = of_ckan(document(**OF_PORTAL), CATALOG, URL, places=DCAT).content
    assert content.contact == Contact("SIG", None, FORM)
    assert content.contacts == (CITY,)


def test_other_parts_of_a_publisher_stay() -> None:
    content = Dataset(contacts=(OTHER_CITY, RoleContact("creator", email=AUTHOR)))
    sent: Any = to_ckan(edit(of_ckan(document(**OF_PORTAL), CATALOG, URL, places=DCAT), content), DCAT)["update"]
    assert sent["publisher"] == [{**OF_PORTAL["publisher"][0], "name": "Métropole"}]
    assert sent["creator"] == [{"email": AUTHOR}]
    assert "contact" not in sent


def test_a_publisher_is_given_by_contacts_or_whole_by_an_extra_but_not_by_both() -> None:
    whole = MappingProxyType({"publisher": '[{"name":"Ville","identifier":"x"}]'})

    def findings(content: Dataset, places: FieldPlaces = DCAT) -> list[str]:
        return [finding.rule for finding in lint_of_ckan([desired(content)], places) if finding.rule != "PUB313"]

    assert findings(Dataset(extras=whole)) == []
    assert findings(Dataset(contacts=(CITY,))) == []
    assert findings(Dataset(contacts=(CITY,), extras=whole)) == ["PUB303"]
    sent: Any = to_ckan(edit(of_ckan(document(), CATALOG, URL, places=DCAT), Dataset(extras=whole)), DCAT)["update"]
    assert sent["publisher"] == [{"name": "Ville", "identifier": "x"}]


def test_a_portals_own_field_may_hold_the_name_of_the_publisher() -> None:
    """As `fields:` of catalogs.yml says."""
    places = FieldPlaces(schema=DCAT.schema, configured={"provenance": "contacts.publisher.name"})
    content = of_ckan(document(provenance="Ville"), CATALOG, URL, places=places).content
    assert content.contacts == (CITY,)
