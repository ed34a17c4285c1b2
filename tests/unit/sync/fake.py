"""A catalogue in memory that fails where a test tells it to."""

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from publisher.catalogs.base import Catalog
from publisher.catalogs.errors import Doubtful, Moved, Taken, Unavailable
from publisher.catalogs.vocabulary_cache import Cache
from publisher.model.dataset import Dataset
from publisher.model.entry import Access, Entry, Found
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
from publisher.model.plan import Creation, Edit
from publisher.model.wanted import Loss, Projection, Wanted
from tests.unit.builders import CATALOG, access, after, made, remote


def doubtful(retry_after: float | None = None) -> Doubtful:
    """No clear answer came."""
    return Doubtful(CATALOG, message("the reply was cut"), retry_after)


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
    """See `publisher.catalogs.base.Catalog`. Names are unique, as on CKAN."""

    def __init__(self, *entries: Entry, name: CatalogName = CATALOG) -> None:
        self._name = name
        self.entries: dict[RemoteId, Entry] = {one.id: one for one in entries}
        self.log: list[str] = []
        """Each call, such as `create bron/toilettes`."""
        self.faults: dict[str, list[Fault]] = {}
        """By the same words: what goes wrong with the first such call, with the second..."""
        self.rewrites: Callable[[Dataset], Dataset] = lambda content: content
        """What a plug-in makes of what is stored."""
        self.losses: tuple[Loss, ...] = ()
        self.unlisted: frozenset[RemoteId] = frozenset()
        """Entries that the bulk read does not bring."""
        self.told = access(catalog=name)
        self._lock = threading.Lock()

    # ---- for tests

    def fail(self, call: str, *faults: Fault) -> None:
        """Make the next calls of this kind go wrong, one after the other."""
        self.faults.setdefault(call, []).extend(faults)

    def named(self, name: str) -> Entry:
        """The one entry of this name."""
        (found,) = (one for one in self.entries.values() if one.name == name)
        return found

    def put(self, entry: Entry) -> None:
        """Somebody else writes an entry."""
        self.entries[entry.id] = entry

    @property
    def writes(self) -> list[str]:
        """The calls that write."""
        return [line for line in self.log if line.startswith(("create", "update"))]

    # ---- the contract

    @property
    def name(self) -> CatalogName:
        return self._name

    @property
    def calls(self) -> int:
        return len(self.log)

    def check(self, wanted: Collection[str], cache: Cache) -> Access:
        self._call("check")
        return self.told

    def observe(self, organizations: Collection[str]) -> tuple[Entry, ...]:
        self._call("observe " + ",".join(sorted(organizations)))
        return tuple(
            one
            for one in self.entries.values()
            if not one.deleted and one.id not in self.unlisted and one.organization in organizations
        )

    def find(self, wanted: Wanted) -> Found:
        self._call(f"find {wanted.key}")
        name = self.name_for(wanted)
        return next((one for one in self.entries.values() if one.name == name), None)

    def reread(self, entry: Entry) -> Entry | None:
        self._call(f"reread {entry.name}")
        return self.entries.get(entry.id)

    def create(self, creation: Creation) -> Entry:
        call = f"create {creation.wanted.key}"
        fault = self._call(call)
        name = self.name_for(creation.wanted)
        if any(one.name == name for one in self.entries.values()):
            raise Taken(self.name, message("the name is refused: {name}", name=name))
        made_here = made(creation, name, catalog=self.name, organization=creation.wanted.organization)
        return self._store(made_here, fault)

    def update(self, edit: Edit) -> Entry:
        fault = self._call(f"update {edit.entry.name}")
        stored = self.entries.get(edit.entry.id)
        if stored is None or stored.revision != edit.entry.revision:
            raise Moved(self.name, message("somebody changed the entry since it was read"))
        return self._store(after(replace(edit, entry=stored)), fault)

    def name_for(self, wanted: Wanted) -> str:
        return wanted.slug or f"{stem_of(wanted.key)}-{producer_of(wanted.key)}"

    def resource_id(self, repository: Repository, key: DatasetKey, resource: ResourceId) -> RemoteId | None:
        return remote(resource)

    def project(self, wanted: Wanted, access: Access) -> Projection:
        return Projection(wanted.content, self.losses)

    def lint(self, wanted: Iterable[Wanted]) -> tuple[Finding, ...]:
        return ()

    # ---- inside

    def _call(self, call: str) -> Fault:
        """Write a call down; raise its fault when that comes before any effect."""
        with self._lock:
            self.log.append(call)
            waiting = self.faults.get(call, [])
            fault = waiting.pop(0) if waiting else Fault(None)
        if not fault.late:
            fault.then()
            if fault.error is not None:
                raise fault.error
        return fault

    def _store(self, entry: Entry, fault: Fault) -> Entry:
        with self._lock:
            revision = Revision(f"{self.name} {len(self.log)}")
            stored = replace(entry, content=self.rewrites(entry.content), revision=revision)
            self.entries[stored.id] = stored
        if fault.late:
            fault.then()
            if fault.error is not None:
                raise fault.error
        return stored


def as_catalog(fake: FakeCatalog) -> Catalog:
    """The type checker's proof that the fake keeps the contract."""
    return fake
