"""Every message exists in French, with all its parts, and the package contains the French messages."""

import ast
import re
import string
import zipfile
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from hatchling.builders.wheel import WheelBuilder

from publisher import locale
from publisher.locale import Language
from publisher.model.messages import counted
from publisher.rules.registry import RULES
from tests import messages as messages_tool

ROOT = Path(__file__).parents[3]
KEYWORDS = {"_": None, "_n": None, "message": None, "ngettext": (1, 2), "_n2": (1, 2)}


@pytest.fixture(scope="module")
def french() -> Catalog:
    return messages_tool.french()


def singular(message_id: object) -> str:
    return str(message_id[0] if isinstance(message_id, list | tuple) else message_id)


def messages(catalog: Catalog) -> list[Message]:
    return [entry for entry in catalog if entry.id]


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text, in either style."""
    by_name = {str(name) for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}
    return by_name | set(re.findall(r"%\(\w+\)s", text))


def test_every_message_of_the_source_has_its_french(french: Catalog) -> None:
    translated = {singular(entry.id) for entry in messages(french)}

    assert sorted(singular(entry) for entry in messages_tool.in_source() if singular(entry) not in translated) == []


def test_what_babel_finds_in_the_source_has_its_french(french: Catalog) -> None:
    """A second check with another reader: Babel's own."""
    extracted = extract_from_dir(
        str(ROOT / "publisher"), method_map=[("**.py", "python")], options_map={}, keywords=KEYWORDS, comment_tags=()
    )
    translated = {singular(entry.id) for entry in messages(french)}

    assert sorted({singular(text) for _file, _line, text, _comments, _context in extracted} - translated) == []


def test_no_french_is_left_of_messages_that_are_gone(french: Catalog) -> None:
    in_source = {singular(entry) for entry in messages_tool.in_source()}

    assert sorted(singular(entry.id) for entry in messages(french) if singular(entry.id) not in in_source) == []
    assert list(french.obsolete) == []


def test_every_message_is_translated_and_none_is_a_guess(french: Catalog) -> None:
    assert [entry.id for entry in messages(french) if not all(messages_tool.texts_of(entry))] == []
    assert [entry.id for entry in messages(french) if entry.fuzzy] == []


def test_every_message_has_the_same_placeholders_in_french(french: Catalog) -> None:
    wrong = [
        entry.id
        for entry in messages(french)
        for text in messages_tool.texts_of(entry)
        if placeholders(text) != placeholders(entry.id if isinstance(entry.id, str) else entry.id[1])
        and placeholders(text) != placeholders(singular(entry.id))
    ]

    assert wrong == []


def test_every_placeholder_of_a_message_is_filled_where_it_is_written() -> None:
    """`message("… {name} …", name=…)`: a placeholder without a value would show an author an internal error."""
    wrong: list[str] = []
    for path in (ROOT / "publisher").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
                text = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
                keywords = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
                if not isinstance(text, str):
                    wrong.append(f"{path.name}:{node.lineno}: not a plain text")
                elif keywords and placeholders(text) != keywords:
                    wrong.append(f"{path.name}:{node.lineno}: {placeholders(text) ^ keywords}")
                elif not keywords and placeholders(text.replace("{{", "").replace("}}", "")):
                    wrong.append(f"{path.name}:{node.lineno}: places and no values")

    assert wrong == []


def test_french_typography_is_kept(french: Catalog) -> None:
    """A no-break space before « : ; ? ! » and within « »; straight quotes are for code only."""
    texts = [text for entry in messages(french) for text in messages_tool.texts_of(entry)]
    bare = [re.sub(r"`[^`]*`|https?://\S*|--\S+|\{[^}]*\}|%\(\w+\)s|\S+:\S+", "x", text) for text in texts]

    assert [
        text for text in bare if re.search(r"[^\s\u00a0\u202f][;?!](?:\s|$)|« | »|[^\s\u00a0\u202f] ?“", text)
    ] == []


# ---- the choice of a language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "FR"}, "fr"),
        ({"LANG": "fr_FR", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "fr_BE"}, "fr"),
        ({"LC_ALL": "", "LANG": "fr_FR"}, "fr"),
        ({"LANGUAGE": "en", "LC_ALL": "fr_FR"}, "en"),
        ({"LANG": "it_IT.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_locale(environ: dict[str, str], language: str) -> None:
    assert locale.detect(environ).value == language


def test_a_message_is_rendered_in_the_language_of_the_moment(
    french_messages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.model.messages import message

    text = message("“{key}” is missing", key="title")
    english = str(text)
    monkeypatch.setattr(locale, "HERE", french_messages)
    locale.use(Language.FRENCH)

    assert english == "“title” is missing"
    assert str(text) != english
    assert "title" in str(text)
    assert text.in_english() == english
    assert locale.language() is Language.FRENCH


def test_a_message_within_a_message_is_rendered_in_the_language_of_the_moment(
    french_messages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal, which programs read, is English whatever the language of the user."""
    from publisher.model.messages import message

    monkeypatch.setattr(locale, "HERE", french_messages)
    locale.use(Language.FRENCH)
    text = message("{url} gives no usable answer: {what}", url="u", what=message("no answer in time"))

    assert text.in_english() == "u gives no usable answer: no answer in time"


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (1, "Write 1 space before each of them.", "Mettez 1 espace devant chacune d'elles."),
        (2, "Write 2 spaces before each of them.", "Mettez 2 espaces devant chacune d'elles."),
    ],
)
def test_a_message_about_a_number_has_the_form_of_the_number(count: int, english: str, french: str) -> None:
    text = counted("Write {n} space before each of them.", "Write {n} spaces before each of them.", n=count)

    assert (str(text), text.in_english()) == (english, english)
    locale.use(Language.FRENCH)
    assert (str(text), text.in_english()) == (french, english)


def test_without_compiled_messages_french_falls_back_to_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout that was not set up completely must not end in a traceback."""
    monkeypatch.setattr(locale, "HERE", tmp_path)
    locale.use(Language.FRENCH)

    assert locale._("“{key}” is missing") == "“{key}” is missing"


# ---- the package


def test_a_wheel_brings_the_french_messages_and_the_help_pages(tmp_path: Path, french: Catalog) -> None:
    """Built as `pip install` builds it, from a copy, without a network."""
    copy = tmp_path / "source"
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    for path in (ROOT / "publisher").rglob("*"):
        if path.suffix in (".py", ".po", ".typed", ".yml"):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (wheel,) = WheelBuilder(str(copy)).build(directory=str(tmp_path / "dist"), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        with archive.open("publisher/locale/fr/LC_MESSAGES/publisher.mo") as file:
            compiled = read_mo(file)

    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "publisher").rglob("*.py")}
    assert modules <= names
    assert {f"publisher/rules/help_pages/{rule}.yml" for rule in RULES} <= names
    assert not any(name.startswith(("tests/", "manifests/", "docs/")) for name in names)
    assert len(messages(compiled)) == len(messages(french))
