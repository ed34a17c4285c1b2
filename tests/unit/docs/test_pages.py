"""The documentation shows what the program does."""

import importlib.util
import re
import shlex
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import certifi
import click
import pytest

from publisher import locale
from publisher.catalogs.errors import Layer
from publisher.cli.main import publisher, run
from publisher.locale import Language
from publisher.manifests.catalogs_file import Settings
from publisher.manifests.load_folder import load
from publisher.manifests.read_yaml import parse_table
from publisher.model.dataset import DATASET_FIELDS, RESOURCE_FIELDS
from publisher.model.findings import Finding, Severity
from publisher.model.guards import GuardKind, Guards
from publisher.views.doctor_text import layer_text

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    {*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("manifests/**/*.md"), *ROOT.glob(".github/**/*.md")}
)
GUIDE = ROOT / "docs" / "guide-commune.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path, *languages: str) -> Iterator[str]:
    """Yield the fenced blocks of a page in these languages."""
    for language, text in FENCE.findall(page.read_text(encoding="utf-8")):
        if language in languages:
            yield text


def commands(page: Path) -> Iterator[list[str]]:
    """Yield every command line of the program in the console blocks of a page, without the program's name."""
    for block in blocks(page, "console", "sh", "bash", "shell"):
        for line in block.splitlines():
            bare = line.removeprefix("$ ")
            words = shlex.split(bare, comments=True) if bare != line else []
            if words and Path(words[0]).name == "publisher":
                yield words[1:]


def inline_commands(page: Path) -> Iterator[list[str]]:
    """Yield every command line of the program within the text of a page, without the program's name."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for command in re.findall(r"`publisher ([^`]+)`", text):
        yield shlex.split(command)


# ---- generated pages


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generated(generator: ModuleType, french_messages: Path) -> Iterator[dict[str, str]]:
    """Return the pages as the program generates them now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locale, "HERE", french_messages)
        yield {path.name: text for path, text in generator.pages().items()}


@pytest.mark.parametrize("name", ["rules.md", "commands.md", "commandes.md", "ckan.md", "udata.md"])
def test_a_generated_page_is_what_the_program_generates(generated: dict[str, str], name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == generated[name], "make docs"


def test_the_generator_writes_these_pages_and_no_other(generated: dict[str, str]) -> None:
    assert set(generated) == {"rules.md", "commands.md", "commandes.md", "ckan.md", "udata.md", "securite.md"}


def test_the_page_of_links_is_that_of_the_present_manifests(
    generator: ModuleType, french_messages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "HERE", french_messages)
    ((path, text),) = generator.matrix().items()

    assert path.read_text(encoding="utf-8") == text, "make docs"


# ---- commands


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_line_of_a_page_is_one(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("history.jsonl").touch()  # an option refuses a file that does not exist
    for words in commands(page):
        assert_parses(words)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_within_the_text_of_a_page_is_one(page: Path) -> None:
    for words in inline_commands(page):
        assert_parses(words)


def assert_parses(words: list[str]) -> None:
    """Assert that the command and its options exist; nothing is run."""
    context = publisher.make_context("publisher", [*words], resilient_parsing=True)
    if not words or words[0].startswith("-"):
        return
    verb = publisher.get_command(context, words[0])
    assert verb is not None, f"there is no verb {words[0]}"
    try:
        verb.make_context(words[0], [*words[1:]], parent=context)
    except click.exceptions.Exit as exited:
        assert exited.exit_code == 0
    except click.UsageError as error:
        raise AssertionError(f"publisher {shlex.join(words)}: {error.format_message()}") from error


def test_the_readme_shows_commands_at_all() -> None:
    assert len([*commands(ROOT / "README.md")]) >= 3


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    context = publisher.make_context("publisher", [], resilient_parsing=True)

    assert [verb for verb in publisher.list_commands(context) if f"publisher {verb}" not in text] == []


@pytest.mark.parametrize(
    ("page", "language"), [("README.md", Language.ENGLISH), ("README.fr.md", Language.FRENCH)], ids=["en", "fr"]
)
def test_what_the_readme_says_of_validate_is_what_it_prints(
    page: str,
    language: Language,
    french_messages: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("PUBLISHER_GRANDLYON_URL", "PUBLISHER_GRANDLYON_MODE"):
        monkeypatch.delenv(name, raising=False)
    if language is Language.FRENCH:
        monkeypatch.setattr(locale, "HERE", french_messages)
    locale.use(language)
    shown = [
        line
        for block in blocks(ROOT / page, "console")
        for line in block.partition("validate")[2].splitlines()[1:]
        if line and not line.startswith("$")
    ]

    assert run(["validate"]) == 0
    last = capsys.readouterr().out.splitlines()[-len(shown) :]
    assert list(map(uncounted, last)) == list(map(uncounted, shown))


def uncounted(text: str) -> str:
    """Return a text with N for each number: a new manifest must not make the page wrong."""
    return re.sub(r"\d+", "N", text)


# ---- the manifest of the README


def test_the_manifest_of_the_readme_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = blocks(ROOT / "README.md", "yaml")
    match = re.match(r"# (manifests/\S+\.yml)", example)
    assert match is not None, "the example says where it stands"
    shutil.copytree(ROOT / "manifests", tmp_path / "manifests")
    (tmp_path / match[1]).write_text(example, encoding="utf-8")
    put_files((tmp_path / match[1]).parent, example)
    monkeypatch.chdir(tmp_path)
    loaded = load(Path("manifests"), {})
    key = match[1].removeprefix("manifests/").removesuffix(".yml")

    assert mistakes(loaded.findings) == []
    assert key in {item.key for item in loaded.manifests.manifests}
    assert f"its key is {key}" in example.splitlines()[0]


def test_the_manifest_of_the_guide_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = textwrap.dedent(re.findall(r"^ +```yaml\n(.*?)^ +```", GUIDE.read_text("utf-8"), re.M | re.S)[0])
    match = re.match(r"# (manifests/\S+\.yml)", example)
    assert match is not None, "the example says where it stands"
    shutil.copytree(ROOT / "manifests", tmp_path / "manifests")
    (tmp_path / match[1]).write_text(example, encoding="utf-8")
    put_files((tmp_path / match[1]).parent, example)
    monkeypatch.chdir(tmp_path)

    assert mistakes(load(Path("manifests"), {}).findings) == []


def test_the_guide_names_rules_that_exist_and_forms_that_are_there() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    numbers = re.findall(r"PUB\d{3}", text)
    forms = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob(".github/ISSUE_TEMPLATE/*.yml"))

    assert len(numbers) > 6
    assert [number for number in numbers if not (ROOT / "docs" / "rules" / f"{number}.md").exists()] == []
    assert [form for form in ("Publier un jeu de données", "Signaler une erreur") if f"name: {form}" not in forms] == []


def mistakes(findings: Iterable[Finding]) -> list[str]:
    """Return the findings as texts, without advice: this repository's producers have no licence yet, for example."""
    return [f"{finding.at} {finding.what}" for finding in findings if finding.severity is not Severity.ADVICE]


def put_files(folder: Path, example: str) -> None:
    """Write the data files that an example names, into its folder."""
    for name in re.findall(r"^\s+path: (\S+)", example, re.MULTILINE):
        (folder / name).write_text("id\n1\n", encoding="utf-8")


RESOURCES_OF_THE_GUIDE = [
    example for example in blocks(ROOT / "manifests" / "README.md", "yaml") if example.lstrip().startswith("- id:")
]


@pytest.mark.parametrize("example", RESOURCES_OF_THE_GUIDE, ids=["address", "file"])
def test_the_resources_of_the_guide_are_valid(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "manifests", tmp_path / "manifests")
    target = tmp_path / "manifests" / "bron" / "panneaux-affichage-libre.yml"
    whole = target.read_text(encoding="utf-8")
    head, resources, rest = whole.partition("resources:\n")
    target.write_text(f"{head}{resources}{example}{rest}", encoding="utf-8")
    put_files(target.parent, example)
    monkeypatch.chdir(tmp_path)

    assert mistakes(load(Path("manifests"), {}).findings) == []


@pytest.mark.parametrize(
    "example", [example for page in ("fields.md", "champs.md") for example in blocks(ROOT / "docs" / page, "yaml")]
)
def test_the_examples_of_fields_are_valid(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "manifests", tmp_path / "manifests")
    address = "resources:\n  - {id: csv, title: Toilettes en tableau, url: 'https://example.org/a.csv'}\n"
    draft = address if "state:" in example else "state: draft\n"
    text = f"title: Toilettes\n{draft}description: >-\n  {'Emplacement de chaque toilette. ' * 4}\n{example}"
    (tmp_path / "manifests" / "bron" / "exemple.yml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert mistakes(load(Path("manifests"), {}).findings) == []


# ---- links


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        if (on_github := re.match(r"(?:\.\./)+(edit|new)/main(/.*)?", link)) is not None:  # of a page at blob/main/docs
            dead += [link] if on_github[2] and not (ROOT / unquote(on_github[2][1:])).is_file() else []
            continue
        file, _sign, anchor = link.partition("#")
        target = (page.parent / file) if file else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            dead.append(link)

    assert dead == []


def test_the_pages_are_found() -> None:
    assert {"README.md", "CONTRIBUTING.md", "docs/ckan.md", "manifests/README.md"} <= {name_of(page) for page in PAGES}


@pytest.mark.parametrize("name", ["ckan.md", "udata.md"])
def test_the_table_of_fields_has_a_line_for_each_field_of_the_model(generated: dict[str, str], name: str) -> None:
    starts = [f"\n| `{field}` |" for field in DATASET_FIELDS] + [
        f"\n| resource `{field}` |" for field in RESOURCE_FIELDS
    ]

    assert [generated[name].count(start) for start in starts] == [1] * len(starts)


# ---- no name of a territory in the code


def territory() -> set[str]:
    """Return names, folders, codes and addresses of the producers of this repository's manifests."""
    words = {"grandlyon", "lyon"}
    for file in (ROOT / "manifests").glob("*/producer.yml"):
        text = file.read_text(encoding="utf-8")
        words |= {
            file.parent.name,
            *re.findall(r'^(?:name|siren|siret|insee): "?([^"\n#]+?)"?\s*$', text, re.MULTILINE),
        }
        words |= set(re.findall(r"fr:(?:commune|epci):\w+", text))
    return {word.lower() for word in words}


def test_the_words_of_the_territory_are_known() -> None:
    words = territory()

    assert len(words) > 40
    assert {"69029", "216900290", "200046977", "villeurbanne", "métropole de lyon", "bron"} <= words


def test_no_name_code_or_address_of_a_territory_stands_in_the_package() -> None:
    matches = []
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(territory())))})(?!\w)|grandlyon|lyon", re.IGNORECASE
    )
    for path in (ROOT / "publisher").rglob("*"):
        if path.suffix in (".py", ".po", ".yml"):
            lines = path.read_text(encoding="utf-8").splitlines()
            matches += [
                f"{name_of(path)}:{number}: {line}" for number, line in enumerate(lines, 1) if pattern.search(line)
            ]

    assert matches == []


@pytest.mark.parametrize("page", ["catalogs.md", "catalogues.md"])
def test_the_settings_of_a_catalogue_are_shown_with_their_defaults(page: str) -> None:
    example, _guards = blocks(ROOT / "docs" / page, "yaml")
    required_alone = example.partition("    mode:")[0]
    (shown,), (least,) = (Settings(parse_table(text, page), {}).catalogs for text in (example, required_alone))

    assert shown.call_timeout == least.call_seconds
    assert replace(shown, call_timeout=None) == least


@pytest.mark.parametrize("page", ["catalogs.md", "catalogues.md"])
def test_the_guards_are_shown_with_their_defaults_and_an_example_that_is_valid(page: str) -> None:
    example, guards_example = blocks(ROOT / "docs" / page, "yaml")
    assert Settings(parse_table(example + guards_example, page), {}).guards != Guards()

    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    shown = re.findall(r"^\| `(\w+)` \| .* \| (\d+)(?:, [^|]* (\d+) %[^|]*)? \| (\d+) \|$", text, re.MULTILINE)
    limits = {kind.value: Guards().limit(kind) for kind in GuardKind}
    assert {name: (producer, share, run) for name, producer, share, run in shown} == {
        name: (str(limit.producer), str(limit.producer_share or ""), str(limit.run)) for name, limit in limits.items()
    }


@pytest.mark.parametrize(("page", "language"), [("network.md", Language.ENGLISH), ("reseau.md", Language.FRENCH)])
def test_the_settings_for_the_network_are_valid_and_each_layer_is_named(
    page: str, language: Language, tmp_path: Path, french_messages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = blocks(ROOT / "docs" / page, "yaml")
    (tmp_path / "autorite.pem").write_bytes(Path(certifi.where()).read_bytes())
    (config,) = Settings(parse_table(example, str(tmp_path / "catalogs.yml")), {}).catalogs
    assert config.ca and config.token_header and config.basic_auth_env

    monkeypatch.setattr(locale, "HERE", french_messages)
    locale.use(language)
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    names = [layer_text(layer).rstrip("\xa0: ") for layer in Layer if layer is not Layer.CATALOG]
    assert [name for name in names if f"| `{name}` |" not in text] == []


# ---- promises


RELIABILITY = [ROOT / "docs" / name for name in ("reliability.md", "fiabilite.md")]


def named_tests(page: Path) -> list[str]:
    """Return the tests that the tables of a page name, in their order."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [path for row in rows for path in re.findall(r"`(tests/[^`]+)`", row)]


def test_each_promise_names_tests_that_exist() -> None:
    english, french = map(named_tests, RELIABILITY)
    assert english == french
    assert [path for path in english if not (ROOT / path).exists()] == []
    assert len(english) > 30
