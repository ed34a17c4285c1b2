"""`publisher status`: show the state of each dataset in each catalogue."""

from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.past_runs import PastRuns, history_option
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.plan import Plan
from publisher.model.public_output import plan_for_public
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.views import console, json_results
from publisher.views.matrix import make_matrix
from publisher.views.matrix_formats import matrix_csv, matrix_markdown, matrix_text
from publisher.views.orphan_text import orphan_lines, orphans_markdown
from publisher.views.plan_text import counts_text, head_text, newer_marker_lines
from publisher.views.remark_text import renamed_lines
from publisher.views.runs_json import last_writes_document
from publisher.views.status_table import copies_lines, head, rows, rows_markdown


@click.command(help=_("Show the state of each dataset in each catalogue."))
@common("text", "json", "markdown", "csv")
@click.option(
    "--matrix", "as_matrix", is_flag=True, help=_("A table of producers and themes; --format csv is for a spreadsheet.")
)
@history_option()
def status(common: Common, as_matrix: bool, history: Path | None) -> Exit:
    """Read the catalogues and print a row per dataset and catalogue, or the matrix of producers and themes."""
    if (as_matrix and common.format == "json") or (common.format == "csv" and not as_matrix):
        raise click.UsageError(_("--format csv needs --matrix; --format json does not go with --matrix"))
    if as_matrix and history is not None:
        raise click.UsageError(_("--history does not go with --matrix"))
    writes = PastRuns(history).last_writes(sandbox=common.sandbox) if history is not None else None
    workspace = Workspace(common)
    workspace.refuse_invalid()
    with naming_the_others(workspace):
        plan = plan_for_public(make_plan(workspace.inputs, Request(selection=common.selection)))
    if as_matrix:
        _show_matrix(workspace, plan)
        return Exit.DONE
    if common.format == "json":
        last = last_writes_document(writes) if writes is not None else {}
        console.out_json(json_results.dumps(json_results.plan_document(plan) | last))
        return Exit.DONE
    if common.format == "markdown":
        orphans = [orphans_markdown(plan.orphans)] if plan.orphans else []
        console.out("\n\n".join([rows_markdown(plan, writes), *orphans]))
        return Exit.DONE
    console.table(head(plan, writes), rows(plan, writes))
    former_names = renamed_lines(plan.renamed)
    needs_a_person = [*former_names, *newer_marker_lines(plan.items), *orphan_lines(plan.orphans)]
    lines = [*needs_a_person, head_text(plan), counts_text(plan), *copies_lines(plan)]
    console.note("\n".join(line for line in lines if line))
    return Exit.DONE


def _show_matrix(workspace: Workspace, plan: Plan) -> None:
    selection = workspace.common.selection
    status_matrix = make_matrix(workspace.manifests, plan, selection.takes, selection.takes_producer)
    labels = workspace.manifests.themes
    match workspace.common.format:
        case "csv":
            console.out_bytes(matrix_csv(status_matrix, labels))
        case "markdown":
            console.out(matrix_markdown(status_matrix, labels))
        case _:
            console.out(matrix_text(status_matrix, labels))
