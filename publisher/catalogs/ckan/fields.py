"""CKAN's table of the fields of a dataset: where each is kept, how it is written, read and normalised.

Pure. The names of the extras are those that ckanext-dcat reads.
"""

import json
from collections.abc import Callable
from typing import Final

from publisher.catalogs.ckan.contacts import CONTACT_ROW, CONTACTS_ROW
from publisher.catalogs.ckan.groups import decode_groups, encode_groups
from publisher.catalogs.ckan.names_and_tags import tag
from publisher.catalogs.ckan.repeated_fields import HVD_LEGISLATION, LEGISLATION_KEY, lacks_repeated, license_to_uri
from publisher.catalogs.ckan.territories import is_zone, zone_from_uri, zone_to_uri
from publisher.catalogs.documents import Document, block_of, day_of, line_of, list_of, text_of
from publisher.catalogs.field_table import (
    Context,
    Field,
    Place,
    Projected,
    ProjectionContext,
    Rows,
    TextReader,
    extra_keys,
)
from publisher.model.frequencies import FREQUENCIES
from publisher.model.licenses import UNSPECIFIED_LICENSE
from publisher.model.messages import message
from publisher.model.values import (
    UNMANAGED,
    AccessTerms,
    Managed,
    Period,
    State,
    canonical_text,
    canonical_words,
    digest,
)
from publisher.model.vocabulary import ACCESS_TYPES, DATA_THEMES, HVD_CATEGORIES, LANGUAGES, Vocabulary

URI_KEY: Final = "spatial_uri"
TEXT_KEY: Final = "spatial_text"
"""Without a text or a shape beside it, ckanext-dcat leaves the URI of a territory out."""

_UNSEEN: Final = {digest(state): state for state in (State.ARCHIVED, State.DRAFT)}


# ---- rows that are alike


def text_row(name: str, key: str, read: TextReader = text_of, remarks: str = "") -> Field[str]:
    """Return the row of a text that has a key of its own. An empty text clears it."""
    return Field(
        name,
        (key,),
        encode=lambda value, _: {key: value or ""},
        decode=lambda context: read(context.document, key),
        remarks=remarks,
    )


def _extra(name: str, key: str, decode: Callable[[str], str] = str, remarks: str = "") -> Field[str]:
    """Return the row of a text that is kept as an extra."""
    return Field(
        name,
        (key,),
        encode=lambda value, _: {key: value or None},
        decode=lambda context: decode(text) if (text := _extra_text(context, key)) else None,
        place=Place.EXTRA,
        remarks=remarks,
    )


def _uri(name: str, key: str, vocabulary: Vocabulary, remarks: str) -> Field[str]:
    """Return the row of a word that is kept as an extra, by its URI."""
    return Field(
        name,
        (key,),
        encode=lambda value, _: {key: vocabulary.to_uri(value) if value else None},
        decode=lambda context: vocabulary.from_uri(text) if (text := _extra_text(context, key)) else None,
        place=Place.EXTRA,
        remarks=remarks,
    )


def _extra_text(context: Context, key: str) -> str | None:
    value = context.extras.get(key)
    return None if value is None else str(value) or None


# ---- fields of a dataset


def _encode_keywords(words: tuple[str, ...] | None, context: Context) -> Document:
    return {"tags": [*({"name": word} for word in words or ()), *filter(_is_of_vocabulary, _tags(context))]}


def _decode_keywords(context: Context) -> tuple[str, ...] | None:
    free = (document for document in _tags(context) if not _is_of_vocabulary(document))
    return canonical_words([str(document.get("name", "")) for document in free])


def _tags(context: Context) -> list[Document]:
    return list_of(context.document, "tags")


def _is_of_vocabulary(tag_document: Document) -> bool:
    """Return whether a tag belongs to a vocabulary of the portal: sent back by its name alone it would leave it."""
    return tag_document.get("vocabulary_id") is not None


def _project_keywords(words: Managed[tuple[str, ...]], _context: ProjectionContext) -> Projected[tuple[str, ...]]:
    if words is UNMANAGED or words is None:
        return Projected(words)
    tags = {word: tag(word) for word in words}
    losses = tuple(
        message("“{word}” becomes “{tag}”", word=word, tag=kept)
        if kept
        else message("“{word}” cannot be a keyword in this catalogue (2 to 100 letters and digits)", word=word)
        for word, kept in tags.items()
        if kept != word
    )
    return Projected(tuple(sorted({kept for kept in tags.values() if kept})) or None, losses)


def _encode_period(period: Period | None, _context: Context) -> Document:
    start, end = (period.start, period.end) if period else (None, None)
    return {"temporal_start": start, "temporal_end": end}


def _decode_period(context: Context) -> Period | None:
    start, end = (_extra_text(context, key) for key in ("temporal_start", "temporal_end"))
    return Period(start and day_of(start), end and day_of(end)) if start or end else None


def _encode_zones(zones: tuple[str, ...] | None, context: Context) -> Document:
    """Return the URI of the first zone, and its id as the text of it.

    A text that somebody else wrote stays, unless it is the only place for the zone.
    """
    present = _extra_text(context, TEXT_KEY)
    theirs = present if present and not is_zone(present) else None
    if not zones:
        return {URI_KEY: None, TEXT_KEY: theirs}
    uri = zone_to_uri(zones[0]) if is_zone(zones[0]) else zones[0]
    return {URI_KEY: uri, TEXT_KEY: (theirs if uri else None) or zones[0]}


def _decode_zones(context: Context) -> tuple[str, ...] | None:
    """Return the zone of the URI; without one, that of the text. Former versions wrote the zone as the URI."""
    uri, text = _extra_text(context, URI_KEY), _extra_text(context, TEXT_KEY)
    if uri:
        return (zone_from_uri(uri),)
    return (text,) if text and is_zone(text) else None


def _is_former_zone(context: Context) -> bool:
    uri = _extra_text(context, URI_KEY)
    return uri is not None and is_zone(uri)


def _project_zones(zones: Managed[tuple[str, ...]], _context: ProjectionContext) -> Projected[tuple[str, ...]]:
    if zones is UNMANAGED or zones is None:
        return Projected(zones)
    losses = []
    if len(zones) > 1:
        losses.append(message("only the first zone is kept; lost: {zones}", zones=", ".join(zones[1:])))
    if is_zone(zones[0]) and zone_to_uri(zones[0]) is None:
        losses.append(message("no public vocabulary has a URI for “{zone}”: it is kept as a text", zone=zones[0]))
    return Projected(zones[:1], tuple(losses))


def _language_id(code: str) -> str:
    """Return the shortest code of a language; a code that the European table does not have as it is."""
    return LANGUAGES.find(code) or code


def _encode_language(code: str | None, _context: Context) -> Document:
    return {"language": LANGUAGES.to_uri(_language_id(code)) if code else None}


def _decode_language(context: Context) -> str | None:
    text = _extra_text(context, "language")
    return _language_id(LANGUAGES.from_uri(_single(text))) if text else None


def _is_former_language(context: Context) -> bool:
    text = _extra_text(context, "language")
    return text is not None and LANGUAGES.find(text) is not None


def _project_language(code: Managed[str], _context: ProjectionContext) -> Projected[str]:
    if not isinstance(code, str):
        return Projected(code)
    known = LANGUAGES.find(code)
    what = message("the European list has no URI for the language “{code}”: it is kept as a text", code=code)
    return Projected(known or code, () if known else (what,))


def _encode_hvd(category: str | None, context: Context) -> Document:
    """Return the category and the regulation; another regulation that somebody else named stays."""
    present = _extra_text(context, LEGISLATION_KEY)
    if category is None:
        return {"hvd_category": None, LEGISLATION_KEY: None if present == HVD_LEGISLATION else present}
    return {"hvd_category": HVD_CATEGORIES.to_uri(category), LEGISLATION_KEY: present or HVD_LEGISLATION}


def _decode_hvd(context: Context) -> str | None:
    text = _extra_text(context, "hvd_category")
    return HVD_CATEGORIES.from_uri(text) if text else None


def _is_former_hvd(context: Context) -> bool:
    category = _decode_hvd(context)
    lacks_regulation = category is not None and not _extra_text(context, LEGISLATION_KEY)
    return lacks_regulation or lacks_repeated(context, None, category, "hvd")


def _encode_theme(theme: str | None, _context: Context) -> Document:
    return {"theme": json.dumps([DATA_THEMES.to_uri(theme)]) if theme else None}


def _decode_theme(context: Context) -> str | None:
    text = _extra_text(context, "theme")
    return None if text is None else DATA_THEMES.from_uri(_single(text))


def _single(text: str) -> str:
    """Return the text in a JSON list with one, as ckanext-dcat keeps a list; any other text as it is."""
    try:
        texts = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return texts[0] if isinstance(texts, list) and len(texts) == 1 and isinstance(texts[0], str) else text


def _decode_license(context: Context) -> str | None:
    return text_of(context.document, "license_id")


def _project_license(license_id: Managed[str], context: ProjectionContext) -> Projected[str]:
    licenses = context.access.licenses
    if not isinstance(license_id, str):
        return Projected(license_id)
    if licenses and license_id not in licenses:
        what = message(
            "the catalogue does not know the licence “{id}”: it is kept, and shown without a title", id=license_id
        )
        return Projected(license_id, (what,))
    if license_to_uri(license_id) is None and license_id != UNSPECIFIED_LICENSE:
        what = message(
            "no address is known for the licence “{id}”: the catalogue's DCAT export has none", id=license_id
        )
        return Projected(license_id, (what,))
    return Projected(license_id)


def _encode_access(access: AccessTerms | None, _context: Context) -> Document:
    """Return the URI that ckanext-dcat exports, the type where the URI does not tell it, and the reason."""
    uri = ACCESS_TYPES.to_uri(access.type) if access else None
    is_told = access is None or ACCESS_TYPES.from_uri(uri or "") == access.type
    return {
        "access_rights": uri,
        "access_type": None if is_told or access is None else access.type,
        "access_reason_category": access.category if access else None,
        "access_reason": access.reason if access else None,
    }


def _decode_access(context: Context) -> AccessTerms | None:
    uri, word, category, reason = (
        _extra_text(context, key) for key in ("access_rights", "access_type", "access_reason_category", "access_reason")
    )
    if uri is None:
        return None
    kind = word if word and ACCESS_TYPES.to_uri(word) == uri else ACCESS_TYPES.from_uri(uri)
    return AccessTerms(kind, category, reason and canonical_text(reason))


def _encode_state(state: State | None, _context: Context) -> Document:
    return {"private": state is not State.PUBLISHED}


def _decode_state(context: Context) -> State:
    """Return the state. Archived and draft are private, too; what we last applied tells them apart."""
    if not context.document.get("private"):
        return State.PUBLISHED
    applied = context.last_applied.fields.get("state") if context.last_applied else None
    return _UNSEEN.get(applied, State.PRIVATE) if applied else State.PRIVATE


DATASET_ROWS: Final[Rows] = (
    text_row("title", "title", line_of, "blanks at the ends and doubled blanks do not count"),
    text_row("description", "notes", block_of, "line ends and trailing blanks do not count"),
    Field(
        "keywords",
        ("tags",),
        _encode_keywords,
        _decode_keywords,
        _project_keywords,
        remarks="a character CKAN refuses (apostrophe, comma, `/ : & ° % ( )`, emoji) becomes a blank: `l'eau` is held"
        " as `l eau`, and the plan says so; tags of a vocabulary are the portal's own and stay as they are",
    ),
    _uri("frequency", "frequency", FREQUENCIES, "URI of the European authority table"),
    Field(
        "temporal",
        ("temporal_start", "temporal_end"),
        _encode_period,
        _decode_period,
        place=Place.EXTRA,
        remarks="ISO dates",
    ),
    Field(
        "spatial",
        (URI_KEY, TEXT_KEY),
        _encode_zones,
        _decode_zones,
        _project_zones,
        place=Place.EXTRA,
        is_former=_is_former_zone,
        remarks="the first zone: its URI where INSEE or the European authority has one, and its id as the text beside"
        " it; further zones, and a zone without a URI, are a named loss",
    ),
    _extra(
        "granularity",
        "spatial_granularity",
        remarks="as the manifest has it: nothing that is public reads it from a CKAN",
    ),
    Field(
        "theme",
        ("theme",),
        _encode_theme,
        _decode_theme,
        place=Place.EXTRA,
        remarks="JSON list with the URI of the European data theme",
    ),
    Field(
        "hvd",
        ("hvd_category", LEGISLATION_KEY),
        _encode_hvd,
        _decode_hvd,
        place=Place.EXTRA,
        is_former=_is_former_hvd,
        remarks="URI of the category, with that of the regulation on high-value data, which each resource repeats",
    ),
    Field(
        "language",
        ("language",),
        _encode_language,
        _decode_language,
        _project_language,
        place=Place.EXTRA,
        is_former=_is_former_language,
        remarks="URI of the European authority table; a language that it lacks is kept as it is, a named loss",
    ),
    _extra("issued", "issued", day_of, "ISO date"),
    Field(
        "license",
        ("license_id",),
        encode=lambda value, _: {"license_id": value or ""},
        decode=_decode_license,
        project=_project_license,
        is_former=lambda context: lacks_repeated(context, _decode_license(context), None, "license"),
        remarks="an id the server does not know is kept, and shown there without a title; each resource has the"
        " licence's address in `license`, where ckanext-dcat reads it",
    ),
    text_row("landing_page", "url"),
    Field(
        "access",
        ("access_rights", "access_type", "access_reason_category", "access_reason"),
        _encode_access,
        _decode_access,
        place=Place.EXTRA,
        remarks="URI of the European authority table, which ckanext-dcat exports; `access_type` where the URI does not"
        " tell the type (`open_with_account`)",
    ),
    text_row("version", "version", line_of, "at most 100 characters"),
    CONTACT_ROW,
    CONTACTS_ROW,
    Field(
        "groups",
        ("groups",),
        encode_groups,
        decode_groups,
        remarks="by their names; groups that the manifest neither lists nor listed are the portal's own, and stay",
    ),
    Field(
        "state",
        ("private",),
        _encode_state,
        _decode_state,
        remarks="`draft` and `archived` are private, too; the marker tells them apart. CKAN's own draft state is never"
        " written",
    ),
)
"""Every field of a dataset. Losses are listed in this order."""

FIELD_EXTRAS: Final = extra_keys(DATASET_ROWS)
"""Extras that hold a field of the model."""
