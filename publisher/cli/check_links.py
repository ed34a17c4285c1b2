"""The addresses of the selected manifests, called for `validate --check-links`."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import click

from publisher import __version__
from publisher.catalogs.faults import HttpFault
from publisher.cli.local_files import STATE
from publisher.cli.workspace import Workspace
from publisher.locale import _, ngettext
from publisher.model.findings import Finding
from publisher.views import console
from publisher.views.sentences import sentence


def link_findings(workspace: Workspace) -> tuple[Finding, ...]:
    """Call the addresses, with a progress bar on a terminal, and return what is to be said of them."""
    from publisher.links.cache import LinkCache  # lazy: no other command calls these addresses
    from publisher.links.check import LinkCheck
    from publisher.links.collect import links_of
    from publisher.links.follow import real_network

    selection = workspace.common.selection
    links = links_of(manifest for manifest in workspace.manifests.manifests if selection.takes(manifest.key))
    try:
        network = real_network()
    except HttpFault as fault:  # the certificates that a variable names are not there
        raise click.ClickException(f"{sentence(fault.what)} {fault.fix or ''}".strip()) from fault
    with console.progress(len({url for url, _place in links}), _("Calling addresses")) as advance:
        checked = LinkCheck(
            network=network,
            user_agent=user_agent(workspace, os.environ),
            cache=LinkCache(STATE / "cache" / "links"),
            advance=advance,
        ).check(links)
    if checked.is_offline:
        console.note(
            _("No server could be reached from here, so nothing is said of the addresses. Is there a network?")
        )
        return ()
    console.note(ngettext("{n} address checked.", "{n} addresses checked.", checked.count))
    if checked.left:
        text = ngettext(
            "{n} address was not called in time: check again, the others are remembered.",
            "{n} addresses were not called in time: check again, the others are remembered.",
            checked.left,
        )
        console.note(text)
    return checked.findings


def user_agent(workspace: Workspace, environ: Mapping[str, str]) -> str:
    """Return who calls, for those who run the servers: the program, the repository, and a page where we are found."""
    server, repository = environ.get("GITHUB_SERVER_URL"), environ.get("GITHUB_REPOSITORY")
    page = f"{server}/{repository}" if server and repository else _page(workspace)
    return f"opendata-publisher/{__version__} (link check; {workspace.manifests.repository}; +{page})"


def _page(workspace: Workspace) -> str:
    """Return the address of a catalogue: its pages say who publishes, and how to write to them."""
    public = (config.url for config in workspace.manifests.catalogs if "." in (urlsplit(config.url).hostname or ""))
    return next(public, "")
