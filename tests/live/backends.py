"""A catalogue of either kind, seen and edited in the model's own words: what a test for both kinds speaks to.

Nothing here comes from `publisher`: what is read is read over plain HTTP, and what people do is done as they do it.
An `entry` is named by a key of ours (`ville/toilettes`) or by its id; a `resource` by its id or by its title.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .portal import Json

Pair = tuple[str, str]
Fields = Mapping[str, Any]
NOBODY: Pair = ("", "")

PUBLIC, PRIVATE, ARCHIVED, DELETED = "public", "private", "archived", "deleted"
MARKER = ("publisher_repository", "publisher_key", "publisher_base")


@dataclass(frozen=True, kw_only=True)
class CatalogResource:
    """A resource as a catalogue holds it; what is not there is an empty text."""

    id: str
    """The catalogue's own."""
    title: str
    description: str
    url: str
    format: str
    """In one form whatever the catalogue writes: `csv`, `xls`, `geojson`."""
    mime: str
    type: str
    schema: Json | None
    """`name` and `version` of a national one, else `url`."""
    hosted: bool
    """Whether the catalogue keeps the bytes."""


@dataclass(frozen=True, kw_only=True)
class CatalogEntry:
    """An entry as a catalogue holds it; what is not there is empty. A value can be given to `edit` as it is read."""

    id: str
    name: str
    """The part of the address that people read."""
    title: str
    description: str
    keywords: tuple[str, ...]
    """Sorted."""
    license: str
    frequency: str
    temporal: Pair
    """First and last day."""
    spatial: tuple[str, ...]
    contact: Pair
    """Name and email."""
    theme: str
    hvd: str
    language: str
    issued: str
    landing_page: str
    state: str
    """`public`, `private`, `archived` or `deleted`."""
    extras: Json
    """Those that hold no field of the model, and no marker."""
    marker: Json
    resources: tuple[CatalogResource, ...]

    @property
    def titles(self) -> list[str]:
        """The titles of the resources, in order."""
        return [resource.title for resource in self.resources]

    @property
    def ids(self) -> list[str]:
        """The ids of the resources, in order."""
        return [resource.id for resource in self.resources]

    def named(self, resource: str) -> CatalogResource:
        """The one resource of this id or title."""
        matches = [
            entry_resource for entry_resource in self.resources if resource in (entry_resource.id, entry_resource.title)
        ]
        assert len(matches) == 1, (resource, self.titles)
        return matches[0]


@dataclass(frozen=True)
class Calls:
    """What a relay counts the tool's calls as."""

    naming: Callable[[str, str], str]
    create: str
    write: str
    """Of an entry that exists."""
    bulk: str
    """Reads an organization."""
    read: str
    """Reads one entry."""
    each_plan: tuple[str, ...]
    """The reads of each plan, besides the bulk one."""
    reads_of_create: tuple[str, ...]
    """The reads of a run that makes an entry, with nothing in the cache."""
    reads_before_write: int
    """How often an entry is read by itself before it is changed: udata must, CKAN's write says what it expects."""
    read_after_create: str
    """What tells whether a creation whose reply was lost was carried out."""
    last_check: str
    """The call before which an edit on the portal is still seen: udata reads again, CKAN's write is refused."""


@dataclass(frozen=True)
class Traits:
    """Where the two kinds differ by nature, and a test must know."""

    keywords: Callable[[list[str]], tuple[str, ...]]
    """What a catalogue keeps of keywords: udata makes slugs of them, CKAN takes away the signs it refuses."""
    erased_by_form: frozenset[str]
    """Fields of a resource that its form on the portal loses: CKAN's sends its own fields only, udata's sends all."""
    never_empty: frozenset[str]
    """What always has a value: a resource of udata its type, one of CKAN a MIME type guessed from its address."""
    archived: str
    """The state of what is archived: CKAN has no such state, and what is not public there is private."""
    newcomer_first: bool
    """Where a resource added on the portal comes: udata puts it first, CKAN last."""
    name_follows_title: bool
    """udata makes an entry's address of its title, again at each change; CKAN's name was chosen once."""
    names_are_unique: bool
    """CKAN refuses a second entry of one name; udata gives it another address."""


class Backend(ABC):
    """A catalogue, an organization in it of the test's own, and the people there."""

    kind: ClassVar[str]
    traits: ClassVar[Traits]
    calls: ClassVar[Calls]
    url: str
    organization: str
    token: str
    """Whom the tool writes as."""
    stranger: str
    """Who may not write."""

    # ---- looking

    @abstractmethod
    def documents(self) -> list[Json]:
        """Every entry of the organization as the catalogue gives it, whole: private and archived ones too."""

    @abstractmethod
    def document(self, entry: str) -> Json:
        """One entry as the catalogue gives it, deleted ones included."""

    @abstractmethod
    def decode(self, document: Json) -> CatalogEntry:
        """An entry in neutral words."""

    @abstractmethod
    def is_public(self, entry: str) -> bool:
        """Whether somebody without an account sees an entry."""

    @abstractmethod
    def download(self, resource: CatalogResource) -> bytes:
        """The bytes of a hosted file."""

    def all(self) -> list[CatalogEntry]:
        """Every entry that nobody deleted, private ones too."""
        return [entry for entry in map(self.decode, self.documents()) if entry.state != DELETED]

    def keyed(self, key: str) -> list[CatalogEntry]:
        """The entries, deleted ones aside, that carry a key of ours."""
        return [entry for entry in self.all() if entry.marker.get("publisher_key") == key]

    def find(self, key: str) -> str | None:
        """The id of the one live entry with a key of ours."""
        entries = self.keyed(key)
        assert len(entries) <= 1, [entry.name for entry in entries]
        return entries[0].id if entries else None

    def id_of(self, entry: str) -> str:
        """The id of an entry named by its key or its id."""
        if "/" not in entry:
            return entry
        entry_id = self.find(entry)
        assert entry_id is not None, f"no entry carries the key {entry}"
        return entry_id

    def read(self, entry: str) -> CatalogEntry:
        """An entry, deleted ones included where they are named by their id."""
        return self.decode(self.document(self.id_of(entry)))

    def entries(self) -> dict[str, str]:
        """Every entry as text by id, to the last character: equal where nobody touched anything."""
        return {str(entry["id"]): json.dumps(entry, sort_keys=True) for entry in self.documents()}

    # ---- what people do

    @abstractmethod
    def edit(self, entry: str, **fields: object) -> None:
        """An edit of a dataset: the fields given, and nothing else. An empty value clears; of extras, None removes."""

    @abstractmethod
    def edit_resource(self, entry: str, resource: str, **fields: object) -> None:
        """An edit of a resource through the API: the fields given, and nothing else."""

    @abstractmethod
    def edit_as_form(self, entry: str, resource: str, **fields: object) -> None:
        """An edit in the portal's form of a resource, which may erase other fields: see `Traits.erased_by_form`."""

    @abstractmethod
    def add_resource(self, entry: str, **fields: object) -> str:
        """A resource added on the portal; its id."""

    @abstractmethod
    def add_file(self, entry: str, title: str, content: bytes) -> str:
        """A file uploaded on the portal as a new resource; its id."""

    @abstractmethod
    def delete_resource(self, entry: str, resource: str) -> None:
        """A resource deleted on the portal."""

    @abstractmethod
    def reorder(self, entry: str, resources: list[str]) -> None:
        """Another order of all the resources, by id."""

    @abstractmethod
    def delete(self, entry: str) -> str:
        """Delete an entry as a person does; its id."""

    @abstractmethod
    def restore(self, entry: str) -> None:
        """Bring a deleted entry back, by its id."""

    @abstractmethod
    def wipe_extras(self, entry: str) -> None:
        """What a tool does that sends its own extras alone: all are gone, and our marker with them."""

    @abstractmethod
    def make_foreign(
        self,
        title: str,
        *,
        name: str = "",
        organization: str = "",
        resources: tuple[Fields, ...] = (),
        **fields: Any,
    ) -> str:
        """An entry made by somebody else, public unless `state` says otherwise; its id. udata chooses names itself."""

    @abstractmethod
    def organization_id(self) -> str:
        """The catalogue's id of the organization."""

    @abstractmethod
    def make_organization(self) -> str:
        """Another organization where the tool's user may write."""

    @abstractmethod
    def drop_organization(self, organization: str) -> None:
        """Remove an organization with all it holds."""

    def hide(self, entry: str) -> None:
        """Make an entry private."""
        self.edit(entry, state=PRIVATE)


def filled(fields: Fields) -> Json:
    """Fields by their names in the catalogue, an empty text where there is nothing."""
    return {name: value or "" for name, value in fields.items()}
