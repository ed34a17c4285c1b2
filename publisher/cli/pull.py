"""`publisher pull`: a portal's edits, brought into the manifests. Nothing is written to a catalogue."""

from pathlib import Path

import click

from publisher.capture.pull_edits import PortalEdit, PulledManifest, Puller, portal_edits_by_dataset
from publisher.capture.trial_folder import TrialFolder
from publisher.capture.yaml_editor import ended_as
from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace
from publisher.locale import _, ngettext
from publisher.model.names import DatasetKey, producer_of, stem_of
from publisher.model.plan import Plan
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.views import console
from publisher.views.pull_text import pulled_text


@click.command(help=_("Bring the portals' edits into the manifests; comments and order stay as they are."))
@common("text")
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def pull(common: Common, yes: bool) -> Exit:
    """Show how each manifest would change, ask, write the files."""
    if not common.selection.patterns:
        raise click.UsageError(_("give a key, such as: publisher pull PRODUCER/DATASET"))
    workspace = Workspace(common)
    workspace.refuse_invalid()
    request = Request(
        selection=common.selection, choices=RunOptions(ResolutionPolicy(OnDrift.KEEP, OnConflict.PORTAL), {})
    )
    made = make_plan(workspace.manifests, workspace.catalogs, request, workspace.cache)
    found = [_pulled(workspace, made, key, edits) for key, edits in portal_edits_by_dataset(made.items).items()]
    if not found:
        console.out(_("No portal was edited: nothing to bring."))
        return Exit.DONE
    console.note(pulled_text(found, {one.key: _file(workspace, one.key).as_posix() for one in found}))
    _write(workspace, [one for one in found if one.after != one.before], yes=yes)
    return Exit.PARTLY if any(one.left for one in found) else Exit.DONE


def _file(workspace: Workspace, key: DatasetKey) -> Path:
    return workspace.manifests.root / producer_of(key) / f"{stem_of(key)}.yml"


def _pulled(workspace: Workspace, made: Plan, key: DatasetKey, edits: tuple[PortalEdit, ...]) -> PulledManifest:
    puller = Puller(
        manifests=workspace.manifests,
        catalogs=workspace.catalogs,
        access={name: reading.access for name, reading in made.readings.items()},
        trial=TrialFolder(workspace.manifests.root, producer_of(key), workspace.manifests.catalogs),
    )
    return puller.pull(key, _file(workspace, key).read_text(encoding="utf-8-sig"), edits)


def _write(workspace: Workspace, changed: list[PulledManifest], *, yes: bool) -> None:
    if not changed:
        console.out(_("Nothing was written."))
        return
    ask(ngettext("Change {n} manifest?", "Change {n} manifests?", len(changed)), yes=yes)
    for one in changed:
        path = _file(workspace, one.key)
        path.write_bytes(ended_as(path.read_bytes().decode(), one.after).encode())
        console.out(f"✔ {path.as_posix()}")
    console.out(_("Then:  publisher plan {keys}").format(keys=" ".join(one.key for one in changed)))
