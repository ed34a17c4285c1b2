"""Rules about how a dataset is published: its state, its access, its territory; and their checks."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from publisher.model.findings import Finding, Severity
from publisher.model.manifest import Manifest
from publisher.model.messages import message
from publisher.model.values import AccessTerms, State
from publisher.model.vocabulary import closest, fold
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

WITHOUT_RESOURCES = Rule("PUB536", Family.METADATA, message("A published dataset has resources."), Severity.WARNING)
NO_STATE = Rule("PUB537", Family.METADATA, message("A manifest says its state where the others do."), Severity.WARNING)
REASON_FOR_OPEN_ACCESS = Rule(
    "PUB538", Family.METADATA, message("Open data have no reason for a restriction."), Severity.WARNING
)
UNKNOWN_GRANULARITY = Rule(
    "PUB539", Family.METADATA, message("A granularity is one that data.gouv.fr has."), Severity.WARNING
)
NEVER_PUBLIC_FROM = Rule(
    "PUB540", Family.METADATA, message("A dataset with a day of publication becomes public then."), Severity.WARNING
)

_LIST_OF_GRANULARITIES: Final = """
    country-group country country-subset poi other fr:region fr:departement fr:arrondissement fr:epci fr:canton
    fr:commune fr:iris fr:collectivite
"""
GRANULARITIES: Final = frozenset(_LIST_OF_GRANULARITIES.split())
"""`GET /api/1/spatial/granularities/` of data.gouv.fr; a word without the country is understood, too."""


def _resources(dataset: CheckedDataset) -> Iterable[Finding]:
    adopted = any(adoption.entry is not None for adoption in dataset.manifest.adoptions.values())
    if dataset.is_public and not dataset.content.resources and not (adopted and not dataset.content.manages_resources):
        what = message("this dataset is published without a file or an address")
        fix = message("Add `resources:`, or write `state: draft` until there are some.")
        yield WITHOUT_RESOURCES.at(dataset.place("state"), what, fix)


def check_states(datasets: Iterable[CheckedDataset]) -> Iterator[Finding]:
    """Yield the findings about manifests without a `state:` where half of them or more have one."""
    states = [(dataset, dataset.written("state") is not None) for dataset in datasets]
    if sum(has_state for _dataset, has_state in states) * 2 < len(states):
        return
    for dataset in (dataset for dataset, has_state in states if not has_state and dataset.content.resources):
        what = message("no `state:`: this dataset is published")
        fix = message("If that is meant, add a line `state: published`; if it is not ready, `state: draft`.")
        yield NO_STATE.at(dataset.manifest.at, what, fix)


def check_publication_days(manifests: Iterable[Manifest], today: date) -> Iterator[Finding]:
    """Yield the findings about manifests with a day of publication to come and a state that is never public."""
    for manifest in manifests:
        contents = [manifest.content, *manifest.overrides.values()]
        states = [content.state for content in contents if content is not None]
        if manifest.public_from is not None and manifest.public_from > today and State.PUBLISHED not in states:
            what = message("with this `state:`, the dataset is not published on that day")
            fix = message("Write `state: published`: it is published on that day, not before; or delete this line.")
            yield NEVER_PUBLIC_FROM.at(manifest.place("from"), what, fix)


def _access(dataset: CheckedDataset) -> Iterable[Finding]:
    access = dataset.content.access
    if isinstance(access, AccessTerms) and access.type == "open" and (access.category or access.reason):
        key = "category" if access.category else "reason"
        what = message("the data are open, and a reason for a restriction is given, too")
        fix = message("Delete the reason, or write `type: restricted`.")
        yield REASON_FOR_OPEN_ACCESS.at(dataset.place(f"access.{key}"), what, fix)


def _granularity(dataset: CheckedDataset) -> Iterable[Finding]:
    word = dataset.content.granularity
    if not isinstance(word, str):
        return
    names = {name.partition(":")[2] or name for name in GRANULARITIES}
    if word in GRANULARITIES or fold(word) in names:
        return
    near = closest(word, names)
    fix = message(
        "Allowed values: {known}", known="fr:commune, fr:iris, fr:epci, fr:departement, fr:region, poi, other"
    )
    if near is not None:
        fix = message("Did you mean “{near}”?", near=f"fr:{near}" if f"fr:{near}" in GRANULARITIES else near)
    yield UNKNOWN_GRANULARITY.at(dataset.place("granularity"), message("unknown granularity"), fix, word)


CHECKS: Final[tuple[DatasetCheck, ...]] = (_resources, _access, _granularity)
