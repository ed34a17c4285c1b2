"""Write the pages that are made from the program itself: `make docs`. A test holds them to it."""

import os
import subprocess
import sys
from pathlib import Path

from publisher.cli.verbs import VERBS
from publisher.locale import Language, use
from publisher.rules.registry import RULES

HERE = Path(__file__).parent
NOTICE = "<!-- Made by `make docs` from the program; do not edit. -->"


def rules_page() -> str:
    """Every rule, in both languages."""
    rows = {}
    for language in (Language.ENGLISH, Language.FRENCH):
        use(language)
        for rule in RULES:
            rows.setdefault(rule.id, []).append(str(rule.asks))
    lines = ["# Rules · Règles", "", NOTICE, "", "| id | asks | demande |", "|---|---|---|"]
    lines += [f"| {name} | {english} | {french} |" for name, (english, french) in rows.items()]
    return "\n".join(lines) + "\n"


def help_of(arguments: list[str], language: Language) -> str:
    """What `--help` prints, 80 columns wide."""
    command = [sys.executable, "-m", "publisher", *arguments, "--help", "--lang", language.value]
    environ = os.environ | {"COLUMNS": "80", "LANGUAGE": language.value}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environ).stdout  # noqa: S603


def commands_page(language: Language) -> str:
    """Every verb's help."""
    title = {Language.ENGLISH: "# Commands", Language.FRENCH: "# Commandes"}[language]
    parts = [title, NOTICE]
    for arguments in ([], *([verb] for verb in VERBS)):
        text = help_of(arguments, language)
        parts.append(f"## {' '.join(['publisher', *arguments])}\n\n```\n{text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


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
