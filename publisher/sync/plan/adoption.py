"""Which datasets could adopt an existing entry, in all catalogues."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from publisher.catalogs.base import Catalog
from publisher.model.catalog import Access
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import Blocked
from publisher.sync.plan.inputs import FileMeasurer, PlanInputs
from publisher.sync.plan.selection import Selection, desired_in
from publisher.sync.plan.survey import Survey, survey
from publisher.sync.steps import blocked
from publisher.sync.steps.adoptable import (
    AdoptableEntry,
    adoptable,
    entry_to_adopt,
    free_with_title,
    reason_not_adoptable,
)
from publisher.sync.steps.decide import blocked_by_newer_marker
from publisher.sync.steps.linked_files import with_links

Proposals = Mapping[tuple[DatasetKey, CatalogName], str]
"""Entries to adopt, by id or name, beside those that manifests name."""


@dataclass(frozen=True)
class AdoptionCandidate:
    """One dataset in one catalogue: the entry that it could adopt, or why there is none."""

    key: DatasetKey
    catalog: CatalogName
    result: AdoptableEntry | Blocked | Message
    """A message where there is nothing to adopt."""
    renamed: tuple[Finding, ...] = ()
    """A warning for each place that names an organization by a former name, in the whole catalogue."""


def candidates(inputs: PlanInputs, selection: Selection, proposals: Proposals) -> tuple[AdoptionCandidate, ...]:
    """Return what could be adopted. Never writes. Raises `CatalogError` and `ManifestError`."""
    measurer = FileMeasurer(inputs.measure)
    return tuple(
        candidate
        for config in inputs.manifests.catalogs
        if config.name in inputs.catalogs and selection.takes_catalog(config.name)
        for candidate in _candidates_in(inputs, config, selection, proposals, measurer)
    )


def _candidates_in(
    inputs: PlanInputs, config: CatalogConfig, selection: Selection, proposals: Proposals, measurer: FileMeasurer
) -> Iterable[AdoptionCandidate]:
    catalog = inputs.catalogs[config.name]
    datasets = [_with_proposal(dataset, proposals) for dataset in desired_in(inputs.manifests, config)]
    selected = [
        _with_links(measurer.with_files(dataset), config)
        for dataset in datasets
        if selection.takes_in_catalog(dataset.key, config.name)
    ]
    read = survey(
        catalog,
        inputs.manifests.repository,
        selected,
        (),
        inputs.cache,
        config.concurrency,
        everything=datasets,
        public=inputs.public,
    )
    datasets, selected = (list(map(read.organizations.present, several)) for several in (datasets, selected))
    targets = {
        dataset.key: entry_to_adopt(dataset, read.entry_index, catalog.name_for(dataset))
        for dataset in datasets
        if not read.entry_index.owned(dataset)
    }
    for desired in selected:
        result = _candidate(desired, read, targets, catalog)
        yield AdoptionCandidate(desired.key, config.name, result, read.reading.renamed)


def _with_links(measured: DesiredDataset, config: CatalogConfig) -> DesiredDataset:
    if config.links_to is None:
        return measured
    return replace(measured, content=with_links(measured.content, config.links_to).content)


def _candidate(
    desired: DesiredDataset, read: Survey, targets: Mapping[DatasetKey, Entry | None], catalog: Catalog
) -> AdoptableEntry | Blocked | Message:
    if owned := read.entry_index.owned(desired):
        return blocked_by_newer_marker(owned) or message("already adopted")
    entry = targets.get(desired.key)
    if entry is None:
        if desired.entry:
            return blocked.no_entry(desired, desired.entry)
        several = free_with_title(desired, read.entry_index)
        return blocked.several_with_title(desired, several) if several else message("there is nothing to adopt")
    other_keys = [key for key, other in targets.items() if other is entry and key != desired.key]
    claimed = blocked.claimed(desired, entry, other_keys[0]) if other_keys else None
    access = read.reading.access
    obstacle = claimed or reason_not_adoptable(desired, entry) or blocked.no_right(desired, access)
    return obstacle or adoptable(_projected(desired, catalog, access, entry), entry)


def _projected(desired: DesiredDataset, catalog: Catalog, access: Access, entry: Entry) -> DesiredDataset:
    return replace(desired, content=catalog.project(desired, access, entry.content).content)


def _with_proposal(desired: DesiredDataset, proposals: Proposals) -> DesiredDataset:
    entry = proposals.get((desired.key, desired.catalog))
    return replace(desired, entry=entry) if entry is not None else desired
