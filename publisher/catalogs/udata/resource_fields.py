"""udata's table of the fields of a resource: where each is kept, how it is written, read and normalised. Pure."""

from collections.abc import Mapping
from mimetypes import guess_type
from typing import Final

from publisher.catalogs.documents import Document, block_of, format_of, line_of, table_of, text_of
from publisher.catalogs.field_table import Context, Field, Projected, ProjectionContext, Rows
from publisher.catalogs.udata.addresses import lower_case_host
from publisher.catalogs.udata.fields import extra_row, text_row, unknown_word
from publisher.catalogs.udata.limits import extension
from publisher.model.files import MeasuredFile
from publisher.model.messages import message
from publisher.model.values import (
    UNMANAGED,
    AddressAfterApply,
    File,
    Managed,
    SchemaRef,
)
from publisher.model.vocabulary import SCHEMAS, canonical_format


def is_hosted(document: Mapping[str, object]) -> bool:
    """Return whether udata keeps the bytes of the resource itself."""
    return document.get("filetype") == "file"


def _decode_url(context: Context) -> str | None:
    return None if is_hosted(context.document) else text_of(context.document, "url")


def _project_url(
    url: Managed[str | AddressAfterApply], context: ProjectionContext
) -> Projected[str | AddressAfterApply]:
    if not isinstance(url, str) or isinstance(context.data, MeasuredFile):
        return Projected(url)
    return Projected(lower_case_host(url))


def _project_type(kind: Managed[str], _context: ProjectionContext) -> Projected[str]:
    return Projected("other" if kind is None else kind)


def _project_format(text: Managed[str], context: ProjectionContext) -> Projected[str]:
    if not isinstance(context.data, MeasuredFile):
        return Projected(text)
    if not isinstance(text, str) or text == canonical_format(extension(context.data.name)):
        return Projected(UNMANAGED)
    return Projected(
        UNMANAGED,
        (message("this catalogue derives the format of a file from its name: “{word}” is not kept", word=text),),
    )


def _project_mime(mime: Managed[str], context: ProjectionContext) -> Projected[str]:
    if not isinstance(context.data, MeasuredFile):
        return Projected(mime)
    if not isinstance(mime, str) or mime == guess_type(context.data.name)[0]:
        return Projected(UNMANAGED)
    return Projected(
        UNMANAGED,
        (message("this catalogue derives the MIME type of a file from its name: “{word}” is not kept", word=mime),),
    )


def _encode_file(file: File | None, context: Context) -> Document:
    """Return the checksum and the size of an external file; udata computes its own for hosted files.

    A checksum cannot be cleared here: see `without_checksum`.
    """
    if is_hosted(context.document):
        return {}
    kind, _colon, value = ((file and file.checksum) or "").partition(":")
    checksum = {"checksum": {"type": kind, "value": value}} if value else {}
    return {**checksum, "filesize": file.size if file else None}


def _decode_file(context: Context) -> File | None:
    checksum, size = table_of(context.document, "checksum"), context.document.get("filesize")
    kind, value = text_of(checksum, "type"), text_of(checksum, "value")
    if value is None and not isinstance(size, int):
        return None
    return File(size if isinstance(size, int) else None, f"{kind}:{value}" if value else None)


def _project_file(file: Managed[File], context: ProjectionContext) -> Projected[File]:
    return Projected(context.data.content("sha1") if isinstance(context.data, MeasuredFile) else file)


def _encode_schema(schema: SchemaRef | None, _context: Context) -> Document:
    """Return the three parts of a schema. Only empty parts clear it: null has no effect."""
    parts = schema or SchemaRef()
    return {"schema": {"name": parts.name, "version": parts.version, "url": parts.url}}


def _decode_schema(context: Context) -> SchemaRef | None:
    schema = table_of(context.document, "schema")
    name, version, url = (text_of(schema, key) for key in ("name", "version", "url"))
    return SchemaRef(name, version, url) if name or url else None


def _project_schema(schema: Managed[SchemaRef], context: ProjectionContext) -> Projected[SchemaRef]:
    if not isinstance(schema, SchemaRef):
        return Projected(schema)
    named = _named_schema(schema)
    if named.name is None or not context.access.schemas:
        return Projected(named)
    versions = context.access.schemas.get(named.name)
    if versions is not None and (named.version is None or named.version in versions):
        return Projected(named)
    return Projected(UNMANAGED, (unknown_word(str(named)),))


def _named_schema(schema: SchemaRef) -> SchemaRef:
    """Return the schema by name and version, as udata does with the address of a file of the national catalogue."""
    parts = (schema.url or "").removeprefix(SCHEMAS).split("/")
    if schema.url is None or not schema.url.startswith(SCHEMAS) or len(parts) < 3 or not all(parts[:3]):
        return schema
    return SchemaRef(name="/".join(parts[:2]), version=parts[2])


RESOURCE_ROWS: Final[Rows] = (
    text_row("title", line_of, "at most 350 characters"),
    text_row("description", block_of, "at most 100,000 characters"),
    Field(
        "url",
        ("url", "filetype"),
        encode=lambda value, _: {"url": value},
        decode=_decode_url,
        project=_project_url,
        remarks="capitals in the scheme and in the last part of the host become small: udata refuses them",
    ),
    Field(
        "type",
        ("type",),
        encode=lambda value, _: {"type": value},
        decode=lambda context: text_of(context.document, "type"),
        project=_project_type,
        remarks="none is `other`",
    ),
    Field(
        "format",
        ("format",),
        encode=lambda value, _: {"format": value},
        decode=lambda context: format_of(context.document, "format"),
        project=_project_format,
        remarks="for a file that udata hosts, derived from its name: another value is reported as a loss",
    ),
    Field(
        "mime",
        ("mime",),
        encode=lambda value, _: {"mime": value},
        decode=lambda context: text_of(context.document, "mime"),
        project=_project_mime,
        remarks="for a file that udata hosts, derived from its name: another value is reported as a loss",
    ),
    Field(
        "file",
        ("checksum", "filesize"),
        _encode_file,
        _decode_file,
        _project_file,
        remarks="sent for a file of another catalogue alone; udata computes its own for the files that it keeps: see"
        " [files.md](files.md)",
    ),
    Field(
        "schema",
        ("schema",),
        _encode_schema,
        _decode_schema,
        _project_schema,
        remarks="a schema or a version that the server does not know is a named loss",
    ),
    extra_row("issued", "publisher_issued", "ISO date; udata's own dates are those of its record"),
    extra_row("modified", "publisher_modified", "likewise"),
)
"""Every field of a resource. Losses are listed, and keys asked for, in this order."""
