"""The form in which udata will keep a dataset, what it loses and what it refuses. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from unicodedata import normalize

from publisher.catalogs.field_table import ProjectionContext, project_fields
from publisher.catalogs.udata.addresses import is_accepted
from publisher.catalogs.udata.contact_points import CONTACT_ROW, cannot_be_stored, in_role
from publisher.catalogs.udata.fields import DATASET_ROWS
from publisher.catalogs.udata.limits import (
    ADDRESS_EXTRAS,
    CONTACT_LIMIT,
    CUSTOM,
    DESCRIPTION_LIMIT,
    DROPPED_EXTRAS,
    DROPPED_RESOURCE_EXTRAS,
    EXTENSIONS,
    HVD_TAG,
    RESOURCE_ADDRESS_EXTRAS,
    TITLE_LIMIT,
    extension,
    is_email,
    tag,
)
from publisher.catalogs.udata.resource_fields import RESOURCE_ROWS
from publisher.model.catalog import Access, DeclaredExtras
from publisher.model.dataset import Dataset, Resource
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Finding
from publisher.model.messages import message
from publisher.model.projection import Loss, Projection
from publisher.model.values import CONTACT_ROLE, UNMANAGED, AccessTerms, Contact, RoleContact, SchemaRef
from publisher.rules.catalogs import (
    ADDRESS_NOT_PUBLIC,
    HVD_WITHOUT_CATEGORY,
    REFUSED_CONTACT,
    REFUSED_FILE_ENDING,
    RESOURCE_WITHOUT_DESCRIPTION,
    TEXT_TOO_LONG,
    TITLE_WITHOUT_LETTERS,
)


def access_type(desired: DesiredDataset, present: Dataset | None) -> str | None:
    """Return who may use the dataset: as the manifest says, or else as its entry has it now."""
    is_left = desired.content.access is UNMANAGED or "access" in desired.ignored
    terms = present.access if is_left and present is not None else desired.content.access
    return terms.type if isinstance(terms, AccessTerms) else None


def project(content: Dataset, access: Access, organization: str = "", access_type: str | None = None) -> Projection:
    """Return the content as udata gives it back to this organization, with its losses."""
    hvd = content.hvd if isinstance(content.hvd, str) else None
    context = ProjectionContext(access=access, hvd=hvd, access_type=access_type)
    contact = CONTACT_ROW.project(content.contact, context).value
    first = contact if isinstance(contact, Contact) else None
    dataset, losses = project_fields(DATASET_ROWS, content, replace(context, contact=first))
    # Without a connection nothing is known of the organization.
    declared = access.declared_extras.get(organization, {}) if access.software else None
    extras, lost_extras = _project_extras(content.extras, declared)
    resources = [_project_resource(resource, access) for resource in content.resources]
    lost_in_resources = (loss for _resource, of_resource in resources for loss in of_resource)
    projected = replace(dataset, extras=extras, resources=tuple(resource for resource, _losses in resources))
    return Projection(projected, (*losses, *lost_extras, *lost_in_resources))


def _project_extras(
    extras: Mapping[str, str | None], declared: DeclaredExtras | None
) -> tuple[Mapping[str, str | None], tuple[Loss, ...]]:
    losses = {name: _loss(name, value, declared) for name, value in sorted(extras.items())}
    kept = {name: value for name, value in extras.items() if losses[name] is None}
    return kept, tuple(loss for loss in losses.values() if loss is not None)


def _loss(name: str, value: str | None, declared: DeclaredExtras | None) -> Loss | None:
    """Return why udata would not keep an extra, or would refuse the entry because of it; None where it takes it."""
    path = f"extras.{name}"
    if DROPPED_EXTRAS.fullmatch(name):
        return Loss(path, message("this name is reserved by the catalogue"))
    if declared is None or value is None or not name.startswith(CUSTOM):
        return None
    title = name.split(":")[1]
    if title not in declared:
        what = message("the organization declares no such extra in this catalogue, or not one for a text")
        fix = message(
            "declare it as a text in the settings of the organization in this catalogue, or remove it from the manifest"
        )
        return Loss(path, what, fix)
    allowed = declared[title]
    if allowed and value not in allowed:
        what = message("the organization declares other values for it: {known}", known=", ".join(sorted(allowed)))
        return Loss(path, what, message("write one of these values, or remove it from the manifest"))
    return None


def _project_resource(resource: Resource, access: Access) -> tuple[Resource, tuple[Loss, ...]]:
    context, prefix = ProjectionContext(access=access, data=resource.data), f"resources.{resource.id}."
    projected, losses = project_fields(RESOURCE_ROWS, resource, context, prefix)
    dropped = sorted(name for name in resource.extras if DROPPED_RESOURCE_EXTRAS.fullmatch(name))
    reserved = (Loss(f"{prefix}extras.{name}", message("this name is reserved by the catalogue")) for name in dropped)
    kept = {name: value for name, value in resource.extras.items() if name not in dropped}
    return replace(projected, extras=kept), (*losses, *reserved)


def lint(desired: Iterable[DesiredDataset], *, uploads: bool, local: bool = False) -> tuple[Finding, ...]:
    """Return a finding for each text, title, address, contact and file that udata refuses.

    `local`: whether the server is on this machine; such a server may take addresses of this machine.
    """
    findings: list[Finding] = []
    for dataset in desired:
        findings.extend(_text_findings(dataset))
        findings.extend(_title_findings(dataset))
        findings.extend(_address_findings(dataset, local=local))
        findings.extend(_contact_findings(dataset, local=local))
        findings.extend(_hvd_findings(dataset))
        findings.extend(_description_findings(dataset))
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


def _address_findings(dataset: DesiredDataset, *, local: bool) -> Iterable[Finding]:
    """Yield a finding for each address that udata refuses: the other catalogue may have taken it by then."""
    for path, address in _addresses(dataset.content):
        if not is_accepted(address, local=local):
            what = message("this address is not on the public web: {catalog} refuses it", catalog=dataset.catalog)
            fix = message("Write the address under which everybody finds it, with a domain such as example.org; "
                          "or publish the file itself, with `path:`.")  # fmt: skip
            yield ADDRESS_NOT_PUBLIC.at(dataset.places(path), what, fix, address)


def _addresses(content: Dataset) -> Iterable[tuple[str, str]]:
    """Yield the addresses that udata checks, each with its path."""
    for resource in content.resources:
        if isinstance(resource.url, str):
            yield f"resources.{resource.id}.url", resource.url
        if isinstance(resource.schema, SchemaRef) and resource.schema.url:
            yield f"resources.{resource.id}.schema", resource.schema.url
        for name in sorted(RESOURCE_ADDRESS_EXTRAS & resource.extras.keys()):
            if value := resource.extras[name]:
                yield f"resources.{resource.id}.extras.{name}", value
    for name in ADDRESS_EXTRAS & content.extras.keys():
        if value := content.extras[name]:
            yield f"extras.{name}", value


def _contact_findings(dataset: DesiredDataset, *, local: bool) -> Iterable[Finding]:
    """Yield a finding for each contact that udata refuses; one that it cannot keep is a loss, and none is yielded."""
    for path, contact in _contacts(dataset.content):
        if cannot_be_stored(contact):
            continue
        if len(contact.name or "") > CONTACT_LIMIT:
            what = message(
                "the name of the contact is longer than the {limit} characters that {catalog} accepts",
                limit=CONTACT_LIMIT,
                catalog=dataset.catalog,
            )
            yield REFUSED_CONTACT.at(dataset.places(f"{path}.name"), what, message("Shorten it."))
        if contact.email is not None and not is_email(contact.email):
            what = message("an e-mail address that {catalog} refuses", catalog=dataset.catalog)
            fix = message("Write an address at which reusers reach the service, such as name@example.org.")
            yield REFUSED_CONTACT.at(dataset.places(f"{path}.email"), what, fix, contact.email)
        if contact.form is not None and not is_accepted(contact.form, local=local):
            what = message("this address is not on the public web: {catalog} refuses it", catalog=dataset.catalog)
            fix = message("Write the address under which everybody finds the form, with a domain such as example.org.")
            yield ADDRESS_NOT_PUBLIC.at(dataset.places(f"{path}.form"), what, fix, contact.form)


def _contacts(content: Dataset) -> Iterable[tuple[str, RoleContact]]:
    """Yield the contact and the further ones, each with its path in the manifest."""
    if isinstance(content.contact, Contact):
        yield "contact", in_role(CONTACT_ROLE, content.contact)
    for number, contact in enumerate(content.contacts if isinstance(content.contacts, tuple) else (), start=1):
        yield f"contacts.{number}", contact


def _hvd_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    """Yield a finding for a keyword that would mark high-value data without their category: no export reports them."""
    words, category = dataset.content.keywords, dataset.content.hvd
    word = next((word for word in words if tag(word) == HVD_TAG), None) if isinstance(words, tuple) else None
    if isinstance(category, str) or word is None:
        return
    what = message("the keyword “{word}” does not mark high-value data: their category is missing", word=HVD_TAG)
    fix = message("Remove the keyword, and write `hvd:` with the category, such as `hvd: mobilité`.")
    yield HVD_WITHOUT_CATEGORY.at(dataset.places(f"keywords.{word}"), what, fix, word)


def _description_findings(dataset: DesiredDataset) -> Iterable[Finding]:
    """Yield advice for resources without a description: udata's DCAT export gives the text `None` for it."""
    undescribed = [resource.id for resource in dataset.content.resources if resource.description in (None, UNMANAGED)]
    if undescribed:
        what = message(
            "no description: {resources}. The exports of {catalog} show “None” in its place",
            resources=", ".join(undescribed),
            catalog=dataset.catalog,
        )
        fix = message("Say in a sentence what each contains, with `description:`.")
        yield RESOURCE_WITHOUT_DESCRIPTION.at(dataset.places(f"resources.{undescribed[0]}"), what, fix)


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
