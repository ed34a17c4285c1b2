"""`publisher sandbox`: serve a small CKAN and a small udata on this machine, with pages to look at."""

import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.next_command import repeat_location
from publisher.locale import _
from publisher.manifests.load_folder import load
from publisher.model.commands import command
from publisher.views import console

LAST_PORT: Final = 65_535


@click.command(help=_("Run the sandbox: the catalogues of catalogs.yml, imitated on this machine, until Ctrl-C."))
@click.option("--manifests", type=click.Path(path_type=Path), default=Path("manifests"), metavar=_("DIR"),
              help=_("Folder of the manifests (default: manifests)."))  # fmt: skip
@click.option("--port", "port_text", metavar="N", help=_("Port of the sandbox; the same is used the next time."))
@click.option("--schema", type=click.Path(path_type=Path), metavar=_("FILE"),
              help=_("File with the schema that the CKANs of the sandbox declare, as scheming_dataset_schema_show "
                     "replies it. It stays until the sandbox is emptied (default: the copy saved beside "
                     "catalogs.yml)."))  # fmt: skip
@click.option("--fresh", is_flag=True, help=_("Start with empty catalogues."))
@language
def sandbox(manifests: Path, port_text: str | None, schema: Path | None, fresh: bool) -> Exit:
    """Print the addresses, and serve until Ctrl-C."""
    from publisher.cli.sandbox_catalogs import FILE, serve_sandbox

    port = _port(port_text) if port_text is not None else None
    chosen_schema = _chosen_schema(schema) if schema is not None else None
    repeat_location(manifests)
    manifest_set = load(manifests, os.environ).manifests
    for sign in (signal.SIGINT, signal.SIGTERM):  # A shell makes its background jobs ignore SIGINT.
        signal.signal(sign, signal.default_int_handler)
    try:
        with serve_sandbox(manifest_set, FILE, port, fresh=fresh, schema=chosen_schema) as address:
            console.out(_("Pages: {address}/").format(address=address))
            for config in manifest_set.catalogs:
                console.out(f"  {config.name:<12} {address}/{config.name}/")
            console.note(
                _("To fill it: {command}. To stop it: Ctrl-C. Its data is kept in {file}.").format(
                    command=command("sync", "--sandbox"), file=FILE
                )
            )
            threading.Event().wait()
    except KeyboardInterrupt:  # Ctrl-C is the normal end of this verb.
        console.note(_("Stopped."))
    return Exit.DONE


def _chosen_schema(file: Path) -> Mapping[str, object]:
    """Return the schema in the file of `--schema`. Raises `click.BadParameter`."""
    from publisher.cli.sandbox_catalogs import schema_in

    try:
        schema = schema_in(file)
    except OSError as error:
        text = _("{file} cannot be read: {why}").format(file=file, why=error.strerror or str(error))
        raise click.BadParameter(text, param_hint="--schema") from error
    if schema is None:
        text = _("{file} has no schema of datasets: save what scheming_dataset_schema_show replies")
        raise click.BadParameter(text.format(file=file), param_hint="--schema")
    return schema


def _port(text: str) -> int:
    """Return the port of `--port`. Raises `click.BadParameter`."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT):
        raise click.BadParameter(_("a port is a number from 1 to 65535"), param_hint="--port")
    return int(text)
