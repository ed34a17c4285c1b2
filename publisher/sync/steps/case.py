"""Everything that a plan knows of one dataset in one catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.model.catalog import Access, Traits
from publisher.model.dataset import Dataset
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, LookupResult
from publisher.model.names import RemoteId, ResourceId, our_resource_id
from publisher.model.projection import Projection
from publisher.sync.compare.pairing import OurIds
from publisher.sync.steps.entry_index import EntryIndex


@dataclass(frozen=True, kw_only=True)
class Case:
    """One dataset in one catalogue: what is desired, and what is there."""

    desired: DesiredDataset
    projection: Projection
    entry_index: EntryIndex
    lookup: LookupResult
    """What a look-up of the name gave, where the bulk read had no such entry."""
    name: str | None
    """The name of a new entry; None where the catalogue chooses it."""
    our_ids: OurIds
    traits: Traits
    access: Access

    @property
    def content(self) -> Dataset:
        """What the catalogue should hold, in the form in which it holds it."""
        return self.projection.content

    def is_ours(self, entry: Entry) -> bool:
        """Return whether an entry carries the marker of our repository."""
        return entry.marker is not None and entry.marker.repository == self.desired.repository


def assign_our_ids(desired: DesiredDataset, index: EntryIndex) -> OurIds:
    """Return the id that we give to each resource; one that was given under a former key stays."""
    owned = index.owned(desired)
    in_use = {resource.our_id for entry in owned for resource in entry.resources}
    resource_ids = [resource.id for resource in desired.content.resources]
    resource_ids += [last.id for entry in owned for last in entry.last_applied.resources]
    return {resource: _our_id(desired, resource, in_use) for resource in resource_ids}


def our_ids_in(desired: DesiredDataset, entry: Entry, others: Iterable[Entry]) -> OurIds:
    """Return the id of each resource in one of several entries of a dataset: what another has cannot be used again."""
    own = {resource.our_id for resource in entry.resources}
    other_ids = {resource.our_id for other in others for resource in other.resources}
    resource_ids = [resource.id for resource in desired.content.resources]
    resource_ids += [last.id for last in entry.last_applied.resources]
    return {resource: _free_id(desired, resource, own, other_ids) for resource in resource_ids}


def _free_id(
    desired: DesiredDataset, resource: ResourceId, own: set[RemoteId | None], other_ids: set[RemoteId | None]
) -> RemoteId:
    ids = [our_resource_id(desired.repository, key, resource) for key in (desired.key, *desired.previously)]
    usable = (
        *(our_id for our_id in ids if our_id in own),
        *(our_id for our_id in ids if our_id not in other_ids),
        ids[0],
    )
    return usable[0]


def _our_id(desired: DesiredDataset, resource: ResourceId, in_use: set[RemoteId | None]) -> RemoteId:
    ids = [our_resource_id(desired.repository, key, resource) for key in (desired.key, *desired.previously)]
    return next((our_id for our_id in ids if our_id in in_use), ids[0])
