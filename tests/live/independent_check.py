"""Compare every published manifest with what a CKAN server holds, field by field.

This script is a second opinion: it imports nothing of the `publisher` package and has its own reading of the layers
and of CKAN's field map. It only reads, over plain HTTP. Usage:

    python tests/live/independent_check.py --manifests manifests --url http://127.0.0.1:5000 --token-env CKAN_TOKEN

One line per difference, then the counts. Exit codes: 0 no difference; 1 a difference, or a missing dataset; 2 wrong
usage, a manifest that cannot be read, or a server that does not answer.

Only what a manifest gives is compared: an absent field is unmanaged. Texts are compared in NFC, with LF line ends,
without the blanks that end a line.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import re
import sys
import unicodedata
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
Normaliser = Callable[[Any], Any]

FREQUENCY_URI = "http://publications.europa.eu/resource/authority/frequency/"
THEME_URI = "http://publications.europa.eu/resource/authority/data-theme/"
HVD_URI = "http://data.europa.eu/bna/"
SCHEMA_URI = "https://schema.data.gouv.fr/schemas/"
MAX_NAME = 100
MAX_BASE = 30_000
TIMEOUT = 60

FREQUENCIES = {
    "continuous": "UPDATE_CONT", "oneMinute": "1MIN", "fiveMinutes": "5MIN", "tenMinutes": "10MIN",
    "fifteenMinutes": "15MIN", "thirtyMinutes": "30MIN", "hourly": "HOURLY", "bihourly": "BIHOURLY",
    "trihourly": "TRIHOURLY", "twelveHours": "12HRS", "severalTimesADay": "CONT", "threeTimesADay": "DAILY_3",
    "semidaily": "DAILY_2", "daily": "DAILY", "fiveTimesAWeek": "WEEKLY_5", "threeTimesAWeek": "WEEKLY_3",
    "semiweekly": "WEEKLY_2", "weekly": "WEEKLY", "biweekly": "BIWEEKLY", "threeTimesAMonth": "MONTHLY_3",
    "semimonthly": "MONTHLY_2", "monthly": "MONTHLY", "bimonthly": "BIMONTHLY", "quarterly": "QUARTERLY",
    "threeTimesAYear": "ANNUAL_3", "semiannual": "ANNUAL_2", "annual": "ANNUAL", "biennial": "BIENNIAL",
    "triennial": "TRIENNIAL", "quadrennial": "QUADRENNIAL", "quinquennial": "QUINQUENNIAL", "decennial": "DECENNIAL",
    "bidecennial": "BIDECENNIAL", "tridecennial": "TRIDECENNIAL", "punctual": "AS_NEEDED", "irregular": "IRREG",
    "never": "NEVER", "notPlanned": "NOT_PLANNED", "other": "OTHER", "unknown": "UNKNOWN",
    # older names of udata, and the usual French words
    "realtime": "UPDATE_CONT", "fourTimesADay": "CONT", "fourTimesAWeek": "OTHER", "fortnighly": "BIWEEKLY",
    "biannual": "ANNUAL_2", "quotidienne": "DAILY", "hebdomadaire": "WEEKLY", "mensuelle": "MONTHLY",
    "trimestrielle": "QUARTERLY", "semestrielle": "ANNUAL_2", "annuelle": "ANNUAL", "irrégulière": "IRREG",
    "ponctuelle": "AS_NEEDED", "inconnue": "UNKNOWN", "horaire": "HOURLY", "quotidien": "DAILY", "mensuel": "MONTHLY",
    "bimensuelle": "MONTHLY_2", "bimestrielle": "BIMONTHLY", "annuel": "ANNUAL", "temps réel": "UPDATE_CONT",
}  # fmt: skip
LICENCES = {
    "licence ouverte 2.0": "lov2",
    "licence ouverte / open licence version 2.0": "lov2",
    "etalab-2.0": "lov2",
    "licence ouverte / open licence": "fr-lo",
    "odbl": "odc-odbl",
}
HVD = {
    "meteorologiques": "c_164e0bf5",
    "entreprises et propriete d'entreprises": "c_a9135398",
    "geospatiales": "c_ac64a52d",
    "mobilite": "c_b79e35eb",
    "observation de la terre et environnement": "c_dd313021",
    "statistiques": "c_e1da4e07",
}
FORMATS = {"excel": "xls", "shapefile": "shp", "text/csv": "csv"}  # what CKAN itself stores for these

DATASET_KEYS = frozenset({
    "title", "description", "theme", "keywords", "license", "frequency", "temporal", "spatial", "contact", "hvd",
    "language", "issued", "landing_page", "extras", "resources", "state", "previously", "catalogs", "clear", "ignore",
    "slug",
})  # fmt: skip
# manifest field -> what it becomes on CKAN ("extra:" marks an extra)
TARGETS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("notes",),
    "keywords": ("tags",),
    "license": ("license_id",),
    "landing_page": ("url",),
    "contact": ("maintainer", "maintainer_email"),
    "frequency": ("extra:frequency",),
    "temporal": ("extra:temporal_start", "extra:temporal_end"),
    "spatial": ("extra:spatial_uri",),
    "theme": ("extra:theme",),
    "language": ("extra:language",),
    "issued": ("extra:issued",),
    "hvd": ("extra:hvd_category",),
}


class UsageError(Exception):
    """Wrong usage, an unreadable manifest, or a server that does not answer: exit code 2."""


@dataclass
class Report:
    """What was compared, and every difference, as one line each."""

    datasets: int = 0
    resources: int = 0
    fields: int = 0
    differences: list[str] = field(default_factory=list)

    def check(self, where: str, name: str, expected: object, observed: object) -> None:
        """Count one field, and note a difference."""
        self.fields += 1
        if expected != observed:
            self.fail(where, f"{name}: manifest {expected!r}, catalogue {observed!r}")

    def fail(self, where: str, message: str) -> None:
        """Note a difference."""
        self.differences.append(f"{where}: {message}")

    def summary(self) -> str:
        """The last line of the output."""
        return (
            f"{self.datasets} datasets, {self.resources} resources, {self.fields} fields compared, "
            f"{len(self.differences)} differences"
        )


@dataclass(frozen=True)
class Entry:
    """One manifest, with its layers merged for one catalogue."""

    key: str
    stem: str
    producer: str
    folder: Path
    organization: str
    values: Json
    theme: Json
    settings: Json  # what `catalogs: {NAME: {...}}` says
    excluded: bool
    linked: bool  # data files are linked from another catalogue, not uploaded here

    @property
    def hidden(self) -> bool:
        """True when the public must not see this dataset."""
        return self.excluded or self.values.get("state", "published") != "published"

    @property
    def name(self) -> str:
        """The CKAN name this dataset should have (not cut to CKAN's limit)."""
        return str(self.values.get("slug") or ascii_name(f"{self.stem}-{self.producer}"))


# --- Normalising ---


def text(value: object) -> str:
    """NFC, LF line ends, no blanks at the ends of lines or of the text; nothing at all is the empty text."""
    if value is None:
        return ""
    lines = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def unaccented(value: str) -> str:
    """Lower case, without accents, for lookups."""
    decomposed = unicodedata.normalize("NFKD", value.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


def ascii_name(value: str) -> str:
    """A CKAN name: ASCII, lower case."""
    return re.sub(r"[^a-z0-9_]+", "-", unaccented(value)).strip("-")


def tag(value: str) -> str:
    """One keyword as CKAN can store it: what it refuses becomes a space."""
    cleaned = re.sub(r"[^\w \-.]", " ", unicodedata.normalize("NFC", value))
    return " ".join(cleaned.split())


def tags(values: Iterable[object]) -> list[str]:
    """All the keywords that CKAN can store, each once, sorted. Shorter than 2 or longer than 100 characters: a loss."""
    return sorted({name for name in (tag(str(v)) for v in values) if 2 <= len(name) <= 100})


def file_format(value: object) -> str:
    """A format in lower case, with CKAN's own aliases."""
    lowered = text(value).lower()
    return FORMATS.get(lowered, lowered)


def uri_list(value: object) -> Any:
    """A JSON list, sorted; anything else as it is."""
    try:
        decoded = json.loads(str(value))
    except ValueError:
        return value
    return sorted(map(str, decoded)) if isinstance(decoded, list) else value


def frequency_uri(value: object) -> str:
    """The EU address of a frequency."""
    name = text(value)
    code = FREQUENCIES.get(name) or FREQUENCIES.get(name.lower())
    if code is None and name.upper() in FREQUENCIES.values():
        code = name.upper()
    if code is None:
        raise UsageError(f"unknown frequency {name!r}")
    return FREQUENCY_URI + code


def hvd_uri(value: object) -> str:
    """The EU address of a high-value category."""
    name = text(value)
    if name.startswith(HVD_URI):
        return name
    code = name if name in HVD.values() else HVD.get(unaccented(name.replace("’", "'")))
    if code is None:
        raise UsageError(f"unknown high-value category {name!r}")
    return HVD_URI + code


def schema_uri(schema: Mapping[str, Any]) -> str:
    """The address of a national schema."""
    if "url" in schema:
        return text(schema["url"])
    return SCHEMA_URI + "/".join(str(schema[key]) for key in ("name", "version") if key in schema)


# --- Reading the manifests ---


def load(path: Path) -> Json:
    """One YAML mapping. Every scalar stays text, as written: `01290`, `1.10`, `no`, `2023-01-01`."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # builds text only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: {error}") from error
    if not content:
        return {}
    if not isinstance(content, dict):
        raise UsageError(f"{path}: a mapping is expected")
    blank = [key for key, value in content.items() if value == ""]
    if blank:
        raise UsageError(f"{path}: blank value for {', '.join(blank)}")
    return content


def load_optional(path: Path) -> Json:
    """One YAML mapping, empty when there is no such file."""
    return load(path) if path.exists() else {}


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Json:
    """Mappings merge, keywords unite, everything else is replaced."""
    result: Json = dict(lower)
    for key, value in upper.items():
        known = result.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            result[key] = merge(known, value)
        elif key == "keywords" and isinstance(known, list) and isinstance(value, list):
            result[key] = list(dict.fromkeys([*known, *value]))
        else:
            result[key] = value
    return result


def dataset_part(layer: Mapping[str, Any]) -> Json:
    """The dataset fields of a layer: its own, over those of its `defaults`."""
    nested = layer.get("defaults")
    lower = nested if isinstance(nested, dict) else {}
    return merge(lower, {key: value for key, value in layer.items() if key in DATASET_KEYS})


def theme_layer(theme: Mapping[str, Any]) -> Json:
    """What a theme gives to a dataset (its label, EU theme and schema are not dataset fields)."""
    return {key: value for key, value in theme.items() if key in DATASET_KEYS}


def build_entry(path: Path, catalog: str, layers: Mapping[str, Json], catalog_config: Mapping[str, Any]) -> Entry:
    """Merge the layers of one manifest: defaults, theme, producer, dataset, the catalogue's overrides."""
    defaults, producer, themes = layers["defaults"], layers["producer"], layers["themes"]
    own = load(path)
    theme_id = own.get("theme") or dataset_part(producer).get("theme") or defaults.get("theme")
    if theme_id is not None and theme_id not in themes:
        raise UsageError(f"{path}: unknown theme {theme_id!r}")
    theme: Json = themes[theme_id] if theme_id is not None else {}
    values: Json = {}
    for layer in (defaults, theme_layer(theme), dataset_part(producer), own):
        values = merge(values, layer)
    chosen = values.get("catalogs", {}).get(catalog, {})
    settings: Json = chosen if isinstance(chosen, dict) else {}
    values = merge(values, {key: value for key, value in settings.items() if key in DATASET_KEYS})
    folder = path.parent
    organization = producer.get("organization", {}).get(catalog) or catalog_config.get("organization") or folder.name
    return Entry(
        key=f"{folder.name}/{path.stem}",
        stem=path.stem,
        producer=folder.name,
        folder=folder,
        organization=str(organization),
        values=values,
        theme=theme,
        settings=settings,
        excluded=isinstance(chosen, str) and chosen.lower() in {"false", "no", "off"},
        linked=str(catalog_config.get("files", "upload")).startswith("link"),
    )


def read_catalogs(manifests: Path, catalog: str) -> tuple[str, Json]:
    """The repository's identity, and the settings of one CKAN catalogue."""
    path = manifests / "catalogs.yml"
    config = load(path)
    chosen = config.get("catalogs", {}).get(catalog)
    if not isinstance(chosen, dict):
        raise UsageError(f"{path}: no catalogue {catalog!r}")
    if chosen.get("kind") != "ckan":
        raise UsageError(f"{path}: the catalogue {catalog!r} is not a CKAN")
    if "repository" not in config:
        raise UsageError(f"{path}: no repository")
    return str(config["repository"]), chosen


def read_entries(manifests: Path, catalog: str, config: Mapping[str, Any]) -> Iterator[Entry]:
    """Every dataset manifest, in order."""
    shared = {name: load_optional(manifests / f"{name}.yml") for name in ("defaults", "themes")}
    for producer_file in sorted(manifests.glob("*/producer.yml")):
        layers = {**shared, "producer": load(producer_file)}
        for path in sorted([*producer_file.parent.glob("*.yml"), *producer_file.parent.glob("*.yaml")]):
            if path != producer_file:
                yield build_entry(path, catalog, layers, config)


# --- What CKAN should hold ---


def given(values: Mapping[str, Any], ignored: Iterable[str] = ()) -> Json:
    """The fields that a manifest manages: neither absent, nor left to the portal, nor cleared."""
    left_out = {*ignored, *values.get("clear", []), *values.get("ignore", [])}
    return {key: value for key, value in values.items() if key not in left_out}


def expected_package(entry: Entry) -> Json:
    """CKAN field -> value, for the fields that the manifest gives or clears."""
    values = given(entry.values)
    result = cleared_fields(entry.values)
    direct = {"title": "title", "description": "notes", "landing_page": "url"}
    result |= {ckan: text(values[name]) for name, ckan in direct.items() if name in values}
    if "keywords" in values:
        result["tags"] = tags(values["keywords"])
    if "license" in values:
        licence = text(values["license"])
        result["license_id"] = LICENCES.get(licence.lower(), licence)
    contact = values.get("contact", {})
    result |= {
        ckan: text(contact[name])
        for name, ckan in (("name", "maintainer"), ("email", "maintainer_email"))
        if name in contact
    }
    return result | {f"extra:{key}": value for key, value in expected_extras(entry, values).items()}


def cleared_fields(values: Mapping[str, Any]) -> Json:
    """What `clear:` empties. A field that the portal keeps for good (`ignore`) is not compared."""
    names = set(values.get("clear", [])) - set(values.get("ignore", []))
    result: Json = {target: "" for name in names for target in TARGETS.get(name, ())}
    if "tags" in result:
        result["tags"] = []
    return result


def expected_extras(entry: Entry, values: Json) -> Json:
    """Extra -> value, for the extras that the manifest gives."""
    result: Json = {}
    if "frequency" in values:
        result["frequency"] = frequency_uri(values["frequency"])
    for end in ("start", "end"):
        if end in values.get("temporal", {}):
            result[f"temporal_{end}"] = text(values["temporal"][end])
    zones = values.get("spatial", {}).get("zones", [])
    if zones:
        result["spatial_uri"] = text(zones[0])
    if "theme" in values and "eu_theme" in entry.theme:
        codes = entry.theme["eu_theme"]
        result["theme"] = sorted(THEME_URI + str(code) for code in (codes if isinstance(codes, list) else [codes]))
    result |= {name: text(values[name]) for name in ("language", "issued") if name in values}
    if "hvd" in values:
        result["hvd_category"] = hvd_uri(values["hvd"])
    return result | {key: text(value) for key, value in values.get("extras", {}).items()}


def expected_resource(resource: Mapping[str, Any], entry: Entry) -> Json:
    """CKAN resource field -> value, for the fields that the manifest gives."""
    direct = {"title": "name", "description": "description", "url": "url", "mime": "mimetype", "type": "resource_type"}
    result: Json = {ckan: text(resource[name]) for name, ckan in direct.items() if name in resource}
    if "format" in resource:
        result["format"] = file_format(resource["format"])
    schema = resource.get("schema") or (entry.theme.get("schema") if resource.get("type") == "main" else None)
    if isinstance(schema, dict):
        result["conforms_to"] = schema_uri(schema)
    return result


# --- Reading CKAN ---


class Server:
    """A CKAN server, read only. The token goes to this address and nowhere else, redirections included."""

    def __init__(self, url: str, token: str | None) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise UsageError(f"{url}: an http(s) address is expected")
        self.url = url.rstrip("/")
        self.token = token

    def open(self, url: str) -> Any:
        """A GET request."""
        request = urllib.request.Request(url, headers={"User-Agent": "publisher-independent-check"})
        if self.token:
            request.add_unredirected_header("Authorization", self.token)
        return urllib.request.urlopen(request, timeout=TIMEOUT)

    def action(self, name: str, **parameters: str) -> Any:
        """The result of an action; None when it is absent or not ours to see."""
        url = f"{self.url}/api/3/action/{name}?{urllib.parse.urlencode(parameters)}"
        try:
            with self.open(url) as reply:
                content = json.load(reply)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in {403, 404} and is_ckan_error(error):
                    return None
            raise UsageError(f"{self.url}: {name}: HTTP {error.code}") from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise UsageError(f"{self.url}: {name}: {error}") from error
        if not isinstance(content, dict) or content.get("success") is not True:
            raise UsageError(f"{self.url}: {name}: this is not a CKAN answer")
        return content["result"]

    def package(self, name: str) -> Json | None:
        """One entry; None when it is absent, deleted, or not ours to see."""
        found = self.action("package_show", id=name)
        return found if isinstance(found, dict) and found.get("state") != "deleted" else None

    def marked(self, key: str, repository: str) -> Json | None:
        """The entry that carries our marker for this key."""
        found = self.action("package_search", fq=f'publisher_key:"{key}"', include_private="true", rows="1000")
        for package in found["results"] if found else ():
            extras = extras_of(package)
            if (extras.get("publisher_key"), extras.get("publisher_repository")) == (key, repository):
                return self.package(package["id"])
        return None

    def digest(self, url: str) -> str:
        """The SHA-256 of a hosted file, asked from this server whatever host its address names."""
        parts = urllib.parse.urlsplit(url)
        target = urllib.parse.urlunsplit(("", "", parts.path, parts.query, ""))
        base = urllib.parse.urlsplit(self.url)
        found = hashlib.sha256()
        try:
            with self.open(f"{base.scheme}://{base.netloc}{target}") as reply:
                while chunk := reply.read(1 << 16):
                    found.update(chunk)
        except (OSError, http.client.HTTPException) as error:
            return f"unreadable ({error})"
        return found.hexdigest()


def is_ckan_error(error: urllib.error.HTTPError) -> bool:
    """True when CKAN itself refused, and not another server at this address."""
    try:
        content = json.loads(error.read())
    except (OSError, ValueError, http.client.HTTPException):
        return False
    return isinstance(content, dict) and content.get("success") is False


def extras_of(package: Mapping[str, Any]) -> dict[str, str]:
    """The extras of an entry, as a mapping."""
    return {extra["key"]: extra["value"] for extra in package.get("extras", [])}


def find(entry: Entry, server: Server, repository: str) -> Json | None:
    """The entry of a manifest: the one it names, else the one with its CKAN name, else the one with its marker."""
    named = entry.settings.get("entry")
    if named:
        return server.package(str(named))
    found = server.package(entry.name) if len(entry.name) <= MAX_NAME else None
    if found is None or extras_of(found).get("publisher_key", entry.key) != entry.key:
        return server.marked(entry.key, repository) or found
    return found


# --- Comparing ---


def observed_field(package: Mapping[str, Any], name: str, managed_extras: Mapping[str, str]) -> Any:
    """The value that CKAN holds for one field, normalised as the expected one is."""
    if name == "tags":
        return sorted(item["name"] for item in package.get("tags", []))
    if name == "extra:theme":
        return uri_list(managed_extras.get("theme", ""))
    if name.startswith("extra:"):
        return text(managed_extras.get(name.removeprefix("extra:")))
    return text(package.get(name))


def compare_marker(entry: Entry, extras: Mapping[str, str], repository: str, report: Report) -> None:
    """The three extras that say whose entry this is."""
    report.check(entry.key, "publisher_repository", repository, extras.get("publisher_repository"))
    report.check(entry.key, "publisher_key", entry.key, extras.get("publisher_key"))
    base = extras.get("publisher_base", "")
    report.check(entry.key, "publisher_base", "JSON under 30 kB", describe_base(base))


def describe_base(base: str) -> str:
    """What is wrong with the base, if anything."""
    try:
        json.loads(base)
    except ValueError:
        return "not JSON" if base else "absent"
    size = len(base.encode())
    return "JSON under 30 kB" if size <= MAX_BASE else f"JSON of {size} bytes"


def compare_file(where: str, path: Path, resource: Mapping[str, Any], server: Server, report: Report) -> None:
    """A hosted file: it is an upload, and has the bytes of the file beside the manifest."""
    report.check(where, "url_type", "upload", resource.get("url_type"))
    try:
        expected = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"{path}: {error}") from error
    report.check(where, "content", expected, server.digest(str(resource.get("url") or "")))


def compare_resources(entry: Entry, package: Mapping[str, Any], server: Server, report: Report) -> None:
    """The resources in order; those that the portal added come after ours."""
    if "resources" not in given(entry.values):
        return
    ours: list[Json] = entry.values["resources"]
    theirs: list[Json] = package.get("resources", [])
    for position, resource in enumerate(ours):
        where = f"{entry.key}#{resource.get('id', position)}"
        if position >= len(theirs):
            report.fail(where, "missing")
            continue
        report.resources += 1
        observed = theirs[position]
        normalisers: dict[str, Normaliser] = {"format": file_format}
        for name, expected in expected_resource(resource, entry).items():
            report.check(where, name, expected, normalisers.get(name, text)(observed.get(name)))
        if "path" in resource and not entry.linked:
            compare_file(where, entry.folder / str(resource["path"]), observed, server, report)


def compare_published(entry: Entry, package: Json, repository: str, server: Server, report: Report) -> None:
    """Every field of one published dataset."""
    extras = extras_of(package)
    renamed = "entry" in entry.settings or "previously" in entry.values or len(entry.name) > MAX_NAME
    if not renamed:
        report.check(entry.key, "name", entry.name, package.get("name"))
    organization = package.get("organization") or {}
    report.check(entry.key, "organization", entry.organization, organization.get("name"))
    report.check(entry.key, "private", False, package.get("private"))
    report.check(entry.key, "state", "active", package.get("state"))
    for name, expected in sorted(expected_package(entry).items()):
        report.check(entry.key, name, expected, observed_field(package, name, extras))
    compare_marker(entry, extras, repository, report)
    compare_resources(entry, package, server, report)


def compare_entry(entry: Entry, repository: str, server: Server, report: Report) -> None:
    """One manifest against the catalogue."""
    package = find(entry, server, repository)
    if entry.hidden:
        if package is not None and extras_of(package).get("publisher_key", entry.key) == entry.key:
            report.check(entry.key, "private (not published here)", True, package.get("private"))
        return
    if package is None:
        report.fail(entry.key, f"missing: no entry {entry.name!r} that this account can see")
        return
    report.datasets += 1
    compare_published(entry, package, repository, server, report)


def compare(manifests: Path, catalog: str, url: str, token: str | None) -> Report:
    """Compare every manifest of a folder with what a CKAN server holds."""
    repository, config = read_catalogs(manifests, catalog)
    server = Server(url, token)
    server.action("status_show")  # refuse early an address where no CKAN answers
    report = Report()
    for entry in read_entries(manifests, catalog, config):
        try:
            compare_entry(entry, repository, server, report)
        except UsageError as error:
            raise UsageError(f"{entry.key}: {error}") from error
    return report


# --- Command line ---


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description="Compare the manifests with what a CKAN server holds (reads only).")
    parser.add_argument("--manifests", type=Path, required=True, help="folder of the manifests")
    parser.add_argument("--url", required=True, help="address of the CKAN server")
    parser.add_argument("--token-env", help="NAME of the environment variable that holds the token")
    parser.add_argument("--catalog", default="grandlyon", help="name in catalogs.yml (default: %(default)s)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Print the differences and the counts; return the exit code."""
    options = parse(arguments)
    token: str | None = None
    if options.token_env:
        token = os.environ.get(options.token_env)
        if not token:
            print(f"the environment variable {options.token_env} is not set", file=sys.stderr)
            return 2
    try:
        report = compare(options.manifests, options.catalog, options.url, token)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    for line in report.differences:
        print(line)
    print(report.summary())
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
