"""`publisher validate`: what is wrong in the manifests, all of it, without a network."""

import click

from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common
from publisher.cli.sources import line_at
from publisher.locale import _
from publisher.model.findings import ManifestError, Severity
from publisher.views import as_json, console
from publisher.views.findings import findings_text, summary_text


@click.command(help=_("Check the manifests, without a network."))
@common("text", "json")
def validate(common: Common) -> Exit:
    """Show every finding and return whether one is an error."""
    try:
        desk = Desk(common)
        found, valid = desk.findings(), len(desk.selected())
    except ManifestError as error:  # catalogs.yml itself
        if common.format != "json":
            raise
        found, valid = error.findings, 0
    if common.format == "json":
        console.out(as_json.dumps(as_json.findings_document(found, valid)))
    else:
        if found:
            console.out(findings_text(found, line_at) + "\n")
        console.out(summary_text(found, valid))
    return Exit.INVALID if any(one.severity is Severity.ERROR for one in found) else Exit.DONE
