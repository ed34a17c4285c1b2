"""Rules about licences and about high-value data, and their checks. None of them names the licence to take."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from publisher.model.dataset import Resource
from publisher.model.findings import Finding, Severity
from publisher.model.licenses import FOR_ADMINISTRATIONS, LICENSES, UNSPECIFIED_LICENSE
from publisher.model.messages import message
from publisher.model.names import ProducerId, producer_of
from publisher.model.values import UNMANAGED, Contact
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.rule import Family, Rule

LICENSE_TO_HOMOLOGATE = Rule(
    "PUB531",
    Family.METADATA,
    message("The licence of an administration is on the list of article D. 323-2-1 of the code of relations between "
            "the public and the administration (Licence Ouverte, ODbL), or it is homologated."),
    Severity.WARNING,
)  # fmt: skip
NO_LICENSE = Rule("PUB532", Family.METADATA, message("A published dataset has a licence."), Severity.ADVICE)
HVD_LICENSE = Rule(
    "PUB533",
    Family.METADATA,
    message("High-value data have a licence that is no stricter than CC BY 4.0 (regulation (EU) 2023/138)."),
    Severity.WARNING,
)
HVD_WITHOUT_API = Rule(
    "PUB534",
    Family.METADATA,
    message("High-value data have an API, with its documentation and a contact (regulation (EU) 2023/138)."),
    Severity.WARNING,
)

_NO_STRICTER_THAN_CC_BY: Final = frozenset({"lov2", "fr-lo", "cc-by", "cc-zero", "odc-by", "odc-pddl", "other-pd"})
_API_FORMATS: Final = frozenset(
    {"wfs", "wms", "wmts", "wcs", "ogc:wfs", "ogc:wms", "api", "rest", "esri rest", "sparql"}
)
_KEYWORD: Final = "hvd"
"""The keyword by which data.gouv.fr knows high-value data."""
_MOST_NAMED: Final = 5
"""Datasets that a message names."""


def _license(dataset: CheckedDataset) -> Iterable[Finding]:
    license_id = dataset.content.license
    if not isinstance(license_id, str) or license_id in FOR_ADMINISTRATIONS or license_id == UNSPECIFIED_LICENSE:
        return
    if _is_marked(dataset) and license_id not in _NO_STRICTER_THAN_CC_BY:
        return  # the rule about high-value data says it
    term = LICENSES.term(license_id)
    what = message("“{license}” is not on the list of the licences that an administration may choose for its data",
                   license=term.label if term else license_id)  # fmt: skip
    fix = message(
        "The list has two, and the producer says which: `lov2` (Licence Ouverte 2.0) or `odc-odbl` (ODbL). Another "
        "licence has to be homologated first (article D. 323-2-1 of the code of relations between the public and the "
        "administration)."
    )
    yield LICENSE_TO_HOMOLOGATE.at(dataset.place("license"), what, fix, license_id)


def _hvd(dataset: CheckedDataset) -> Iterable[Finding]:
    content = dataset.content
    if _is_marked(dataset) and isinstance(content.license, str) and content.license not in _NO_STRICTER_THAN_CC_BY:
        what = message("this licence is stricter than CC BY 4.0, the strictest that high-value data may have")
        fix = message("The producer chooses another licence, no stricter than CC BY 4.0, or removes `hvd:`.")
        yield HVD_LICENSE.at(dataset.place("license"), what, fix, content.license)
    if not isinstance(content.hvd, str):
        return
    if dataset.is_public and content.license in (None, UNMANAGED):
        what = message("high-value data without a licence: they need one that is no stricter than CC BY 4.0")
        fix = message("Add a line `license:` with the licence that the producer has chosen.")
        yield HVD_LICENSE.at(dataset.place("hvd"), what, fix, content.hvd)
    if dataset.is_public and content.resources:
        yield from _api(dataset, content.hvd)


def _is_marked(dataset: CheckedDataset) -> bool:
    """Return whether a dataset is marked as high-value data, if only by a keyword."""
    keywords = dataset.content.keywords
    return isinstance(dataset.content.hvd, str) or (isinstance(keywords, tuple) and _KEYWORD in keywords)


def _api(dataset: CheckedDataset, category: str) -> Iterator[Finding]:
    apis = [resource for resource in dataset.content.resources if is_api(resource)]
    if not apis:
        what = message("high-value data without an API")
        fix = message("Add the address of the API under `resources:`, with `type: api`, beside the files.")
        yield HVD_WITHOUT_API.at(dataset.place("hvd"), what, fix, category)
        return
    place = dataset.place(f"resources.{apis[0].id}")
    contact = dataset.content.contact
    if not isinstance(contact, Contact) or not (contact.email or contact.form):
        what = message("the API of high-value data has no contact")
        fix = message("Add `contact:` to the manifest, with the mailbox of a service.")
        yield HVD_WITHOUT_API.at(place, what, fix, apis[0].id)
    if not has_documentation(dataset):
        what = message("the API of high-value data has no documentation")
        fix = message("Add a resource with `type: documentation`, or the address of a page under `landing_page:`.")
        yield HVD_WITHOUT_API.at(place, what, fix, apis[0].id)


def is_api(resource: Resource) -> bool:
    """Return whether a resource is an API."""
    return resource.type == "api" or (isinstance(resource.format, str) and resource.format in _API_FORMATS)


def has_documentation(dataset: CheckedDataset) -> bool:
    """Return whether a dataset names a documentation of its data or of its API."""
    content = dataset.content
    return isinstance(content.landing_page, str) or any(
        resource.type == "documentation" or "apidocUrl" in resource.extras for resource in content.resources
    )


def check_missing_licences(datasets: Iterable[CheckedDataset]) -> Iterator[Finding]:
    """Yield the findings about published datasets without a licence: one for a producer whose datasets have none."""
    public: dict[ProducerId, list[CheckedDataset]] = defaultdict(list)
    for dataset in datasets:
        if dataset.is_public and dataset.content.hvd in (None, UNMANAGED):
            public[producer_of(dataset.manifest.key)].append(dataset)
    for of_producer in public.values():
        without = [item for item in of_producer if item.content.license in (None, UNMANAGED, UNSPECIFIED_LICENSE)]
        producer = without[0].producer if without else None
        fix = message("Once the producer has chosen a licence, add a line `license:`.")
        keys = sorted({item.manifest.key for item in without})
        excepted = any(NO_LICENSE.id in item.manifest.exceptions for item in without)
        if producer is not None and len(without) == len(of_producer) and len(keys) > 1 and not excepted:
            names = ", ".join([*keys[:_MOST_NAMED], *(["…"] if len(keys) > _MOST_NAMED else [])])
            what = message("no licence for {n} published datasets: {names}", n=len(keys), names=names)
            yield NO_LICENSE.at(producer.at, what, fix)
            continue
        for dataset in without:
            what = message("this dataset is published without a licence: reusers do not know whether they may use it")
            yield NO_LICENSE.at(dataset.place("license"), what, fix)


CHECKS: Final[tuple[DatasetCheck, ...]] = (_license, _hvd)
