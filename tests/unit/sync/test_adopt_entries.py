"""A run that makes entries ours: what it proposes, and that it writes the marker and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.catalog import Traits
from publisher.model.dataset import Dataset
from publisher.model.entry import Entry
from publisher.model.manifest import Adoption, ManifestSet
from publisher.model.names import DatasetKey
from publisher.model.plan import Blocked, BlockReason
from publisher.sync.apply.run import AdoptionOutcome, adopt_entries
from publisher.sync.plan.adoptable import AdoptableEntry
from publisher.sync.plan.adoption import AdoptionCandidate, candidates
from publisher.sync.plan.selection import Selection
from tests.unit.builders import CATALOG, KEY, ORGANIZATION, access, dataset, entry, manifest, manifests, resource
from tests.unit.cases import inputs
from tests.unit.fake_catalog import FakeCatalog, Fault, as_catalog, doubtful, unavailable

from .dataset_runs import KINDS, LIKE_CKAN, LIKE_UDATA, NAME, WRITE_OPTIONS, DatasetRuns, file, only_entry, write_file

UPDATE = "update ancienne"
CONTENT = dataset(resource("csv"), description="Nous")
OLD = entry(dataset(resource("csv"), description="Eux"), name="ancienne")
both_kinds = pytest.mark.parametrize("traits", KINDS.values(), ids=KINDS)


def known(content: Dataset = CONTENT, *keys: str, named_entry: str | None = None) -> ManifestSet:
    """Manifests of this content."""
    adoptions = {CATALOG: Adoption(named_entry)} if named_entry else {}
    return manifests(*(manifest(key, content, adoptions=adoptions) for key in (keys or (KEY,))))


def found(
    fake: FakeCatalog, asked: ManifestSet, proposed: dict[str, str] | None = None
) -> tuple[AdoptionCandidate, ...]:
    """What could be adopted."""
    proposals = {(DatasetKey(key), CATALOG): name for key, name in (proposed or {}).items()}
    return candidates(inputs(asked, {CATALOG: as_catalog(fake)}), Selection(), proposals)


def taken(fake: FakeCatalog, chosen: tuple[AdoptionCandidate, ...]) -> tuple[AdoptionOutcome, ...]:
    return adopt_entries({CATALOG: as_catalog(fake)}, chosen, WRITE_OPTIONS)


def blocked(one: AdoptionCandidate) -> BlockReason:
    assert isinstance(one.found, Blocked)
    return one.found.why


@both_kinds
def test_adopting_writes_the_marker_and_nothing_else_and_a_sync_brings_the_rest(tmp_path: Path, traits: Traits) -> None:
    runs = DatasetRuns(tmp_path, fake := FakeCatalog(OLD, traits=traits))
    proposals = found(fake, known())
    assert fake.writes == []
    (one,) = taken(fake, proposals)
    assert one.what is None
    assert fake.writes == [UPDATE]
    after = only_entry(fake)
    assert (after.content, after.resources) == (OLD.content, OLD.resources)
    assert runs.steps(CONTENT) == {CATALOG: "Update"}
    runs.sync(CONTENT)
    assert only_entry(fake).id == OLD.id
    assert only_entry(fake).content.description == "Nous"
    assert runs.steps(CONTENT) == {CATALOG: "Same"}


def test_what_a_sync_would_change_afterwards_is_told_before() -> None:
    (one,) = found(FakeCatalog(OLD), known())
    assert isinstance(one.found, AdoptableEntry)
    assert [(str(change.path), change.observed, change.desired) for change in one.found.differences] == [
        ("description", "Eux", "Nous")
    ]


def test_an_entry_may_be_named_by_the_manifest_or_by_the_person() -> None:
    far = replace(OLD, content=replace(OLD.content, title="Tout autre"))
    (nothing,) = found(FakeCatalog(far), known())
    assert str(nothing.found) == "there is nothing to adopt"
    for one in (
        *found(FakeCatalog(far), known(named_entry="id-ancienne")),
        *found(FakeCatalog(far), known(), {KEY: "ancienne"}),
        *found(FakeCatalog(far), known(named_entry="zzz"), {KEY: "ancienne"}),
    ):
        assert isinstance(one.found, AdoptableEntry)
        assert one.found.entry == far


def test_an_entry_that_is_not_there_is_told() -> None:
    (one,) = found(FakeCatalog(OLD), known(named_entry="zzz"))
    assert blocked(one) is BlockReason.NO_ENTRY


def test_an_entry_of_ours_is_ours_already() -> None:
    fake = FakeCatalog(OLD)
    taken(fake, found(fake, known()))
    (again,) = found(fake, known())
    assert str(again.found) == "already adopted"


def test_two_datasets_do_not_adopt_one_entry() -> None:
    both = found(FakeCatalog(OLD), known(CONTENT, "bron/a", "bron/b"))
    assert [blocked(one) for one in both] == [BlockReason.TO_ADOPT] * 2


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (replace(OLD, foreign="inspire = x"), BlockReason.FOREIGN),
        (replace(OLD, harvested="harvest.backend = DCAT"), BlockReason.FOREIGN),
    ],
)
def test_an_entry_of_another_tool_is_not_proposed(there: Entry, why: BlockReason) -> None:
    (one,) = found(FakeCatalog(there), known())
    assert blocked(one) is why


def test_without_the_right_to_write_nothing_is_proposed() -> None:
    fake = FakeCatalog(OLD)
    fake.access = access(writable=frozenset())
    (one,) = found(fake, known())
    assert blocked(one) is BlockReason.NO_RIGHT
    assert ORGANIZATION in str(getattr(one.found, "reason", ""))


@both_kinds
def test_a_lost_reply_is_settled_by_a_look(traits: Traits) -> None:
    fake = FakeCatalog(OLD, traits=traits)
    proposals = found(fake, known())
    fake.fail(UPDATE, Fault(doubtful(), late=True))
    (one,) = taken(fake, proposals)
    assert one.entry == only_entry(fake)
    assert fake.writes == [UPDATE]


@both_kinds
def test_an_entry_that_somebody_edits_meanwhile_is_left_alone(traits: Traits) -> None:
    fake = FakeCatalog(OLD, traits=traits)
    proposals = found(fake, known())
    edited = replace(OLD, revision=type(OLD.revision)("later"))
    fake.put(edited)
    (one,) = taken(fake, proposals)
    assert (one.entry, str(one.what)) == (None, "the entry was changed after it was read")
    assert only_entry(fake) == edited


def test_one_that_fails_does_not_stop_another() -> None:
    other = replace(entry(dataset(title="Autre"), name="autre"))
    fake = FakeCatalog(OLD, other)
    asked = manifests(manifest("bron/a", CONTENT), manifest("bron/b", dataset(title="Autre")))
    proposals = found(fake, asked)
    fake.fail(UPDATE, Fault(unavailable()))
    assert [one.entry is not None for one in taken(fake, proposals)] == [False, True]


def test_a_file_is_compared_before_it_is_adopted(tmp_path: Path) -> None:
    content = dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n")))
    runs = DatasetRuns(tmp_path, fake := FakeCatalog(traits=LIKE_UDATA))
    runs.sync(content)
    theirs = replace(
        only_entry(fake), marker=None, resources=tuple(replace(r, our_id=None) for r in only_entry(fake).resources)
    )
    fake.put(theirs)
    taken(fake, found(fake, known(content)))
    assert runs.steps(content) == {CATALOG: "Same"}
    assert [line for line in fake.writes if line.startswith("upload")] == [f"upload {NAME} csv"]


def test_where_bytes_cannot_be_compared_the_file_is_sent_once_more(tmp_path: Path) -> None:
    content = dataset(file(write_file(tmp_path / "wc.csv", "a\n1\n")))
    runs = DatasetRuns(tmp_path, fake := FakeCatalog(traits=LIKE_CKAN))
    runs.sync(content)
    fake.put(replace(only_entry(fake), marker=None))
    taken(fake, found(fake, known(content)))
    assert runs.steps(content) == {CATALOG: "Update"}
    runs.sync(content)
    assert runs.steps(content) == {CATALOG: "Same"}
