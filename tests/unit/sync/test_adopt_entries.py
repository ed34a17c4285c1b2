"""Adopting entries: the proposals, and a write of the marker alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.catalogs.errors import Refused
from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.manifest import Adoption, ManifestSet
from publisher.model.messages import message
from publisher.model.names import DatasetKey
from publisher.model.plan import Blocked, BlockReason
from publisher.sync.apply.marker_only import MarkerOutcome, adopt_entries
from publisher.sync.plan.adoption import AdoptionCandidate, candidates
from publisher.sync.plan.selection import Selection
from publisher.sync.steps.adoptable import AdoptableEntry
from tests.unit.builders import CATALOG, KEY, ORGANIZATION, access, dataset, entry, manifest, manifests, resource
from tests.unit.cases import inputs
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, doubtful, unavailable

from .dataset_runs import KINDS, LIKE_CKAN, LIKE_UDATA, NAME, WRITE_OPTIONS, DatasetRuns, file, only_entry, write_file

UPDATE = "update ancienne"
CONTENT = dataset(resource("csv"), description="Nous")
OLD = entry(dataset(resource("csv"), description="Eux"), name="ancienne")
both_kinds = pytest.mark.parametrize("traits", KINDS.values(), ids=KINDS)


def manifest_set_of(content: Dataset = CONTENT, *keys: str, named_entry: str | None = None) -> ManifestSet:
    """Return manifests with this content."""
    adoptions = {CATALOG: Adoption(named_entry)} if named_entry else {}
    return manifests(*(manifest(key, content, adoptions=adoptions) for key in (keys or (KEY,))))


def adoption_candidates(
    fake: FakeCatalog, manifest_set: ManifestSet, proposed: dict[str, str] | None = None
) -> tuple[AdoptionCandidate, ...]:
    """Return the candidates for an adoption."""
    proposals = {(DatasetKey(key), CATALOG): name for key, name in (proposed or {}).items()}
    return candidates(inputs(manifest_set, {CATALOG: as_catalog(fake)}), Selection(), proposals)


def adopt(fake: FakeCatalog, selected: tuple[AdoptionCandidate, ...]) -> tuple[MarkerOutcome[AdoptionCandidate], ...]:
    return adopt_entries({CATALOG: as_catalog(fake)}, selected, WRITE_OPTIONS)


def blocked(candidate: AdoptionCandidate) -> BlockReason:
    assert isinstance(candidate.result, Blocked)
    return candidate.result.why


@both_kinds
def test_adopting_writes_the_marker_and_nothing_else_and_a_sync_brings_the_rest(tmp_path: Path, traits: Traits) -> None:
    runs = DatasetRuns(tmp_path, fake := FakeCatalog(OLD, traits=traits))
    proposals = adoption_candidates(fake, manifest_set_of())
    assert fake.writes == []
    (outcome,) = adopt(fake, proposals)
    assert outcome.what is None
    assert fake.writes == [UPDATE]
    after = only_entry(fake)
    assert (after.content, after.resources) == (OLD.content, OLD.resources)
    assert runs.steps(CONTENT) == {CATALOG: "Update"}
    runs.sync(CONTENT)
    assert only_entry(fake).id == OLD.id
    assert only_entry(fake).content.description == "Nous"
    assert runs.steps(CONTENT) == {CATALOG: "Same"}


def test_what_the_catalogue_refuses_is_named_with_its_place_in_the_manifest() -> None:
    """A portal's schema is checked whole at each write, also of the marker alone."""
    fake = FakeCatalog(OLD)
    refused = Refused(CATALOG, message("grandlyon refuses the entry: contact.email: invalid"))
    refused.paths = ("contact.email",)
    fake.fail(UPDATE, Fault(refused))
    (outcome,) = adopt(fake, adoption_candidates(fake, manifest_set_of()))
    assert outcome.entry is None
    assert str(outcome.what) == f"{refused.what} (manifests/{KEY}.yml:1:1)"


def test_a_proposal_shows_what_a_sync_would_change_afterwards() -> None:
    (candidate,) = adoption_candidates(FakeCatalog(OLD), manifest_set_of())
    assert isinstance(candidate.result, AdoptableEntry)
    assert [(str(change.path), change.observed, change.desired) for change in candidate.result.differences] == [
        ("description", "Eux", "Nous")
    ]


def test_an_entry_may_be_named_by_the_manifest_or_by_the_person() -> None:
    far = replace(OLD, content=replace(OLD.content, title="Tout autre"))
    (nothing,) = adoption_candidates(FakeCatalog(far), manifest_set_of())
    assert str(nothing.result) == "there is nothing to adopt"
    for candidate in (
        *adoption_candidates(FakeCatalog(far), manifest_set_of(named_entry="id-ancienne")),
        *adoption_candidates(FakeCatalog(far), manifest_set_of(), {KEY: "ancienne"}),
        *adoption_candidates(FakeCatalog(far), manifest_set_of(named_entry="zzz"), {KEY: "ancienne"}),
    ):
        assert isinstance(candidate.result, AdoptableEntry)
        assert candidate.result.entry == far


def test_an_entry_that_does_not_exist_is_blocked() -> None:
    (candidate,) = adoption_candidates(FakeCatalog(OLD), manifest_set_of(named_entry="zzz"))
    assert blocked(candidate) is BlockReason.NO_ENTRY


def test_an_entry_of_ours_is_ours_already() -> None:
    fake = FakeCatalog(OLD)
    adopt(fake, adoption_candidates(fake, manifest_set_of()))
    (again,) = adoption_candidates(fake, manifest_set_of())
    assert str(again.result) == "already adopted"


def test_two_datasets_do_not_adopt_one_entry() -> None:
    proposals = adoption_candidates(FakeCatalog(OLD), manifest_set_of(CONTENT, "bron/a", "bron/b"))
    assert [blocked(candidate) for candidate in proposals] == [BlockReason.TO_ADOPT] * 2


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (replace(OLD, foreign="inspire = x"), BlockReason.FOREIGN),
        (replace(OLD, harvested="harvest.backend = DCAT"), BlockReason.FOREIGN),
    ],
)
def test_an_entry_of_another_tool_is_not_proposed(entry: Entry, why: BlockReason) -> None:
    (candidate,) = adoption_candidates(FakeCatalog(entry), manifest_set_of())
    assert blocked(candidate) is why


def test_without_the_right_to_write_nothing_is_proposed() -> None:
    fake = FakeCatalog(OLD)
    fake.access = access(writable=frozenset())
    (candidate,) = adoption_candidates(fake, manifest_set_of())
    assert blocked(candidate) is BlockReason.NO_RIGHT
    assert ORGANIZATION in str(getattr(candidate.result, "reason", ""))


@both_kinds
def test_a_lost_reply_is_settled_by_a_look(traits: Traits) -> None:
    fake = FakeCatalog(OLD, traits=traits)
    proposals = adoption_candidates(fake, manifest_set_of())
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    (outcome,) = adopt(fake, proposals)
    assert outcome.entry == only_entry(fake)
    assert fake.writes == [UPDATE]


@both_kinds
def test_an_entry_edited_meanwhile_is_left_alone(traits: Traits) -> None:
    fake = FakeCatalog(OLD, traits=traits)
    proposals = adoption_candidates(fake, manifest_set_of())
    edited = replace(OLD, revision=type(OLD.revision)("later"))
    fake.put(edited)
    (outcome,) = adopt(fake, proposals)
    assert (outcome.entry, str(outcome.what)) == (None, "the entry was changed after it was read")
    assert only_entry(fake) == edited


def test_one_that_fails_does_not_stop_another() -> None:
    catalog_entry = replace(entry(dataset(title="Autre"), name="autre"))
    fake = FakeCatalog(OLD, catalog_entry)
    manifest_set = manifests(manifest("bron/a", CONTENT), manifest("bron/b", dataset(title="Autre")))
    proposals = adoption_candidates(fake, manifest_set)
    fake.fail(UPDATE, Fault(unavailable()))
    assert [outcome.entry is not None for outcome in adopt(fake, proposals)] == [False, True]


def test_a_file_is_compared_before_it_is_adopted(tmp_path: Path) -> None:
    content = dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n")))
    runs = DatasetRuns(tmp_path, fake := FakeCatalog(traits=LIKE_UDATA))
    runs.sync(content)
    entry = replace(
        only_entry(fake), marker=None, resources=tuple(replace(r, our_id=None) for r in only_entry(fake).resources)
    )
    fake.put(entry)
    adopt(fake, adoption_candidates(fake, manifest_set_of(content)))
    assert runs.steps(content) == {CATALOG: "Same"}
    assert [line for line in fake.writes if line.startswith("upload")] == [f"upload {NAME} csv"]


def test_where_bytes_cannot_be_compared_the_file_is_sent_once_more(tmp_path: Path) -> None:
    content = dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n")))
    runs = DatasetRuns(tmp_path, fake := FakeCatalog(traits=LIKE_CKAN))
    runs.sync(content)
    fake.put(replace(only_entry(fake), marker=None))
    adopt(fake, adoption_candidates(fake, manifest_set_of(content)))
    assert runs.steps(content) == {CATALOG: "Update"}
    runs.sync(content)
    assert runs.steps(content) == {CATALOG: "Same"}
