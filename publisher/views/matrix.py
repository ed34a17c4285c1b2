"""The matrix of `status --matrix`: a state for each producer, theme and catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Final

from publisher.model.manifest import Manifest, ManifestSet
from publisher.model.names import CatalogName, DatasetKey, ProducerId, producer_of
from publisher.model.plan import (
    Blocked,
    Conflict,
    Create,
    Drift,
    EntryDeleted,
    HeldBack,
    MarkerUpdate,
    Plan,
    Same,
    Scheduled,
    Step,
    Update,
)
from publisher.model.values import State


class CellState(Enum):
    """The state of the datasets of one producer and theme in one catalogue, the most urgent state first."""

    STUCK = "stuck"
    TO_CREATE = "to-create"
    TO_CHANGE = "to-change"
    EDITED = "edited"
    """Edited in the catalogue; the edit is kept."""
    SCHEDULED = "scheduled"
    """To be published on a later day."""
    DRAFT = "draft"
    PRIVATE = "private"
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
    """A state for each producer, theme and catalogue."""

    producers: Mapping[ProducerId, str]
    """Names, in their order."""
    themes: tuple[str | None, ...]
    """Ids, in the order of themes.yml; last None, where datasets have no theme."""
    catalogs: tuple[CatalogName, ...]
    cells: Mapping[tuple[ProducerId, str | None, CatalogName], CellState]

    def at(self, producer: ProducerId, theme: str | None, catalog: CatalogName) -> CellState:
        """Return the state of the datasets of a producer and theme in a catalogue."""
        return self.cells.get((producer, theme, catalog), CellState.NONE)


def make_matrix(
    manifests: ManifestSet,
    plan: Plan,
    takes: Callable[[DatasetKey], bool],
    takes_producer: Callable[[ProducerId], bool],
) -> Matrix:
    """Return the matrix of a plan, for the selected manifests and producers."""
    selected = [manifest for manifest in manifests.manifests if takes(manifest.key)]
    unselected = [manifest for manifest in manifests.manifests if not takes(manifest.key)]
    steps = {(item.key, item.catalog): item.step for item in plan.items}
    catalogs = tuple(config.name for config in manifests.catalogs if config.name in plan.readings)
    cells: dict[tuple[ProducerId, str | None, CatalogName], CellState] = {}
    for manifest, catalog in product((*selected, *unselected), catalogs):
        cell = (producer_of(manifest.key), manifest.theme, catalog)
        state = (
            _cell_state(manifest, steps.get((manifest.key, catalog))) if takes(manifest.key) else CellState.NOT_ASKED
        )
        cells[cell] = _most_urgent(state, cells.get(cell, CellState.NONE))
    selected_themes = {manifest.theme for manifest in selected}
    return Matrix(
        producers={
            name: producer.name
            for name, producer in manifests.producers.items()
            if takes_producer(name) or any(producer_of(manifest.key) == name for manifest in selected)
        },
        themes=(
            *(name for name in manifests.themes if not unselected or name in selected_themes),
            *([None] if None in selected_themes else []),
        ),
        catalogs=catalogs,
        cells=cells,
    )


_STATE_OF_ENTRY: Final[Mapping[object, CellState]] = {
    State.PUBLISHED: CellState.PUBLISHED,
    State.PRIVATE: CellState.PRIVATE,
    State.ARCHIVED: CellState.ARCHIVED,
}
"""State of the cell by the state of an entry that is equal to its manifest; draft for any other."""


def _most_urgent(first: CellState, second: CellState) -> CellState:
    order = list(CellState)
    return min(first, second, key=order.index)


def _cell_state(manifest: Manifest, step: Step | None) -> CellState:
    match step:
        case None:
            return CellState.LEFT_OUT
        case Blocked() | Conflict():
            return CellState.STUCK
        case HeldBack():
            return _cell_state(manifest, step.step)
        case Scheduled():
            return CellState.SCHEDULED
        case Create():
            return CellState.TO_CREATE
        case MarkerUpdate():
            return _cell_state(manifest, step.without_write)
        case Update():
            return CellState.TO_CHANGE
        case Drift() | EntryDeleted():
            return CellState.EDITED
        case Same(entry=entry):
            return _STATE_OF_ENTRY.get(entry.content.state, CellState.DRAFT) if entry is not None else CellState.DRAFT
