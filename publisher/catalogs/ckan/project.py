"""The form in which CKAN will keep a dataset, and what it refuses. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from publisher.catalogs.ckan.fields import DATASET_ROWS, FIELD_EXTRAS
from publisher.catalogs.ckan.names_and_tags import EXTRA_LIMIT, RESERVED_NAMES, SCHEMA_FIELDS, dataset_name
from publisher.catalogs.ckan.resource_fields import RESOURCE_ROWS
from publisher.catalogs.field_table import ProjectionContext, project_fields
from publisher.model.catalog import Access
from publisher.model.dataset import Dataset, Resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.model.projection import Projection
from publisher.rules.catalogs import DUPLICATE_CKAN_NAME, EXTRA_NAMED_AS_CKAN_FIELD, EXTRA_TOO_LONG, RESERVED_CKAN_NAME


def project(content: Dataset, access: Access) -> Projection:
    """Return the content as CKAN gives it back, with its losses."""
    dataset, losses = project_fields(DATASET_ROWS, content, ProjectionContext(access=access))
    resources = tuple(_project_resource(resource, access) for resource in content.resources)
    return Projection(replace(dataset, resources=resources), losses)


def _project_resource(resource: Resource, access: Access) -> Resource:
    """Return the resource as CKAN gives it back: nothing of a resource is lost there."""
    projected, _losses = project_fields(RESOURCE_ROWS, resource, ProjectionContext(access=access, data=resource.data))
    return projected


def lint(desired: Iterable[DesiredDataset]) -> tuple[Finding, ...]:
    """Return a finding for each name that collides or is reserved, and for each extra that CKAN refuses."""
    names: dict[str, DesiredDataset] = {}
    findings: list[Finding] = []
    for dataset in desired:
        findings.extend(_name_findings(dataset, names))
        findings.extend(_extra_findings(dataset))
    return tuple(findings)


def _name_findings(dataset: DesiredDataset, names: dict[str, DesiredDataset]) -> Iterable[Finding]:
    name = dataset_name(dataset.key, dataset.slug)
    if name in RESERVED_NAMES:
        what = message("the name “{name}” is reserved by CKAN", name=name)
        yield RESERVED_CKAN_NAME.at(dataset.at, what, message("Choose another `slug:`."))
    first = names.setdefault(name, dataset)
    if first is not dataset:
        what = message("same CKAN name “{name}” as {other}", name=name, other=first.key)
        yield DUPLICATE_CKAN_NAME.at(dataset.at, what, message("Give one of the two a `slug:`."))


def _extra_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    for name in sorted(set(dataset.content.extras) & (SCHEMA_FIELDS | FIELD_EXTRAS)):
        what = message("the extra “{name}” has the name of a CKAN field", name=name)
        yield EXTRA_NAMED_AS_CKAN_FIELD.at(dataset.at, what, message("Use the field of the manifest, or another name."))
    for name, value in dataset.content.extras.items():
        if len((value or "").encode()) > EXTRA_LIMIT:
            what = message("the extra “{name}” is longer than {limit} bytes", name=name, limit=EXTRA_LIMIT)
            yield EXTRA_TOO_LONG.at(dataset.at, what, message("Put the text into the description."))
