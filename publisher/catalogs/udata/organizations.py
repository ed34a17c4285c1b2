"""The organizations in udata's documents: where we may write, and where an entry is. Pure."""

from collections.abc import Collection, Mapping

from publisher.catalogs.documents import Document, table_of
from publisher.model.marker import REPOSITORY_KEY
from publisher.model.names import Repository


def writable_in(organizations: Mapping[str, Document]) -> frozenset[str]:
    """Return the slugs and the ids of the organizations that we may write to."""
    editable = {slug: organization for slug, organization in organizations.items() if _may_edit(organization)}
    return frozenset(editable) | frozenset(str(organization["id"]) for organization in editable.values())


def _may_edit(organization: Mapping[str, object]) -> bool:
    permissions = organization.get("permissions")
    return isinstance(permissions, dict) and permissions.get("private") is True


def is_elsewhere(document: Document, repository: Repository, organizations: Collection[str]) -> bool:
    """Return whether an entry carries our repository's marker, in another organization than these."""
    organization = table_of(document, "organization")
    there = {organization.get("slug"), organization.get("id")}
    return table_of(document, "extras").get(REPOSITORY_KEY) == repository and not there & set(organizations)
