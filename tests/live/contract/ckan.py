"""A CKAN in neutral words."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.live import independent_ckan as ckan_words
from tests.live import independent_udata as words
from tests.live.backends import (
    DELETED,
    MARKER,
    NOBODY,
    PRIVATE,
    PUBLIC,
    Backend,
    Calls,
    Expects,
    Fields,
    Seen,
    SeenResource,
    filled,
)
from tests.live.counting import last_part
from tests.live.independent_words import (
    FREQUENCIES,
    FREQUENCY_URI,
    HVD_IDS,
    HVD_URI,
    SCHEMA_URI,
    THEME_URI,
    file_format,
    frequency_code,
)
from tests.live.portal import Json, Portal, extras_of, tags_of

TEXTS = {"title": "title", "description": "notes", "license": "license_id", "landing_page": "url"}
RESOURCE = {"title": "name", "description": "description", "url": "url", "format": "format",
                 "mime": "mimetype", "type": "resource_type"}  # fmt: skip
FIELD_EXTRAS = ("frequency", "temporal_start", "temporal_end", "spatial_uri", "theme", "language", "issued",
               "hvd_category")  # fmt: skip


@dataclass
class CkanBackend(Backend):
    """A CKAN."""

    portal: Portal
    organization: str
    url: str = field(init=False)
    token: str = field(init=False, repr=False)
    stranger: str = field(init=False, repr=False)
    kind = "ckan"
    expects = Expects(
        keywords=lambda given: tuple(ckan_words.tags(given)),
        erased_by_form=frozenset({"mime", "type", "schema"}),
        never_empty=frozenset({"resources.csv.mime"}),
        archived=PRIVATE,
        newcomer_first=False,
        name_follows_title=False,
        names_are_unique=True,
    )
    calls = Calls(
        naming=last_part,
        create="package_create",
        write="package_revise",
        bulk="package_search",
        read="package_show",
        each_plan=("user_show", "organization_list_for_user"),
        reads_of_create=(
            "user_show",
            "organization_list_for_user",
            "status_show",
            "license_list",
            "package_search",
            "package_show",
        ),
        looks_before_write=0,
        look_after_create="package_show",
        last_chance="package_revise",
    )

    def __post_init__(self) -> None:
        self.url, self.token, self.stranger = self.portal.url, self.portal.editor, self.portal.stranger

    def documents(self) -> list[Json]:
        return self.portal.entries(self.organization)

    def document(self, entry: str) -> Json:
        return self.portal.show(self.id_of(entry))

    def is_public(self, entry: str) -> bool:
        return ckan_words.Server(self.url, None).package(self.id_of(entry)) is not None

    def download(self, resource: SeenResource) -> bytes:
        return self.portal.download({"url": resource.url})

    def decode(self, document: Json) -> Seen:
        extras = extras_of(document)
        uri = extras.get("hvd_category", "").removeprefix(HVD_URI)
        return Seen(
            id=str(document["id"]),
            name=str(document["name"]),
            keywords=tuple(sorted(tags_of(document))),
            frequency=_frequency(extras.get("frequency", "")),
            temporal=(extras.get("temporal_start", ""), extras.get("temporal_end", "")),
            spatial=(extras["spatial_uri"],) if extras.get("spatial_uri") else (),
            contact=(document.get("maintainer") or "", document.get("maintainer_email") or ""),
            theme=_theme(extras.get("theme", "")),
            hvd=HVD_IDS.get(uri, uri),
            language=extras.get("language", ""),
            issued=extras.get("issued", ""),
            state=DELETED if document["state"] == "deleted" else PRIVATE if document["private"] else PUBLIC,
            extras={name: one for name, one in extras.items() if name not in (*FIELD_EXTRAS, *MARKER)},
            marker={name: extras[name] for name in MARKER if name in extras},
            resources=tuple(_ckan_resource(resource) for resource in document["resources"]),
            **{ours: str(document.get(theirs) or "") for ours, theirs in TEXTS.items()},
        )

    def edit(self, entry: str, **fields: object) -> None:
        document = self.document(entry)
        self.portal.patch(str(document["id"]), **_to_ckan(fields, extras_of(document)))

    def edit_resource(self, entry: str, resource: str, **fields: object) -> None:
        self.portal.call("resource_patch", self.token, id=self.read(entry).named(resource).id, **_to_ckans(fields))

    def edit_as_form(self, entry: str, resource: str, **fields: object) -> None:
        document = self.document(entry)
        wanted = self.decode(document).named(resource).id
        (held,) = (resource for resource in document["resources"] if resource["id"] == wanted)
        self.portal.edit_resource(held, **_to_ckans(fields))

    def add_resource(self, entry: str, **fields: object) -> str:
        return str(self.portal.add_resource(self.id_of(entry), **_to_ckans(fields))["id"])

    def add_file(self, entry: str, title: str, content: bytes) -> str:
        return str(self.portal.upload(self.id_of(entry), title, content)["id"])

    def delete_resource(self, entry: str, resource: str) -> None:
        self.portal.delete_resource(self.read(entry).named(resource).id)

    def reorder(self, entry: str, resources: list[str]) -> None:
        self.portal.reorder(self.id_of(entry), resources)

    def delete(self, entry: str) -> str:
        return self.portal.delete(self.id_of(entry))

    def restore(self, entry: str) -> None:
        self.portal.patch(entry, state="active")

    def wipe_extras(self, entry: str) -> None:
        self.portal.patch(self.id_of(entry), extras=[])

    def make_foreign(
        self,
        title: str,
        *,
        name: str = "",
        organization: str = "",
        resources: tuple[Fields, ...] = (),
        **fields: Any,
    ) -> str:
        given = {"name": name or f"autre-{secrets.token_hex(6)}", "owner_org": organization or self.organization}
        held = [_to_ckans(resource) for resource in resources]
        return str(self.portal.create(**given, **_to_ckan({"title": title, **fields}, {}), resources=held)["id"])

    def organization_id(self) -> str:
        return str(self.portal.call("organization_show", id=self.organization)["id"])

    def make_organization(self) -> str:
        return self.portal.make_organization()

    def drop_organization(self, organization: str) -> None:
        self.portal.purge_organization(organization)


def _frequency(uri: str) -> str:
    code = uri.removeprefix(FREQUENCY_URI)
    return words.frequency_id(code) if code in FREQUENCIES.values() else uri


def _theme(listed: str) -> str:
    try:
        found = json.loads(listed or "[]")
    except ValueError:
        return listed
    return ",".join(str(one).removeprefix(THEME_URI) for one in found)


def _ckan_resource(held: Json) -> SeenResource:
    texts = {ours: str(held.get(theirs) or "") for ours, theirs in RESOURCE.items()}
    schema = words.schema_parts({"url": held.get("conforms_to") or ""})
    texts["format"] = file_format(texts["format"])
    return SeenResource(id=str(held["id"]), schema=schema, hosted=held.get("url_type") == "upload", **texts)


def _to_ckan(fields: Fields, extras: Mapping[str, str]) -> Json:
    """Neutral fields as CKAN's, with all the extras of the entry."""
    found = filled({theirs: fields[ours] for ours, theirs in TEXTS.items() if ours in fields})
    if "keywords" in fields:
        found["tags"] = [{"name": one} for one in fields["keywords"]]
    if "contact" in fields:
        found["maintainer"], found["maintainer_email"] = fields["contact"] or NOBODY
    if "state" in fields:
        found["private"] = fields["state"] != PUBLIC
    changed = _ckan_extras(fields)
    if changed:
        merged = {**extras, **changed}
        found["extras"] = [{"key": key, "value": value} for key, value in merged.items() if value not in (None, "")]
    return found


def _ckan_extras(fields: Fields) -> Json:
    found = {name: fields[name] for name in ("language", "issued") if name in fields}
    if "frequency" in fields:
        found["frequency"] = FREQUENCY_URI + frequency_code(fields["frequency"]) if fields["frequency"] else None
    if "temporal" in fields:
        found["temporal_start"], found["temporal_end"] = fields["temporal"] or NOBODY
    if "spatial" in fields:
        found["spatial_uri"] = next(iter(fields["spatial"] or ()), None)
    if "theme" in fields:
        found["theme"] = json.dumps([THEME_URI + fields["theme"]]) if fields["theme"] else None
    if "hvd" in fields:
        codes = {name: code for code, name in HVD_IDS.items()}
        found["hvd_category"] = HVD_URI + codes[fields["hvd"]] if fields["hvd"] else None
    return found | dict(fields.get("extras", {}))


def _to_ckans(fields: Fields) -> Json:
    """Neutral fields of a resource as CKAN's."""
    found = filled({theirs: fields[ours] for ours, theirs in RESOURCE.items() if ours in fields})
    if "schema" in fields:
        schema = fields["schema"] or {}
        national = SCHEMA_URI + "/".join(str(schema[part]) for part in ("name", "version") if part in schema)
        found["conforms_to"] = schema.get("url") or (national if schema else "")
    return found
