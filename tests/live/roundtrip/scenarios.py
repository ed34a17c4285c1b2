"""Scenarios as hypothesis strategies: edits of a manifest, edits in the catalogue, and runs, in any order.

A step names a resource by a number, modulo the number of resources: every scenario is valid, and shrinks well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.live.backends import EMPTY_PAIR, NOBODY
from tests.live.portal import Json

from .datasets import Draw

VALUES: dict[str, tuple[Any, ...]] = {
    "title": ("Un", "Deux", "Trois"),
    "description": ("Un texte.", "Autre\n\ntexte.", "Du portail."),
    "keywords": (("eau", "parc"), ("toilettes",), ("jardin", "velo")),
    "license": ("lov2", "odc-odbl", "fr-lo"),
    "frequency": ("annual", "monthly", "weekly"),
    "temporal": (("2023-01-01", "2024-12-31"), ("2025-01-01", ""), ("2020-01-01", "2021-12-31")),
    "spatial": (("fr:commune:69029",), ("fr:commune:69123",), ("country:fr",)),
    "contact": (
        ("SIG", "sig@example.org", ""),
        ("Voirie", "", "https://example.org/ecrire"),
        ("Mairie", "mairie@example.org", ""),
    ),
    "contacts": (
        (("publisher", "Ville", "", ""),),
        (("creator", "", "sig@example.org", ""),),
        (("publisher", "Métropole", "", "https://example.org/"), ("creator", "SIG", "", "")),
    ),
    "hvd": ("mobility", "statistics", "geospatial"),
    "language": ("fr", "en", "de"),
    "issued": ("2021-01-01", "2022-02-02", "2020-05-06"),
    "landing_page": ("https://example.org/", "https://example.org/a", "https://example.org/portail"),
    "version": ("1", "1.10", "2 bis"),
    "extras.ref": ("1", "deux", "trois"),
    "state": ("published", "draft", "private", "archived"),
}
"""Values that every catalogue keeps as they are; other values have tests of their own."""
EMPTY: Json = {
    **dict.fromkeys(VALUES, ""),
    "keywords": (),
    "spatial": (),
    "temporal": EMPTY_PAIR,
    "contact": NOBODY,
    "contacts": (),
}
ALWAYS = frozenset({"title", "description", "state"})
"""The required fields of a dataset."""

IDS = ("a", "b", "c", "d")
OF_RESOURCE: dict[str, tuple[Any, ...]] = {
    "title": ("Tableau", "Carte", "Service"),
    "url": ("https://example.org/1.csv", "https://example.org/2.csv", "https://example.org/3.csv"),
    "format": ("csv", "json", "xls"),
    "type": ("main", "documentation", "api"),
    "description": ("Un.", "Deux.", "Trois."),
    "schema": ({"url": "https://example.org/s.json"}, {"url": "https://example.org/t.json"}),
    "issued": ("2021-01-01", "2022-02-02", "2020-05-06"),
}
EMPTY_OF_RESOURCE: Json = {**dict.fromkeys(OF_RESOURCE, ""), "schema": None}
NEEDED = ("title", "url", "format", "type")
"""The fields that every resource of a scenario gives: a value that a catalogue guesses cannot be foretold."""
CLEARABLE = ("description", "schema", "issued")
IN_FORM = ("title", "url", "format", "description")
"""The fields in the catalogue's form of a resource."""

RUNS = (("keep", "block"), ("keep", "block"), ("revert", "block"), ("keep", "manifest"), ("keep", "portal"),
        ("revert", "manifest"))  # fmt: skip
"""The valid pairs of `--drift` and `--on-conflict`."""


@dataclass(frozen=True)
class Step:
    """One event: an actor's action (`write`, `add`, `remove`, …) on a field, with a value."""

    actor: str
    action: str
    name: str = ""
    value: Any = None
    number: int = 0


PERSON, PORTAL, RUN = "manifest", "portal", "run"
numbers = st.integers(0, 3)
orders = st.permutations(range(8)).map(tuple)


@st.composite
def _fields(draw: Draw) -> Json:
    """Draw all the fields of a resource of ours."""
    fields = {name: draw(st.sampled_from(OF_RESOURCE[name])) for name in NEEDED}
    optional = draw(st.lists(st.sampled_from(CLEARABLE), unique=True))
    return fields | {name: draw(st.sampled_from((EMPTY_OF_RESOURCE[name], *OF_RESOURCE[name]))) for name in optional}


@st.composite
def _value(draw: Draw, actor: str, names: list[str]) -> Step:
    """Draw a step in which a field of the dataset gets another value, or none."""
    name = draw(st.sampled_from(names))
    values = VALUES[name] if name in ALWAYS else (*VALUES[name], EMPTY[name])
    return Step(actor, "write", name, draw(st.sampled_from(values)))


@st.composite
def _resource_value(draw: Draw, actor: str, action: str) -> Step:
    """Draw a step in which a field of a resource gets another value."""
    name = draw(st.sampled_from(IN_FORM if action == "form" else NEEDED + CLEARABLE))
    values = OF_RESOURCE[name] if name in NEEDED else (*OF_RESOURCE[name], EMPTY_OF_RESOURCE[name])
    return Step(actor, action, name, draw(st.sampled_from(values)), draw(numbers))


def _steps(names: list[str]) -> st.SearchStrategy[Step]:
    """Return a strategy of steps: about every fourth is a run, the others change these fields or the resources."""
    free = [name for name in names if name not in ALWAYS]
    unspoken = (
        [st.builds(Step, st.just(PERSON), st.sampled_from(("omit", "ignore")), st.sampled_from(free))] if free else []
    )
    return st.one_of(
        *[st.sampled_from(RUNS).map(lambda options: Step(RUN, "sync", value=options))] * 5,
        *[_value(PERSON, names), _value(PORTAL, names), _resource_value(PORTAL, "amend")] * 2,
        *unspoken,
        _resource_value(PERSON, "amend"),
        _resource_value(PORTAL, "form"),
        st.builds(Step, st.just(PERSON), st.just("add"), st.sampled_from(IDS), _fields(), numbers),
        st.builds(Step, st.just(PORTAL), st.just("add"), value=_fields()),
        st.just(Step(PERSON, "unlist")),
        *[st.builds(Step, st.sampled_from((PERSON, PORTAL)), st.just("remove"), number=numbers)] * 2,
        *[st.builds(Step, st.sampled_from((PERSON, PORTAL)), st.just("reorder"), value=orders)] * 2,
    )


@st.composite
def scenarios(draw: Draw, most: int = 12) -> tuple[Json, dict[str, Json], list[Step]]:
    """Draw the fields and resources of a first manifest, then the steps between the first and the last runs."""
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, min_size=1, max_size=4))
    managed = draw(st.lists(st.sampled_from(names), unique=True))
    fields = {name: draw(st.sampled_from(VALUES[name])) for name in dict.fromkeys(("title", "description", *managed))}
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=3))
    first = {own: draw(_fields()) for own in ids}
    start = draw(st.sampled_from(("published", "private")))
    return {**fields, "state": start}, first, draw(st.lists(_steps(names), min_size=3, max_size=most))
