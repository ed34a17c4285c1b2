"""A portal's edits, brought into manifests: each is written, read again, and kept only where the manifest then wants
what the portal holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.capture.manifest_fields import plain_value
from publisher.capture.trial_folder import TrialFolder
from publisher.capture.yaml_editor import YamlEditor, YamlPath
from publisher.capture.yaml_writer import Plain
from publisher.catalogs.base import Catalog
from publisher.manifests.shapes import CLEARABLE, CLEARABLE_IN_RESOURCE
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind
from publisher.model.dataset import EXTRA_PREFIX, Dataset, values_of, values_of_resource
from publisher.model.entry import Access
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, ResourceId, stem_of
from publisher.model.plan import Item, changes_of
from publisher.model.values import State, Value
from publisher.sync.plan.selection import desired_in

PORTALS: Final = frozenset({ChangeKind.DRIFT, ChangeKind.CONFLICT, ChangeKind.TAKEOVER})
"""What the portal holds that a manifest never said."""


@dataclass(frozen=True)
class PortalEdit:
    """A value that a portal holds instead of the manifest's."""

    catalog: CatalogName
    change: Change


@dataclass(frozen=True)
class UnmergedEdit:
    """An edit that no manifest could say, or that a person must choose."""

    edit: PortalEdit
    why: Message


@dataclass(frozen=True)
class PulledManifest:
    """One manifest with the portal's edits in it."""

    key: DatasetKey
    before: str
    after: str
    merged: tuple[PortalEdit, ...]
    unmerged: tuple[UnmergedEdit, ...]


def portal_edits_by_dataset(items: Iterable[Item]) -> Mapping[DatasetKey, tuple[PortalEdit, ...]]:
    """The portals' edits by dataset. Pure."""
    edits_by_dataset: dict[DatasetKey, tuple[PortalEdit, ...]] = {}
    for item in items:
        edits_of_item = tuple(
            PortalEdit(item.catalog, change) for change in changes_of(item.step) if change.verdict in PORTALS
        )
        if edits_of_item:
            edits_by_dataset[item.key] = edits_by_dataset.get(item.key, ()) + edits_of_item
    return edits_by_dataset


@dataclass(frozen=True, kw_only=True)
class Puller:
    """What brings edits into one manifest."""

    manifests: ManifestSet
    catalogs: Mapping[CatalogName, Catalog]
    access: Mapping[CatalogName, Access]
    trial: TrialFolder

    def pull(self, key: DatasetKey, text: str, edits: tuple[PortalEdit, ...]) -> PulledManifest:
        """The manifest with as many of these edits as it can say."""
        editor, merged, unmerged = YamlEditor(text), list[PortalEdit](), list[UnmergedEdit]()
        for edit in edits:
            other = next((candidate for candidate in edits if _contradict(candidate, edit)), None)
            written = self._merge(key, editor, edit) if other is None else _edited_twice(other)
            if isinstance(written, YamlEditor):
                editor = written
                merged.append(edit)
            else:
                unmerged.append(UnmergedEdit(edit, written))
        return PulledManifest(key, text, editor.text, tuple(merged), tuple(unmerged))

    def _merge(self, key: DatasetKey, editor: YamlEditor, edit: PortalEdit) -> YamlEditor | Message:
        """The manifest with one edit in it, or why it cannot be there."""
        prefix = _path_prefix(editor, edit)
        edited = self._set_field(key, editor, prefix, edit)
        if isinstance(edited, Message):
            return edited
        manifest = self.trial.read(stem_of(key), edited.text)
        if manifest is None:
            return message("a manifest cannot say it")
        projected = self._project_manifest(manifest, edit.catalog)
        return edited if projected is not None and _wants(projected, edit.change) else _not_in_this_file(edit)

    def _set_field(self, key: DatasetKey, editor: YamlEditor, top: YamlPath, edit: PortalEdit) -> YamlEditor | Message:
        changed, value = edit.change.path, edit.change.before
        if changed.resource is not None:
            return _set_in_resource(editor, top, changed.resource, edit.change)
        if changed.field == ORDER and isinstance(value, tuple):
            return editor.arrange(value, top)
        path = (
            (*top, "extras", changed.field.removeprefix(EXTRA_PREFIX))
            if _is_extra(changed.field)
            else (*top, changed.field)
        )
        if changed.field == "keywords":
            return self._keywords(key, editor, top, edit)
        if changed.field == "spatial":
            value = self._zones(key, editor, edit)
        return _set_or_clear(editor, top, path, changed.field, value)

    def _keywords(self, key: DatasetKey, editor: YamlEditor, top: YamlPath, edit: PortalEdit) -> YamlEditor | Message:
        """The author's own keywords, without those that went on the portal and with those that came.

        A catalogue may keep a keyword in another form: the author's form stays where the portal still has it; and one
        that it cannot keep at all was never its to remove.
        """
        path = (*top, "keywords")
        portal_keywords, without = _words(edit.change.before), editor.remove(path).text
        forms = {word: set(self._forms(key, (word,), edit.catalog)) for word in editor.words(path)}
        kept_words = tuple(
            word for word, known_forms in forms.items() if not known_forms or known_forms & set(portal_keywords)
        )
        layered = self._forms(key, self._content(key, without, edit.catalog).keywords, edit.catalog)
        known_forms = {*layered, *(form for word in kept_words for form in forms[word])}
        words = (*kept_words, *(word for word in portal_keywords if word not in known_forms))
        return (
            editor.remove(path)
            if portal_keywords and not words
            else _set_or_clear(editor, top, path, "keywords", words or None)
        )

    def _zones(self, key: DatasetKey, editor: YamlEditor, edit: PortalEdit) -> Value:
        """The zones that the portal holds, and those that it had no place for: they were never its to remove."""
        portal_zones, content = _words(edit.change.before), self._content(key, editor.text, edit.catalog)
        projected = self._project_content(key, content, edit.catalog)
        kept_zones = _words(projected.spatial) if projected is not None else ()
        return (
            *portal_zones,
            *(zone for zone in _words(content.spatial) if zone not in (*kept_zones, *portal_zones)),
        ) or None

    def _content(self, key: DatasetKey, text: str, catalog: CatalogName) -> Dataset:
        """What a manifest of this text means for a catalogue, its layers included."""
        manifest = self.trial.read(stem_of(key), text)
        return (manifest and manifest.content_for(catalog)) or Dataset(title="T")

    def _forms(self, key: DatasetKey, words: object, catalog: CatalogName) -> tuple[str, ...]:
        """Keywords as a catalogue keeps them."""
        projected = self._project_content(key, Dataset(title="T", keywords=_words(words)), catalog)
        return _words(projected.keywords) if projected is not None else ()

    def _project_manifest(self, manifest: Manifest, catalog: CatalogName) -> Dataset | None:
        content = manifest.content_for(catalog)
        return self._project_content(manifest.key, content, catalog) if content is not None else None

    def _project_content(self, key: DatasetKey, content: Dataset, catalog: CatalogName) -> Dataset | None:
        """What a catalogue would hold of this content of a dataset."""
        manifest = next(manifest for manifest in self.manifests.manifests if manifest.key == key)
        manifest_set = replace(self.manifests, manifests=(replace(manifest, content=content, overrides={}),))
        (desired,) = desired_in(manifest_set, self._config(catalog))
        return self.catalogs[catalog].project(desired, self.access[catalog]).content

    def _config(self, name: CatalogName) -> CatalogConfig:
        return next(config for config in self.manifests.catalogs if config.name == name)


def _contradict(edit: PortalEdit, other: PortalEdit) -> bool:
    """Whether two portals hold different values of one field."""
    return (
        edit.catalog != other.catalog
        and edit.change.path == other.change.path
        and edit.change.before != other.change.before
    )


def _edited_twice(other: PortalEdit) -> Message:
    return message("{catalog} was edited otherwise: choose one with --catalog", catalog=other.catalog)


def _not_in_this_file(edit: PortalEdit) -> Message:
    if edit.change.path.resource is not None:
        return message("a manifest cannot say it")
    return message("its value comes from elsewhere: from a theme, from defaults.yml or producer.yml")


def _path_prefix(editor: YamlEditor, edit: PortalEdit) -> YamlPath:
    """Where the manifest gives the field: for this catalogue alone, or for all."""
    catalog_path = ("catalogs", edit.catalog)
    name = "resources" if edit.change.path.resource or edit.change.path.field == ORDER else edit.change.path.field
    first, _dot, rest = name.partition(".")
    return catalog_path if editor.holds((*catalog_path, first, *([rest] if rest else []))) else ()


def _wants(content: Dataset, change: Change) -> bool:
    """Whether a content wants what the portal holds."""
    path = change.path
    if path.field == ORDER:
        return tuple(item.id for item in content.resources if item.id in _words(change.before)) == change.before
    resource = next((item for item in content.resources if item.id == path.resource), None)
    if path.field == WHOLE:
        return resource is None
    values = values_of(content) if path.resource is None else values_of_resource(resource) if resource else {}
    return values.get(path.field) == change.before


def _words(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _is_extra(name: str) -> bool:
    return name.startswith(EXTRA_PREFIX)


def _set_or_clear(editor: YamlEditor, top: YamlPath, path: YamlPath, name: str, value: Value) -> YamlEditor | Message:
    """A field of the dataset set, or emptied: a manifest says that it is empty under `clear:`."""
    plain = plain_value(name, value)
    if value is State.PUBLISHED:
        return editor.remove(path)
    if plain is not None:
        return _without_word(editor, (*top, "clear"), name).set(path, plain)
    if name not in CLEARABLE and not _is_extra(name):
        return message("a dataset cannot be without it")
    return _with_word(editor.remove(path), (*top, "clear"), name)


def _set_in_resource(editor: YamlEditor, top: YamlPath, resource: ResourceId, change: Change) -> YamlEditor | Message:
    """A resource's field set or emptied; a resource that the portal removed, removed."""
    resource_path = (*top, "resources", resource)
    name, plain = change.path.field, plain_value(change.path.field, change.before)
    if name == WHOLE and editor.holds((*resource_path, "path")):
        return message("its file is in the producer's folder: remove both by hand")
    if name == WHOLE and change.before is None and editor.holds(resource_path):
        return editor.without(resource, top)
    if name == WHOLE or not editor.holds(resource_path):
        return message("it left the manifest: write it there again, or run sync --on-conflict manifest")
    if name == "file" or (name == "url" and plain is None):
        return message("a file is brought by hand: download it from the portal into the producer's folder")
    if plain is not None:
        return _without_word(editor, (*resource_path, "clear"), name).set((*resource_path, name), plain)
    if name not in CLEARABLE_IN_RESOURCE:
        return message("a manifest cannot say that it is empty")
    return _with_word(editor.remove((*resource_path, name)), (*resource_path, "clear"), name)


def _with_word(editor: YamlEditor, path: YamlPath, word: str) -> YamlEditor:
    words = editor.words(path)
    listed: Plain = [*words, word]
    return editor if word in words else editor.set(path, listed)


def _without_word(editor: YamlEditor, path: YamlPath, word: str) -> YamlEditor:
    words = editor.words(path)
    other_words = [other for other in words if other != word]
    if len(other_words) == len(words):
        return editor
    return editor.set(path, other_words) if other_words else editor.remove(path)
