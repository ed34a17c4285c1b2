"""Organizations that were renamed, as entries of ours or the catalogue itself show it; and those that were not."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from publisher.model.catalog import RenamedOrganization
from publisher.model.entry import Entry
from publisher.model.findings import ManifestError
from publisher.model.manifest import ManifestSet
from publisher.model.names import RemoteId
from publisher.model.plan import Blocked, BlockReason, Create, Plan, Same
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.selection import Selection
from tests.unit.builders import CATALOG, access, base_of, dataset, entry, manifest, manifests, marker, producer
from tests.unit.cases import inputs
from tests.unit.fake_catalog import FakeCatalog, as_catalog

FORMER, NEW, ID = "ville-de-bron", "mairie-de-bron", "org-1"
BRON, BUDGET = manifest("bron/toilettes"), manifest("bron/budget", dataset(title="Budget"))


class NamingCatalog(FakeCatalog):
    """A catalogue that tells the present name of an organization by its id, as CKAN does."""

    def __init__(self, *entries: Entry, names: Mapping[str, str]) -> None:
        super().__init__(*entries)
        self.names = names
        known = frozenset({*names, *names.values()})
        self.access = access(organizations=known, writable=known)

    def present_name(self, organization_id: str) -> str | None:
        """Return the present name of an organization."""
        return self.names.get(organization_id)


def ours(key: str, organization_id: str = ID, name: str = NEW) -> Entry:
    """Return the entry of a manifest in an organization."""
    content = (BUDGET if key == BUDGET.key else BRON).content
    stem = key.partition("/")[2]
    return entry(
        content,
        id=RemoteId(f"id-{stem}"),
        name=f"{stem}-bron",
        organization=name,
        organization_id=organization_id,
        marker=marker(base_of(content), manifest(key).key),
    )


def plan(fake: FakeCatalog, manifest_set: ManifestSet, selection: Selection | None = None) -> Plan:
    """Return the plan of all that the selection takes."""
    return make_plan(inputs(manifest_set, {CATALOG: as_catalog(fake)}), Request(selection=selection or Selection()))


def what_is_wrong(fake: FakeCatalog, manifest_set: ManifestSet) -> list[str]:
    """Return the findings that end the plan."""
    with pytest.raises(ManifestError) as raised:
        plan(fake, manifest_set)
    return [f"{finding.rule} {finding.what}" for finding in raised.value.findings]


def test_an_organization_that_was_renamed_is_recognised_by_our_entries_and_said_once() -> None:
    fake = NamingCatalog(ours("bron/toilettes"), ours("bron/budget"), names={ID: NEW})
    new_plan = plan(fake, manifests(BRON, BUDGET))

    assert [type(item.step) for item in new_plan.items] == [Same, Same]
    ((finding,),) = (reading.renamed for reading in new_plan.readings.values())
    assert (finding.rule, finding.severity.value, str(finding.at), finding.given) == (
        "PUB320",
        "warning",
        "manifests/bron/producer.yml:4:1",
        FORMER,
    )
    assert str(finding.what) == f"the organization “{FORMER}” of grandlyon is now called “{NEW}”"
    assert str(finding.fix) == f"Write {NEW} here in place of {FORMER}; or {ID}: this id stays when the name changes."


def test_a_new_dataset_is_created_in_the_organization_as_it_is_now() -> None:
    """Also where it alone is selected: the entries of the others show where the organization is."""
    fake = NamingCatalog(ours("bron/toilettes"), names={ID: NEW})
    new_plan = plan(fake, manifests(BRON, BUDGET), Selection(patterns=("bron/budget",)))
    (item,) = new_plan.items
    assert isinstance(item.step, Create)
    assert item.step.creation.desired.organization == ID


def test_an_entry_that_was_moved_is_blocked_with_the_present_names() -> None:
    fake = NamingCatalog(ours("bron/toilettes", "org-2", "metropole"), names={ID: NEW, "org-2": "metropole"})
    fake.access = replace(fake.access, renamed={FORMER: RenamedOrganization(ID, NEW)})
    (item,) = plan(fake, manifests(BRON)).items
    assert isinstance(item.step, Blocked)
    assert item.step.why is BlockReason.ORGANIZATION
    assert str(item.step.reason) == f"the entry is in the organization metropole, and the manifest says {NEW}"


def test_entries_in_several_organizations_show_no_rename() -> None:
    entries = ours("bron/toilettes"), ours("bron/budget", "org-2", "metropole")
    fake = NamingCatalog(*entries, names={ID: NEW, "org-2": "metropole"})
    (finding,) = what_is_wrong(fake, manifests(BRON, BUDGET))
    assert finding.startswith(f"PUB304 grandlyon has no organization “{FORMER}” any more: ")


def test_entries_in_an_organization_that_another_manifest_names_show_no_rename() -> None:
    """Somebody moved them to the metropolis, and removed the organization."""
    fake = NamingCatalog(ours("bron/toilettes", "org-2", "metropole"), names={"org-2": "metropole"})
    producers = producer("bron"), producer("metropole", {CATALOG: "metropole"})
    by_id = {name.id: name for name in producers}
    communes = manifest("metropole/communes", dataset(title="Communes"))
    manifest_set = manifests(BRON, communes, producers=by_id)
    (finding,) = what_is_wrong(fake, manifest_set)
    assert finding.startswith(f"PUB304 grandlyon has no organization “{FORMER}” any more: ")


def test_entries_in_an_organization_that_was_deleted_show_no_rename() -> None:
    fake = NamingCatalog(ours("bron/toilettes", name=FORMER), names={})
    (finding,) = what_is_wrong(fake, manifests(BRON))
    assert finding.startswith("PUB304 ")
