"""The manifest of one entry, tried before it is written.

What a manifest cannot say of the entry is left to the portal, so that nothing waits after the adoption: each draft is
read as it would be in its folder, over its layers, and compared with the entry as a plan would compare them. What
differs is left out, and the draft tried again.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.catalogs.base import Catalog
from publisher.manifests.describe import described, described_resource, resource_ids, unsaid
from publisher.manifests.emit import Plain
from publisher.manifests.imported import Draft, Imported, Trial
from publisher.manifests.shapes import CLEARABLE
from publisher.model.adoption import Adoptable
from publisher.model.change import Change
from publisher.model.dataset import EXTRA_PREFIX, Held
from publisher.model.entry import Access, Entry
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet, Producer
from publisher.model.names import ProducerId
from publisher.model.vocabulary import fold
from publisher.sync.adopt import adoptable
from publisher.sync.desire import wanted_in

TRIES: Final = 6
"""Each try leaves something out; two or three are usual."""

STEM_LIMIT: Final = 80
"""Characters of a file's name."""

KEPT: Final = frozenset({"title", "description"})
"""What every manifest gives, though it may leave the entry's own to the portal."""

FIXED: Final = frozenset({"id", "title", "url"})
"""What every resource with an address gives."""


@dataclass(frozen=True)
class Drafter:
    """What turns entries into drafts."""

    manifests: ManifestSet
    config: CatalogConfig
    catalog: Catalog
    producer: Producer
    trial: Trial
    access: Access

    def draft(self, entry: Entry, stem: str) -> Draft | None:
        """A manifest that leaves nothing to do once it is adopted; None where there can be none."""
        said = self._first(entry, described(entry.content))
        if said is not None and self.trial.read(stem, said.text()) is None:
            said = self._first(entry, self._readable(described(entry.content)))
        for _try in range(TRIES):
            manifest = self.trial.read(stem, said.text()) if said else None
            if said is None or manifest is None:
                return None
            found = self._waiting(manifest, entry)
            if found is not None and not found:
                return Draft(entry, stem, _told(said, entry))
            said = _without(said, found) if found is not None else replace(said, resources=None)
        return None

    def _first(self, entry: Entry, fields: Mapping[str, Plain]) -> Imported | None:
        """Everything that the entry has, as far as a manifest can say it; None without a title."""
        if "title" not in fields:
            return None
        others: dict[str, Plain] = {one.name: False for one in self.manifests.catalogs if one.name != self.config.name}
        here: dict[str, Plain] = {self.config.name: {"entry": str(entry.id)}}
        return Imported(
            address=entry.address,
            fields={"title": fields["title"], "description": fields["title"], **fields},
            resources=_resources(entry.resources),
            catalogs={**here, **others},
            ignore=() if "description" in fields else ("description",),
        )

    def _readable(self, fields: Mapping[str, Plain]) -> dict[str, Plain]:
        """Those that can be read back one by one: a text may hold what no YAML file may."""
        return {name: value for name, value in fields.items() if self._can_be_read(name, value)}

    def _can_be_read(self, name: str, value: Plain) -> bool:
        fields = {"title": "?", "description": "?", name: value}
        tried = Imported(address="", fields=fields, resources=None, catalogs={})
        return self.trial.read("essai", tried.text()) is not None

    def _waiting(self, manifest: Manifest, entry: Entry) -> tuple[Change, ...] | None:
        """What would wait after the adoption; None where the marker would not fit."""
        around = replace(self.manifests, manifests=(manifest,), producers={self.producer.id: self.producer})
        (wanted,) = wanted_in(around, self.config)
        content = self.catalog.project(wanted, self.access).content
        found = adoptable(replace(wanted, content=content), entry)
        return found.differences if isinstance(found, Adoptable) else None


def _resources(held: Iterable[Held]) -> tuple[Mapping[str, Plain], ...] | None:
    """The resources that a manifest can give, where those that it cannot give come after them: ours are always first.

    None where that is not so: then all are left to the portal.
    """
    found = tuple(held)
    said = [described_resource(one.content, name) for one, name in zip(found, resource_ids(found), strict=True)]
    ours = [one for one in said if one is not None]
    return tuple(ours) if ours and said[: len(ours)] == ours else None


def _without(said: Imported, waiting: Iterable[Change]) -> Imported:
    """The draft without what would wait."""
    for change in waiting:
        if change.path.resource is not None:
            said = _without_in_resource(said, str(change.path.resource), change.path.field)
        elif change.path.field == "order":
            said = replace(said, resources=None)
        else:
            said = _without_field(said, change)
    return said


def _without_field(said: Imported, change: Change) -> Imported:
    """A field that the entry does not have is cleared, where layers give it; any other is left to the portal."""
    name = change.path.field
    fields = {one: value for one, value in said.fields.items() if one != name or one in KEPT}
    clearable = name in CLEARABLE or name.startswith(EXTRA_PREFIX)
    if change.before is None and clearable and name not in said.clear:
        return replace(said, fields=fields, clear=(*said.clear, name))
    cleared = tuple(one for one in said.clear if one != name)
    return replace(said, fields=fields, clear=cleared, ignore=(*said.ignore, name))


def _without_in_resource(said: Imported, resource: str, name: str) -> Imported:
    resources = said.resources or ()
    mine = next((one for one in resources if one["id"] == resource), {})
    if name in FIXED or name not in mine:
        return replace(said, resources=None)
    left = tuple({part: value for part, value in one.items() if one is not mine or part != name} for one in resources)
    return replace(said, resources=left)


def _told(said: Imported, entry: Entry) -> Imported:
    """The draft that says what it leaves to the portal."""
    managed = {name for name in said.fields if name not in said.ignore}
    fields = unsaid(entry.content, managed)
    count = len(entry.resources) - len(said.resources or ())
    return replace(said, left_fields=fields, left_resources=count)


# ---- names of files


def file_name(name: str, producer: ProducerId, taken: Collection[str]) -> str:
    """A name like an entry's name or title that no other file has."""
    bare = re.sub(r"[^a-z0-9_-]+", "-", fold(name)).strip("-_")
    stem = (bare.removesuffix(f"-{producer}") or "jeu")[:STEM_LIMIT].rstrip("-")
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 3))
    return next(name for name in names if name not in taken)
