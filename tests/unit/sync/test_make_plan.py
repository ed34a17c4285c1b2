"""Whole runs over a catalogue in memory."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from publisher.model.entry import Entry
from publisher.model.findings import ManifestError
from publisher.model.guards import Allowed, GuardKind, Guards, Limit
from publisher.model.manifest import Manifest, ManifestSet, Mode
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey, ProducerId, RemoteId, ResourceId, our_resource_id
from publisher.model.outcome import Report
from publisher.model.plan import Blocked, BlockReason, CopyKind, Create, HeldBack, Plan, Update, UpdateKind
from publisher.model.projection import Loss
from publisher.model.values import State
from publisher.sync.apply.run import apply_plan
from publisher.sync.compare.conflicts import OnDrift, ResolutionPolicy
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.plan_file import fingerprint
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from tests.unit.builders import (
    CATALOG,
    NAMELESS,
    REPOSITORY,
    access,
    base_of,
    config,
    dataset,
    edited,
    entry,
    manifest,
    manifests,
    marker,
    producer,
    resource,
)
from tests.unit.cases import inputs, step_class, update_kind
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, unavailable

ORGANIZATIONS = frozenset({"ville-de-bron", "ville-de-vaulx", "metropole"})
OTHER = CatalogName("datagouv")


def catalogue(*entries: Entry, name: CatalogName = CATALOG) -> FakeCatalog:
    """Return a catalogue with the organizations of these tests."""
    fake = FakeCatalog(*entries, name=name)
    fake.access = access(catalog=name, organizations=ORGANIZATIONS, writable=ORGANIZATIONS)
    return fake


def entry_of(manifest: Manifest, **fields: Any) -> Entry:
    """Return the entry of a manifest after its last run."""
    producer_name, _, stem = manifest.key.partition("/")
    values: dict[str, Any] = {
        "name": f"{stem}-{producer_name}",
        "organization": f"ville-de-{producer_name}",
        "organization_id": f"org-{producer_name}",
        "marker": marker(base_of(manifest.content), manifest.key),
    }
    return entry(manifest.content, **values | fields)


def request(policy: ResolutionPolicy | None = None, allowed: Allowed | None = None, **fields: Any) -> Request:
    """Return a request with these options."""
    return Request(options=RunOptions(policy or ResolutionPolicy(), allowed or {}), **fields)


def plan(manifest_set: ManifestSet, *fakes: FakeCatalog, **fields: Any) -> Plan:
    """Return the plan of a run over these catalogues."""
    catalogs = {fake.name: as_catalog(fake) for fake in fakes}
    return make_plan(inputs(manifest_set, catalogs), request(**fields))


def sync(manifest_set: ManifestSet, folder: Path, *fakes: FakeCatalog, **fields: Any) -> Report:
    """Plan and apply, and return the report."""
    catalogs = {fake.name: as_catalog(fake) for fake in fakes}
    return apply_plan(plan(manifest_set, *fakes, **fields), catalogs, folder, 2, lambda _: None, lambda _: None)


def steps(plan: Plan) -> list[tuple[str, str]]:
    """Return the key and the name of the step of each dataset."""
    return [(item.key, step_class(item.step)) for item in plan.items]


def held_back_steps(plan: Plan) -> list[HeldBack]:
    """Return the steps that are held back."""
    return [item.step for item in plan.items if isinstance(item.step, HeldBack)]


BRON, VAULX = manifest("bron/a"), manifest("vaulx/a")


# ---- a plan makes few calls, and no write


def test_unchanged_datasets_cost_no_call_of_their_own() -> None:
    manifest_set = manifests(*(manifest(f"bron/{number}") for number in range(30)))
    fake = catalogue(*(entry_of(manifest) for manifest in manifest_set.manifests))
    new_plan = plan(manifest_set, fake)
    assert {name for _, name in steps(new_plan)} == {"Same"}
    assert fake.log == ["check", "observe ville-de-bron", "entries_in_other_organizations"]
    assert new_plan.readings[CATALOG].calls == 3
    assert new_plan.readings[CATALOG].access == fake.access
    assert new_plan.readings[CATALOG].seconds >= 0


def test_only_names_that_the_bulk_read_lacks_are_looked_at() -> None:
    fake = catalogue(entry_of(BRON))
    new_plan = plan(manifests(BRON, VAULX, manifest("bron/draft", dataset(state=State.DRAFT))), fake)
    assert steps(new_plan) == [("bron/a", "Same"), ("bron/draft", "Same"), ("vaulx/a", "Create")]
    assert fake.log == [
        "check",
        "observe ville-de-bron,ville-de-vaulx",
        "entries_in_other_organizations",
        "look_up vaulx/a",
    ]
    assert new_plan.readings[CATALOG].calls == 4


def test_each_look_is_given_to_its_own_dataset() -> None:
    manifest_set = manifests(*(manifest(f"bron/{number}") for number in range(5)))
    hidden = entry_of(manifest_set.manifests[3], marker=None, organization="metropole", organization_id="org-m")
    new_plan = plan(manifest_set, catalogue(hidden))
    assert steps(new_plan) == [
        ("bron/0", "Create"),
        ("bron/1", "Create"),
        ("bron/2", "Create"),
        ("bron/3", "Blocked"),
        ("bron/4", "Create"),
    ]


def test_a_plan_writes_nothing() -> None:
    fake = catalogue(entry_of(BRON, marker=marker(base_of(dataset()), "bron/a")))
    before = dict(fake.entries)
    new_plan = plan(manifests(BRON, VAULX), fake, policy=ResolutionPolicy(prune=True))
    assert new_plan.writes
    assert fake.writes == []
    assert fake.entries == before


def test_a_plan_is_in_the_order_of_keys_with_the_catalogues_of_a_dataset_side_by_side() -> None:
    organizations = {CATALOG: "ville-de-bron", OTHER: "ville-de-bron"}
    manifest_set = manifests(
        manifest("bron/b"),
        manifest("bron/a"),
        catalogs=(config(), config(OTHER)),
        producers={ProducerId("bron"): producer("bron", organizations)},
    )
    new_plan = plan(manifest_set, catalogue(), catalogue(name=OTHER))
    assert [(item.key, item.catalog) for item in new_plan.items] == [
        ("bron/a", CATALOG),
        ("bron/a", OTHER),
        ("bron/b", CATALOG),
        ("bron/b", OTHER),
    ]


def test_catalogues_that_were_not_asked_for_are_not_read() -> None:
    manifest_set = manifests(BRON, catalogs=(config(), config(OTHER)))
    new_plan = plan(manifest_set, catalogue())
    assert set(new_plan.readings) == {CATALOG}


def test_a_selection_reads_and_plans_no_more_than_that() -> None:
    fake = catalogue()
    new_plan = plan(manifests(BRON, VAULX), fake, selection=Selection(("bron",)))
    assert steps(new_plan) == [("bron/a", "Create")]
    assert fake.log == ["check", "observe ville-de-bron", "entries_in_other_organizations", "look_up bron/a"]


def test_a_former_run_is_retried_for_its_unfinished_datasets_alone() -> None:
    paired = frozenset({(DatasetKey("vaulx/a"), CATALOG)})
    new_plan = plan(manifests(BRON, VAULX), catalogue(), selection=Selection(dataset_catalogs=paired))
    assert steps(new_plan) == [("vaulx/a", "Create")]


def test_losses_and_titles_are_in_the_plan() -> None:
    fake = catalogue()
    fake.losses = (Loss("keywords", message("lost")),)
    (item,) = plan(manifests(BRON), fake).items
    assert (item.title, item.losses) == ("Titre de bron/a", fake.losses)


def test_resources_get_the_ids_that_the_catalogue_lets_us_choose() -> None:
    (item,) = plan(manifests(manifest("bron/a", dataset(resource("csv")))), catalogue()).items
    assert isinstance(item.step, Create)
    assert [resource_write.remote_id for resource_write in item.step.creation.resource_writes] == [
        our_resource_id(REPOSITORY, DatasetKey("bron/a"), ResourceId("csv"))
    ]


def test_an_organization_that_does_not_exist_is_shown_where_it_is_written() -> None:
    fake = catalogue()
    fake.access = replace(fake.access, organizations=frozenset({"ville-de-brons"}))
    with pytest.raises(ManifestError) as raised:
        plan(manifests(BRON, manifest("bron/b")), fake)
    (finding,) = raised.value.findings
    assert (finding.rule, str(finding.at), finding.given) == (
        "PUB304",
        "manifests/bron/producer.yml:4:1",
        "ville-de-bron",
    )
    assert str(finding.what) == "grandlyon has no organization “ville-de-bron”"
    assert str(finding.fix) == "Did you mean “ville-de-brons”?"
    assert fake.log == ["check", "entries_in_other_organizations"]


def test_an_organization_that_was_renamed_is_told_by_an_entry_of_ours(tmp_path: Path) -> None:
    fake = catalogue()
    sync(manifests(BRON), tmp_path, fake)
    for name, existing in fake.entries.items():
        fake.entries[name] = replace(existing, organization="mairie-de-bron", organization_id="org-1")
    fake.access = replace(fake.access, organizations=frozenset({"mairie-de-bron", "org-1"}))

    with pytest.raises(ManifestError) as raised:
        plan(manifests(BRON), fake)

    (finding,) = raised.value.findings
    assert str(finding.what).startswith("grandlyon has no organization “ville-de-bron” any more: ")
    assert str(finding.what).endswith(" is in “mairie-de-bron”")
    assert "write org-1 here in place of ville-de-bron" in str(finding.fix)


def test_an_organization_that_resembles_none_is_to_be_made_or_corrected() -> None:
    fake = catalogue()
    fake.access = replace(fake.access, organizations=frozenset({"zzz"}))
    with pytest.raises(ManifestError) as raised:
        plan(manifests(BRON), fake)
    assert str(raised.value.findings[0].fix) == "Create the organization in the catalogue, or correct its name here."


def test_an_error_while_reading_ends_the_plan() -> None:
    fake = catalogue()
    fake.fail("observe ville-de-bron", Fault(unavailable()))
    with pytest.raises(type(unavailable())):
        plan(manifests(BRON), fake)


# ---- steps that are held back


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.ADOPT])
def test_a_catalogue_that_is_not_managed_is_never_written_to(mode: Mode, tmp_path: Path) -> None:
    changed = manifest("vaulx/a", dataset(description="B"))
    fake = catalogue(edited(entry_of(changed), description="Portail"))
    manifest_set = manifests(BRON, changed, catalogs=(config(mode=mode),))
    new_plan = plan(manifest_set, fake, policy=ResolutionPolicy(OnDrift.REVERT))
    assert steps(new_plan) == [("bron/a", "HeldBack"), ("vaulx/a", "HeldBack")]
    first_step = held_back_steps(new_plan)[0]
    assert isinstance(first_step.step, Create)
    assert str(first_step.reason) == f"grandlyon is in mode {mode.value}: nothing is written there"
    assert str(first_step.fix) == "To write, set `mode: manage` for grandlyon in catalogs.yml."
    sync(manifest_set, tmp_path, fake)
    assert fake.writes == []


def test_the_mode_of_one_catalogue_does_not_hold_back_another() -> None:
    organizations = {CATALOG: "ville-de-bron", OTHER: "ville-de-bron"}
    manifest_set = manifests(
        BRON,
        catalogs=(config(mode=Mode.OBSERVE), config(OTHER)),
        producers={ProducerId("bron"): producer("bron", organizations)},
    )
    new_plan = plan(manifest_set, catalogue(), catalogue(name=OTHER))
    assert [(item.catalog, type(item.step)) for item in new_plan.items] == [(CATALOG, HeldBack), (OTHER, Create)]


def test_what_is_not_written_anyway_is_shown_as_it_is_in_every_mode() -> None:
    new_plan = plan(manifests(BRON, catalogs=(config(mode=Mode.OBSERVE),)), catalogue(entry_of(BRON)))
    assert steps(new_plan) == [("bron/a", "Same")]
    blocked = plan(manifests(BRON, catalogs=(config(mode=Mode.OBSERVE),)), catalogue(entry_of(BRON, marker=None)))
    assert [item.step.why for item in blocked.items if isinstance(item.step, Blocked)] == [BlockReason.NAME_TAKEN]


def fingerprints(plan: Plan) -> Mapping[tuple[DatasetKey, CatalogName], str]:
    """Return the fingerprints that a plan file contains."""
    return {
        (item.key, item.catalog): fingerprint(item.step)
        for item in plan.items
        if isinstance(item.step, Create | Update)
    }


def test_an_approved_plan_goes_through() -> None:
    manifest_set, fake = manifests(BRON, VAULX), catalogue()
    again = plan(manifest_set, fake, approved=fingerprints(plan(manifest_set, fake)))
    assert steps(again) == [("bron/a", "Create"), ("vaulx/a", "Create")]


def test_what_moved_since_the_approval_is_held_back_and_the_rest_goes_through() -> None:
    fake = catalogue()
    approved = fingerprints(plan(manifests(BRON, VAULX), fake))
    own_manifest = manifest("vaulx/a", dataset(title="Titre changé depuis"))
    new_plan = plan(manifests(BRON, own_manifest), fake, approved=approved)
    assert steps(new_plan) == [("bron/a", "Create"), ("vaulx/a", "HeldBack")]
    assert "publisher " in str(held_back_steps(new_plan)[0].fix)


def test_an_empty_approval_approves_nothing() -> None:
    assert steps(plan(manifests(BRON), catalogue(), approved={})) == [("bron/a", "HeldBack")]


def test_an_approval_does_not_open_a_catalogue_that_is_not_managed() -> None:
    fake = catalogue()
    approved = fingerprints(plan(manifests(BRON), fake))
    new_plan = plan(manifests(BRON, catalogs=(config(mode=Mode.OBSERVE),)), fake, approved=approved)
    assert [str(held_step.reason) for held_step in held_back_steps(new_plan)] == [
        "grandlyon is in mode observe: nothing is written there"
    ]


def test_guards_hold_back_and_a_person_can_say_go() -> None:
    manifest_set = manifests(*(manifest(f"bron/{number}") for number in range(3)), guards=Guards(creates=Limit(2, 2)))
    assert len(held_back_steps(plan(manifest_set, catalogue()))) == 3
    assert held_back_steps(plan(manifest_set, catalogue(), allowed={GuardKind.CREATES: 3})) == []


def test_what_the_mode_holds_back_does_not_count_for_the_guards() -> None:
    manifest_set = manifests(
        *(manifest(f"bron/{number}") for number in range(3)),
        guards=Guards(creates=Limit(2, 2)),
        catalogs=(config(mode=Mode.OBSERVE),),
    )
    assert {str(held_step.reason) for held_step in held_back_steps(plan(manifest_set, catalogue()))} == {
        "grandlyon is in mode observe: nothing is written there"
    }


# ---- entries without a manifest


GONE = manifest("bron/gone")


def test_an_orphan_is_reported_and_not_touched(tmp_path: Path) -> None:
    manifest_set, fake = manifests(BRON), catalogue(entry_of(BRON), entry_of(GONE))
    new_plan = plan(manifest_set, fake)
    assert [(orphan.catalog, orphan.entry.name) for orphan in new_plan.orphans] == [(CATALOG, "gone-bron")]
    assert steps(new_plan) == [("bron/a", "Same")]
    sync(manifest_set, tmp_path, fake)
    assert fake.writes == []


def test_an_orphan_of_a_producer_without_any_manifest_left_is_reported() -> None:
    manifest_set = manifests(producers={ProducerId("bron"): producer("bron")})
    new_plan = plan(manifest_set, catalogue(entry_of(GONE)))
    assert [orphan.entry.name for orphan in new_plan.orphans] == ["gone-bron"]


def test_orphans_are_archived_on_demand_and_never_deleted(tmp_path: Path) -> None:
    manifest_set, fake = manifests(BRON), catalogue(entry_of(BRON), entry_of(GONE))
    new_plan = plan(manifest_set, fake, policy=ResolutionPolicy(prune=True))
    assert steps(new_plan) == [("bron/a", "Same"), ("bron/gone", "Archive")]
    assert new_plan.orphans == ()
    assert new_plan.items[1].title == "Titre de bron/gone"
    sync(manifest_set, tmp_path, fake, policy=ResolutionPolicy(prune=True))
    assert fake.entry_named("gone-bron").content.state is State.ARCHIVED
    assert fake.entry_named("gone-bron").content.title == "Titre de bron/gone"
    again = plan(manifest_set, fake, policy=ResolutionPolicy(prune=True))
    assert steps(again) == [("bron/a", "Same")]


def test_pruning_is_guarded_and_bound_to_the_mode() -> None:
    orphans = [entry_of(manifest(f"bron/gone{number}")) for number in range(2)]
    guarded = plan(manifests(BRON), catalogue(entry_of(BRON), *orphans), policy=ResolutionPolicy(prune=True))
    assert [update_kind(held_step.step) for held_step in held_back_steps(guarded)] == [UpdateKind.ARCHIVE] * 2
    observed = plan(
        manifests(BRON, catalogs=(config(mode=Mode.OBSERVE),)),
        catalogue(entry_of(BRON), orphans[0]),
        policy=ResolutionPolicy(prune=True),
    )
    assert [str(held_step.reason) for held_step in held_back_steps(observed)] == [
        "grandlyon is in mode observe: nothing is written there"
    ]


@pytest.mark.parametrize("prune", [False, True])
def test_an_entry_whose_manifest_is_broken_is_no_orphan(prune: bool) -> None:
    manifest_set = manifests(BRON, broken=frozenset({GONE.key}))
    new_plan = plan(manifest_set, catalogue(entry_of(BRON), entry_of(GONE)), policy=ResolutionPolicy(prune=prune))
    assert (steps(new_plan), new_plan.orphans) == ([("bron/a", "Same")], ())


@pytest.mark.parametrize("prune", [False, True])
def test_orphans_outside_the_selection_are_left_alone(prune: bool) -> None:
    fake = catalogue(entry_of(BRON), entry_of(GONE))
    new_plan = plan(manifests(BRON), fake, selection=Selection(("bron/a",)), policy=ResolutionPolicy(prune=prune))
    assert (steps(new_plan), new_plan.orphans) == ([("bron/a", "Same")], ())


def test_an_entry_that_a_manifest_outside_the_selection_names_is_no_orphan() -> None:
    fake = catalogue(entry_of(BRON), entry_of(GONE))
    new_plan = plan(manifests(BRON, GONE), fake, selection=Selection(("bron/*",), excluded=("bron/gone",)))
    assert new_plan.orphans == ()


def test_entries_of_others_are_no_orphans() -> None:
    fake = catalogue(
        entry_of(BRON), entry_of(GONE, marker=None), entry_of(manifest("bron/x"), marker=marker(repository="x/y"))
    )
    assert plan(manifests(BRON), fake, policy=ResolutionPolicy(prune=True)).orphans == ()
    assert [item.key for item in plan(manifests(BRON), fake, policy=ResolutionPolicy(prune=True)).items] == ["bron/a"]


def test_a_harvested_copy_is_reported_and_is_no_orphan() -> None:
    copy = entry_of(GONE, marker=None, copied_marker=marker(key="bron/gone"), harvested="harvest.backend = CKAN")
    theirs = entry_of(
        manifest("bron/x"), marker=None, copied_marker=marker(repository="x/y"), harvested="harvest.backend = CKAN"
    )
    new_plan = plan(manifests(BRON), catalogue(entry_of(BRON), copy, theirs), policy=ResolutionPolicy(prune=True))
    assert [item.key for item in new_plan.items] == ["bron/a"]
    assert [(found.key, found.kind, found.entry) for found in new_plan.copies] == [
        ("bron/gone", CopyKind.HARVESTED, copy)
    ]


def test_what_a_run_deleted_as_a_duplicate_is_reported_until_it_is_gone_for_good() -> None:
    copied = marker(key="bron/a")
    duplicate = entry_of(BRON, name="a-1", id=RemoteId("2"), marker=None, copied_marker=copied, deleted=True)
    restored = replace(duplicate, id=RemoteId("3"), name="a-2", deleted=False)
    fake = FakeCatalog(entry_of(BRON), duplicate, restored, traits=NAMELESS)
    fake.access = access(organizations=ORGANIZATIONS, writable=ORGANIZATIONS)
    new_plan = plan(manifests(BRON), fake)
    assert [(copy.kind, copy.entry.name) for copy in new_plan.copies] == [(CopyKind.DELETED, "a-1")]
    assert not new_plan.pending


@pytest.mark.parametrize("both", [True, False])
def test_a_deleted_duplicate_is_reported_where_an_entry_stays(both: bool) -> None:
    """An entry of ours that was deleted, and has no other, is no duplicate: it can be restored."""
    duplicate = entry_of(BRON, name="a-bron-1", id=RemoteId("2"), deleted=True)
    fake = FakeCatalog(*([entry_of(BRON)] if both else []), duplicate, traits=NAMELESS)
    fake.access = access(organizations=ORGANIZATIONS, writable=ORGANIZATIONS)
    new_plan = plan(manifests(BRON), fake)
    assert [found.entry.name for found in new_plan.copies] == (["a-bron-1"] if both else [])


def test_a_dataset_that_is_no_longer_published_here_is_an_orphan() -> None:
    manifest_set = manifests(replace(BRON, overrides={CATALOG: None}))
    new_plan = plan(manifest_set, catalogue(entry_of(BRON)))
    assert [orphan.entry.name for orphan in new_plan.orphans] == ["a-bron"]


# ---- applying


def test_a_second_sync_has_nothing_to_do(tmp_path: Path) -> None:
    content = dataset(resource("csv"), resource("wfs"), description="Texte", contact=None, extras={"x": "1"})
    manifest_set = manifests(manifest("bron/a", content), VAULX)
    fake = catalogue()
    sync(manifest_set, tmp_path, fake)
    assert sorted(fake.writes) == ["create bron/a", "create vaulx/a"]
    fake.log.clear()
    again = plan(manifest_set, fake)
    assert {name for _, name in steps(again)} == {"Same"}
    assert again.writes == ()
    assert fake.calls == 3


def test_a_second_sync_has_nothing_to_do_where_a_plugin_rewrites(tmp_path: Path) -> None:
    fake = catalogue()
    fake.rewrites = lambda content: replace(content, license=str(content.license).upper())
    manifest_set = manifests(manifest("bron/a", dataset(license="lov2")))
    sync(manifest_set, tmp_path, fake)
    assert steps(plan(manifest_set, fake)) == [("bron/a", "Same")]


def test_a_second_sync_still_shows_the_drift_that_the_first_one_kept(tmp_path: Path) -> None:
    before, now = dataset(description="A"), dataset(description="A", license="lov2")
    fake = catalogue(edited(entry_of(manifest("bron/a", before)), description="Portail"))
    manifest_set = manifests(manifest("bron/a", now))
    sync(manifest_set, tmp_path, fake)
    assert steps(plan(manifest_set, fake)) == [("bron/a", "Drift")]


def test_a_report_says_what_was_done_and_where_the_journal_is(tmp_path: Path) -> None:
    fake = catalogue()
    fake.fail("create vaulx/a", Fault(unavailable()))
    new_plan = plan(manifests(BRON, VAULX), fake)
    results: list[str] = []
    report = apply_plan(
        new_plan,
        {CATALOG: as_catalog(fake)},
        tmp_path,
        1,
        lambda outcome: results.append(f"{outcome.item.key} {type(outcome).__name__}"),
        lambda _: None,
        lambda: datetime(2026, 3, 4, 5, 6),
    )
    assert results == ["bron/a Done", "vaulx/a Failed"]
    assert [outcome.item.key for outcome in report.outcomes] == ["bron/a", "vaulx/a"]
    assert report.failed is True
    assert report.run.startswith("2026-03-04T0506-")
    assert report.journal == (tmp_path / f"{report.run}.jsonl").as_posix()
    assert report.seconds >= 0
    start = json.loads(Path(report.journal).read_text(encoding="utf-8").splitlines()[0])
    assert [step["key"] for step in start["steps"]] == ["bron/a", "vaulx/a"]


def test_only_writes_are_taken(tmp_path: Path) -> None:
    fake = catalogue(entry_of(BRON), entry_of(VAULX, marker=None))
    report = sync(manifests(BRON, VAULX, manifest("bron/b")), tmp_path, fake)
    assert [outcome.item.key for outcome in report.outcomes] == ["bron/b"]
    assert report.failed is False
