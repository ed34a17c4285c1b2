"""The organizations that manifests name, as a catalogue has them: renamed ones are found again, lost ones are told."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from publisher.catalogs.base import Catalog, NamesOrganizations
from publisher.model.catalog import Access, RenamedOrganization
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry
from publisher.model.findings import Finding
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, Repository
from publisher.model.public_output import entry_for_public
from publisher.model.vocabulary import closest
from publisher.rules.catalogs import FORMER_ORGANIZATION, UNKNOWN_ORGANIZATION
from publisher.sync.steps.entry_index import EntryIndex, index_entries


@dataclass(frozen=True)
class Organizations:
    """What is known of the organizations that manifests name."""

    renamed: Mapping[str, RenamedOrganization] = field(default_factory=dict)
    """By the name that manifests have."""
    warnings: tuple[Finding, ...] = ()
    """One for each place that has a former name."""
    lost: tuple[Finding, ...] = ()
    """An error for each place that names an organization which the catalogue does not have."""

    def present(self, desired: DesiredDataset) -> DesiredDataset:
        """Return a dataset in its organization: by the id of one that was renamed."""
        renamed = self.renamed.get(desired.organization)
        return replace(desired, organization=renamed.id, organization_name=renamed.name) if renamed else desired

    def present_names(self, names: Iterable[str]) -> Iterable[str]:
        """Yield the names of organizations, with the id of each that was renamed."""
        return (self.renamed[name].id if name in self.renamed else name for name in names)


def find_organizations(
    desired: Collection[DesiredDataset],
    access: Access,
    catalog: Catalog,
    repository: Repository,
    everything: Collection[DesiredDataset] = (),
    *,
    public: bool = False,
) -> Organizations:
    """Return the organizations of datasets. `everything`: those of all manifests. Raises `CatalogError`.

    The catalogue may lead from a former name to the organization. Where it does not, entries of ours show it.
    """
    unknown = [
        dataset
        for dataset in desired
        if dataset.organization not in access.organizations and dataset.organization not in access.renamed
    ]
    index = _entries_of_ours(catalog, repository, public=public) if unknown else index_entries(repository, ())
    renamed = {**access.renamed, **_recognised(unknown, (*desired, *everything), index, catalog)}
    lost = [dataset for dataset in unknown if dataset.organization not in renamed]
    # A dataset with an entry comes last, and stands for its place: the entry says where the organization is.
    by_place = {
        dataset.organization_at: dataset for dataset in sorted(lost, key=lambda dataset: bool(index.owned(dataset)))
    }
    former = {dataset.organization_at: dataset for dataset in desired if dataset.organization in renamed}
    return Organizations(
        renamed,
        tuple(_former_name(dataset, renamed[dataset.organization]) for dataset in former.values()),
        tuple(_lost_organization(dataset, index, access) for dataset in by_place.values()),
    )


def _entries_of_ours(catalog: Catalog, repository: Repository, *, public: bool) -> EntryIndex:
    entries = catalog.entries_in_other_organizations(repository, ())
    return index_entries(repository, map(entry_for_public, entries) if public else entries)


def _recognised(
    unknown: Iterable[DesiredDataset], everything: Iterable[DesiredDataset], index: EntryIndex, catalog: Catalog
) -> Mapping[str, RenamedOrganization]:
    """Return the renamed organizations that entries of ours show, in a catalogue that does not lead to them.

    All entries of the datasets that name it are in one organization, which no manifest names otherwise.
    """
    if not isinstance(catalog, NamesOrganizations):
        return {}
    entries: dict[str, list[Entry]] = {}
    for dataset in everything:
        entries.setdefault(dataset.organization, []).extend(index.owned(dataset))
    names = {dataset.organization for dataset in unknown}
    renamed = {name: _only_organization(entries[name], catalog) for name in names}
    claims = Counter(organization.id for organization in renamed.values() if organization)
    return {
        name: organization
        for name, organization in renamed.items()
        if organization and claims[organization.id] == 1 and not {organization.id, organization.name} & entries.keys()
    }


def _only_organization(entries: Iterable[Entry], catalog: NamesOrganizations) -> RenamedOrganization | None:
    """Return the one organization in which entries are; None where there is none, or several."""
    ids = {entry.organization_id for entry in entries}
    (organization_id, *more) = ids or {None}
    if organization_id is None or more:
        return None
    name = catalog.present_name(organization_id)
    return RenamedOrganization(organization_id, name) if name is not None else None


def former_name_text(name: str, catalog: CatalogName, organization: RenamedOrganization) -> Message:
    """Return that an organization has another name by now."""
    return message(
        "the organization “{name}” of {catalog} is now called “{new}”",
        name=name,
        catalog=catalog,
        new=organization.name,
    )


def _former_name(desired: DesiredDataset, organization: RenamedOrganization) -> Finding:
    """Return the warning that a manifest has a former name of an organization."""
    what = former_name_text(desired.organization, desired.catalog, organization)
    fix = message(
        "Write {new} here in place of {name}; or {id}: this id stays when the name changes.",
        new=organization.name,
        name=desired.organization,
        id=organization.id,
    )
    return FORMER_ORGANIZATION.at(desired.organization_at, what, fix, desired.organization)


def _lost_organization(desired: DesiredDataset, index: EntryIndex, access: Access) -> Finding:
    """Return the finding that an organization was renamed, as an entry of ours in it shows, or never existed."""
    entry = next((entry for entry in index.owned(desired) if entry.organization_id), None)
    if entry is None:
        return _unknown_organization(desired, access)
    what = message(
        "{catalog} has no organization “{name}” any more: {address} is in “{title}”",
        catalog=desired.catalog,
        name=desired.organization,
        address=entry.address,
        title=entry.organization or entry.organization_title,
    )
    fix = message(
        "If that is its new name, write {id} here in place of {name}: this id stays when the name changes.",
        id=entry.organization_id,
        name=desired.organization,
    )
    return UNKNOWN_ORGANIZATION.at(desired.organization_at, what, fix, desired.organization)


def _unknown_organization(desired: DesiredDataset, access: Access) -> Finding:
    near = closest(desired.organization, access.organizations)
    fix = (
        message("Did you mean “{near}”?", near=near)
        if near
        else message("Create the organization in the catalogue, or correct its name here.")
    )
    what = message("{catalog} has no organization “{name}”", catalog=desired.catalog, name=desired.organization)
    return UNKNOWN_ORGANIZATION.at(desired.organization_at, what, fix, desired.organization)
