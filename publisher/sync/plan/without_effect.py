"""Settings of a manifest that have no effect on an entry that exists. Pure."""

from collections.abc import Iterable

from publisher.model.desired_dataset import DesiredDataset
from publisher.model.messages import Message, message
from publisher.model.plan import Step, entry_of


def settings_without_effect(desired: DesiredDataset, step: Step, name: str | None) -> Iterable[Message]:
    """Yield what the manifest says in vain. `name`: the name of a new entry; None where the catalogue chooses it."""
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
