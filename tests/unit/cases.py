"""Builders for planning: a case, the creation or edit that follows from it, and the inputs of a whole plan."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

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
from publisher.sync.plan.inputs import PlanInputs
from publisher.sync.steps.case import Case
from publisher.sync.steps.edit_builder import build_creation, build_edit
from publisher.sync.steps.entry_index import index_entries
from tests.unit.builders import NAMED, REPOSITORY, access, remote_id_of


def case_of(desired: DesiredDataset, *entries: Entry, **fields: Any) -> Case:
    """Return the case of a dataset among these entries; its resources have the ids that we choose, as on CKAN."""
    values: dict[str, Any] = {
        "desired": desired,
        "projection": Projection(desired.content),
        "entry_index": index_entries(REPOSITORY, entries),
        "lookup": None,
        "name": "toilettes-bron",
        "our_ids": {resource.id: remote_id_of(resource.id) for resource in desired.content.resources},
        "traits": NAMED,
        "access": access(),
    }
    return Case(**values | fields)


def creation_of(desired: DesiredDataset, content: Dataset, our_ids: OurIds, traits: Traits) -> EntryCreation:
    """Return the creation of an entry."""
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
    """Return the edit that applies these differences."""
    case = case_of(replace(desired, content=content), entry, our_ids=our_ids, traits=traits)
    return build_edit(case, entry, paired, resolved)


def update_kind(step: Step) -> UpdateKind | None:
    """Return the kind of an update; None for any other step."""
    return step.kind if isinstance(step, Update) else None


def step_class(step: Step) -> str:
    """Return the name of a step's class, or the kind of an update that does more than change fields."""
    if isinstance(step, Update) and step.kind is not UpdateKind.CHANGE:
        return step.kind.name.capitalize()
    return type(step).__name__


TODAY: Final = date(2026, 11, 28)


def inputs(manifests: ManifestSet, catalogs: Mapping[CatalogName, Catalog], today: date = TODAY) -> PlanInputs:
    """Return the inputs of a plan of this day, without a cache."""
    return PlanInputs(manifests=manifests, catalogs=catalogs, cache=Cache(None), measure=measured_file, today=today)
