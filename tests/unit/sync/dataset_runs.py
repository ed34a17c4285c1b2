"""Runs over one dataset with files, in catalogues in memory; a run may be killed in the middle."""

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
from publisher.sync.apply.keep_replaced_files import IsInGit, not_in_git
from publisher.sync.apply.run import apply_plan
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.apply.write_entry import StagedWrite, WrittenEntry
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from publisher.sync.steps.case import Case
from publisher.sync.steps.decide import decide
from publisher.sync.steps.entry_index import index_entries
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
KINDS = {"like CKAN": LIKE_CKAN, "like udata": LIKE_UDATA}
NO_LIMITS = Guards(*[Limit(1000, 1000)] * 5)


class Killed(BaseException):
    """Raised by a call of the catalogue: the process is killed in the middle of a run."""


KILLED_BEFORE, KILLED_AFTER = Fault(Killed()), Fault(Killed(), late=True)


# ---- files


def write_file(path: Path, content: str) -> Path:
    """Write a text file, and return its path."""
    path.write_bytes(content.encode())
    return path


def measured_file(folder: Path, content: str = "a;b\n1;2\n", name: str = "wc.csv") -> MeasuredFile:
    """Write a file, and return its size, checksums, rows and columns."""
    return measure(write_file(folder / name, content))


def file(path: Path, name: str = "csv", title: str = "Tableau", **fields: Any) -> Resource:
    """Return a resource with a local file, as it is read from a manifest."""
    return Resource(id=ResourceId(name), title=title, data=DataFile(path), **fields)


def measured_resource(
    data: MeasuredFile, traits: Traits, name: str = "csv", title: str = "Tableau", **fields: Any
) -> Resource:
    """Return a resource with a local file, measured and projected for one kind of catalogue."""
    checksum = f"sha256:{data.sha256}" if traits.takes_ids else f"sha1:{data.sha1}"
    values: dict[str, Any] = {"file": File(data.size, checksum, data.rows, data.columns), "data": data} | fields
    return Resource(id=ResourceId(name), title=title, **values)


# ---- single steps


def our_ids(content: Dataset) -> dict[ResourceId, RemoteId]:
    """Return the ids that we choose for the resources."""
    return {resource.id: our_resource_id(REPOSITORY, KEY, resource.id) for resource in content.resources}


def planned_creation(content: Dataset, traits: Traits) -> EntryCreation:
    """Return the creation that a plan contains for this content."""
    return creation_of(desired(content), content, our_ids(content), traits)


def planned_edit(content: Dataset, entry: Entry, traits: Traits, policy: ResolutionPolicy | None = None) -> EntryEdit:
    """Return the edit that a plan contains for this content and this entry of ours."""
    case = Case(
        desired=desired(content),
        projection=Projection(content),
        entry_index=index_entries(REPOSITORY, [entry]),
        lookup=None,
        name=NAME,
        our_ids=our_ids(content),
        traits=traits,
        access=access(),
    )
    step = decide(case, policy or ResolutionPolicy())
    assert isinstance(step, Update), step
    return step.edit


def no_sleep(_seconds: float) -> None:
    """Return at once."""


WRITE_OPTIONS = WriteOptions(no_sleep)


def create_entry(fake: FakeCatalog, content: Dataset, write_options: WriteOptions = WRITE_OPTIONS) -> Entry:
    """Create an entry with its files, publish it, and return it."""
    outcome = write_entry.create(as_catalog(fake), planned_creation(content, fake.traits), write_options)
    if isinstance(outcome, WrittenEntry):
        return outcome.entry
    assert isinstance(outcome, StagedWrite)
    return write_entry.publish(as_catalog(fake), outcome, write_options).entry


def update_entry(
    fake: FakeCatalog, content: Dataset, entry: Entry, write_options: WriteOptions = WRITE_OPTIONS
) -> Entry:
    """Apply the edit for this content, files included, and return the entry."""
    return write_entry.update(as_catalog(fake), planned_edit(content, entry, fake.traits), write_options).entry


# ---- whole runs


class DatasetRuns:
    """Plan and apply one dataset in one catalogue or several, with a folder for the journals."""

    def __init__(self, folder: Path, *fakes: FakeCatalog, configs: tuple[CatalogConfig, ...] = ()) -> None:
        self.folder = folder
        self.fakes = fakes
        self.configs = configs or tuple(config(fake.name) for fake in fakes)
        for fake in fakes:
            fake.access = access(catalog=fake.name)

    def plan(self, content: Dataset, **options: Any) -> Plan:
        """Return the plan for the dataset with this content."""
        manifest_set = manifests(
            manifest(KEY, content, **options.pop("about", {})),
            catalogs=self.configs,
            guards=NO_LIMITS,
            producers=self._producers(),
        )
        request = Request(
            selection=options.pop("selection", Selection()),
            options=RunOptions(options.pop("policy", ResolutionPolicy()), {}),
        )
        return make_plan(inputs(manifest_set, self._catalogs()), request)

    def sync(
        self, content: Dataset, *, verify: bool = False, is_in_git: IsInGit = not_in_git, **options: Any
    ) -> Report:
        """Plan and apply, and return the report. Raises `Killed` where a fault of the catalogue does."""
        plan, catalogs = self.plan(content, **options), self._catalogs()
        return apply_plan(plan, catalogs, self.folder, 2, lambda _: None, no_sleep, verify=verify, is_in_git=is_in_git)

    def apply(self, plan: Plan) -> tuple[Outcome, ...]:
        """Apply a plan, and return the outcomes."""
        return apply_plan(plan, self._catalogs(), self.folder, 2, lambda _: None, no_sleep).outcomes

    def steps(self, content: Dataset, **options: Any) -> dict[CatalogName, str]:
        """Return the name of the planned step in each catalogue."""
        return {item.catalog: step_class(item.step) for item in self.plan(content, **options).items}

    def _catalogs(self) -> Mapping[CatalogName, Catalog]:
        return {fake.name: as_catalog(fake) for fake in self.fakes}

    def _producers(self) -> Mapping[ProducerId, Producer]:
        organizations = {catalog.name: ORGANIZATION for catalog in self.configs}
        return {ProducerId("bron"): replace(producer("bron"), organizations=organizations)}


def only_entry(fake: FakeCatalog) -> Entry:
    """Return the only entry that is not deleted."""
    (entry,) = fake.live
    return entry


def outcome_classes(report: Report) -> dict[CatalogName, str]:
    """Return the name of the outcome's class in each catalogue."""
    return {outcome.item.catalog: type(outcome).__name__ for outcome in report.outcomes}


def contents(fake: FakeCatalog) -> list[tuple[str | None, str]]:
    """Return the title, and the file's text or the address, of each resource of the only entry."""
    return [
        (str(resource.content.title), _text_or_address(fake, resource.remote_id, resource.content.url))
        for resource in only_entry(fake).resources
    ]


def _text_or_address(fake: FakeCatalog, remote_id: RemoteId, url: object) -> str:
    return fake.bytes[remote_id].decode() if url is None and remote_id in fake.bytes else str(url)


def pending(fake: FakeCatalog) -> list[str]:
    """Return the ids of the resources whose file is marked as pending."""
    return [resource.id for resource in only_entry(fake).last_applied.resources if resource.pending]
