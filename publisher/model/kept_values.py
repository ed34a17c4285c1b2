"""What becomes of each value of a wanted dataset in a catalogue, as far as its projection tells. Pure."""

from dataclasses import dataclass

from publisher.model.dataset import Dataset, values_of, values_of_resource
from publisher.model.desired import Loss, Projection
from publisher.model.values import Value


@dataclass(frozen=True)
class KeptValues:
    """What a catalogue makes of a dataset's values, by path: `title`, `resources.csv.format`."""

    same: tuple[str, ...]
    """Kept as they are."""
    turned: tuple[tuple[str, Value], ...]
    """Kept in another form: that form."""
    losses: tuple[Loss, ...]
    """Lost, wholly or in part; what is left of one is among `turned`."""


def kept(desired: Dataset, projection: Projection) -> KeptValues:
    """Compare what is wanted with what a catalogue will hold."""
    values, held = _values(desired), _values(projection.content)
    lossy = {loss.path for loss in projection.losses}
    there = {path: held[path] for path in values if path in held}
    turned = tuple((path, value) for path, value in there.items() if value is not None and value != values[path])
    gone = lossy | {path for path, _value in turned}
    return KeptValues(tuple(path for path in there if path not in gone), turned, projection.losses)


def _values(dataset: Dataset) -> dict[str, Value]:
    """Every managed value of a dataset and of its resources."""
    found = values_of(dataset)
    for resource in dataset.resources:
        found |= {f"resources.{resource.id}.{name}": value for name, value in values_of_resource(resource).items()}
    return found
