"""The fields of each kind of document: a mask may name no others."""

from typing import Final

from publisher.sandbox.store import Document
from publisher.sandbox.udata.masks import ANY, Shape

NO_ACCESS: Final[Document] = {
    "access_audiences": [],
    "access_type": "open",
    "access_type_reason": None,
    "access_type_reason_category": None,
    "authorization_request_url": None,
}
"""The fields of a dataset on access, where nothing was chosen."""

PLAIN: Final = ("acronym", "archived", "deleted", "description", "description_short", "extras", "frequency_date",
                 "id", "slug", "spatial", "tags", "title")  # fmt: skip
PLAIN_OF_RESOURCE: Final = ("checksum", "description", "extras", "filesize", "filetype", "format", "id", "mime",
                             "schema", "title", "type")  # fmt: skip


def _shape(*plain: str, **inner: Shape) -> Shape:
    return {**dict.fromkeys(plain), **inner}


_PERMISSIONS: Final = _shape("delete", "edit", "edit_resources", "harvest", "members", "private")
_INTERNAL: Final = _shape("created_at_internal", "last_modified_internal")
_USER: Final = _shape("avatar", "class", "first_name", "id", "last_name", "page", "slug", "uri")
_REF: Final = _shape("acronym", "class", "id", "logo", "name", "page", "slug", "uri", badges=ANY,
                     permissions=_PERMISSIONS)  # fmt: skip
CONTACT: Final = _shape("contact_form", "email", "id", "name", "role", organization=_REF, owner=_USER)
RESOURCE: Final = _shape(
    *(name for name in PLAIN_OF_RESOURCE if name not in ("checksum", "extras", "schema")),
    "created_at", "last_modified", "latest", "preview_url", "url",
    checksum=_shape("type", "value"), schema=_shape("name", "version", "url"), extras=ANY, metrics=ANY, harvest=ANY,
    internal=_INTERNAL, geopf=ANY,
)  # fmt: skip
DATASET: Final = _shape(
    *(name for name in PLAIN if name not in ("extras", "spatial")), *NO_ACCESS, "created_at", "doi", "featured",
    "frequency", "last_modified", "last_update", "license", "page", "private", "uri",
    contact_points=CONTACT, extras=ANY, spatial=_shape("zones", "granularity", geom=ANY), internal=_INTERNAL,
    organization=_REF, owner=_USER, permissions=_PERMISSIONS, resources=RESOURCE, harvest=ANY, metrics=ANY,
    quality=ANY, schema=ANY, temporal_coverage=_shape("start", "end"), badges=ANY, geopf=ANY,
)  # fmt: skip
MEMBER: Final = _shape("label", "role", "since", user=_USER)
REQUEST: Final = _shape("comment", "created", "id", "role", "status", "kind", "email", user=_USER)
ORGANIZATION: Final = _shape("acronym", "created_at", "deleted", "description", "id", "last_modified", "name", "page",
                             "slug", "uri", "url", badges=ANY, extras=ANY,
                             members=MEMBER, permissions=_PERMISSIONS)  # fmt: skip
ME: Final = _shape("active", "email", "first_name", "id", "last_name", "page", "slug", "since", "uri",
                   organizations=_REF)  # fmt: skip
SITE: Final = _shape("feed_size", "id", "keywords", "title", "version", metrics=ANY)
TERM: Final = _shape("id", "label", "title", "url", "maintainer")
LEVEL: Final = _shape("id", "name")
SCHEMA: Final = _shape("name", versions=_shape("version_name"))


def page_of(shape: Shape) -> Shape:
    """Return the fields of a page of documents."""
    return _shape("next_page", "page", "page_size", "previous_page", "total", data=shape)
