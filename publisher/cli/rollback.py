"""`publisher rollback RUN`: put back what a run changed, in the manifests and in the catalogues."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import click

from publisher.capture.pull_edits import Puller
from publisher.capture.restore_files import (
    NoSuchCommitError,
    RestorableFile,
    parent_of,
    restorable_files,
    restore_file,
)
from publisher.capture.restore_values import RestoredManifest, ValueRestorer
from publisher.capture.trial_folder import TrialFolder
from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.local_files import reported_if_unwritable
from publisher.cli.next_command import rollback_again
from publisher.cli.past_runs import PastRuns, history_option, steps_of
from publisher.cli.rewrite_manifest import rewrite_manifest
from publisher.cli.run_options import with_run_options
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.stop_signals import ending_what_is_begun
from publisher.cli.workspace import Workspace
from publisher.locale import _, ngettext
from publisher.manifests.measure_file import measured_file
from publisher.model.names import DatasetKey, producer_of, stem_of
from publisher.sync.history.past_run import PastResult, PastRun, PastStep
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.views import console
from publisher.views.rollback_text import files_text, restored_text


@click.command(
    help=_("Put back what a run changed: the manifests, their files, then the entries. RUN may be “latest”.")
)
@common("text", "json", "markdown")
@with_run_options
@history_option()
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def rollback(common: Common, choices: RunOptions, history: Path | None, yes: bool) -> Exit:
    """Restore files from git and values from the journal, then plan and apply as `sync` does."""
    if not common.selection.patterns:
        raise click.UsageError(_("give a run, such as: publisher rollback latest; see publisher runs"))
    name, *patterns = common.selection.patterns
    selection = replace(common.selection, patterns=tuple(patterns))
    past = PastRuns(history)
    run = past.named(name)
    _refuse_other_place(run, common)
    rollback_again(run.name, common, selection, choices)
    steps = [step for step in steps_of(run, selection) if step.result in (PastResult.DONE, PastResult.UNKNOWN)]
    keys = tuple(dict.fromkeys(step.key for step in steps))
    if not keys:
        console.out_text(_("Nothing to put back: the run wrote nothing."))
        return Exit.DONE
    commit = _commit_before(common.manifests, run, past.before(run))
    files = _restore_files(common.manifests, run, keys, commit, layers=not patterns, yes=yes)
    pairs = frozenset((step.key, step.catalog) for step in steps)
    limited = replace(common, selection=replace(selection, patterns=(), dataset_catalogs=pairs))
    values = _restore_values(limited, steps, frozenset(file.name for file in files), yes=yes)
    workspace = Workspace(limited)
    workspace.refuse_invalid(choices, content=True)
    request = Request(options=choices, selection=limited.selection)
    code = show_ask_apply_report(workspace, request, yes=yes, fail_on_drift=False)
    if files or values.changed:
        console.note(_("The manifests on this machine are changed: commit them, or the next sync from the repository "
                       "publishes the harm again."))  # fmt: skip
    return Exit.PARTLY if values.left and code is Exit.DONE else code


@dataclass(frozen=True)
class _RestoredValues:
    """Whether manifests were changed, and whether something is left that they cannot give."""

    changed: bool
    left: bool


def _refuse_other_place(run: PastRun, common: Common) -> None:
    """Refuse a run of the sandbox on the catalogues, and the reverse. Raises `click.UsageError`."""
    if run.sandbox != common.sandbox:
        text = _("the run was made in the sandbox: add --sandbox") if run.sandbox else _(
            "the run was made on the real catalogues: leave out --sandbox")  # fmt: skip
        raise click.UsageError(text)


def _restore_files(
    root: Path, run: PastRun, keys: Sequence[DatasetKey], commit: str | None, *, layers: bool, yes: bool
) -> Sequence[RestorableFile]:
    """Write the files as they were before the run, where git has them, and return those that were written."""
    if commit is None:
        return ()
    try:
        files = restorable_files(root, keys, commit, run.origin, layers=layers)
    except NoSuchCommitError:
        console.note(_("! Git does not have the commit {commit}: the values come from the journal alone.").format(
            commit=commit[:8]))  # fmt: skip
        return ()
    if not files:
        return ()
    console.note(files_text(files, root.as_posix(), commit))
    ready = [file for file in files if not file.edited_since]
    if not ready:
        return ()
    ask(ngettext("Restore {n} file?", "Restore {n} files?", len(ready)), yes=yes)
    with ending_what_is_begun():
        for file in ready:
            with reported_if_unwritable(root / file.name):
                restore_file(root, commit, file)
    return ready


def _commit_before(root: Path, run: PastRun, earlier: PastRun | None) -> str | None:
    """Return the commit of the manifests before a run: that of the run before, else the parent of its own."""
    if earlier is not None:
        return earlier.origin.commit
    if run.origin.commit is None:
        return None
    return run.origin.commit if run.origin.edited else parent_of(root, run.origin.commit)


def _restore_values(
    common: Common, steps: Sequence[PastStep], from_git: Collection[str], *, yes: bool
) -> _RestoredValues:
    """Write the former values that git does not have into the manifests. `from_git`: the files that it just gave."""
    workspace = Workspace(common)
    workspace.refuse_invalid()
    known = {manifest.key for manifest in workspace.manifests.manifests}
    with naming_the_others(workspace):
        plan = make_plan(workspace.inputs, Request(selection=common.selection))
    access = {name: reading.access for name, reading in plan.readings.items()}
    manifests, gone = list[RestoredManifest](), list[DatasetKey]()
    for key, group in groupby(sorted(steps, key=lambda step: step.key), key=lambda step: step.key):
        if key not in known:
            gone.append(key)
            continue
        trial = TrialFolder(workspace.manifests.root, producer_of(key), workspace.manifests.catalogs)
        puller = Puller(manifests=workspace.manifests, catalogs=workspace.catalogs, access=access, trial=trial)
        text = _path(workspace, key).read_text(encoding="utf-8-sig")
        may_be_newer = f"{producer_of(key)}/{stem_of(key)}.yml" not in from_git
        manifests.append(ValueRestorer(puller, measured_file).restored(key, text, group, may_be_newer=may_be_newer))
    changed = [manifest for manifest in manifests if manifest.after != manifest.before]
    left = bool(gone) or not all(manifest.is_whole for manifest in manifests)
    if changed or left:
        console.note(restored_text(manifests, {key: _path(workspace, key).as_posix() for key in known}, gone))
    if changed:
        ask(ngettext("Change {n} manifest?", "Change {n} manifests?", len(changed)), yes=yes)
        _write(workspace, changed)
    return _RestoredValues(bool(changed), left)


def _write(workspace: Workspace, changed: Sequence[RestoredManifest]) -> None:
    with ending_what_is_begun():
        for manifest in changed:
            rewrite_manifest(_path(workspace, manifest.key), manifest.before, manifest.after)


def _path(workspace: Workspace, key: DatasetKey) -> Path:
    return workspace.manifests.root / producer_of(key) / f"{stem_of(key)}.yml"
