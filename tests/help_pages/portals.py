"""What some examples suppose beside their files: what a catalogue answered last, and files that are no text."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final
from unittest.mock import patch

from publisher.catalogs.vocabulary_cache import Cache
from publisher.cli.local_files import STATE
from publisher.data_files.table_schema.schema_library import CATALOGUE, FetchFailed, SchemaLibrary
from publisher.links.cache import LinkCache
from publisher.links.outcome import Cause, Hop, Kind, Outcome
from publisher.manifests.load_folder import load
from publisher.model.catalog import RenamedOrganization
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.model.names import CatalogName
from publisher.model.values import SchemaRef
from publisher.model.vocabulary import SCHEMAS
from publisher.sync.plan.organizations import find_organizations
from publisher.sync.plan.selection import desired_in
from tests.help_pages.workbooks import WORKBOOKS
from tests.unit.builders import access
from tests.unit.fake_catalog import FakeCatalog

CHOICES: Final = [{"value": word, "label": word} for word in ("environnement", "culture", "mobilite")]
REQUIRED: Final = {"field_name": "service_producteur", "label": "service_producteur", "required": True}
CHOICE: Final = {"field_name": "categorie", "label": "categorie", "preset": "select", "choices": CHOICES}
DATE: Final = {"field_name": "date_de_releve", "label": "date_de_releve", "validators": "isodate"}


def _schema(root: Path, field: Mapping[str, object]) -> None:
    """Save a schema of the CKAN, with one field of its own."""
    fields = [{"field_name": "title"}, {"field_name": "name"}, field]
    schema = {"dataset_fields": fields, "resource_fields": [{"field_name": "url"}]}
    (root / "manifests" / "portail.schema.json").write_text(json.dumps(schema), encoding="utf-8")


def _groups(root: Path) -> None:
    """Keep the groups of the CKAN, as a plan does."""
    facts = {"software": "CKAN 2.12.0", "groups": ["culture", "environnement"]}
    Cache(root / STATE / "cache").put(CatalogName("portail"), "https://catalogue.example.org", facts)


def _large(root: Path) -> None:
    """Make the Parquet file as large as the page says, without writing so many bytes."""
    file = root / "manifests" / "clairval" / "releves.parquet"
    if file.exists():
        os.truncate(file, 51_000_000)


def _repository(root: Path) -> None:
    """Make the folder a git repository in which nothing is committed."""
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)


def _old_excel(root: Path) -> None:
    """Write the first bytes of an old Excel workbook."""
    file = root / "manifests" / "clairval" / "parcs.xls"
    if file.exists():
        file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))


_WEB: Final = "https://www.clairval.example.org"
_SIG: Final = "https://sig.clairval.example.org"
_GOOD: Final = Outcome(Kind.ANSWERED, (), 200, "application/geo+json")


def _moved(to: str, status: int = 301) -> Outcome:
    return replace(_GOOD, hops=(Hop(status, to),))


LINKS: Final[Mapping[str, tuple[str, Outcome]]] = {
    "PUB580": (f"{_WEB}/ancien/parcs.geojson", Outcome(Kind.ANSWERED, (), 404)),
    "PUB581": (
        f"{_WEB}/sig/parcs.geojson",
        Outcome(Kind.INSIDE, (Hop(302, "http://10.0.0.5/parcs.geojson"),), host="10.0.0.5"),
    ),
    "PUB582": (f"{_WEB}/lent/parcs.geojson", Outcome(Kind.TOO_SLOW)),
    "PUB583": (f"{_WEB}/agents/parcs.geojson", Outcome(Kind.ANSWERED, (), 401)),
    "PUB584": (f"{_WEB}/telechargements/parcs.geojson", _moved(f"{_WEB}/", 302)),
    "PUB585": (f"{_WEB}/parcs", Outcome(Kind.ANSWERED, (), 200, "text/html", is_page=True)),
    "PUB586": (f"{_WEB}/parcs.pdf", replace(_GOOD, media_type="application/pdf")),
    "PUB587": (f"{_SIG}/parcs.geojson", Outcome(Kind.BAD_CERTIFICATE, cause=Cause.EXPIRED)),
    "PUB588": (f"{_WEB}/2019/parcs.geojson", _moved(f"{_WEB}/donnees/parcs.geojson")),
    "PUB589": (f"{_WEB}/export/parcs.geojson", replace(_GOOD, is_empty=True)),
    "PUB590": (f"{_SIG}:8181/parcs.geojson", Outcome(Kind.OTHER_PORT, host="8181")),
}
"""The address of the mistake, and what it answers, for each rule about links: nobody calls it in a test."""


def _answers(root: Path, rule: str) -> None:
    """Keep what the addresses of a page answer, as a check of links does."""
    cache = LinkCache(root / STATE / "cache" / "links")
    for address in (f"{_WEB}/parcs.geojson", f"{_WEB}/donnees/parcs.geojson"):
        cache.put(address, _GOOD)
    cache.put(*LINKS[rule])


def keep_national_schemas(root: Path, names: Mapping[str, str]) -> None:
    """Keep the list of the national catalogue of schemas, as a run with a network does: each name with its version."""
    listing = [
        {"name": name, "versions": [{"version_name": version, "schema_url": f"{SCHEMAS}{name}/{version}/schema.json"}]}
        for name, version in names.items()
    ]

    def fetch(url: str) -> bytes:
        if url != CATALOGUE:
            raise FetchFailed(message("it answered {status}", status=404))
        return json.dumps({"schemas": listing}).encode()

    library = SchemaLibrary([], root / STATE / "cache" / "schemas", fetch)
    for name, version in names.items():
        library.schema(SchemaRef(name, version))


@contextmanager
def _without_extra() -> Iterator[None]:
    """Run the program as it is without the extra `data`."""
    with patch("publisher.data_files.table_schema.field_readers.find_spec", return_value=None):
        yield


SURROUNDINGS: Final[Mapping[str, Callable[[], AbstractContextManager[None]]]] = {"PUB680": _without_extra}
"""In what the first example of a rule is run, by the id of the rule."""

PREPARED: Final[Mapping[str, Callable[[Path], None]]] = {
    "PUB313": partial(_schema, field=REQUIRED),
    "PUB314": partial(_schema, field=CHOICE),
    "PUB315": partial(_schema, field=DATE),
    "PUB321": _groups,
    "PUB635": _large,
    "PUB636": _old_excel,
    "PUB720": _repository,
    **WORKBOOKS,
    **{rule: partial(_answers, rule=rule) for rule in LINKS},
    "PUB682": partial(keep_national_schemas, names={"clairval/parcs": "1.0.0"}),
}
"""By the id of the rule."""

PLANNED: Final = frozenset({"PUB304", "PUB320"})
"""The rules about what only the catalogue knows: a plan says it, and no command that works without a network."""

_ACCESS: Final = access(
    organizations=frozenset({"ville-de-clairval"}),
    renamed={"mairie-de-clairval": RenamedOrganization("5b7ffc618b4c4169d30727e0", "ville-de-clairval")},
)


def planned_findings(root: Path) -> tuple[Finding, ...]:
    """Return what a plan says of the organizations in a folder, where each catalogue has that of the example."""
    manifests = load(root, {}).manifests
    known = [
        find_organizations(desired_in(manifests, config), _ACCESS, FakeCatalog(name=config.name), manifests.repository)
        for config in manifests.catalogs
    ]
    return tuple(finding for organizations in known for finding in (*organizations.warnings, *organizations.lost))
