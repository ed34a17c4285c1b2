"""The commands that a user types next, built from the options of this one."""

import shlex
from pathlib import Path

from publisher.cli.selection_options import Common, location_flags, selection_flags
from publisher.model import commands
from publisher.model.commands import Flag, Invocation
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection


def same_command(verb: str, common: Common, choices: RunOptions) -> str:
    """Return the command that does the same with another verb."""
    parts = ["publisher", verb, *selection_flags(common.selection), *location_flags(common), *choices.flags()]
    return shlex.join(parts)


def plan_command(file: Path, common: Common, selection: Selection, options: RunOptions) -> str:
    """Return the command that saves a plan."""
    return shlex.join(["publisher", *_plan_parts(file, common, selection), *options.flags()])


def apply_command(plan: Path, common: Common) -> str:
    """Return the command that applies a saved plan."""
    return shlex.join(["publisher", "apply", str(plan), *location_flags(common)])


def retry_command(run: str, common: Common) -> str:
    """Return the command that retries the unfinished steps of a run. Its journal holds the other options."""
    return shlex.join(["publisher", "apply", "--retry-failed", run, *location_flags(common)])


def repeat_location(manifests: Path, *, sandbox: bool = False) -> None:
    """Repeat the folder of the manifests, and `--sandbox`, in the commands that messages name."""
    commands.use(Invocation(tuple(location_flags(Common(manifests, Selection(), "", sandbox=sandbox)))))


def sync_again(common: Common, choices: RunOptions) -> None:
    """Name `sync` with the same selection where a message asks for the same work with a further option."""
    _use(common, ["sync", *selection_flags(common.selection), *location_flags(common)], choices)


def plan_again(file: Path, common: Common, selection: Selection, options: RunOptions) -> None:
    """Name `plan --out FILE` where a message asks for the same work with a further option."""
    _use(common, _plan_parts(file, common, selection), options)


def retry_again(run: str, common: Common, options: RunOptions) -> None:
    """Name `apply --retry-failed RUN` where a message asks for the same work with a further option."""
    _use(common, ["apply", "--retry-failed", run, *location_flags(common)], options)


def rollback_again(run: str, common: Common, selection: Selection, options: RunOptions) -> None:
    """Name `rollback RUN` where a message asks for the same work with a further option.

    The run has its name: “latest” is the rollback itself once that wrote something.
    """
    _use(common, ["rollback", run, *selection_flags(selection), *location_flags(common)], options)


def _plan_parts(file: Path, common: Common, selection: Selection) -> list[str]:
    return ["plan", *selection_flags(selection), "--out", str(file), *location_flags(common)]


def _use(common: Common, again: list[str], options: RunOptions) -> None:
    commands.use(Invocation(tuple(location_flags(common)), tuple(again), _grouped(options.flags())))


def _grouped(words: list[str]) -> tuple[Flag, ...]:
    """Return each option with its value."""
    groups: list[Flag] = []
    for word in words:
        groups = [*groups, (word,)] if word.startswith("--") else [*groups[:-1], (*groups[-1], word)]
    return tuple(groups)
