"""A portal's edits, brought into manifests: each is written, read again, and kept only where the manifest then wants
what the portal holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.catalogs.base import Catalog
from publisher.manifests.describe import plain_value
from publisher.manifests.emit import Plain
from publisher.manifests.imported import Trial
from publisher.manifests.manuscript import Manuscript, Way
from publisher.manifests.shapes import CLEARABLE, CLEARABLE_IN_RESOURCE
from publisher.model.change import ORDER, WHOLE, Change, Verdict
from publisher.model.dataset import EXTRA_PREFIX, Dataset, values_of, values_of_resource
from publisher.model.entry import Access
from publisher.model.manifest import CatalogConfig, Manifest, ManifestSet
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey, ResourceId, stem_of
from publisher.model.plan import Item, changes_of
from publisher.model.pulled import NotBrought, PortalEdit, Pulled
from publisher.model.values import State, Value
from publisher.sync.desire import wanted_in

PORTALS: Final = frozenset({Verdict.DRIFT, Verdict.CONFLICT, Verdict.TAKEOVER})
"""What the portal holds that a manifest never said."""


def edits_of(items: Iterable[Item]) -> Mapping[DatasetKey, tuple[PortalEdit, ...]]:
    """The portals' edits by dataset. Pure."""
    found: dict[DatasetKey, tuple[PortalEdit, ...]] = {}
    for item in items:
        mine = tuple(PortalEdit(item.catalog, one) for one in changes_of(item.step) if one.verdict in PORTALS)
        if mine:
            found[item.key] = found.get(item.key, ()) + mine
    return found


@dataclass(frozen=True, kw_only=True)
class Puller:
    """What brings edits into one manifest."""

    manifests: ManifestSet
    catalogs: Mapping[CatalogName, Catalog]
    access: Mapping[CatalogName, Access]
    trial: Trial

    def pull(self, key: DatasetKey, text: str, edits: tuple[PortalEdit, ...]) -> Pulled:
        """The manifest with as many of these edits as it can say."""
        manuscript, brought, left = Manuscript(text), list[PortalEdit](), list[NotBrought]()
        for edit in edits:
            other = next((one for one in edits if _contradicts(one, edit)), None)
            written = self._written(key, manuscript, edit) if other is None else _choose(other)
            if isinstance(written, Manuscript):
                manuscript = written
                brought.append(edit)
            else:
                left.append(NotBrought(edit, written))
        return Pulled(key, text, manuscript.text, tuple(brought), tuple(left))

    def _written(self, key: DatasetKey, manuscript: Manuscript, edit: PortalEdit) -> Manuscript | Message:
        """The manifest with one edit in it, or why it cannot be there."""
        place = _place(manuscript, edit)
        written = self._with(key, manuscript, place, edit)
        if isinstance(written, Message):
            return written
        manifest = self.trial.read(stem_of(key), written.text)
        if manifest is None:
            return message("a manifest cannot express it")
        said = self._projected(manifest, edit.catalog)
        return written if said is not None and _says(said, edit.change) else _from_elsewhere(edit)

    def _with(self, key: DatasetKey, manuscript: Manuscript, top: Way, edit: PortalEdit) -> Manuscript | Message:
        path, value = edit.change.path, edit.change.before
        if path.resource is not None:
            return _in_resource(manuscript, top, path.resource, edit.change)
        if path.field == ORDER and isinstance(value, tuple):
            return manuscript.arrange(value, top)
        way = (*top, "extras", path.field.removeprefix(EXTRA_PREFIX)) if _is_extra(path.field) else (*top, path.field)
        if path.field == "keywords":
            return self._keywords(key, manuscript, top, edit)
        if path.field == "spatial":
            value = self._zones(key, manuscript, edit)
        return _given(manuscript, top, way, path.field, value)

    def _keywords(self, key: DatasetKey, manuscript: Manuscript, top: Way, edit: PortalEdit) -> Manuscript | Message:
        """The author's own keywords, without those that went on the portal and with those that came.

        A catalogue may keep a keyword in another form: the author's form stays where the portal still has it; and one
        that it cannot keep at all was never its to remove.
        """
        way = (*top, "keywords")
        held, without = _listed(edit.change.before), manuscript.remove(way).text
        forms = {word: set(self._forms(key, (word,), edit.catalog)) for word in manuscript.words(way)}
        kept = tuple(word for word, known in forms.items() if not known or known & set(held))
        layered = self._forms(key, self._content(key, without, edit.catalog).keywords, edit.catalog)
        known = {*layered, *(form for word in kept for form in forms[word])}
        words = (*kept, *(word for word in held if word not in known))
        return manuscript.remove(way) if held and not words else _given(manuscript, top, way, "keywords", words or None)

    def _zones(self, key: DatasetKey, manuscript: Manuscript, edit: PortalEdit) -> Value:
        """The zones that the portal holds, and those that it had no place for: they were never its to remove."""
        held, given = _listed(edit.change.before), self._content(key, manuscript.text, edit.catalog)
        said = self._project_content(key, given, edit.catalog)
        kept = _listed(said.spatial) if said is not None else ()
        return (*held, *(zone for zone in _listed(given.spatial) if zone not in (*kept, *held))) or None

    def _content(self, key: DatasetKey, text: str, catalog: CatalogName) -> Dataset:
        """What a manifest of this text means for a catalogue, its layers included."""
        manifest = self.trial.read(stem_of(key), text)
        return (manifest and manifest.content_for(catalog)) or Dataset(title="T")

    def _forms(self, key: DatasetKey, words: object, catalog: CatalogName) -> tuple[str, ...]:
        """Keywords as a catalogue keeps them."""
        made = self._project_content(key, Dataset(title="T", keywords=_listed(words)), catalog)
        return _listed(made.keywords) if made is not None else ()

    def _projected(self, manifest: Manifest, catalog: CatalogName) -> Dataset | None:
        content = manifest.content_for(catalog)
        return self._project_content(manifest.key, content, catalog) if content is not None else None

    def _project_content(self, key: DatasetKey, content: Dataset, catalog: CatalogName) -> Dataset | None:
        """What a catalogue would hold of this content of a dataset."""
        mine = next(one for one in self.manifests.manifests if one.key == key)
        around = replace(self.manifests, manifests=(replace(mine, content=content, overrides={}),))
        (wanted,) = wanted_in(around, self._config(catalog))
        return self.catalogs[catalog].project(wanted, self.access[catalog]).content

    def _config(self, name: CatalogName) -> CatalogConfig:
        return next(one for one in self.manifests.catalogs if one.name == name)


def _contradicts(one: PortalEdit, other: PortalEdit) -> bool:
    """Whether two portals hold different values of one field."""
    return (
        one.catalog != other.catalog
        and one.change.path == other.change.path
        and one.change.before != other.change.before
    )


def _choose(other: PortalEdit) -> Message:
    return message("{catalog} was edited differently: choose one catalogue with --catalog", catalog=other.catalog)


def _from_elsewhere(edit: PortalEdit) -> Message:
    if edit.change.path.resource is not None:
        return message("a manifest cannot express it")
    return message("its value does not come from the manifest, but from a theme, defaults.yml or producer.yml")


def _place(manuscript: Manuscript, edit: PortalEdit) -> Way:
    """Where the manifest gives the field: for this catalogue alone, or for all."""
    here = ("catalogs", edit.catalog)
    name = "resources" if edit.change.path.resource or edit.change.path.field == ORDER else edit.change.path.field
    first, _dot, rest = name.partition(".")
    return here if manuscript.holds((*here, first, *([rest] if rest else []))) else ()


def _says(said: Dataset, change: Change) -> bool:
    """Whether a content wants what the portal holds."""
    path = change.path
    if path.field == ORDER:
        return tuple(one.id for one in said.resources if one.id in _listed(change.before)) == change.before
    resource = next((one for one in said.resources if one.id == path.resource), None)
    if path.field == WHOLE:
        return resource is None
    values = values_of(said) if path.resource is None else values_of_resource(resource) if resource else {}
    return values.get(path.field) == change.before


def _listed(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _is_extra(name: str) -> bool:
    return name.startswith(EXTRA_PREFIX)


def _given(manuscript: Manuscript, top: Way, way: Way, name: str, value: Value) -> Manuscript | Message:
    """A field of the dataset set, or emptied: a manifest says that it is empty under `clear:`."""
    plain = plain_value(name, value)
    if value is State.PUBLISHED:
        return manuscript.remove(way)
    if plain is not None:
        return _without_word(manuscript, (*top, "clear"), name).set(way, plain)
    if name not in CLEARABLE and not _is_extra(name):
        return message("a dataset must have this field")
    return _with_word(manuscript.remove(way), (*top, "clear"), name)


def _in_resource(manuscript: Manuscript, top: Way, resource: ResourceId, change: Change) -> Manuscript | Message:
    """A resource's field set or emptied; a resource that the portal removed, removed."""
    here = (*top, "resources", resource)
    name, plain = change.path.field, plain_value(change.path.field, change.before)
    if name == WHOLE and manuscript.holds((*here, "path")):
        return message("its file is in the producer's folder: remove the resource and the file by hand")
    if name == WHOLE and change.before is None and manuscript.holds(here):
        return manuscript.without(resource, top)
    if name == WHOLE or not manuscript.holds(here):
        return message("it was removed from the manifest: write it there again, or run sync --on-conflict manifest")
    if name == "file" or (name == "url" and plain is None):
        return message("pull does not copy files: download this one from the catalogue into the producer's folder")
    if plain is not None:
        return _without_word(manuscript, (*here, "clear"), name).set((*here, name), plain)
    if name not in CLEARABLE_IN_RESOURCE:
        return message("a manifest cannot say that it is empty")
    return _with_word(manuscript.remove((*here, name)), (*here, "clear"), name)


def _with_word(manuscript: Manuscript, way: Way, word: str) -> Manuscript:
    words = manuscript.words(way)
    listed: Plain = [*words, word]
    return manuscript if word in words else manuscript.set(way, listed)


def _without_word(manuscript: Manuscript, way: Way, word: str) -> Manuscript:
    words = manuscript.words(way)
    left = [one for one in words if one != word]
    if len(left) == len(words):
        return manuscript
    return manuscript.set(way, left) if left else manuscript.remove(way)
