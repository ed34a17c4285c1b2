"""`publisher validate`: show every finding in the manifests, without a network."""

from collections.abc import Sequence

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.fix_files import fix_files
from publisher.cli.local_files import QuotedLines
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.manifests.exceptions import SeparatedFindings
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.views import console, json_results
from publisher.views.findings import accepted_text, corrected_text, explain_hint, findings_text, summary_text
from publisher.views.findings_github import findings_github
from publisher.views.findings_markdown import findings_markdown
from publisher.views.findings_sarif import findings_sarif


@click.command(help=_("Check the manifests, without a network."))
@common("text", "json", "markdown", "github", "sarif", calls=False)
@click.option("--fix", is_flag=True, help=_("Write what has only one correction into the files, then check again."))
def validate(common: Common, fix: bool) -> Exit:
    """Show every finding. Return `INVALID` where one is an error."""
    if fix and (corrected := fix_files(lambda: _check(common)[0].open)):
        (console.out if common.format == "text" else console.note)(corrected_text(corrected) + "\n")
    findings, valid = _check(common)
    print_findings(findings, valid, common.format)
    return Exit.INVALID if any(finding.severity is Severity.ERROR for finding in findings.open) else Exit.DONE


def _check(common: Common) -> tuple[SeparatedFindings, int]:
    """Return the findings, and how many manifests are valid.

    Raises `ManifestError` where catalogs.yml itself cannot be used and the result is a text.
    """
    try:
        workspace = Workspace(common)
        workspace.recall_schemas()
        findings = workspace.findings(content=True)
        return findings, len(workspace.without_errors(findings.open))
    except ManifestError as error:
        if common.format == "text":
            raise
        return SeparatedFindings(error.findings, ()), 0


def print_findings(findings: SeparatedFindings, valid: int, result_format: str) -> None:
    """Print the findings in the format of `--format`."""
    match result_format:
        case "json":
            console.out(json_results.dumps(json_results.findings_document(findings.open, valid, findings.accepted)))
        case "markdown":
            console.out(findings_markdown(findings.open, valid, QuotedLines()))
        case "github":
            console.out(findings_github(findings.open, valid))
        case "sarif":
            console.out(findings_sarif(findings.open, QuotedLines()))
        case _:
            _print_text(findings.open, findings.accepted, valid)


def _print_text(findings: Sequence[Finding], accepted: Sequence[Finding], valid: int) -> None:
    if findings:
        console.out(f"{findings_text(findings, QuotedLines(), console.width())}\n\n{explain_hint(findings)}")
    if accepted:
        console.out_text(accepted_text(accepted))
    console.out_text(summary_text(findings, valid))
