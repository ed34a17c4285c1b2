"""`publisher doctor`: who answers at each address, who we are there, and where we may write."""

import click

from publisher.catalogs.errors import CatalogError
from publisher.catalogs.probe import probe
from publisher.catalogs.transport import Transport
from publisher.cli.exit_codes import Exit
from publisher.cli.selection_options import Common, common
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.manifest import CatalogConfig
from publisher.sync.plan.selection import desired_in
from publisher.sync.plan.survey import needs_of
from publisher.views import console
from publisher.views.doctor_text import Diagnosis, diagnosis_text, verdict_text


@click.command(help=_("Check the catalogues: who answers, who we are, where we may write."))
@common("text")
def doctor(common: Common) -> Exit:
    """Examine each catalogue, and end with one line: ready, or the one thing to do next."""
    workspace = Workspace(common)
    configs = [one for one in workspace.manifests.catalogs if one.name in workspace.catalogs]
    found = [_examine(workspace, config) for config in configs]
    console.out("\n\n".join(diagnosis_text(one) for one in found))
    console.out("\n" + verdict_text(found))
    return Exit.DONE if all(one.healthy for one in found) else Exit.INVALID


def _examine(workspace: Workspace, config: CatalogConfig) -> Diagnosis:
    answer = probe(Transport(config))
    needs = needs_of(desired_in(workspace.manifests, config))
    organizations = sorted(needs.organizations)
    diagnosis = Diagnosis(
        config=config, answer=answer, has_token=workspace.token_of(config) is not None, desired=organizations
    )
    if (answer.software or "").lower() != config.kind:
        return diagnosis
    try:
        return diagnosis.known(workspace.catalogs[config.name].check(needs, workspace.cache))
    except CatalogError as error:
        return diagnosis.trouble(error.what, error.fix)
