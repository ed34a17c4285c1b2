"""What a plan leaves to a person: `plan --exit-code` tells it apart from what a sync would write."""

import pytest

from publisher.model.catalog import Access
from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.messages import message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.plan import (
    Blocked,
    BlockReason,
    Conflict,
    Create,
    HeldBack,
    HeldBy,
    Item,
    Plan,
    Reading,
    Same,
    Step,
)
from publisher.model.values import State
from publisher.sync.plan.decisions import waits_for_person
from tests.unit.builders import CATALOG, NAMED, applied, dataset, desired
from tests.unit.cases import creation_of

OTHER = CatalogName("datagouv")


def create(state: State = State.PUBLISHED) -> Create:
    """Return a step that creates an entry."""
    content = dataset(state=state)
    return Create(creation=creation_of(desired(content), content, {}, NAMED))


def held(by: HeldBy, step: Create | None = None) -> HeldBack:
    """Return a step that is held back."""
    return HeldBack(step=step or create(), reason=message("x"), fix=message("y"), by=by)


def blocked(why: BlockReason) -> Blocked:
    """Return a blocked step."""
    return Blocked(why=why, reason=message("x"), fix=message("y"))


CONFLICT = Conflict(entry=applied(dataset()), changes=(Change(FieldPath("title"), ChangeKind.CONFLICT, "A", "B"),))


def waits(step: Step, *, user: str | None = "robot", managed: tuple[CatalogName, ...] = (CATALOG,)) -> bool:
    """Return whether a plan with this step waits for a person."""
    access = Access(catalog=CATALOG, software="CKAN 2.12.0", user=user, organizations=frozenset(), writable=frozenset())
    item = Item(DatasetKey("bron/wc"), CATALOG, "Titre", step, waits_for=OTHER)
    return waits_for_person(Plan((item,), (), {CATALOG: Reading(access, 1, 0.1)}, managed=frozenset(managed)))


@pytest.mark.parametrize(
    "step",
    [
        CONFLICT,
        blocked(BlockReason.NAME_TAKEN),
        blocked(BlockReason.HIDDEN),
        held(HeldBy.GUARD),
        held(HeldBy.PLAN_FILE),
    ],
    ids=["conflict", "blocked", "hidden", "guard", "plan file"],
)
def test_a_person_decides_in_a_catalogue_that_is_written_to(step: Step) -> None:
    assert waits(step)
    assert not waits(step, managed=()), "in mode observe or adopt nothing would be written anyhow"


@pytest.mark.parametrize("step", [create(), Same(), held(HeldBy.MODE)], ids=["create", "same", "mode"])
def test_what_is_written_or_what_the_mode_holds_back_waits_for_nobody(step: Step) -> None:
    assert not waits(step)


def test_files_that_the_mode_of_their_catalogue_holds_back_wait_for_nobody() -> None:
    assert waits(held(HeldBy.FILES), managed=(CATALOG, OTHER))
    assert not waits(held(HeldBy.FILES), managed=(CATALOG,))


def test_without_a_token_an_entry_that_is_not_public_asks_nothing() -> None:
    """It looks blocked, or new: what a guard then counts is not what a sync would do."""
    private = held(HeldBy.GUARD, create(State.PRIVATE))
    assert not waits(blocked(BlockReason.HIDDEN), user=None)
    assert not waits(private, user=None)
    assert waits(private)
    assert waits(held(HeldBy.GUARD), user=None)
