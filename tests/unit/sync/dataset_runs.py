"""A dataset with files, a catalogue in memory, and runs that may be killed in the middle."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from publisher.catalogs.base import Catalog
from publisher.manifests.measure_file import measure
from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset, Resource
from publisher.model.entry import Entry
from publisher.model.files import DataFile, MeasuredFile
from publisher.model.guards import Guards, Limit
from publisher.model.manifest import CatalogConfig, Producer
from publisher.model.names import CatalogName, ProducerId, RemoteId, ResourceId, our_resource_id
from publisher.model.outcome import Outcome, Report
from publisher.model.plan import EntryCreation, EntryEdit, Plan, Update
from publisher.model.projection import Projection
from publisher.model.values import File
from publisher.sync.apply import write_entry
from publisher.sync.apply.run import apply_plan
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_entry import StagedWrite, WrittenEntry
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.plan.case import Case
from publisher.sync.plan.decide import decide
from publisher.sync.plan.entry_index import index_entries
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from tests.unit.builders import (
    KEY,
    NAMED,
    NAMELESS,
    ORGANIZATION,
    REPOSITORY,
    access,
    config,
    desired,
    manifest,
    manifests,
    producer,
)
from tests.unit.cases import creation_of, inputs, step_class
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog

NAME = "toilettes-bron"
LIKE_CKAN, LIKE_UDATA = NAMED, NAMELESS
BOTH = {"like CKAN": LIKE_CKAN, "like udata": LIKE_UDATA}
NO_LIMITS = Guards(*[Limit(1000, 1000)] * 5)


class Killed(BaseException):
    """The machine stops in the middle of a run."""


KILLED_BEFORE, KILLED_AFTER = Fault(Killed()), Fault(Killed(), late=True)


# ---- files


def written(path: Path, content: str) -> Path:
    """A file of this content."""
    path.write_bytes(content.encode())
    return path


def measured(folder: Path, content: str = "a;b\n1;2\n", name: str = "wc.csv") -> MeasuredFile:
    """A file, read once."""
    return measure(written(folder / name, content))


def file(path: Path, name: str = "csv", title: str = "Tableau", **fields: Any) -> Resource:
    """A resource whose bytes are ours to send, as a manifest gives it."""
    return Resource(id=ResourceId(name), title=title, data=DataFile(path), **fields)


def ready(data: MeasuredFile, traits: Traits, name: str = "csv", title: str = "Tableau", **fields: Any) -> Resource:
    """The same, measured and projected for one kind of catalogue."""
    word = f"sha256:{data.sha256}" if traits.takes_ids else f"sha1:{data.sha1}"
    given: dict[str, Any] = {"file": File(data.size, word, data.rows, data.columns), "data": data} | fields
    return Resource(id=ResourceId(name), title=title, **given)


# ---- one step by itself


def chosen(content: Dataset) -> dict[ResourceId, RemoteId]:
    """The ids of ours for resources."""
    return {one.id: our_resource_id(REPOSITORY, KEY, one.id) for one in content.resources}


def new(content: Dataset, traits: Traits) -> EntryCreation:
    """A creation as a plan holds it."""
    return creation_of(desired(content), content, chosen(content), traits)


def change(content: Dataset, found: Entry, traits: Traits, policy: ResolutionPolicy | None = None) -> EntryEdit:
    """The edit that a plan makes for an entry of ours."""
    case = Case(
        desired=desired(content),
        projection=Projection(content),
        entry_index=index_entries(REPOSITORY, [found]),
        lookup=None,
        name=NAME,
        our_ids=chosen(content),
        traits=traits,
        access=access(),
    )
    step = decide(case, policy or ResolutionPolicy())
    assert isinstance(step, Update), step
    return step.edit


def no_sleep(_seconds: float) -> None:
    """Nobody waits in a test."""


CARE = WriteOptions(no_sleep)


def make(fake: FakeCatalog, content: Dataset, write_options: WriteOptions = CARE) -> Entry:
    """Make an entry, whole."""
    begun = write_entry.create(as_catalog(fake), new(content, fake.traits), write_options)
    if isinstance(begun, WrittenEntry):
        return begun.entry
    assert isinstance(begun, StagedWrite)
    return write_entry.publish(as_catalog(fake), begun, write_options).entry


def alter(fake: FakeCatalog, content: Dataset, found: Entry, write_options: WriteOptions = CARE) -> Entry:
    """Change an entry."""
    return write_entry.update(as_catalog(fake), change(content, found, fake.traits), write_options).entry


# ---- whole runs


class World:
    """One dataset in one catalogue (or two), and a folder for journals."""

    def __init__(self, folder: Path, *fakes: FakeCatalog, configs: tuple[CatalogConfig, ...] = ()) -> None:
        self.folder = folder
        self.fakes = fakes
        self.configs = configs or tuple(config(one.name) for one in fakes)
        for one in fakes:
            one.access = access(catalog=one.name)

    def plan(self, content: Dataset, **asked: Any) -> Plan:
        """The plan for a dataset of this content."""
        known = manifests(
            manifest(KEY, content, **asked.pop("about", {})),
            catalogs=self.configs,
            guards=NO_LIMITS,
            producers=self._producers(),
        )
        request = Request(
            selection=asked.pop("selection", Selection()),
            options=RunOptions(asked.pop("policy", ResolutionPolicy()), {}),
        )
        return make_plan(inputs(known, self._catalogs()), request)

    def sync(self, content: Dataset, *, verify: bool = False, **asked: Any) -> Report:
        """Plan and apply; raises `Killed` where a test wants it."""
        made = self.plan(content, **asked)
        return apply_plan(made, self._catalogs(), self.folder, 2, lambda _: None, no_sleep, verify=verify)

    def apply(self, made: Plan) -> tuple[Outcome, ...]:
        """Apply a plan that was made before."""
        return apply_plan(made, self._catalogs(), self.folder, 2, lambda _: None, no_sleep).outcomes

    def steps(self, content: Dataset, **asked: Any) -> dict[CatalogName, str]:
        """What is planned, by catalogue."""
        return {item.catalog: step_class(item.step) for item in self.plan(content, **asked).items}

    def _catalogs(self) -> Mapping[CatalogName, Catalog]:
        return {one.name: as_catalog(one) for one in self.fakes}

    def _producers(self) -> Mapping[ProducerId, Producer]:
        return {
            ProducerId("bron"): replace(
                producer("bron"), organizations={one.name: ORGANIZATION for one in self.configs}
            )
        }


def named(fake: FakeCatalog) -> Entry:
    """The one live entry."""
    (found,) = fake.live
    return found


def told(report: Report) -> dict[CatalogName, str]:
    """What became of each step."""
    return {one.item.catalog: type(one).__name__ for one in report.outcomes}


def contents(fake: FakeCatalog) -> list[tuple[str | None, str]]:
    """Title, and bytes or address, of each resource of the one live entry."""
    return [(str(one.content.title), _where(fake, one.remote_id, one.content.url)) for one in named(fake).resources]


def _where(fake: FakeCatalog, remote: RemoteId, url: object) -> str:
    return fake.bytes[remote].decode() if url is None and remote in fake.bytes else str(url)


def pending(fake: FakeCatalog) -> list[str]:
    """The resources whose file is on its way, as the marker says."""
    return [one.id for one in named(fake).last_applied.resources if one.pending]
