"""The independent check of a udata server (the software of data.gouv.fr): its own reading of udata's field map."""

from __future__ import annotations

import http.client
import json
import re
import unicodedata
import urllib.error
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.live.independent_base import base_ids
from tests.live.independent_http import Site, compare_content, measure_local
from tests.live.independent_links import Link, compare_linked
from tests.live.independent_manifests import (
    Entry,
    Json,
    Normaliser,
    Report,
    cleared,
    compare_marker,
    dotted_extras,
    given,
)
from tests.live.independent_words import (
    CONTACT_ROLES,
    FREQUENCIES,
    HVD,
    HVD_IDS,
    SCHEMA_URI,
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

PAGE = 500
LETTERS = {
    "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ð": "d", "þ": "th", "ı": "i",
    "€": "eur", "°": "deg", "µ": "u", "×": "x", "©": "-c-", "®": "-r-", "™": "-tm-",
    "№": "no ", "\u00ad": "",
    # apostrophes join
    "'": "", "‘": "", "’": "", "‛": "", "ʼ": "", "′": "", "´": "",
}  # fmt: skip
"""The text that udata writes for letters that it does not decompose. Other scripts are not covered."""

EMPTIED: dict[str, tuple[str, Any]] = {
    "keywords": ("tags", []),
    "license": ("license", "notspecified"),
    "frequency": ("frequency", "unknown"),
    "temporal": ("temporal_coverage", None),
    "spatial": ("spatial.zones", []),
    "granularity": ("spatial.granularity", "other"),
    "contact": ("contact_points", []),
    "contacts": ("contacts", []),
    "access": ("access", ("open", "", "")),
    "theme": ("extra:publisher_theme", ""),
    "hvd": ("hvd", ""),
    "language": ("extra:publisher_language", ""),
    "issued": ("extra:publisher_issued", ""),
    "landing_page": ("extra:publisher_landing_page", ""),
    "version": ("extra:publisher_version", ""),
}
"""The value that the server shows for a cleared field."""


# --- What udata should hold ---


def slugify(value: str) -> str:
    """Return a tag as udata stores it: ASCII, lower case, words joined by one dash; an apostrophe joins."""
    translated = "".join(LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", value).lower())
    decomposed = unicodedata.normalize("NFKD", translated)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")


def tags(values: Iterable[object], hvd: str = "") -> list[str]:
    """Return all the keywords that udata can store, each once, sorted. Under 3 or over 96 characters: a loss.

    `hvd` and the tag of the category mark high-value data, and are no keywords.
    """
    slugs = {slugify(str(value)) for value in values} - {"hvd", *(HVD_TAGS if hvd else ())}
    return sorted(slug for slug in slugs if 3 <= len(slug) <= 96)


HVD_TAGS = {slugify(label.replace("'", "")): HVD_IDS[code] for label, code in HVD.items()}
"""The category of each tag."""


def split_tags(stored: Iterable[str]) -> tuple[list[str], str]:
    """Return the keywords among an entry's tags, sorted, and the tag of its category of high-value data."""
    words = set(stored)
    marks = words & {"hvd", *HVD_TAGS} if "hvd" in words else set()
    return sorted(words - marks), ", ".join(sorted(marks - {"hvd"}))


def hvd_tag(value: object) -> str:
    """Return the tag of a category as a manifest names it."""
    return next(tag for tag, category in HVD_TAGS.items() if category == HVD_IDS[hvd_code(value)])


def frequency_id(value: object) -> str:
    """Return the id of a frequency: the first of those that share a European code."""
    code = frequency_code(value)
    return next(name for name, frequency in FREQUENCIES.items() if frequency == code)


def zones(values: Iterable[object]) -> list[str]:
    """Return the ids of zones without their date, sorted."""
    return sorted({str(value).partition("@")[0] for value in values})


def granularity(word: object) -> str:
    """Return the id of a granularity: levels of France have its code before them."""
    name = line(word).lower()
    return f"fr:{name}" if name in {"region", "departement", "epci", "commune", "iris"} else name


def schema_parts(schema: object) -> Json | None:
    """Return a schema as name and version where it is a national one, else as an address."""
    if not isinstance(schema, dict):
        return None
    parts = {key: text(schema[key]) for key in ("name", "version", "url") if schema.get(key)}
    if parts.get("url", "").startswith(SCHEMA_URI):
        path = parts.pop("url").removeprefix(SCHEMA_URI).split("/")
        parts |= {"name": "/".join(path[:2]), **({"version": path[2]} if len(path) > 2 and path[2] else {})}
    return parts or None


def expected_dataset(entry: Entry) -> Json:
    """Return the values by udata field, for the fields that the manifest gives or clears ("extra:" marks an extra)."""
    values = given(entry.values)
    result: Json = dict(EMPTIED[name] for name in cleared(entry.values) if name in EMPTIED)
    if "title" in values:
        result["title"] = line(values["title"])
    if "description" in values:
        result["description"] = text(values["description"])
    if "keywords" in values:
        result["tags"] = tags(values["keywords"], hvd_tag(values["hvd"]) if "hvd" in values else "")
    if "hvd" in values:
        result["hvd"] = hvd_tag(values["hvd"])
    if "license" in values:
        is_open = access_words(values.get("access", {}))[0] in ("", "open")
        result["license"] = licence_id(values["license"]) if is_open else "notspecified"
    if "frequency" in values:
        result["frequency"] = frequency_id(values["frequency"])
    if "start" in values.get("temporal", {}):
        result["temporal_coverage"] = {end: text(day) for end, day in values["temporal"].items()}
    result |= expected_territory(values.get("spatial", {}))
    result |= {"access": access_words(values["access"])} if "access" in values else {}
    contact = {CONTACT_KEYS[name]: line(value) for name, value in values.get("contact", {}).items()}
    if contact:
        result["contact_points"] = [contact]
    if "contacts" in values:
        result["contacts"] = expected_further(values["contacts"], contact)
    return result | {f"extra:{key}": text(value) for key, value in expected_extras(entry, values).items()}


CONTACT_KEYS = {"name": "name", "email": "email", "form": "contact_form"}
"""udata's keys of the parts of a contact."""


def expected_further(contacts: Iterable[Json], first: Json) -> list[Json]:
    """Return the further contact points, each once: a list of them has none twice."""
    points = [
        {"role": english(CONTACT_ROLES, contact["role"])}
        | {key: line(contact.get(name)) for name, key in CONTACT_KEYS.items()}
        for contact in contacts
    ]
    known = [{"role": "contact"} | {key: first.get(key, "") for key in CONTACT_KEYS.values()}]
    for point in points:
        known += [] if point in known else [point]
    return known[1:]


def first_contact(points: Iterable[Json]) -> list[Json]:
    """Return the first contact point of the role `contact`, if there is one."""
    return [point for point in points if point["role"] == "contact"][:1]


def further(points: Iterable[Json]) -> list[Json]:
    """Return the other contact points of the roles that a manifest can give."""
    others = list(points)
    first = first_contact(others)
    return [point for point in others if point["role"] in CONTACT_ROLES.values() and point not in first]


def expected_territory(spatial: Json) -> Json:
    """Return the values by part of udata's `spatial`."""
    result: Json = {"spatial.zones": zones(spatial["zones"])} if "zones" in spatial else {}
    return result | ({"spatial.granularity": granularity(spatial["granularity"])} if "granularity" in spatial else {})


def expected_extras(entry: Entry, values: Json) -> Json:
    """Return the values by extra, for the extras that the manifest gives."""
    names = ("language", "issued", "landing_page")
    result: Json = {f"publisher_{name}": values[name] for name in names if name in values}
    if "version" in values:
        result["publisher_version"] = line(values["version"])
    if entry.eu_themes:
        result["publisher_theme"] = entry.eu_themes[0]
    return result | entry.extras


def expected_resource(resource: Mapping[str, Any], entry: Entry) -> Json:
    """Return the values by udata resource field, for the fields that the manifest gives or clears.

    Of a file that the server keeps, format and mime are the server's own, told by the file's name.
    """
    hosted = "path" in resource and entry.link is None
    result: Json = {"title": line(resource["title"])} if "title" in resource else {}
    direct = ("description", "url", *(() if hosted else ("mime",)))
    result |= {name: text(resource[name]) for name in direct if name in resource}
    if "type" in resource:
        result["type"] = english(TYPES, resource["type"])
    if "format" in resource and not hosted:
        result["format"] = file_format(resource["format"])
    elif "path" in resource and extension_format(resource):
        result["format"] = extension_format(resource)
    schema = entry.schema_of(resource)
    if schema is not None:
        result["schema"] = schema_parts(schema)
    emptied = {"description": "", "schema": None, "type": "other"} | ({} if hosted else {"mime": ""})
    result |= {name: emptied[name] for name in resource.get("clear", []) if name in emptied}
    return result | expected_resource_extras(resource)


def expected_resource_extras(resource: Mapping[str, Any]) -> Json:
    """Return the extras that the manifest gives or clears, those that hold dates included, each as `extra:NAME`."""
    dates = [name for name in ("issued", "modified") if name in resource or name in resource.get("clear", [])]
    values = {
        **{f"publisher_{name}": text(resource.get(name)) for name in dates},
        **dict.fromkeys(dotted_extras(resource, "clear"), ""),
        **{name: text(value) for name, value in resource.get("extras", {}).items()},
    }
    return {f"extra:{name}": value for name, value in values.items()}


# --- Reading udata ---


class Server(Site):
    """A udata server."""

    def __init__(self, url: str, token: str | None) -> None:
        super().__init__(url, token, "X-API-KEY")
        self._listed: dict[str, list[Json] | None] = {}

    def greet(self) -> None:
        """Refuse early an address where no udata answers, or that refuses the token."""
        try:
            answer = self.json(f"{self.url}/api/1/{'me' if self.token else 'site'}/")
        except urllib.error.HTTPError as error:
            with error:
                raise UsageError(f"{self.url}: HTTP {error.code}") from error
        if not isinstance(answer, dict) or "id" not in answer:
            raise UsageError(f"{self.url}: this is not a udata answer")

    def datasets(self, organization: str) -> list[Json] | None:
        """Return every entry of an organization that is not deleted; None when there is no such organization."""
        if organization not in self._listed:
            self._listed[organization] = self._list(organization)
        return self._listed[organization]

    def _list(self, organization: str) -> list[Json] | None:
        slug = urllib.parse.quote(organization, safe="")
        try:
            return [dataset for dataset in self._pages(slug) if not dataset.get("deleted")]
        except urllib.error.HTTPError as error:
            with error:
                if error.code in {404, 410} and is_udata_error(error):
                    return None
            raise UsageError(f"{self.url}: the datasets of {organization}: HTTP {error.code}") from error

    def _pages(self, slug: str) -> Iterator[Json]:
        page = 1
        while page:
            answer = self.json(f"{self.url}/api/1/organizations/{slug}/datasets/?page_size={PAGE}&page={page}")
            if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
                raise UsageError(f"{self.url}: the datasets of {slug}: this is not a udata answer")
            yield from answer["data"]
            page = page + 1 if answer.get("next_page") else 0

    def entries(self, entry: Entry, repository: str) -> list[Json] | None:
        """Return the entries with our marker, else the one that the manifest names; None: no such organization."""
        datasets = self.datasets(entry.organization)
        if datasets is None:
            return None
        marked = [dataset for dataset in datasets if is_ours(dataset, entry.key, repository)]
        setting = entry.settings.get("entry")
        return marked or [item for item in datasets if setting and setting in {item.get("id"), item.get("slug")}]

    def hosted(self, entry: Entry, position: int, repository: str) -> list[str]:
        """Return the addresses of a hosted file of this catalogue, if it has one: the lasting address first."""
        entries = self.entries(entry, repository) or []
        if len(entries) != 1:
            return []
        own_id = (entry.resources or [])[position].get("id")
        files = [claim.data for claim in EntryResource.of(entries[0]) if claim.own_id == own_id]
        return [str(file[name]) for file in files if file.get("filetype") == "file" for name in ("latest", "url")]


def is_udata_error(error: urllib.error.HTTPError) -> bool:
    """Return True when udata itself refused, and not another server at this address."""
    try:
        return "message" in json.loads(error.read())
    except (OSError, ValueError, TypeError, http.client.HTTPException):
        return False


def extras_of(document: Mapping[str, Any]) -> Json:
    """Return the extras of an entry or of a resource."""
    return document.get("extras") or {}


def is_ours(dataset: Mapping[str, Any], key: str, repository: str) -> bool:
    """Return whether an entry carries our marker for this key."""
    extras = extras_of(dataset)
    return (extras.get("publisher_repository"), extras.get("publisher_key")) == (repository, key)


@dataclass(frozen=True)
class EntryResource:
    """A resource of an entry, and the id of ours that it claims: in its extras, or by the base."""

    position: int
    own_id: str | None
    data: Json

    @classmethod
    def of(cls, dataset: Mapping[str, Any]) -> list[EntryResource]:
        """Return all resources of an entry, in order."""
        ids = base_ids(extras_of(dataset))
        return [
            cls(position, ids.get(str(resource.get("id"))) or extras_of(resource).get("publisher_id"), resource)
            for position, resource in enumerate(dataset.get("resources") or [])
        ]


# --- Comparing ---


def observed_field(dataset: Mapping[str, Any], name: str, expected: Any) -> Any:
    """Return the value that udata holds for one field, normalised as the expected one is."""
    match name:
        case "tags":
            return split_tags(dataset.get("tags") or [])[0]
        case "hvd":
            return split_tags(dataset.get("tags") or [])[1]
        case "title":
            return line(dataset.get("title"))
        case "temporal_coverage":
            period = dataset.get("temporal_coverage")
            return {end: period.get(end) for end in expected} if period and expected else period
        case "spatial.zones":
            return zones((dataset.get("spatial") or {}).get("zones") or [])
        case "access":
            names = ("access_type", "access_type_reason_category", "access_type_reason")
            return tuple(text(dataset.get(part)) for part in names)
        case "spatial.granularity":
            return (dataset.get("spatial") or {}).get("granularity") or "other"
        case "contact_points" | "contacts":
            return observed_contacts(dataset["contact_points"], name, expected)
        case _ if name.startswith("extra:"):
            return extra_text(extras_of(dataset).get(name.removeprefix("extra:")))
        case _:
            return text(dataset.get(name))


def observed_contacts(points: list[Json], name: str, expected: list[Json]) -> list[Json]:
    """Return the first contact, as far as it is expected, or the further ones."""
    keys = ("role", *CONTACT_KEYS.values()) if name == "contacts" else (*expected[:1], {"name", "email"})[0]
    listed = further(points) if name == "contacts" else first_contact(points)
    return [{key: line(point.get(key)) for key in keys} for point in listed]


def extra_text(value: object) -> str:
    """Return an extra as text: udata keeps JSON types."""
    return text(value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def hosted_format(value: object) -> str:
    """Return the format of a hosted file, without the part that the server puts before it (`tar.gz`)."""
    return file_format(text(value).rpartition(".")[2])


def compare_file(entry: Entry, resource: Json, where: str, remote: Json, link: Link | None, report: Report) -> None:
    """Compare a file: hosted, by its bytes; linked, by its digest, its size and the bytes of the other catalogue."""
    local = measure_local(entry.folder / str(resource["path"]))
    report.check(where, "filetype", "remote" if entry.link else "file", remote.get("filetype"))
    report.check(where, "filesize", local.size, remote.get("filesize"))
    url = str(remote.get("url") or "")
    if link is None:
        site = Site(url, None, "") if url.startswith("http") else None
        compare_content(where, local, site.measure(url) if site else "no address", report)
        return
    report.check(where, "checksum", {"type": "sha256", "value": local.sha256}, remote.get("checksum"))
    compare_linked(where, entry.key, resource, url, local, link, report)


def compare_resource(entry: Entry, resource: Json, where: str, remote: Json, link: Link | None, report: Report) -> None:
    """Compare the fields of one resource, then its file."""
    hosted = "path" in resource and entry.link is None
    readers: dict[str, Normaliser] = {
        "title": line,
        "format": hosted_format if hosted else file_format,
        "schema": schema_parts,
    }
    for name, expected in expected_resource(resource, entry).items():
        value = extra_text(extras_of(remote).get(name.removeprefix("extra:"))) if name.startswith("extra:") else None
        report.check(where, name, expected, readers.get(name, text)(remote.get(name)) if value is None else value)
    if "path" in resource:
        compare_file(entry, resource, where, remote, link, report)


def choose(
    position: int, resource: Json, claims: list[EntryResource], where: str, report: Report
) -> EntryResource | None:
    """Return the entry's resource for a resource of the manifest: by its id, else by position and title."""
    own_id = resource.get("id")
    matches = [claim for claim in claims if claim.own_id is not None and claim.own_id == own_id]
    if len(matches) > 1:
        ids = ", ".join(str(match.data.get("id")) for match in matches)
        report.fail(where, f"{len(matches)} resources carry this id: {ids}")
    if matches:
        matched = next((match for match in matches if match.position == position), matches[0])
        report.check(where, "position", position, matched.position)
        return matched
    candidate = claims[position] if position < len(claims) else None
    if candidate is None or candidate.own_id or line(candidate.data.get("title")) != line(resource.get("title")):
        report.fail(where, "missing")
        return None
    report.fail(where, "the resource at its position has its title, and not its id")
    return candidate


def compare_resources(entry: Entry, dataset: Json, link: Link | None, report: Report) -> None:
    """Compare the resources in order; those that were added in the catalogue come after ours."""
    if entry.resources is None:
        return
    claims = EntryResource.of(dataset)
    for position, resource in enumerate(entry.resources):
        where = f"{entry.key}#{resource.get('id', position)}"
        entry_resource = choose(position, resource, claims, where, report)
        if entry_resource is not None:
            report.resources += 1
            compare_resource(entry, resource, where, entry_resource.data, link, report)
    listed = {resource.get("id") for resource in entry.resources}
    for claim in claims:
        if claim.own_id and claim.own_id not in listed:
            report.fail(f"{entry.key}#{claim.own_id}", f"still there, and not in the manifest: {claim.data.get('id')}")


def compare_state(entry: Entry, dataset: Mapping[str, Any], report: Report) -> None:
    """Compare the state: a dataset that the public must not see is private, or archived."""
    private, archived = bool(dataset.get("private")), bool(dataset.get("archived"))
    if entry.excluded:
        report.check(entry.key, "private or archived (not published here)", True, private or archived)
    elif entry.state == "archived":
        report.check(entry.key, "archived", True, archived)
    elif entry.hidden:
        report.check(entry.key, "private", True, private)
    else:
        report.check(entry.key, "private", False, private)
        report.check(entry.key, "archived", False, archived)


def compare_entry(entry: Entry, repository: str, server: Server, link: Link | None, report: Report) -> None:
    """Compare a manifest with the catalogue."""
    if not entry.at_home:
        return
    entries = server.entries(entry, repository)
    if entries is None:
        if entry.there:
            report.fail(entry.key, f"missing: no organization {entry.organization!r}")
        return
    if len(entries) > 1:
        ids = ", ".join(str(dataset["id"]) for dataset in entries)
        report.fail(entry.key, f"{len(entries)} entries carry this key: {ids}")
    if not entries and entry.there:
        report.fail(entry.key, "missing: no entry that this account can see carries this key")
    for dataset in entries[:1]:
        compare_state(entry, dataset, report)
        if entry.there:
            report.datasets += 1
            for name, expected in sorted(expected_dataset(entry).items()):
                report.check(entry.key, name, expected, observed_field(dataset, name, expected))
            compare_marker(entry.key, extras_of(dataset), repository, report)
            compare_resources(entry, dataset, link, report)
