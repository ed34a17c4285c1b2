"""Datasets that were withdrawn for good: the step of each, what blocks, what journals forget, who may write."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model.dataset import values_of
from publisher.model.guards import GuardKind, Guards
from publisher.model.manifest import Tombstone
from publisher.model.marker import WITHDRAWN, LastApplied
from publisher.model.names import DatasetKey, RemoteId
from publisher.model.plan import Blocked, BlockReason, HeldBack, Item, Same, Update, UpdateKind
from publisher.model.values import State, digest
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.history.forget import forget_in_journals
from publisher.sync.plan.guard import amounts, guard
from publisher.sync.plan.orphans import orphans
from publisher.sync.plan.withdrawals import missing_tombstones, withdrawal_items
from publisher.sync.steps.decide import decide
from publisher.sync.steps.entry_index import index_entries
from publisher.sync.steps.withdrawal import TITLE
from tests.unit.builders import CATALOG, KEY, REPOSITORY, access, at, base_of, dataset, desired, entry, marker, resource
from tests.unit.cases import case_of

FORMER = DatasetKey("bron/wc")
TOMBSTONE = Tombstone(key=KEY, at=at(), date="2026-11-28", reason="demande n° 12", previously=(FORMER,))
CONTENT = dataset(resource("csv"), description="Texte", keywords=("a", "b"), extras={"vu": "par elle"})
PUBLIC = entry(CONTENT, marker=marker(base_of(CONTENT)))
EMPTY_BASE = LastApplied({WITHDRAWN: digest(WITHDRAWN), "title": digest(TITLE)})
EMPTY = entry(dataset(title=TITLE, state=State.PRIVATE), marker=marker(EMPTY_BASE))


def item_for(*entries: object) -> Item:
    """Return the only item of the tombstone where these entries exist."""
    (item,) = withdrawal_items([TOMBSTONE], index_entries(REPOSITORY, entries), access())  # type: ignore[arg-type]
    return item


def test_an_entry_is_emptied_hidden_and_marked() -> None:
    step = item_for(PUBLIC).step

    assert isinstance(step, Update)
    assert step.kind is UpdateKind.WITHDRAW
    written = values_of(step.edit.content)
    assert written["state"] is State.PRIVATE
    assert {name for name, value in written.items() if value is None} == {"keywords", "extras.vu"}
    assert step.edit.resource_writes == ()
    assert step.edit.marker.last_applied is not None
    assert step.edit.marker.last_applied.withdrawn


def test_the_item_names_no_value() -> None:
    item = item_for(PUBLIC)

    assert isinstance(item.step, Update)
    assert (item.title, item.step.changes, item.step.kept) == (KEY, (), ())


def test_an_entry_with_a_former_key_is_withdrawn_too_and_all_of_several() -> None:
    former = replace(PUBLIC, id=RemoteId("id-2"), name="wc", marker=marker(base_of(CONTENT), FORMER))
    step = item_for(PUBLIC, former).step

    assert isinstance(step, Update)
    assert [edit.entry.id for edit in (step.edit, *step.hides)] == [PUBLIC.id, "id-2"]


def test_an_empty_one_is_left_alone() -> None:
    assert isinstance(item_for(EMPTY).step, Same)


@pytest.mark.parametrize(
    "by_hand",
    [
        replace(EMPTY, content=replace(EMPTY.content, state=State.PUBLISHED)),
        replace(EMPTY, content=replace(EMPTY.content, title="Toilettes")),
        replace(EMPTY, resources=PUBLIC.resources),
        replace(EMPTY, content=replace(EMPTY.content, description="Elle habite ici")),
        replace(EMPTY, content=replace(EMPTY.content, extras={"vu": "par elle"})),
        replace(EMPTY, marker=marker(LastApplied())),
    ],
)
def test_what_somebody_did_to_it_since_is_undone(by_hand: object) -> None:
    assert isinstance(item_for(by_hand).step, Update)


def test_one_without_any_entry_here_has_no_item() -> None:
    assert list(withdrawal_items([TOMBSTONE], index_entries(REPOSITORY, ()), access())) == []


def test_it_is_blocked_where_the_token_may_not_write() -> None:
    elsewhere = replace(PUBLIC, organization="autre", organization_id="org-2")
    step = item_for(elsewhere).step

    assert isinstance(step, Blocked)
    assert step.why is BlockReason.NO_RIGHT


def test_a_manifest_in_its_place_is_blocked_also_one_that_names_it_as_its_former_key() -> None:
    for wanted, found in ((desired(CONTENT), EMPTY), (desired(CONTENT, previously=(KEY,), key=FORMER), EMPTY)):
        step = decide(case_of(wanted, found), ResolutionPolicy())
        assert isinstance(step, Blocked)
        assert step.why is BlockReason.WITHDRAWN


def test_a_missing_tombstone_blocks_and_the_entry_is_no_orphan() -> None:
    index = index_entries(REPOSITORY, [EMPTY])

    (item,) = missing_tombstones(index, frozenset(), access())
    assert isinstance(item.step, Blocked)
    assert (item.key, item.catalog, item.step.why) == (KEY, CATALOG, BlockReason.WITHDRAWN)
    assert list(missing_tombstones(index, {KEY}, access())) == []
    assert orphans(index, (), frozenset()) == ()


@pytest.mark.parametrize("kind", [GuardKind.HIDINGS, GuardKind.PROTECTED])
def test_the_guards_count_it_where_the_entry_is_public(kind: GuardKind) -> None:
    base = base_of(CONTENT)
    protected = replace(base, fields={**base.fields, "protect": digest("true")})
    item = item_for(replace(PUBLIC, marker=marker(protected)))
    strict = Guards(hidings=replace(Guards().hidings, producer=0))

    twice = item_for(PUBLIC, replace(PUBLIC, id=RemoteId("id-2"), name="wc"))
    assert amounts(twice.step)[GuardKind.HIDINGS] == 2
    (held,) = guard([item], strict, {other: 1 for other in GuardKind if other is not kind})
    (passed,) = guard([item], strict, {GuardKind.HIDINGS: 1, GuardKind.PROTECTED: 1})

    assert isinstance(held.step, HeldBack)
    assert passed == item


def test_journals_keep_of_it_what_ran_and_when(tmp_path: Path) -> None:
    other = {"run": "r", "event": "intent", "key": "bron/parcs", "catalog": "grandlyon", "changes": [{"after": "Parc"}]}
    intent = {"run": "r", "event": "intent", "key": KEY, "catalog": "grandlyon", "step": "update", "entry": "id-1",
              "changes": [{"path": "title", "after": "Secret"}]}  # fmt: skip
    outcome = {"run": "r", "event": "outcome", "key": KEY, "catalog": "grandlyon", "step": "update", "result": "failed",
               "what": "Secret", "address": "https://data.example.org/secret", "traceback": "Secret"}  # fmt: skip
    file = tmp_path / "2026-11-28T1200-abcdef.jsonl"
    lines = [*map(json.dumps, (other, intent, outcome)), json.dumps(intent)[:-20]]
    file.write_text("\n".join(lines), encoding="utf-8")
    moment = file.stat().st_mtime_ns

    forget_in_journals(tmp_path, [KEY])

    kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert kept[0] == other
    assert kept[1] == {name: intent[name] for name in ("run", "event", "key", "catalog", "step", "entry")}
    assert kept[2] == {name: outcome[name] for name in ("run", "event", "key", "catalog", "step", "result")}
    assert len(kept) == 3, "a line that was cut off in the middle goes, since nobody can tell what it has"
    assert file.stat().st_mtime_ns == moment
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
