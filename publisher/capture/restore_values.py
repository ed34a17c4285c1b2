"""Give a manifest the values that its entries had before a run: those alone that the run wrote, and that still are its.

The manifest's text of a commit before the run is taken where it changes nothing else; otherwise each value is written
into the present text. What somebody changed since stays, and is named.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.capture.pull_edits import CatalogEdit, Puller, UnmergedEdit, edited_twice
from publisher.capture.restore_files import FolderAtCommit, RestorableFile, commit_with, sha256_of
from publisher.capture.yaml_editor import YamlEditor
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, Resource, values_of, values_of_resource
from publisher.model.files import MeasuredFile
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.recorded_change import recorded_path
from publisher.model.replaced_file import FormerBytes, ReplacedFile
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
    files: tuple[RestorableFile, ...] = ()
    """The data files that are to have their former content."""
    unmerged: tuple[UnmergedEdit, ...] = ()
    gone: tuple[tuple[CatalogName, str], ...] = ()
    """The catalogue and the path of each field whose former value is nowhere: the catalogue alone had it, and the
    journal of the run is gone."""
    kept: tuple[tuple[CatalogName, FieldPath, Path], ...] = ()
    """The catalogue and the path of each file that the run kept and that is not restored, and where its bytes are."""

    @property
    def is_whole(self) -> bool:
        """Return whether it gives every former value."""
        return not self.unmerged and not self.gone and not self.kept

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
    kept_path: Callable[[DatasetKey, ReplacedFile], Path]
    """Returns where the run kept the bytes of a file."""

    def restored(self, key: DatasetKey, text: str, former: str | None, steps: Sequence[PastStep]) -> RestoredManifest:
        """Return a manifest that gives what the entries of a dataset had before the steps of a run.

        An entry that the run made is hidden: nothing is ever deleted. `former`: the text before the run; None where
        git has none, or the present text was edited since.
        """
        base = former if former is not None and self._changes_no_more(key, text, former, steps) else text
        edits, unmerged, gone = list[CatalogEdit](), list[UnmergedEdit](), list[tuple[CatalogName, str]]()
        files = list[tuple[CatalogEdit, RestorableFile]]()
        for step in steps:
            for change in step.changes:
                edit = CatalogEdit(step.catalog, replace(change, kind=ChangeKind.DRIFT))
                if (resource := self._hosted(key, base, edit)) is not None:
                    if self._follows_from_another(edit, steps):
                        continue
                    file = self._file_of(step, resource, change)
                    files += [(edit, file)] if isinstance(file, RestorableFile) else []
                    why = file if isinstance(file, Message) else None
                elif self._is_given(key, base, step.catalog, change):
                    continue
                else:
                    why = self._why_not(key, text, base, edit)
                    edits += [edit] if why is None else []
                unmerged += [UnmergedEdit(edit, why)] if why is not None else []
            clears, lost, digested = self._from_digests(key, base, step)
            edits, gone, files = [*edits, *clears], [*gone, *lost], [*files, *digested]
        restored, contradictions = _without_contradictions(files)
        pulled = self.puller.pull(key, base, tuple(edits))
        after = pulled.after
        is_new = any(step.step == CREATED for step in steps)
        if is_new and self.puller.content(key, after, steps[0].catalog).state is State.PUBLISHED:
            after = YamlEditor(after).set(("state",), "archived").text
        all_unmerged = (*pulled.unmerged, *unmerged, *contradictions)
        return RestoredManifest(
            key, text, after, restored, all_unmerged, tuple(gone), tuple(self._kept_beside(key, steps, restored))
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

    def _follows_from_another(self, edit: CatalogEdit, steps: Iterable[PastStep]) -> bool:
        """Return whether a catalogue lists the file of another one, which the run replaced there."""
        configs = self.puller.manifests.catalogs
        source = next((config.links_to for config in configs if config.name == edit.catalog), None)
        changed = (change.path for step in steps if step.catalog == source for change in step.changes)
        return edit.change.path in changed

    def _file_of(self, step: PastStep, resource: Resource, change: Change) -> RestorableFile | Message | None:
        """Return the file to restore; None where there is nothing to do, and why where that is impossible."""
        before, after = change.observed, change.desired
        if change.path.field == "url" or before is None or resource.data is None:
            return None
        measured, replaced = self.measure(resource.data.path), step.replaced_file(resource.id)
        checksums = (f"sha256:{measured.sha256}", f"sha1:{measured.sha1}")
        if replaced is not None and replaced.sha256 is not None:
            before = File(replaced.size, f"sha256:{replaced.sha256}")
        if not isinstance(before, File):
            return message("the journal does not have its former value: the entry was not public")
        if before.checksum in checksums:
            return None
        is_of_run = isinstance(after, File) and after.checksum in checksums
        has_no_checksum = before.kind not in ("sha256", "sha1") and replaced is None
        if not is_of_run and has_no_checksum and before.size == measured.size:
            return None
        if not is_of_run:
            return message("git does not have its former file, or it was replaced since")
        return self._former_file(step.key, resource.data.path, before, replaced)

    def _former_file(
        self, key: DatasetKey, path: Path, before: File, replaced: ReplacedFile | None
    ) -> RestorableFile | Message:
        """Return the file with its former content, or why that is impossible."""
        name, root = self._name_of(path), self.puller.manifests.root
        if replaced is not None and replaced.bytes is FormerBytes.LOST:
            return message("the run did not keep the former file")
        if replaced is not None and replaced.bytes is FormerBytes.KEPT:
            return self._kept_file(key, path, name, replaced)
        folder = self.folder if replaced is None else commit_with(root, name, before)
        if folder is not None and folder.has(name, before):
            return RestorableFile(name, folder, str(before.checksum))
        return message("git does not have its former file, or it was replaced since")

    def _kept_file(self, key: DatasetKey, path: Path, name: str, replaced: ReplacedFile) -> RestorableFile | Message:
        """Return a file with the bytes that the run kept, or why that is impossible."""
        kept = self.kept_path(key, replaced)
        if sha256_of(kept) != replaced.sha256:
            return message("the file that the run kept no longer exists: {file}", file=kept.as_posix())
        others = [manifest.key for manifest in self.puller.manifests.manifests if manifest.key != key]
        if shared := [other for other in others if self._names_file(other, path)]:
            return message("the dataset {key} has the same file: {name}", key=shared[0], name=name)
        return RestorableFile(name, kept, f"sha256:{replaced.sha256}")

    def _names_file(self, key: DatasetKey, path: Path) -> bool:
        """Return whether a dataset has a file, in one catalogue at least."""
        manifest = next(manifest for manifest in self.puller.manifests.manifests if manifest.key == key)
        contents = filter(None, map(manifest.content_for, self.puller.catalogs))
        return any(
            item.data is not None and item.data.path == path for content in contents for item in content.resources
        )

    def _kept_beside(
        self, key: DatasetKey, steps: Iterable[PastStep], restored: Iterable[RestorableFile]
    ) -> Iterator[tuple[CatalogName, FieldPath, Path]]:
        """Yield the files that the run kept and that are not restored, as far as they still exist."""
        sources = {file.source for file in restored}
        for step in steps:
            for replaced in step.replaced:
                path = self.kept_path(key, replaced) if replaced.bytes is FormerBytes.KEPT else None
                if path is not None and path not in sources and path.is_file():
                    yield step.catalog, FieldPath("file", replaced.resource), path

    def _from_digests(
        self, key: DatasetKey, text: str, step: PastStep
    ) -> tuple[list[CatalogEdit], list[tuple[CatalogName, str]], list[tuple[CatalogEdit, RestorableFile]]]:
        """Return what to do for a step that has digests alone.

        The fields to clear, those whose former value is nowhere, and the data files to restore.
        """
        content, clears, lost = self.puller.projected(key, text, step.catalog), list[CatalogEdit](), []
        files = list[tuple[CatalogEdit, RestorableFile]]()
        for path, (before, after) in step.digests.items():
            field = recorded_path(path)
            if content is not None and _has_digest(content, field, before):
                continue
            edit = CatalogEdit(step.catalog, Change(field, ChangeKind.DRIFT, None, None))
            hosted = self._hosted(key, text, edit)
            file = self._file_of_digest(hosted, after) if hosted is not None and field.field == "file" else None
            if file is not None:
                files.append((edit, file))
            elif hosted is not None and field.field == "url":
                continue  # it follows from the file
            elif before is None and field.field != WHOLE:
                clears.append(edit)
            else:
                lost.append((step.catalog, path))
        return clears, lost, files

    def _file_of_digest(self, resource: Resource, digest: str | None) -> RestorableFile | None:
        """Return the file to restore where the present one is that of the run, by its digest; None elsewhere."""
        if resource.data is None or self.folder is None:
            return None
        measured, name = self.measure(resource.data.path), self._name_of(resource.data.path)
        is_of_run = fingerprint(File(measured.size, f"sha256:{measured.sha256}")) == digest
        return RestorableFile(name, self.folder, "") if is_of_run and self.folder.exists(name) else None

    def _name_of(self, path: Path) -> str:
        """Return the path of a file below the folder of manifests."""
        return path.relative_to(self.puller.manifests.root).as_posix()

    def _is_given(self, key: DatasetKey, text: str, catalog: CatalogName, change: Change) -> bool:
        """Return whether the manifest gives the value that the entry had. One that it does not manage, it does not."""
        content = self.puller.projected(key, text, catalog)
        return content is not None and _gives(content, change.path, change.observed)


def _without_contradictions(
    files: Sequence[tuple[CatalogEdit, RestorableFile]],
) -> tuple[tuple[RestorableFile, ...], list[UnmergedEdit]]:
    """Return each file once, and without those of which two catalogues had different contents: these are named."""
    restored, contradictions = dict[str, RestorableFile](), list[UnmergedEdit]()
    for edit, file in files:
        other = next((each for each, at in files if at.name == file.name and at.content != file.content), None)
        if other is None:
            restored[file.name] = file
        else:
            contradictions.append(UnmergedEdit(edit, edited_twice(other)))
    return tuple(restored.values()), contradictions


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
