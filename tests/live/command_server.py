"""The command, run many times and quickly: each run is a fork of a process that has the libraries loaded already.

Modules with texts (`cli`, `views`) are loaded by each run, since they are in the language that the run asks for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher.manifests import load_folder
from tests import forking_server

SILENT = ("catalogs", "manifests", "model", "rules", "sync")
"""The packages that hold no translated text at import."""

CLOCK = "TESTS_CLOCK"
"""The variable with the moment at which a run takes place, as ISO date and time; without it, the present one."""


@dataclass(frozen=True)
class ProcessResult:
    """The exit code and the outputs of a run."""

    code: int
    out: str
    err: str


def run(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: int) -> ProcessResult:
    """Run `publisher` in this folder and wait for its end; it is killed after so many seconds."""
    ended = forking_server.start("tests.live.command_server", arguments, folder, environment, seconds).wait()
    return ProcessResult(ended.code, ended.out.decode(), ended.err.decode())


# ---- the server's side


def _command(job: forking_server.Job) -> None:
    """Do as `python -m publisher` does, at the moment that `CLOCK` says."""
    if moment := os.environ.get(CLOCK):
        vars(load_folder)["present_day"] = lambda zone: datetime.fromisoformat(moment).astimezone(zone).date()
    sys.argv = ["publisher", *job["arguments"]]
    from publisher.__main__ import main

    main()


if __name__ == "__main__":
    forking_server.load(forking_server.LIBRARIES, lambda module: module.split(".")[1] in SILENT)
    forking_server.serve(sys.argv[1], _command)
