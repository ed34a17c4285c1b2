"""Documents as the API returns them. Every address in them is made at the time of reading."""

from typing import Final

from publisher.sandbox.documents import documents_of, list_of, text_of
from publisher.sandbox.store import Document
from publisher.sandbox.udata import storage
from publisher.sandbox.udata.access import may_edit, organization_permissions
from publisher.sandbox.udata.fields import NO_ACCESS, PLAIN, PLAIN_OF_RESOURCE
from publisher.sandbox.udata.quality import last_modified, quality
from publisher.sandbox.udata.request import ApiRequest
from publisher.sandbox.udata.vocabularies import ROLES, UNKNOWN, UNSPECIFIED

_NOTHING_ELSE: Final[Document] = {
    **NO_ACCESS, "badges": [], "doi": None, "featured": False, "geopf": None, "harvest": None, "schema": None,
}  # fmt: skip


class Views:
    """The documents as one caller sees them."""

    def __init__(self, request: ApiRequest) -> None:
        self._request = request
        self._url = request.url
        self._references: dict[tuple[str, str], Document] = {}
        self._organizations: dict[str, Document] = {}

    # ---- references

    def user_ref(self, name: object) -> Document | None:
        """Return a user, as other documents name them."""
        user = self._request.database.get(storage.USER, name) if isinstance(name, str) else None
        return self._user(user) if user else None

    def _user(self, user: Document) -> Document:
        slug = text_of(user, "name")
        return {
            "avatar": None,
            "avatar_thumbnail": None,
            "class": "User",
            "deleted": None,
            "first_name": slug,
            "id": user["id"],
            "last_name": "",
            "page": f"{self._url}/users/{slug}",
            "slug": slug,
            "uri": f"{self._url}/api/1/users/{slug}/",
        }

    def organization_ref(self, name: object) -> Document | None:
        """Return an organization, as other documents name it."""
        if not isinstance(name, str):
            return None
        if (storage.ORGANIZATION, name) not in self._references:
            self._references[storage.ORGANIZATION, name] = self._short(self._organization(name))
        return self._references[storage.ORGANIZATION, name]

    def _organization(self, name: str) -> Document:
        if name not in self._organizations:
            self._organizations[name] = self._request.database.get(storage.ORGANIZATION, name) or {}
        return self._organizations[name]

    def _short(self, organization: Document) -> Document:
        slug = text_of(organization, "slug")
        return {
            "acronym": None,
            "badges": [],
            "class": "Organization",
            "id": organization.get("id"),
            "logo": None,
            "logo_thumbnail": None,
            "name": organization.get("name"),
            "page": f"{self._url}/organizations/{slug}",
            "permissions": organization_permissions(self._request, organization),
            "slug": slug,
            "uri": f"{self._url}/api/1/organizations/{slug}/",
        }

    # ---- documents

    def organization(self, organization: Document) -> Document:
        """Return a whole organization."""
        short = {name: value for name, value in self._short(organization).items() if name != "class"}
        nothing = dict.fromkeys(
            ("banner_color", "banner_image", "business_number_id", "image_url", "presentation_blocs_published_at",
             "url", "zone")
        )  # fmt: skip
        return short | nothing | {
            "banner_image_position": 50,
            "created_at": organization["created"],
            "deleted": organization.get("deleted"),
            "description": organization["description"],
            "ext": {},
            "extras": {},
            "last_modified": organization["modified"],
            "members": [self.member(member) for member in documents_of(organization, "members")],
            "teams": [],
        }  # fmt: skip

    def member(self, member: Document) -> Document:
        """Return a member of an organization."""
        user = self.user_ref(member["user"])
        role = text_of(member, "role")
        return {"label": ROLES[role], "role": role, "since": member["since"], "user": user}

    def request(self, request: Document) -> Document:
        """Return a request for membership."""
        fields = {name: request[name] for name in ("comment", "id", "role", "status")}
        user = self.user_ref(request["user"])
        return fields | {
            "assignments": [], "created": request["created"], "email": None, "kind": "request", "user": user
        }  # fmt: skip

    def contact(self, contact: Document) -> Document:
        """Return a contact point."""
        fields = {name: contact.get(name) for name in ("contact_form", "email", "id", "name", "role")}
        return fields | {
            "organization": self.organization_ref(contact.get("organization")),
            "owner": self.user_ref(contact.get("owner")),
        }

    def _contact(self, name: str) -> Document:
        if (storage.CONTACT, name) not in self._references:
            self._references[storage.CONTACT, name] = self.contact(
                self._request.database.get(storage.CONTACT, name) or {"id": name}
            )
        return self._references[storage.CONTACT, name]

    def resource(self, resource: Document) -> Document:
        """Return a resource."""
        fields = {name: resource.get(name) for name in PLAIN_OF_RESOURCE}
        created, modified = resource["created"], resource["modified"]
        return fields | {
            "created_at": created,
            "geopf": None,
            "harvest": None,
            "internal": {"created_at_internal": created, "last_modified_internal": modified},
            "last_modified": last_modified(resource),
            "latest": f"{self._url}/api/1/datasets/r/{resource['id']}",
            "metrics": {},
            "preview_url": None,
            "url": address(self._request, resource),
        }

    def dataset(self, dataset: Document) -> Document:
        """Return a dataset."""
        fields = {name: dataset.get(name) for name in PLAIN} | {
            name: dataset[name] for name in NO_ACCESS if dataset.get(name)
        }
        slug, organization = text_of(dataset, "slug"), self._organization(text_of(dataset, "organization"))
        edit = may_edit(self._request, dataset, organization)
        created, modified = dataset["created"], dataset["modified"]
        return _NOTHING_ELSE | fields | {
            "contact_points": [self._contact(str(contact_id)) for contact_id in list_of(dataset, "contact_points")],
            "created_at": created,
            "frequency": dataset.get("frequency") or UNKNOWN,
            "internal": {"created_at_internal": created, "last_modified_internal": modified},
            "last_modified": modified,
            "last_update": dataset["last_update"],
            "license": dataset.get("license") or UNSPECIFIED,
            "organization": self.organization_ref(dataset.get("organization")),
            "owner": self.user_ref(dataset.get("owner")),
            "page": f"{self._url}/datasets/{slug}",
            "permissions": {"delete": edit, "edit": edit, "edit_resources": edit},
            "private": bool(dataset.get("private")),
            "quality": quality(dataset, self._request.call.now),
            "resources": [self.resource(resource) for resource in documents_of(dataset, "resources")],
            "temporal_coverage": dataset.get("temporal_coverage"),
            "uri": f"{self._url}/api/1/datasets/{slug}/",
        }  # fmt: skip

    def me(self, user: Document) -> Document:
        """Return the caller."""
        nothing = dict.fromkeys(
            ("about", "last_login_at", "password_rotation_demanded", "password_rotation_performed", "website")
        )
        user_fields = {name: value for name, value in self._user(user).items() if name != "class"}
        roles = ["admin"] if self._request.is_administrator else []
        return user_fields | nothing | {
            "active": True,
            "email": None,
            "mail_cadence": "immediate",
            "notifications_paused": False,
            "organizations": [self.organization_ref(entry["id"]) for entry in organizations_of(self._request)],
            "roles": roles,
            "since": user["since"],
        }  # fmt: skip


def organizations_of(request: ApiRequest) -> list[Document]:
    """Return the organizations of which the caller is a member, the newest first."""
    organizations = request.database.all(storage.ORGANIZATION)
    present_organizations = (organization for organization in organizations if not organization.get("deleted"))
    return [
        organization
        for organization in present_organizations
        if any(member["user"] == request.me for member in documents_of(organization, "members"))
    ][::-1]


def address(request: ApiRequest, resource: Document) -> str:
    """Return the address of a resource; of a hosted file, below the address that the caller used."""
    hosted = text_of(resource, "file")
    return f"{request.url}/resources/{hosted}" if hosted else text_of(resource, "url")
