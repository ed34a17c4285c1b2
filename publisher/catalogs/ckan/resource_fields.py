"""CKAN's table of the fields of a resource: where each is kept, how it is written, read and normalised. Pure."""

from collections.abc import Mapping
from mimetypes import MimeTypes
from typing import Final

from publisher.catalogs.ckan.fields import text_row
from publisher.catalogs.ckan.stored_files import is_hosted, stored_file
from publisher.catalogs.documents import Document, block_of, day_of, format_of, line_of, text_of
from publisher.catalogs.field_table import Context, Field, Place, Projected, ProjectionContext, Rows
from publisher.model.files import MeasuredFile
from publisher.model.values import AddressAfterApply, File, Managed, SchemaRef
from publisher.model.vocabulary import SCHEMAS

TYPE_KEY: Final = "publisher_type"
"""The key of a resource that holds its type, where CKAN's word does not tell it."""
TYPES: Final[Mapping[str, str]] = {
    "main": "file", "update": "file", "code": "file", "api": "api", "documentation": "documentation", "other": "",
}  # fmt: skip
"""CKAN's word for each type. With `main`, `update`, `code` or `other` in its place, udata's CKAN harvester refuses the
whole dataset."""

_MEDIA_TYPES: Final = MimeTypes()
for _ending, _type in (("geojson", "application/geo+json"), ("gpkg", "application/geopackage+sqlite3")):
    _MEDIA_TYPES.add_type(_type, f".{_ending}")


def _encode_url(url: str | AddressAfterApply | None, context: Context) -> Document:
    """Return the address. Where it replaces an uploaded file, CKAN would keep its last part alone, and the hash."""
    no_upload = {"url_type": "", "hash": "", "size": ""} if context.document else {}
    return {"url": url or "", **no_upload}


def _decode_url(context: Context) -> str | None:
    return None if is_hosted(context.document) else text_of(context.document, "url")


def _encode_file(file: File | None, _context: Context) -> Document:
    """Return the size and no checksum. Both are sent with all bytes: CKAN would keep those of the last file.

    `hash` is CKAN's own: without an algorithm beside it a checksum stops harvesters (ckanext-dcat).
    """
    return {"hash": "", "size": file.size} if file else {}


def _has_our_checksum(context: Context) -> bool:
    """Return whether `hash` is the SHA-256 that former versions wrote there."""
    sent = context.last_part.sent if context.last_part else None
    return is_hosted(context.document) and sent is not None and context.document.get("hash") == sent.sha256


def _lacks_media_type(context: Context) -> bool:
    """Return whether a file of ours has no media type, and the manifest gives none: former versions sent none."""
    part = context.last_part
    is_ours = is_hosted(context.document) and part is not None and part.sent is not None and "mime" not in part.fields
    return is_ours and not context.document.get("mimetype") and media_type(context.document) is not None


def corrected(context: Context) -> Document:
    """Return the keys that former versions wrote otherwise beside a file of ours, as they are written now."""
    checksum = {"hash": ""} if _has_our_checksum(context) else {}
    return checksum | ({"mimetype": media_type(context.document)} if _lacks_media_type(context) else {})


def media_type(document: Mapping[str, object]) -> str | None:
    """Return the media type of a hosted file by its name, as CKAN gives it to a file that is sent by its form."""
    return media_type_of(text_of(document, "url") or "")


def media_type_of(name: str) -> str | None:
    """Return the media type of a file by its name, the same on every machine; None for an ending nobody knows."""
    return _MEDIA_TYPES.guess_type(name.rpartition("/")[2])[0]


def sent_media_type(context: Context, name: str) -> Document:
    """Return the media type to send with a file, where neither the manifest nor a person has chosen one."""
    is_managed = context.last_part is not None and "mime" in context.last_part.fields
    if is_managed or text_of(context.document, "mimetype") not in (None, media_type(context.document)):
        return {}
    return {"mimetype": media_type_of(name) or ""}


# ---- the type: CKAN has other words, and harvesters refuse an entry with any that is not CKAN's


def _encode_type(word: str | None, context: Context) -> Document:
    ckan_word = TYPES.get(word, word) if word else ""
    needed = word if word and _type_of(ckan_word) != word else ""
    return {"resource_type": ckan_word, **({TYPE_KEY: needed} if needed or context.document.get(TYPE_KEY) else {})}


def _decode_type(context: Context) -> str | None:
    ckan_word, word = text_of(context.document, "resource_type"), text_of(context.document, TYPE_KEY)
    return word if word and TYPES.get(word) == (ckan_word or "") else _type_of(ckan_word)


def _type_of(ckan_word: str | None) -> str | None:
    """Return the type for a word of CKAN; a word that a former version wrote is the type itself."""
    return "main" if ckan_word == "file" else ckan_word


def _is_former_type(context: Context) -> bool:
    word = text_of(context.document, "resource_type")
    return word is not None and TYPES.get(word, word) != word


def _decode_file(context: Context) -> File | None:
    return stored_file(context.document) if is_hosted(context.document) else None


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


def _date(name: str) -> Field[str]:
    """Return the row of a date under a key of its own, which a bare CKAN has only where it is given."""
    return Field(
        name,
        (name,),
        encode=lambda value, context: {name: value or ""} if value or context.document.get(name) else {},
        decode=lambda context: day_of(text) if (text := text_of(context.document, name)) else None,
        remarks="ISO date",
    )


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
        is_former=lambda context: bool(corrected(context)),
        remarks="from `path`: the uploaded file, its size and media type; `hash` is left empty. CKAN sets"
        " `last_modified`, by which a file that somebody replaced is seen. Its address is CKAN's own and ends in the"
        " file's name: see [files.md](files.md)",
    ),
    text_row("format", "format", format_of, "compared in lower case, `Excel` as `xls`, `Shapefile` as `shp`"),
    text_row("mime", "mimetype"),
    Field(
        "type",
        ("resource_type", TYPE_KEY),
        _encode_type,
        _decode_type,
        is_former=_is_former_type,
        remarks="`main`, `update` and `code` are CKAN's `file`, `other` is none; where that does not tell the type,"
        " `publisher_type` does",
    ),
    Field(
        "schema",
        ("conforms_to",),
        _encode_schema,
        _decode_schema,
        _project_schema,
        remarks="the folder of the schema's files on schema.data.gouv.fr, or the given address",
    ),
    _date("issued"),
    _date("modified"),
)
"""Every field of a resource."""
