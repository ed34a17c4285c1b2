"""The actions on the site itself: its status, its licences, user accounts."""

from typing import Final

from publisher.sandbox.ckan.licenses_and_formats import LICENSES
from publisher.sandbox.ckan.refusals import Missing
from publisher.sandbox.ckan.session import Session
from publisher.sandbox.ckan.views import shown_user
from publisher.sandbox.documents import text_of
from publisher.sandbox.store import Document

VERSION: Final = "2.12.0"
"""The version of CKAN that the sandbox behaves as."""


def status_show(session: Session, _arguments: Document) -> Document:
    """Return the site's version and address."""
    return {
        "ckan_version": VERSION,
        "site_title": "Bac à sable",
        "site_description": "",
        "site_url": session.url,
        "locale_default": "en",
        "error_emails_to": None,
        "extensions": [],
    }


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
