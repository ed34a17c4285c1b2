"""The help page of a rule, and the list of all rules, as text. Pure."""

from collections.abc import Iterable
from textwrap import TextWrapper
from typing import Final

from publisher.locale import _, language
from publisher.model.commands import command
from publisher.model.findings import Severity
from publisher.model.messages import Message, message
from publisher.rules.help_page import MARK, TAB, ExampleFile, FileKind, HelpPage, shown_lines
from publisher.rules.rule import Family, Rule
from publisher.views.findings import severity_word
from publisher.views.safe_text import printable

WIDTH: Final = 80
FOLDER: Final = "manifests"
"""Where examples say that their files are."""
INDENT: Final = "  "
CODE_INDENT: Final = "      "

SEVERITIES: Final = {
    Severity.ERROR: message("An error: the dataset is not published until it is corrected."),
    Severity.WARNING: message("A warning: it keeps nothing from being published."),
    Severity.ADVICE: message("A piece of advice: it makes the dataset better, and keeps nothing from being published."),
}
ENCODINGS: Final = {"cp1252": "windows-1252"}
"""Names by which editors call an encoding, where Python has another one."""


def page_text(rule: Rule, page: HelpPage) -> str:
    """Return the help page of a rule."""
    head = f"{rule.id} · {severity_word(rule.severity)} · {rule.family.title}"
    note = page.note.get(language())
    parts = [
        head,
        _wrapped(str(rule.asks)),
        f"{_('Why')}\n{_wrapped(page.why[language()], INDENT)}",
        *([f"{_('In this example')}\n{_wrapped(note, INDENT)}"] if note else []),
        _example(_("To correct"), page.bad, rule.id),
        _example(_("Corrected"), page.good, rule.id),
        _wrapped(" ".join(map(str, consequences(rule, page)))),
        *([CODE_INDENT + exception_lines(rule).replace("\n", f"\n{CODE_INDENT}")] if rule.waivable else []),
        _("With the message of this example: {page}").format(page=docs_page(rule)),
    ]
    return "\n\n".join(parts)


def consequences(rule: Rule, page: HelpPage) -> Iterable[Message]:
    """Yield what the rule means for publishing, whether it is corrected automatically, and who may accept it."""
    yield SEVERITIES[rule.severity]
    if page.repaired:
        links = ("--check-links",) if rule.family is Family.LINKS else ()
        yield message(
            "Where there is only one correction, `{command}` writes it.", command=command("validate", "--fix", *links)
        )
    if rule.waivable and rule.severity is Severity.ERROR:
        yield message(
            "Where others own what is wrong, and it cannot be corrected, write why at the end of the manifest, at the "
            "left margin: the dataset is then published as it is, and the finding is counted, no longer shown:"
        )
    elif rule.waivable:
        yield message(
            "If it is right as it is, write why at the end of the manifest, at the left margin; the finding is then "
            "counted, and no longer shown:"
        )
    elif rule.family is Family.PERSONAL_DATA:
        yield message("A manifest cannot accept it: the data-protection team can, in personal-data.yml.")
    else:
        yield message("A manifest cannot accept it: it is to be corrected.")


def exception_lines(rule: Rule) -> str:
    """Return the lines of a manifest that accept what a rule finds there."""
    return "exceptions:\n  {rule}: {reason}".format(rule=rule.id, reason=_("the reason"))


def docs_page(rule: Rule) -> str:
    """Return the path of the rule's page in the documentation."""
    return f"docs/rules/{rule.id}.md"


def _example(title: str, files: Iterable[ExampleFile], rule: str) -> str:
    blocks = ("\n".join([INDENT + file_title(file), *_code(file, rule)]) for file in files)
    return "\n".join([title, *blocks])


def _code(file: ExampleFile, rule: str) -> Iterable[str]:
    return (f"{CODE_INDENT}{line}".rstrip() for line in code_lines(file, rule))


def file_title(file: ExampleFile) -> str:
    """Return the path of a file of an example, and what is special about it."""
    path = f"{FOLDER}/{file.path}"
    match file.kind:
        case FileKind.ABSENT:
            return _("{file} (there is no such file)").format(file=path)
        case FileKind.LINK:
            return _("{file} (a symbolic link)").format(file=path)
        case FileKind.SHEET:
            return _("{file} (the first sheet)").format(file=path)
        case FileKind.TEXT if file.encoding != "utf-8":
            return f"{path} ({', '.join(ENCODINGS.get(name, name) for name in file.encoding.split('+'))})"
        case FileKind.TEXT:
            return path


def code_lines(file: ExampleFile, rule: str) -> list[str]:
    """Return the lines of a file of an example, with the id of the rule at the mark."""
    return [printable(line.replace(MARK, f"{MARK} {rule}").replace("\t", TAB)) for line in shown_lines(file.text)]


def _wrapped(text: str, indent: str = "", following: str | None = None) -> str:
    """Return a text in lines of at most `WIDTH` characters. Commands, addresses and no-break spaces stay whole."""
    wrapper = TextWrapper(
        width=WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if following is None else following,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.fill(text)


def rules_text(rules: Iterable[Rule]) -> str:
    """Return all rules under the headings of their families, with a line for each."""
    by_family: dict[Family, list[Rule]] = {}
    for rule in rules:
        by_family.setdefault(rule.family, []).append(rule)
    parts = [_family_text(family, by_family[family]) for family in Family if family in by_family]
    hint = _("Why a rule exists, with an example: publisher explain PUB201")
    return "\n\n".join([*parts, hint])


def _family_text(family: Family, rules: Iterable[Rule]) -> str:
    width = max(len(severity_word(severity)) for severity in Severity)
    lines = (
        _wrapped(str(rule.asks), f"{INDENT}{rule.id}  {severity_word(rule.severity):<{width}}  ", " " * (12 + width))
        for rule in rules
    )
    return "\n".join([str(family.title), *lines])
