"""udata's table of the fields of a dataset: where each is kept, how it is written, read and normalised. Pure."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from publisher.catalogs.documents import Document, block_of, line_of, table_of, text_of
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
from publisher.catalogs.udata.contact_points import CONTACT_ROW, CONTACTS_ROW
from publisher.catalogs.udata.limits import HVD_CATEGORY_TAGS, HVD_TAG, NOTHING_SAID, TAG_SIZES, tag
from publisher.model.messages import Message, message
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
from publisher.model.vocabulary import fold

SHAPE: Final = "(geom)"
"""Stands for a shape drawn in the catalogue."""

FORMER_HVD: Final = "publisher_hvd"
"""The extra in which former versions kept the category of a high-value dataset."""

_DRAFT: Final = digest(State.DRAFT)
_HVD_CATEGORIES: Final[Mapping[str, str]] = {word: category for category, word in HVD_CATEGORY_TAGS.items()}

OPEN: Final = "open"
"""The type of access that udata shows where none was chosen."""

NO_GRANULARITY: Final = "other"
"""The granularity that udata shows where none was chosen."""


# ---- rows that are alike


def text_row(name: str, read: TextReader = text_of, remarks: str = "") -> Field[str]:
    """Return the row of a text that has a key of the same name."""
    return Field(
        name,
        (name,),
        encode=lambda value, _: {name: value},
        decode=lambda context: read(context.document, name),
        remarks=remarks,
    )


def _word(name: str, project: Callable[[Managed[str], ProjectionContext], Projected[str]], remarks: str) -> Field[str]:
    """Return the row of a word from a list of the server's."""
    return Field(
        name,
        (name,),
        encode=lambda value, _: {name: value},
        decode=lambda context: _meaningful(text_of(context.document, name)),
        project=project,
        remarks=remarks,
    )


def _project_license(license_id: Managed[str], context: ProjectionContext) -> Projected[str]:
    """Return the licence. udata keeps none of a dataset that is not open to everybody."""
    if isinstance(license_id, str) and context.access_type not in (None, OPEN):
        return Projected(UNMANAGED, (message("this catalogue keeps a licence for open data alone, see `access:`"),))
    return _project_word(license_id, context.access.licenses)


def extra_row(name: str, key: str, remarks: str = "") -> Field[str]:
    """Return the row of a text that is kept as an extra."""
    return Field(
        name,
        (key,),
        encode=lambda value, _: {key: value},
        decode=lambda context: text_of(context.extras, key),
        place=Place.EXTRA,
        remarks=remarks,
    )


def _meaningful(word: str | None) -> str | None:
    """Return the word, but None for those that udata shows where nothing was chosen."""
    return None if word in NOTHING_SAID else word


def _project_word(value: Managed[str], known: frozenset[str]) -> Projected[str]:
    """Return a word of the server's list. One that it does not know it would refuse, or drop without saying so."""
    if not isinstance(value, str):
        return Projected(value)
    if value in NOTHING_SAID:
        return Projected(None)
    if not known or value in known:
        return Projected(value)
    return Projected(UNMANAGED, (unknown_word(value),))


def unknown_word(word: str) -> Message:
    """Return the loss of a word that the server does not know."""
    return message("the catalogue does not know “{word}”: its present value is kept", word=word)


def _texts(document: Mapping[str, object], key: str) -> list[str]:
    texts = document.get(key)
    return [str(text) for text in texts] if isinstance(texts, list) else []


# ---- fields of a dataset


def _project_groups(names: Managed[tuple[str, ...]], _context: ProjectionContext) -> Projected[tuple[str, ...]]:
    return Projected(UNMANAGED, (message("this catalogue has no groups"),) if isinstance(names, tuple) else ())


# Tags are two fields: keywords, and the mark of a high-value dataset with its category. Each writes its part.


def _encode_keywords(words: tuple[str, ...] | None, _context: Context) -> Document:
    return {"tags": list(words or ())}


def _decode_keywords(context: Context) -> tuple[str, ...] | None:
    return canonical_words(_keyword_tags(context))


def _keyword_tags(context: Context) -> list[str]:
    marks = _marks(context)
    return [word for word in _texts(context.document, "tags") if word not in marks]


def _keep_keywords(context: Context) -> Document:
    return {"tags": _keyword_tags(context)}


def _marks(context: Context) -> list[str]:
    """Return the tags that mark a high-value dataset: without `hvd`, the tag of a category is a keyword."""
    tags = _texts(context.document, "tags")
    return [word for word in tags if word == HVD_TAG or word in _HVD_CATEGORIES] if HVD_TAG in tags else []


def _encode_hvd(category: str | None, _context: Context) -> Document:
    return {"tags": [HVD_TAG, HVD_CATEGORY_TAGS.get(category, category)] if category else []}


def _decode_hvd(context: Context) -> str | None:
    """Return the category of the tags; of several none can be told from the others: all of them, as one text."""
    categories = sorted(_HVD_CATEGORIES[word] for word in _marks(context) if word in _HVD_CATEGORIES)
    return ", ".join(categories) or text_of(context.extras, FORMER_HVD)


def _keep_hvd(context: Context) -> Document:
    return {"tags": _marks(context)}


def _project_keywords(words: Managed[tuple[str, ...]], context: ProjectionContext) -> Projected[tuple[str, ...]]:
    """Return the keywords as slugs. That every keyword becomes one is no loss, and not listed each time."""
    if words is UNMANAGED or words is None:
        return Projected(words)
    slugs = {word: tag(word) for word in words}
    marks = {HVD_TAG} | (set(_HVD_CATEGORIES) if context.hvd else set())
    own = {HVD_TAG, HVD_CATEGORY_TAGS.get(context.hvd)} if context.hvd else set()
    losses = (_lost_keyword(word, slug, marks) for word, slug in slugs.items() if slug not in own)
    kept = tuple(sorted({slug for slug in slugs.values() if slug and slug not in marks})) or None
    return Projected(kept, tuple(loss for loss in losses if loss is not None))


def _lost_keyword(word: str, slug: str | None, marks: Collection[str]) -> Message | None:
    if slug is None:
        least, most = TAG_SIZES.start, TAG_SIZES.stop - 1
        return message(
            "“{word}” cannot be a keyword in this catalogue ({least} to {most} letters)",
            word=word,
            least=least,
            most=most,
        )
    if slug == HVD_TAG:
        return message("“{word}” marks high-value data in this catalogue, and is no keyword", word=word)
    if slug in marks:
        return message("beside `hvd:` the keyword “{word}” would mark another category of high-value data", word=word)
    return None


def _encode_period(period: Period | None, _context: Context) -> Document:
    return {"temporal_coverage": {"start": period.start, "end": period.end} if period else None}


def _decode_period(context: Context) -> Period | None:
    coverage = table_of(context.document, "temporal_coverage")
    start, end = (text_of(coverage, key) for key in ("start", "end"))
    return Period(start and start[:10], end and end[:10]) if start or end else None


def _keep_period(context: Context) -> Document:
    return {"temporal_coverage": context.document.get("temporal_coverage")}


def _encode_zones(zones: tuple[str, ...] | None, context: Context) -> Document:
    """Return the zones. They take the place of a drawn shape: udata refuses both together, and clears by null alone."""
    spatial = table_of(context.document, "spatial")
    granularity = text_of(spatial, "granularity")
    kept = {"granularity": granularity} if granularity and zones else {}
    no_shape = {"geom": None} if spatial.get("geom") is not None else {}
    return {"spatial": {"zones": list(zones) if zones else None, **kept, **no_shape}}


def _decode_zones(context: Context) -> tuple[str, ...] | None:
    """Return the zones; a shape that was drawn in the catalogue is a value too, though none of ours."""
    spatial = table_of(context.document, "spatial")
    shape = (SHAPE,) if spatial.get("geom") is not None else None
    return tuple(_texts(spatial, "zones")) or shape


def _project_zones(zones: Managed[tuple[str, ...]], context: ProjectionContext) -> Projected[tuple[str, ...]]:
    if zones is UNMANAGED or zones is None or context.access.software == "":
        return Projected(zones)
    undated = [zone.partition("@")[0] for zone in zones]
    losses = tuple(unknown_word(zone) for zone in undated if zone not in context.access.zones)
    return Projected(tuple(zone for zone in undated if zone in context.access.zones) or UNMANAGED, losses)


def _decode_granularity(context: Context) -> str | None:
    word = text_of(table_of(context.document, "spatial"), "granularity")
    return None if word == NO_GRANULARITY else word


def _project_granularity(word: Managed[str], context: ProjectionContext) -> Projected[str]:
    """Return the server's word: it has the levels of each country under the country's name (`fr:commune`)."""
    known = context.access.granularities
    if not isinstance(word, str) or not known:
        return Projected(None if word == NO_GRANULARITY else word)
    match = next((name for name in sorted(known) if fold(word) in (name, name.partition(":")[2])), None)
    if match is None:
        return Projected(UNMANAGED, (unknown_word(word),))
    return Projected(None if match == NO_GRANULARITY else match)


def _encode_access(access: AccessTerms | None, _context: Context) -> Document:
    parts = access or AccessTerms(OPEN)
    return {
        "access_type": parts.type,
        "access_type_reason_category": parts.category,
        "access_type_reason": parts.reason,
    }


def _decode_access(context: Context) -> AccessTerms | None:
    """Return the access. udata shows `open` where nothing was chosen."""
    kind, category, reason = (
        text_of(context.document, key) for key in ("access_type", "access_type_reason_category", "access_type_reason")
    )
    access = AccessTerms(kind or OPEN, category, reason and canonical_text(reason))
    return None if access == AccessTerms(OPEN) else access


def _project_access(access: Managed[AccessTerms], _context: ProjectionContext) -> Projected[AccessTerms]:
    return Projected(None if access == AccessTerms(OPEN) else access)


def _encode_state(state: State | None, context: Context) -> Document:
    match state:
        case State.PUBLISHED:
            return {"private": False, "archived": None}
        case State.DRAFT | State.PRIVATE:
            return {"private": True, "archived": None}
        case State.ARCHIVED:
            return {**_keep_state(context), "archived": context.document.get("archived") or context.today}
        case None:
            return _keep_state(context)


def _keep_state(context: Context) -> Document:
    return {"private": bool(context.document.get("private"))}


def _decode_state(context: Context) -> State:
    """Return the state. A draft is private, too; what we last applied tells them apart."""
    if context.document.get("archived") is not None:
        return State.ARCHIVED
    if not context.document.get("private"):
        return State.PUBLISHED
    is_draft = context.last_applied is not None and context.last_applied.fields.get("state") == _DRAFT
    return State.DRAFT if is_draft else State.PRIVATE


DATASET_ROWS: Final[Rows] = (
    text_row(
        "title",
        line_of,
        "at most 350 characters; the address (slug) follows the title, the id stays; a title without letters or digits"
        " is refused (no slug: files would be stored where udata serves none)",
    ),
    text_row("description", block_of, "at most 100,000 characters"),
    Field(
        "keywords",
        ("tags",),
        _encode_keywords,
        _decode_keywords,
        _project_keywords,
        keep=_keep_keywords,
        remarks="each becomes a slug (`Été à l'eau`: `ete-a-leau`), sorted; fewer than 3 or more than 96 letters: a"
        " named loss. `hvd` and the tag of its category are the field `hvd`",
    ),
    _word(
        "license",
        _project_license,
        "an id that the server does not know would become none without a word: it is a named loss, and not sent; so is"
        " the licence of a dataset whose `access` is not `open`",
    ),
    _word(
        "frequency",
        lambda value, context: _project_word(value, context.access.frequencies),
        "one that the server does not know: as for a licence",
    ),
    Field("temporal", ("temporal_coverage",), _encode_period, _decode_period, keep=_keep_period),
    Field(
        "spatial",
        ("spatial",),
        _encode_zones,
        _decode_zones,
        _project_zones,
        remarks="its `zones`; a zone that the server does not know is a named loss",
    ),
    Field(
        "granularity",
        ("spatial",),
        lambda word, _: {"spatial": {"granularity": word or NO_GRANULARITY}},
        _decode_granularity,
        _project_granularity,
        remarks="its `granularity`: `commune` is the server's `fr:commune`; one that it does not know is a named loss",
    ),
    CONTACT_ROW,
    CONTACTS_ROW,
    extra_row("theme", "publisher_theme"),
    Field(
        "hvd",
        ("tags",),
        _encode_hvd,
        _decode_hvd,
        keep=_keep_hvd,
        is_former=lambda context: FORMER_HVD in context.extras,
        former_extras=(FORMER_HVD,),
        remarks="the tags `hvd` and the category's (`mobilite`), by which the platform gives the badge that its exports"
        " report to the European portal",
    ),
    extra_row("language", "publisher_language"),
    extra_row("issued", "publisher_issued"),
    extra_row("landing_page", "publisher_landing_page"),
    extra_row("version", "publisher_version"),
    Field(
        "access",
        ("access_type", "access_type_reason_category", "access_type_reason"),
        _encode_access,
        _decode_access,
        _project_access,
        remarks="`open` is what udata shows where nothing was chosen",
    ),
    Field(
        "groups",
        (),
        encode=lambda _names, _context: {},
        decode=lambda _context: None,
        project=_project_groups,
        remarks="udata has no groups: a named loss",
    ),
    Field(
        "state",
        ("private", "archived"),
        _encode_state,
        _decode_state,
        keep=_keep_state,
        remarks="`draft` is private, too; the marker tells them apart",
    ),
)
"""Every field of a dataset. Losses are listed, and keys asked for, in this order."""

FIELD_EXTRAS: Final = extra_keys(DATASET_ROWS)
"""Extras that hold a field of the model."""
