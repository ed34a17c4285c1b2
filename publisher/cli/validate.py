"""`publisher validate`: what is wrong in the manifests, all of it, without a network."""

from collections.abc import Sequence

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.local_files import line_at
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.views import console, json_results
from publisher.views.findings import findings_text, summary_text
from publisher.views.findings_markdown import findings_markdown


@click.command(help=_("Check the manifests, without a network."))
@common("text", "json", "markdown", calls=False)
def validate(common: Common) -> Exit:
    """Show every finding and return whether one is an error."""
    try:
        workspace = Workspace(common)
        found, valid = workspace.findings(), len(workspace.selected())
    except ManifestError as error:  # catalogs.yml itself
        if common.format == "text":
            raise
        found, valid = error.findings, 0
    show(found, valid, common.format)
    return Exit.INVALID if any(one.severity is Severity.ERROR for one in found) else Exit.DONE


def show(found: Sequence[Finding], valid: int, result_format: str) -> None:
    """Print the findings in the form that was asked for."""
    match result_format:
        case "json":
            console.out(json_results.dumps(json_results.findings_document(found, valid)))
        case "markdown":
            console.out(findings_markdown(found, valid, line_at))
        case _:
            if found:
                console.out(findings_text(found, line_at) + "\n")
            console.out(summary_text(found, valid))
