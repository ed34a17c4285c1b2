"""Reading JSON documents whose shape is not guaranteed, and the marker in their extras. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import count, takewhile
from typing import Final

from publisher.model.json_text import canonical_json
from publisher.model.manifest import AcceptedEntries
from publisher.model.marker import (
    DUPLICATE_KEY,
    KEY_KEY,
    REPOSITORY_KEY,
    LastApplied,
    Marker,
    base_key,
    is_base_key,
    is_marker_key,
)
from publisher.model.marker_text import base_texts, read_marker
from publisher.model.names import DatasetKey, RemoteId, Repository
from publisher.model.values import canonical_line, canonical_text
from publisher.model.vocabulary import canonical_format

Document = dict[str, object]


class NotADataset(ValueError):
    """The document is not one that the catalogue gives for a dataset."""


def dataset_document(document: object) -> tuple[RemoteId, Document]:
    """Return the id of a dataset's document, and the document. Raises `NotADataset`."""
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        raise NotADataset(type(document).__name__)
    return RemoteId(document["id"]), document


def table_of(document: Mapping[str, object], name: str) -> Document:
    """Return a document in a document; an empty one where there is none."""
    table = document.get(name)
    return table if isinstance(table, dict) else {}


def list_of(document: Mapping[str, object], name: str) -> list[Document]:
    """Return a list of documents in a document, without items of another kind."""
    return documents_in(document.get(name))


def documents_in(items: object) -> list[Document]:
    """Return the documents of a list; none where it is no list."""
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def text_of(document: Mapping[str, object], name: str) -> str | None:
    """Return a text without blanks at its ends; None where it is empty, or not there."""
    value = document.get(name)
    return str(value).strip() or None if value is not None else None


def line_of(document: Mapping[str, object], name: str) -> str | None:
    """Return a canonical text of one line."""
    return canonical_line(text_of(document, name) or "") or None


def block_of(document: Mapping[str, object], name: str) -> str | None:
    """Return a canonical text of several lines."""
    return canonical_text(text_of(document, name) or "") or None


def format_of(document: Mapping[str, object], name: str) -> str | None:
    """Return a canonical file format."""
    return canonical_format(text_of(document, name) or "") or None


def day_of(text: str) -> str:
    """Return the date of a moment at midnight; any other text as it is."""
    midnight = _MIDNIGHT.fullmatch(text)
    return midnight[1] if midnight else text


_MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?(?:Z|\+00:00)?")


def extra_text(value: object) -> str | None:
    """Return an extra as a canonical text; one that is no text as its JSON."""
    text = value if value is None or isinstance(value, str) else canonical_json(value)
    return canonical_text(text or "") or None


def marker_in(extras: Mapping[str, object]) -> Marker | None:
    """Return the marker that extras hold; None where they hold none."""
    repository, key = extras.get(REPOSITORY_KEY), extras.get(KEY_KEY)
    if repository is None or key is None:
        return None
    names = takewhile(lambda name: name in extras, map(base_key, count(1)))
    return read_marker(Repository(str(repository)), DatasetKey(str(key)), [str(extras[name] or "") for name in names])


def own_and_copied_marker(
    marker: Marker | None, harvested: str | None, names: Collection[str], accepted: AcceptedEntries
) -> tuple[Marker | None, Marker | None]:
    """Return the marker as the entry's own, and as one that a harvester copied; one of the two is None.

    Harvesters copy extras, so the marker of a harvested entry proves nothing: it counts where a manifest names the
    entry and accepts it. `names`: the entry's id and name.
    """
    if marker is None or harvested is None or any((name, marker.key) in accepted for name in names):
        return marker, None
    return None, marker


def duplicate_extras(marker: Marker | None) -> dict[str, str]:
    """Return the extra that a duplicate has in place of its marker: it is not ours any more, and `status` names it."""
    return {DUPLICATE_KEY: f"{marker.repository} {marker.key}"} if marker else {}


def duplicate_of(extras: Mapping[str, object]) -> Marker | None:
    """Return whose duplicate the extras say that an entry is; None where they say nothing."""
    repository, _, key = str(extras.get(DUPLICATE_KEY) or "").rpartition(" ")
    return Marker(Repository(repository), DatasetKey(key), LastApplied()) if repository else None


def marker_extras(marker: Marker, limit: int | None = None) -> dict[str, str]:
    """Return the extras that hold a marker. `limit`: bytes of one extra, where the catalogue has a limit."""
    base = {base_key(part): text for part, text in enumerate(base_texts(marker, limit), start=1)}
    return {REPOSITORY_KEY: marker.repository, KEY_KEY: marker.key, **base}


def merge_extras(
    existing: Mapping[str, object], changes: Mapping[str, str | None], marker: Marker, limit: int | None = None
) -> Document:
    """Return all extras of an entry: those of others as they are, ours set or removed (None), and the marker.

    Parts of a former base that was longer are left out.
    """
    kept = {key: value for key, value in existing.items() if changes.get(key, value) is not None}
    ours = {key: value for key, value in changes.items() if value is not None}
    others = {key: value for key, value in (kept | ours).items() if not is_base_key(key)}
    return others | marker_extras(marker, limit)


def without_marker(existing: Mapping[str, object]) -> Document:
    """Return the extras of an entry without our marker."""
    return {key: value for key, value in existing.items() if not is_marker_key(key)}


def first_extra(extras: Mapping[str, object], keys: Iterable[str]) -> str | None:
    """Return the first of these extras that is there, as `key = value`."""
    return next((f"{key} = {extras[key]}" for key in keys if key in extras), None)
