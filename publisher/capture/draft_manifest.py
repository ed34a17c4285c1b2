"""The manifest of one entry, tried before it is written.

What a manifest cannot say of the entry is left to the portal, so that nothing waits after the adoption: each draft is
read as it would be in its folder, over its layers, and compared with the entry as a plan would compare them. What
differs is left out, and the draft tried again.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.capture.imported_manifest import Draft, ImportedManifest
from publisher.capture.manifest_fields import described, described_resource, resource_ids, unsaid
from publisher.capture.trial_folder import TrialFolder
from publisher.capture.yaml_writer import Plain
from publisher.catalogs.base import Catalog
from publisher.manifests.shapes import CLEARABLE, CLEARABLE_IN_RESOURCE
from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import EXTRA_PREFIX, Dataset, RemoteResource, values_of, values_of_resource
from publisher.model.entry import Access, Entry
from publisher.model.findings import Severity
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet, Producer
from publisher.model.names import ProducerId
from publisher.model.vocabulary import fold
from publisher.sync.apply.adopt import adoptable
from publisher.sync.plan.adoption_model import AdoptableEntry
from publisher.sync.plan.selection import desired_in

TRIES: Final = 6
"""Each try leaves something out; two or three are usual."""

STEM_LIMIT: Final = 80
"""Characters of a file's name."""

KEPT: Final = frozenset({"title", "description"})
"""What every manifest gives, though it may leave the entry's own to the portal."""

UNKNOWN: Final = "?"
"""Stands for a value that the entry has."""

FIXED: Final = frozenset({"id", "title", "url"})
"""What every resource with an address gives."""


@dataclass(frozen=True)
class ManifestDrafter:
    """What turns entries into drafts."""

    manifests: ManifestSet
    config: CatalogConfig
    catalog: Catalog
    producer: Producer
    trial: TrialFolder
    access: Access

    def draft(self, entry: Entry, stem: str) -> Draft | None:
        """A manifest that leaves nothing to do once it is adopted; None where there can be none."""
        said = self._first(entry, described(entry.content))
        if said is not None and self.trial.read(stem, said.text()) is None:
            said = self._readable(said, entry)
        for _try in range(TRIES):
            manifest = self.trial.read(stem, said.text()) if said else None
            if said is None or manifest is None:
                return None
            found = self._waiting(manifest, entry)
            if found is not None and not found:
                return Draft(entry, stem, _told(said, entry))
            said = _without(said, found) if found is not None else replace(said, resources=None)
        return None

    def _first(self, entry: Entry, fields: Mapping[str, Plain]) -> ImportedManifest | None:
        """Everything that the entry has, as far as a manifest can say it; None without a title."""
        if "title" not in fields:
            return None
        others: dict[str, Plain] = {one.name: False for one in self.manifests.catalogs if one.name != self.config.name}
        here: dict[str, Plain] = {self.config.name: {"entry": str(entry.id)}}
        return ImportedManifest(
            address=entry.address,
            fields={"title": fields["title"], "description": fields["title"], **fields},
            resources=_resources(entry.resources),
            catalogs={**here, **others},
            ignore=() if "description" in fields else ("description",),
        )

    def _readable(self, said: ImportedManifest, entry: Entry) -> ImportedManifest | None:
        """The draft without what cannot be read back: a text may hold what no YAML file may."""
        fields = described(entry.content)
        found = self._first(entry, {name: one for name, one in fields.items() if self._can_be_read(name, one)})
        if found is None or said.resources is None:
            return found
        resources = tuple(
            {part: text for part, text in one.items() if part in FIXED or self._is_readable(text)}
            for one in said.resources
        )
        fit = all(self._is_readable(text) for one in resources for text in one.values())
        return replace(found, resources=resources if fit else None)

    def _is_readable(self, value: Plain) -> bool:
        """Whether a value of a resource could be read back, if it is a text."""
        return not isinstance(value, str) or self._can_be_read("description", value)

    def _can_be_read(self, name: str, value: Plain) -> bool:
        fields = {"title": "?", "description": "?", name: value}
        tried = ImportedManifest(address="", fields=fields, resources=None, catalogs={})
        return self.trial.read("essai", tried.text()) is not None

    def _waiting(self, manifest: Manifest, entry: Entry) -> tuple[Change, ...] | None:
        """What would wait after the adoption; None where the marker would not fit, or the catalogue would take none.

        What the catalogue could not hold of a manifest does not wait: it would be told at each plan, of a value that
        the entry has. It is left to the portal, too.
        """
        around = replace(self.manifests, manifests=(manifest,), producers={self.producer.id: self.producer})
        (desired,) = desired_in(around, self.config)
        if any(one.severity is Severity.ERROR for one in self.catalog.lint((desired,))):
            return None
        content = self.catalog.project(desired, self.access).content
        found = adoptable(replace(desired, content=content), entry)
        return (*found.differences, *_unheld(desired.content, content)) if isinstance(found, AdoptableEntry) else None


def _unheld(said: Dataset, held: Dataset) -> Iterable[Change]:
    """What a manifest says and the catalogue leaves as it is."""
    for name in values_of(said).keys() - values_of(held).keys():
        yield Change(FieldPath(name), ChangeKind.DRIFT, UNKNOWN, None)
    for mine, there in zip(said.resources, held.resources, strict=True):
        for name in values_of_resource(mine).keys() - values_of_resource(there).keys():
            yield Change(FieldPath(name, mine.id), ChangeKind.DRIFT, UNKNOWN, None)


def _resources(held: Iterable[RemoteResource]) -> tuple[Mapping[str, Plain], ...] | None:
    """The resources that a manifest can give, where those that it cannot give come after them: ours are always first.

    None where that is not so: then all are left to the portal.
    """
    found = tuple(held)
    said = [described_resource(one.content, name) for one, name in zip(found, resource_ids(found), strict=True)]
    ours = [one for one in said if one is not None]
    return tuple(ours) if ours and said[: len(ours)] == ours else None


def _without(said: ImportedManifest, waiting: Iterable[Change]) -> ImportedManifest:
    """The draft without what would wait."""
    for change in waiting:
        if change.path.resource is not None:
            said = _without_in_resource(said, str(change.path.resource), change)
        elif change.path.field == "order":
            said = replace(said, resources=None)
        else:
            said = _without_field(said, change)
    return said


def _without_field(said: ImportedManifest, change: Change) -> ImportedManifest:
    """A field that the entry does not have is cleared, where layers give it; any other is left to the portal."""
    name = change.path.field
    fields = {one: value for one, value in said.fields.items() if one != name or one in KEPT}
    clearable = name in CLEARABLE or name.startswith(EXTRA_PREFIX)
    if change.before is None and clearable and name not in said.clear:
        return replace(said, fields=fields, clear=(*said.clear, name))
    cleared = tuple(one for one in said.clear if one != name)
    return replace(said, fields=fields, clear=cleared, ignore=(*said.ignore, name))


def _without_in_resource(said: ImportedManifest, resource: str, change: Change) -> ImportedManifest:
    """The same of a resource's field. Where no manifest can say it, the resources are left to the portal."""
    name, resources = change.path.field, said.resources or ()
    mine = next((one for one in resources if one["id"] == resource), {})
    if name in FIXED or (name not in mine and (change.before is not None or name not in CLEARABLE_IN_RESOURCE)):
        return replace(said, resources=None)
    less: dict[str, Plain] = {part: value for part, value in mine.items() if part != name}
    if name not in mine:
        less["clear"] = [*_words(mine.get("clear")), name]
    return replace(said, resources=tuple(less if one is mine else one for one in resources))


def _words(value: Plain | None) -> list[Plain]:
    return [] if value is None or isinstance(value, str | bool | Mapping) else [*value]


def _told(said: ImportedManifest, entry: Entry) -> ImportedManifest:
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
