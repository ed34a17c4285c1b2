"""What a catalogue will hold of a dataset, and how that differs from what the manifest says. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from publisher.model.dataset import Dataset, values_of, values_of_resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Position
from publisher.model.messages import Message
from publisher.model.values import Value


@dataclass(frozen=True)
class Loss:
    """A value of the manifest that a catalogue cannot hold."""

    path: str
    """Such as `title` or `resources.csv.format`."""
    what: Message
    fix: Message | None = None
    """What a person can do about it."""
    at: Position | None = None
    """Where the manifest has the value, where that is known."""


@dataclass(frozen=True)
class Projection:
    """What a catalogue will hold of a dataset: normalised, with its losses named."""

    content: Dataset
    losses: tuple[Loss, ...] = ()


def placed(losses: Iterable[Loss], desired: DesiredDataset) -> tuple[Loss, ...]:
    """Return the losses, each with the place of its value in the manifest, where that is known."""
    places = ((loss, desired.places(loss.path)) for loss in losses)
    return tuple(replace(loss, at=at) if at != desired.at else loss for loss, at in places)


@dataclass(frozen=True)
class ProjectedValues:
    """A dataset's values in a catalogue, by path, sorted by what happens to them."""

    same: tuple[str, ...]
    """Stored as they are."""
    changed: tuple[tuple[str, Value], ...]
    """Stored in another form, with that form."""
    losses: tuple[Loss, ...]
    """Lost, wholly or in part; the part that is stored is in `changed`."""


def projected_values(desired: Dataset, projection: Projection) -> ProjectedValues:
    """Compare a dataset with what a catalogue will hold of it."""
    values, stored = _values(desired), _values(projection.content)
    paths = [path for path in values if path in stored]
    changed = tuple((path, stored[path]) for path in paths if stored[path] not in (None, values[path]))
    not_same = {loss.path for loss in projection.losses} | {path for path, _value in changed}
    return ProjectedValues(tuple(path for path in paths if path not in not_same), changed, projection.losses)


def _values(dataset: Dataset) -> dict[str, Value]:
    """Return every managed value of a dataset and of its resources."""
    values = values_of(dataset)
    for resource in dataset.resources:
        values |= {f"resources.{resource.id}.{name}": value for name, value in values_of_resource(resource).items()}
    return values
