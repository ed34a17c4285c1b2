"""The marker: three extras of an entry that say whose it is, and what was last applied to it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from publisher.model.names import DatasetKey, Digest, RemoteId, Repository, ResourceId
from publisher.model.values import NORMALISER_VERSION

REPOSITORY_KEY: Final = "publisher_repository"
KEY_KEY: Final = "publisher_key"
LAST_APPLIED_KEY: Final = "publisher_base"
DUPLICATE_KEY: Final = "publisher_duplicate_of"
"""What a deleted duplicate has in place of the marker: repository and key of the dataset, with a blank between them."""
MARKER_KEYS: Final = frozenset({REPOSITORY_KEY, KEY_KEY, LAST_APPLIED_KEY, DUPLICATE_KEY})

LAST_APPLIED_LIMIT: Final = 30_000
"""Bytes. CKAN's search index takes an extra as one term, and refuses terms over 32,766 bytes."""

Digests = Mapping[str, Digest]
NOTHING: Final[Digests] = MappingProxyType({})


@dataclass(frozen=True)
class SentFile:
    """A file as it was last sent."""

    sha256: str
    size: int
    """Bytes."""
    rows: int | None = None
    columns: int | None = None


@dataclass(frozen=True)
class ResourceLastApplied:
    """What was last applied to one resource of ours."""

    id: ResourceId
    remote_id: RemoteId | None
    """Its id in the catalogue; None until a catalogue that chooses ids has returned it."""
    fields: Digests = field(default_factory=lambda: NOTHING)
    echoes: Digests = field(default_factory=lambda: NOTHING)
    sent: SentFile | None = None
    """The file that was sent, or is being sent."""
    pending: bool = False
    """Whether an upload was not completed: the catalogue may have either content, so the file is sent again."""


@dataclass(frozen=True)
class LastApplied:
    """What was last applied to an entry: a digest of each managed field.

    `echoes` has the digest of the stored form, for a field that the catalogue stores in another form than the one sent.
    """

    fields: Digests = field(default_factory=lambda: NOTHING)
    echoes: Digests = field(default_factory=lambda: NOTHING)
    resources: tuple[ResourceLastApplied, ...] = ()
    """In the order last applied."""
    run: str | None = None
    """The run that is making the entry, until the entry is whole: what two runs make at once is alike otherwise."""

    def resource(self, desired: ResourceId) -> ResourceLastApplied | None:
        """Return what was last applied to one resource."""
        return next((resource for resource in self.resources if resource.id == desired), None)


@dataclass(frozen=True)
class Marker:
    """Whose entry it is, and what was last applied.

    `last_applied` is None where it cannot be read, or was written by another version of the normaliser.
    """

    repository: Repository
    key: DatasetKey
    last_applied: LastApplied | None

    def names(self, repository: Repository, key: DatasetKey) -> bool:
        """Return whether it names this dataset of this repository."""
        return (self.repository, self.key) == (repository, key)


def encode_last_applied(last_applied: LastApplied) -> str:
    """Return what was last applied as one compact JSON text, always the same for the same value."""
    resources = [
        _drop_empty(
            {"i": r.id, "r": r.remote_id, "f": dict(r.fields), "e": dict(r.echoes), "p": r.pending} | _sent(r.sent)
        )
        for r in last_applied.resources
    ]
    document = {"v": NORMALISER_VERSION, "f": dict(last_applied.fields), "e": dict(last_applied.echoes), "r": resources}
    document["m"] = last_applied.run
    return json.dumps(_drop_empty(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sent(sent: SentFile | None) -> dict[str, object]:
    return {"s": sent.sha256, "n": sent.size, "l": sent.rows, "c": sent.columns} if sent else {}


def decode_last_applied(text: str) -> LastApplied | None:
    """Return what the text of a marker says was last applied; None where this version cannot read it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("v") != NORMALISER_VERSION:
        return None
    resources = document.get("r", [])
    if not isinstance(resources, list):
        return None
    run = document.get("m")
    return LastApplied(
        _digests(document.get("f")),
        _digests(document.get("e")),
        tuple(_resources(resources)),
        run if isinstance(run, str) else None,
    )


def _resources(items: list[object]) -> Iterable[ResourceLastApplied]:
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("i"), str) and isinstance(item.get("r", ""), str):
            yield ResourceLastApplied(
                ResourceId(item["i"]),
                RemoteId(item["r"]) if item.get("r") else None,
                _digests(item.get("f")),
                _digests(item.get("e")),
                _decode_sent(item),
                item.get("p") is True,
            )


def _decode_sent(item: Mapping[str, object]) -> SentFile | None:
    sha256, size = item.get("s"), item.get("n")
    if not isinstance(sha256, str) or not isinstance(size, int):
        return None
    rows, columns = item.get("l"), item.get("c")
    return SentFile(
        sha256, size, rows if isinstance(rows, int) else None, columns if isinstance(columns, int) else None
    )


def _digests(value: object) -> Digests:
    if not isinstance(value, dict):
        return NOTHING
    return MappingProxyType({str(name): Digest(digest) for name, digest in value.items() if isinstance(digest, str)})


def _drop_empty(document: dict[str, object]) -> dict[str, object]:
    return {
        name: value
        for name, value in document.items()
        if value is not None and value is not False and value not in ({}, [])
    }
