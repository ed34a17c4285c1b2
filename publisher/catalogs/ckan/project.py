"""What CKAN will hold of a wanted dataset, and what it cannot hold. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from publisher.catalogs.ckan.wire import decode_schema, encode_schema
from publisher.catalogs.ckan.words import EXTRA_LIMIT, FIELD_EXTRAS, RESERVED_NAMES, SCHEMA_FIELDS, dataset_name, tag
from publisher.model.dataset import Dataset, Resource
from publisher.model.entry import Access
from publisher.model.files import Measured
from publisher.model.findings import Finding, Severity
from publisher.model.messages import message
from publisher.model.values import UNMANAGED, File, Managed, SchemaRef
from publisher.model.wanted import Loss, Projection, Wanted


def project(content: Dataset, access: Access) -> Projection:
    """The content as CKAN gives it back, with its losses."""
    keywords, lost_words = _keywords(content.keywords)
    spatial, lost_zones = _spatial(content.spatial)
    resources = tuple(_resource(resource) for resource in content.resources)
    held = replace(content, keywords=keywords, spatial=spatial, resources=resources)
    return Projection(held, (*lost_words, *lost_zones, *_unknown_license(content.license, access)))


def _resource(resource: Resource) -> Resource:
    """A schema's address that lies in the national catalogue comes back as a name."""
    schema = resource.schema
    held = decode_schema(encode_schema(schema)) if isinstance(schema, SchemaRef) else schema
    return replace(resource, schema=held, file=_file(resource))


def _file(resource: Resource) -> Managed[File]:
    """The bytes to upload. CKAN will tell them apart by a word of its own, which the marker remembers."""
    return resource.data.content("sha256") if isinstance(resource.data, Measured) else resource.file


def _keywords(words: Managed[tuple[str, ...]]) -> tuple[Managed[tuple[str, ...]], list[Loss]]:
    if words is UNMANAGED or words is None:
        return words, []
    tags = {word: tag(word) for word in words}
    losses = [
        Loss("keywords", message("“{word}” becomes “{tag}”", word=word, tag=made))
        if made
        else Loss(
            "keywords",
            message("“{word}” cannot be a keyword in this catalogue (2 to 100 letters and digits)", word=word),
        )
        for word, made in tags.items()
        if made != word
    ]
    return tuple(sorted({made for made in tags.values() if made})) or None, losses


def _spatial(zones: Managed[tuple[str, ...]]) -> tuple[Managed[tuple[str, ...]], list[Loss]]:
    if zones is UNMANAGED or zones is None or len(zones) == 1:
        return zones, []
    lost = ", ".join(zones[1:])
    return zones[:1], [Loss("spatial", message("only the first zone is kept; lost: {zones}", zones=lost))]


def _unknown_license(license_id: Managed[str], access: Access) -> list[Loss]:
    if not isinstance(license_id, str) or not access.licenses or license_id in access.licenses:
        return []
    what = message(
        "the catalogue does not know the licence “{id}”: it is kept, and shown without a title", id=license_id
    )
    return [Loss("license", what)]


def lint(wanted: Iterable[Wanted]) -> tuple[Finding, ...]:
    """Names that collide or are reserved, and extras that CKAN refuses."""
    names: dict[str, Wanted] = {}
    findings: list[Finding] = []
    for one in wanted:
        findings.extend(_name_findings(one, names))
        findings.extend(_extra_findings(one))
    return tuple(findings)


def _name_findings(one: Wanted, names: dict[str, Wanted]) -> Iterable[Finding]:
    name = dataset_name(one.key, one.slug)
    if name in RESERVED_NAMES:
        what = message("the name “{name}” is reserved by CKAN", name=name)
        yield Finding("PUB301", Severity.ERROR, one.at, what, message("Choose another `slug:`."))
    first = names.setdefault(name, one)
    if first is not one:
        what = message("same CKAN name “{name}” as {other}", name=name, other=first.key)
        yield Finding("PUB302", Severity.ERROR, one.at, what, message("Give one of the two a `slug:`."))


def _extra_findings(one: Wanted) -> Iterable[Finding]:
    for name in sorted(set(one.content.extras) & (SCHEMA_FIELDS | FIELD_EXTRAS)):
        what = message("the extra “{name}” has the name of a CKAN field", name=name)
        yield Finding(
            "PUB303", Severity.ERROR, one.at, what, message("Use the field of the manifest, or another name.")
        )
    for name, value in one.content.extras.items():
        if len((value or "").encode()) > EXTRA_LIMIT:
            what = message("the extra “{name}” is longer than {limit} bytes", name=name, limit=EXTRA_LIMIT)
            yield Finding("PUB305", Severity.ERROR, one.at, what, message("Put the text into the description."))
