"""Valid manifests as hypothesis strategies: rich in what people write, with common values most often.

A draw shrinks towards a manifest of two short texts. Values that no catalogue takes, as `publisher validate` or a
failed run says, are left out: an address on a private network for udata.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.live.file_contents import content_of
from tests.live.independent_words import (
    HVD,
    HVD_IDS,
)
from tests.live.portal import USUAL_GROUPS, Json
from tests.live.two_catalogs import CKAN

from .texts import addresses, block, days, emails, file_names, keywords, line, titles

CATALOG = "portail"
"""Name of the one catalogue that the manifests go to."""

THEMES: dict[str, Json] = {
    "toilettes": {"label": {"fr": "Toilettes"}, "eu_theme": "REGI", "keywords": ["toilettes", "WC"]},
    "mobilite": {"label": {"fr": "Mobilité"}, "eu_theme": "TRAN", "frequency": "weekly",
                 "schema": {"name": "etalab/schema-irve-statique", "version": "2.3.1"}},
    "budget": {"label": {"fr": "Budget"}, "eu_theme": "ECON", "license": "fr-lo", "extras": {"compte": "M57"}},
    "divers": {"label": {"fr": "Divers"}, "keywords": ["divers"]},
}  # fmt: skip
DEFAULTS: Json = {"license": "lov2", "language": "fr", "keywords": ["open data"], "extras": {"source": "métropole"}}
PRODUCER: Json = {
    "spatial": {"zones": ["fr:commune:69029"]},
    "contact": {"name": "Service SIG", "email": "sig@example.org"},
    "defaults": {"frequency": "annuelle"},
}


LICENSES = (
    "lov2", "lov2", "Licence Ouverte 2.0", "etalab-2.0", "fr-lo", "odc-odbl", "ODbL", "odc-by", "odc-pddl", "cc-by",
    "cc-by-sa", "cc-zero", "CC0", "CC BY", "mobility-license", "other-at", "other-open", "other-pd", "notspecified",
)  # fmt: skip
FREQUENCIES = (
    "annual", "annuelle", "mensuelle", "weekly", "Quotidienne", "temps réel", "continuous", "oneMinute",
    "fiveMinutes", "tenMinutes", "fifteenMinutes", "thirtyMinutes", "hourly", "bihourly", "trihourly",
    "twelveHours", "severalTimesADay", "threeTimesADay", "semidaily", "daily", "fiveTimesAWeek",
    "threeTimesAWeek", "semiweekly", "biweekly", "threeTimesAMonth", "semimonthly", "monthly", "bimonthly",
    "quarterly", "threeTimesAYear", "semiannual", "biennial", "triennial", "quadrennial", "quinquennial",
    "decennial", "bidecennial", "tridecennial", "punctual", "irregular", "never", "notPlanned", "other",
    "unknown", "Ponctuelle", "irrégulière", "semestrielle", "BIMESTRIELLE", "inconnue",
)  # fmt: skip
ZONES = ("fr:commune:69029", "fr:commune:69123", "fr:epci:200046977", "country:fr", "fr:commune:99999")
"""The last one exists nowhere."""
GRANULARITIES = ("commune", "fr:commune", "EPCI", "poi", "other", "country", "canton")
"""The last one exists nowhere."""
SCHEMAS: tuple[Json, ...] = (
    {"name": "etalab/schema-bal"},
    {"name": "etalab/schema-bal", "version": "1.4.0"},
    {"name": "etalab/schema-irve-statique", "version": "2.3.1"},
    {"name": "nulle/part", "version": "1.0"},
    {"name": "etalab/schema-bal", "version": "9.9"},
    {"url": "https://schema.data.gouv.fr/schemas/etalab/schema-bal/1.4.0/schema.yml"},
    {"url": "https://example.org/schema.json"},
)
FORMATS = (
    "csv", "csv", "json", "geojson", "GeoJSON", "Excel", "xlsx", "XLS", "Shapefile", "shp", "wfs", "WMS", "pdf",
    "html", "zip", "KML", "gtfs", "text/csv", "application/json", "OGC WFS", "parquet", "GPKG", "api",
    "Esri REST", "tar.gz", "Document Word",
)  # fmt: skip
MIMES = (
    "text/csv",
    "application/json",
    "application/geo+json",
    "application/vnd.ms-excel",
    "text/csv; charset=utf-8",
    "x/y",
)
TYPES = ("main", "principal", "documentation", "update", "Mise à jour", "api", "code", "other")
EXTRA_NAMES = (
    "fournisseur", "ref", "Référence interne", "a.b", "a:b", "harvest:x", "inspire", "x" * 80, "clé", "A", "a",
    "dcat", "uri", "transport:url", "recommendations", "recommendations-reuses", "with space", "été/hiver",
    "title_fr", "0", "compte", "source",
)  # fmt: skip
RESOURCE_EXTRA_NAMES = (
    "note", "Référence interne", "a.b", "a:b", "a__b", "x" * 80, "clé", "dcat", "check:status", "analysis:x", "0",
    "with space", "été/hiver", "rights", "license",
)  # fmt: skip
IDS = ("csv", "json", "wfs", "doc", "carte", "api")
CLEARED = ("keywords", "license", "frequency", "temporal", "spatial", "granularity", "contact", "contacts",
           "theme", "hvd", "language", "issued", "landing_page", "version", "access", "groups", "extras.source",
           "extras.ref")  # fmt: skip
IGNORED = (*CLEARED, "description", "title", "extras.compte")

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True)
class DrawnManifest:
    """A manifest, and the files that it names, by their names in the producer's folder."""

    manifest: Json
    files: dict[str, bytes] = field(default_factory=dict)


_HUNDRED = st.integers(0, 99)


def _often(draw: Draw, percent: int) -> bool:
    """Draw True in so many cases of a hundred; it shrinks to False."""
    return int(draw(_HUNDRED)) >= 100 - percent


# ---- parts

hvd = st.sampled_from((*HVD_IDS.values(), "Mobilité", "géospatiales", *[name for name in HVD if "'" not in name]))
extras = st.dictionaries(
    st.one_of(*[st.sampled_from(EXTRA_NAMES)] * 5, line(20).filter(lambda name: not name.startswith("$"))),
    st.one_of(block(3_000), line(50)),
    min_size=1,
    max_size=4,
)
"""udata refuses names that start with a dollar."""


resource_extras = st.dictionaries(
    st.sampled_from(RESOURCE_EXTRA_NAMES), st.one_of(block(1_000), line(50)), min_size=1, max_size=3
)


@st.composite
def periods(draw: Draw) -> Json:
    """Draw a start, often with an end."""
    first, last = sorted((draw(days), draw(days)))
    return {"start": first, "end": last} if _often(draw, 60) else {"start": first}


@st.composite
def territories(draw: Draw) -> Json:
    """Draw zones, often with a granularity, or a granularity alone: the producer gives zones, too."""
    granularity = {"granularity": draw(st.sampled_from(GRANULARITIES))} if _often(draw, 40) else {}
    zones = {"zones": draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=3))}
    return granularity if granularity and _often(draw, 30) else zones | granularity


@st.composite
def accesses(draw: Draw) -> Json:
    """Draw who may use the data, sometimes with a reason."""
    access: Json = {"type": draw(st.sampled_from(("open", "open_with_account", "restricted")))}
    if _often(draw, 50):
        access["reason"] = draw(block(500))
    category = st.sampled_from(("confidentiality_of_personal_data", "protection_of_environment"))
    return access | ({"category": draw(category)} if _often(draw, 40) else {})


_NAMES = line(100).filter(lambda name: "://" not in name)


@st.composite
def contacts(draw: Draw) -> Json:
    """Draw a name, an address, a form, or several of them. udata refuses a web address in a name."""
    contact: Json = {"name": draw(_NAMES)} if _often(draw, 70) else {}
    contact |= {"email": draw(emails)} if not contact or _often(draw, 70) else {}
    return contact | ({"form": draw(addresses(anywhere=False))} if _often(draw, 25) else {})


@st.composite
def further_contacts(draw: Draw) -> list[Json]:
    """Draw contacts in roles, sometimes two in one role, sometimes one of them twice."""
    roles = st.sampled_from(("publisher", "creator", "contact", "Diffuseur", "éditeur", "auteur", "Créateur"))
    people = [{"role": draw(roles), **draw(contacts())} for _ in range(draw(st.integers(1, 4)))]
    return [*people, people[0]] if _often(draw, 15) else people


OVERRIDDEN = {
    "title": titles(),
    "description": block(),
    "license": st.sampled_from(LICENSES),
    "keywords": keywords,
}
_SOME_OVERRIDDEN = st.lists(st.sampled_from(sorted(OVERRIDDEN)), min_size=1, max_size=3, unique=True)


@st.composite
def overrides(draw: Draw) -> Any:
    """Draw the fields that are given for the one catalogue alone."""
    if _often(draw, 25):
        return False
    return {name: draw(OVERRIDDEN[name]) for name in draw(_SOME_OVERRIDDEN)}


OF_RESOURCES: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "format": (60, st.sampled_from(FORMATS)),
    "type": (50, st.sampled_from(TYPES)),
    "description": (30, block(2_000)),
    "mime": (20, st.sampled_from(MIMES)),
    "schema": (15, st.sampled_from(SCHEMAS)),
    "issued": (15, days),
    "modified": (15, days),
    "extras": (15, resource_extras),
}
"""The optional fields of a resource, with how often in a hundred each is given."""


@st.composite
def resources(draw: Draw, name: str, stem: str, kind: str) -> tuple[Json, dict[str, bytes]]:
    """Draw a resource of this id, and its file if it has one."""
    resource: Json = {"id": name, "title": draw(line())}
    files: dict[str, bytes] = {}
    if _often(draw, 25):
        resource["path"] = f"{stem}-{name}-{draw(file_names)}"
        files[resource["path"]] = content_of(resource["path"], draw(st.integers(0, 500)))
    else:
        resource["url"] = draw(addresses(anywhere=kind == CKAN))
    resource |= {part: draw(strategy) for part, (percent, strategy) in OF_RESOURCES.items() if _often(draw, percent)}
    if resource.get("path", "").endswith((".txt", ".json")):  # such a file must be what `format:` says
        resource.pop("format", None)
    names = ("description", "mime", "type", "schema", "issued", "modified", "extras.note", "extras.clé")
    clearable = [name for name in names if name.partition(".")[0] not in resource]
    if clearable and _often(draw, 10):
        resource["clear"] = draw(st.lists(st.sampled_from(clearable), min_size=1, unique=True))
    return resource, files


@st.composite
def resource_lists(draw: Draw, stem: str, kind: str) -> tuple[list[Json], dict[str, bytes]]:
    """Draw a list of resources: mostly a handful, sometimes none, rarely thirty."""
    if _often(draw, 3):
        listed = [
            {"id": f"r{n}", "title": f"Ressource {n}", "url": f"https://example.org/{n}.csv"}
            for n in draw(st.permutations(range(30)))
        ]
        return listed, {}
    ids = draw(st.lists(st.sampled_from(IDS), max_size=5, unique=True))
    drawn = [draw(resources(name, stem, kind)) for name in ids]
    return [resource for resource, _files in drawn], {
        name: data for _resource, files in drawn for name, data in files.items()
    }


# ---- whole manifests


OPTIONAL: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "keywords": (70, keywords),
    "license": (60, st.sampled_from(LICENSES)),
    "frequency": (50, st.sampled_from(FREQUENCIES)),
    "theme": (40, st.sampled_from(sorted(THEMES))),
    "temporal": (40, periods()),
    "spatial": (30, territories()),
    "contact": (30, contacts()),
    "contacts": (25, further_contacts()),
    "hvd": (20, hvd),
    "language": (20, st.sampled_from(("fr", "en", "frp"))),
    "issued": (30, days),
    "landing_page": (30, addresses(anywhere=True)),
    "version": (20, line(100)),
    "access": (20, accesses()),
    "groups": (20, st.lists(st.sampled_from(USUAL_GROUPS), min_size=1)),
    "extras": (30, extras),
    "state": (15, st.sampled_from(("published", "draft", "private", "archived", "publié", "Brouillon", "privé"))),
    "catalogs": (10, overrides().map(lambda over: {CATALOG: over})),
}
"""The optional fields of a dataset, with how often in a hundred each is given."""


@st.composite
def manifests(draw: Draw, stem: str, kind: str) -> DrawnManifest:
    """Draw a valid manifest, and its files."""
    manifest: Json = {"title": draw(titles()), "description": draw(block())}
    manifest |= {name: draw(strategy) for name, (percent, strategy) in OPTIONAL.items() if _often(draw, percent)}
    files: dict[str, bytes] = {}
    if _often(draw, 85):
        manifest["resources"], files = draw(resource_lists(stem, kind))
    if _often(draw, 15):
        manifest["clear"] = draw(st.lists(st.sampled_from(CLEARED), min_size=1, max_size=3, unique=True))
    if _often(draw, 10):
        manifest["ignore"] = draw(st.lists(st.sampled_from(IGNORED), min_size=1, max_size=3, unique=True))
    return _consistent(manifest, files)


@st.composite
def edited(draw: Draw, before: DrawnManifest, stem: str, kind: str) -> DrawnManifest:
    """Draw the next version of a manifest: some fields of another, some removed, resources mixed and reordered."""
    other = draw(manifests(stem, kind))
    manifest: Json = {}
    for name in dict.fromkeys((*before.manifest, *other.manifest)):
        sides = [side for side in (before, other) if name in side.manifest]
        side = sides[0] if len(sides) == 1 or not _often(draw, 40) else sides[1]
        if name in ("title", "description") or not _often(draw, 20):
            manifest[name] = side.manifest[name]
    files = before.files | other.files
    if "resources" in manifest:
        mixed = {
            resource["id"]: resource
            for resource in (*other.manifest.get("resources", []), *before.manifest.get("resources", []))
        }
        order = draw(st.permutations(sorted(mixed))) if _often(draw, 30) else list(mixed)
        manifest["resources"] = [mixed[name] for name in order if not _often(draw, 20)]
    return _consistent(manifest, files)


def _consistent(manifest: Json, files: dict[str, bytes]) -> DrawnManifest:
    """Return the manifest with no field both given and cleared, and only the files that it names."""
    spatial = {"zones": "spatial", "granularity": "granularity"}
    within = {name for key, name in spatial.items() if key in manifest.get("spatial", {})}
    given_names = {
        *(manifest.keys() - {"spatial"}),
        *within,
        *(f"extras.{name}" for name in manifest.get("extras", {})),
    }
    cleaned = {**manifest, "clear": [name for name in manifest.get("clear", []) if name not in given_names]}
    if not cleaned["clear"]:
        del cleaned["clear"]
    paths = {resource.get("path") for resource in manifest.get("resources", [])}
    return DrawnManifest(cleaned, {name: data for name, data in files.items() if name in paths})


@st.composite
def histories(draw: Draw, stem: str, kind: str) -> tuple[DrawnManifest, DrawnManifest]:
    """Draw two versions of one manifest."""
    first = draw(manifests(stem, kind))
    return first, draw(edited(first, stem, kind) if _often(draw, 70) else manifests(stem, kind))
