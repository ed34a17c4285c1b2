"""A catalogue in memory, in place of an adapter. A test can make its calls fail, and choose the kind by the traits."""

import hashlib
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from publisher.catalogs.base import Catalog, Needs
from publisher.catalogs.errors import AlreadyExists, EntryChanged, OutcomeUnknown, Refused, Unavailable
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.catalog import Access, Traits
from publisher.model.dataset import Dataset, RemoteResource, Resource, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, LookupResult
from publisher.model.files import MeasuredFile
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.model.names import (
    CatalogName,
    DatasetKey,
    RemoteId,
    Repository,
    ResourceId,
    Revision,
    producer_of,
    stem_of,
)
from publisher.model.plan import EntryCreation, EntryEdit
from publisher.model.projection import Loss, Projection
from publisher.model.values import File
from tests.unit.builders import (
    CATALOG,
    NAMED,
    access,
    created_entry,
    download,
    sent_id,
    updated_entry,
    with_every_resource_field,
)

WRITES = ("create", "update", "upload", "delete_duplicate", "release")


def doubtful(retry_after: float | None = None) -> OutcomeUnknown:
    """Return the error of a call whose reply did not come."""
    return OutcomeUnknown(CATALOG, message("the reply is incomplete"), retry_after)


def unavailable() -> Unavailable:
    """Return the error of a catalogue that answers 503."""
    return Unavailable(CATALOG, message("it answered 503"), message("Run it again."))


@dataclass(frozen=True)
class Fault:
    """An error that one call raises, before or after its effect."""

    error: BaseException | None
    """None: the call succeeds."""
    late: bool = False
    """True: the call takes effect before the error."""
    then: Callable[[], None] = lambda: None
    """Called at that moment, such as for the write of another run."""


class FakeCatalog:
    """Implement `publisher.catalogs.base.Catalog` in memory.

    As on CKAN, names are unique, the ids of resources are ours, and the date of a file shows that its content changed.
    With `NAMELESS` traits it behaves like udata: it accepts a second entry of the same name, chooses the ids, computes
    a SHA-1, and lists deleted entries.
    """

    def __init__(self, *entries: Entry, name: CatalogName = CATALOG, traits: Traits = NAMED) -> None:
        self._name = name
        self._traits = traits
        self.entries: dict[RemoteId, Entry] = {entry.id: entry for entry in entries}
        self.bytes: dict[RemoteId, bytes] = {}
        """The content of each stored file, by the id of its resource."""
        self.log: list[str] = []
        """Each call: the method of the contract and its subject, such as `create bron/toilettes`."""
        self.faults: dict[str, list[Fault]] = {}
        """By line of the log: the fault of the first such call, of the second..."""
        self.fault_for: Callable[[str], Fault] = lambda _call: Fault(None)
        """The fault of any other call."""
        self.rewrites: Callable[[Dataset], Dataset] = lambda content: content
        """How a plug-in changes a content before it is stored."""
        self.damages: Callable[[bytes], bytes] = lambda data: data
        """How a bad connection changes a file before it is stored."""
        self.addresses: Callable[[RemoteId], str] = download
        """The address of a file that was just sent."""
        self.losses: tuple[Loss, ...] = ()
        self.unlisted: frozenset[RemoteId] = frozenset()
        """Entries that the bulk read leaves out."""
        self.access = access(catalog=name)
        """The answer to `check`."""
        self._lock = threading.RLock()
        self._numbers = count(1)

    # ---- for tests

    def for_another_run(self) -> "FakeCatalog":
        """Return a second client of the same catalogue, with a log and faults of its own."""
        client = FakeCatalog(name=self.name, traits=self.traits)
        client.entries, client.bytes, client._numbers, client._lock = (
            self.entries,
            self.bytes,
            self._numbers,
            self._lock,
        )
        return client

    def fail(self, call: str, *faults: Fault) -> None:
        """Make the next calls with this line in the log fail, one after the other."""
        self.faults.setdefault(call, []).extend(faults)

    def entry_named(self, name: str) -> Entry:
        """Return the only entry of this name."""
        (entry,) = (entry for entry in self.entries.values() if entry.name == name)
        return entry

    @property
    def live(self) -> list[Entry]:
        """Return the entries that are not deleted."""
        return [entry for entry in self.entries.values() if not entry.deleted]

    def put(self, entry: Entry) -> None:
        """Store an entry as another client writes it."""
        self.entries[entry.id] = entry

    @property
    def writes(self) -> list[str]:
        """Return the lines of the log that are writes."""
        return [line for line in self.log if line.startswith(WRITES)]

    # ---- the contract

    @property
    def name(self) -> CatalogName:
        return self._name

    @property
    def calls(self) -> int:
        return len(self.log)

    @property
    def traits(self) -> Traits:
        return self._traits

    def check(self, needs: Needs, cache: Cache) -> Access:
        self._call("check")
        return self.access

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        self._call("observe " + ",".join(sorted(organizations)))
        return tuple(
            entry
            for entry in self.entries.values()
            if not (entry.deleted and self.traits.unique_names)
            and entry.id not in self.unlisted
            and {entry.organization, entry.organization_id} & set(organizations)
        )

    def entries_in_other_organizations(
        self, repository: Repository, organizations: Collection[str]
    ) -> tuple[Entry, ...]:
        self._call("entries_in_other_organizations")
        entries = self.live if self.traits.unique_names else self.entries.values()
        return tuple(entry for entry in entries if entry.marker and entry.marker.repository == repository)

    def look_up(self, desired: DesiredDataset) -> LookupResult:
        self._call(f"look_up {desired.key}")
        if not self.traits.unique_names:
            return next((entry for entry in self.live if _has_marker_of(entry, desired)), None)
        names = [desired.entry, *(desired.slug or _name(key) for key in (desired.key, *desired.previously))]
        return next(
            (entry for name in names for entry in self.entries.values() if name in (entry.name, entry.id)), None
        )

    def reread(self, entry: Entry) -> Entry | None:
        self._call(f"reread {entry.name}")
        return self.entries.get(entry.id)

    def create(self, creation: EntryCreation) -> Entry:
        fault = self._call(f"create {creation.desired.key}")
        with self._lock:
            return self._store(self._created(creation), fault)

    def update(self, edit: EntryEdit) -> Entry:
        return self._update(edit, just_read=False)

    def update_without_reread(self, edit: EntryEdit) -> Entry:
        return self._update(edit, just_read=True)

    def _update(self, edit: EntryEdit, *, just_read: bool) -> Entry:
        fault = self._call(f"update {edit.entry.name}")
        with self._lock:
            stored = self.entries.get(edit.entry.id)
            unchecked = not self.traits.unique_names and (just_read or edit.entry.deleted)
            changed = stored is not None and stored.revision != edit.entry.revision and not unchecked
            if stored is None or changed or (stored.deleted and not edit.entry.deleted):
                raise EntryChanged(self.name, message("the entry was changed after it was read"))
            return self._store(
                updated_entry(replace(edit, entry=stored), traits=self.traits, new_id=self._new_id), fault
            )

    def release(self, entry: Entry) -> Entry:
        fault = self._call(f"release {entry.name}")
        with self._lock:
            stored = self.entries[entry.id]
            if stored.revision != entry.revision:
                raise EntryChanged(self.name, message("the entry was changed after it was read"))
            kept = (
                stored.resources
                if self.traits.takes_ids
                else tuple(replace(resource, our_id=None) for resource in stored.resources)
            )
            return self._store(replace(stored, marker=None, resources=kept), fault)

    def upload(self, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Entry:
        fault = self._call(f"upload {entry.name} {resource_write.content.id}")
        content = self.damages(data.path.read_bytes())
        with self._lock:
            stored = self.entries.get(entry.id)
            if stored is None or stored.deleted or (self.traits.unique_names and stored.revision != entry.revision):
                raise EntryChanged(self.name, message("the entry was changed after it was read"))
            return self._store(
                replace(stored, resources=tuple(self._uploaded(stored, resource_write, data.name, content))), fault
            )

    def fetch(self, resource: RemoteResource) -> Iterator[bytes]:
        self._call(f"fetch {resource.remote_id}")
        if resource.remote_id not in self.bytes:
            raise unavailable()
        yield self.bytes[resource.remote_id]

    def delete_duplicate(self, entry: Entry) -> None:
        if self.traits.unique_names:
            raise TypeError(entry.id)
        fault = self._call(f"delete_duplicate {entry.name}")
        with self._lock:
            stored = self.entries[entry.id]
            kept = tuple(resource for resource in stored.resources if resource.address is None)
            self._store(replace(stored, deleted=True, marker=None, resources=kept), fault)

    def name_for(self, desired: DesiredDataset) -> str | None:
        return desired.slug or _name(desired.key) if self.traits.unique_names else None

    def project(self, desired: DesiredDataset, access: Access, present: Dataset | None = None) -> Projection:
        """Return the content with the size and the checksum that this kind of catalogue stores for each file."""
        resources = tuple(self._projected(resource) for resource in desired.content.resources)
        return Projection(replace(desired.content, resources=resources), self.losses)

    def lint(self, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
        return ()

    # ---- helpers

    def _call(self, call: str) -> Fault:
        """Log a call, and return its fault; raise it if it comes before the effect of the call."""
        with self._lock:
            self.log.append(call)
            faults = self.faults.get(call, [])
            next_fault = faults.pop(0) if faults else None
        fault = next_fault or self.fault_for(call)
        if not (fault.late and call.startswith(WRITES)):
            fault.then()
            if fault.error is not None:
                raise fault.error
        return fault

    def _store(self, entry: Entry, fault: Fault) -> Entry:
        revision = Revision(f"{self.name} {len(self.log)} {self._next()}")
        stored = replace(entry, content=self.rewrites(entry.content), revision=revision)
        self.entries[stored.id] = stored
        if fault.late:
            fault.then()
            if fault.error is not None:
                raise fault.error
        return stored

    def _next(self) -> int:
        return next(self._numbers)

    def _new_id(self, resource_write: ResourceWrite) -> RemoteId:
        return sent_id(resource_write) if self.traits.takes_ids else RemoteId(f"given-{self._next()}")

    def _created(self, creation: EntryCreation) -> Entry:
        desired = creation.desired
        name = desired.slug or _name(desired.key)
        names = {entry.name for entry in self.entries.values()}
        if name in names and self.traits.unique_names:
            raise AlreadyExists(self.name, message("the name is refused: {name}", name=name))
        free_name = name if name not in names else f"{name}-{self._next()}"
        fields = {
            "catalog": self.name,
            "organization": desired.organization,
            "created": f"2026-01-01 {self._next():04}",
        }
        return created_entry(creation, free_name, traits=self.traits, new_id=self._new_id, **fields)

    def _projected(self, resource: Resource) -> Resource:
        data = resource.data
        if not isinstance(data, MeasuredFile):
            return resource
        checksum = f"sha256:{data.sha256}" if self.traits.takes_ids else f"sha1:{data.sha1}"
        return replace(resource, file=File(data.size, checksum, data.rows, data.columns))

    def _uploaded(
        self, stored: Entry, resource_write: ResourceWrite, name: str, content: bytes
    ) -> Iterator[RemoteResource]:
        """Yield the resources after an upload.

        One like udata puts a new one first, and gives it the name of the file; one like CKAN puts it in its place.
        """
        places = [None, *(existing.remote_id for existing in stored.resources)]
        if resource_write.remote_id is None:
            resource = Resource(id=ResourceId("new"), title=name)
            yield self._with_file(self._new_id(resource_write), resource, None, name, content)
        elif resource_write.remote_id not in places:
            if not (resource_write.new and self.traits.takes_ids):
                raise Refused(self.name, message("no such resource: {id}", id=resource_write.remote_id))
            new = self._with_file(
                resource_write.remote_id, resource_write.content, resource_write.remote_id, name, content
            )
            place = places.index(resource_write.follows) if resource_write.follows in places else len(places)
            yield from (*stored.resources[:place], new, *stored.resources[place:])
            return
        for existing in stored.resources:
            if existing.remote_id != resource_write.remote_id:
                yield existing
            elif existing.address is None and not self.traits.switches:
                yield replace(existing, content=replace(existing.content, title=name))
            else:
                yield self._with_file(existing.remote_id, existing.content, existing.our_id, name, content)

    def _with_file(
        self, remote_id: RemoteId, resource: Resource, our_id: RemoteId | None, name: str, content: bytes
    ) -> RemoteResource:
        self.bytes[remote_id] = content
        if self.traits.takes_ids:
            title, checksum = resource.title, f"modified:{self._next()}"
        else:
            title, checksum = name, f"sha1:{hashlib.sha1(content).hexdigest()}"
        hosted = replace(resource, title=title, url=None, file=File(len(content), checksum))
        return RemoteResource(remote_id, with_every_resource_field(hosted), our_id, self.addresses(remote_id))


def _name(key: DatasetKey) -> str:
    return f"{stem_of(key)}-{producer_of(key)}"


def _has_marker_of(entry: Entry, desired: DesiredDataset) -> bool:
    marker = entry.marker
    return marker is not None and (marker.repository, marker.key) == (desired.repository, desired.key)


def as_catalog(fake: FakeCatalog) -> Catalog:
    """Return the fake as a `Catalog`: the type checker thereby verifies that it keeps the contract."""
    return fake
