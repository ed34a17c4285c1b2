"""CKAN's table of the fields of a resource: where each is kept, how it is written, read and normalised. Pure."""

from collections.abc import Mapping
from typing import Final

from publisher.catalogs.ckan.fields import text_row
from publisher.catalogs.documents import Document, block_of, format_of, line_of, text_of
from publisher.catalogs.field_table import Context, Field, Place, Projected, ProjectionContext, Rows
from publisher.model.files import MeasuredFile
from publisher.model.values import AddressAfterApply, File, Managed, SchemaRef
from publisher.model.vocabulary import SCHEMAS


def _encode_url(url: str | AddressAfterApply | None, context: Context) -> Document:
    """Return the address. Where it replaces an uploaded file, CKAN would keep its last part alone, and the hash."""
    no_upload = {"url_type": "", "hash": "", "size": ""} if context.document else {}
    return {"url": url or "", **no_upload}


def _decode_url(context: Context) -> str | None:
    return None if is_hosted(context.document) else text_of(context.document, "url")


def is_hosted(document: Mapping[str, object]) -> bool:
    """Return whether CKAN keeps the bytes of the resource itself."""
    return document.get("url_type") == "upload"


def _encode_file(file: File | None, _context: Context) -> Document:
    """Return the checksum and the size. Both are sent with all bytes: CKAN would keep those of the last file."""
    return {"hash": (file.checksum or "").partition(":")[2], "size": file.size} if file else {}


def _decode_file(context: Context) -> File | None:
    """Return what tells the bytes that CKAN keeps. Anybody may write `hash`; CKAN alone sets the upload's moment."""
    if not is_hosted(context.document):
        return None
    size = context.document.get("size")
    modified = text_of(context.document, "last_modified") or ""
    return File(size if isinstance(size, int) else None, f"modified:{modified}")


def _project_file(file: Managed[File], context: ProjectionContext) -> Projected[File]:
    """Return the bytes to send. CKAN will tell them by the upload's moment, which the marker then keeps."""
    return Projected(context.data.content("sha256") if isinstance(context.data, MeasuredFile) else file)


def _encode_schema(schema: SchemaRef | None, _context: Context) -> Document:
    return {"conforms_to": schema_to_address(schema) if schema else ""}


def schema_to_address(schema: SchemaRef) -> str:
    """Return a schema as an address: for one of the national catalogue, the folder of its files."""
    return schema.url or SCHEMAS + "/".join(part for part in (schema.name, schema.version) if part)


def _decode_schema(context: Context) -> SchemaRef | None:
    address = text_of(context.document, "conforms_to")
    return schema_from_address(address) if address else None


def schema_from_address(address: str) -> SchemaRef:
    """Return the schema at an address: one of the national catalogue by its name, any other by the address."""
    parts = address.removeprefix(SCHEMAS).split("/")
    if address.startswith(SCHEMAS) and len(parts) in (2, 3) and all(parts):
        return SchemaRef(name="/".join(parts[:2]), version=parts[2] if len(parts) == 3 else None)
    return SchemaRef(url=address)


def _project_schema(schema: Managed[SchemaRef], _context: ProjectionContext) -> Projected[SchemaRef]:
    """Return the schema by its name, where its address is in the national catalogue."""
    return Projected(schema_from_address(schema_to_address(schema)) if isinstance(schema, SchemaRef) else schema)


RESOURCE_ROWS: Final[Rows] = (
    text_row("title", "name", line_of),
    text_row("description", "description", block_of),
    Field(
        "url",
        ("url", "url_type", "hash", "size"),
        _encode_url,
        _decode_url,
        remarks="an address that replaces an uploaded file empties the other three",
    ),
    Field(
        "file",
        ("hash", "size", "last_modified"),
        _encode_file,
        _decode_file,
        _project_file,
        Place.UPLOAD,
        remarks="from `path`: the uploaded file, its SHA-256 and size. CKAN sets `last_modified`, by which a file that"
        " somebody replaced is seen. Its address is CKAN's own and ends in the file's name: see [files.md](files.md)",
    ),
    text_row("format", "format", format_of, "compared in lower case, `Excel` as `xls`, `Shapefile` as `shp`"),
    text_row("mime", "mimetype"),
    text_row("type", "resource_type"),
    Field(
        "schema",
        ("conforms_to",),
        _encode_schema,
        _decode_schema,
        _project_schema,
        remarks="the folder of the schema's files on schema.data.gouv.fr, or the given address",
    ),
)
"""Every field of a resource."""
