"""A udata as a neutral backend."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.live import independent_udata as words
from tests.live.backends import (
    ARCHIVED,
    DELETED,
    NOBODY,
    PRIVATE,
    PUBLIC,
    Backend,
    Calls,
    CatalogEntry,
    CatalogResource,
    Fields,
    Person,
    Traits,
)
from tests.live.counting import route
from tests.live.independent_base import is_marker
from tests.live.independent_words import (
    file_format,
)
from tests.live.portal import Json
from tests.live.udata_portal import UdataPortal, zones_of

TEXTS = {"title": "title", "description": "description", "license": "license", "frequency": "frequency"}
RESOURCE = {"title": "title", "description": "description", "url": "url", "format": "format", "mime": "mime",
            "type": "type"}  # fmt: skip
FIELD_EXTRAS = {name: f"publisher_{name}" for name in ("theme", "language", "issued", "landing_page", "version")}
RESOURCE_EXTRAS = {name: f"publisher_{name}" for name in ("issued", "modified")}
PLACEHOLDERS = ("notspecified", "unknown")
"""The licence and the frequency that udata shows where none is given."""
SINCE = "2024-01-01T00:00:00"


@dataclass
class UdataBackend(Backend):
    """The backend of a udata."""

    portal: UdataPortal
    organization: str
    url: str = field(init=False)
    token: str = field(init=False, repr=False)
    stranger: str = field(init=False, repr=False)
    kind = "udata"
    traits = Traits(
        keywords=lambda keywords: tuple(words.tags(keywords)),
        erased_by_form=frozenset(),
        never_empty=frozenset({"resources.csv.type"}),
        archived=ARCHIVED,
        newcomer_first=True,
        name_follows_title=True,
        names_are_unique=False,
    )
    calls = Calls(
        naming=route,
        create="POST datasets",
        write="PUT datasets/{}",
        bulk="GET organizations/{}/datasets",
        read="GET datasets/{}",
        each_plan=("GET me",),
        reads_of_create=("GET me", "GET me/org_datasets", "GET datasets/licenses", "GET organizations/{}/datasets"),
        reads_before_write=1,
        read_after_create="GET organizations/{}/datasets",
        last_check="GET datasets/{}",
    )

    def __post_init__(self) -> None:
        self.url, self.token, self.stranger = self.portal.url, self.portal.token, self.portal.stranger

    def documents(self) -> list[Json]:
        return self.portal.entries(self.organization)

    def document(self, entry: str) -> Json:
        return self.portal.show(self.id_of(entry))

    def is_public(self, entry: str) -> bool:
        return self.portal.is_public(self.id_of(entry))

    def download(self, resource: CatalogResource) -> bytes:
        return self.portal.download({"url": resource.url})

    def decode(self, document: Json) -> CatalogEntry:
        period, extras = document["temporal_coverage"] or {}, document["extras"]
        texts = {name: str(document[udata_name] or "") for name, udata_name in TEXTS.items()}
        keywords, category = words.split_tags(document["tags"])
        return CatalogEntry(
            id=str(document["id"]),
            name=str(document["slug"]),
            keywords=tuple(keywords),
            hvd=words.HVD_TAGS.get(category, category),
            temporal=(period.get("start") or "", period.get("end") or ""),
            spatial=tuple(zones_of(document)),
            granularity=_granularity(document),
            access=_access(document),
            contact=_contact(document),
            contacts=tuple(map(_person, words.further(document["contact_points"]))),
            state=_state(document),
            extras={
                name: value
                for name, value in extras.items()
                if name not in FIELD_EXTRAS.values() and not is_marker(name)
            },
            marker={name: value for name, value in extras.items() if is_marker(name)},
            resources=tuple(_resource(resource) for resource in document["resources"]),
            **{name: "" if text in PLACEHOLDERS else text for name, text in texts.items()},
            **{name: str(extras.get(extra) or "") for name, extra in FIELD_EXTRAS.items()},
        )

    def edit(self, entry: str, **fields: object) -> None:
        document = self.document(entry)
        self.portal.put(str(document["id"]), **self._encoded(fields, document))

    def edit_resource(self, entry: str, resource: str, **fields: object) -> None:
        self.edit_as_form(entry, resource, **fields)

    def edit_as_form(self, entry: str, resource: str, **fields: object) -> None:
        document = self.document(entry)
        resource_id = self.decode(document).named(resource).id
        (current,) = (resource for resource in document["resources"] if resource["id"] == resource_id)
        self.portal.edit_resource(str(document["id"]), current, **_to_udatas(fields, current["extras"]))

    def add_resource(self, entry: str, **fields: object) -> str:
        return str(self.portal.add_resource(self.id_of(entry), **{"type": "other", **_to_udatas(fields)})["id"])

    def add_file(self, entry: str, title: str, content: bytes) -> str:
        name = self.id_of(entry)
        resource = self.portal.upload(name, content, "depose.csv")
        self.portal.edit_resource(name, resource, title=title)
        return str(resource["id"])

    def delete_resource(self, entry: str, resource: str) -> None:
        name = self.id_of(entry)
        self.portal.delete_resource(name, self.read(name).named(resource).id)

    def reorder(self, entry: str, resources: list[str]) -> None:
        self.portal.reorder(self.id_of(entry), resources)

    def delete(self, entry: str) -> str:
        name = self.id_of(entry)
        self.portal.delete(name)
        return name

    def restore(self, entry: str) -> None:
        self.portal.restore(entry)

    def wipe_extras(self, entry: str) -> None:
        self.portal.replace_extras(self.id_of(entry), {})

    def make_foreign(
        self,
        title: str,
        *,
        name: str = "",
        organization: str = "",
        resources: tuple[Fields, ...] = (),
        **fields: Any,
    ) -> str:
        listed = [{"filetype": "remote", "type": "other", **_to_udatas(resource)} for resource in resources]
        encoded = self._encoded({"title": title, **fields}, {"extras": {}})
        return str(self.portal.create(organization or self.organization, **encoded, resources=listed)["id"])

    def organization_id(self) -> str:
        return self.portal.organization_id(self.organization)

    def make_organization(self) -> str:
        return self.portal.make_organization()

    def rename_organization(self, organization: str) -> str:
        document = {"name": f"Essai {secrets.token_hex(5)}", "description": "Organisation d'essai"}
        return str(self.portal.call("PUT", f"organizations/{organization}/", document)["slug"])

    def drop_organization(self, organization: str) -> None:
        self.portal.delete_organization(organization)

    def _encoded(self, fields: Fields, document: Json) -> Json:
        """Return neutral fields as udata's, with all the extras of the entry."""
        encoded: Json = {udata_name: fields[name] or None for name, udata_name in TEXTS.items() if name in fields}
        if "keywords" in fields or "hvd" in fields:
            keywords, category = words.split_tags(document.get("tags") or [])
            category = words.hvd_tag(fields["hvd"]) if fields.get("hvd") else "" if "hvd" in fields else category
            marks = ["hvd", category] if category else []
            encoded["tags"] = [*(fields["keywords"] or () if "keywords" in fields else keywords), *marks]
        if "temporal" in fields:
            days = zip(("start", "end"), fields["temporal"] or (), strict=False)
            encoded["temporal_coverage"] = {name: day for name, day in days if day} or None
        if "spatial" in fields:
            granularity = (document.get("spatial") or {}).get("granularity")
            current = {"granularity": granularity} if granularity else {}
            encoded["spatial"] = {**current, "zones": list(fields["spatial"])} if fields["spatial"] else {"zones": None}
        if "granularity" in fields:
            encoded["spatial"] = {**encoded.get("spatial", {}), "granularity": fields["granularity"] or "other"}
        if "access" in fields:
            parts = dict(zip(ACCESS, fields["access"] or ("", "", ""), strict=True))
            encoded |= {name: part or None for name, part in parts.items()} | {
                "access_type": parts[ACCESS[0]] or "open"
            }
        if "contact" in fields or "contacts" in fields:
            encoded["contact_points"] = self._points(fields, document.get("contact_points") or []) or None
        return encoded | _state_as(fields) | _extras_as(fields, document["extras"])

    def _points(self, fields: Fields, present: list[Json]) -> list[str]:
        """Return the ids of the contact points: the first contact, the further ones, those of other roles."""
        first, further = words.first_contact(present), words.further(present)
        people = [("contact", *fields["contact"])] if any(fields.get("contact") or ()) else []
        contact = [self._point(*person) for person in people] if "contact" in fields else [p["id"] for p in first]
        contacts = (
            [self._point(*person) for person in fields["contacts"] or ()]
            if "contacts" in fields
            else [point["id"] for point in further]
        )
        return [*contact, *contacts, *(point["id"] for point in present if point not in (*first, *further))]

    def _point(self, role: str, name: str, email: str, form: str) -> str:
        return self.portal.make_contact(self.organization, name, email, role, form)


ACCESS = ("access_type", "access_type_reason_category", "access_type_reason")


def _access(document: Json) -> tuple[str, str, str]:
    kind, category, reason = (str(document[name] or "") for name in ACCESS)
    chosen = (kind, category, reason)
    return ("", "", "") if chosen == ("open", "", "") else chosen


def _granularity(document: Json) -> str:
    word = str((document.get("spatial") or {}).get("granularity") or "other")
    return "" if word == "other" else word


def _state(document: Json) -> str:
    if document["deleted"]:
        return DELETED
    return ARCHIVED if document["archived"] else PRIVATE if document["private"] else PUBLIC


def _contact(document: Json) -> Person:
    points = [_person(point) for point in words.first_contact(document["contact_points"])]
    return points[0][1:] if points else NOBODY


def _person(point: Json) -> tuple[str, str, str, str]:
    return (point["role"], point["name"] or "", point["email"] or "", point["contact_form"] or "")


def _resource(resource: Json) -> CatalogResource:
    texts = {name: str(resource.get(udata_name) or "") for name, udata_name in RESOURCE.items()}
    texts["format"] = file_format(texts["format"])
    texts |= {name: str(resource["extras"].get(extra) or "") for name, extra in RESOURCE_EXTRAS.items()}
    schema = words.schema_parts(resource.get("schema"))
    extras = {name: value for name, value in resource["extras"].items() if not name.startswith("publisher_")}
    hosted = resource["filetype"] == "file"
    return CatalogResource(id=str(resource["id"]), schema=schema, hosted=hosted, extras=extras, **texts)


def _state_as(fields: Fields) -> Json:
    if "state" not in fields:
        return {}
    return {"private": fields["state"] == PRIVATE, "archived": SINCE if fields["state"] == ARCHIVED else None}


def _extras_as(fields: Fields, extras: Mapping[str, Any]) -> Json:
    named_extras = {udata_name: fields[name] or None for name, udata_name in FIELD_EXTRAS.items() if name in fields}
    changed = {**named_extras, **fields.get("extras", {})}
    merged = {name: value for name, value in {**extras, **changed}.items() if value is not None}
    return {"extras": merged} if changed else {}


def _to_udatas(fields: Fields, extras: Mapping[str, Any] | None = None) -> Json:
    """Return neutral fields of a resource as udata's."""
    document: Json = {udata_name: fields[name] or None for name, udata_name in RESOURCE.items() if name in fields}
    if "schema" in fields:
        document["schema"] = {"name": None, "version": None, "url": None, **(fields["schema"] or {})}
    dates = {extra: fields[name] or None for name, extra in RESOURCE_EXTRAS.items() if name in fields}
    if "extras" in fields or dates:
        merged = {**(extras or {}), **dates, **fields.get("extras", {})}
        document["extras"] = {name: value for name, value in merged.items() if value is not None}
    return document
