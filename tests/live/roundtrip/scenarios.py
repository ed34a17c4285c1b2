"""Stories as hypothesis strategies: edits of a manifest, edits on the portal, and runs, in any order.

A step names a resource by a number, which is taken modulo those there are: every story makes sense, and shrinks well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.live.backends import NOBODY
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
    "contact": (("SIG", "sig@example.org"), ("Voirie", "voirie@example.org"), ("Mairie", "mairie@example.org")),
    "hvd": ("mobility", "statistics", "geospatial"),
    "language": ("fr", "en", "de"),
    "issued": ("2021-01-01", "2022-02-02", "2020-05-06"),
    "landing_page": ("https://example.org/", "https://example.org/a", "https://example.org/portail"),
    "extras.ref": ("1", "deux", "trois"),
    "state": ("published", "draft", "archived"),
}
"""Values that every catalogue keeps as they are: what becomes of others is another test's affair."""
EMPTY: Json = {**dict.fromkeys(VALUES, ""), "keywords": (), "spatial": (), "temporal": NOBODY, "contact": NOBODY}
ALWAYS = frozenset({"title", "description", "state"})
"""What a dataset cannot be without."""

IDS = ("a", "b", "c", "d")
OF_RESOURCE: dict[str, tuple[Any, ...]] = {
    "title": ("Tableau", "Carte", "Service"),
    "url": ("https://example.org/1.csv", "https://example.org/2.csv", "https://example.org/3.csv"),
    "format": ("csv", "json", "xls"),
    "type": ("main", "documentation", "api"),
    "description": ("Un.", "Deux.", "Trois."),
    "schema": ({"url": "https://example.org/s.json"}, {"url": "https://example.org/t.json"}),
}
EMPTY_OF_RESOURCE: Json = {**dict.fromkeys(OF_RESOURCE, ""), "schema": None}
NEEDED = ("title", "url", "format", "type")
"""What the resources of these stories always say: where a catalogue guesses, nothing is to be foretold."""
CLEARABLE = ("description", "schema")
IN_FORM = ("title", "url", "format", "description")
"""What the portal's form of a resource has a place for."""

RUNS = (("keep", "block"), ("keep", "block"), ("revert", "block"), ("keep", "manifest"), ("keep", "portal"),
        ("revert", "manifest"))  # fmt: skip
"""`--drift` and `--on-conflict`: all that go together."""


@dataclass(frozen=True)
class Step:
    """Something that happens: who does what (`write`, `add`, `remove`, …), to which field, with which value."""

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
    """All that a resource of ours says."""
    fields = {name: draw(st.sampled_from(OF_RESOURCE[name])) for name in NEEDED}
    optional = draw(st.lists(st.sampled_from(CLEARABLE), unique=True))
    return fields | {name: draw(st.sampled_from((EMPTY_OF_RESOURCE[name], *OF_RESOURCE[name]))) for name in optional}


@st.composite
def _value(draw: Draw, actor: str, names: list[str]) -> Step:
    """A field of the dataset gets another value, or none."""
    name = draw(st.sampled_from(names))
    values = VALUES[name] if name in ALWAYS else (*VALUES[name], EMPTY[name])
    return Step(actor, "write", name, draw(st.sampled_from(values)))


@st.composite
def _resource_value(draw: Draw, actor: str, action: str) -> Step:
    """A field of a resource gets another value."""
    name = draw(st.sampled_from(IN_FORM if action == "form" else NEEDED + CLEARABLE))
    values = OF_RESOURCE[name] if name in NEEDED else (*OF_RESOURCE[name], EMPTY_OF_RESOURCE[name])
    return Step(actor, action, name, draw(st.sampled_from(values)), draw(numbers))


def _steps(names: list[str]) -> st.SearchStrategy[Step]:
    """A run every fourth time; else something happens to one of these fields, or to the resources."""
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
    """Fields and resources of a first manifest, then what happens to some of them; the first and last runs aside."""
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, min_size=1, max_size=4))
    managed = draw(st.lists(st.sampled_from(names), unique=True))
    fields = {name: draw(st.sampled_from(VALUES[name])) for name in dict.fromkeys(("title", "description", *managed))}
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=3))
    first = {own: draw(_fields()) for own in ids}
    return {**fields, "state": "published"}, first, draw(st.lists(_steps(names), min_size=3, max_size=most))
