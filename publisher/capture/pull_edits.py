"""Merge the edits of a catalogue into manifests.

Each edit is written into the manifest's text, and the text is read again. The edit is merged only if the manifest then
gives the value that the catalogue has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.capture.manifest_fields import plain_value
from publisher.capture.trial_folder import TrialFolder
from publisher.capture.yaml_editor import YamlEditor, YamlPath
from publisher.capture.yaml_writer import YamlValue
from publisher.catalogs.base import Catalog
from publisher.manifests.shapes import CLEARABLE, CLEARABLE_IN_RESOURCE
from publisher.model.catalog import Access
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind
from publisher.model.commands import Again
from publisher.model.dataset import EXTRA_PREFIX, KEYS_WITHIN, Dataset, values_of, values_of_resource
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, ResourceId, stem_of
from publisher.model.plan import Item, changes_of
from publisher.model.values import RoleContact, State, Value
from publisher.sync.plan.selection import desired_in

PORTAL_EDITS: Final = frozenset({ChangeKind.DRIFT, ChangeKind.CONFLICT, ChangeKind.TAKEOVER})
"""The kinds of change whose catalogue value no manifest has given."""

ANY_TITLE: Final = "T"
"""Of a dataset that is projected for its other fields: it must have a title."""


@dataclass(frozen=True)
class CatalogEdit:
    """A value that was edited in a catalogue."""

    catalog: CatalogName
    change: Change


@dataclass(frozen=True)
class UnmergedEdit:
    """An edit that a manifest cannot give, or that needs a decision."""

    edit: CatalogEdit
    why: Message


@dataclass(frozen=True)
class PulledManifest:
    """A manifest's text before and after a pull, with the merged and the unmerged edits."""

    key: DatasetKey
    before: str
    after: str
    merged: tuple[CatalogEdit, ...]
    unmerged: tuple[UnmergedEdit, ...]


def catalog_edits_by_dataset(items: Iterable[Item]) -> Mapping[DatasetKey, tuple[CatalogEdit, ...]]:
    """Return the edits of the catalogues by dataset."""
    edits_by_dataset: dict[DatasetKey, tuple[CatalogEdit, ...]] = {}
    for item in items:
        edits_of_item = tuple(
            CatalogEdit(item.catalog, change) for change in changes_of(item.step) if change.kind in PORTAL_EDITS
        )
        if edits_of_item:
            edits_by_dataset[item.key] = edits_by_dataset.get(item.key, ()) + edits_of_item
    return edits_by_dataset


@dataclass(frozen=True, kw_only=True)
class Puller:
    """Merges the edits of catalogues into one manifest."""

    manifests: ManifestSet
    catalogs: Mapping[CatalogName, Catalog]
    access: Mapping[CatalogName, Access]
    trial: TrialFolder

    def pull(self, key: DatasetKey, text: str, edits: tuple[CatalogEdit, ...]) -> PulledManifest:
        """Return the manifest with as many of these edits as it can give. `text` is its present text."""
        editor, merged, unmerged = YamlEditor(text), list[CatalogEdit](), list[UnmergedEdit]()
        for edit in edits:
            other = next((candidate for candidate in edits if _contradict(candidate, edit)), None)
            if any(_says_the_same(earlier, edit) for earlier in merged) and self._has_value(key, editor, edit):
                merged.append(edit)
                continue
            written = self._merge(key, editor, edit) if other is None else edited_twice(other)
            if isinstance(written, YamlEditor):
                editor = written
                merged.append(edit)
            else:
                unmerged.append(UnmergedEdit(edit, written))
        return PulledManifest(key, text, editor.text, tuple(merged), tuple(unmerged))

    def content(self, key: DatasetKey, text: str, catalog: CatalogName) -> Dataset:
        """Return the content that a manifest of this text and its layers give for a catalogue."""
        manifest = self.trial.read(stem_of(key), text)
        return (manifest and manifest.content_for(catalog)) or Dataset(title=ANY_TITLE)

    def projected(self, key: DatasetKey, text: str, catalog: CatalogName) -> Dataset | None:
        """Return what a catalogue would hold of a manifest of this text; None where it is invalid or not for it."""
        manifest = self.trial.read(stem_of(key), text)
        return self._project_manifest(manifest, catalog) if manifest is not None else None

    def _merge(self, key: DatasetKey, editor: YamlEditor, edit: CatalogEdit) -> YamlEditor | Message:
        """Return the manifest with one edit, or why it cannot be merged."""
        root = _root_of(editor, edit)
        edited = self._set_field(key, editor, root, edit)
        if isinstance(edited, Message):
            return edited
        if self.trial.read(stem_of(key), edited.text) is None:
            return message("a manifest cannot express it")
        return edited if self._has_value(key, edited, edit) else _not_in_this_file(edit)

    def _has_value(self, key: DatasetKey, editor: YamlEditor, edit: CatalogEdit) -> bool:
        """Return whether a manifest of this text gives the value that the catalogue has."""
        projected = self.projected(key, editor.text, edit.catalog)
        return projected is not None and _gives_observed_value(projected, edit.change)

    def _set_field(
        self, key: DatasetKey, editor: YamlEditor, root: YamlPath, edit: CatalogEdit
    ) -> YamlEditor | Message:
        """Return the manifest with the catalogue's value written, or why it cannot be written."""
        changed, value = edit.change.path, edit.change.observed
        if changed.resource is not None:
            return _set_in_resource(editor, root, changed.resource, edit.change)
        if changed.field == ORDER and isinstance(value, tuple):
            return editor.reorder_resources(_words(value), root)
        path = (*root, *_keys_of(changed.field))
        if changed.field == "keywords":
            return self._keywords(key, editor, root, edit)
        if changed.field == "spatial":
            value = self._zones(key, editor, edit)
        if changed.field == "contacts":
            value = self._contacts(key, editor, edit)
        return _set_or_clear(editor, root, path, changed.field, value)

    def _keywords(self, key: DatasetKey, editor: YamlEditor, root: YamlPath, edit: CatalogEdit) -> YamlEditor | Message:
        """Return the manifest without the keywords removed in the catalogue, and with those added there.

        A catalogue may keep a keyword in another form: the author's form stays while the catalogue has it. A keyword
        that the catalogue cannot keep stays, too: its absence there is no edit.
        """
        path = (*root, "keywords")
        catalog_keywords = _words(edit.change.observed)
        text_without_keywords = editor.remove(path).text
        forms = {word: set(self._forms(key, (word,), edit.catalog)) for word in editor.list_items(path)}
        kept_words = tuple(
            word for word, known_forms in forms.items() if not known_forms or known_forms & set(catalog_keywords)
        )
        keywords_from_layers = self.content(key, text_without_keywords, edit.catalog).keywords
        forms_from_layers = self._forms(key, keywords_from_layers, edit.catalog)
        known_forms = {*forms_from_layers, *(form for word in kept_words for form in forms[word])}
        words = (*kept_words, *(word for word in catalog_keywords if word not in known_forms))
        if catalog_keywords and not words:  # the layers give them all
            return editor.remove(path)
        return _set_or_clear(editor, root, path, "keywords", words or None)

    def _zones(self, key: DatasetKey, editor: YamlEditor, edit: CatalogEdit) -> Value:
        """Return the catalogue's zones, and the manifest's zones that the catalogue cannot keep."""
        catalog_zones, content = _words(edit.change.observed), self.content(key, editor.text, edit.catalog)
        projected = self._project_content(key, content, edit.catalog)
        kept_zones = _words(projected.spatial) if projected is not None else ()
        lost_zones = (zone for zone in _words(content.spatial) if zone not in (*kept_zones, *catalog_zones))
        return (*catalog_zones, *lost_zones) or None

    def _contacts(self, key: DatasetKey, editor: YamlEditor, edit: CatalogEdit) -> Value:
        """Return the catalogue's further contacts, and those of the manifest that the catalogue cannot keep."""
        content = self.content(key, editor.text, edit.catalog)
        projected = self._project_content(key, content, edit.catalog)
        kept = projected.contacts if projected is not None and isinstance(projected.contacts, tuple) else ()
        desired = content.contacts if isinstance(content.contacts, tuple) else ()
        observed = tuple(item for item in _items(edit.change.observed) if isinstance(item, RoleContact))
        lost = (contact for contact in desired if contact not in (*kept, *observed))
        return (*observed, *lost) or None

    def _forms(self, key: DatasetKey, words: object, catalog: CatalogName) -> tuple[str, ...]:
        """Return keywords in the form that a catalogue keeps."""
        projected = self._project_content(key, Dataset(title=ANY_TITLE, keywords=_words(words)), catalog)
        return _words(projected.keywords) if projected is not None else ()

    def _project_manifest(self, manifest: Manifest, catalog: CatalogName) -> Dataset | None:
        content = manifest.content_for(catalog)
        return self._project_content(manifest.key, content, catalog) if content is not None else None

    def _project_content(self, key: DatasetKey, content: Dataset, catalog: CatalogName) -> Dataset | None:
        """Return what a catalogue would hold of this content."""
        manifest = next(manifest for manifest in self.manifests.manifests if manifest.key == key)
        manifest_set = replace(self.manifests, manifests=(replace(manifest, content=content, overrides={}),))
        (desired,) = desired_in(manifest_set, self._config(catalog))
        return self.catalogs[catalog].project(desired, self.access[catalog]).content

    def _config(self, name: CatalogName) -> CatalogConfig:
        return next(config for config in self.manifests.catalogs if config.name == name)


def _contradict(edit: CatalogEdit, other: CatalogEdit) -> bool:
    """Return whether two catalogues have different values of the same field."""
    return (
        edit.catalog != other.catalog
        and edit.change.path == other.change.path
        and edit.change.observed != other.change.observed
    )


def _says_the_same(edit: CatalogEdit, other: CatalogEdit) -> bool:
    """Return whether two catalogues have the same value of a field, or both have a resource no more."""
    return edit.change.path == other.change.path and edit.change.observed == other.change.observed


def edited_twice(other: CatalogEdit) -> Message:
    """Return that another catalogue has another value, and how to choose one."""
    return message(
        "{catalog} was edited differently. To choose the catalogue to follow: {command}",
        catalog=other.catalog,
        command=Again(("--catalog", other.catalog)),
    )


def _not_in_this_file(edit: CatalogEdit) -> Message:
    if edit.change.path.resource is not None:
        return message("a manifest cannot express it")
    return message("its value does not come from the manifest, but from a theme, defaults.yml or producer.yml")


def _root_of(editor: YamlEditor, edit: CatalogEdit) -> YamlPath:
    """Return where the manifest gives the field: under this catalogue, or at the top for all catalogues."""
    catalog_path = ("catalogs", edit.catalog)
    name = "resources" if edit.change.path.resource or edit.change.path.field == ORDER else edit.change.path.field
    first, _dot, rest = name.partition(".")
    return catalog_path if editor.has((*catalog_path, first, *([rest] if rest else []))) else ()


def _gives_observed_value(content: Dataset, change: Change) -> bool:
    """Return whether a content gives the value that the catalogue has."""
    path = change.path
    if path.field == ORDER:
        return tuple(item.id for item in content.resources if item.id in _words(change.observed)) == change.observed
    resource = next((item for item in content.resources if item.id == path.resource), None)
    if path.field == WHOLE:
        return resource is None
    values = values_of(content) if path.resource is None else values_of_resource(resource) if resource else {}
    return values.get(path.field) == change.observed


def _words(value: object) -> tuple[str, ...]:
    return tuple(item for item in _items(value) if isinstance(item, str))


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _is_extra(name: str) -> bool:
    return name.startswith(EXTRA_PREFIX)


def _keys_of(name: str) -> YamlPath:
    """Return the keys under which a manifest has a field."""
    return (
        ("extras", name.removeprefix(EXTRA_PREFIX))
        if _is_extra(name)
        else tuple(KEYS_WITHIN.get(name, name).split("."))
    )


def _set_or_clear(editor: YamlEditor, root: YamlPath, path: YamlPath, name: str, value: Value) -> YamlEditor | Message:
    """Return the manifest with a field set; where the catalogue has no value, with the field under `clear:`."""
    plain = plain_value(name, value)
    if name == "spatial" and isinstance(plain, Mapping):
        plain = plain["zones"]
    if value is State.PUBLISHED:
        return editor.remove(path)
    if plain is not None:
        return _without_word(editor, (*root, "clear"), name).set(path, plain)
    if name not in CLEARABLE and not _is_extra(name):
        return message("a dataset must have this field")
    return _with_word(editor.remove(path), (*root, "clear"), name)


def _set_in_resource(editor: YamlEditor, root: YamlPath, resource: ResourceId, change: Change) -> YamlEditor | Message:
    """Return the manifest with a resource's field set or cleared, or without a resource removed in the catalogue."""
    resource_path = (*root, "resources", resource)
    name, plain = change.path.field, plain_value(change.path.field, change.observed)
    if name == WHOLE and editor.has((*resource_path, "path")):
        return message("its file is in the producer's folder: remove the resource and the file by hand")
    if name == WHOLE and change.observed is None and editor.has(resource_path):
        return editor.remove_resource(resource, root)
    if name == WHOLE or not editor.has(resource_path):
        return message("it was removed from the manifest: write it there again, or run sync --on-conflict manifest")
    if name == "file" or (name == "url" and plain is None):
        return message("pull does not copy files: download this one from the catalogue into the producer's folder")
    if plain is not None:
        return _without_word(editor, (*resource_path, "clear"), name).set((*resource_path, *_keys_of(name)), plain)
    if name not in CLEARABLE_IN_RESOURCE and not _is_extra(name):
        return message("a manifest cannot say that it is empty")
    return _with_word(editor.remove((*resource_path, *_keys_of(name))), (*resource_path, "clear"), name)


def _with_word(editor: YamlEditor, path: YamlPath, word: str) -> YamlEditor:
    words = editor.list_items(path)
    listed: YamlValue = [*words, word]
    return editor if word in words else editor.set(path, listed)


def _without_word(editor: YamlEditor, path: YamlPath, word: str) -> YamlEditor:
    words = editor.list_items(path)
    other_words = [other for other in words if other != word]
    if len(other_words) == len(words):
        return editor
    return editor.set(path, other_words) if other_words else editor.remove(path)
