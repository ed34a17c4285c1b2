"""Give a manifest the values that its entries had before a run: those alone that the run wrote, and that still are its.

The manifest's text of a commit before the run is taken where it changes nothing else; otherwise each value is written
into the present text. What somebody changed since stays, and is named.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.capture.pull_edits import CatalogEdit, Puller, UnmergedEdit
from publisher.capture.restore_files import FolderAtCommit
from publisher.capture.yaml_editor import YamlEditor
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, Resource, values_of, values_of_resource
from publisher.model.files import MeasuredFile
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.recorded_change import recorded_path
from publisher.model.values import File, State, Value, Withheld, fingerprint
from publisher.sync.history.past_run import PastStep, is_within, paths_of

KEY = "key"
"""The field of a change that gives an entry another key."""
CREATED = "create"
ABSENT = object()

Measure = Callable[[Path], MeasuredFile]


@dataclass(frozen=True)
class RestoredManifest:
    """A manifest's text before and after, and the values that it cannot give."""

    key: DatasetKey
    before: str
    after: str
    files: tuple[str, ...] = ()
    """The data files that are to be as the commit has them, below the folder of manifests."""
    unmerged: tuple[UnmergedEdit, ...] = ()
    gone: tuple[tuple[CatalogName, str], ...] = ()
    """The catalogue and the path of each field whose former value is nowhere: the catalogue alone had it, and the
    journal of the run is gone."""

    @property
    def is_whole(self) -> bool:
        """Return whether it gives every former value."""
        return not self.unmerged and not self.gone

    @property
    def is_changed(self) -> bool:
        """Return whether the manifest or one of its files is to be written."""
        return self.after != self.before or bool(self.files)


@dataclass(frozen=True)
class ValueRestorer:
    """Restores the values of one dataset."""

    puller: Puller
    measure: Measure
    folder: FolderAtCommit | None
    """Before the run; None where git does not have it."""

    def restored(self, key: DatasetKey, text: str, former: str | None, steps: Sequence[PastStep]) -> RestoredManifest:
        """Return a manifest that gives what the entries of a dataset had before the steps of a run.

        An entry that the run made is hidden: nothing is ever deleted. `former`: the text before the run; None where
        git has none, or the present text was edited since.
        """
        base = former if former is not None and self._changes_no_more(key, text, former, steps) else text
        edits, unmerged, gone = list[CatalogEdit](), list[UnmergedEdit](), list[tuple[CatalogName, str]]()
        files = dict[str, None]()
        for step in steps:
            for change in step.changes:
                edit = CatalogEdit(step.catalog, replace(change, kind=ChangeKind.DRIFT))
                if (resource := self._hosted(key, base, edit)) is not None:
                    name = self._file_of(key, resource, change)
                    why = (
                        None
                        if name is not None
                        else message("git does not have its former file, or it was replaced since")
                    )
                    files |= {name: None} if name else {}
                elif self._is_given(key, base, step.catalog, change):
                    continue
                else:
                    why = self._why_not(key, text, base, edit)
                    edits += [edit] if why is None else []
                unmerged += [UnmergedEdit(edit, why)] if why is not None else []
            clears, lost, names = self._from_digests(key, base, step)
            edits, gone, files = [*edits, *clears], [*gone, *lost], files | dict.fromkeys(names)
        pulled = self.puller.pull(key, base, tuple(edits))
        after = pulled.after
        is_new = any(step.step == CREATED for step in steps)
        if is_new and self.puller.content(key, after, steps[0].catalog).state is State.PUBLISHED:
            after = YamlEditor(after).set(("state",), "archived").text
        return RestoredManifest(
            key, text, after, tuple(filter(None, files)), (*pulled.unmerged, *unmerged), tuple(gone)
        )

    def _why_not(self, key: DatasetKey, text: str, base: str, edit: CatalogEdit) -> Message | None:
        """Return why a value is not to be written; None where that is to be tried."""
        change = edit.change
        if isinstance(change.observed, Withheld):
            return message("the journal does not have its former value: the entry was not public")
        if change.path.field == KEY:
            return message("the run gave the entry another key: rename the manifest back by hand")
        is_of_run = self._is_given(key, text, edit.catalog, replace(change, observed=change.desired))
        if base is text and not is_of_run:
            return message("the manifest has another value by now, which stays")
        return None

    def _changes_no_more(self, key: DatasetKey, text: str, former: str, steps: Iterable[PastStep]) -> bool:
        """Return whether a former text differs from the present one in nothing but what the run wrote."""
        paths = frozenset(path for step in steps for path in paths_of(step))
        for catalog in self.puller.catalogs:
            present, before = (self.puller.projected(key, each, catalog) for each in (text, former))
            if (present is None) != (before is None):
                return False
            if present is not None and before is not None and not _within(present, before, paths):
                return False
        return True

    def _hosted(self, key: DatasetKey, text: str, edit: CatalogEdit) -> Resource | None:
        """Return the resource of a change of a file in the folder, or of the address that follows from it."""
        if edit.change.path.field not in ("file", "url"):
            return None
        resources = self.puller.content(key, text, edit.catalog).resources
        resource = next((item for item in resources if item.id == edit.change.path.resource), None)
        return resource if resource is not None and resource.data is not None else None

    def _file_of(self, key: DatasetKey, resource: Resource, change: Change) -> str | None:
        """Return the file to restore; an empty text where there is nothing to do, None where that is impossible."""
        before, after = change.observed, change.desired
        if change.path.field == "url" or not isinstance(before, File) or resource.data is None:
            return ""
        measured = self.measure(resource.data.path)
        checksums = (f"sha256:{measured.sha256}", f"sha1:{measured.sha1}")
        if before.checksum in checksums:
            return ""
        is_of_run = isinstance(after, File) and after.checksum in checksums
        if not is_of_run and before.kind not in ("sha256", "sha1") and before.size == measured.size:
            return ""  # the catalogue has no checksum of it
        name = self._name_of(resource.data.path)
        return name if is_of_run and self.folder is not None and self.folder.has(name, before) else None

    def _from_digests(
        self, key: DatasetKey, text: str, step: PastStep
    ) -> tuple[list[CatalogEdit], list[tuple[CatalogName, str]], list[str]]:
        """Return what to do for a step that has digests alone.

        The fields to clear, those whose former value is nowhere, and the data files to restore.
        """
        content, clears, lost = self.puller.projected(key, text, step.catalog), list[CatalogEdit](), []
        files = list[str]()
        for path, (before, after) in step.digests.items():
            field = recorded_path(path)
            if content is not None and _has_digest(content, field, before):
                continue
            hosted = self._hosted(key, text, CatalogEdit(step.catalog, Change(field, ChangeKind.DRIFT, None, None)))
            name = self._file_of_digest(hosted, after) if hosted is not None and field.field == "file" else None
            if name is not None:
                files.append(name)
            elif hosted is not None and field.field == "url":
                continue  # it follows from the file
            elif before is None and field.field != WHOLE:
                clears.append(CatalogEdit(step.catalog, Change(field, ChangeKind.DRIFT, None, None)))
            else:
                lost.append((step.catalog, path))
        return clears, lost, files

    def _file_of_digest(self, resource: Resource, digest: str | None) -> str | None:
        """Return the file to restore where the present one is that of the run, by its digest; None elsewhere."""
        if resource.data is None or self.folder is None:
            return None
        measured, name = self.measure(resource.data.path), self._name_of(resource.data.path)
        is_of_run = fingerprint(File(measured.size, f"sha256:{measured.sha256}")) == digest
        return name if is_of_run and self.folder.exists(name) else None

    def _name_of(self, path: Path) -> str:
        """Return the path of a file below the folder of manifests."""
        return path.relative_to(self.puller.manifests.root).as_posix()

    def _is_given(self, key: DatasetKey, text: str, catalog: CatalogName, change: Change) -> bool:
        """Return whether the manifest gives the value that the entry had. One that it does not manage, it does not."""
        content = self.puller.projected(key, text, catalog)
        return content is not None and _gives(content, change.path, change.observed)


def _gives(content: Dataset, path: FieldPath, value: Value) -> bool:
    resource = next((item for item in content.resources if item.id == path.resource), None)
    if path.field == WHOLE:
        return (resource is None) == (value is None)
    if path.field == ORDER:
        return tuple(item.id for item in content.resources) == value
    if path.resource is not None and resource is None:
        return value is None
    values = values_of_resource(resource) if resource is not None else values_of(content)
    return path.field in values and values[path.field] == value


def _has_digest(content: Dataset, path: FieldPath, digest: str | None) -> bool:
    """Return whether a content gives the value of a digest. Of a file in the folder, nothing is known."""
    resource = next((item for item in content.resources if item.id == path.resource), None)
    if path.field == WHOLE:
        return (resource is None) == (digest is None)
    if path.field == ORDER:
        return fingerprint(tuple(item.id for item in content.resources)) == digest
    if path.resource is not None and resource is None:
        return digest is None
    values = values_of_resource(resource) if resource is not None else values_of(content)
    value = values.get(path.field)
    return path.field in values and (None if value is None else fingerprint(value)) == digest


def _within(present: Dataset, former: Dataset, paths: Collection[str]) -> bool:
    """Return whether two contents differ in nothing but these paths."""
    own, others = values_of(present), values_of(former)
    fields = (
        FieldPath(name) for name in own.keys() | others.keys() if own.get(name, ABSENT) != others.get(name, ABSENT)
    )
    return all(is_within(path, paths) for path in (*fields, *_in_resources(present, former)))


def _in_resources(present: Dataset, former: Dataset) -> Iterator[FieldPath]:
    """Yield the paths of what differs between the resources of two contents, but their order."""
    own, others = ({item.id: item for item in content.resources} for content in (present, former))
    for name in own.keys() | others.keys():
        if name not in own or name not in others:
            yield FieldPath(WHOLE, name)
            continue
        values, other_values = values_of_resource(own[name]), values_of_resource(others[name])
        for field in values.keys() | other_values.keys():
            if values.get(field, ABSENT) != other_values.get(field, ABSENT):
                yield FieldPath(field, name)
