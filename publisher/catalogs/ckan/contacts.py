"""Contacts on CKAN: the keys and extras that hold them, by the names that ckanext-dcat reads. Pure."""

from typing import Final

from publisher.catalogs.contact_forms import without_form_of_the_portal
from publisher.catalogs.documents import Document, line_of, text_of
from publisher.catalogs.field_table import Context, Field, Place, Projected, ProjectionContext
from publisher.model.messages import message
from publisher.model.values import UNMANAGED, Contact, Managed, RoleContact

FORM_KEY: Final = "contact_url"
"""The extra that holds the form of the contact: a bare CKAN has no key for it."""

AGENTS: Final = ("publisher", "creator")
"""The roles of which CKAN keeps one contact each."""

PARTS: Final = {"name": "name", "email": "email", "form": "url"}
"""The parts of a contact, each with the end of its key."""

AGENT_KEYS: Final = tuple(f"{role}_{end}" for role in AGENTS for end in PARTS.values())

NOBODY: Final = Contact(None, None)


def _encode_contact(contact: Contact | None, context: Context) -> Document:
    """Return the keys of a contact. A form that the portal has beside one of ours without a form is left as it is."""
    name, email, form = (contact.name, contact.email, contact.form) if contact else (None, None, None)
    keys: Document = {"maintainer": name or "", "maintainer_email": email or ""}
    leaves_form = contact is not None and form is None and _read_contact(context).form is None
    return keys if leaves_form else {**keys, FORM_KEY: form}


def _decode_contact(context: Context) -> Contact | None:
    contact = _read_contact(context)
    return None if contact == NOBODY else contact


def _read_contact(context: Context) -> Contact:
    name, email = line_of(context.document, "maintainer"), text_of(context.document, "maintainer_email")
    return without_form_of_the_portal(Contact(name, email, text_of(context.extras, FORM_KEY)), context)


def _encode_contacts(contacts: tuple[RoleContact, ...] | None, _context: Context) -> Document:
    by_role = {contact.role: contact for contact in contacts or ()}
    return {
        f"{role}_{end}": getattr(by_role[role], part) if role in by_role else None
        for role in AGENTS
        for part, end in PARTS.items()
    }


def _decode_contacts(context: Context) -> tuple[RoleContact, ...] | None:
    contacts = (_read(role, context) for role in AGENTS)
    return tuple(contact for contact in contacts if contact is not None) or None


def _read(role: str, context: Context) -> RoleContact | None:
    name = line_of(context.extras, f"{role}_name")
    email, form = (text_of(context.extras, f"{role}_{PARTS[part]}") for part in ("email", "form"))
    return RoleContact(role, name, email, form) if name or email or form else None


def _project_contacts(
    contacts: Managed[tuple[RoleContact, ...]], _context: ProjectionContext
) -> Projected[tuple[RoleContact, ...]]:
    """Return the first publisher and the first creator: ckanext-dcat exports no others."""
    if contacts is UNMANAGED or contacts is None:
        return Projected(contacts)
    firsts = {contact.role: contact for contact in reversed(contacts)}
    kept = tuple(firsts[role] for role in AGENTS if role in firsts)
    lost = ", ".join(str(contact.contact) for contact in dict.fromkeys(contacts) if contact not in kept)
    what = message(
        "only the first contact of the roles “publisher” and “creator” is kept; lost: {contacts}", contacts=lost
    )
    return Projected(kept or None, (what,) if lost else ())


CONTACT_ROW: Final = Field(
    "contact",
    ("maintainer", "maintainer_email", FORM_KEY),
    _encode_contact,
    _decode_contact,
    extra_keys=(FORM_KEY,),
    remarks="the form is an extra, which no DCAT export of a bare CKAN has",
)
CONTACTS_ROW: Final = Field(
    "contacts",
    AGENT_KEYS,
    _encode_contacts,
    _decode_contacts,
    _project_contacts,
    place=Place.EXTRA,
    remarks="the first publisher and the first creator, which ckanext-dcat exports where they have a name; further"
    " ones, and further contacts, are a named loss",
)
