"""Contact points of udata: how a dataset's contact and its further contacts are written, read and normalised. Pure.

A dataset has a list of them, each with a role. The first one of the role `contact` is the manifest's `contact`; the
others of the roles that a manifest can give are its `contacts`; all others are the portal's.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from publisher.catalogs.contact_forms import without_form_of_the_portal
from publisher.catalogs.documents import Document, line_of, list_of, text_of
from publisher.catalogs.field_table import Context, Field, Projected, ProjectionContext
from publisher.catalogs.udata.addresses import lower_case_host, names_an_address
from publisher.model.dataset import Dataset
from publisher.model.messages import Message, message
from publisher.model.values import CONTACT_ROLE, UNMANAGED, Contact, Managed, RoleContact
from publisher.model.vocabulary import CONTACT_ROLES

KEY: Final = "contact_points"

_ROLES: Final = frozenset(term.id for term in CONTACT_ROLES.terms)


def in_role(role: str, contact: Contact) -> RoleContact:
    """Return a contact in a role."""
    return RoleContact(role, contact.name, contact.email, contact.form)


def desired_points(content: Dataset) -> tuple[tuple[RoleContact, ...], tuple[RoleContact, ...]]:
    """Return the contact point of the contact that a content writes, if there is one, and the further ones."""
    first = (in_role(CONTACT_ROLE, content.contact),) if isinstance(content.contact, Contact) else ()
    return first, content.contacts if isinstance(content.contacts, tuple) else ()


def completed(document: Document, content: Dataset, native: Mapping[str, object]) -> Document:
    """Return a document to write with the list that the two fields give, without it where neither is written.

    No contact means none at all: of several the second would be the contact then. An empty list has no effect on
    udata: null clears it.
    """
    ids = document.get(KEY)
    if not isinstance(ids, list) or (content.contact is UNMANAGED and content.contacts is UNMANAGED):
        return {key: value for key, value in document.items() if key != KEY}
    points = list_of(native, KEY) if content.contact is None else []
    removed = _ids(point for point in points if _role_of(point) == CONTACT_ROLE)
    return {**document, KEY: list(dict.fromkeys(point_id for point_id in ids if point_id not in removed)) or None}


def encode_contact_point(contact: RoleContact, organization: str) -> Document:
    """Return the document of `POST /contacts/`: udata creates a contact point, or finds the same one again."""
    return {
        "name": contact.name,
        "email": contact.email,
        "contact_form": contact.form,
        "role": contact.role,
        "organization": organization,
    }


# ---- the list, in two parts


def _split(context: Context) -> tuple[list[Document], list[Document]]:
    """Return the first contact point of the role `contact`, if there is one, and all the others."""
    points = list_of(context.document, KEY)
    place = next((place for place, point in enumerate(points) if _role_of(point) == CONTACT_ROLE), len(points))
    return points[place : place + 1], points[:place] + points[place + 1 :]


def _role_of(point: Mapping[str, object]) -> str:
    return text_of(point, "role") or CONTACT_ROLE


def _ids(points: Iterable[Document]) -> list[str]:
    return [str(point.get("id")) for point in points]


def _encode_contact(contact: Contact | None, context: Context) -> Document:
    return {KEY: [context.contact_ids[in_role(CONTACT_ROLE, contact)]] if contact else []}


def _keep_contact(context: Context) -> Document:
    first, _others = _split(context)
    return {KEY: _ids(first)} if first else {}


def _decode_contact(context: Context) -> Contact | None:
    first, _others = _split(context)
    return next((without_form_of_the_portal(_read(point).contact, context) for point in first), None)


def _encode_contacts(contacts: tuple[RoleContact, ...] | None, context: Context) -> Document:
    """Return the ids of the further contact points: ours, then those of other roles, which are the portal's."""
    _first, others = _split(context)
    theirs = [point for point in others if _role_of(point) not in _ROLES]
    return {KEY: [*(context.contact_ids[contact] for contact in contacts or ()), *_ids(theirs)]}


def _keep_contacts(context: Context) -> Document:
    _first, others = _split(context)
    return {KEY: _ids(others)} if others else {}


def _decode_contacts(context: Context) -> tuple[RoleContact, ...] | None:
    _first, others = _split(context)
    return tuple(_read(point) for point in others if _role_of(point) in _ROLES) or None


def _read(point: Document) -> RoleContact:
    return RoleContact(_role_of(point), line_of(point, "name"), text_of(point, "email"), text_of(point, "contact_form"))


# ---- what udata keeps


def _project_contact(contact: Managed[Contact], _context: ProjectionContext) -> Projected[Contact]:
    if not isinstance(contact, Contact):
        return Projected(contact)
    loss = cannot_be_stored(in_role(CONTACT_ROLE, contact))
    return Projected(UNMANAGED, (loss,)) if loss else Projected(_stored(in_role(CONTACT_ROLE, contact)).contact)


def _project_contacts(
    contacts: Managed[tuple[RoleContact, ...]], context: ProjectionContext
) -> Projected[tuple[RoleContact, ...]]:
    """Return the further contacts that udata keeps, each once: a list of contact points has each once."""
    if contacts is UNMANAGED or contacts is None:
        return Projected(contacts)
    losses = {contact: cannot_be_stored(contact) or _lost_beside(contact, context.contact) for contact in contacts}
    first = in_role(CONTACT_ROLE, context.contact) if context.contact else None
    kept = dict.fromkeys(_stored(contact) for contact, loss in losses.items() if loss is None)
    messages = tuple(
        message("the contact “{contact}” is not kept: {why}", contact=contact.contact, why=loss)
        for contact, loss in losses.items()
        if loss is not None
    )
    return Projected(tuple(contact for contact in kept if contact != first) or None, messages)


def _stored(contact: RoleContact) -> RoleContact:
    form = lower_case_host(contact.form) if contact.form else None
    return RoleContact(contact.role, contact.name, contact.email, form)


def cannot_be_stored(contact: RoleContact) -> Message | None:
    """Return why udata cannot store a contact."""
    if contact.role == CONTACT_ROLE and contact.email is None and contact.form is None:
        return message("a contact without an e-mail address or a form cannot be stored in this catalogue")
    if names_an_address(contact.name or ""):
        return message("a contact whose name contains a web address cannot be stored in this catalogue")
    return None


def _lost_beside(contact: RoleContact, first: Contact | None) -> Message | None:
    """Return why a contact cannot be told from the first one: udata has no other sign of it than its place."""
    if contact.role == CONTACT_ROLE and first is None:
        return message("without a `contact:` in this catalogue, it would take its place")
    return None


CONTACT_ROW: Final = Field(
    "contact",
    (KEY,),
    _encode_contact,
    _decode_contact,
    _project_contact,
    keep=_keep_contact,
    remarks="the first contact point of the role `contact`: the organization's one with this name, address and form,"
    " made where there is none. Without an e-mail address or a form: a named loss",
)
CONTACTS_ROW: Final = Field(
    "contacts",
    (KEY,),
    _encode_contacts,
    _decode_contacts,
    _project_contacts,
    keep=_keep_contacts,
    remarks="the further ones of the roles `contact`, `publisher` and `creator`; those of another role are the"
    " portal's, and stay",
)
