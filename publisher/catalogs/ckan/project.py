"""The form in which CKAN will keep a dataset, and what it refuses. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from types import MappingProxyType

from publisher.catalogs.ckan.fields import DATASET_ROWS, FIELD_EXTRAS
from publisher.catalogs.ckan.groups import group_findings
from publisher.catalogs.ckan.names_and_tags import (
    EXTRA_LIMIT,
    RESERVED_NAMES,
    SCHEMA_FIELDS,
    SHORTEST_NAME,
    VERSION_LIMIT,
    dataset_name,
    is_email,
)
from publisher.catalogs.ckan.refusals import KEYS
from publisher.catalogs.ckan.resource_extras import RESERVED_KEYS
from publisher.catalogs.ckan.resource_fields import RESOURCE_ROWS
from publisher.catalogs.ckan.schema.checks import schema_findings
from publisher.catalogs.ckan.schema.places import BARE, FieldPlaces
from publisher.catalogs.ckan.wire import NEW, encode_content, encode_resource
from publisher.catalogs.field_table import ProjectionContext, encode_extras, project_fields
from publisher.model.catalog import Access
from publisher.model.dataset import Dataset, Resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.model.projection import Projection
from publisher.model.values import Contact
from publisher.rules.catalogs import (
    DUPLICATE_CKAN_NAME,
    EXTRA_NAMED_AS_CKAN_FIELD,
    EXTRA_TOO_LONG,
    REFUSED_CONTACT,
    REFUSED_NAME,
    RESERVED_CKAN_NAME,
    TEXT_TOO_LONG,
)


def project(content: Dataset, access: Access, places: FieldPlaces = BARE) -> Projection:
    """Return the content as CKAN gives it back, with its losses."""
    dataset, losses = project_fields(DATASET_ROWS, content, ProjectionContext(access=access))
    resources = tuple(_project_resource(resource, access, places) for resource in content.resources)
    extras = MappingProxyType({name: places.normalised(name, text) for name, text in content.extras.items()})
    return Projection(replace(dataset, extras=extras, resources=resources), losses)


def _project_resource(resource: Resource, access: Access, places: FieldPlaces) -> Resource:
    """Return the resource as CKAN gives it back: nothing of a resource is lost there."""
    projected, _losses = project_fields(RESOURCE_ROWS, resource, ProjectionContext(access=access, data=resource.data))
    extras = {name: places.normalised_in_resource(name, text) for name, text in resource.extras.items()}
    return replace(projected, extras=MappingProxyType(extras))


def lint(
    desired: Iterable[DesiredDataset], places: FieldPlaces = BARE, groups: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each name, extra and contact that CKAN refuses, and for names that collide.

    `places`: also for all that the schema of this CKAN refuses. `groups`: also for those that it does not have.
    """
    names: dict[str, DesiredDataset] = {}
    findings: list[Finding] = []
    for dataset in desired:
        findings.extend(_name_findings(dataset, names))
        findings.extend(_extra_findings(dataset, places))
        findings.extend(_long_field_findings(dataset))
        findings.extend(_resource_extra_findings(dataset))
        findings.extend(_version_findings(dataset))
        findings.extend(_contact_findings(dataset))
        findings.extend(group_findings(dataset, groups))
        if places.schema:
            fields, extras = encode_content(dataset.content, places)
            resources = {resource.id: encode_resource(resource, places) for resource in dataset.content.resources}
            findings.extend(schema_findings(dataset, {**extras, **fields}, resources, places))
    return tuple(findings)


def _name_findings(dataset: DesiredDataset, names: dict[str, DesiredDataset]) -> Iterable[Finding]:
    name = dataset_name(dataset.key, dataset.slug)
    if name in RESERVED_NAMES:
        what = message("the name “{name}” is reserved by CKAN", name=name)
        yield RESERVED_CKAN_NAME.at(dataset.places("slug"), what, message("Choose another `slug:`."))
    if len(name) < SHORTEST_NAME:
        what = message("the name “{name}” is shorter than the {limit} characters that CKAN asks for",
                       name=name, limit=SHORTEST_NAME)  # fmt: skip
        yield REFUSED_NAME.at(dataset.places("slug"), what, message("Choose another `slug:`."))
    first = names.setdefault(name, dataset)
    if first is not dataset:
        what = message("same CKAN name “{name}” as {other}", name=name, other=first.key)
        yield DUPLICATE_CKAN_NAME.at(dataset.places("slug"), what, message("Give one of the two a `slug:`."))


def _extra_findings(dataset: DesiredDataset, places: FieldPlaces) -> Iterable[Finding]:
    reserved = (SCHEMA_FIELDS | FIELD_EXTRAS) - places.free_fields
    for name in sorted(set(dataset.content.extras) & reserved):
        what = message("the extra “{name}” has the name of a CKAN field", name=name)
        fix = message("Use the field of the manifest, or another name.")
        yield EXTRA_NAMED_AS_CKAN_FIELD.at(dataset.places(f"extras.{name}"), what, fix)
    if any(not name.strip() for name in dataset.content.extras):
        fix = message("Give it a name, or remove it.")
        yield EXTRA_NAMED_AS_CKAN_FIELD.at(dataset.places("extras"), message("an extra has no name"), fix)
    for name, value in dataset.content.extras.items():
        if len((value or "").encode()) > EXTRA_LIMIT:
            what = message("the extra “{name}” is longer than {limit} bytes", name=name, limit=EXTRA_LIMIT)
            fix = message("Put the text into the description.")
            yield EXTRA_TOO_LONG.at(dataset.places(f"extras.{name}"), what, fix)


def _long_field_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    """Yield a finding for each field whose extra CKAN's search cannot index: it would answer 500 to every write."""
    extras = encode_extras(DATASET_ROWS, dataset.content, NEW)
    for key, path in KEYS.extras.items():
        if len((extras.get(key) or "").encode()) > EXTRA_LIMIT:
            what = message("{field} is longer than {limit} bytes, which {catalog} cannot index",
                           field=path, limit=EXTRA_LIMIT, catalog=dataset.catalog)  # fmt: skip
            yield EXTRA_TOO_LONG.at(dataset.places(path), what, message("Shorten it."))


def _resource_extra_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    """Yield a finding for each extra of a resource that would take the place of a key of CKAN's, or of a field."""
    for resource in dataset.content.resources:
        for name in sorted(set(resource.extras) & RESERVED_KEYS):
            what = message("the extra “{name}” has the name of a field of a CKAN resource", name=name)
            fix = message("Use the field of the manifest, or another name.")
            place = dataset.places(f"resources.{resource.id}.extras.{name}")
            yield EXTRA_NAMED_AS_CKAN_FIELD.at(place, what, fix)
        if any(not name.strip() for name in resource.extras):
            place = dataset.places(f"resources.{resource.id}.extras")
            what, fix = message("an extra has no name"), message("Give it a name, or remove it.")
            yield EXTRA_NAMED_AS_CKAN_FIELD.at(place, what, fix)


def _version_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    version = dataset.content.version
    if isinstance(version, str) and len(version) > VERSION_LIMIT:
        what = message("{field} is longer than the {limit} characters that {catalog} accepts",
                       field="version", limit=VERSION_LIMIT, catalog=dataset.catalog)  # fmt: skip
        yield TEXT_TOO_LONG.at(dataset.places("version"), what, message("Shorten it."))


def _contact_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    contact = dataset.content.contact
    if isinstance(contact, Contact) and contact.email is not None and not is_email(contact.email):
        what = message("an e-mail address that {catalog} refuses", catalog=dataset.catalog)
        fix = message("Write an address at which reusers reach the service, such as name@example.org.")
        yield REFUSED_CONTACT.at(dataset.places("contact.email"), what, fix, contact.email)
