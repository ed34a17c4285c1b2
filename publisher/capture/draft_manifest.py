"""Draft the manifest of an entry so that nothing differs after its adoption.

Each draft is read as it would be in its folder, over its layers, and compared with the entry as a plan compares them.
Fields that differ are removed from the draft, so that the catalogue manages them, and the draft is tried again.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.capture.imported_manifest import DraftManifest, ImportedManifest
from publisher.capture.manifest_fields import (
    fields_not_in_manifest,
    fields_of_dataset,
    fields_of_resource,
    resource_ids,
)
from publisher.capture.trial_folder import TrialFolder
from publisher.capture.yaml_writer import YamlValue
from publisher.catalogs.base import Catalog, HasSchema
from publisher.manifests.shapes import CLEARABLE, CLEARABLE_IN_RESOURCE
from publisher.model.catalog import Access, DeclaredByPortal
from publisher.model.change import Change, ChangeKind, FieldPath
from publisher.model.dataset import EXTRA_PREFIX, Dataset, RemoteResource, values_of, values_of_resource
from publisher.model.entry import Entry
from publisher.model.findings import Severity
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet, Producer
from publisher.model.names import ProducerId
from publisher.model.vocabulary import fold
from publisher.rules.catalogs import UNKNOWN_GROUP
from publisher.sync.plan.selection import desired_in
from publisher.sync.steps.adoptable import AdoptableEntry, adoptable

TRIES: Final = 6
"""Maximum number of drafts. Each try removes fields; two or three tries are usual."""

STEM_LIMIT: Final = 80
"""Maximum number of characters of a file's name."""

KEPT: Final = frozenset({"title", "description"})
"""Fields that every manifest must have, also where the catalogue manages the entry's value."""

UNKNOWN: Final = "?"
"""Placeholder for a value that the entry has."""

FIXED: Final = frozenset({"id", "title", "url"})
"""Fields that every resource with an address must have."""


@dataclass(frozen=True)
class ManifestDrafter:
    """Drafts the manifests of one producer from the entries of one catalogue."""

    manifests: ManifestSet
    config: CatalogConfig
    catalog: Catalog
    producer: Producer
    trial: TrialFolder
    access: Access

    def draft(self, entry: Entry, stem: str) -> DraftManifest | None:
        """Return a manifest with which nothing differs after the adoption; None where no manifest can be."""
        draft = self._full_manifest(entry, fields_of_dataset(entry.content, self._declared.dataset))
        if draft is not None and self.trial.read(stem, draft.text()) is None:
            draft = self._without_unreadable(draft, entry)
        for _try in range(TRIES):
            manifest = self.trial.read(stem, draft.text()) if draft else None
            if draft is None or manifest is None:
                return None
            remaining = self._remaining_changes(manifest, entry)
            if remaining is not None and not remaining:
                return DraftManifest(entry, stem, _with_catalog_part(draft, entry))
            draft = _without_changes(draft, remaining) if remaining is not None else replace(draft, resources=None)
        return None

    @property
    def _declared(self) -> DeclaredByPortal:
        """The extras that are fields of the catalogue."""
        return self.catalog.declared_extras() if isinstance(self.catalog, HasSchema) else DeclaredByPortal()

    def _full_manifest(self, entry: Entry, fields: Mapping[str, YamlValue]) -> ImportedManifest | None:
        """Return a draft with every value that a manifest can give; None without a title."""
        if "title" not in fields:
            return None
        other_catalogs: dict[str, YamlValue] = {
            config.name: False for config in self.manifests.catalogs if config.name != self.config.name
        }
        this_catalog: dict[str, YamlValue] = {self.config.name: {"entry": str(entry.id)}}
        return ImportedManifest(
            address=entry.address,
            fields={"title": fields["title"], "description": fields["title"], **fields},
            resources=_describable_resources(entry.resources, self._declared.resource),
            catalogs={**this_catalog, **other_catalogs},
            ignore=() if "description" in fields else ("description",),
        )

    def _without_unreadable(self, draft: ImportedManifest, entry: Entry) -> ImportedManifest | None:
        """Return the draft without texts that cannot be read back: YAML forbids some characters."""
        fields = fields_of_dataset(entry.content, self._declared.dataset)
        readable = self._full_manifest(
            entry, {name: value for name, value in fields.items() if self._can_be_read(name, value)}
        )
        if readable is None or draft.resources is None:
            return readable
        resources = tuple(
            {part: text for part, text in resource.items() if part in FIXED or self._is_readable(text)}
            for resource in draft.resources
        )
        fit = all(self._is_readable(text) for resource in resources for text in resource.values())
        return replace(readable, resources=resources if fit else None)

    def _is_readable(self, value: YamlValue) -> bool:
        """Return whether a value of a resource is no text, or a text that can be read back."""
        return not isinstance(value, str) or self._can_be_read("description", value)

    def _can_be_read(self, name: str, value: YamlValue) -> bool:
        """Return whether a manifest with this field is valid."""
        fields = {"title": "?", "description": "?", name: value}
        trial_manifest = ImportedManifest(address="", fields=fields, resources=None, catalogs={})
        return self.trial.read("essai", trial_manifest.text()) is not None

    def _remaining_changes(self, manifest: Manifest, entry: Entry) -> tuple[Change, ...] | None:
        """Return what would still differ after the adoption; None where the entry could not be adopted.

        Values that the catalogue cannot hold are included: each plan would report them as lost, though the entry has
        a value.
        """
        manifest_set = replace(self.manifests, manifests=(manifest,), producers={self.producer.id: self.producer})
        (desired,) = desired_in(manifest_set, self.config)
        refused = {finding.rule for finding in self.catalog.lint((desired,)) if finding.severity is Severity.ERROR}
        if refused == {UNKNOWN_GROUP.id}:  # deleted: the search index goes on giving it
            return (Change(FieldPath("groups"), ChangeKind.DRIFT, UNKNOWN, None),)
        if refused:
            return None
        content = self.catalog.project(desired, self.access, entry.content).content
        candidate = adoptable(replace(desired, content=content), entry)
        if not isinstance(candidate, AdoptableEntry):
            return None
        return (*candidate.differences, *_dropped_values(desired.content, content))


def _dropped_values(desired: Dataset, projected: Dataset) -> Iterable[Change]:
    """Yield a change for each value of the manifest that the catalogue does not hold."""
    for name in values_of(desired).keys() - values_of(projected).keys():
        yield Change(FieldPath(name), ChangeKind.DRIFT, UNKNOWN, None)
    for resource, projected_resource in zip(desired.resources, projected.resources, strict=True):
        for name in values_of_resource(resource).keys() - values_of_resource(projected_resource).keys():
            yield Change(FieldPath(name, resource.id), ChangeKind.DRIFT, UNKNOWN, None)


def _describable_resources(
    remote_resources: Iterable[RemoteResource], declared: Collection[str]
) -> tuple[Mapping[str, YamlValue], ...] | None:
    """Return the resources that a manifest can give, where all others come after them.

    None where another resource comes first: managed resources always come first, so the catalogue manages all.
    """
    remotes = tuple(remote_resources)
    described = [
        fields_of_resource(remote.content, name, declared)
        for remote, name in zip(remotes, resource_ids(remotes), strict=True)
    ]
    describable = [fields for fields in described if fields is not None]
    return tuple(describable) if describable and described[: len(describable)] == describable else None


def _without_changes(draft: ImportedManifest, changes: Iterable[Change]) -> ImportedManifest:
    """Return the draft without the fields that would differ."""
    for change in changes:
        if change.path.resource is not None:
            draft = _without_in_resource(draft, str(change.path.resource), change)
        elif change.path.field == "order":
            draft = replace(draft, resources=None)
        else:
            draft = _without_field(draft, change)
    return draft


def _without_field(draft: ImportedManifest, change: Change) -> ImportedManifest:
    """Return the draft without a field: cleared where only the layers give it, else managed by the catalogue."""
    name = change.path.field
    fields = _without_extra(draft.fields, name)
    fields = {field: value for field, value in fields.items() if field != name or field in KEPT}
    clearable = name in CLEARABLE or name.startswith(EXTRA_PREFIX)
    if change.observed is None and clearable and name not in draft.clear:
        return replace(draft, fields=fields, clear=(*draft.clear, name))
    cleared = tuple(field for field in draft.clear if field != name)
    return replace(draft, fields=fields, clear=cleared, ignore=(*draft.ignore, name))


def _without_extra(fields: Mapping[str, YamlValue], name: str) -> dict[str, YamlValue]:
    """Return fields without an extra, if the name is that of one."""
    extras = fields.get("extras")
    if not name.startswith(EXTRA_PREFIX) or not isinstance(extras, Mapping):
        return dict(fields)
    others = {extra: value for extra, value in extras.items() if EXTRA_PREFIX + extra != name}
    kept = {field: value for field, value in fields.items() if field != "extras"}
    return {**kept, **({"extras": others} if others else {})}


def _without_in_resource(draft: ImportedManifest, resource: str, change: Change) -> ImportedManifest:
    """Return the draft without a field of a resource; without any resource where that field is required."""
    name, resources = change.path.field, draft.resources or ()
    fields = next((item for item in resources if item["id"] == resource), {})
    if name in FIXED or (name not in fields and (change.observed is not None or name not in CLEARABLE_IN_RESOURCE)):
        return replace(draft, resources=None)
    remaining = {part: value for part, value in _without_extra(fields, name).items() if part != name}
    if name not in fields:
        remaining["clear"] = [*_words(fields.get("clear")), name]
    return replace(draft, resources=tuple(remaining if item is fields else item for item in resources))


def _words(value: YamlValue | None) -> list[YamlValue]:
    return [] if value is None or isinstance(value, str | bool | Mapping) else [*value]


def _with_catalog_part(draft: ImportedManifest, entry: Entry) -> ImportedManifest:
    """Return the draft with the list of what the catalogue manages, for its comment."""
    managed = {name for name in draft.fields if name not in draft.ignore}
    fields = fields_not_in_manifest(entry.content, managed)
    count = len(entry.resources) - len(draft.resources or ())
    return replace(draft, catalog_fields=fields, catalog_resource_count=count)


# ---- names of files


def file_name(name: str, producer: ProducerId, used_names: Collection[str]) -> str:
    """Return an unused file name, without `.yml`, like an entry's name or title."""
    bare = re.sub(r"[^a-z0-9_-]+", "-", fold(name)).strip("-_")
    stem = (bare.removesuffix(f"-{producer}") or "jeu")[:STEM_LIMIT].rstrip("-")
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(used_names) + 3))
    return next(name for name in names if name not in used_names)
