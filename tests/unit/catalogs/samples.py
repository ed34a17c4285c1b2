"""Shared by the tests of this folder: a configuration, a clock, a desired dataset, documents as CKAN gives them."""

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from publisher.catalogs.base import Needs
from publisher.catalogs.retry import Clock
from publisher.model.catalog import Access
from publisher.model.dataset import EMPTY, Dataset, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.findings import Position
from publisher.model.manifest import CatalogConfig, Mode
from publisher.model.marker import LastApplied, Marker
from publisher.model.names import CatalogName, DatasetKey, RemoteId, Repository, ResourceId
from publisher.model.plan import EntryCreation, EntryEdit

Json = dict[str, Any]

URL = "https://ckan.example.org"
CATALOG = CatalogName("grandlyon")
REPOSITORY = Repository("opendata-communes")
KEY = DatasetKey("bron/toilettes")
AT = Position("manifests/bron/toilettes.yml", 1, 1)
TOKEN = "secret-token-3f9a"
TODAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

CONFIG = CatalogConfig(
    name=CATALOG,
    kind="ckan",
    url=URL,
    token_env="GRANDLYON_TOKEN",
    mode=Mode.MANAGE,
    organization=None,
    rate=1000.0,
    concurrency=4,
    connect_timeout=5.0,
    read_timeout=10.0,
    foreign=("inspire:resource_identifier",),
    at=Position("manifests/catalogs.yml", 3, 3),
)
ACCESS = Access(
    catalog=CATALOG,
    software="CKAN 2.12.0",
    user="editor",
    organizations=frozenset({"bron"}),
    writable=frozenset({"bron"}),
    licenses=frozenset({"lov2", "odc-odbl"}),
)


@dataclass
class FakeClock:
    """A clock whose time passes only during a sleep."""

    now: float = 1000.0
    sleeps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)


def recorded(name: str = "package_show_2_12") -> Json:
    """Return a document that was recorded from a real CKAN."""
    text = (Path(__file__).parent / "data" / f"{name}.json").read_text(encoding="utf-8")
    document: Json = json.loads(text)
    return document


def document(extras: Iterable[tuple[str, object]] = (), **changes: object) -> Json:
    """Return the recorded document with these extras and changes, and without tags and resources."""
    listed = [{"key": key, "value": value} for key, value in extras]
    return recorded() | {"extras": listed, "tags": [], "resources": []} | copy.deepcopy(changes)


def resource(remote: str, **changes: object) -> Json:
    """Return the recorded document's resource under another id."""
    only: Json = recorded()["resources"][0]
    return only | {"id": remote} | changes


def desired(content: Dataset = EMPTY, key: DatasetKey = KEY, slug: str | None = None) -> DesiredDataset:
    """Return a dataset as a manifest desires it."""
    return DesiredDataset(
        repository=REPOSITORY,
        catalog=CATALOG,
        key=key,
        previously=(),
        organization="bron",
        organization_at=AT,
        slug=slug,
        content=content,
        ignored=frozenset(),
        at=AT,
    )


def needs(*organizations: str, zones: Iterable[str] = ()) -> Needs:
    """Return the organizations and zones that a run needs."""
    return Needs(organizations=frozenset(organizations), zones=frozenset(zones))


def extras_of(listed: object) -> dict[str, str]:
    """Return the extras of a document as a mapping; fail on a duplicate key, which CKAN refuses."""
    assert isinstance(listed, list)
    keys = [item["key"] for item in listed]
    assert len(keys) == len(set(keys))
    assert all(set(item) == {"key", "value"} and isinstance(item["value"], str) for item in listed)
    return {item["key"]: item["value"] for item in listed}


def with_extras(**extras: str | None) -> Dataset:
    """Return a content that manages these extras alone."""
    return Dataset(extras=MappingProxyType(extras))


MARKER = Marker(REPOSITORY, KEY, LastApplied())


def creation(
    content: Dataset, resource_writes: tuple[ResourceWrite, ...] = (), marker: Marker = MARKER
) -> EntryCreation:
    """Return an entry to create."""
    return EntryCreation(desired=desired(content), content=content, resource_writes=resource_writes, marker=marker)


def edit(
    entry: Entry,
    content: Dataset = EMPTY,
    resource_writes: tuple[ResourceWrite, ...] | None = None,
    marker: Marker = MARKER,
) -> EntryEdit:
    """Return an edit of an entry."""
    return EntryEdit(desired=desired(), entry=entry, content=content, resource_writes=resource_writes, marker=marker)


def rid(text: str) -> ResourceId:
    """Return the id of a resource within its dataset."""
    return ResourceId(text)


def remote(text: str) -> RemoteId:
    """Return an id in the catalogue."""
    return RemoteId(text)
