"""Write the pages that are made from the program itself: `make docs`. A test holds them to it."""

import os
import subprocess
import sys
from pathlib import Path

from publisher.cli.help import VERBS
from publisher.locale import Language, use
from publisher.model.messages import Message
from publisher.rules.registry import RULES
from publisher.rules.rule import Family, Rule

HERE = Path(__file__).parent
NOTICE = "<!-- Made by `make docs` from the program; do not edit. -->"


def rules_page() -> str:
    """Return every rule in both languages, under the heading of its family."""
    parts = ["# Rules · Règles", NOTICE]
    for family in Family:
        english, french = (in_language(family.title, language) for language in (Language.ENGLISH, Language.FRENCH))
        rules = [rule for rule in RULES.values() if rule.family is family]
        parts += [f"## {english} · {french}", "\n".join(["| id | asks | demande |", "|---|---|---|", *map(row, rules)])]
    return "\n\n".join(parts) + "\n"


def row(rule: Rule) -> str:
    """Return a rule's row of the table."""
    asks = (in_language(rule.asks, language) for language in (Language.ENGLISH, Language.FRENCH))
    return f"| {rule.id} | {' | '.join(asks)} |"


def in_language(text: Message, language: Language) -> str:
    """Return a message in a language."""
    use(language)
    return str(text)


EVERY_HELP = """
import sys
from publisher import locale
locale.use(locale.Language(sys.argv[1]))
from publisher.cli.main import run
from publisher.cli.help import VERBS
for words in ([], *([verb] for verb in VERBS)):
    run([*words, "--help"])
    print(end="\\0")
"""
"""In a process of its own for each language, which is chosen before anything is imported that speaks."""


def helps(language: Language) -> list[str]:
    """What `--help` prints for the program and for each verb, 80 columns wide."""
    command = [sys.executable, "-c", EVERY_HELP, language.value]
    environ = os.environ | {"COLUMNS": "80", "LANGUAGE": language.value}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)  # noqa: S603
    return done.stdout.split("\0")[:-1]


def commands_page(language: Language) -> str:
    """Every verb's help."""
    title = {Language.ENGLISH: "# Commands", Language.FRENCH: "# Commandes"}[language]
    names = ["publisher", *(f"publisher {verb}" for verb in VERBS)]
    parts = [f"## {name}\n\n```\n{text.rstrip()}\n```" for name, text in zip(names, helps(language), strict=True)]
    return "\n\n".join([title, NOTICE, *parts]) + "\n"


def pages() -> dict[Path, str]:
    """Every made page and its text."""
    return {
        HERE / "rules.md": rules_page(),
        HERE / "commands.md": commands_page(Language.ENGLISH),
        HERE / "commandes.md": commands_page(Language.FRENCH),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    # what each catalogue keeps, as the sandbox shows it: docs/fidelity.md and docs/fidelite.md
    subprocess.run([sys.executable, "-m", "tests.live.fidelity"], cwd=HERE.parent, check=True)
