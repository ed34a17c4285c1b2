"""`publisher validate`: show every finding in the manifests, without a network unless links are checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import click

from publisher.cli.check_links import link_findings
from publisher.cli.exit_codes import Exit
from publisher.cli.fix_files import fix_files
from publisher.cli.local_files import QuotedLines
from publisher.cli.selection_options import Common, changed_since_option, common, schema_options, with_options
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.manifests.exceptions import SeparatedFindings
from publisher.model.findings import Finding, ManifestError, has_error
from publisher.views import console, json_results
from publisher.views.findings import (
    accepted_text,
    corrected_text,
    explain_hint,
    findings_text,
    repair_hint,
    summary_text,
)
from publisher.views.findings_github import findings_github
from publisher.views.findings_markdown import findings_markdown
from publisher.views.findings_sarif import findings_sarif
from publisher.views.quality_text import (
    UNSCORED,
    ManifestQuality,
    manifest_quality_text,
    manifests_document,
    means_text,
    quality_markdown,
)


@click.command(help=_("Check the manifests, without a network."))
@common("text", "json", "markdown", "github", "sarif", calls=False)
@partial(with_options, options=[changed_since_option(), *schema_options()])
@click.option("--fix", is_flag=True, help=_("Write what has only one correction into the files, then check again."))
@click.option(
    "--quality",
    "show_quality",
    is_flag=True,
    help=_("Show the quality score that each dataset would have, and what would raise it."),
)
@click.option(
    "--check-links", is_flag=True, help=_("Also call the addresses that the manifests name: this uses the network.")
)
def validate(common: Common, fix: bool, show_quality: bool, check_links: bool) -> Exit:
    """Show every finding. Return `INVALID` where one is an error."""
    if fix and (corrected := fix_files(lambda: _check(common, check_links=check_links).findings.open)):
        (console.out if common.format == "text" else console.note)(corrected_text(corrected) + "\n")
    checked = _check(common, check_links=check_links)
    print_checked(checked, common.format, show_quality=show_quality, fixed=fix)
    return Exit.INVALID if has_error(checked.findings.open) else Exit.DONE


@dataclass(frozen=True)
class _Checked:
    """What was found out about the manifests."""

    findings: SeparatedFindings
    valid: int = 0
    """Manifests without an error."""
    qualities: Sequence[ManifestQuality] = UNSCORED


def _check(common: Common, *, check_links: bool) -> _Checked:
    """Check the manifests, and the addresses that they name where asked.

    Raises `ManifestError` where catalogs.yml itself cannot be used and the result is a text.
    """
    try:
        workspace = Workspace(common)
        workspace.recall_schemas()
        links = link_findings(workspace) if check_links else None
        findings = workspace.findings(content=True, links=links)
        return _Checked(findings, len(workspace.without_errors(findings.open)), workspace.qualities())
    except ManifestError as error:
        if common.format == "text":
            raise
        return _Checked(SeparatedFindings(error.findings, ()))


def print_checked(checked: _Checked, result_format: str, *, show_quality: bool, fixed: bool = False) -> None:
    """Print the findings, and the quality of the datasets, in the format of `--format`."""
    findings, shown = checked.findings, checked.qualities if show_quality else UNSCORED
    match result_format:
        case "json":
            document = json_results.findings_document(findings.open, checked.valid, findings.accepted)
            quality = manifests_document(checked.qualities, details=show_quality)
            console.out_json(json_results.dumps(document | quality))
        case "markdown":
            console.out(findings_markdown(findings.open, checked.valid, QuotedLines()) + quality_markdown(shown))
        case "github":
            console.out(findings_github(findings.open, checked.valid))
        case "sarif":
            console.out_json(findings_sarif(findings.open, QuotedLines()))
        case _:
            _print_text(findings.open, findings.accepted, checked.valid, manifest_quality_text(shown), fixed=fixed)
            if checked.qualities and not has_error(findings.open):
                console.out(means_text(checked.qualities))


def _print_text(
    findings: Sequence[Finding], accepted: Sequence[Finding], valid: int, quality: str, *, fixed: bool
) -> None:
    """Print the findings and what to do about them. `fixed`: what the program can correct is corrected."""
    if findings:
        console.out(f"{findings_text(findings, QuotedLines(), console.width())}\n")
        if not fixed and (hint := repair_hint(findings)):
            console.out(hint)
        console.out(explain_hint(findings))
    if quality:
        console.out(quality + "\n")
    if accepted:
        console.out_text(accepted_text(accepted))
    console.out_text(summary_text(findings, valid))
