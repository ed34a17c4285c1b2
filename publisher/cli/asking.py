"""Nothing is written before a person, or `--yes`, said so."""

import sys
from typing import Final

import click

from publisher.locale import Language, _, language
from publisher.views.output_streams import output_error

YES: Final = {Language.ENGLISH: ("y", "yes"), Language.FRENCH: ("o", "oui", "y", "yes")}
NO: Final = ("n", "no", "non")


def ask(question: str, *, yes: bool) -> None:
    """Ask at the terminal, but not with `--yes`. Raises `click.Abort` for a no, `click.UsageError` with no terminal."""
    if yes:
        return
    if not sys.stdin.isatty() or output_error(sys.stderr) is not None:
        raise click.UsageError(_("no terminal to ask for confirmation: add --yes to write"))
    if not click.prompt(
        f"{question} {_('[y/N]')}", default="", show_default=False, prompt_suffix=_(": "), value_proc=_answer, err=True
    ):
        raise click.Abort


def _answer(text: str) -> bool:
    """Return whether a typed answer is a yes; none is a no. Raises `click.UsageError` to ask again."""
    word = text.strip().casefold()
    if word in YES[language()]:
        return True
    if word in ("", *NO):
        return False
    raise click.UsageError(_("Answer y or n."))
