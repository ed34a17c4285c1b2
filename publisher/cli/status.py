"""`publisher status`: where each dataset stands in each catalogue."""

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common
from publisher.locale import _
from publisher.model.matrix import matrix
from publisher.model.plan import Plan
from publisher.sync.engine import Request, make_plan
from publisher.views import as_json, console
from publisher.views.matrix import matrix_csv, matrix_markdown, matrix_text
from publisher.views.plan_text import counts_text, head_text, orphan_lines
from publisher.views.status import HEAD, rows, rows_markdown


@click.command(help=_("Show the state of each dataset in each catalogue."))
@common("text", "json", "markdown", "csv")
@click.option(
    "--matrix", "as_matrix", is_flag=True, help=_("A table of producers and themes; --format csv is for a spreadsheet.")
)
def status(common: Common, as_matrix: bool) -> Exit:
    """Survey and show one line per dataset and catalogue, or the matrix of producers and themes."""
    if (as_matrix and common.format == "json") or (common.format == "csv" and not as_matrix):
        raise click.UsageError(_("--format csv needs --matrix; --format json does not go with --matrix"))
    desk = Desk(common)
    desk.refuse_invalid()
    made = make_plan(desk.manifests, desk.catalogs, Request(selection=common.selection), desk.cache)
    if as_matrix:
        _show_matrix(desk, made)
        return Exit.DONE
    if common.format == "json":
        console.out(as_json.dumps(as_json.plan_document(made)))
        return Exit.DONE
    if common.format == "markdown":
        console.out(rows_markdown(made))
        return Exit.DONE
    console.table([_(title) for title in HEAD], rows(made))
    console.note("\n".join([head_text(made), counts_text(made), *orphan_lines(made.orphans)]))
    return Exit.DONE


def _show_matrix(desk: Desk, made: Plan) -> None:
    selection = desk.common.selection
    found = matrix(desk.manifests, made, selection.takes, selection.takes_producer)
    labels = desk.manifests.themes
    match desk.common.format:
        case "csv":
            console.out_bytes(matrix_csv(found, labels))
        case "markdown":
            console.out(matrix_markdown(found, labels))
        case _:
            console.out(matrix_text(found, labels))
