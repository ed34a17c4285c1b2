"""`publisher sync`: validate, plan, apply."""

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common, with_choices
from publisher.cli.writing import carry_out
from publisher.locale import _
from publisher.sync.choices import Choices
from publisher.sync.engine import Request


@click.command(help=_("Validate, plan, then apply."))
@common("text", "json", "markdown")
@with_choices
@click.option("--yes", is_flag=True, help=_("Write without asking."))
@click.option("--verify", is_flag=True, help=_("Download each file that was sent, and compare it with the local file."))
@click.option(
    "--fail-on", type=click.Choice(["drift"]), help=_("Also exit with code 3 when edits made in a catalogue are kept.")
)
def sync(common: Common, choices: Choices, yes: bool, verify: bool, fail_on: str | None) -> Exit:
    """Bring the catalogues to where the manifests want them."""
    desk = Desk(common)
    desk.refuse_invalid(choices)
    request = Request(selection=common.selection, choices=choices)
    return carry_out(desk, request, yes=yes, verify=verify, fail_on_drift=fail_on == "drift")
