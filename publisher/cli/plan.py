"""`publisher plan`: what a sync would do, and what it would not, with its reasons. Never writes to a catalogue."""

from pathlib import Path

import click

from publisher.cli.desk import Desk, apply_line, command_line, say_where
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common, with_choices
from publisher.locale import _
from publisher.model.plan import Plan
from publisher.sync.choices import Choices
from publisher.sync.engine import Request, make_plan
from publisher.views import as_json, console
from publisher.views.plan_markdown import plan_markdown
from publisher.views.plan_text import plan_text


@click.command(help=_("Show what a sync would do. Nothing is written."))
@common("text", "json", "markdown")
@with_choices
@click.option(
    "--exit-code", "exit_code", is_flag=True, help=_("Exit with code 2 when something is left to do or to decide.")
)
@click.option(
    "--fail-on", type=click.Choice(["drift"]), help=_("Also exit with code 2 when edits made in a catalogue are kept.")
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar=_("FILE"),
              help=_("Save the plan: `publisher apply FILE` will do this and nothing else."))  # fmt: skip
def plan(common: Common, choices: Choices, exit_code: bool, fail_on: str | None, out: Path | None) -> Exit:
    """Survey, plan, show."""
    desk = Desk(common)
    desk.refuse_invalid(choices)
    request = Request(selection=common.selection, choices=choices)
    made = make_plan(desk.manifests, desk.catalogs, request, desk.cache)
    command = command_line("sync", common, choices)
    if out is not None:
        out.write_text(
            as_json.dumps(as_json.plan_document(made) | {"choices": choices.document(), "sandbox": common.sandbox})
            + "\n",
            encoding="utf-8",
        )
        command = apply_line(out, common)
    show(made, common.format, command)
    say_where(made, common)
    pending = made.pending or (fail_on == "drift" and made.drifted)
    return Exit.PENDING if pending and (exit_code or fail_on) else Exit.DONE


def show(made: Plan, result_format: str, command: str) -> None:
    """Print a plan in the form that was asked for."""
    match result_format:
        case "json":
            console.out(as_json.dumps(as_json.plan_document(made)))
        case "markdown":
            console.out(plan_markdown(made))
        case _:
            console.out(plan_text(made, command))
