"""What a command says and returns where its result could not be printed."""

from publisher.cli.exit_codes import Exit
from publisher.cli.stop_signals import STOP
from publisher.locale import _
from publisher.model.system_errors import reason_of
from publisher.views import console
from publisher.views.output_streams import output_error


def note_lost_summary(where: str) -> None:
    """Print to stderr where to read what was done, if the summary of a verb that wrote could not be printed."""
    error = output_error()
    if error is not None:
        text = _("The summary could not be printed on the standard output: {why}. {where}")
        console.note(text.format(why=reason_of(error), where=where))


def code_after_output(code: int) -> int:
    """Return the exit code of a command, after its output.

    A verb that wrote keeps its own code: what was done is what matters. So does any verb whose reader has gone, as
    `head` does: it had read enough. Otherwise a result that was lost is a failure.
    """
    error = output_error()
    if error is None or STOP.wrote or isinstance(error, BrokenPipeError):
        return code
    console.note(_("✘ the result cannot be printed on the standard output: {why}").format(why=reason_of(error)))
    return Exit.OUTPUT
