"""Builders for planning: a case, what is made of it, and the inputs of a whole plan."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from publisher.catalogs.base import Catalog
from publisher.catalogs.vocabulary_cache import Cache
from publisher.manifests.measure_file import measured_file
from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.manifest import ManifestSet
from publisher.model.names import CatalogName
from publisher.model.plan import EntryCreation, EntryEdit, Step, Update, UpdateKind
from publisher.model.projection import Projection
from publisher.sync.compare.conflicts import ResolvedChanges
from publisher.sync.compare.pairing import OurIds, PairedResources
from publisher.sync.plan.case import Case
from publisher.sync.plan.edit_builder import build_creation, build_edit
from publisher.sync.plan.entry_index import index_entries
from publisher.sync.plan.inputs import PlanInputs
from tests.unit.builders import NAMED, REPOSITORY, access, remote


def case_of(desired: DesiredDataset, *entries: Entry, **fields: Any) -> Case:
    """A dataset beside these entries; its resources get the ids that we choose, as on CKAN."""
    given: dict[str, Any] = {
        "desired": desired,
        "projection": Projection(desired.content),
        "entry_index": index_entries(REPOSITORY, entries),
        "lookup": None,
        "name": "toilettes-bron",
        "our_ids": {resource.id: remote(resource.id) for resource in desired.content.resources},
        "traits": NAMED,
        "access": access(),
    }
    return Case(**given | fields)


def creation_of(desired: DesiredDataset, content: Dataset, our_ids: OurIds, traits: Traits) -> EntryCreation:
    """The write of a new entry."""
    return build_creation(case_of(replace(desired, content=content), our_ids=our_ids, traits=traits))


def edit_of(
    desired: DesiredDataset,
    content: Dataset,
    entry: Entry,
    paired: PairedResources,
    resolved: ResolvedChanges,
    our_ids: OurIds,
    traits: Traits,
) -> EntryEdit:
    """The write that applies these differences."""
    case = case_of(replace(desired, content=content), entry, our_ids=our_ids, traits=traits)
    return build_edit(case, entry, paired, resolved)


def update_kind(step: Step) -> UpdateKind | None:
    """The kind of an update; None for any other step."""
    return step.kind if isinstance(step, Update) else None


def step_class(step: Step) -> str:
    """A step's class; for an update that does more than change fields, its kind."""
    if isinstance(step, Update) and step.kind is not UpdateKind.CHANGE:
        return step.kind.name.capitalize()
    return type(step).__name__


def inputs(manifests: ManifestSet, catalogs: Mapping[CatalogName, Catalog]) -> PlanInputs:
    """What a plan is made from, without a cache."""
    return PlanInputs(manifests=manifests, catalogs=catalogs, cache=Cache(None), measure=measured_file)
