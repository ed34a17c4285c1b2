"""`publisher validate`: show every finding in the manifests, without a network."""

from collections.abc import Sequence

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.local_files import QuotedLines
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
    """Show every finding. Return `INVALID` where one is an error."""
    try:
        workspace = Workspace(common)
        workspace.recall_schemas()
        findings = workspace.findings()
        valid = len(workspace.without_errors(findings))
    except ManifestError as error:  # catalogs.yml itself
        if common.format == "text":
            raise
        findings, valid = error.findings, 0
    print_findings(findings, valid, common.format)
    return Exit.INVALID if any(finding.severity is Severity.ERROR for finding in findings) else Exit.DONE


def print_findings(findings: Sequence[Finding], valid: int, result_format: str) -> None:
    """Print the findings in the format of `--format`."""
    match result_format:
        case "json":
            console.out(json_results.dumps(json_results.findings_document(findings, valid)))
        case "markdown":
            console.out(findings_markdown(findings, valid, QuotedLines()))
        case _:
            if findings:
                console.out(findings_text(findings, QuotedLines()) + "\n")
            console.out(summary_text(findings, valid))
