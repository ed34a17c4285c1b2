"""`publisher doctor`: who answers at each address, who we are there, and where we may write."""

import click

from publisher.catalogs.errors import CatalogError
from publisher.catalogs.probe import probe
from publisher.catalogs.transport import Transport
from publisher.cli.desk import Desk
from publisher.cli.exits import Exit
from publisher.cli.options import Common, common
from publisher.locale import _
from publisher.model.manifest import CatalogConfig
from publisher.sync.desire import wanted_in
from publisher.sync.survey import needs_of
from publisher.views import console
from publisher.views.doctor import Diagnosis, diagnosis_text, verdict_text


@click.command(help=_("Check each catalogue: reachable, account, write access."))
@common("text")
def doctor(common: Common) -> Exit:
    """Examine each catalogue, and end with one line: ready, or the one thing to do next."""
    desk = Desk(common)
    configs = [one for one in desk.manifests.catalogs if one.name in desk.catalogs]
    found = [_examine(desk, config) for config in configs]
    console.out("\n\n".join(diagnosis_text(one) for one in found))
    console.out("\n" + verdict_text(found))
    return Exit.DONE if all(one.healthy for one in found) else Exit.INVALID


def _examine(desk: Desk, config: CatalogConfig) -> Diagnosis:
    answer = probe(Transport(config))
    needs = needs_of(wanted_in(desk.manifests, config))
    organizations = sorted(needs.organizations)
    diagnosis = Diagnosis(
        config=config, answer=answer, has_token=desk.token_of(config) is not None, wanted=organizations
    )
    if (answer.software or "").lower() != config.kind:
        return diagnosis
    try:
        return diagnosis.known(desk.catalogs[config.name].check(needs, desk.cache))
    except CatalogError as error:
        return diagnosis.trouble(error.what, error.fix)
