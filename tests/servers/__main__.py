"""The test servers: `python -m tests.servers up | status | reset | down | run`. See README.md here."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from tests.servers import Failed, Missing, Usage, both
from tests.servers.both import Times
from tests.servers.settings import CKAN_VERSIONS, Settings, settings_in
from tests.servers.suite import TO_END, Run, run

DOWN, FAILED, USAGE, SKIPPED, INTERRUPTED = 1, 1, 64, 75, 130


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    verbs = made.add_subparsers(dest="verb", required=True)
    for verb, told in (("up", "install what is missing, and start"), ("reset", "start anew, with empty catalogues")):
        one = verbs.add_parser(verb, help=told)
        one.add_argument("--ckan", choices=CKAN_VERSIONS, default=CKAN_VERSIONS[0], help="the version of CKAN")
    verbs.add_parser("status", help="say what runs; exit code 0: both")
    verbs.add_parser("down", help="stop both")
    live = verbs.add_parser("run", help="run the live tests; what is started for them is stopped again")
    live.add_argument("--ckan", choices=CKAN_VERSIONS, action="append", help="versions of CKAN, instead of all")
    live.add_argument("--quick", action="store_true", help="the newest CKAN and the contract alone, fewer examples")
    live.add_argument("arguments", nargs="*", metavar="-- PYTEST ARGUMENTS")
    return made


def asked_for(options: argparse.Namespace) -> Run:
    """What `run` is asked for."""
    versions = tuple(options.ckan or (CKAN_VERSIONS[:1] if options.quick else CKAN_VERSIONS))
    return Run(versions, options.quick, tuple(options.arguments))


def main(arguments: Sequence[str]) -> int:
    """Do what is asked; the exit code."""
    options = parser().parse_args(arguments)
    try:
        settings = settings_in(os.environ)
        if options.verb == "run":
            return live(settings, asked_for(options))
        return serve(settings, options)
    except Usage as error:
        return _say(str(error), USAGE)
    except Missing as error:
        return _say(f"live suite skipped: {error}" if options.verb == "run" else str(error), SKIPPED)
    except Failed as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Everything but `run`; `status` only looks, whatever else is under way."""
    if options.verb != "status":
        change(settings, options)
    found = both.running(settings)
    for name in found:
        print(f"{name} answers; its addresses and tokens are in {settings.home / 'env'}")
    return 0 if options.verb == "down" or len(found) == 2 else DOWN


def change(settings: Settings, options: argparse.Namespace) -> None:
    """Stop, start, or both. What a killed run left is from now on what somebody asked for."""
    with both.alone(settings):
        if options.verb in ("reset", "down"):
            both.down(settings)
        if options.verb in ("up", "reset"):
            times = Times()
            both.install(settings, [options.ckan], times)
            both.up(settings, options.ckan, times)
            print(times)
        both.write_env(settings)
        settings.owned.unlink(missing_ok=True)


def live(settings: Settings, asked: Run) -> int:
    """The suite, and at the end how long each part took."""
    times = Times()
    try:
        return run(settings, asked, times)
    finally:
        print(times, flush=True)


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """A request to end is heeded as Ctrl-C is: the servers are stopped."""
    raise KeyboardInterrupt


def heed() -> None:
    """Heed each request to end, but a closed terminal where `nohup` has it ignored."""
    for one in TO_END:
        if (one, signal.getsignal(one)) != (signal.SIGHUP, signal.SIG_IGN):
            signal.signal(one, _interrupt)


if __name__ == "__main__":
    os.umask(0o077)
    heed()
    sys.exit(main(sys.argv[1:]))
