"""`publisher rollback RUN`: put back what a run changed, in the manifests and in the catalogues."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from shutil import copyfile
from typing import Final

import click

from publisher.capture.pull_edits import Puller
from publisher.capture.repair_files import replace_with_copy
from publisher.capture.restore_files import FolderAtCommit, NoSuchCommitError, changed_files, parent_of, sha256_of
from publisher.capture.restore_values import RestoredManifest, ValueRestorer
from publisher.capture.trial_folder import TrialFolder
from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.local_files import STATE, reported_if_unwritable
from publisher.cli.next_command import rollback_again
from publisher.cli.past_runs import FOLDER, PastRuns, history_option, steps_of
from publisher.cli.rewrite_manifest import rewrite_manifest
from publisher.cli.run_options import with_options_but_prune
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.manifests.measure_file import measured_file
from publisher.model.names import DatasetKey, producer_of, stem_of
from publisher.model.replaced_file import ReplacedFile
from publisher.sync.apply.kept_files import kept_path
from publisher.sync.history.past_run import PastResult, PastRun, PastStep, paths_of
from publisher.sync.history.read_journal import run_names
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.views import console
from publisher.views.rollback_text import left_out_text, restored_text
from publisher.views.runs_text import head_lines

COPIES: Final = STATE / "before-rollback"
"""Where the files that a rollback replaces are kept."""
WRITTEN: Final = (PastResult.DONE, PastResult.UNKNOWN)


@click.command(
    help=_("Put back what a run changed: the manifests, their files, then the entries. RUN may be “latest”.")
)
@common("text", "json", "markdown")
@with_options_but_prune
@history_option()
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def rollback(common: Common, choices: RunOptions, history: Path | None, yes: bool) -> Exit:
    """Give the manifests the values before the run, then plan and apply as `sync` does, but only what the run wrote."""
    if not common.selection.patterns:
        raise click.UsageError(_("give a run, such as: publisher rollback latest; see publisher runs"))
    name, *patterns = common.selection.patterns
    selection = replace(common.selection, patterns=tuple(patterns))
    past = PastRuns(history)
    run = past.named(name)
    _refuse_other_place(run, common)
    rollback_again(run.name, common, selection, choices)
    steps = steps_of(run, selection)
    written = [step for step in steps if step.result in WRITTEN]
    if not written:
        console.out_text(_("Nothing to put back: the run wrote nothing."))
        return Exit.DONE
    console.note("\n".join(head_lines(run)) + "\n")
    paths = {(step.key, step.catalog): paths_of(step) for step in written}
    limited = replace(common, selection=replace(selection, patterns=(), dataset_catalogs=frozenset(paths)))
    workspace = Workspace(limited)
    workspace.refuse_invalid(choices, content=True)
    restored, gone = _restored(workspace, run, past.before(run), written)
    not_begun = tuple(dict.fromkeys(step.key for step in steps if step.result not in WRITTEN))
    dead = {tombstone.key for tombstone in workspace.manifests.tombstones}
    withdrawn, missing = [key for key in gone if key in dead], [key for key in gone if key not in dead]
    texts = [restored_text(restored, limited.manifests.as_posix()), left_out_text(withdrawn, missing, not_begun)]
    if notes := [text for text in texts if text]:
        console.note("\n".join(notes) + "\n")
    with _put_back_unless_written(workspace, run, restored) as replaced:
        _write(workspace, restored)
        after = Workspace(limited)
        after.refuse_invalid(choices, content=True)
        request = Request(selection=limited.selection, options=choices, only=paths)
        code = show_ask_apply_report(after, request, yes=yes, fail_on_drift=True)
        replaced.stay = code is Exit.DONE
    left = bool(gone or not_begun) or not all(manifest.is_whole for manifest in restored)
    return Exit.PARTLY if left and code is Exit.DONE else code


def _refuse_other_place(run: PastRun, common: Common) -> None:
    """Refuse a run of the sandbox on the catalogues, and the reverse. Raises `click.UsageError`."""
    if run.sandbox != common.sandbox:
        text = (
            _("the run was made in the sandbox: add --sandbox")
            if run.sandbox
            else _("the run was made on the real catalogues: leave out --sandbox")
        )
        raise click.UsageError(text)


def _folder_before(root: Path, run: PastRun, earlier: PastRun | None) -> FolderAtCommit | None:
    """Return the folder as it was before a run: in the commit of the run before, else in the parent of its own."""
    commit = earlier.origin.commit if earlier is not None else None
    if earlier is None and run.origin.commit is not None:
        commit = run.origin.commit if run.origin.edited else parent_of(root, run.origin.commit)
    return FolderAtCommit(root, commit) if commit is not None else None


def _edited_since(root: Path, run: PastRun) -> frozenset[str]:
    """Return the files that somebody changed after a run. Raises `NoSuchCommitError`."""
    if run.origin.commit is None:
        raise NoSuchCommitError(run.name)
    names = changed_files(root, run.origin.commit) | run.origin.edited.keys()
    return frozenset(name for name in names if run.origin.edited.get(name) != sha256_of(root / name))


def _restored(
    workspace: Workspace, run: PastRun, earlier: PastRun | None, steps: Sequence[PastStep]
) -> tuple[list[RestoredManifest], list[DatasetKey]]:
    """Return the manifests with the values before the run, and the datasets that have none any more."""
    root = workspace.manifests.root
    folder = _folder_before(root, run, earlier)
    try:
        edited = _edited_since(root, run)
    except NoSuchCommitError:
        folder, edited = None, frozenset()
    known = {manifest.key for manifest in workspace.manifests.manifests}
    with naming_the_others(workspace):
        plan = make_plan(workspace.inputs, Request(selection=workspace.common.selection))
    access = {name: reading.access for name, reading in plan.readings.items()}
    restored, gone = list[RestoredManifest](), list[DatasetKey]()
    for key, group in groupby(sorted(steps, key=lambda step: step.key), key=lambda step: step.key):
        if key not in known:
            gone.append(key)
            continue
        trial = TrialFolder(root, producer_of(key), workspace.manifests.catalogs)
        puller = Puller(manifests=workspace.manifests, catalogs=workspace.catalogs, access=access, trial=trial)
        text, name = _path(workspace, key).read_text(encoding="utf-8-sig"), f"{producer_of(key)}/{stem_of(key)}.yml"
        former = folder.text(name) if folder is not None and name not in edited else None
        restorer = ValueRestorer(puller, measured_file, folder, partial(_kept_path, run))
        restored.append(restorer.restored(key, text, former, tuple(group)))
    return restored, gone


def _kept_path(run: PastRun, key: DatasetKey, file: ReplacedFile) -> Path:
    """Return where a run kept the bytes of a file that it replaced."""
    return kept_path(FOLDER, run.name, key, file.resource, file.sha256 or "")


def _write(workspace: Workspace, restored: Sequence[RestoredManifest]) -> None:
    """Write the manifests and the data files. Raises `click.ClickException` where one cannot be written."""
    for manifest in restored:
        if manifest.after != manifest.before:
            rewrite_manifest(_path(workspace, manifest.key), manifest.before, manifest.after)
        for file in manifest.files:
            with reported_if_unwritable(workspace.manifests.root / file.name):
                file.write(workspace.manifests.root)


@dataclass
class _Replaced:
    """The files that a rollback replaces, and whether they are to stay as it made them."""

    names: Sequence[str]
    stay: bool = False


@contextmanager
def _put_back_unless_written(
    workspace: Workspace, run: PastRun, restored: Sequence[RestoredManifest]
) -> Iterator[_Replaced]:
    """Keep copies of the files that the block replaces; put them back where it writes to no catalogue and fails."""
    root, runs, copies = workspace.manifests.root, run_names(FOLDER), COPIES / run.name
    changed = (name for manifest in restored if manifest.is_changed for name in _names(manifest))
    replaced = _Replaced(tuple(name for name in changed if (root / name).is_file()))
    for name in replaced.names:
        (copies / name).parent.mkdir(parents=True, exist_ok=True)
        copyfile(root / name, copies / name)
    try:
        yield replaced
    finally:
        if replaced.names and not replaced.stay and run_names(FOLDER) == runs:
            for name in replaced.names:
                replace_with_copy(root / name, copies / name)
            console.note(_("The manifests are as they were before."))
        elif replaced.names:
            text = _(
                "The manifests on this machine are changed; copies are in {folder}. Commit them, or the next sync from "
                "the repository publishes again what was put back."
            )
            console.note(text.format(folder=copies))


def _names(manifest: RestoredManifest) -> list[str]:
    return [f"{producer_of(manifest.key)}/{stem_of(manifest.key)}.yml", *(file.name for file in manifest.files)]


def _path(workspace: Workspace, key: DatasetKey) -> Path:
    return workspace.manifests.root / producer_of(key) / f"{stem_of(key)}.yml"
