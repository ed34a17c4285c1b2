"""The form in which udata will keep a dataset, what it loses and what it refuses. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from unicodedata import normalize

from publisher.catalogs.field_table import ProjectionContext, project_fields
from publisher.catalogs.udata.fields import DATASET_ROWS
from publisher.catalogs.udata.limits import DESCRIPTION_LIMIT, DROPPED_EXTRAS, EXTENSIONS, TITLE_LIMIT, extension
from publisher.catalogs.udata.resource_fields import RESOURCE_ROWS
from publisher.model.catalog import Access
from publisher.model.dataset import Dataset, Resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.model.projection import Loss, Projection
from publisher.rules.catalogs import REFUSED_FILE_ENDING, TEXT_TOO_LONG, TITLE_WITHOUT_LETTERS


def project(content: Dataset, access: Access) -> Projection:
    """Return the content as udata gives it back, with its losses."""
    dataset, losses = project_fields(DATASET_ROWS, content, ProjectionContext(access=access))
    extras, lost_extras = _project_extras(content.extras)
    resources = [_project_resource(resource, access) for resource in content.resources]
    lost_in_resources = (loss for _resource, of_resource in resources for loss in of_resource)
    projected = replace(dataset, extras=extras, resources=tuple(resource for resource, _losses in resources))
    return Projection(projected, (*losses, *lost_extras, *lost_in_resources))


def _project_extras(extras: Mapping[str, str | None]) -> tuple[Mapping[str, str | None], tuple[Loss, ...]]:
    dropped = sorted(name for name in extras if DROPPED_EXTRAS.fullmatch(name))
    losses = tuple(Loss(f"extras.{name}", message("this name is reserved by the catalogue")) for name in dropped)
    return {name: value for name, value in extras.items() if name not in dropped}, losses


def _project_resource(resource: Resource, access: Access) -> tuple[Resource, tuple[Loss, ...]]:
    context = ProjectionContext(access=access, data=resource.data)
    return project_fields(RESOURCE_ROWS, resource, context, f"resources.{resource.id}.")


def lint(desired: Iterable[DesiredDataset], *, uploads: bool) -> tuple[Finding, ...]:
    """Return a finding for each text that is too long, title without a word, and file of a kind that udata refuses."""
    findings: list[Finding] = []
    for dataset in desired:
        findings.extend(_text_findings(dataset))
        findings.extend(_title_findings(dataset))
        if uploads:
            findings.extend(_file_findings(dataset))
    return tuple(findings)


def _text_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    """Yield a finding for each title or description that is too long, of the dataset and of its resources."""
    texts = [("title", dataset.content.title), ("description", dataset.content.description)]
    for resource in dataset.content.resources:
        place = f"resources.{resource.id}"
        texts += [(f"{place}.title", resource.title), (f"{place}.description", resource.description)]
    for path, value in texts:
        limit = TITLE_LIMIT if path.endswith("title") else DESCRIPTION_LIMIT
        if isinstance(value, str) and len(value) > limit:
            what = message("{field} is longer than the {limit} characters that {catalog} accepts",
                           field=path, limit=limit, catalog=dataset.catalog)  # fmt: skip
            yield TEXT_TOO_LONG.at(dataset.places(path), what, message("Shorten it."))


def _title_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    """Yield a finding for a title without a slug: udata would take it and store unreadable files."""
    title = dataset.content.title
    if isinstance(title, str) and not any(map(str.isalnum, normalize("NFKD", title))):
        what = message(
            "the title has neither letters nor digits: {catalog} cannot build an address from it",
            catalog=dataset.catalog,
        )
        yield TITLE_WITHOUT_LETTERS.at(dataset.places("title"), what, message("Write a title with letters or digits."))


def _file_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    for resource in dataset.content.resources:
        if resource.data is None or extension(resource.data.name) in EXTENSIONS:
            continue
        what = message(
            "{catalog} does not accept a file with the extension of {name}",
            catalog=dataset.catalog,
            name=resource.data.name,
        )
        fix = message(
            "Give it one of these extensions: {known}", known="csv, json, geojson, xlsx, ods, zip, pdf, txt, xml…"
        )
        yield REFUSED_FILE_ENDING.at(dataset.places(f"resources.{resource.id}"), what, fix)
