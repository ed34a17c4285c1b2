"""The actions on the site itself: its status, its licences, user accounts."""

from typing import Final

from publisher.sandbox.ckan.licenses_and_formats import LICENSES
from publisher.sandbox.ckan.refusals import Invalid, Missing
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import shown_user
from publisher.sandbox.documents import text_of
from publisher.sandbox.store import Document

VERSION: Final = "2.12.0"
"""The version of CKAN that the sandbox behaves as."""

PLUGIN: Final = "scheming_datasets"
"""The plug-in by which a portal declares a schema for its datasets."""


def status_show(session: Session, _arguments: Document) -> Document:
    """Return the site's version and address."""
    return {
        "ckan_version": VERSION,
        "site_title": "Bac à sable",
        "site_description": "",
        "site_url": session.url,
        "locale_default": "en",
        "error_emails_to": None,
        "extensions": [PLUGIN] if session.schema else [],
    }


def scheming_dataset_schema_list(session: Session, _arguments: Document) -> list[object]:
    """Return the types of datasets that have a schema."""
    return [session.schema.document["dataset_type"]]


def scheming_dataset_schema_show(session: Session, arguments: Document) -> Document:
    """Return the schema of a type of datasets."""
    if "type" not in arguments:
        raise Invalid({"type": ["Missing value"]})
    if arguments["type"] != session.schema.document["dataset_type"]:
        raise Missing
    return session.schema.document


def license_list(_session: Session, _arguments: Document) -> list[Document]:
    """Return all licences."""
    return [license.document for license in LICENSES]


def user_show(session: Session, arguments: Document) -> Document:
    """Return a user's account; without an id, the caller's."""
    user = session.user_named(text_of(arguments, "id")) if arguments.get("id") else session.user
    if user is None:
        raise Missing
    private: Document = {}
    if session.is_sysadmin or session.username == user["name"]:
        private = {"apikey": None, "email": None}
    return shown_user(session, user) | private
