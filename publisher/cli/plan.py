"""`publisher plan`: show what a sync would do, and what it would not do and why. Never writes to a catalogue."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.failed_catalog import naming_the_others
from publisher.cli.local_files import reported_if_unwritable
from publisher.cli.next_command import apply_command, plan_again, same_command, sync_again
from publisher.cli.publication_report import report_option, reported
from publisher.cli.review_context import review_context
from publisher.cli.run_options import with_run_options
from publisher.cli.selection_options import Common, changed_since_option, common
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.names import CatalogName
from publisher.model.plan import Plan
from publisher.model.public_output import plan_for_public
from publisher.sync.plan.decisions import waits_for_person
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.plan_file import plan_file_document
from publisher.sync.plan.run_options import RunOptions
from publisher.views import console, json_results
from publisher.views.dataset_review import NO_CONTEXT, ReviewContext
from publisher.views.plan_markdown import COMMENT, plan_markdown
from publisher.views.plan_text import plan_text

NAMED: Final = 10
"""Datasets that `--changed-since` selects and a command names, at most: nobody reads the keys of a hundred."""


@click.command(help=_("Show what a sync would do. Nothing is written."))
@common("text", "json", "markdown")
@with_run_options
@changed_since_option()
@click.option(
    "--allow-empty",
    is_flag=True,
    help=_("Go on where the folder has no manifest at all, or that of a producer is empty."),
)
@click.option(
    "--exit-code",
    "exit_code",
    is_flag=True,
    help=_("Exit with code 2 when something is left to do, with code 3 when a person must decide something first."),
)
@click.option(
    "--fail-on", type=click.Choice(["drift"]), help=_("Also exit with code 2 when edits made in a catalogue are kept.")
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar=_("FILE"),
              help=_("Save the plan: `publisher apply FILE` will do this and nothing else."))  # fmt: skip
@click.option(
    "--comment",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=_("FILE"),
    help=_("Also write the plan as Markdown that is short enough for a comment on a pull request."),
)
@click.option("--source", metavar=_("URL"), default=None,
              help=_("Where the files of this folder are shown, for links in Markdown: "
                     "https://github.com/ORGANIZATION/REPOSITORY/blob/COMMIT"))  # fmt: skip
@report_option()
def plan(
    common: Common,
    choices: RunOptions,
    allow_empty: bool,
    exit_code: bool,
    fail_on: str | None,
    out: Path | None,
    comment: Path | None,
    source: str | None,
    report: Path | None,
) -> Exit:
    """Read the catalogues, make the plan, save it where asked, and show it."""
    name_next_command(common, choices, out)
    named = common
    with reported(report, common.manifests) as publication:
        workspace = Workspace(common)
        publication.workspace = workspace
        if common.changed_since is not None:
            common = workspace.with_selected_keys()
            named = common if out is not None or _few_and_present(workspace.common, common) else named
            name_next_command(named, choices, out)
        plan = _planned(workspace, choices, allow_empty=allow_empty)
        publication.planned(plan)
    command = same_command("sync", named, choices) + (" --allow-empty" if allow_empty else "")
    if out is not None:
        document = plan_file_document(
            json_results.plan_document(plan), choices, common.selection, workspace.target, sandbox=common.sandbox
        )
        with reported_if_unwritable(out):
            out.write_text(json_results.dumps(document) + "\n", encoding="utf-8", newline="\n")
        command = apply_command(out, common)
    is_for_review = comment is not None or common.format == "markdown"
    context = review_context(workspace, plan, source) if is_for_review else NO_CONTEXT
    if comment is not None:
        with reported_if_unwritable(comment):
            comment.write_text(plan_markdown(plan, context, COMMENT), encoding="utf-8", newline="\n")
    print_plan(plan, common.format, command, workspace.missing_tokens(), context)
    return _code_of(plan, fail_on_drift=fail_on == "drift") if exit_code or fail_on else Exit.DONE


def _few_and_present(common: Common, with_keys: Common) -> bool:
    """Return whether a command can name what `--changed-since` selects: a few datasets, all with a manifest."""
    keys = with_keys.selection.patterns
    return len(keys) <= NAMED and frozenset(keys) == common.selection.keys


def name_next_command(common: Common, choices: RunOptions, out: Path | None) -> None:
    """Name, where a message asks for a further option, the command that does this work with it."""
    if out is None:
        sync_again(common, choices)
    else:
        plan_again(out, common, common.selection, choices)


def _planned(workspace: Workspace, choices: RunOptions, *, allow_empty: bool) -> Plan:
    """Check the manifests and make the plan."""
    workspace.refuse_invalid(choices, content=True)
    workspace.refuse_empty(choices, allowed=allow_empty)
    request = Request(selection=workspace.common.selection, options=choices)
    with naming_the_others(workspace):
        return plan_for_public(make_plan(workspace.inputs, request))


def _code_of(plan: Plan, *, fail_on_drift: bool) -> Exit:
    if waits_for_person(plan):
        return Exit.PARTLY
    return Exit.PENDING if plan.pending or (fail_on_drift and plan.drifted) else Exit.DONE


def print_plan(
    plan: Plan,
    result_format: str,
    command: str,
    missing_tokens: Mapping[CatalogName, str],
    context: ReviewContext = NO_CONTEXT,
) -> None:
    """Print a plan in the format of `--format`."""
    match result_format:
        case "json":
            console.out_json(json_results.dumps(json_results.plan_document(plan)))
        case "markdown":
            console.out(plan_markdown(plan, context))
        case _:
            console.out_text(plan_text(plan, command, missing_tokens))
