"""The first content of a catalogue: organizations, and users with a token."""

from collections.abc import Collection
from datetime import UTC, datetime

from publisher.sandbox.ckan.groups import new_group
from publisher.sandbox.ckan.schema import store_schemas
from publisher.sandbox.ckan.session import ADMIN, EDITOR, Session, new_id
from publisher.sandbox.seed import Role, Seed, User
from publisher.sandbox.store import Database

_CAPACITIES = {Role.ADMIN: ADMIN, Role.EDITOR: EDITOR, Role.PARTIAL_EDITOR: EDITOR}


def put_seed(database: Database, seed: Seed) -> None:
    """Add the objects of a seed that do not exist yet; objects created or changed since stay."""
    store_schemas(database, seed.schema, seed.chosen_schema)
    session = Session(database, "", datetime.now(UTC).replace(tzinfo=None).isoformat(), None)
    new_organizations: set[str] = set()
    for organization in seed.organizations:
        if session.group(organization.name) is None:
            new_group(session, organization.name, {"title": organization.title}, is_organization=True)
            new_organizations.add(organization.name)
    for user in seed.users:
        _put_user(session, user, new_organizations)


def _put_user(session: Session, user: User, new_organizations: Collection[str]) -> None:
    """Give a new user every role, and an existing one the roles in new organizations."""
    stored_user = session.user_named(user.name)
    user_id = str(stored_user["id"]) if stored_user else new_id()
    if stored_user is None:
        document = {"id": user_id, "name": user.name, "created": session.moment, "sysadmin": user.administrator}
        session.database.put("user", user_id, document)
    session.database.put("token", user.token, {"user": user_id})
    for name, role in user.roles.items():
        group = session.group(name)
        if group is not None and (stored_user is None or name in new_organizations):
            session.put_member(str(group["id"]), "user", user_id, _CAPACITIES[role])
