"""`publisher status`: where each dataset stands in each catalogue."""

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.plan import Plan
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.views import console, json_results
from publisher.views.matrix import matrix
from publisher.views.matrix_formats import matrix_csv, matrix_markdown, matrix_text
from publisher.views.plan_text import counts_text, head_text
from publisher.views.status_table import HEAD, rows, rows_markdown


@click.command(help=_("Show where each dataset stands in each catalogue."))
@common("text", "json", "markdown", "csv")
@click.option(
    "--matrix", "as_matrix", is_flag=True, help=_("A table of producers and themes; --format csv is for a spreadsheet.")
)
def status(common: Common, as_matrix: bool) -> Exit:
    """Survey and show one line per dataset and catalogue, or the matrix of producers and themes."""
    if (as_matrix and common.format == "json") or (common.format == "csv" and not as_matrix):
        raise click.UsageError(_("csv goes with --matrix, json without it"))
    workspace = Workspace(common)
    workspace.refuse_invalid()
    made = make_plan(workspace.manifests, workspace.catalogs, Request(selection=common.selection), workspace.cache)
    if as_matrix:
        _show_matrix(workspace, made)
        return Exit.DONE
    if common.format == "json":
        console.out(json_results.dumps(json_results.plan_document(made)))
        return Exit.DONE
    if common.format == "markdown":
        console.out(rows_markdown(made))
        return Exit.DONE
    console.table([_(title) for title in HEAD], rows(made))
    console.note(f"{head_text(made)}\n{counts_text(made)}")
    return Exit.DONE


def _show_matrix(workspace: Workspace, made: Plan) -> None:
    selection = workspace.common.selection
    found = matrix(workspace.manifests, made, selection.takes, selection.takes_producer)
    labels = workspace.manifests.themes
    match workspace.common.format:
        case "csv":
            console.out_bytes(matrix_csv(found, labels))
        case "markdown":
            console.out(matrix_markdown(found, labels))
        case _:
            console.out(matrix_text(found, labels))
