"""The test servers: `python -m tests.servers up | status | reset | down | run`. See README.md here."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from tests.servers import RequirementError, ServerError, UsageError, lifecycle
from tests.servers.ckan.portals import BARE, PORTALS, require_portal
from tests.servers.lifecycle import Times
from tests.servers.settings import CKAN_VERSIONS, Settings, settings_in
from tests.servers.suite import END_SIGNALS, Run, run

DOWN, FAILED, USAGE, SKIPPED, INTERRUPTED = 1, 1, 64, 75, 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    commands = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    verbs = commands.add_subparsers(dest="verb", required=True)
    for verb, summary in (("up", "install what is missing, and start"), ("reset", "start anew, with empty catalogues")):
        command = verbs.add_parser(verb, help=summary)
        command.add_argument("--ckan", choices=CKAN_VERSIONS, default=CKAN_VERSIONS[0], help="the version of CKAN")
        command.add_argument("--portal", choices=PORTALS, default=BARE, help="the plug-ins and the schema of CKAN")
    verbs.add_parser("status", help="say what runs; exit code 0: both")
    verbs.add_parser("down", help="stop both")
    live = verbs.add_parser("run", help="run the live tests; what is started for them is stopped again")
    live.add_argument("--ckan", choices=CKAN_VERSIONS, action="append", help="versions of CKAN, instead of all")
    live.add_argument("--portal", choices=PORTALS, action="append", help="portals of the newest CKAN, and nothing else")
    live.add_argument("--quick", action="store_true", help="the newest CKAN and the contract alone, fewer examples")
    live.add_argument("arguments", nargs="*", metavar="-- PYTEST ARGUMENTS")
    return commands


def requested_run(options: argparse.Namespace) -> Run:
    """Return the run that the options of `run` describe."""
    versions = tuple(options.ckan or (CKAN_VERSIONS[:1] if options.quick else CKAN_VERSIONS))
    return Run(versions, options.quick, tuple(options.portal or ()), tuple(options.arguments))


def main(arguments: Sequence[str]) -> int:
    """Carry out a command and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        settings = settings_in(os.environ)
        if options.verb == "run":
            return live(settings, requested_run(options))
        return serve(settings, options)
    except UsageError as error:
        return _say(str(error), USAGE)
    except RequirementError as error:
        return _say(f"live suite skipped: {error}" if options.verb == "run" else str(error), SKIPPED)
    except ServerError as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Carry out every command except `run` and return its exit code; `status` changes nothing and waits for no lock."""
    if options.verb != "status":
        change(settings, options)
    running = lifecycle.running(settings)
    for name in running:
        print(f"{name} answers; its addresses and tokens are in {settings.home / 'env'}")
    return 0 if options.verb == "down" or len(running) == 2 else DOWN


def change(settings: Settings, options: argparse.Namespace) -> None:
    """Stop the servers, start them, or both.

    Servers that a killed run left are then kept, because a user asked for them.
    """
    if options.verb in ("up", "reset"):
        require_portal(options.ckan, options.portal)
    with lifecycle.locked(settings):
        if options.verb in ("reset", "down"):
            lifecycle.down(settings)
        if options.verb in ("up", "reset"):
            times = Times()
            lifecycle.install(settings, [options.ckan], times)
            lifecycle.up(settings, options.ckan, times, portal=options.portal)
            print(times)
        lifecycle.write_env(settings)
        settings.owned.unlink(missing_ok=True)


def live(settings: Settings, request: Run) -> int:
    """Run the suite, print how long each part took, and return the exit code."""
    times = Times()
    try:
        return run(settings, request, times)
    finally:
        print(times, flush=True)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Raise `KeyboardInterrupt` for a signal to end, as Ctrl-C does: the servers are then stopped."""
    raise KeyboardInterrupt


def interrupt_on_signals() -> None:
    """Stop the servers at each signal to end, except at a hangup that `nohup` has set to be ignored."""
    for end_signal in END_SIGNALS:
        if (end_signal, signal.getsignal(end_signal)) != (signal.SIGHUP, signal.SIG_IGN):
            signal.signal(end_signal, _interrupt)


if __name__ == "__main__":
    os.umask(0o077)
    interrupt_on_signals()
    sys.exit(main(sys.argv[1:]))
