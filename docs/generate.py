"""Write the pages that are generated from the program: `make docs`. A test compares them with it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from publisher.catalogs.ckan import fields as ckan
from publisher.catalogs.ckan import resource_fields as ckan_resource
from publisher.catalogs.field_table import Place, Row, Rows
from publisher.catalogs.udata import fields as udata
from publisher.catalogs.udata import resource_fields as udata_resource
from publisher.cli.help import VERBS
from publisher.cli.matrix import matrix_page
from publisher.locale import Language, use
from publisher.manifests.json_schema import FILES, file_of, schema_text
from publisher.model.messages import Message
from publisher.rules.registry import RULES
from publisher.rules.rule import Family, Rule
from publisher.views.findings import severity_word

HERE = Path(__file__).parent
NOTICE = "<!-- Made by `make docs` from the program; do not edit. -->"


def rules_page() -> str:
    """Return every rule in both languages, under the heading of its family."""
    parts = ["# Rules · Règles", NOTICE]
    for family in Family:
        english, french = (in_language(family.title, language) for language in (Language.ENGLISH, Language.FRENCH))
        rules = [rule for rule in RULES.values() if rule.family is family]
        head = ["| id | | asks | demande |", "|---|---|---|---|"]
        parts += [f"## {english} · {french}", "\n".join([*head, *map(row, rules)])]
    return "\n\n".join(parts) + "\n"


def row(rule: Rule) -> str:
    """Return a rule's row of the table, with a link to its page."""
    asks, words = [], []
    for language in (Language.ENGLISH, Language.FRENCH):
        use(language)
        asks.append(str(rule.asks))
        words.append(severity_word(rule.severity))
    return f"| [{rule.id}](rules/{rule.id}.md) | {' · '.join(words)} | {' | '.join(asks)} |"


def in_language(text: Message, language: Language) -> str:
    """Return a message in a language."""
    use(language)
    return str(text)


EVERY_HELP = """
import sys
from publisher import locale
locale.use(locale.Language(sys.argv[1]))
from publisher.cli.main import run
from publisher.catalogs.ckan import fields as ckan
from publisher.catalogs.ckan import resource_fields as ckan_resource
from publisher.catalogs.field_table import Place, Row, Rows
from publisher.catalogs.udata import fields as udata
from publisher.catalogs.udata import resource_fields as udata_resource
from publisher.cli.help import VERBS
for words in ([], *([verb] for verb in VERBS)):
    run([*words, "--help"])
    print(end="\\0")
"""
"""Run in its own process for each language, which must be set before any module with messages is imported."""


def helps(language: Language) -> list[str]:
    """Return the output of `--help` for the program and for each command, 80 columns wide."""
    command = [sys.executable, "-c", EVERY_HELP, language.value]
    environ = os.environ | {"COLUMNS": "80", "LANGUAGE": language.value}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)  # noqa: S603
    return done.stdout.split("\0")[:-1]


def commands_page(language: Language) -> str:
    """Return the page with the help of every command."""
    title = {Language.ENGLISH: "# Commands", Language.FRENCH: "# Commandes"}[language]
    names = ["publisher", *(f"publisher {verb}" for verb in VERBS)]
    parts = [f"## {name}\n\n```\n{text.rstrip()}\n```" for name, text in zip(names, helps(language), strict=True)]
    return "\n\n".join([title, NOTICE, *parts]) + "\n"


TABLE_START = "<!-- Made by `make docs` from the table of fields; do not edit. -->\n"
TABLE_END = "<!-- End of the table of fields. -->\n"

Tables = tuple[tuple[str, Rows], ...]
"""The rows of a catalogue, with the prefix of their names."""

CKAN_TABLES: Tables = (("", ckan.DATASET_ROWS), ("resource ", ckan_resource.RESOURCE_ROWS))
UDATA_TABLES: Tables = (("", udata.DATASET_ROWS), ("resource ", udata_resource.RESOURCE_ROWS))


def fields_page(page: Path, catalog: str, tables: Tables) -> str:
    """Return the page of a catalogue with its table of fields as the adapter's rows give it."""
    text = page.read_text(encoding="utf-8")
    before, start, rest = text.partition(TABLE_START)
    _table, end, after = rest.partition(TABLE_END)
    if not start or not end:
        raise ValueError(f"{page.name}: the marks of the table of fields are missing")
    lines = [f"| manifest | {catalog} | remarks |", "|---|---|---|"]
    lines += [field_line(prefix, row) for prefix, rows in tables for row in rows]
    return "".join([before, start, "\n", "\n".join(lines), "\n\n", end, after])


def field_line(prefix: str, row: Row) -> str:
    """Return the line of the table for one field."""
    native = [f"`{key}`" for key in row.keys if row.place_of(key) is not Place.EXTRA]
    extras = [f"`{key}`" for key in row.keys if row.place_of(key) is Place.EXTRA]
    word = ["extras" if len(extras) > 1 else "extra"] if extras else []
    keys = ", ".join([*native, *([" ".join([*word, ", ".join(extras)])] if extras else [])])
    return f"| {prefix}`{row.name}` | {keys or '—'} | {row.remarks} |"


JOBS_START = "<!-- Made by `make docs` from the workflows; do not edit. -->\n"
JOBS_END = "<!-- End of the table of jobs. -->\n"
WORKFLOWS = HERE.parent / ".github" / "workflows"
_SECRET = re.compile(r"\$\{\{\s*secrets\.(\w+)")


def security_page(page: Path) -> str:
    """Return the page about security with what each job of each workflow may do, as the workflows say it."""
    before, start, rest = page.read_text(encoding="utf-8").partition(JOBS_START)
    _table, end, after = rest.partition(JOBS_END)
    if not start or not end:
        raise ValueError(f"{page.name}: the marks of the table of jobs are missing")
    head = [
        "| fichier et tâche | se déclenche sur | droits de son jeton GitHub | environnement | secrets |",
        "|---|---|---|---|---|",
    ]
    lines = [line for path in sorted(WORKFLOWS.glob("*.yml")) for line in job_lines(path)]
    return "".join([before, start, "\n", "\n".join([*head, *lines]), "\n\n", end, after])


def job_lines(path: Path) -> list[str]:
    """Return the line of the table for each job of a workflow."""
    document = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - texts alone: `on` is no boolean
    triggers = ", ".join(f"`{trigger}`" for trigger in document["on"])
    lines = []
    for name, job in document["jobs"].items():
        rights = job.get("permissions", document["permissions"])
        written = ", ".join(f"`{right}: {access}`" for right, access in rights.items()) or "aucun"
        environment = f"`{job['environment']}`" if "environment" in job else "—"
        secrets = ", ".join(f"`{secret}`" for secret in sorted(set(_SECRET.findall(str(job))))) or "—"
        lines.append(f"| `{path.name}` · `{name}` | {triggers} | {written} | {environment} | {secrets} |")
    return lines


def pages() -> dict[Path, str]:
    """Return every generated page and its text."""
    return {
        HERE / "ckan.md": fields_page(HERE / "ckan.md", "CKAN", CKAN_TABLES),
        HERE / "udata.md": fields_page(HERE / "udata.md", "udata", UDATA_TABLES),
        HERE / "rules.md": rules_page(),
        HERE / "securite.md": security_page(HERE / "securite.md"),
        HERE / "commands.md": commands_page(Language.ENGLISH),
        HERE / "commandes.md": commands_page(Language.FRENCH),
    }


def schemas() -> dict[Path, str]:
    """Return the published schema of each kind of file, in French as its readers are."""
    use(Language.FRENCH)
    return {HERE.parent / "schemas" / file_of(name): f"{schema_text(name)}\n" for name in FILES}


def matrix() -> dict[Path, str]:
    """Return the page with the links that edit each manifest of this repository, in French as its readers are."""
    use(Language.FRENCH)
    return {HERE / "matrice.md": matrix_page(HERE.parent / "manifests", "../../..")}


if __name__ == "__main__":
    for path, text in (pages() | schemas() | matrix()).items():
        path.write_text(text, encoding="utf-8")
    # The page of each rule, with the message that the program gives for its example: docs/rules/.
    subprocess.run([sys.executable, "-m", "tests.help_pages"], cwd=HERE.parent, check=True)
    # What each catalogue stores, as the sandbox shows it: docs/fidelity.md and docs/fidelite.md.
    subprocess.run([sys.executable, "-m", "tests.live.fidelity"], cwd=HERE.parent, check=True)
