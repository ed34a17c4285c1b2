"""The form of a contact: ours, or the portal's. Pure."""

from dataclasses import replace

from publisher.catalogs.field_table import Context
from publisher.model.values import Contact, digest


def without_form_of_the_portal(contact: Contact, context: Context) -> Contact:
    """Return a contact without a form that the portal has beside one that was last applied without a form.

    Former versions knew no forms: one that was there is no difference, and stays.
    """
    bare = replace(contact, form=None)
    applied = context.last_applied.fields.get("contact") if context.last_applied else None
    return bare if applied == digest(bare) else contact
