"""Settings of a manifest that have no effect. Pure."""

from collections.abc import Iterable

from publisher.model.desired_dataset import DesiredDataset
from publisher.model.messages import Message, message
from publisher.model.plan import Create, Step, entry_of


def settings_without_effect(desired: DesiredDataset, step: Step, name: str | None) -> Iterable[Message]:
    """Yield what the manifest says in vain. `name`: the name of a new entry; None where the catalogue chooses it."""
    if isinstance(step, Create) and desired.previously:
        yield message(
            "`previously:` in {place} names {keys}, without an entry in {catalog}: a new one is created",
            place=desired.places("previously"),
            keys=", ".join(desired.previously),
            catalog=desired.catalog,
        )
    entry = entry_of(step)
    if entry is None:
        return
    if desired.slug is not None and name is not None and entry.name != name:
        yield message(
            "`slug: {slug}` in {place} has no effect: an entry keeps the name of its creation, {address}",
            slug=desired.slug,
            place=desired.places("slug"),
            address=entry.address,
        )
    if desired.entry is not None and desired.entry not in (entry.id, entry.name):
        yield message(
            "`entry: {entry}` in {place} has no effect: this dataset already has an entry, {address}",
            entry=desired.entry,
            place=desired.at,
            address=entry.address,
        )
