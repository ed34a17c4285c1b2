"""Nothing is written before a person, or `--yes`, said so."""

import sys

import click

from publisher.locale import _


def ask(question: str, *, yes: bool) -> None:
    """Ask at the terminal, unless told yes. Raises `click.Abort` for a no, `click.UsageError` without a terminal."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(_("there is no terminal to ask at: add --yes to write"))
    if not click.confirm(question, default=False, err=True):
        raise click.Abort
