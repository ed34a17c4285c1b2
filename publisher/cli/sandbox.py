"""`publisher sandbox`: a small CKAN and a small udata on this machine, with pages to look at."""

import os
import signal
import threading
from pathlib import Path
from typing import Final

import click

from publisher.cli.exits import Exit
from publisher.cli.language import language
from publisher.locale import _
from publisher.manifests.load import load
from publisher.views import console

LAST_PORT: Final = 65_535


@click.command(help=_("Run the sandbox: the catalogues of catalogs.yml, imitated on this machine, until Ctrl-C."))
@click.option("--manifests", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
              help=_("Folder of the manifests (default: manifests)."))  # fmt: skip
@click.option("--port", "given", metavar="N", help=_("Port of the sandbox; the same is used the next time."))
@click.option("--fresh", is_flag=True, help=_("Start with empty catalogues."))
@language
def sandbox(manifests: Path, given: str | None, fresh: bool) -> Exit:
    """Say where everything is, and serve until somebody stops it."""
    from publisher.cli.sandboxed import FILE, sandbox_for

    port = _port(given) if given is not None else None
    found = load(manifests, os.environ).manifests
    for sign in (signal.SIGINT, signal.SIGTERM):  # a shell has its background jobs ignore the first
        signal.signal(sign, signal.default_int_handler)
    try:
        with sandbox_for(found, FILE, port, fresh=fresh) as address:
            console.out(_("Pages: {address}/").format(address=address))
            for config in found.catalogs:
                console.out(f"  {config.name:<12} {address}/{config.name}/")
            console.note(
                _("To fill it: publisher sync --sandbox. To stop it: Ctrl-C. Its data is kept in {file}.").format(
                    file=FILE
                )
            )
            threading.Event().wait()
    except KeyboardInterrupt:  # how this verb ends well
        console.note(_("Stopped."))
    return Exit.DONE


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT):
        raise click.BadParameter(_("a port is a number from 1 to 65535"), param_hint="--port")
    return int(text)
