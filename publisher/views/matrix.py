"""Where everything stands at a glance: producer × theme × catalogue. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Final

from publisher.model.manifest import Manifest, ManifestSet
from publisher.model.names import CatalogName, DatasetKey, ProducerId, producer_of
from publisher.model.plan import Blocked, Conflict, Create, Drift, HeldBack, MarkerUpdate, Plan, Same, Step, Update
from publisher.model.values import State


class Standing(Enum):
    """How datasets of one producer and theme stand in one catalogue; the one that most needs a person comes first."""

    STUCK = "stuck"
    TO_CREATE = "to-create"
    TO_CHANGE = "to-change"
    EDITED = "edited"
    """On the portal, and kept so."""
    DRAFT = "draft"
    ARCHIVED = "archived"
    PUBLISHED = "published"
    LEFT_OUT = "left-out"
    """There is a manifest, and it does not go to this catalogue."""
    NOT_ASKED = "not-asked"
    """There is a manifest, which the selection leaves out."""
    NONE = "none"
    """No manifest."""


@dataclass(frozen=True)
class Matrix:
    """A standing for each producer, theme and catalogue."""

    producers: Mapping[ProducerId, str]
    """Names, in their order."""
    themes: tuple[str | None, ...]
    """Ids, in the order of themes.yml; last None, where datasets have no theme."""
    catalogs: tuple[CatalogName, ...]
    cells: Mapping[tuple[ProducerId, str | None, CatalogName], Standing]

    def at(self, producer: ProducerId, theme: str | None, catalog: CatalogName) -> Standing:
        """How the datasets of a producer and theme stand in a catalogue."""
        return self.cells.get((producer, theme, catalog), Standing.NONE)


def matrix(
    manifests: ManifestSet,
    plan: Plan,
    takes: Callable[[DatasetKey], bool],
    takes_producer: Callable[[ProducerId], bool],
) -> Matrix:
    """The standings that a plan tells, of the manifests and of the producers that were asked for."""
    taken = [one for one in manifests.manifests if takes(one.key)]
    left = [one for one in manifests.manifests if not takes(one.key)]
    steps = {(item.key, item.catalog): item.step for item in plan.items}
    catalogs = tuple(config.name for config in manifests.catalogs if config.name in plan.readings)
    cells: dict[tuple[ProducerId, str | None, CatalogName], Standing] = {}
    for one, catalog in product((*taken, *left), catalogs):
        place = (producer_of(one.key), one.theme, catalog)
        here = _standing(one, steps.get((one.key, catalog))) if takes(one.key) else Standing.NOT_ASKED
        cells[place] = _first(here, cells.get(place, Standing.NONE))
    asked = {one.theme for one in taken}
    return Matrix(
        producers={
            name: producer.name
            for name, producer in manifests.producers.items()
            if takes_producer(name) or any(producer_of(one.key) == name for one in taken)
        },
        themes=(*(name for name in manifests.themes if not left or name in asked), *([None] if None in asked else [])),
        catalogs=catalogs,
        cells=cells,
    )


_SEEN: Final[Mapping[object, Standing]] = {
    State.PUBLISHED: Standing.PUBLISHED,
    State.ARCHIVED: Standing.ARCHIVED,
}
"""By the state of an entry that is as its manifest wants it."""


def _first(one: Standing, other: Standing) -> Standing:
    order = list(Standing)
    return min(one, other, key=order.index)


def _standing(manifest: Manifest, step: Step | None) -> Standing:
    match step:
        case None:
            return Standing.LEFT_OUT
        case Blocked() | Conflict():
            return Standing.STUCK
        case HeldBack():
            return _standing(manifest, step.step)
        case Create():
            return Standing.TO_CREATE
        case MarkerUpdate():
            return _standing(manifest, step.otherwise)
        case Update():
            return Standing.TO_CHANGE
        case Drift():
            return Standing.EDITED
        case Same(entry=entry):
            return _SEEN.get(entry.content.state, Standing.DRAFT) if entry is not None else Standing.DRAFT
