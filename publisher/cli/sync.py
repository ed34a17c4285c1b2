"""`publisher sync`: validate, plan, apply."""

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.next_command import sync_again
from publisher.cli.run_options import with_run_options
from publisher.cli.selection_options import Common, common
from publisher.cli.show_ask_apply_report import show_ask_apply_report
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.sync.plan.make_plan import Request
from publisher.sync.plan.run_options import RunOptions


@click.command(help=_("Validate, plan, then apply."))
@common("text", "json", "markdown")
@with_run_options
@click.option(
    "--allow-empty",
    is_flag=True,
    help=_("Go on where the folder has no manifest at all, or that of a producer is empty."),
)
@click.option("--yes", is_flag=True, help=_("Write without asking."))
@click.option("--verify", is_flag=True, help=_("Download each file that was sent, and compare it with the local file."))
@click.option(
    "--fail-on", type=click.Choice(["drift"]), help=_("Also exit with code 3 when edits made in a catalogue are kept.")
)
def sync(common: Common, choices: RunOptions, allow_empty: bool, yes: bool, verify: bool, fail_on: str | None) -> Exit:
    """Make the catalogues equal to the manifests."""
    sync_again(common, choices)
    workspace = Workspace(common)
    workspace.refuse_invalid(choices, content=True)
    workspace.refuse_empty(choices, allowed=allow_empty)
    request = Request(selection=common.selection, options=choices)
    return show_ask_apply_report(workspace, request, yes=yes, verify=verify, fail_on_drift=fail_on == "drift")
