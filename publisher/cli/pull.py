"""`publisher pull`: bring the edits of a catalogue into the manifests. Nothing is written to a catalogue."""

from dataclasses import replace
from pathlib import Path

import click

from publisher.capture.pull_edits import CatalogEdit, PulledManifest, Puller, catalog_edits_by_dataset
from publisher.capture.trial_folder import TrialFolder
from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.rewrite_manifest import rewrite_manifest
from publisher.cli.selection_options import Common, common, selection_flags
from publisher.cli.stop_signals import ending_what_is_begun
from publisher.cli.workspace import Workspace
from publisher.locale import _, ngettext
from publisher.model.commands import Command, catalog_flags, command
from publisher.model.names import DatasetKey, producer_of, stem_of
from publisher.model.plan import Plan, entry_of
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.views import console
from publisher.views.plan_text import newer_marker_lines
from publisher.views.pull_text import pulled_text
from publisher.views.remark_text import renamed_lines

NAMED = 5
"""Changed manifests at most that the command to type next names one by one."""


@click.command(help=_("Copy edits made in the catalogues into the manifests; comments and order are kept."))
@common("text")
@click.option("--yes", is_flag=True, help=_("Write without asking."))
@click.option(
    "--public-entries",
    is_flag=True,
    help=_("Leave out the entries that the public does not see: what only the catalogue says of them stays there."),
)
def pull(common: Common, yes: bool, public_entries: bool) -> Exit:
    """Show how each manifest would change, ask, and write the files."""
    workspace = Workspace(replace(common, public_output=True) if public_entries else common)
    workspace.refuse_invalid()
    request = Request(
        selection=common.selection, options=RunOptions(ResolutionPolicy(OnDrift.KEEP, OnConflict.PORTAL), {})
    )
    with naming_the_others(workspace):
        plan = make_plan(workspace.inputs, request)
    if public_entries:
        plan = _without_hidden(plan)
    pulled_manifests = [
        _pull_manifest(workspace, plan, key, edits) for key, edits in catalog_edits_by_dataset(plan.items).items()
    ]
    newer = newer_marker_lines(plan.items)
    former_names = renamed_lines(plan.renamed)
    if notes := [*former_names, *newer]:
        console.note("\n".join(notes) + "\n")
    if not pulled_manifests:
        console.out_text(_("No catalogue was edited: nothing to copy.") if not newer else _("Nothing was written."))
        return Exit.PARTLY if newer else Exit.DONE
    files = {pulled.key: _manifest_path(workspace, pulled.key).as_posix() for pulled in pulled_manifests}
    withheld = frozenset(item.key for item in plan.items if (entry := entry_of(item.step)) and entry.withheld)
    console.note(pulled_text(pulled_manifests, files, withheld))
    _write_manifests(workspace, [pulled for pulled in pulled_manifests if pulled.after != pulled.before], yes=yes)
    return Exit.PARTLY if newer or any(pulled.unmerged for pulled in pulled_manifests) else Exit.DONE


def _without_hidden(plan: Plan) -> Plan:
    """Return the plan without the edited entries that the public does not see, and say how many there are."""
    items = tuple(item for item in plan.items if not ((entry := entry_of(item.step)) and entry.withheld))
    left_out = len(catalog_edits_by_dataset(plan.items)) - len(catalog_edits_by_dataset(items))
    if left_out:
        text = ngettext(
            "{n} dataset left out: its entry is not public",
            "{n} datasets left out: their entries are not public",
            left_out,
        )
        console.note(text)
    return replace(plan, items=items)


def _manifest_path(workspace: Workspace, key: DatasetKey) -> Path:
    return workspace.manifests.root / producer_of(key) / f"{stem_of(key)}.yml"


def _pull_manifest(workspace: Workspace, plan: Plan, key: DatasetKey, edits: tuple[CatalogEdit, ...]) -> PulledManifest:
    puller = Puller(
        manifests=workspace.manifests,
        catalogs=workspace.catalogs,
        access={name: reading.access for name, reading in plan.readings.items()},
        trial=TrialFolder(workspace.manifests.root, producer_of(key), workspace.manifests.catalogs),
    )
    return puller.pull(key, _manifest_path(workspace, key).read_text(encoding="utf-8-sig"), edits)


def _write_manifests(workspace: Workspace, changed: list[PulledManifest], *, yes: bool) -> None:
    if not changed:
        console.out_text(_("Nothing was written."))
        return
    ask(ngettext("Change {n} manifest?", "Change {n} manifests?", len(changed)), yes=yes)
    with ending_what_is_begun():
        for pulled in changed:
            path = _manifest_path(workspace, pulled.key)
            rewrite_manifest(path, pulled.before, pulled.after)
            console.out(f"✔ {path.as_posix()}")
        console.out_text(_("Then:  {command}").format(command=_next_command(workspace.common, changed)))
        files = ", ".join(_manifest_path(workspace, pulled.key).as_posix() for pulled in changed)
        note_lost_summary(_("Written: {files}").format(files=files))


def _next_command(common: Common, changed: list[PulledManifest]) -> Command:
    """Return the command that shows what is left: for the changed manifests, or for all that was selected."""
    if len(changed) > NAMED:
        return command("plan", *selection_flags(common.selection))
    return command("plan", *(pulled.key for pulled in changed), *catalog_flags(common.selection.catalogs))
