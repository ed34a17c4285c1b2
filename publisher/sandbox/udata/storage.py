"""The stored objects: datasets with their slugs, organizations, users, contact points."""

import hashlib
import secrets

from publisher.sandbox.documents import documents_of, text_of
from publisher.sandbox.store import Database, Document
from publisher.sandbox.udata.slugs import free_slug, slug
from publisher.sandbox.udata.timestamps import stored_timestamp

DATASET, ORGANIZATION, USER, CONTACT = "dataset", "organization", "user", "contact"
SLUG, FORMER, TOKEN, RESOURCE = "slug", "former slug", "token", "resource"
_MOMENTS = ("created", "modified", "last_update", "archived", "deleted", "frequency_date", "since")


def new_id() -> str:
    """Return a new id: 24 hexadecimal digits, as udata's store makes them."""
    return secrets.token_hex(12)


def as_stored(document: Document) -> Document:
    """Return a document as later reads show it: its timestamps are stored to the millisecond."""
    found = {**document, **{name: stored_timestamp(text) for name in _MOMENTS if (text := text_of(document, name))}}
    for inner in ("resources", "members", "requests"):
        if inner in found:
            found[inner] = [as_stored(one) for one in documents_of(found, inner)]
    return found


# ---- people


def user_of_token(database: Database, token: str) -> Document | None:
    """Return the user of a token."""
    found = database.get(TOKEN, _digest(token))
    return database.get(USER, text_of(found, "user")) if found else None


def store_token(database: Database, token: str, user: str) -> None:
    """Store the token of a user, as a digest."""
    database.put(TOKEN, _digest(token), {"user": user})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def user_named(database: Database, name: str) -> Document | None:
    """Return a user by id or name."""
    return database.get(USER, name) or next((one for one in database.all(USER) if one["name"] == name), None)


# ---- organizations


def organization_named(database: Database, name: str) -> Document | None:
    """Return an organization by id or slug."""
    found = database.get(ORGANIZATION, name)
    if found is None and (where := database.get(f"{ORGANIZATION} {SLUG}", name)):
        found = database.get(ORGANIZATION, text_of(where, "id"))
    return found


def store_organization(database: Database, organization: Document) -> None:
    """Store an organization."""
    name = text_of(organization, "id")
    database.put(ORGANIZATION, name, as_stored(organization))
    database.put(f"{ORGANIZATION} {SLUG}", text_of(organization, "slug"), {"id": name})


def slug_for_organization(database: Database, name: str) -> str:
    """Return a slug for a new organization."""
    return free_slug(name, lambda text: database.get(f"{ORGANIZATION} {SLUG}", text) is not None)


# ---- datasets


def dataset_named(database: Database, name: str) -> Document | str | None:
    """Return a dataset by id or slug; for a former or misspelt slug, the present slug."""
    found = database.get(DATASET, name) or _by_slug(database, name)
    if found is not None:
        return found
    moved = _by_slug(database, slug(name))
    if moved is None and (where := database.get(FORMER, name)):
        moved = database.get(DATASET, text_of(where, "id"))
    return text_of(moved, "slug") if moved else None


def _by_slug(database: Database, name: str) -> Document | None:
    where = database.get(SLUG, name)
    return database.get(DATASET, text_of(where, "id")) if where else None


def store_dataset(database: Database, dataset: Document) -> None:
    """Store a dataset, and the keys by which it and its resources are found."""
    name = text_of(dataset, "id")
    before = {one["id"] for one in documents_of(database.get(DATASET, name) or {}, "resources")}
    database.put(DATASET, name, as_stored(dataset))
    database.put(SLUG, text_of(dataset, "slug"), {"id": name})
    after = {one["id"] for one in documents_of(dataset, "resources")}
    for gone in before - after:
        database.remove(RESOURCE, str(gone))
    for new in after - before:
        database.put(RESOURCE, str(new), {"dataset": name})


def new_slug(database: Database, dataset: Document, title: str) -> str:
    """Return the slug of a dataset with a title; the former slug still leads to it."""
    held, name = text_of(dataset, "slug"), text_of(dataset, "id")
    if "slug" in dataset and (title == dataset.get("title") or slug(title) == held):
        return held
    made = free_slug(title, lambda text: text_of(database.get(SLUG, text) or {}, "id") not in ("", name))
    database.remove(FORMER, made)
    if "slug" in dataset and made != held:
        database.remove(SLUG, held)
        database.put(FORMER, held, {"id": name})
    return made


def resource_at(database: Database, rid: str) -> Document | None:
    """Return a resource by its id alone."""
    where = database.get(RESOURCE, rid)
    dataset = database.get(DATASET, text_of(where, "dataset")) if where else None
    return next((one for one in documents_of(dataset or {}, "resources") if one["id"] == rid), None)
