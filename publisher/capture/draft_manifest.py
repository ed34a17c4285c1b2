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
from publisher.capture.manifest_fields import (
    fields_not_in_manifest,
    fields_of_dataset,
    fields_of_resource,
    resource_ids,
)
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
        draft = self._full_manifest(entry, fields_of_dataset(entry.content))
        if draft is not None and self.trial.read(stem, draft.text()) is None:
            draft = self._without_unreadable(draft, entry)
        for _try in range(TRIES):
            manifest = self.trial.read(stem, draft.text()) if draft else None
            if draft is None or manifest is None:
                return None
            remaining = self._remaining_changes(manifest, entry)
            if remaining is not None and not remaining:
                return Draft(entry, stem, _with_portal_part(draft, entry))
            draft = _without(draft, remaining) if remaining is not None else replace(draft, resources=None)
        return None

    def _full_manifest(self, entry: Entry, fields: Mapping[str, Plain]) -> ImportedManifest | None:
        """Everything that the entry has, as far as a manifest can say it; None without a title."""
        if "title" not in fields:
            return None
        other_catalogs: dict[str, Plain] = {
            config.name: False for config in self.manifests.catalogs if config.name != self.config.name
        }
        this_catalog: dict[str, Plain] = {self.config.name: {"entry": str(entry.id)}}
        return ImportedManifest(
            address=entry.address,
            fields={"title": fields["title"], "description": fields["title"], **fields},
            resources=_describable_resources(entry.resources),
            catalogs={**this_catalog, **other_catalogs},
            ignore=() if "description" in fields else ("description",),
        )

    def _without_unreadable(self, draft: ImportedManifest, entry: Entry) -> ImportedManifest | None:
        """The draft without what cannot be read back: a text may hold what no YAML file may."""
        fields = fields_of_dataset(entry.content)
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

    def _is_readable(self, value: Plain) -> bool:
        """Whether a value of a resource could be read back, if it is a text."""
        return not isinstance(value, str) or self._can_be_read("description", value)

    def _can_be_read(self, name: str, value: Plain) -> bool:
        fields = {"title": "?", "description": "?", name: value}
        trial_manifest = ImportedManifest(address="", fields=fields, resources=None, catalogs={})
        return self.trial.read("essai", trial_manifest.text()) is not None

    def _remaining_changes(self, manifest: Manifest, entry: Entry) -> tuple[Change, ...] | None:
        """What would wait after the adoption; None where the marker would not fit, or the catalogue would take none.

        What the catalogue could not hold of a manifest does not wait: it would be told at each plan, of a value that
        the entry has. It is left to the portal, too.
        """
        manifest_set = replace(self.manifests, manifests=(manifest,), producers={self.producer.id: self.producer})
        (desired,) = desired_in(manifest_set, self.config)
        if any(finding.severity is Severity.ERROR for finding in self.catalog.lint((desired,))):
            return None
        content = self.catalog.project(desired, self.access).content
        candidate = adoptable(replace(desired, content=content), entry)
        return (
            (*candidate.differences, *_dropped_values(desired.content, content))
            if isinstance(candidate, AdoptableEntry)
            else None
        )


def _dropped_values(desired: Dataset, projected: Dataset) -> Iterable[Change]:
    """What a manifest says and the catalogue leaves as it is."""
    for name in values_of(desired).keys() - values_of(projected).keys():
        yield Change(FieldPath(name), ChangeKind.DRIFT, UNKNOWN, None)
    for resource, projected_resource in zip(desired.resources, projected.resources, strict=True):
        for name in values_of_resource(resource).keys() - values_of_resource(projected_resource).keys():
            yield Change(FieldPath(name, resource.id), ChangeKind.DRIFT, UNKNOWN, None)


def _describable_resources(remote_resources: Iterable[RemoteResource]) -> tuple[Mapping[str, Plain], ...] | None:
    """The resources that a manifest can give, where those that it cannot give come after them: ours are always first.

    None where that is not so: then all are left to the portal.
    """
    remotes = tuple(remote_resources)
    described = [
        fields_of_resource(remote.content, name) for remote, name in zip(remotes, resource_ids(remotes), strict=True)
    ]
    describable = [fields for fields in described if fields is not None]
    return tuple(describable) if describable and described[: len(describable)] == describable else None


def _without(draft: ImportedManifest, waiting: Iterable[Change]) -> ImportedManifest:
    """The draft without what would wait."""
    for change in waiting:
        if change.path.resource is not None:
            draft = _without_in_resource(draft, str(change.path.resource), change)
        elif change.path.field == "order":
            draft = replace(draft, resources=None)
        else:
            draft = _without_field(draft, change)
    return draft


def _without_field(draft: ImportedManifest, change: Change) -> ImportedManifest:
    """A field that the entry does not have is cleared, where layers give it; any other is left to the portal."""
    name = change.path.field
    fields = {field: value for field, value in draft.fields.items() if field != name or field in KEPT}
    clearable = name in CLEARABLE or name.startswith(EXTRA_PREFIX)
    if change.before is None and clearable and name not in draft.clear:
        return replace(draft, fields=fields, clear=(*draft.clear, name))
    cleared = tuple(field for field in draft.clear if field != name)
    return replace(draft, fields=fields, clear=cleared, ignore=(*draft.ignore, name))


def _without_in_resource(draft: ImportedManifest, resource: str, change: Change) -> ImportedManifest:
    """The same of a resource's field. Where no manifest can say it, the resources are left to the portal."""
    name, resources = change.path.field, draft.resources or ()
    fields = next((item for item in resources if item["id"] == resource), {})
    if name in FIXED or (name not in fields and (change.before is not None or name not in CLEARABLE_IN_RESOURCE)):
        return replace(draft, resources=None)
    remaining: dict[str, Plain] = {part: value for part, value in fields.items() if part != name}
    if name not in fields:
        remaining["clear"] = [*_words(fields.get("clear")), name]
    return replace(draft, resources=tuple(remaining if item is fields else item for item in resources))


def _words(value: Plain | None) -> list[Plain]:
    return [] if value is None or isinstance(value, str | bool | Mapping) else [*value]


def _with_portal_part(draft: ImportedManifest, entry: Entry) -> ImportedManifest:
    """The draft that says what it leaves to the portal."""
    managed = {name for name in draft.fields if name not in draft.ignore}
    fields = fields_not_in_manifest(entry.content, managed)
    count = len(entry.resources) - len(draft.resources or ())
    return replace(draft, portal_fields=fields, portal_resource_count=count)


# ---- names of files


def file_name(name: str, producer: ProducerId, used_names: Collection[str]) -> str:
    """A name like an entry's name or title that no other file has."""
    bare = re.sub(r"[^a-z0-9_-]+", "-", fold(name)).strip("-_")
    stem = (bare.removesuffix(f"-{producer}") or "jeu")[:STEM_LIMIT].rstrip("-")
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(used_names) + 3))
    return next(name for name in names if name not in used_names)
