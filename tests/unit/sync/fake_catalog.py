"""A catalogue in memory that fails where a test tells it to. With other traits it behaves like another kind."""

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
from tests.unit.builders import CATALOG, NAMED, access, after, download, everything_of, made, named_as_sent

WRITES = ("create", "update", "upload", "discard")


def doubtful(retry_after: float | None = None) -> OutcomeUnknown:
    """No clear answer came."""
    return OutcomeUnknown(CATALOG, message("the reply is incomplete"), retry_after)


def unavailable() -> Unavailable:
    """It answers that it cannot answer."""
    return Unavailable(CATALOG, message("it answered 503"), message("Run it again."))


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call."""

    error: BaseException | None
    """None: the call comes through."""
    late: bool = False
    """The call takes effect before the error."""
    then: Callable[[], None] = lambda: None
    """What happens elsewhere in that moment."""


class FakeCatalog:
    """See `publisher.catalogs.base.Catalog`.

    Names are unique, ids are ours and the bytes of a file are told by a moment, as on CKAN. With `NAMELESS` traits it
    takes everything twice, gives ids of its own, tells a SHA-1, and lists what is deleted, as udata does.
    """

    def __init__(self, *entries: Entry, name: CatalogName = CATALOG, traits: Traits = NAMED) -> None:
        self._name = name
        self._traits = traits
        self.entries: dict[RemoteId, Entry] = {one.id: one for one in entries}
        self.bytes: dict[RemoteId, bytes] = {}
        """The files that it keeps."""
        self.log: list[str] = []
        """Each call, such as `create bron/toilettes`."""
        self.faults: dict[str, list[Fault]] = {}
        """By the same words: what goes wrong with the first such call, with the second..."""
        self.chaos: Callable[[str], Fault] = lambda _call: Fault(None)
        """What goes wrong with any other call."""
        self.rewrites: Callable[[Dataset], Dataset] = lambda content: content
        """What a plug-in makes of what is stored."""
        self.damages: Callable[[bytes], bytes] = lambda data: data
        """What a bad line makes of a file."""
        self.addresses: Callable[[RemoteId], str] = download
        """Where it keeps a file that was just sent."""
        self.losses: tuple[Loss, ...] = ()
        self.unlisted: frozenset[RemoteId] = frozenset()
        """Entries that the bulk read does not bring."""
        self.told = access(catalog=name)
        self._lock = threading.RLock()
        self._numbers = count(1)

    # ---- for tests

    def beside(self) -> "FakeCatalog":
        """The same catalogue, as another run speaks to it."""
        other = FakeCatalog(name=self.name, traits=self.traits)
        other.entries, other.bytes, other._numbers, other._lock = self.entries, self.bytes, self._numbers, self._lock
        return other

    def fail(self, call: str, *faults: Fault) -> None:
        """Make the next calls of this kind go wrong, one after the other."""
        self.faults.setdefault(call, []).extend(faults)

    def named(self, name: str) -> Entry:
        """The one entry of this name."""
        (found,) = (one for one in self.entries.values() if one.name == name)
        return found

    @property
    def live(self) -> list[Entry]:
        """The entries that are not deleted."""
        return [one for one in self.entries.values() if not one.deleted]

    def put(self, entry: Entry) -> None:
        """Somebody else writes an entry."""
        self.entries[entry.id] = entry

    @property
    def writes(self) -> list[str]:
        """The calls that write."""
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
        return self.told

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        self._call("observe " + ",".join(sorted(organizations)))
        return tuple(
            one
            for one in self.entries.values()
            if not (one.deleted and self.traits.unique_names)
            and one.id not in self.unlisted
            and {one.organization, one.organization_id} & set(organizations)
        )

    def entries_in_other_organizations(
        self, repository: Repository, organizations: Collection[str]
    ) -> tuple[Entry, ...]:
        self._call("elsewhere")
        found = self.live if self.traits.unique_names else self.entries.values()
        return tuple(one for one in found if one.marker and one.marker.repository == repository)

    def look_up(self, desired: DesiredDataset) -> LookupResult:
        self._call(f"find {desired.key}")
        if not self.traits.unique_names:
            return next((one for one in self.live if _carries(one, desired)), None)
        names = [desired.entry, *(desired.slug or _name(key) for key in (desired.key, *desired.previously))]
        return next((one for name in names for one in self.entries.values() if name in (one.name, one.id)), None)

    def reread(self, entry: Entry) -> Entry | None:
        self._call(f"reread {entry.name}")
        return self.entries.get(entry.id)

    def create(self, creation: EntryCreation) -> Entry:
        fault = self._call(f"create {creation.desired.key}")
        with self._lock:
            return self._store(self._made(creation), fault)

    def update(self, edit: EntryEdit) -> Entry:
        return self._update(edit, just_read=False)

    def update_without_reread(self, edit: EntryEdit) -> Entry:
        return self._update(edit, just_read=True)

    def _update(self, edit: EntryEdit, *, just_read: bool) -> Entry:
        fault = self._call(f"update {edit.entry.name}")
        with self._lock:
            stored = self.entries.get(edit.entry.id)
            blind = not self.traits.unique_names and (just_read or edit.entry.deleted)
            moved = stored is not None and stored.revision != edit.entry.revision and not blind
            if stored is None or moved or (stored.deleted and not edit.entry.deleted):
                raise EntryChanged(self.name, message("the entry was changed after it was read"))
            return self._store(after(replace(edit, entry=stored), traits=self.traits, name=self._given), fault)

    def upload(self, entry: Entry, resource_write: ResourceWrite, data: MeasuredFile) -> Entry:
        fault = self._call(f"upload {entry.name} {resource_write.content.id}")
        sent = self.damages(data.path.read_bytes())
        with self._lock:
            stored = self.entries.get(entry.id)
            if stored is None or stored.deleted or (self.traits.unique_names and stored.revision != entry.revision):
                raise EntryChanged(self.name, message("the entry was changed after it was read"))
            return self._store(
                replace(stored, resources=tuple(self._received(stored, resource_write, data.name, sent))), fault
            )

    def fetch(self, resource: RemoteResource) -> Iterator[bytes]:
        self._call(f"fetch {resource.remote_id}")
        yield self.bytes[resource.remote_id]

    def delete_duplicate(self, entry: Entry) -> None:
        if self.traits.unique_names:
            raise TypeError(entry.id)
        fault = self._call(f"discard {entry.name}")
        with self._lock:
            self._store(replace(self.entries[entry.id], deleted=True), fault)

    def name_for(self, desired: DesiredDataset) -> str | None:
        return desired.slug or _name(desired.key) if self.traits.unique_names else None

    def project(self, desired: DesiredDataset, access: Access) -> Projection:
        """Each file that is sent by the word that this kind of catalogue, or ours, has for its content."""
        resources = tuple(self._projected(one) for one in desired.content.resources)
        return Projection(replace(desired.content, resources=resources), self.losses)

    def lint(self, desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
        return ()

    # ---- inside

    def _call(self, call: str) -> Fault:
        """Write a call down; raise its fault when that comes before any effect."""
        with self._lock:
            self.log.append(call)
            waiting = self.faults.get(call, [])
            coming = waiting.pop(0) if waiting else None
        fault = coming or self.chaos(call)
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

    def _given(self, resource_write: ResourceWrite) -> RemoteId:
        return named_as_sent(resource_write) if self.traits.takes_ids else RemoteId(f"given-{self._next()}")

    def _made(self, creation: EntryCreation) -> Entry:
        desired = creation.desired
        name = desired.slug or _name(desired.key)
        taken = {one.name for one in self.entries.values()}
        if name in taken and self.traits.unique_names:
            raise AlreadyExists(self.name, message("the name is refused: {name}", name=name))
        free = name if name not in taken else f"{name}-{self._next()}"
        about = {"catalog": self.name, "organization": desired.organization, "created": f"2026-01-01 {self._next():04}"}
        return made(creation, free, traits=self.traits, give=self._given, **about)

    def _projected(self, one: Resource) -> Resource:
        if not isinstance(one.data, MeasuredFile):
            return one
        word = f"sha256:{one.data.sha256}" if self.traits.takes_ids else f"sha1:{one.data.sha1}"
        return replace(one, file=File(one.data.size, word, one.data.rows, one.data.columns))

    def _received(
        self, stored: Entry, resource_write: ResourceWrite, name: str, sent: bytes
    ) -> Iterator[RemoteResource]:
        """The resources with the bytes of one of them: under the file's name where this kind gives it that."""
        if resource_write.remote_id is None:
            yield self._kept(self._given(resource_write), Resource(id=ResourceId("new"), title=name), None, name, sent)
        elif resource_write.remote_id not in {one.remote_id for one in stored.resources}:
            raise Refused(self.name, message("no such resource: {id}", id=resource_write.remote_id))
        for one in stored.resources:
            if one.remote_id != resource_write.remote_id:
                yield one
            elif one.address is None and not self.traits.switches:
                yield replace(one, content=replace(one.content, title=name))
            else:
                yield self._kept(one.remote_id, one.content, one.our_id, name, sent)

    def _kept(
        self, at_remote: RemoteId, content: Resource, own: RemoteId | None, name: str, sent: bytes
    ) -> RemoteResource:
        self.bytes[at_remote] = sent
        if self.traits.takes_ids:
            title, word = content.title, f"modified:{self._next()}"
        else:
            title, word = name, f"sha1:{hashlib.sha1(sent).hexdigest()}"
        told = replace(content, title=title, url=None, file=File(len(sent), word))
        return RemoteResource(at_remote, everything_of(told), own, self.addresses(at_remote))


def _name(key: DatasetKey) -> str:
    return f"{stem_of(key)}-{producer_of(key)}"


def _carries(entry: Entry, desired: DesiredDataset) -> bool:
    marker = entry.marker
    return marker is not None and (marker.repository, marker.key) == (desired.repository, desired.key)


def as_catalog(fake: FakeCatalog) -> Catalog:
    """The type checker's proof that the fake keeps the contract."""
    return fake
