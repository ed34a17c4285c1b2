"""A small udata, which answers the tool as version 17.18 does."""

from werkzeug.wrappers import Response

from publisher.sandbox import seed as seeds
from publisher.sandbox.documents import documents_of, text_of
from publisher.sandbox.interface import Call, ShownOrganization
from publisher.sandbox.store import Database, Document
from publisher.sandbox.udata import api, pages, storage
from publisher.sandbox.udata.access import role_in
from publisher.sandbox.udata.zones import ZONES

_BEGINNING = "2026-01-01T00:00:00+00:00"
"""The creation time of the objects of a seed."""


class Udata:
    """A catalogue of the kind `udata`."""

    def seed(self, database: Database, seed: seeds.Seed) -> None:
        """Add the objects of a seed that do not exist yet."""
        if seed.zones is not None:
            database.put("setting", ZONES, {ZONES: sorted(seed.zones)})
        for organization in seed.organizations:
            if storage.organization_named(database, organization.name) is None:
                storage.store_organization(database, _organization(organization))
        for user in seed.users:
            _seed_user(database, user)

    def answer(self, call: Call) -> Response | None:
        """Answer a call of the API or for a file; None where the path is neither."""
        return api.answer(call)

    def shown(self, call: Call) -> tuple[ShownOrganization, ...]:
        """Return every organization with its datasets, for the pages, in the order of their titles."""
        return pages.shown(call)


def _organization(organization: seeds.Organization) -> Document:
    moments: Document = {"created": _BEGINNING, "modified": _BEGINNING}
    named: Document = {"name": organization.title, "description": organization.title, "slug": organization.name}
    return {"id": storage.new_id(), "members": [], **moments, **named}


def _seed_user(database: Database, user: seeds.User) -> None:
    """Add a user; a role that was changed since stays."""
    stored_user = storage.user_named(database, user.name) or {
        "id": storage.new_id(),
        "name": user.name,
        "since": _BEGINNING,
    }
    name = text_of(stored_user, "id")
    database.put(storage.USER, name, stored_user | {"administrator": user.administrator})
    storage.store_token(database, user.token, name)
    for organization, role in user.roles.items():
        stored_organization = storage.organization_named(database, organization)
        if stored_organization is not None and not role_in(stored_organization, name):
            member = {"user": name, "role": role.value, "since": _BEGINNING}
            storage.store_organization(
                database, stored_organization | {"members": [*documents_of(stored_organization, "members"), member]}
            )
