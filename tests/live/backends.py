"""A catalogue of either kind, read and edited in a neutral form, for the tests that run on both kinds.

Nothing here comes from `publisher`: entries are read over plain HTTP, and edited as people edit them.
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
EMPTY_PAIR: Pair = ("", "")
Person = tuple[str, str, str]
"""Name, e-mail address and form."""
NOBODY: Person = ("", "", "")

PUBLIC, PRIVATE, ARCHIVED, DELETED = "public", "private", "archived", "deleted"


@dataclass(frozen=True, kw_only=True)
class CatalogResource:
    """A resource as a catalogue holds it; a missing value is an empty text."""

    id: str
    """The catalogue's id."""
    title: str
    description: str
    url: str
    format: str
    """The same form for every catalogue: `csv`, `xls`, `geojson`."""
    mime: str
    type: str
    schema: Json | None
    """`name` and `version` of a national schema, else `url`."""
    issued: str
    modified: str
    hosted: bool
    """Whether the catalogue keeps the bytes."""
    extras: Json
    """The extras that hold no field of the model, and not our id."""


@dataclass(frozen=True, kw_only=True)
class CatalogEntry:
    """An entry as a catalogue holds it; a missing value is empty. `edit` takes each value as it is read."""

    id: str
    name: str
    """The readable part of the address."""
    title: str
    description: str
    keywords: tuple[str, ...]
    """Sorted."""
    license: str
    frequency: str
    temporal: Pair
    """First and last day."""
    spatial: tuple[str, ...]
    granularity: str
    contact: Person
    contacts: tuple[tuple[str, str, str, str], ...]
    """Further ones: role, name, e-mail address and form."""
    theme: str
    hvd: str
    language: str
    issued: str
    access: tuple[str, str, str]
    """Type, category of the reason, reason; `open` is empty."""
    landing_page: str
    version: str
    state: str
    """`public`, `private`, `archived` or `deleted`."""
    extras: Json
    """The extras that hold no field of the model and no marker."""
    marker: Json
    resources: tuple[CatalogResource, ...]

    @property
    def titles(self) -> list[str]:
        """Return the titles of the resources, in order."""
        return [resource.title for resource in self.resources]

    @property
    def ids(self) -> list[str]:
        """Return the ids of the resources, in order."""
        return [resource.id for resource in self.resources]

    def named(self, resource: str) -> CatalogResource:
        """Return the resource of this id or title."""
        matches = [
            entry_resource for entry_resource in self.resources if resource in (entry_resource.id, entry_resource.title)
        ]
        assert len(matches) == 1, (resource, self.titles)
        return matches[0]


@dataclass(frozen=True)
class Calls:
    """The names under which a relay counts the tool's calls."""

    naming: Callable[[str, str], str]
    create: str
    write: str
    """The call that changes an entry."""
    bulk: str
    """The call that reads an organization."""
    read: str
    """The call that reads one entry."""
    each_plan: tuple[str, ...]
    """The reads of each plan, besides the bulk one."""
    reads_of_create: tuple[str, ...]
    """The reads of a run that creates an entry, with an empty cache."""
    reads_before_write: int
    """How often an entry is read before it is changed: udata needs a read, CKAN's write says what it expects."""
    read_after_create: str
    """The call that shows whether a creation was carried out when its reply was lost."""
    last_check: str
    """The last call that notices an edit in the catalogue: udata reads again, CKAN's write is refused."""


@dataclass(frozen=True)
class Traits:
    """The differences between the two kinds that a test must know."""

    keywords: Callable[[list[str]], tuple[str, ...]]
    """The keywords that a catalogue keeps: udata makes slugs of them, CKAN removes the signs that it refuses."""
    erased_by_form: frozenset[str]
    """Fields of a resource that the catalogue's form erases: CKAN's sends its own fields only, udata's sends all."""
    never_empty: frozenset[str]
    """Fields that always have a value: udata's resource type, and CKAN's MIME type, guessed from the address."""
    archived: str
    """The state of an archived entry: CKAN has no such state, and makes the entry private."""
    newcomer_first: bool
    """Whether a resource added in the catalogue comes first (udata) or last (CKAN)."""
    name_follows_title: bool
    """udata makes an entry's address from its title again at each change; CKAN's name does not change."""
    names_are_unique: bool
    """CKAN refuses a second entry of one name; udata gives it another address."""


class Backend(ABC):
    """A catalogue, an organization in it for one test, and the edits that people make there."""

    kind: ClassVar[str]
    traits: ClassVar[Traits]
    calls: ClassVar[Calls]
    url: str
    organization: str
    token: str
    """The token of the tool's user."""
    stranger: str
    """The token of a user who may not write."""

    # ---- looking

    @abstractmethod
    def documents(self) -> list[Json]:
        """Return every entry of the organization as the catalogue gives it, whole: private and archived ones too."""

    @abstractmethod
    def document(self, entry: str) -> Json:
        """Return one entry as the catalogue gives it, deleted ones included."""

    @abstractmethod
    def decode(self, document: Json) -> CatalogEntry:
        """Return an entry of the catalogue in the neutral form."""

    @abstractmethod
    def is_public(self, entry: str) -> bool:
        """Return whether an entry is visible without an account."""

    @abstractmethod
    def download(self, resource: CatalogResource) -> bytes:
        """Return the bytes of a hosted file."""

    def all(self) -> list[CatalogEntry]:
        """Return every entry that is not deleted, private ones too."""
        return [entry for entry in map(self.decode, self.documents()) if entry.state != DELETED]

    def keyed(self, key: str) -> list[CatalogEntry]:
        """Return the entries, deleted ones aside, that carry a key of ours."""
        return [entry for entry in self.all() if entry.marker.get("publisher_key") == key]

    def find(self, key: str) -> str | None:
        """Return the id of the live entry with a key of ours; None where there is none."""
        entries = self.keyed(key)
        assert len(entries) <= 1, [entry.name for entry in entries]
        return entries[0].id if entries else None

    def id_of(self, entry: str) -> str:
        """Return the id of an entry named by its key or its id."""
        if "/" not in entry:
            return entry
        entry_id = self.find(entry)
        assert entry_id is not None, f"no entry carries the key {entry}"
        return entry_id

    def read(self, entry: str) -> CatalogEntry:
        """Return an entry, deleted ones included where they are named by their id."""
        return self.decode(self.document(self.id_of(entry)))

    def entries(self) -> dict[str, str]:
        """Return every entry as text by id, to the last character: equal where nothing was written."""
        return {str(entry["id"]): json.dumps(entry, sort_keys=True) for entry in self.documents()}

    # ---- what people do

    @abstractmethod
    def edit(self, entry: str, **fields: object) -> None:
        """Edit the given fields of a dataset, and nothing else. An empty value clears; of extras, None removes."""

    @abstractmethod
    def edit_resource(self, entry: str, resource: str, **fields: object) -> None:
        """Edit the given fields of a resource through the API, and nothing else."""

    @abstractmethod
    def edit_as_form(self, entry: str, resource: str, **fields: object) -> None:
        """Edit a resource in the catalogue's form, which may erase other fields: see `Traits.erased_by_form`."""

    @abstractmethod
    def add_resource(self, entry: str, **fields: object) -> str:
        """Add a resource in the catalogue, and return its id."""

    @abstractmethod
    def add_file(self, entry: str, title: str, content: bytes) -> str:
        """Upload a file in the catalogue as a new resource, and return its id."""

    @abstractmethod
    def delete_resource(self, entry: str, resource: str) -> None:
        """Delete a resource in the catalogue."""

    @abstractmethod
    def reorder(self, entry: str, resources: list[str]) -> None:
        """Put all the resources in this order of ids."""

    @abstractmethod
    def delete(self, entry: str) -> str:
        """Delete an entry as a person does, and return its id."""

    @abstractmethod
    def restore(self, entry: str) -> None:
        """Restore a deleted entry, named by its id."""

    @abstractmethod
    def wipe_extras(self, entry: str) -> None:
        """Replace all extras by none, as a tool does that sends its own alone: our marker is lost with them."""

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
        """Create an entry as others do, public unless `state` says otherwise; return its id. udata ignores `name`."""

    @abstractmethod
    def organization_id(self) -> str:
        """Return the catalogue's id of the organization."""

    @abstractmethod
    def make_organization(self) -> str:
        """Create another organization, where the tool's user may write, and return its name."""

    @abstractmethod
    def rename_organization(self, organization: str) -> str:
        """Give an organization, by its id, another name, and return it."""

    @abstractmethod
    def drop_organization(self, organization: str) -> None:
        """Remove an organization with all it holds."""

    def hide(self, entry: str) -> None:
        """Make an entry private."""
        self.edit(entry, state=PRIVATE)


def filled(fields: Fields) -> Json:
    """Return the fields with an empty text in place of each missing value."""
    return {name: value or "" for name, value in fields.items()}
