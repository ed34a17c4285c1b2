"""Where both sides changed to the same value, the marker alone is updated, and the plan counts no pending write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from publisher.model.dataset import EMPTY, Dataset
from publisher.model.entry import Entry
from publisher.model.names import RemoteId
from publisher.model.plan import Drift, Item, MarkerUpdate, Plan, Same, Step
from publisher.sync.compare.conflicts import ResolutionPolicy
from publisher.sync.steps.decide import decide
from tests.unit.builders import (
    CATALOG,
    access,
    applied,
    base_of,
    dataset,
    desired,
    edited,
    marker,
    resource,
)
from tests.unit.cases import case_of

AGREED = dataset(description="Accord", license="lov2")
BEFORE = dataset(description="Avant", license="lov2")


def step_for(content: Dataset, entry: Entry, **fields: Any) -> Step:
    """Return the step for a manifest with this content."""
    return decide(case_of(desired(content), entry, **fields), ResolutionPolicy())


def test_a_value_that_both_sides_changed_to_is_recorded() -> None:
    entry = edited(applied(BEFORE), description="Accord")
    step = step_for(AGREED, entry)
    assert type(step) is MarkerUpdate
    assert step.kept == ()
    assert (step.edit.content, step.edit.resource_writes, step.edit.uploads) == (EMPTY, None, ())
    assert step.edit.marker == marker(base_of(AGREED))
    assert step.without_write == Same(entry=entry)


def test_an_edit_in_the_catalogue_stays_and_is_not_recorded() -> None:
    entry = edited(applied(BEFORE), description="Accord", license="odc-by")
    step = step_for(AGREED, entry)
    assert type(step) is MarkerUpdate
    assert [str(change.path) for change in step.kept] == ["license"]
    assert step.edit.marker == marker(base_of(AGREED)), "what was applied of the licence is what the manifest says"
    assert isinstance(step.without_write, Drift)


def test_a_value_of_a_resource_is_recorded() -> None:
    before, after = dataset(resource(title="Avant")), dataset(resource(title="Accord"))
    (remote_resource,) = applied(before).resources
    agreed = replace(remote_resource, content=replace(remote_resource.content, title="Accord"))
    step = step_for(after, replace(applied(before), resources=(agreed,)))
    assert type(step) is MarkerUpdate
    assert step.edit.marker == marker(base_of(after))


@pytest.mark.parametrize(
    ("content", "entry"),
    [(AGREED, applied(AGREED)), (BEFORE, edited(applied(BEFORE), license="odc-by")), (AGREED, applied(BEFORE))],
)
def test_where_there_is_nothing_to_learn(content: Dataset, entry: Entry) -> None:
    assert not isinstance(step_for(content, entry), MarkerUpdate)


def test_a_field_that_was_never_applied_is_not_worth_a_write() -> None:
    entry = edited(applied(dataset(license="lov2")), description="Accord")
    assert step_for(AGREED, entry) == Same(entry=entry)


def test_an_ignored_field_is_not_recorded() -> None:
    entry = edited(applied(BEFORE), description="Accord")
    desired_dataset = replace(desired(AGREED), ignored=frozenset({"description"}))
    assert decide(case_of(desired_dataset, entry), ResolutionPolicy()) == Same(entry=entry)


def test_without_the_right_to_write_nothing_waits() -> None:
    entry = edited(applied(BEFORE), description="Accord")
    assert step_for(AGREED, entry, access=access(writable=frozenset())) == Same(entry=entry)


def test_what_a_harvester_rewrites_is_left_alone() -> None:
    entry = replace(edited(applied(BEFORE), description="Accord"), harvested="harvest_source_id = x")
    assert step_for(AGREED, entry) == Same(entry=entry)


def test_nothing_waits_though_something_is_written() -> None:
    step = step_for(AGREED, edited(applied(BEFORE), description="Accord"))
    plan = Plan((Item(desired().key, CATALOG, "T", step, ()),), (), {})
    assert not plan.pending
    assert len(plan.writes) == 1
    assert plan.waiting == ()


@pytest.mark.parametrize("recorded", [None, RemoteId("gone")], ids=["interrupted", "two runs at once"])
def test_the_id_of_a_resource_that_the_marker_does_not_have_is_recorded(recorded: RemoteId | None) -> None:
    """udata chooses the ids: a run that ended right after the call that made the resource never wrote its id down."""
    content = dataset(resource())
    whole = applied(content)
    (known,) = whole.last_applied.resources
    forgotten = replace(whole.last_applied, resources=(replace(known, remote_id=recorded),))
    step = step_for(content, replace(whole, marker=marker(forgotten)))
    assert type(step) is MarkerUpdate
    assert step.edit.marker == whole.marker
