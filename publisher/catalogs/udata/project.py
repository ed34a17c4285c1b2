"""What udata will hold of a wanted dataset, and what it cannot hold. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from mimetypes import guess_type
from unicodedata import normalize

from publisher.catalogs.udata.words import (
    ADDRESS_IN_NAME,
    DESCRIPTION_LIMIT,
    DROPPED_EXTRAS,
    EXTENSIONS,
    HVD_TAG,
    NOTHING_SAID,
    TAG_SIZES,
    TITLE_LIMIT,
    extension,
    tag,
)
from publisher.model.dataset import Dataset, Resource
from publisher.model.entry import Access
from publisher.model.files import Measured
from publisher.model.findings import Finding, Severity
from publisher.model.messages import message
from publisher.model.values import UNMANAGED, Contact, Later, Managed, SchemaRef
from publisher.model.vocabulary import SCHEMAS, canonical_format
from publisher.model.wanted import Loss, Projection, Wanted


def project(content: Dataset, access: Access) -> Projection:
    """The content as udata gives it back, with its losses."""
    losses: list[Loss] = []
    held = replace(
        content,
        keywords=_keywords(content.keywords, losses),
        license=_word("license", content.license, access.licenses, losses),
        frequency=_word("frequency", content.frequency, access.frequencies, losses),
        spatial=_zones(content.spatial, access, losses),
        contact=_contact(content.contact, losses),
        extras=_extras(content.extras, losses),
        resources=tuple(_resource(one, access, losses) for one in content.resources),
    )
    return Projection(held, tuple(losses))


def _keywords(words: Managed[tuple[str, ...]], losses: list[Loss]) -> Managed[tuple[str, ...]]:
    """Every keyword becomes a slug there: that is no loss, and not told each time."""
    if words is UNMANAGED or words is None:
        return words
    made = {word: tag(word) for word in words}
    for word, slug in made.items():
        if slug is None:
            least, most = TAG_SIZES.start, TAG_SIZES.stop - 1
            text = message(
                "“{word}” cannot be a keyword in this catalogue ({least} to {most} letters)",
                word=word,
                least=least,
                most=most,
            )
            losses.append(Loss("keywords", text))
        elif slug == HVD_TAG:
            losses.append(Loss("keywords", message("“{word}” is a keyword that only the catalogue sets", word=word)))
    return tuple(sorted({slug for slug in made.values() if slug and slug != HVD_TAG})) or None


def _word(name: str, value: Managed[str], known: frozenset[str], losses: list[Loss]) -> Managed[str]:
    """A word of the server's list. One that it does not know it would refuse, or drop without saying so."""
    if not isinstance(value, str) or value in NOTHING_SAID:
        return None if isinstance(value, str) else value
    if not known or value in known:
        return value
    losses.append(Loss(name, message("the catalogue does not know “{word}”: its present value is kept", word=value)))
    return UNMANAGED


def _zones(zones: Managed[tuple[str, ...]], access: Access, losses: list[Loss]) -> Managed[tuple[str, ...]]:
    if zones is UNMANAGED or zones is None or access.software == "":
        return zones
    bare = [zone.partition("@")[0] for zone in zones]
    losses.extend(
        Loss("spatial", message("the catalogue does not know “{word}”: its present value is kept", word=zone))
        for zone in bare
        if zone not in access.zones
    )
    return tuple(zone for zone in bare if zone in access.zones) or UNMANAGED


def _contact(contact: Managed[Contact], losses: list[Loss]) -> Managed[Contact]:
    """A contact point has an address to write to."""
    if not isinstance(contact, Contact) or contact.email is not None:
        return _named_contact(contact, losses)
    losses.append(Loss("contact", message("a contact without an e-mail address cannot be stored in this catalogue")))
    return UNMANAGED


def _named_contact(contact: Managed[Contact], losses: list[Loss]) -> Managed[Contact]:
    """A contact's name is a name."""
    if not isinstance(contact, Contact) or not ADDRESS_IN_NAME.search(contact.name or ""):
        return contact
    losses.append(
        Loss("contact", message("a contact whose name contains a web address cannot be stored in this catalogue"))
    )
    return UNMANAGED


def _extras(extras: Mapping[str, str | None], losses: list[Loss]) -> Mapping[str, str | None]:
    dropped = sorted(name for name in extras if DROPPED_EXTRAS.fullmatch(name))
    losses.extend(Loss(f"extras.{name}", message("this name is reserved by the catalogue")) for name in dropped)
    return {name: value for name, value in extras.items() if name not in dropped}


def _resource(resource: Resource, access: Access, losses: list[Loss]) -> Resource:
    schema = _schema(resource, access, losses)
    kind = "other" if resource.type is None else resource.type
    data = resource.data
    if not isinstance(data, Measured):
        return replace(resource, schema=schema, type=kind, url=_address(resource.url))
    if isinstance(resource.format, str) and resource.format != canonical_format(extension(data.name)):
        what = message(
            "this catalogue derives the format of a file from its name: “{word}” is not kept", word=resource.format
        )
        losses.append(Loss(f"resources.{resource.id}.format", what))
    if isinstance(resource.mime, str) and resource.mime != guess_type(data.name)[0]:
        what = message(
            "this catalogue derives the MIME type of a file from its name: “{word}” is not kept", word=resource.mime
        )
        losses.append(Loss(f"resources.{resource.id}.mime", what))
    return replace(resource, schema=schema, type=kind, file=data.content("sha1"), format=UNMANAGED, mime=UNMANAGED)


def _address(url: Managed[str | Later]) -> Managed[str | Later]:
    """An address that udata takes: it refuses capitals in the scheme and in the last part of the host."""
    if not isinstance(url, str):
        return url
    scheme, mark, rest = url.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    last = host.partition(":")[0].rpartition(".")[2]
    if (scheme, last) == (scheme.lower(), last.lower()):
        return url
    return f"{scheme.lower()}{mark}{host.lower()}{rest.removeprefix(host)}"


def _schema(resource: Resource, access: Access, losses: list[Loss]) -> Managed[SchemaRef]:
    schema = resource.schema
    if not isinstance(schema, SchemaRef):
        return schema
    found = _named(schema)
    if found.name is None or not access.schemas:
        return found
    known = access.schemas.get(found.name)
    if known is not None and (found.version is None or found.version in known):
        return found
    path = f"resources.{resource.id}.schema"
    losses.append(
        Loss(path, message("the catalogue does not know “{word}”: its present value is kept", word=str(found)))
    )
    return UNMANAGED


def _named(schema: SchemaRef) -> SchemaRef:
    """udata turns the address of a file of the national catalogue into a name and a version."""
    parts = (schema.url or "").removeprefix(SCHEMAS).split("/")
    if schema.url is None or not schema.url.startswith(SCHEMAS) or len(parts) < 3 or not all(parts[:3]):
        return schema
    return SchemaRef(name="/".join(parts[:2]), version=parts[2])


def lint(wanted: Iterable[Wanted], *, uploads: bool) -> tuple[Finding, ...]:
    """What udata could never take: texts that are too long, titles without a word, files of a kind it refuses."""
    found: list[Finding] = []
    for one in wanted:
        found.extend(_text_findings(one))
        found.extend(_title_findings(one))
        if uploads:
            found.extend(_file_findings(one))
    return tuple(found)


def _text_findings(one: Wanted) -> Iterable[Finding]:
    """Titles and descriptions that are too long, the resources' too."""
    texts = [("title", one.content.title), ("description", one.content.description)]
    for each in one.content.resources:
        place = f"resources.{each.id}"
        texts += [(f"{place}.title", each.title), (f"{place}.description", each.description)]
    for path, value in texts:
        limit = TITLE_LIMIT if path.endswith("title") else DESCRIPTION_LIMIT
        if isinstance(value, str) and len(value) > limit:
            what = message("{field} is longer than the {limit} characters that {catalog} accepts",
                           field=path, limit=limit, catalog=one.catalog)  # fmt: skip
            yield Finding("PUB306", Severity.ERROR, one.places(path), what, message("Shorten it."))


def _title_findings(one: Wanted) -> Iterable[Finding]:
    """A title that leaves no slug: udata takes it, then stores the dataset's files where nobody can read them."""
    title = one.content.title
    if isinstance(title, str) and not any(map(str.isalnum, normalize("NFKD", title))):
        what = message(
            "the title has neither letters nor digits: {catalog} cannot build an address from it", catalog=one.catalog
        )
        yield Finding(
            "PUB308", Severity.ERROR, one.places("title"), what, message("Write a title with letters or digits.")
        )


def _file_findings(one: Wanted) -> Iterable[Finding]:
    for resource in one.content.resources:
        if resource.data is None or extension(resource.data.name) in EXTENSIONS:
            continue
        what = message(
            "{catalog} does not accept a file with the extension of {name}",
            catalog=one.catalog,
            name=resource.data.name,
        )
        fix = message(
            "Give it one of these extensions: {known}", known="csv, json, geojson, xlsx, ods, zip, pdf, txt, xml…"
        )
        yield Finding("PUB307", Severity.ERROR, one.places(f"resources.{resource.id}"), what, fix)
