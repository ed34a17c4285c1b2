"""The commands that messages name, as data until they are shown: the options that the user gave are added then."""

import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

Flag = tuple[str, ...]
"""An option as typed: its name, and its value where it takes one."""

_CONTRADICTION: Final = frozenset({("--drift", "revert"), ("--on-conflict", "portal")})
"""Two choices that no run takes together."""


_ANYWHERE: Final = frozenset({"explain", "runs"})
"""The verbs that read no folder: they have neither `--manifests` nor `--sandbox`."""
_WITHOUT_SANDBOX: Final = frozenset({"new", "sandbox", "show", "validate"})
"""The verbs that have no `--sandbox`: they read no catalogue, and name no command that does."""


@dataclass(frozen=True)
class Invocation:
    """The command that runs, as far as the commands that it names must repeat it."""

    location: tuple[str, ...] = ()
    """`--manifests DIR` and `--sandbox`, where they were given."""
    again: tuple[str, ...] = ("sync",)
    """The verb, the selection and the location of the command that takes up the same work again."""
    flags: tuple[Flag, ...] = ()
    """The options of the run: `--drift`, `--on-conflict`, `--prune`, `--allow`."""


_current = Invocation()


def use(invocation: Invocation) -> None:
    """Set what the commands repeat that this process names."""
    global _current  # noqa: PLW0603 - a process runs one command
    _current = invocation


@contextmanager
def forgotten_afterwards() -> Iterator[None]:
    """Forget after the block what commands repeat: the next command line of this process has options of its own."""
    try:
        yield
    finally:
        use(Invocation())


@dataclass(frozen=True)
class Command:
    """Another command: its verb and arguments. `--manifests` and `--sandbox` are repeated."""

    verb: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        repeated = () if self.verb in _ANYWHERE else _current.location
        location = [word for word in repeated if word != "--sandbox" or self.verb not in _WITHOUT_SANDBOX]
        return shlex.join(("publisher", self.verb, *self.arguments, *location))


@dataclass(frozen=True)
class Again:
    """The same work again, with further options where they are given."""

    flag: Flag | None = None
    others: tuple[Flag, ...] = ()

    def __str__(self) -> str:
        added = [*([self.flag] if self.flag else []), *self.others]
        kept = [flag for flag in _current.flags if not any(_replaces(new, flag) for new in added)]
        return shlex.join(("publisher", *_current.again, *(part for flag in (*kept, *added) for part in flag)))


def _replaces(new: Flag, old: Flag) -> bool:
    """Return whether an option takes the place of an earlier one: of the same name, or one that contradicts it."""
    if {new, old} == _CONTRADICTION:
        return True
    if new[0] == "--allow":
        return old[0] == "--allow" and old[1].partition("=")[0] == new[1].partition("=")[0]
    return old[0] == new[0]


def catalog_flags(catalogs: Iterable[str]) -> tuple[str, ...]:
    """Return the options that limit a command to these catalogues."""
    return tuple(part for name in catalogs for part in ("--catalog", name))


def command(verb: str, *arguments: object) -> Command:
    """Return a command with these arguments."""
    return Command(verb, tuple(str(argument) for argument in arguments))
