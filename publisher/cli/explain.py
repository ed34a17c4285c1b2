"""`publisher explain RULE`: say why a rule exists, with an example; or list all rules."""

import re
from collections.abc import Sequence
from typing import Final

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.locale import _
from publisher.rules.help_page import help_page
from publisher.rules.registry import RULES
from publisher.rules.rule import Rule
from publisher.views import console
from publisher.views.help_page_markdown import page_markdown, rules_markdown
from publisher.views.help_page_text import page_text, rules_text
from publisher.views.safe_text import clip

MOST_NEAR: Final = 3
"""Rules that are suggested for an unknown number."""


@click.command(help=_("Say why a rule exists, with an example; without a rule, list them all."))
@click.argument("rules", metavar=_("[RULE]..."), nargs=-1)
@language
@click.option("--format", "result_format", type=click.Choice(["text", "markdown"]), default="text",
              help=_("Format of the result."))  # fmt: skip
def explain(rules: Sequence[str], result_format: str) -> Exit:
    """Print the page of each rule. Raises `click.UsageError` for an unknown one."""
    named = [_rule(name) for name in rules]
    if not named:
        console.out((rules_markdown if result_format == "markdown" else rules_text)(RULES.values()))
        return Exit.DONE
    view = page_markdown if result_format == "markdown" else page_text
    console.out("\n\n\n".join(view(rule, help_page(rule.id)) for rule in named))
    return Exit.DONE


def _rule(name: str) -> Rule:
    """Return the rule that a person means: `PUB201`, `pub201` or `201`. Raises `click.UsageError`."""
    number = re.fullmatch(r"(?:pub)?[ -]?(\d{3})", name.strip(), re.IGNORECASE | re.ASCII)
    rule = RULES.get(f"PUB{number[1]}") if number else None
    if rule is not None:
        return rule
    if number is None:
        text = _("“{name}” is not a rule: write its number, such as PUB201. All rules: publisher explain")
        raise click.UsageError(text.format(name=clip(name)))
    near = sorted(sorted(RULES, key=lambda known: abs(int(known[3:]) - int(number[1])))[:MOST_NEAR])
    text = _("there is no rule PUB{number}; the nearest ones are {near}. All rules: publisher explain")
    raise click.UsageError(text.format(number=number[1], near=", ".join(near)))
