"""What a udata keeps, and where: datasets with their slugs, organizations, people, contact points."""

import hashlib
import secrets

from publisher.sandbox.documents import documents_of, text_of
from publisher.sandbox.store import Document, Drawer
from publisher.sandbox.udata.moments import kept
from publisher.sandbox.udata.slugs import free_slug, slug

DATASET, ORGANIZATION, USER, CONTACT = "dataset", "organization", "user", "contact"
SLUG, FORMER, TOKEN, RESOURCE = "slug", "former slug", "token", "resource"
_MOMENTS = ("created", "modified", "last_update", "archived", "deleted", "frequency_date", "since")


def new_id() -> str:
    """An id of 24 hexadecimal digits, as udata's store gives them."""
    return secrets.token_hex(12)


def settled(document: Document) -> Document:
    """A document as it is read again later: its moments are kept to the millisecond."""
    found = {**document, **{name: kept(text) for name in _MOMENTS if (text := text_of(document, name))}}
    for inner in ("resources", "members", "requests"):
        if inner in found:
            found[inner] = [settled(one) for one in documents_of(found, inner)]
    return found


# ---- people


def user_of_token(drawer: Drawer, token: str) -> Document | None:
    """Whose token it is."""
    found = drawer.get(TOKEN, _digest(token))
    return drawer.get(USER, text_of(found, "user")) if found else None


def give_token(drawer: Drawer, token: str, user: str) -> None:
    """Have a token be somebody's: only its digest is kept."""
    drawer.put(TOKEN, _digest(token), {"user": user})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def user_named(drawer: Drawer, name: str) -> Document | None:
    """Somebody by id or name."""
    return drawer.get(USER, name) or next((one for one in drawer.all(USER) if one["name"] == name), None)


# ---- organizations


def organization_named(drawer: Drawer, name: str) -> Document | None:
    """An organization by id or slug."""
    found = drawer.get(ORGANIZATION, name)
    if found is None and (where := drawer.get(f"{ORGANIZATION} {SLUG}", name)):
        found = drawer.get(ORGANIZATION, text_of(where, "id"))
    return found


def keep_organization(drawer: Drawer, organization: Document) -> None:
    """Keep an organization."""
    name = text_of(organization, "id")
    drawer.put(ORGANIZATION, name, settled(organization))
    drawer.put(f"{ORGANIZATION} {SLUG}", text_of(organization, "slug"), {"id": name})


def slug_for_organization(drawer: Drawer, name: str) -> str:
    """A slug for a new organization."""
    return free_slug(name, lambda text: drawer.get(f"{ORGANIZATION} {SLUG}", text) is not None)


# ---- datasets


def dataset_named(drawer: Drawer, name: str) -> Document | str | None:
    """A dataset by id or slug; where the name is a former or misspelt one, the slug that it has now."""
    found = drawer.get(DATASET, name) or _by_slug(drawer, name)
    if found is not None:
        return found
    moved = _by_slug(drawer, slug(name))
    if moved is None and (where := drawer.get(FORMER, name)):
        moved = drawer.get(DATASET, text_of(where, "id"))
    return text_of(moved, "slug") if moved else None


def _by_slug(drawer: Drawer, name: str) -> Document | None:
    where = drawer.get(SLUG, name)
    return drawer.get(DATASET, text_of(where, "id")) if where else None


def keep_dataset(drawer: Drawer, dataset: Document) -> None:
    """Keep a dataset, and where its slug and its resources are found."""
    name = text_of(dataset, "id")
    before = {one["id"] for one in documents_of(drawer.get(DATASET, name) or {}, "resources")}
    drawer.put(DATASET, name, settled(dataset))
    drawer.put(SLUG, text_of(dataset, "slug"), {"id": name})
    after = {one["id"] for one in documents_of(dataset, "resources")}
    for gone in before - after:
        drawer.remove(RESOURCE, str(gone))
    for new in after - before:
        drawer.put(RESOURCE, str(new), {"dataset": name})


def renamed(drawer: Drawer, dataset: Document, title: str) -> str:
    """The slug of a dataset with a title, the former one kept as a way to it."""
    held, name = text_of(dataset, "slug"), text_of(dataset, "id")
    if "slug" in dataset and (title == dataset.get("title") or slug(title) == held):
        return held
    made = free_slug(title, lambda text: text_of(drawer.get(SLUG, text) or {}, "id") not in ("", name))
    drawer.remove(FORMER, made)
    if "slug" in dataset and made != held:
        drawer.remove(SLUG, held)
        drawer.put(FORMER, held, {"id": name})
    return made


def resource_at(drawer: Drawer, rid: str) -> Document | None:
    """A resource by its id alone."""
    where = drawer.get(RESOURCE, rid)
    dataset = drawer.get(DATASET, text_of(where, "dataset")) if where else None
    return next((one for one in documents_of(dataset or {}, "resources") if one["id"] == rid), None)
