"""The independent check of a CKAN server: its own reading of CKAN's field map, field by field, byte by byte."""

from __future__ import annotations

import http.client
import json
import re
import unicodedata
import urllib.error
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Any

from tests.live.independent_http import Content, Site, compare_content, measure_local
from tests.live.independent_links import Link, compare_linked
from tests.live.independent_manifests import (
    Entry,
    Json,
    Normaliser,
    Report,
    cleared,
    compare_marker,
    given,
)
from tests.live.independent_words import (
    CONTACT_ROLES,
    COUNTRY_NAMES,
    COUNTRY_URI,
    FREQUENCY_URI,
    HVD_REGULATION,
    HVD_URI,
    INSEE_URI,
    LANGUAGE_NAMES,
    LANGUAGE_URI,
    LICENCE_ADDRESSES,
    SCHEMA_URI,
    THEME_URI,
    TYPES,
    UsageError,
    access_words,
    english,
    extension_format,
    file_format,
    frequency_code,
    hvd_code,
    licence_id,
    line,
    text,
)

MAX_NAME = 100

# manifest field -> what it becomes on CKAN ("extra:" marks an extra)
TARGETS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("notes",),
    "keywords": ("tags",),
    "license": ("license_id",),
    "landing_page": ("url",),
    "version": ("version",),
    "contact": ("maintainer", "maintainer_email", "extra:contact_url"),
    "contacts": tuple(f"extra:{role}_{part}" for role in ("publisher", "creator") for part in ("name", "email", "url")),
    "frequency": ("extra:frequency",),
    "temporal": ("extra:temporal_start", "extra:temporal_end"),
    "spatial": ("extra:spatial_uri", "extra:spatial_text"),
    "granularity": ("extra:spatial_granularity",),
    "access": ("extra:access_rights", "extra:access_type", "extra:access_reason_category", "extra:access_reason"),
    "theme": ("extra:theme",),
    "language": ("extra:language",),
    "issued": ("extra:issued",),
    "hvd": ("extra:hvd_category",),
}
"""Groups are not among them: others than those of the manifest stay in the entry."""


# --- What CKAN should hold ---


def tag(value: str) -> str:
    """Return a keyword as CKAN can store it: what it refuses becomes a space."""
    cleaned = re.sub(r"[^\w \-.]", " ", unicodedata.normalize("NFC", value))
    return " ".join(cleaned.split())


def tags(values: Iterable[object]) -> list[str]:
    """Return the keywords that CKAN can store, each once, sorted. Under 2 or over 100 characters: a loss."""
    return sorted({name for name in (tag(str(v)) for v in values) if 2 <= len(name) <= 100})


def uri_list(value: object) -> Any:
    """Return a JSON list, sorted; any other value as it is."""
    try:
        decoded = json.loads(str(value))
    except ValueError:
        decoded = [value] if value else value  # a portal's own schema has one theme as a list of one text
    return sorted(map(str, decoded)) if isinstance(decoded, list) else value


def schema_uri(schema: Mapping[str, Any]) -> str:
    """Return the address of a national schema."""
    if "url" in schema:
        return text(schema["url"])
    return SCHEMA_URI + "/".join(str(schema[key]) for key in ("name", "version") if key in schema)


def expected_package(entry: Entry) -> Json:
    """Return the values by CKAN field, for the fields that the manifest gives or clears."""
    values = given(entry.values)
    result = cleared_fields(entry.values)
    direct = {"description": "notes", "landing_page": "url"}
    result |= {ckan: text(values[name]) for name, ckan in direct.items() if name in values}
    result |= {name: line(values[name]) for name in ("title", "version") if name in values}
    if "keywords" in values:
        result["tags"] = tags(values["keywords"])
    if "license" in values:
        result["license_id"] = licence_id(values["license"])
    if "groups" in values:
        result["groups"] = sorted({line(name) for name in values["groups"]})
    contact = values.get("contact", {})
    result |= {
        ckan: line(contact[name])
        for name, ckan in (("name", "maintainer"), ("email", "maintainer_email"), ("form", "extra:contact_url"))
        if name in contact
    }
    return result | {f"extra:{key}": value for key, value in expected_extras(entry, values).items()}


def cleared_fields(values: Mapping[str, Any]) -> Json:
    """Return the CKAN fields that `clear:` empties, with their empty values."""
    result: Json = {target: "" for name in cleared(values) for target in TARGETS.get(name, ())}
    if "tags" in result:
        result["tags"] = []
    return result


ROLES = ("publisher", "creator")
"""The roles of which CKAN has one contact each."""


def agent_keys(role: str) -> list[str]:
    """Return the extras that hold the name, the e-mail address and the form of a contact in this role."""
    return [f"{role}_{part}" for part in ("name", "email", "url")]


AGENTS = tuple(key for role in ROLES for key in agent_keys(role))


def agent_extras(contacts: list[Json] | None) -> Json:
    """Return the extras that hold the first contact of each role; an empty text for those that hold nothing."""
    if contacts is None:
        return {}
    firsts = {english(CONTACT_ROLES, contact["role"]): contact for contact in reversed(contacts)}
    parts = ("name", "email", "form")
    return {
        key: line(firsts[role].get(part)) if role in firsts else ""
        for role in ROLES
        for key, part in zip(agent_keys(role), parts, strict=True)
    }


ACCESS = ("access_rights", "access_type", "access_reason_category", "access_reason")
ACCESS_URIS = {
    word: f"http://publications.europa.eu/resource/authority/access-right/{name}"
    for word, name in (("open", "PUBLIC"), ("open_with_account", "PUBLIC"), ("restricted", "NON_PUBLIC"))
}


def access_extras(kind: str, category: str, reason: str) -> Json:
    """Return the extras that hold who may use the data, empty ones left out."""
    told = {"access_type": kind} if kind == "open_with_account" else {}
    values = {
        "access_rights": ACCESS_URIS.get(kind, ""),
        **told,
        "access_reason_category": category,
        "access_reason": reason,
    }
    return {name: value for name, value in values.items() if value}


def territory_uri(zone: str) -> str:
    """Return INSEE's URI of a French territory, the European one of a country; an empty text where there is none."""
    insee = re.fullmatch(r"fr:(commune|departement|region):([0-9AB]+)", zone)
    if insee:
        return f"{INSEE_URI}{insee[1]}/{insee[2]}"
    country = COUNTRY_NAMES.get(zone.removeprefix("country:"))
    return COUNTRY_URI + country if country else ""


def expected_extras(entry: Entry, values: Json) -> Json:
    """Return the values by extra, for the extras that the manifest gives."""
    result: Json = {}
    if "frequency" in values:
        result["frequency"] = FREQUENCY_URI + frequency_code(values["frequency"])
    for end in ("start", "end"):
        if end in values.get("temporal", {}):
            result[f"temporal_{end}"] = text(values["temporal"][end])
    zones = values.get("spatial", {}).get("zones", [])
    if zones:
        result["spatial_uri"] = territory_uri(text(zones[0]))
        result["spatial_text"] = text(zones[0])
    if "granularity" in values.get("spatial", {}):
        result["spatial_granularity"] = line(values["spatial"]["granularity"])
    if entry.eu_themes:
        result["theme"] = sorted(THEME_URI + code for code in entry.eu_themes)
    if "language" in values:
        name = LANGUAGE_NAMES.get(text(values["language"]))
        result["language"] = LANGUAGE_URI + name if name else text(values["language"])
    if "issued" in values:
        result["issued"] = text(values["issued"])
    if "hvd" in values:
        result["hvd_category"] = HVD_URI + hvd_code(values["hvd"])
    result |= access_extras(*access_words(values.get("access", {})))
    result |= agent_extras(values.get("contacts"))
    return result | {key: extra_value(key, value) for key, value in entry.extras.items()}


RESOURCE_KEYS = frozenset({
    "applicable_legislation", "license",
    "cache_last_updated", "cache_url", "conforms_to", "created", "datastore_active", "description", "format", "hash",
    "id", "issued", "last_modified", "metadata_modified", "mimetype", "mimetype_inner", "modified", "name",
    "package_id", "position", "publisher_type", "resource_type", "size", "state", "url", "url_type",
})  # fmt: skip
"""The keys of a resource that are CKAN's own or hold a field; any other is an extra."""

CKAN_TYPES = {"main": "file", "update": "file", "code": "file", "other": ""}
"""CKAN's word for a type, where it is another one."""
WITHOUT_WORD = ("update", "code", "other")
"""The types that CKAN's word does not tell."""


def expected_resource(resource: Mapping[str, Any], entry: Entry) -> Json:
    """Return the values by CKAN resource field, for the fields that the manifest gives."""
    lines = {"title": "name", "mime": "mimetype"}
    result: Json = {ckan: line(resource[name]) for name, ckan in lines.items() if name in resource}
    result |= {name: text(resource[name]) for name in ("description", "url", "issued", "modified") if name in resource}
    if "type" in resource:
        type_ = english(TYPES, resource["type"])
        result["resource_type"] = CKAN_TYPES.get(type_, type_)
        if type_ in WITHOUT_WORD:
            result["publisher_type"] = type_
    if "format" in resource:
        result["format"] = file_format(resource["format"])
    elif "path" in resource and extension_format(resource):
        result["format"] = extension_format(resource)
    schema = entry.schema_of(resource)
    if schema is not None:
        result["conforms_to"] = schema_uri(schema)
    values = given(entry.values)
    if "license" in values:
        result["license"] = LICENCE_ADDRESSES.get(licence_id(values["license"]), "")
    if "hvd" in values:
        result["applicable_legislation"] = HVD_REGULATION
    result |= {name: text(value) for name, value in resource.get("extras", {}).items()}
    emptied = {"description": "description", "mime": "mimetype", "type": "resource_type", "schema": "conforms_to"}
    return result | {emptied.get(name, name.removeprefix("extras.")): "" for name in resource.get("clear", [])}


# --- Reading CKAN ---


class Server(Site):
    """A CKAN server."""

    def __init__(self, url: str, token: str | None) -> None:
        super().__init__(url, token, "Authorization")

    def greet(self) -> None:
        """Refuse early an address where no CKAN answers."""
        self.action("status_show")

    def action(self, name: str, **parameters: str) -> Any:
        """Return the result of an action; None when it is absent or not ours to see."""
        try:
            content = self.json(f"{self.url}/api/3/action/{name}?{urllib.parse.urlencode(parameters)}")
        except urllib.error.HTTPError as error:
            with error:
                if error.code in {403, 404} and is_ckan_error(error):
                    return None
            raise UsageError(f"{self.url}: {name}: HTTP {error.code}") from error
        if not isinstance(content, dict) or content.get("success") is not True:
            raise UsageError(f"{self.url}: {name}: this is not a CKAN answer")
        return content["result"]

    def package(self, name: str) -> Json | None:
        """Return one entry; None when it is absent, deleted, or not ours to see."""
        package = self.action("package_show", id=name)
        return package if isinstance(package, dict) and package.get("state") != "deleted" else None

    def marked(self, key: str, repository: str) -> Json | None:
        """Return the entry that carries our marker for this key."""
        result = self.action("package_search", fq=f'publisher_key:"{key}"', include_private="true", rows="1000")
        for package in result["results"] if result else ():
            extras = extras_of(package)
            if (extras.get("publisher_key"), extras.get("publisher_repository")) == (key, repository):
                return self.package(package["id"])
        return None

    def content(self, url: str) -> Content | str:
        """Return the content of a hosted file, asked from this server whatever host its address names."""
        parts = urllib.parse.urlsplit(url)
        base = urllib.parse.urlsplit(self.url)
        return self.measure(urllib.parse.urlunsplit((base.scheme, base.netloc, parts.path, parts.query, "")))

    def hosted(self, entry: Entry, position: int, repository: str) -> list[str]:
        """Return the address of a hosted file of this catalogue, if it has one."""
        package = find(entry, self, repository) or {}
        resources = package.get("resources", [])
        resource = resources[position] if position < len(resources) else {}
        return [str(resource["url"])] if resource.get("url_type") == "upload" else []


def is_ckan_error(error: urllib.error.HTTPError) -> bool:
    """Return True when CKAN itself refused, and not another server at this address."""
    try:
        content = json.loads(error.read())
    except (OSError, ValueError, http.client.HTTPException):
        return False
    return isinstance(content, dict) and content.get("success") is False


def extras_of(package: Mapping[str, Any]) -> dict[str, str]:
    """Return the extras of an entry, as a mapping, with the fields that the portal's own schema has in their place."""
    extras = {extra["key"]: extra["value"] for extra in package.get("extras", [])}
    return extras | {name: value for name, value in declared_of(package).items() if value != ""}


# a field of ckanext-dcat's schemas -> for its parts, the extras that a CKAN without a schema has
PARTS = {
    "temporal_coverage": {"start": "temporal_start", "end": "temporal_end"},
    "spatial_coverage": {"uri": "spatial_uri", "text": "spatial_text"},
    "contact": {"name": "maintainer", "email": "maintainer_email", "url": "contact_url"},
    "publisher": {"name": "publisher_name", "email": "publisher_email", "url": "publisher_url"},
    "creator": {"name": "creator_name", "email": "creator_email", "url": "creator_url"},
}
# the fields of the test servers' own portal that catalogs.yml maps -> the extras that a CKAN without a schema has
LOCAL: dict[str, tuple[str, dict[str, str]]] = {
    "frequence": ("frequency", {
        word: FREQUENCY_URI + code
        for word, code in {
            "continue": "UPDATE_CONT", "quotidienne": "DAILY", "hebdomadaire": "WEEKLY", "mensuelle": "MONTHLY",
            "trimestrielle": "QUARTERLY", "semestrielle": "ANNUAL_2", "annuelle": "ANNUAL", "ponctuelle": "AS_NEEDED",
            "inconnue": "UNKNOWN",
        }.items()
    }),
    "date_publication": ("issued", {}),
}  # fmt: skip
CKAN_KEYS = {
    "author", "author_email", "creator_user_id", "extras", "groups", "id", "isopen", "license_id", "license_title",
    "license_url", "maintainer", "maintainer_email", "metadata_created", "metadata_modified", "name", "notes",
    "num_resources", "num_tags", "organization", "owner_org", "plugin_data", "private", "relationships_as_object",
    "relationships_as_subject", "resources", "state", "tags", "title", "type", "url", "version",
}  # fmt: skip
"""The keys of an entry on a CKAN without a schema."""


def declared_of(package: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that the portal's own schema has beside CKAN's, each as the extras of a CKAN without one."""
    values: dict[str, str] = {}
    for name in package.keys() - CKAN_KEYS:
        value = package[name]
        if name in LOCAL:
            extra, words = LOCAL[name]
            values[extra] = words.get(value, value) or ""
        elif name in PARTS:
            first = value[0] if value else {}
            values |= {extra: str(first.get(part) or "") for part, extra in PARTS[name].items()}
            values |= {name: json.dumps(value)} if name in ROLES else {}  # an extra may give it whole
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            values[name] = value[0] if len(value) == 1 else json.dumps(value, ensure_ascii=False) if value else ""
        else:
            values[name] = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return values


SETS = {"publics"}
"""Fields of the test servers' own portal that it gives back in an order of its own."""


def extra_value(name: str, value: object) -> object:
    """Return an extra as it is compared: a moment at midnight is its day, and some lists are sets."""
    plain = plain_value(value)
    if isinstance(plain, str):
        return plain.removesuffix("T00:00:00")
    return sorted(plain, key=str) if name in SETS and isinstance(plain, list) else plain


def plain_value(value: object) -> object:
    """Return an extra as it is compared: a list of one as its item, documents without empty parts, others as texts."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            value = json.loads(value)
        except ValueError:
            return text(value)
    if isinstance(value, list):
        items = [item for item in map(plain_value, value) if item not in ("", {})]
        return (items[0] if items else "") if len(items) < 2 else items
    if isinstance(value, dict):
        parts = {name: plain_value(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in ("", {})}
    return text(value)


def find(entry: Entry, server: Server, repository: str) -> Json | None:
    """Return the entry of a manifest: the one it names, else that of its CKAN name, else that of its marker."""
    setting = entry.settings.get("entry")
    if setting:
        return server.package(str(setting))
    package = server.package(entry.name) if len(entry.name) <= MAX_NAME else None
    if package is None or extras_of(package).get("publisher_key", entry.key) != entry.key:
        return server.marked(entry.key, repository) or package
    return package


# --- Comparing ---


def observed_field(package: Mapping[str, Any], name: str, managed_extras: Mapping[str, str]) -> Any:
    """Return the value that CKAN holds for one field, normalised as the expected one is."""
    if name in {"tags", "groups"}:
        return sorted(item["name"] for item in package.get(name, []))
    if name in {"title", "maintainer"}:
        return line(managed_extras.get(name) or package.get(name))
    if name == "maintainer_email":
        return text(managed_extras.get(name) or package.get(name))
    if name == "extra:theme":
        return uri_list(managed_extras.get("theme", ""))
    if name.startswith("extra:"):
        name = name.removeprefix("extra:")
        return extra_value(name, managed_extras.get(name))
    return text(package.get(name))


def compare_file(
    entry: Entry, resource: Json, where: str, remote: Json, server: Server, link: Link | None, report: Report
) -> None:
    """Compare a file: CKAN has its size and no digest; a hosted one is an upload, with the bytes of the local file."""
    local = measure_local(entry.folder / str(resource["path"]))
    report.check(where, "hash", "", remote.get("hash") or "")
    report.check(where, "size", local.size, remote.get("size"))
    url = str(remote.get("url") or "")
    if link is not None:
        compare_linked(where, entry.key, resource, url, local, link, report)
        return
    report.check(where, "url_type", "upload", remote.get("url_type"))
    compare_content(where, local, server.content(url), report)


def first_of(value: object) -> object:
    """Return the text of a list of one: a portal's own schema may have such a field."""
    return (value[0] if value else "") if isinstance(value, list) and len(value) < 2 else value


def compare_resources(
    entry: Entry, package: Mapping[str, Any], server: Server, link: Link | None, report: Report
) -> None:
    """Compare the resources in order; those that were added in the catalogue come after ours."""
    resources = entry.resources or []
    theirs: list[Json] = package.get("resources", [])
    for position, resource in enumerate(resources):
        where = f"{entry.key}#{resource.get('id', position)}"
        if position >= len(theirs):
            report.fail(where, "missing")
            continue
        report.resources += 1
        observed = theirs[position]
        normalisers: dict[str, Normaliser] = {"format": file_format, "name": line, "mimetype": line}
        for name, expected in expected_resource(resource, entry).items():
            report.check(where, name, expected, normalisers.get(name, text)(first_of(observed.get(name))))
        if "path" in resource:
            compare_file(entry, resource, where, observed, server, link, report)


def compare_published(
    entry: Entry, package: Json, repository: str, server: Server, link: Link | None, report: Report
) -> None:
    """Compare every field of a published or private dataset."""
    extras = extras_of(package)
    renamed = "entry" in entry.settings or "previously" in entry.values or len(entry.name) > MAX_NAME
    if not renamed:
        report.check(entry.key, "name", entry.name, package.get("name"))
    organization = package.get("organization") or {}
    report.check(entry.key, "organization", entry.organization, organization.get("name"))
    report.check(entry.key, "private", entry.state == "private", package.get("private"))
    report.check(entry.key, "state", "active", package.get("state"))
    for name, expected in sorted(expected_package(entry).items()):
        observed = observed_field(package, name, extras)
        if name == "groups":
            observed = [group for group in observed if group in expected]
        report.check(entry.key, name, expected, observed)
    compare_marker(entry.key, extras, repository, report)
    compare_resources(entry, package, server, link, report)


def compare_entry(entry: Entry, repository: str, server: Server, link: Link | None, report: Report) -> None:
    """Compare a manifest with the catalogue."""
    package = find(entry, server, repository)
    if not entry.there:
        if package is not None and extras_of(package).get("publisher_key", entry.key) == entry.key:
            report.check(entry.key, "private (not published here)", True, package.get("private"))
        return
    if package is None:
        report.fail(entry.key, f"missing: no entry {entry.name!r} that this account can see")
        return
    report.datasets += 1
    compare_published(entry, package, repository, server, link, report)
