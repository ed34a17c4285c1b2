"""The command in a process of its own, started by a fork of one that has everything loaded: it can be killed.

The caller learns the process's id at once, may have its surroundings changed (`engine_hooks`), and does not wait.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests import forking_server
from tests.chaos.engine_hooks import Hooks
from tests.live.manifest_folder import CommandResult

LEFT_OUT = ("publisher.__main__", "publisher.sandbox", "publisher.site")
LIMIT = 60
"""Seconds after which a run is ended: none may hang."""


@dataclass
class Running:
    """A run that was started."""

    run: forking_server.ForkedRun
    killed: bool = field(default=False)

    def send(self, how: signal.Signals) -> None:
        """Send a signal to the process, if it is still there."""
        self.killed = self.killed or how is signal.SIGKILL
        try:
            os.kill(self.run.pid, how)
        except ProcessLookupError:
            return

    def result(self) -> CommandResult:
        """Wait for its end; return its exit code (negative: the signal that ended it) and its outputs."""
        ended = self.run.wait()
        return CommandResult(ended.code, ended.out.decode("utf-8", "replace"), ended.err.decode("utf-8", "replace"))


def start(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], hooks: Hooks, seconds: int = LIMIT
) -> Running:
    """Start `publisher` in this folder; it is ended after so many seconds."""
    module = "tests.chaos.engine_process"
    return Running(forking_server.start(module, arguments, folder, environment, seconds, hooks=asdict(hooks)))


# ---- the server's side


def _load() -> None:
    """Load the program, its texts in French."""
    from publisher import locale

    locale.use(locale.Language.FRENCH)
    libraries = (*forking_server.LIBRARIES, "rich.progress")
    forking_server.load(libraries, lambda module: not module.startswith(LEFT_OUT))


def _command(job: forking_server.Job) -> int:
    """Do as `publisher` does, with the job's hooks."""
    hooks = dict(job["hooks"])
    jumps = tuple((int(look), float(seconds)) for look, seconds in hooks.pop("clock_jumps"))
    Hooks(**hooks, clock_jumps=jumps).apply()
    from publisher.cli.main import run

    return int(run(job["arguments"]))


if __name__ == "__main__":
    _load()
    forking_server.serve(sys.argv[1], _command)
