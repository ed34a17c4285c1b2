"""The text of `--help`: the verbs with a line for each; and the option `--lang`.

A verb's module is imported when the verb is called, so that `--help` stays quick.
"""

import builtins
from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from types import MappingProxyType
from typing import Final

import click

from publisher.locale import Language, _
from publisher.model.vocabulary import closest

VERBS: Final[Mapping[str, str]] = MappingProxyType({
    "validate": _("check the manifests, without a network"),
    "explain": _("say why a rule exists, with an example"),
    "plan": _("show what would change in the catalogues"),
    "sync": _("validate, plan, then apply"),
    "apply": _("apply a saved plan, or retry unfinished steps"),
    "status": _("show the state of each dataset"),
    "show": _("show a dataset and where its values come from"),
    "new": _("create a manifest to fill in, commented in French"),
    "matrix": _("write a page whose links open each manifest on GitHub"),
    "init": _("write the files of a new repository of manifests"),
    "rename": _("rename a manifest or a folder, and keep its entries"),
    "set": _("edit fields of many manifests at once"),
    "import": _("write manifests from the entries of a catalogue"),
    "adopt": _("adopt existing entries"),
    "release": _("let go of an entry: it stays, and its marker is removed"),
    "withdraw": _("take a dataset down for good, by request"),
    "drift": _("show what was edited in the catalogues since our last write"),
    "pull": _("copy edits made in a catalogue into the manifests"),
    "runs": _("list earlier runs, and what each changed"),
    "rollback": _("put back what a run changed"),
    "sandbox": _("imitate the catalogues on this machine, with pages to look at"),
    "doctor": _("check addresses, tokens and rights"),
    "json-schema": _("print the schemas with which editors check the files"),
})  # fmt: skip
"""A line for each verb, in the order in which a user needs them."""


class Verbs(click.Group):
    """The group of commands: each verb is a module of this package with a command of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of `VERBS`."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb."""
        if cmd_name not in VERBS:
            near = closest(cmd_name, VERBS)
            if near is not None:
                text = _("unknown command “{name}”; did you mean “{near}”?")
                raise click.UsageError(text.format(name=cmd_name, near=near), ctx)
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) or cmd_name in vars(builtins) else cmd_name.replace("-", "_")
        command = getattr(import_module(f"publisher.cli.{name}"), name)
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs that `--help` shows."""
        with formatter.section(_("Commands")):
            formatter.write_dl(list(VERBS.items()))


# `__main__` reads `--lang` before any text is translated. Here click accepts it with every verb.
language = click.option(
    "--lang",
    type=click.Choice([language_code.value for language_code in Language]),
    expose_value=False,
    help=_("Language of the messages; by default that of the locale."),
)
