"""The verbs and what each is for. A verb's module is imported when it is called: `--help` stays quick."""

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from types import MappingProxyType
from typing import Final

import click

from publisher.locale import _
from publisher.model.vocabulary import closest

VERBS: Final[Mapping[str, str]] = MappingProxyType({
    "validate": _("check the manifests, without a network"),
    "plan": _("show what would change in the catalogues"),
    "sync": _("validate, plan, then apply"),
    "apply": _("apply a saved plan, or retry unfinished steps"),
    "status": _("show the state of each dataset"),
    "show": _("show a dataset and where its values come from"),
    "new": _("create a manifest to fill in, commented in French"),
    "import": _("write manifests from the entries of a catalogue"),
    "adopt": _("adopt existing entries"),
    "pull": _("copy edits made in a catalogue into the manifests"),
    "sandbox": _("imitate the catalogues on this machine, with pages to look at"),
    "doctor": _("check addresses, tokens and rights"),
})  # fmt: skip
"""In the order in which one needs them."""


class Verbs(click.Group):
    """A group whose commands are modules of this package, each with a command of its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in their order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb."""
        if cmd_name not in VERBS:
            near = closest(cmd_name, VERBS)
            if near is not None:
                text = _("unknown command “{name}”; did you mean “{near}”?")
                raise click.UsageError(text.format(name=cmd_name, near=near), ctx)
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"publisher.cli.{name}"), name)
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list that `--help` shows."""
        with formatter.section(_("Commands")):
            formatter.write_dl(list(VERBS.items()))
