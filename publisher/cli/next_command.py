"""The command that a person types next, and the note that it is for the sandbox."""

import shlex
from pathlib import Path

from publisher.cli.selection_options import Common
from publisher.locale import _
from publisher.model.plan import Plan
from publisher.sync.plan.run_options import RunOptions
from publisher.views import console


def command_line(verb: str, common: Common, choices: RunOptions) -> str:
    """What a person would type to do the same with another verb."""
    parts = ["publisher", verb, *common.selection.patterns]
    parts += [part for name in common.selection.catalogs for part in ("--catalog", name)]
    parts += [part for pattern in common.selection.excluded for part in ("--exclude", pattern)]
    return shlex.join([*parts, *_places(common), *choices.flags()])


def apply_line(plan: Path, common: Common) -> str:
    """What a person would type to carry out a saved plan."""
    return shlex.join(["publisher", "apply", str(plan), *_places(common)])


def retry_line(run: str, common: Common) -> str:
    """What a person would type to take up a run: its own journal knows the rest."""
    return shlex.join(["publisher", "apply", "--retry-failed", run, *_places(common)])


def _places(common: Common) -> list[str]:
    """Where the manifests and the catalogues are, when that is not where they usually are."""
    elsewhere = ["--manifests", common.manifests.as_posix()] if common.manifests != Path("manifests") else []
    return [*elsewhere, *(["--sandbox"] if common.sandbox else [])]


def say_where(made: Plan, common: Common) -> None:
    """Of a plan in the sandbox that waits for a person: what it says to type is to be typed for the sandbox, too."""
    if common.sandbox and made.stuck:
        console.note(_("This is the sandbox: add --sandbox to each command that is named above."))
