"""`publisher sync`: validate, plan, apply."""

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, choices, common
from publisher.cli.writing import carry_out
from publisher.locale import _
from publisher.sync.engine import Request
from publisher.sync.guard import Allowed
from publisher.sync.policy import Policy


@click.command(help=_("Validate, plan, and make it so."))
@common("text", "json", "markdown")
@choices
@click.option("--yes", is_flag=True, help=_("Write without asking."))
@click.option("--fail-on", type=click.Choice(["drift"]), help=_("End with 3 when a portal's edits are kept, too."))
def sync(common: Common, policy: Policy, allowed: Allowed, yes: bool, fail_on: str | None) -> Exit:
    """Bring the catalogues to where the manifests want them."""
    desk = Desk(common)
    desk.refuse_invalid()
    request = Request(selection=common.selection, policy=policy, allowed=allowed)
    return carry_out(desk, request, yes=yes, fail_on_drift=fail_on == "drift")
