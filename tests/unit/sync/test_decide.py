"""The step for one dataset in one catalogue."""

from dataclasses import replace
from typing import Any

import pytest

from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import EMPTY, Dataset, ResourceWrite
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.entry import Entry, HiddenEntry
from publisher.model.marker import LastApplied
from publisher.model.names import DatasetKey, RemoteId, ResourceId
from publisher.model.plan import (
    Blocked,
    BlockReason,
    Conflict,
    Create,
    Drift,
    EntryDeleted,
    Orphan,
    Same,
    Step,
    Update,
    UpdateKind,
)
from publisher.model.projection import Projection
from publisher.model.values import UNMANAGED, State, digest
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.orphans import archive_item, archive_orphan, orphans
from publisher.sync.steps.decide import decide
from publisher.sync.steps.entry_index import index_entries
from publisher.sync.steps.new_entry import needs_look_up
from tests.unit.builders import (
    CATALOG,
    OTHER_REPOSITORY,
    REPOSITORY,
    access,
    applied,
    base_of,
    dataset,
    desired,
    edited,
    entry,
    marker,
    remote_id_of,
    remote_resource,
    resource,
)
from tests.unit.cases import case_of, update_kind

KEEP = ResolutionPolicy()
REVERT = ResolutionPolicy(drift=OnDrift.REVERT)
NAME = "toilettes-bron"
OLD_KEY = DatasetKey("bron/wc-publics")


def step_for(content: Dataset, *entries: Entry, policy: ResolutionPolicy = KEEP, **fields: Any) -> Step:
    """Return the step for a manifest with this content."""
    return decide(case_of(desired(content), *entries, **fields), policy)


def expect_blocked(step: Step, why: BlockReason) -> Blocked:
    """Assert that a step is blocked for this reason, and return it."""
    assert isinstance(step, Blocked)
    assert step.why is why
    return step


# ---- no entry


def test_a_dataset_that_is_nowhere_is_created_whole_with_its_marker() -> None:
    content = dataset(resource("csv"), description="Texte")
    step = step_for(content)
    assert isinstance(step, Create)
    assert step.creation.content == content
    assert step.creation.resource_writes == (
        ResourceWrite(remote_id_of("csv"), content.resources[0], new=True, our_id=remote_id_of("csv")),
    )
    assert step.creation.marker == marker(base_of(content))
    assert step.creation.desired == desired(content)


def test_what_is_created_is_what_the_catalogue_can_hold_not_what_the_manifest_says() -> None:
    step = step_for(dataset(title="Long"), projection=Projection(dataset(title="Court")))
    assert isinstance(step, Create)
    assert step.creation.content.title == "Court"


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_a_draft_or_archived_dataset_is_not_created(state: State) -> None:
    step = step_for(dataset(state=state))
    assert isinstance(step, Same)
    assert str(step.note) == f"{state.value}, not published"
    assert step.entry is None


def test_a_private_dataset_is_created_private() -> None:
    step = step_for(dataset(state=State.PRIVATE))
    assert isinstance(step, Create)
    assert step.creation.content.state is State.PRIVATE


def test_a_private_dataset_is_not_created_beside_an_entry_of_its_name() -> None:
    step = step_for(dataset(state=State.PRIVATE), entry(name=NAME))
    assert isinstance(step, Blocked)
    assert step.why is BlockReason.NAME_TAKEN


def test_a_dataset_without_a_state_is_not_created() -> None:
    step = step_for(dataset(state=UNMANAGED))
    assert isinstance(step, Same)
    assert str(step.note) == "without a state, not published"


def test_a_draft_is_not_created_and_does_not_meddle_with_an_entry_of_its_name() -> None:
    assert isinstance(step_for(dataset(state=State.DRAFT), entry(name=NAME)), Same)


def test_without_a_token_a_create_is_still_shown() -> None:
    assert isinstance(step_for(dataset(), access=access(user=None, writable=frozenset())), Create)


# ---- an entry of ours


def test_an_entry_that_holds_what_is_wanted_is_the_same() -> None:
    content = dataset(resource("csv"), description="Texte")
    entry = applied(content)
    assert step_for(content, entry) == Same(entry=entry)


def test_a_moved_manifest_updates_its_entry() -> None:
    entry = applied(dataset(description="A"))
    step = step_for(dataset(description="B"), entry)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.CHANGE
    assert step.changes == (Change(FieldPath("description"), ChangeKind.CHANGE, "A", "B"),)
    assert step.kept == ()
    assert step.edit.entry == entry
    assert step.edit.content == Dataset(description="B")
    assert step.edit.marker == marker(base_of(dataset(description="B")))


def test_an_update_leaves_the_catalogues_edits_in_place_and_says_so() -> None:
    entry = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    step = step_for(dataset(description="A", license="odc-by"), entry)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.CHANGE
    assert [str(change.path) for change in step.changes] == ["license"]
    assert step.kept == (Change(FieldPath("description"), ChangeKind.DRIFT, "Portail", "A"),)
    assert step.edit.content == Dataset(license="odc-by")


def test_catalogue_values_that_we_never_applied_make_a_takeover() -> None:
    entry = edited(applied(dataset()), description="Portail")
    step = step_for(dataset(description="Nous", license="lov2"), entry)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.TAKEOVER
    assert [(str(change.path), change.kind) for change in step.changes] == [
        ("description", ChangeKind.TAKEOVER),
        ("license", ChangeKind.CHANGE),
    ]


def test_filling_a_field_that_is_empty_in_the_catalogue_is_no_takeover() -> None:
    assert update_kind(step_for(dataset(description="Nous"), applied(dataset()))) is UpdateKind.CHANGE


@pytest.mark.parametrize("state", [State.DRAFT, State.PRIVATE, State.ARCHIVED])
def test_hiding_an_entry_that_the_public_sees_is_an_archive(state: State) -> None:
    step = step_for(dataset(state=state, description="B"), applied(dataset(description="A")))
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.ARCHIVE
    assert [str(change.path) for change in step.changes] == ["description", "state"]
    assert step.edit.content.state is state


def test_hiding_counts_as_such_even_when_it_takes_over_a_value() -> None:
    entry = edited(applied(dataset()), description="Portail")
    assert update_kind(step_for(dataset(state=State.ARCHIVED, description="Nous"), entry)) is UpdateKind.ARCHIVE


def test_showing_an_entry_again_is_an_update() -> None:
    assert update_kind(step_for(dataset(), applied(dataset(state=State.DRAFT)))) is UpdateKind.CHANGE


def test_archiving_a_private_entry_is_an_update() -> None:
    assert (
        update_kind(step_for(dataset(state=State.ARCHIVED), applied(dataset(state=State.DRAFT)))) is UpdateKind.CHANGE
    )


def test_changing_another_field_of_an_entry_that_the_public_sees_hides_nothing() -> None:
    assert update_kind(step_for(dataset(description="B"), applied(dataset(description="A")))) is UpdateKind.CHANGE


def test_a_catalogue_edit_is_kept_and_reported() -> None:
    entry = edited(applied(dataset(description="A")), description="Portail")
    drift = (Change(FieldPath("description"), ChangeKind.DRIFT, "Portail", "A"),)
    assert step_for(dataset(description="A"), entry) == Drift(entry=entry, kept=drift)


def test_a_catalogue_edit_is_reverted_on_demand() -> None:
    entry = edited(applied(dataset(description="A")), description="Portail")
    step = step_for(dataset(description="A"), entry, policy=REVERT)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.CHANGE
    assert step.edit.content == Dataset(description="A")
    assert step.kept == ()


def test_an_entry_that_both_sides_changed_is_a_conflict_and_nothing_of_it_is_written() -> None:
    entry = edited(applied(dataset(description="A", license="lov2")), description="Portail")
    step = step_for(dataset(description="Nous", license="odc-by"), entry)
    clash = Change(FieldPath("description"), ChangeKind.CONFLICT, "Portail", "Nous")
    assert step == Conflict(entry=entry, changes=(clash,))


def test_a_conflict_can_be_settled_for_the_manifest() -> None:
    entry = edited(applied(dataset(description="A")), description="Portail")
    step = step_for(dataset(description="Nous"), entry, policy=ResolutionPolicy(conflict=OnConflict.MANIFEST))
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.CHANGE
    assert step.edit.content == Dataset(description="Nous")


def test_a_conflict_can_be_settled_for_the_catalogue() -> None:
    entry = edited(applied(dataset(description="A")), description="Portail")
    step = step_for(dataset(description="Nous"), entry, policy=ResolutionPolicy(conflict=OnConflict.PORTAL))
    clash = Change(FieldPath("description"), ChangeKind.CONFLICT, "Portail", "Nous")

    assert isinstance(step, Update)
    assert (step.changes, step.kept) == ((), (clash,))
    assert step.edit.content == EMPTY, "the marker alone is written: it remembers the choice"


def test_an_ignored_field_is_left_to_the_catalogue() -> None:
    entry = edited(applied(dataset(description="A")), description="Portail")
    desired_dataset = desired(dataset(description="Nous"), ignored=frozenset({"description"}))
    assert decide(case_of(desired_dataset, entry), KEEP) == Same(entry=entry)


def test_an_entry_whose_base_cannot_be_read_is_compared_without_one() -> None:
    entry = replace(applied(dataset(description="A")), marker=marker(None))
    assert update_kind(step_for(dataset(description="B"), entry)) is UpdateKind.TAKEOVER
    assert step_for(dataset(description="A"), entry) == Same(entry=entry)


def test_resources_are_paired_by_the_ids_that_we_choose() -> None:
    catalog_entry = entry(dataset(resource("csv")), marker=marker(base_of(dataset())))
    assert isinstance(step_for(dataset(resource("csv")), catalog_entry), Same)
    unpaired = step_for(dataset(resource("csv")), catalog_entry, our_ids={})
    assert isinstance(unpaired, Update)
    assert [str(change.path) for change in unpaired.changes] == ["resources.csv"]


def test_a_new_resource_gets_the_id_that_we_choose() -> None:
    step = step_for(dataset(resource("csv")), applied(dataset()), our_ids={ResourceId("csv"): RemoteId("our-uuid")})
    assert isinstance(step, Update)
    assert step.edit.resource_writes == (
        ResourceWrite(RemoteId("our-uuid"), resource("csv"), new=True, our_id=RemoteId("our-uuid")),
    )


# ---- renames


def test_a_renamed_manifest_keeps_its_entry_and_moves_the_marker() -> None:
    entry = replace(applied(dataset(), name="wc-publics-bron"), marker=marker(base_of(dataset()), OLD_KEY))
    step = decide(case_of(desired(dataset(), previously=(OLD_KEY,)), entry), KEEP)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.CHANGE
    assert step.changes == (Change(FieldPath("key"), ChangeKind.CHANGE, OLD_KEY, "bron/toilettes"),)
    assert step.edit.content == Dataset()
    assert step.edit.resource_writes is None
    assert step.edit.marker == marker(base_of(dataset()))


def test_a_rename_that_was_made_already_changes_nothing() -> None:
    entry = applied(dataset())
    assert decide(case_of(desired(dataset(), previously=(OLD_KEY,)), entry), KEEP) == Same(entry=entry)


def test_without_previously_an_entry_of_the_old_key_is_not_ours_to_rename() -> None:
    entry = replace(applied(dataset(), name="wc-publics-bron"), marker=marker(base_of(dataset()), OLD_KEY))
    assert isinstance(step_for(dataset(), entry), Create)


# ---- blocked: a copy, a hidden entry, another organization, no right


def test_copies_that_carry_the_marker_block_when_none_has_the_name() -> None:
    first, second = applied(dataset(), name="copie-1"), applied(dataset(), name="copie-2")
    step = expect_blocked(step_for(dataset(), first, second), BlockReason.DUPLICATES)
    assert str(step.reason) == (
        "several entries carry this dataset's marker: "
        "https://data.example.org/dataset/copie-1, https://data.example.org/dataset/copie-2"
    )
    assert str(step.fix) == (
        "In the catalogue, remove the extras publisher_repository, publisher_key and publisher_base from the copies."
    )


def test_a_copy_in_the_catalogue_is_not_taken_for_the_entry_of_our_name() -> None:
    original, copy = applied(dataset(description="A")), applied(dataset(description="A"), name="copie")
    step = step_for(dataset(description="B"), copy, original)
    assert isinstance(step, Update)
    assert step.edit.entry == original


def test_an_entry_under_our_name_that_may_not_be_read_blocks() -> None:
    step = expect_blocked(step_for(dataset(), lookup=HiddenEntry(NAME)), BlockReason.HIDDEN)
    assert str(step.reason) == f"an entry named {NAME} exists, and this token may not read it"
    assert str(step.fix) == "Use a token that may read this entry, or choose another `slug:` in the manifest."


def test_an_entry_that_moved_to_another_organization_blocks() -> None:
    catalog_entry = applied(dataset(), organization="metropole", organization_id="org-9")
    step = expect_blocked(step_for(dataset(description="B"), catalog_entry), BlockReason.ORGANIZATION)
    assert str(step.reason) == "the entry is in the organization metropole, and the manifest says ville-de-bron"
    assert str(step.fix) == (
        "Move https://data.example.org/dataset/toilettes-bron to ville-de-bron in the "
        "catalogue, or correct manifests/bron/producer.yml:4:1."
    )


@pytest.mark.parametrize(
    ("name", "identity", "shown"), [("metropole", "org-9", "metropole"), (None, "org-9", "org-9"), (None, None, "∅")]
)
def test_the_other_organization_is_named_as_well_as_it_is_known(
    name: str | None, identity: str | None, shown: str
) -> None:
    catalog_entry = applied(dataset(), organization=name, organization_id=identity)
    step = expect_blocked(step_for(dataset(), catalog_entry), BlockReason.ORGANIZATION)
    assert f"in the organization {shown}," in str(step.reason)


def test_a_manifest_may_name_the_organization_by_its_id() -> None:
    entry = applied(dataset())
    desired_dataset = desired(dataset(), organization="org-1")
    assert decide(case_of(desired_dataset, entry), KEEP) == Same(entry=entry)


def test_a_write_where_the_token_may_not_is_blocked() -> None:
    nowhere = access(writable=frozenset({"metropole"}))
    for step in (
        step_for(dataset(), access=nowhere),
        step_for(dataset(description="B"), applied(dataset(description="A")), access=nowhere),
    ):
        blocked = expect_blocked(step, BlockReason.NO_RIGHT)
        assert str(blocked.reason) == "robot may not write to the organization ville-de-bron"
        assert (
            str(blocked.fix) == "Ask for the editor role in that organization, or correct "
            "manifests/bron/producer.yml:4:1."
        )


def test_where_nothing_is_to_be_written_no_right_is_needed() -> None:
    entry = applied(dataset())
    assert step_for(dataset(), entry, access=access(writable=frozenset())) == Same(entry=entry)


# ---- blocked: another entry has the name or the title


def test_an_unmarked_entry_of_our_name_is_never_touched() -> None:
    step = expect_blocked(step_for(dataset(title="Autre"), entry(name=NAME)), BlockReason.NAME_TAKEN)
    assert (
        str(step.reason) == "https://data.example.org/dataset/toilettes-bron already uses this name, and is not "
        "linked to this manifest"
    )
    assert str(step.fix).startswith("To adopt it: publisher adopt bron/toilettes --catalog grandlyon. If it is")


def test_an_unmarked_entry_of_our_name_in_another_organization_is_not_ours_to_adopt() -> None:
    catalog_entry = entry(name=NAME, organization="metropole", organization_id="org-9")
    step = expect_blocked(step_for(dataset(title="Autre"), lookup=catalog_entry), BlockReason.NAME_TAKEN)
    assert str(step.fix) == (
        "Choose another `slug:` in manifests/bron/toilettes.yml:1:1, or rename that entry in the catalogue."
    )


def test_a_look_at_the_name_counts_as_much_as_the_bulk_read() -> None:
    elsewhere = entry(name=NAME, organization="metropole", organization_id="org-9")
    expect_blocked(step_for(dataset(), lookup=elsewhere), BlockReason.NAME_TAKEN)


def test_the_bulk_read_is_asked_by_name_before_the_look() -> None:
    catalog_entry = entry(name=NAME)
    step = expect_blocked(step_for(dataset(), catalog_entry, lookup=HiddenEntry(NAME)), BlockReason.NAME_TAKEN)
    assert catalog_entry.address in str(step.reason)


def test_an_entry_of_our_name_that_carries_another_key_of_ours_blocks() -> None:
    catalog_entry = entry(name=NAME, marker=marker(key="bron/autre"))
    step = expect_blocked(step_for(dataset(), catalog_entry), BlockReason.NAME_TAKEN)
    assert str(step.reason).endswith("already uses this name, and is not linked to this manifest")


def test_an_entry_of_another_repository_is_never_touched() -> None:
    catalog_entry = entry(name=NAME, marker=marker(repository=OTHER_REPOSITORY))
    step = expect_blocked(step_for(dataset(), catalog_entry), BlockReason.OTHER_REPOSITORY)
    assert str(step.reason) == (
        "https://data.example.org/dataset/toilettes-bron belongs to another repository: someone/else"
    )
    assert str(step.fix).startswith("Choose another `slug:`")


def test_an_entry_of_another_repository_is_not_ours_even_with_our_key_and_resources() -> None:
    content = dataset(resource("csv"))
    entry = replace(applied(content), marker=marker(base_of(content), repository=OTHER_REPOSITORY))
    expect_blocked(step_for(content, entry), BlockReason.OTHER_REPOSITORY)


def test_a_deleted_entry_that_is_not_ours_blocks_its_name() -> None:
    step = expect_blocked(step_for(dataset(), lookup=entry(name=NAME, deleted=True)), BlockReason.DELETED_FOREIGN)
    assert str(step.reason) == (
        "a deleted entry, not linked to this manifest, still uses this name: "
        "https://data.example.org/dataset/toilettes-bron"
    )
    assert str(step.fix).startswith("Choose another `slug:`")


def test_an_entry_of_our_name_that_lost_its_marker_says_that_another_tool_writes_it() -> None:
    catalog_entry = entry(dataset(resource("csv")), name=NAME)
    step = expect_blocked(step_for(dataset(resource("csv")), catalog_entry), BlockReason.SECOND_WRITER)
    assert str(step.reason) == (
        "https://data.example.org/dataset/toilettes-bron has our resources and no marker: "
        "it was let go, or another tool rewrites it"
    )
    assert str(step.fix) == (
        "To link it again: publisher adopt bron/toilettes --catalog grandlyon. If another tool rewrites it, stop that "
        "tool, then put the extras publisher_repository = metropole/open-data and publisher_key = bron/toilettes back "
        "in the catalogue."
    )


def test_a_deleted_entry_with_our_resources_and_no_marker_lost_it_to_another_tool() -> None:
    catalog_entry = entry(dataset(resource("csv")), name=NAME, deleted=True)
    expect_blocked(step_for(dataset(resource("csv")), lookup=catalog_entry), BlockReason.SECOND_WRITER)


def test_an_entry_of_another_name_that_holds_one_of_our_resources_is_recognised() -> None:
    renamed = entry(
        dataset(title="Renommée"), name="renommee", resources=(remote_resource("theirs"), remote_resource("csv"))
    )
    step = expect_blocked(step_for(dataset(resource("json"), resource("csv")), renamed), BlockReason.SECOND_WRITER)
    assert renamed.address in str(step.reason)


def test_the_first_of_our_resources_that_is_found_names_the_entry() -> None:
    first_entry = entry(dataset(title="Un"), name="un", resources=(remote_resource("csv"),))
    second_entry = entry(dataset(title="Deux"), name="deux", resources=(remote_resource("json"),))
    step = expect_blocked(
        step_for(dataset(resource("csv"), resource("json")), second_entry, first_entry), BlockReason.SECOND_WRITER
    )
    assert first_entry.address in str(step.reason)


def test_our_title_in_our_organization_blocks() -> None:
    catalog_entry = entry(name="ancienne-fiche")
    step = expect_blocked(step_for(dataset(), catalog_entry), BlockReason.TITLE_TAKEN)
    assert str(step.reason) == (
        "https://data.example.org/dataset/ancienne-fiche has this title in the same "
        "organization, and is not linked to this manifest"
    )
    assert str(step.fix).startswith("To adopt it: publisher adopt bron/toilettes --catalog grandlyon. If it is")


def test_a_title_of_several_entries_blocks_with_what_adopt_would_ask_for() -> None:
    entries = (entry(name="ancienne-fiche"), entry(name="autre-fiche"))
    step = expect_blocked(step_for(dataset(), *entries), BlockReason.TITLE_TAKEN)
    assert str(step.reason) == "several entries have this title: " + ", ".join(
        f"{one.address} ({one.id})" for one in entries
    )
    assert str(step.fix) == (
        "Write the id of the right one under `catalogs:` of manifests/bron/toilettes.yml:1:1: grandlyon: {entry: ID}. "
        "Then: publisher adopt bron/toilettes --catalog grandlyon. If it is another dataset: change `title:` in "
        "manifests/bron/toilettes.yml:1:1"
    )


def test_the_ids_of_entries_that_are_not_public_are_not_shown_to_everybody() -> None:
    entries = (entry(name="ancienne-fiche", withheld=True, address="∅"), entry(name="autre-fiche"))
    step = expect_blocked(step_for(dataset(), *entries), BlockReason.TITLE_TAKEN)
    assert entries[0].id not in str(step.reason)


def test_our_title_blocks_also_where_the_manifest_names_the_organization_by_its_id() -> None:
    desired_dataset = desired(dataset(), organization="org-1")
    case = case_of(desired_dataset, entry(name="ancienne-fiche"), access=access(writable=frozenset({"org-1"})))
    expect_blocked(decide(case, KEEP), BlockReason.TITLE_TAKEN)


def test_our_title_in_another_organization_does_not_block() -> None:
    elsewhere = entry(name="ancienne-fiche", organization="metropole", organization_id="org-9")
    assert isinstance(step_for(dataset(), elsewhere), Create)


def test_two_manifests_of_ours_may_have_the_same_title() -> None:
    catalog_entry = entry(name="autre-bron", marker=marker(key="bron/autre"))
    assert isinstance(step_for(dataset(), catalog_entry), Create)


def test_a_foreign_entry_of_the_same_title_blocks_also_beside_one_of_ours() -> None:
    catalog_entry = entry(name="autre-bron", marker=marker(key="bron/autre"))
    duplicate = entry(name="ancienne-fiche")
    step = expect_blocked(step_for(dataset(), catalog_entry, duplicate), BlockReason.TITLE_TAKEN)
    assert duplicate.address in str(step.reason)


def test_an_entry_of_the_same_title_from_another_repository_names_that_repository() -> None:
    catalog_entry = entry(name="ancienne-fiche", marker=marker(repository=OTHER_REPOSITORY))
    step = expect_blocked(step_for(dataset(), catalog_entry), BlockReason.OTHER_REPOSITORY)
    assert str(step.reason) == (
        "https://data.example.org/dataset/ancienne-fiche belongs to another repository: someone/else"
    )


def test_an_entry_of_the_same_title_from_another_repository_is_avoided_by_the_title_not_by_a_slug() -> None:
    catalog_entry = entry(name="ancienne-fiche", marker=marker(repository=OTHER_REPOSITORY))
    assert "`title:`" in str(expect_blocked(step_for(dataset(), catalog_entry), BlockReason.OTHER_REPOSITORY).fix)


def test_a_catalogue_without_names_looks_at_titles_alone() -> None:
    catalog_entry = entry(name="toilettes-publiques")
    assert isinstance(step_for(dataset(title="Autre"), catalog_entry, name=None), Create)
    expect_blocked(step_for(dataset(), catalog_entry, name=None), BlockReason.TITLE_TAKEN)


# ---- blocked: a newer version of the program has written the marker


def by_newer_version(content: Dataset, **fields: Any) -> Entry:
    """Return an entry of ours to which a newer version of the program has written."""
    return entry(content, **{"marker": replace(marker(None), newer_version=7)} | fields)


@pytest.mark.parametrize("content", [dataset(), dataset(title="Autre"), dataset(state=State.ARCHIVED)])
def test_an_entry_to_which_a_newer_version_has_written_is_left_alone(content: Dataset) -> None:
    """Also where nothing differs: what was last applied is not known, so nothing can be said of it."""
    step = expect_blocked(step_for(content, by_newer_version(dataset())), BlockReason.NEWER_MARKER)
    assert str(step.reason) == (
        "https://data.example.org/dataset/toilettes-bron was written by a newer version of publisher: its marker is of "
        "version 7, and this one reads versions up to 2"
    )
    assert str(step.fix) == "Update publisher, here and wherever this repository is published from."


def test_it_is_left_alone_also_when_only_a_look_up_shows_it_or_it_was_deleted() -> None:
    hidden = by_newer_version(dataset(), deleted=True)
    expect_blocked(step_for(dataset(), lookup=hidden, policy=REVERT), BlockReason.NEWER_MARKER)
    expect_blocked(step_for(dataset(title="B"), lookup=by_newer_version(dataset())), BlockReason.NEWER_MARKER)


def test_it_is_left_alone_under_its_former_key_and_beside_another_entry_of_the_dataset() -> None:
    former = by_newer_version(dataset(), name="ancienne", marker=replace(marker(None, OLD_KEY), newer_version=7))
    renamed = desired(dataset(), previously=(OLD_KEY,))
    for entries in ((former,), (former, applied(dataset()))):
        expect_blocked(decide(case_of(renamed, *entries), KEEP), BlockReason.NEWER_MARKER)


def test_the_newer_marker_of_another_repository_is_no_affair_of_ours() -> None:
    theirs = replace(marker(None, repository=OTHER_REPOSITORY), newer_version=7)
    assert isinstance(step_for(dataset(title="B"), entry(name="autre", marker=theirs)), Create)


def test_an_orphan_to_which_a_newer_version_has_written_is_not_archived() -> None:
    item = archive_item(Orphan(CATALOG, by_newer_version(dataset())), None)
    expect_blocked(item.step, BlockReason.NEWER_MARKER)


# ---- an entry of ours that was deleted in the catalogue


def deleted(content: Dataset, **fields: Any) -> Entry:
    """Return a deleted entry of ours: the bulk read leaves it out, and a lookup of its name returns it."""
    return applied(content, deleted=True, **fields)


def test_a_deleted_entry_of_ours_is_drift_and_stays_deleted() -> None:
    deleted_entry = deleted(dataset())
    step = step_for(dataset(description="B"), lookup=deleted_entry)
    assert isinstance(step, EntryDeleted)
    assert step.entry == deleted_entry
    assert [str(change.path) for change in step.waiting] == ["description"]


def test_a_deleted_entry_of_ours_is_restored_on_demand_under_its_id() -> None:
    deleted_entry = deleted(dataset(description="A"))
    step = step_for(dataset(description="A"), lookup=deleted_entry, policy=REVERT)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.RESTORE
    assert step.edit.entry == deleted_entry
    assert step.changes == step.kept == ()
    assert step.edit.marker == deleted_entry.marker


def test_a_restored_entry_gets_what_the_manifest_changed_meanwhile() -> None:
    entry = edited(deleted(dataset(resource("csv"), description="A", license="lov2")), license="odc-by")
    step = step_for(dataset(resource("csv"), description="B", license="lov2"), lookup=entry, policy=REVERT)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.RESTORE
    assert [(str(change.path), change.kind) for change in step.changes] == [
        ("description", ChangeKind.CHANGE),
        ("license", ChangeKind.DRIFT),
    ]
    assert step.edit.content == Dataset(description="B", license="lov2")


def test_a_deleted_entry_that_the_catalogue_had_changed_in_the_same_field_is_a_conflict() -> None:
    entry = edited(deleted(dataset(description="A")), description="Portail")
    step = step_for(dataset(description="Nous"), lookup=entry, policy=REVERT)
    assert step == Conflict(
        entry=entry, changes=(Change(FieldPath("description"), ChangeKind.CONFLICT, "Portail", "Nous"),)
    )


def test_a_conflict_in_a_deleted_entry_can_be_left_to_the_catalogue_and_is_shown_as_kept() -> None:
    entry = edited(deleted(dataset(description="A")), description="Portail")
    policy = ResolutionPolicy(drift=OnDrift.REVERT, conflict=OnConflict.PORTAL)
    step = step_for(dataset(description="Nous"), lookup=entry, policy=policy)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.RESTORE
    assert step.kept == (Change(FieldPath("description"), ChangeKind.CONFLICT, "Portail", "Nous"),)


def test_a_restore_looks_at_resources_with_ids_that_we_choose_and_at_ignored_fields() -> None:
    catalog_entry = entry(
        dataset(resource("csv"), description="Portail"), deleted=True, marker=marker(base_of(dataset()))
    )
    desired_dataset = desired(dataset(resource("csv"), description="Nous"), ignored=frozenset({"description"}))
    step = decide(case_of(desired_dataset, lookup=catalog_entry), REVERT)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.RESTORE
    assert step.changes == ()


def test_a_deleted_entry_whose_base_cannot_be_read_is_restored_without_one() -> None:
    catalog_entry = entry(dataset(), deleted=True, marker=marker(None))
    step = step_for(dataset(resource("csv"), description="B"), lookup=catalog_entry, policy=REVERT)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.RESTORE
    assert [str(change.path) for change in step.changes] == ["description", "resources.csv"]
    assert step.edit.resource_writes == (
        ResourceWrite(remote_id_of("csv"), resource("csv"), new=True, our_id=remote_id_of("csv")),
    )


def test_a_restore_records_the_ids_of_its_marker() -> None:
    content = dataset(resource("csv"))
    last_applied = replace(
        base_of(content), resources=(replace(base_of(content).resources[0], remote_id=RemoteId("old")),)
    )
    catalog_entry = entry(
        content, deleted=True, marker=marker(last_applied), resources=(remote_resource(resource("csv"), "old"),)
    )
    step = step_for(content, lookup=catalog_entry, policy=REVERT)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.RESTORE
    assert step.changes == ()


def test_a_deleted_entry_of_a_key_that_the_dataset_had_before_is_ours() -> None:
    catalog_entry = entry(dataset(), deleted=True, name=NAME, marker=marker(base_of(dataset()), OLD_KEY))
    step = decide(case_of(desired(dataset(), previously=(OLD_KEY,)), lookup=catalog_entry), REVERT)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.RESTORE
    assert step.edit.marker.key == "bron/toilettes"


@pytest.mark.parametrize("policy", [KEEP, REVERT])
def test_a_deleted_entry_in_another_organization_blocks(policy: ResolutionPolicy) -> None:
    deleted_entry = deleted(dataset(), organization="metropole", organization_id="org-9")
    expect_blocked(step_for(dataset(), lookup=deleted_entry, policy=policy), BlockReason.ORGANIZATION)


def test_restoring_where_the_token_may_not_write_is_blocked() -> None:
    step = step_for(dataset(), lookup=deleted(dataset()), policy=REVERT, access=access(writable=frozenset()))
    expect_blocked(step, BlockReason.NO_RIGHT)


def test_an_entry_of_ours_that_only_a_look_finds_is_compared_like_any_other() -> None:
    late = applied(dataset(description="A"))
    step = step_for(dataset(description="B"), lookup=late)
    assert isinstance(step, Update)
    assert step.kind is UpdateKind.CHANGE
    assert step.edit.entry == late


def test_what_a_person_chose_counts_also_for_an_entry_that_only_a_look_finds() -> None:
    late = edited(applied(dataset(description="A")), description="Portail")
    assert isinstance(step_for(dataset(description="A"), lookup=late), Drift)
    assert isinstance(step_for(dataset(description="A"), lookup=late, policy=REVERT), Update)


# ---- names to look up


def needs_lookup(desired_dataset: DesiredDataset, *entries: Entry, name: str | None = NAME) -> bool:
    """Return whether the name is looked up after a bulk read of these entries."""
    return needs_look_up(desired_dataset, index_entries(REPOSITORY, entries), name)


def test_a_name_that_the_bulk_read_lacks_is_looked_at() -> None:
    assert needs_lookup(desired()) is True
    assert needs_lookup(desired(), applied(dataset(), name="autre", marker=marker(key="bron/autre"))) is True


def test_no_call_is_spent_on_an_entry_that_the_bulk_read_brought() -> None:
    assert needs_lookup(desired(), applied(dataset(), name="renommee-sur-le-portail")) is False
    assert needs_lookup(desired(), entry(name=NAME)) is False


def test_no_call_is_spent_on_an_entry_of_a_former_key() -> None:
    catalog_entry = entry(name="wc-publics-bron", marker=marker(key=OLD_KEY))
    assert needs_lookup(desired(previously=(OLD_KEY,)), catalog_entry) is False


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED, UNMANAGED])
def test_no_call_is_spent_on_what_would_not_be_created(state: object) -> None:
    assert needs_lookup(desired(dataset(state=state))) is False


def test_a_private_dataset_is_looked_up_before_it_is_created() -> None:
    assert needs_lookup(desired(dataset(state=State.PRIVATE))) is True


def test_no_look_where_names_are_not_ours_to_choose() -> None:
    assert needs_lookup(desired(), name=None) is False


# ---- orphans


def orphan_names(
    *entries: Entry, desired_datasets: tuple[DesiredDataset, ...] = (), broken: tuple[str, ...] = ()
) -> list[str]:
    """Return the names of the entries that are orphans."""
    orphan_list = orphans(
        index_entries(REPOSITORY, entries), desired_datasets, frozenset(DatasetKey(key) for key in broken)
    )
    return [orphan.name for orphan in orphan_list]


def test_an_entry_of_ours_that_no_manifest_names_is_an_orphan() -> None:
    assert orphan_names(applied(dataset())) == [NAME]
    assert orphan_names(applied(dataset()), desired_datasets=(desired(key=DatasetKey("bron/autre")),)) == [NAME]


def test_an_entry_that_a_manifest_names_is_no_orphan() -> None:
    assert orphan_names(applied(dataset()), desired_datasets=(desired(),)) == []


def test_an_entry_of_a_former_key_is_no_orphan() -> None:
    catalog_entry = entry(marker=marker(key=OLD_KEY))
    assert orphan_names(catalog_entry, desired_datasets=(desired(previously=(OLD_KEY,)),)) == []


def test_an_entry_whose_manifest_cannot_be_read_is_no_orphan() -> None:
    assert orphan_names(applied(dataset()), broken=("bron/toilettes",)) == []


def test_an_entry_that_is_not_ours_is_no_orphan() -> None:
    assert orphan_names(entry(name="x"), entry(name="y", marker=marker(repository=OTHER_REPOSITORY))) == []


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_what_a_draft_or_an_archiving_hid_is_no_orphan(state: State) -> None:
    assert orphan_names(applied(dataset(state=state))) == []


def test_an_entry_that_its_manifest_made_private_is_an_orphan_and_one_that_a_person_hid_is_none() -> None:
    private = dataset(state=State.PRIVATE)
    assert orphan_names(applied(private)) == [NAME]
    assert orphan_names(edited(applied(dataset()), state=State.PRIVATE)) == []


def test_a_private_orphan_is_archived_without_hiding_anything() -> None:
    orphan = applied(dataset(state=State.PRIVATE))
    assert orphan.marker is not None
    step = archive_orphan(orphan, orphan.marker)
    assert step.kind is UpdateKind.CHANGE
    assert [(change.observed, change.desired) for change in step.changes] == [(State.PRIVATE, State.ARCHIVED)]


def test_every_copy_of_an_orphan_is_reported() -> None:
    assert orphan_names(applied(dataset(), name="a"), applied(dataset(), name="b")) == ["a", "b"]


def test_an_orphan_is_archived_and_keeps_all_else() -> None:
    content = dataset(resource("csv"), description="A")
    entry = applied(content)
    assert entry.marker is not None
    step = archive_orphan(entry, entry.marker)
    assert step.changes == (Change(FieldPath("state"), ChangeKind.CHANGE, State.PUBLISHED, State.ARCHIVED),)
    assert step.kept == ()
    assert step.edit.desired is None
    assert step.edit.entry == entry
    assert step.edit.content == Dataset(state=State.ARCHIVED)
    assert step.edit.resource_writes is None
    last = base_of(content)
    fields = dict(last.fields) | {"state": digest(State.ARCHIVED)}
    assert step.edit.marker == marker(LastApplied(fields, last.echoes, last.resources))


def test_an_orphan_keeps_its_echoes_and_its_own_key() -> None:
    last_applied = LastApplied({}, {"title": digest("echo")}, ())
    step = archive_orphan(entry(), marker(last_applied, OLD_KEY))
    assert step.edit.marker.key == OLD_KEY
    assert step.edit.marker.last_applied == LastApplied({"state": digest(State.ARCHIVED)}, last_applied.echoes, ())


def test_an_orphan_whose_base_cannot_be_read_is_archived_all_the_same() -> None:
    step = archive_orphan(entry(), marker(None))
    assert step.edit.marker == marker(LastApplied({"state": digest(State.ARCHIVED)}))
