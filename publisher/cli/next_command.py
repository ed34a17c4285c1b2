"""The command that a user types next, built from the options of this one."""

import shlex
from pathlib import Path

from publisher.cli.selection_options import Common
from publisher.locale import _
from publisher.model.plan import Plan
from publisher.sync.plan.run_options import RunOptions
from publisher.views import console


def same_command(verb: str, common: Common, choices: RunOptions) -> str:
    """Return the command that does the same with another verb."""
    parts = ["publisher", verb, *common.selection.patterns]
    parts += [part for name in common.selection.catalogs for part in ("--catalog", name)]
    parts += [part for pattern in common.selection.excluded for part in ("--exclude", pattern)]
    return shlex.join([*parts, *_location_flags(common), *choices.flags()])


def apply_command(plan: Path, common: Common) -> str:
    """Return the command that applies a saved plan."""
    return shlex.join(["publisher", "apply", str(plan), *_location_flags(common)])


def retry_command(run: str, common: Common) -> str:
    """Return the command that retries the unfinished steps of a run. Its journal holds the other options."""
    return shlex.join(["publisher", "apply", "--retry-failed", run, *_location_flags(common)])


def _location_flags(common: Common) -> list[str]:
    """Return `--manifests` and `--sandbox` where they are not the defaults."""
    manifests = ["--manifests", common.manifests.as_posix()] if common.manifests != Path("manifests") else []
    return [*manifests, *(["--sandbox"] if common.sandbox else [])]


def note_sandbox(plan: Plan, common: Common) -> None:
    """Print that the commands a plan names need `--sandbox`, where the plan is of the sandbox and needs a person."""
    if common.sandbox and plan.stuck:
        console.note(_("This is the sandbox: add --sandbox to each command shown above."))
