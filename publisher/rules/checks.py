"""Every check of manifests that could be read: of each dataset, of each producer, and between them."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from publisher.model.findings import Finding
from publisher.model.manifest import ManifestSet
from publisher.rules import (
    addresses,
    communes,
    contacts,
    dates,
    keywords,
    licences_and_hvd,
    metadata,
    publication,
    resources,
    spelling,
)
from publisher.rules.between_manifests import check_between_manifests
from publisher.rules.checked_dataset import CheckContext, CheckedDataset, DatasetCheck, datasets_of

CHECKS: Final[tuple[DatasetCheck, ...]] = (
    *metadata.CHECKS,
    *spelling.CHECKS,
    *communes.CHECKS,
    *keywords.CHECKS,
    *dates.CHECKS,
    *contacts.CHECKS,
    *licences_and_hvd.CHECKS,
    *publication.CHECKS,
    *addresses.CHECKS,
    *resources.CHECKS,
)
"""What is checked of each dataset."""


def check_manifests(manifests: ManifestSet, today: date) -> tuple[Finding, ...]:
    """Return the findings of every check of the manifests that could be read.

    A value of a layer is found again in every dataset: the same finding comes several times.
    """
    bodies = manifests.communes.with_bodies(producer.name for producer in manifests.producers.values())
    own = {name: communes.own_commune(producer, bodies) for name, producer in manifests.producers.items()}
    own_communes = {name: commune for name, commune in own.items() if commune is not None}
    context = CheckContext(today, bodies, manifests.themes, own_communes)
    datasets = tuple(datasets_of(manifests, context))
    of_each = (_of_dataset(dataset) for dataset in datasets)
    return (
        *chain.from_iterable(of_each),
        *communes.check_producers(manifests.producers.values(), bodies),
        *publication.check_states(datasets),
        *publication.check_publication_days(manifests.manifests, today),
        *licences_and_hvd.check_missing_licences(datasets),
        *check_between_manifests(manifests),
    )


def _of_dataset(dataset: CheckedDataset) -> Iterator[Finding]:
    for check in CHECKS:
        yield from check(dataset)
