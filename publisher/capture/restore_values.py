"""Write the values that entries had before a run into the manifests, where these do not give them already."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.capture.pull_edits import CatalogEdit, Puller, UnmergedEdit
from publisher.capture.yaml_editor import YamlEditor
from publisher.model.change import ORDER, WHOLE, Change, ChangeKind, FieldPath
from publisher.model.dataset import Dataset, Resource, values_of, values_of_resource
from publisher.model.files import MeasuredFile
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName, DatasetKey
from publisher.model.recorded_change import recorded_path
from publisher.model.values import File, State, Withheld, fingerprint
from publisher.sync.history.past_run import PastStep

KEY = "key"
"""The field of a change that gives an entry another key."""
STATE = "state"
CREATED = "create"

Measure = Callable[[Path], MeasuredFile]


@dataclass(frozen=True)
class RestoredManifest:
    """A manifest's text before and after, and the values that it cannot give."""

    key: DatasetKey
    before: str
    after: str
    unmerged: tuple[UnmergedEdit, ...] = ()
    gone: tuple[tuple[CatalogName, str], ...] = ()
    """The catalogue and the path of each field whose former value is nowhere: the catalogue alone had it, and the
    journal of the run is gone."""

    @property
    def is_whole(self) -> bool:
        """Return whether it gives every former value."""
        return not self.unmerged and not self.gone


@dataclass(frozen=True)
class ValueRestorer:
    """Restores the values of one dataset."""

    puller: Puller
    measure: Measure

    def restored(
        self, key: DatasetKey, text: str, steps: Iterable[PastStep], *, may_be_newer: bool
    ) -> RestoredManifest:
        """Return a manifest that gives what the entries of a dataset had before the steps of a run.

        An entry that the run made is hidden: nothing is ever deleted. `may_be_newer`: the manifest may have changed
        since the run. A value that is no longer that of the run then stays, and is named.
        """
        steps = tuple(steps)
        edits, unmerged, gone = list[CatalogEdit](), list[UnmergedEdit](), list[tuple[CatalogName, str]]()
        hides = False
        for step in steps:
            hides = hides or step.step == CREATED
            for change in step.changes:
                edit = CatalogEdit(step.catalog, replace(change, kind=ChangeKind.DRIFT))
                if self._is_given(key, text, step.catalog, change):
                    continue
                why = _why_impossible(change)
                if why is None and may_be_newer and not self._is_of_run(key, text, step.catalog, change):
                    why = message("the manifest has another value by now, which stays")
                if why is None:
                    edits.append(edit)
                else:
                    unmerged.append(UnmergedEdit(edit, why))
            gone += self._gone(key, text, step)
        pulled = self.puller.pull(key, text, tuple(edits))
        after = pulled.after
        if hides and self.puller.content(key, after, steps[0].catalog).state is State.PUBLISHED:
            after = YamlEditor(after).set((STATE,), "archived").text
        return RestoredManifest(key, text, after, (*pulled.unmerged, *unmerged), tuple(gone))

    def _gone(self, key: DatasetKey, text: str, step: PastStep) -> Iterator[tuple[CatalogName, str]]:
        """Yield the fields whose former value the manifest does not give, of a step that has digests alone."""
        content = self.puller.projected(key, text, step.catalog)
        for path, (before, _after) in step.digests.items():
            if content is None or not _has_digest(content, recorded_path(path), before):
                yield step.catalog, path

    def _is_of_run(self, key: DatasetKey, text: str, catalog: CatalogName, change: Change) -> bool:
        """Return whether the manifest still gives the value that the run wrote."""
        return self._is_given(key, text, catalog, replace(change, observed=change.desired))

    def _is_given(self, key: DatasetKey, text: str, catalog: CatalogName, change: Change) -> bool:
        """Return whether the manifest gives the value that the entry had. One that it does not manage, it does not."""
        content = self.puller.projected(key, text, catalog)
        if content is None:
            return False
        resource = next((item for item in content.resources if item.id == change.path.resource), None)
        field, before = change.path.field, change.observed
        if field == WHOLE:
            return (resource is None) == (before is None)
        if field == ORDER:
            return tuple(item.id for item in content.resources) == before
        if resource is not None and resource.data is not None and field in ("file", "url"):
            return self._has_file(resource, change)
        values = values_of_resource(resource) if resource is not None else values_of(content)
        if change.path.resource is not None and resource is None:
            return before is None
        return field in values and values[field] == before

    def _has_file(self, resource: Resource, change: Change) -> bool:
        """Return whether a resource's file has the content that the catalogue had. Its address follows from it."""
        if not isinstance(change.observed, File) or resource.data is None:
            return change.path.field == "url"
        measured = self.measure(resource.data.path)
        if change.observed.kind in ("sha256", "sha1"):
            return change.observed.checksum in (f"sha256:{measured.sha256}", f"sha1:{measured.sha1}")
        return change.observed.size == measured.size  # the catalogue has no checksum of it


def _has_digest(content: Dataset, path: FieldPath, digest: str | None) -> bool:
    """Return whether a content gives the value of a digest. A file is that of the restored folder."""
    resource = next((item for item in content.resources if item.id == path.resource), None)
    if path.field == WHOLE:
        return (resource is None) == (digest is None)
    if path.field == ORDER:
        return fingerprint(tuple(item.id for item in content.resources)) == digest
    if path.resource is not None and resource is None:
        return digest is None
    if resource is not None and resource.data is not None and path.field in ("file", "url"):
        return True
    values = values_of_resource(resource) if resource is not None else values_of(content)
    value = values.get(path.field)
    return path.field in values and (None if value is None else fingerprint(value)) == digest


def _why_impossible(change: Change) -> Message | None:
    """Return why a value cannot be written into a manifest; None where that is to be tried."""
    if isinstance(change.observed, Withheld):
        return message("the journal does not have its former value: the entry was not public")
    if change.path.field == KEY:
        return message("the run gave the entry another key: rename the manifest back by hand")
    if change.path.field == "file":
        return message("git does not have its former file: put it into the producer's folder by hand")
    return None
