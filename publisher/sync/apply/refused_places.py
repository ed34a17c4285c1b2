"""Where a manifest has the fields that a catalogue refuses. Pure."""

from collections.abc import Iterable

from publisher.catalogs.errors import CatalogError
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Position
from publisher.model.messages import Message, message
from publisher.model.plan import Create, MarkerUpdate, Step, Update


def refused_places(error: CatalogError, desired: DesiredDataset | None) -> Message:
    """Return what is wrong, followed by the places in the manifest of the fields that are meant."""
    if desired is None or not error.paths:
        return error.what
    places = dict.fromkeys(str(_place(path, desired)) for path in error.paths)
    return message("{what} ({places})", what=error.what, places=", ".join(places))


def desired_of(step: Step) -> DesiredDataset | None:
    """Return the dataset that a step writes; None for a step without one."""
    match step:
        case Create(creation=creation):
            return creation.desired
        case Update(edit=edit) | MarkerUpdate(edit=edit):
            return edit.desired
        case _:
            return None


def _place(path: str, desired: DesiredDataset) -> Position:
    """Return where the manifest has a field; of one that it has not, where it has what surrounds it."""
    if path == "organization":
        return desired.organization_at
    return next((at for part in _with_parents(path) if (at := desired.places(part)) != desired.at), desired.at)


def _with_parents(path: str) -> Iterable[str]:
    """Yield a path, and each path above it, the nearest first."""
    while path:
        yield path
        path = path.rpartition(".")[0]
