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
    stored = {**document, **{name: stored_timestamp(text) for name in _MOMENTS if (text := text_of(document, name))}}
    for inner in ("resources", "members", "requests"):
        if inner in stored:
            stored[inner] = [as_stored(item) for item in documents_of(stored, inner)]
    return stored


# ---- people


def user_of_token(database: Database, token: str) -> Document | None:
    """Return the user of a token."""
    entry = database.get(TOKEN, _digest(token))
    return database.get(USER, text_of(entry, "user")) if entry else None


def store_token(database: Database, token: str, user: str) -> None:
    """Store the token of a user, as a digest."""
    database.put(TOKEN, _digest(token), {"user": user})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def user_named(database: Database, name: str) -> Document | None:
    """Return a user by id or name."""
    return database.get(USER, name) or next((user for user in database.all(USER) if user["name"] == name), None)


# ---- organizations


def organization_named(database: Database, name: str) -> Document | None:
    """Return an organization by id or slug, or by a former slug."""
    organization = database.get(ORGANIZATION, name)
    if organization is None and (index_entry := database.get(f"{ORGANIZATION} {SLUG}", name)):
        organization = database.get(ORGANIZATION, text_of(index_entry, "id"))
    return organization


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
    dataset = database.get(DATASET, name) or _by_slug(database, name)
    if dataset is not None:
        return dataset
    moved_dataset = _by_slug(database, slug(name))
    if moved_dataset is None and (index_entry := database.get(FORMER, name)):
        moved_dataset = database.get(DATASET, text_of(index_entry, "id"))
    return text_of(moved_dataset, "slug") if moved_dataset else None


def _by_slug(database: Database, name: str) -> Document | None:
    index_entry = database.get(SLUG, name)
    return database.get(DATASET, text_of(index_entry, "id")) if index_entry else None


def store_dataset(database: Database, dataset: Document) -> None:
    """Store a dataset, and the keys by which it and its resources are found."""
    name = text_of(dataset, "id")
    before = {resource["id"] for resource in documents_of(database.get(DATASET, name) or {}, "resources")}
    database.put(DATASET, name, as_stored(dataset))
    database.put(SLUG, text_of(dataset, "slug"), {"id": name})
    after = {resource["id"] for resource in documents_of(dataset, "resources")}
    for removed_id in before - after:
        database.remove(RESOURCE, str(removed_id))
    for added_id in after - before:
        database.put(RESOURCE, str(added_id), {"dataset": name})


def new_slug(database: Database, dataset: Document, title: str) -> str:
    """Return the slug of a dataset with a title; the former slug still leads to it."""
    former_slug, name = text_of(dataset, "slug"), text_of(dataset, "id")
    if "slug" in dataset and (title == dataset.get("title") or slug(title) == former_slug):
        return former_slug
    candidate = free_slug(title, lambda text: text_of(database.get(SLUG, text) or {}, "id") not in ("", name))
    database.remove(FORMER, candidate)
    if "slug" in dataset and candidate != former_slug:
        database.remove(SLUG, former_slug)
        database.put(FORMER, former_slug, {"id": name})
    return candidate


def resource_at(database: Database, rid: str) -> Document | None:
    """Return a resource by its id alone."""
    index_entry = database.get(RESOURCE, rid)
    dataset = database.get(DATASET, text_of(index_entry, "dataset")) if index_entry else None
    return next((resource for resource in documents_of(dataset or {}, "resources") if resource["id"] == rid), None)
