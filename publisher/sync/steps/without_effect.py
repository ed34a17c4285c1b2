"""Settings of a manifest that have no effect. Pure."""

from collections.abc import Iterable

from publisher.model.entry import Entry
from publisher.model.messages import Message, message
from publisher.model.plan import Create, Step, Update, entry_of
from publisher.model.values import State
from publisher.sync.steps.case import Case


def settings_without_effect(case: Case, step: Step) -> Iterable[Message]:
    """Yield what the manifest says in vain."""
    desired, name = case.desired, case.name
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
    yield from _former_keys_in_vain(case, step, entry)
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


def _former_keys_in_vain(case: Case, step: Step, entry: Entry) -> Iterable[Message]:
    """Yield the former keys whose entry is hidden beside the one of the dataset: nothing is done about it."""
    used = {entry.id, *(hide.entry.id for hide in (step.hides if isinstance(step, Update) else ()))}
    for key in case.desired.previously:
        for other in case.entry_index.by_key.get(key, ()):
            if other.id not in used and not other.deleted and other.content.state is not State.PUBLISHED:
                yield message(
                    "`previously: {key}` in {place} has no effect: {former} is hidden, and this dataset has another "
                    "entry, {address}",
                    key=key,
                    place=case.desired.places("previously"),
                    former=other.address,
                    address=entry.address,
                )
