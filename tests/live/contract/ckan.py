"""A CKAN as a neutral backend."""

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
    EMPTY_PAIR,
    NOBODY,
    PRIVATE,
    PUBLIC,
    Backend,
    Calls,
    CatalogEntry,
    CatalogResource,
    Fields,
    Traits,
    filled,
)
from tests.live.counting import last_part
from tests.live.independent_base import is_marker
from tests.live.independent_words import (
    FREQUENCIES,
    FREQUENCY_URI,
    HVD_IDS,
    HVD_URI,
    LANGUAGE_NAMES,
    LANGUAGE_URI,
    SCHEMA_URI,
    THEME_URI,
    file_format,
    frequency_code,
)
from tests.live.portal import Json, Portal, extras_of, tags_of

TEXTS = {"title": "title", "description": "notes", "license": "license_id", "landing_page": "url",
         "version": "version"}  # fmt: skip
RESOURCE = {"title": "name", "description": "description", "url": "url", "format": "format",
                 "mime": "mimetype", "type": "resource_type", "issued": "issued", "modified": "modified"}  # fmt: skip
FIELD_EXTRAS = ("frequency", "temporal_start", "temporal_end", "spatial_uri", "spatial_text", "theme", "language",
               "spatial_granularity", "access_rights", "access_type", "access_reason_category", "access_reason",
               "issued", "hvd_category", "applicable_legislation",
               "contact_url", *ckan_words.AGENTS)  # fmt: skip


@dataclass
class CkanBackend(Backend):
    """The backend of a CKAN."""

    portal: Portal
    organization: str
    url: str = field(init=False)
    token: str = field(init=False, repr=False)
    stranger: str = field(init=False, repr=False)
    kind = "ckan"
    traits = Traits(
        keywords=lambda keywords: tuple(ckan_words.tags(keywords)),
        erased_by_form=frozenset({"mime", "type", "schema", "extras", "issued", "modified"}),
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
        reads_before_write=0,
        read_after_create="package_show",
        last_check="package_revise",
    )

    def __post_init__(self) -> None:
        self.url, self.token, self.stranger = self.portal.url, self.portal.editor, self.portal.stranger

    def documents(self) -> list[Json]:
        return self.portal.entries(self.organization)

    def document(self, entry: str) -> Json:
        return self.portal.show(self.id_of(entry))

    def is_public(self, entry: str) -> bool:
        return ckan_words.Server(self.url, None).package(self.id_of(entry)) is not None

    def download(self, resource: CatalogResource) -> bytes:
        return self.portal.download({"url": resource.url})

    def decode(self, document: Json) -> CatalogEntry:
        extras = extras_of(document)
        uri = extras.get("hvd_category", "").removeprefix(HVD_URI)
        return CatalogEntry(
            id=str(document["id"]),
            name=str(document["name"]),
            keywords=tuple(sorted(tags_of(document))),
            frequency=_frequency(extras.get("frequency", "")),
            temporal=(extras.get("temporal_start", ""), extras.get("temporal_end", "")),
            spatial=_zones(extras),
            contact=(
                document.get("maintainer") or "",
                document.get("maintainer_email") or "",
                extras.get("contact_url", ""),
            ),
            contacts=_contacts(extras),
            theme=_theme(extras.get("theme", "")),
            hvd=HVD_IDS.get(uri, uri),
            access=_access(extras),
            granularity=extras.get("spatial_granularity", ""),
            language=_language(extras.get("language", "")),
            issued=extras.get("issued", ""),
            state=DELETED if document["state"] == "deleted" else PRIVATE if document["private"] else PUBLIC,
            extras={name: value for name, value in extras.items() if name not in FIELD_EXTRAS and not is_marker(name)},
            marker={name: value for name, value in extras.items() if is_marker(name)},
            resources=tuple(_ckan_resource(resource) for resource in document["resources"]),
            **{name: str(document.get(ckan_name) or "") for name, ckan_name in TEXTS.items()},
        )

    def edit(self, entry: str, **fields: object) -> None:
        document = self.document(entry)
        self.portal.patch(str(document["id"]), **_to_ckan(fields, extras_of(document)))

    def edit_resource(self, entry: str, resource: str, **fields: object) -> None:
        self.portal.call("resource_patch", self.token, id=self.read(entry).named(resource).id, **_to_ckans(fields))

    def edit_as_form(self, entry: str, resource: str, **fields: object) -> None:
        document = self.document(entry)
        resource_id = self.decode(document).named(resource).id
        (current,) = (resource for resource in document["resources"] if resource["id"] == resource_id)
        self.portal.edit_resource(current, **_to_ckans(fields))

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
        required = {"name": name or f"autre-{secrets.token_hex(6)}", "owner_org": organization or self.organization}
        listed = [_to_ckans(resource) for resource in resources]
        return str(self.portal.create(**required, **_to_ckan({"title": title, **fields}, {}), resources=listed)["id"])

    def organization_id(self) -> str:
        return str(self.portal.call("organization_show", id=self.organization)["id"])

    def make_organization(self) -> str:
        return self.portal.make_organization()

    def rename_organization(self, organization: str) -> str:
        name = f"essai-{secrets.token_hex(5)}"
        self.portal.call("organization_patch", id=organization, name=name, title=f"Organisation {name}")
        return name

    def drop_organization(self, organization: str) -> None:
        self.portal.purge_organization(organization)


def _frequency(uri: str) -> str:
    code = uri.removeprefix(FREQUENCY_URI)
    return words.frequency_id(code) if code in FREQUENCIES.values() else uri


def _access(extras: Mapping[str, str]) -> tuple[str, str, str]:
    rights = {uri: word for word, uri in reversed(ckan_words.ACCESS_URIS.items())}
    word = extras.get("access_type") or rights.get(extras.get("access_rights", ""), "")
    return (word, extras.get("access_reason_category", ""), extras.get("access_reason", ""))


def _contacts(extras: Mapping[str, str]) -> tuple[tuple[str, str, str, str], ...]:
    people = {role: [extras.get(key, "") for key in ckan_words.agent_keys(role)] for role in ckan_words.ROLES}
    return tuple((role, name, email, form) for role, (name, email, form) in people.items() if name or email or form)


def _theme(uris: str) -> str:
    try:
        themes = json.loads(uris or "[]")
    except ValueError:
        return uris
    return ",".join(str(theme).removeprefix(THEME_URI) for theme in themes)


def _ckan_resource(resource: Json) -> CatalogResource:
    texts = {name: str(resource.get(ckan_name) or "") for name, ckan_name in RESOURCE.items()}
    texts["type"] = str(resource.get("publisher_type") or {"file": "main"}.get(texts["type"], texts["type"]))
    schema = words.schema_parts({"url": resource.get("conforms_to") or ""})
    texts["format"] = file_format(texts["format"])
    extras = {name: value for name, value in resource.items() if name not in ckan_words.RESOURCE_KEYS}
    hosted = resource.get("url_type") == "upload"
    return CatalogResource(id=str(resource["id"]), schema=schema, hosted=hosted, extras=extras, **texts)


def _zones(extras: Mapping[str, str]) -> tuple[str, ...]:
    """Return the zone of the URI, which the text names; the text alone where it has none."""
    uri, text = extras.get("spatial_uri", ""), extras.get("spatial_text", "")
    if uri and ckan_words.territory_uri(text) != uri:
        return (uri,)
    return (text,) if text else ()


def _language(uri: str) -> str:
    codes = {name: code for code, name in reversed(LANGUAGE_NAMES.items())}
    return codes.get(uri.removeprefix(LANGUAGE_URI), uri)


def _to_ckan(fields: Fields, extras: Mapping[str, str]) -> Json:
    """Return neutral fields as CKAN's, with all the extras of the entry."""
    document = filled({ckan_name: fields[name] for name, ckan_name in TEXTS.items() if name in fields})
    if "keywords" in fields:
        document["tags"] = [{"name": keyword} for keyword in fields["keywords"]]
    if "contact" in fields:
        document["maintainer"], document["maintainer_email"], _form = fields["contact"] or NOBODY
    if "state" in fields:
        document["private"] = fields["state"] != PUBLIC
    changed = _ckan_extras(fields)
    if changed:
        merged = {**extras, **changed}
        document["extras"] = [{"key": key, "value": value} for key, value in merged.items() if value not in (None, "")]
    return document


def _ckan_extras(fields: Fields) -> Json:
    changed = {"issued": fields["issued"]} if "issued" in fields else {}
    if "language" in fields:
        changed["language"] = LANGUAGE_URI + LANGUAGE_NAMES[fields["language"]] if fields["language"] else None
    if "access" in fields:
        changed |= dict.fromkeys(ckan_words.ACCESS) | ckan_words.access_extras(*(fields["access"] or ("", "", "")))
    changed |= _people_extras(fields)
    if "granularity" in fields:
        changed["spatial_granularity"] = fields["granularity"]
    if "frequency" in fields:
        changed["frequency"] = FREQUENCY_URI + frequency_code(fields["frequency"]) if fields["frequency"] else None
    if "temporal" in fields:
        changed["temporal_start"], changed["temporal_end"] = fields["temporal"] or EMPTY_PAIR
    if "spatial" in fields:
        zone = next(iter(fields["spatial"] or ()), "")
        changed |= {"spatial_uri": ckan_words.territory_uri(zone) or None, "spatial_text": zone or None}
    if "theme" in fields:
        changed["theme"] = json.dumps([THEME_URI + fields["theme"]]) if fields["theme"] else None
    if "hvd" in fields:
        codes = {name: code for code, name in HVD_IDS.items()}
        changed["hvd_category"] = HVD_URI + codes[fields["hvd"]] if fields["hvd"] else None
    return changed | dict(fields.get("extras", {}))


def _people_extras(fields: Fields) -> Json:
    changed = {"contact_url": (fields["contact"] or NOBODY)[2]} if "contact" in fields else {}
    if "contacts" not in fields:
        return changed
    parts = {role: person for role, *person in fields["contacts"] or ()}
    agents = (zip(ckan_words.agent_keys(role), parts.get(role, NOBODY), strict=True) for role in ckan_words.ROLES)
    return changed | {key: part for pairs in agents for key, part in pairs}


def _to_ckans(fields: Fields) -> Json:
    """Return neutral fields of a resource as CKAN's."""
    document = filled({ckan_name: fields[name] for name, ckan_name in RESOURCE.items() if name in fields})
    if "type" in fields:
        word = str(fields["type"] or "")
        document["resource_type"] = ckan_words.CKAN_TYPES.get(word, word)
        document["publisher_type"] = word if word in ckan_words.WITHOUT_WORD else ""
    if "schema" in fields:
        schema = fields["schema"] or {}
        national = SCHEMA_URI + "/".join(str(schema[part]) for part in ("name", "version") if part in schema)
        document["conforms_to"] = schema.get("url") or (national if schema else "")
    return document | dict(fields.get("extras", {}))
