"""`publisher status`: where each dataset stands in each catalogue."""

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common
from publisher.locale import _
from publisher.sync.engine import Request, make_plan
from publisher.views import as_json, console
from publisher.views.plan_text import counts_text, head_text
from publisher.views.status import HEAD, rows, rows_markdown


@click.command(help=_("Show where each dataset stands in each catalogue."))
@common("text", "json", "markdown")
def status(common: Common) -> Exit:
    """Survey and show one line per dataset and catalogue."""
    desk = Desk(common)
    desk.refuse_invalid()
    made = make_plan(desk.manifests, desk.catalogs, Request(selection=common.selection), desk.cache)
    if common.format == "json":
        console.out(as_json.dumps(as_json.plan_document(made)))
        return Exit.DONE
    if common.format == "markdown":
        console.out(rows_markdown(made))
        return Exit.DONE
    console.table([_(title) for title in HEAD], rows(made))
    console.note(f"{head_text(made)}\n{counts_text(made)}")
    return Exit.DONE
