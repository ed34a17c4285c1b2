"""Manifests with edits, each read again over its layers before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.capture.set_fields import Assignment, AssignmentRefusedError, edited
from publisher.capture.trial_folder import TrialFolder
from publisher.model.manifest import Manifest, ManifestSet
from publisher.model.messages import message
from publisher.model.names import DatasetKey, ProducerId, producer_of, stem_of
from publisher.sync.plan.selection import Selection


@dataclass(frozen=True)
class EditedManifest:
    """The text of a manifest before and after its edits."""

    key: DatasetKey
    path: Path
    before: str
    after: str


def edited_manifests(
    manifests: ManifestSet, selection: Selection, edits: Sequence[Assignment]
) -> tuple[EditedManifest, ...]:
    """Return the selected manifests with the edits.

    Raises `AssignmentRefusedError` for an edit that cannot be made, or after which a manifest would be invalid: then
    no manifest is to be written.
    """
    trials: dict[ProducerId, TrialFolder] = {}
    changed: list[EditedManifest] = []
    for manifest in manifests.manifests:
        if selection.takes(manifest.key):
            producer = producer_of(manifest.key)
            if producer not in trials:
                trials[producer] = TrialFolder(manifests.root, producer, manifests.catalogs)
            changed.append(_edit(manifests.root, manifest, edits))
            _refuse_invalid(changed[-1], trials[producer])
    return tuple(changed)


def _refuse_invalid(edited_manifest: EditedManifest, trial: TrialFolder) -> None:
    """Refuse a manifest that would be invalid. Raises `AssignmentRefusedError`."""
    for finding in trial.findings(stem_of(edited_manifest.key), edited_manifest.after):
        what = message("{key} would be invalid: {what}", key=edited_manifest.key, what=finding.what)
        raise AssignmentRefusedError(what, finding.fix)


def _edit(root: Path, manifest: Manifest, edits: Sequence[Assignment]) -> EditedManifest:
    path = root / producer_of(manifest.key) / f"{stem_of(manifest.key)}.yml"
    before = path.read_text(encoding="utf-8-sig")
    return EditedManifest(manifest.key, path, before, edited(manifest, before, edits))
