"""The command `publisher`: its group of verbs, and the message and exit code of every failure."""

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

import click

from publisher import __version__
from publisher.catalogs.errors import CatalogError
from publisher.catalogs.stop_request import Stopped
from publisher.cli.exit_codes import Exit
from publisher.cli.help import Verbs, language
from publisher.cli.local_files import STATE, QuotedLines
from publisher.cli.lost_output import code_after_output
from publisher.cli.stop_signals import STOP, handled_signals
from publisher.locale import _
from publisher.model.commands import forgotten_afterwards
from publisher.model.findings import ManifestError
from publisher.model.internal_errors import traceback_text
from publisher.views import console
from publisher.views.catalog_error_text import catalog_error_text
from publisher.views.findings import explain_hint, findings_text


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    help=_("Publish open data as code: YAML manifests, compared with catalogues, shown as a plan, then applied."),
    subcommand_metavar=_("[COMMAND] [ARGS]..."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="publisher")
@language
@click.pass_context
def publisher(context: click.Context) -> Exit:
    """Print the first page where no verb is given."""
    if context.invoked_subcommand is None:
        from publisher.cli.first_page import first_page

        console.out(first_page(Path("manifests"), os.environ))
    return Exit.DONE


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code. Every failure ends in a message, never in a traceback."""
    with handled_signals(), forgotten_afterwards():
        return code_after_output(_run(arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        typed = tuple(arguments)
        return int(publisher.main(list(typed), prog_name="publisher", standalone_mode=False, obj=typed) or 0)
    except click.UsageError as error:
        error.show(sys.stderr)
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt, Stopped):
        console.note(_stopped_text())
        return Exit.PARTLY if STOP.wrote else STOP.exit_code
    except click.ClickException as error:
        console.note(f"✘ {error.format_message()}")
        return error.exit_code
    except ManifestError as error:
        parts = [findings_text(error.findings, QuotedLines(), console.width(sys.stderr)), explain_hint(error.findings)]
        console.note("\n\n".join(parts) + "\n" + _("Nothing has been published."), is_wrapped=True)
        return Exit.INVALID
    except CatalogError as error:
        console.note(f"✘ {catalog_error_text(error)}")
        return Exit.INVALID
    except Exception as error:  # noqa: BLE001 - the whole traceback goes to a file, one line to the screen
        console.note(_internal_text(error))
        return Exit.INTERNAL


def _stopped_text() -> str:
    if not STOP.wrote:
        return _("Stopped. Nothing was written.")
    text = _("Stopped. If writing had started, the journal in {folder} lists what was done.")
    return text.format(folder=STATE / "runs")


def _internal_text(error: Exception) -> str:
    """Write the traceback to a file and return the message that names it; without a file, the place of the error."""
    trace = traceback_text(error)
    for file in _crash_files():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(trace, encoding="utf-8")
        except OSError:
            continue
        return _("✘ internal error: {error}\n  Please report it with the file {file}.").format(
            error=type(error).__name__, file=file
        )
    place = traceback.extract_tb(error.__traceback__)[-1]
    text = _("✘ internal error: {error}\n  Please report it with its place: {file}, line {line}.")
    return text.format(error=type(error).__name__, file=Path(place.filename).name, line=place.lineno)


def _crash_files() -> Iterator[Path]:
    """Yield the places for a traceback, the best first."""
    yield STATE / "crash.log"
    with suppress(OSError):  # no folder for temporary files can be written
        yield Path(gettempdir()) / "publisher-crash.log"
