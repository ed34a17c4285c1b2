"""`publisher release`: let go of entries that no manifest publishes any more. They stay as they are."""

from dataclasses import replace

import click

from publisher.cli.asking import ask
from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.lost_output import note_lost_summary
from publisher.cli.next_command import same_command
from publisher.cli.selection_options import Common, common
from publisher.cli.stop_signals import STOP, ending_what_is_begun
from publisher.cli.workspace import Workspace
from publisher.locale import _, ngettext
from publisher.model.manifest import Mode
from publisher.model.names import DatasetKey
from publisher.sync.apply.marker_only import release_entries
from publisher.sync.apply.uploads import WriteOptions
from publisher.sync.plan.release import ReleaseCandidate, release_candidates
from publisher.sync.plan.run_options import DEFAULT_OPTIONS
from publisher.sync.plan.selection import Selection
from publisher.views import console
from publisher.views.release_text import candidates_text, released_text


@click.command(help=_("Let go of entries that no manifest publishes any more: their marker is removed, they stay."))
@common("text")
@click.option("--yes", is_flag=True, help=_("Write without asking."))
def release(common: Common, yes: bool) -> Exit:
    """Show the entries with their addresses, ask, and remove their markers."""
    keys = tuple(DatasetKey(key) for key in common.selection.patterns)
    if not keys or not all(key.count("/") == 1 for key in keys):
        raise click.UsageError(_("give a key, such as: publisher release PRODUCER/DATASET"))
    # The keys have no manifest, so they are no selection.
    workspace = Workspace(replace(common, selection=replace(common.selection, patterns=())))
    workspace.require_tokens()
    with naming_the_others(workspace):
        candidates = release_candidates(workspace.inputs, keys, common.selection)
    console.note(candidates_text(candidates) + "\n")
    ready = [candidate for candidate in candidates if candidate.obstacle is None]
    _refuse_observed(workspace, ready)
    blocked = any(candidate.entry is not None and candidate.obstacle is not None for candidate in candidates)
    if not ready:
        console.out_text(_("Nothing was written."))
        return Exit.PARTLY if blocked else Exit.DONE
    ask(ngettext("Let go of {n} entry?", "Let go of {n} entries?", len(ready)), yes=yes)
    with ending_what_is_begun():
        options = WriteOptions(STOP.sleep, stop=STOP, public=common.public_output)
        outcomes = release_entries(workspace.catalogs, ready, options)
        console.out_text(released_text(outcomes))
        everything = replace(common, selection=Selection(catalogs=common.selection.catalogs))
        command = same_command("status", everything, DEFAULT_OPTIONS)
        note_lost_summary(_("To see what was done:  {command}").format(command=command))
    return Exit.PARTLY if blocked or not all(outcome.entry for outcome in outcomes) else Exit.DONE


def _refuse_observed(workspace: Workspace, ready: list[ReleaseCandidate]) -> None:
    """Refuse catalogues in mode observe: nothing may be written there. Raises `click.ClickException`."""
    observed = {config.name for config in workspace.manifests.catalogs if config.mode is Mode.OBSERVE}
    for name in sorted({candidate.catalog for candidate in ready} & observed):
        text = _("{catalog} is in mode observe: set `mode: adopt` (or manage) in catalogs.yml; nothing was written")
        raise click.ClickException(text.format(catalog=name))
