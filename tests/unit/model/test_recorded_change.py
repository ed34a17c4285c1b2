"""What a journal says of a difference is the difference again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.names import CatalogName, ResourceId
from publisher.model.recorded_change import recorded_change
from publisher.model.values import (
    AccessTerms,
    AddressAfterApply,
    Contact,
    File,
    Groups,
    Period,
    RoleContact,
    SchemaRef,
    State,
    Value,
    Withheld,
)

TEXTS = st.text(min_size=1, max_size=8)
MAYBE = st.none() | TEXTS
OF_DATASET: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "keywords": st.lists(TEXTS, min_size=1).map(tuple),
    "groups": st.lists(TEXTS, min_size=1).map(Groups),
    "temporal": st.builds(Period, MAYBE, MAYBE),
    "contact": st.builds(Contact, MAYBE, MAYBE, MAYBE),
    "contacts": st.lists(st.builds(RoleContact, TEXTS, MAYBE, MAYBE, MAYBE), min_size=1).map(tuple),
    "access": st.builds(AccessTerms, TEXTS, MAYBE, MAYBE),
    "state": st.sampled_from(State),
    "extras.a.b": TEXTS,
}
OF_RESOURCE: dict[str, st.SearchStrategy[Any]] = {
    WHOLE: TEXTS,
    "title": TEXTS,
    "url": TEXTS | st.builds(AddressAfterApply, TEXTS.map(CatalogName)),
    "file": st.builds(File, st.none() | st.integers(0, 1 << 40), MAYBE),
    "schema": st.builds(SchemaRef, MAYBE, MAYBE, MAYBE),
    "extras.a.b": TEXTS,
}
RESOURCE = ResourceId("csv")


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Draw a difference of any field, either value of which may be absent or hidden."""
    resource = draw(st.sampled_from((None, RESOURCE)))
    values = OF_DATASET if resource is None else OF_RESOURCE
    name = draw(st.sampled_from(sorted(values)))
    before, after = (draw(st.none() | st.just(Withheld()) | values[name]) for _side in "ab")
    return Change(FieldPath(name, resource), draw(st.sampled_from(ChangeKind)), before, after)


@given(changes())
def test_a_difference_comes_back_from_its_document(change: Change) -> None:
    assert recorded_change(json.loads(json.dumps(change.document()))) == change


@pytest.mark.parametrize(
    ("path", "value"),
    [(FieldPath(ORDER), ("b", "a")), (FieldPath(WHOLE, ResourceId("order")), None)],
    ids=["the order", "a resource of this name"],
)
def test_the_order_is_no_resource_of_this_name(path: FieldPath, value: Value) -> None:
    change = Change(path, ChangeKind.CHANGE, value, ("a", "b") if path.field == ORDER else "Titre")

    assert recorded_change(change.document()) == change


def test_a_hidden_value_is_none_in_any_language(in_french: None) -> None:
    document = Change(FieldPath("title"), ChangeKind.CHANGE, Withheld(), "T").document()

    assert document["withheld"] == ["before"]
    assert recorded_change(document).observed == Withheld()


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"path": "title", "verdict": "change", "before": "a"},
        {"path": "title", "verdict": "another", "before": "a", "after": "b"},
        {"path": "title", "verdict": "change", "before": 1, "after": "b"},
        {"path": "title", "verdict": "change", "before": {"a": "b"}, "after": "b"},
        {"path": "state", "verdict": "change", "before": "gone", "after": "b"},
        {"path": "contact", "verdict": "change", "before": {"phone": "1"}, "after": None},
        {"path": "contact", "verdict": "change", "before": {"name": 1}, "after": None},
        {"path": "contacts", "verdict": "change", "before": ["a", {"role": "r"}], "after": None},
        {"path": "resources.csv.file", "verdict": "change", "before": {"size": "1"}, "after": None},
    ],
)
def test_a_document_of_another_form_is_refused(document: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        recorded_change(document)
