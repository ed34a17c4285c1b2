"""`publisher init`: a repository that is valid from its first minute."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from publisher.manifests.json_schema import FILES, file_of, schema_of
from publisher.model.project import ACTION

from .conftest import Shell

URLS = ("--ckan", "https://ckan.example.org", "--udata", "https://udata.example.org/")
NAME = ("--name", "Métropole de Valmère")
PROGRAMS = Path(sys.executable).parent


@pytest.fixture
def empty(shell: Shell) -> Shell:
    """Return a shell in an empty folder."""
    shutil.rmtree("manifests")
    return shell


def written() -> set[str]:
    return {path.as_posix() for path in Path().rglob("*") if path.is_file() and ".publisher" not in path.parts}


def test_a_new_repository_is_valid(empty: Shell) -> None:
    ran = empty("init", *NAME, *URLS)

    assert (ran.code, ran.err) == (0, "")
    assert written() == {
        "manifests/catalogs.yml", "manifests/defaults.yml", "manifests/themes.yml",
        "manifests/metropole-de-valmere/producer.yml", "manifests/metropole-de-valmere/exemple.yml",
        ".github/workflows/check.yml", ".github/workflows/comment.yml", ".github/workflows/publish.yml",
        ".github/workflows/nightly.yml", ".vscode/settings.json", ".vscode/extensions.json", ".gitattributes",
        ".gitignore", "README.md", *(f"schemas/{file_of(kind)}" for kind in FILES),
    }  # fmt: skip
    validated = empty("validate")
    assert validated.code == 0
    assert validated.out.startswith("1 manifest is valid.")
    assert not [file for file in written() if re.search(r"@[a-z]+@", Path(file).read_text("utf-8"))]


def test_it_says_what_to_do_next_with_commands_that_work(empty: Shell) -> None:
    ran = empty("init", "projet", *NAME, *URLS)

    assert ran.out.splitlines()[-6:] == [
        "Then:",
        "  check the files:  publisher validate --manifests projet/manifests",
        "  rehearse without an account:  publisher plan --sandbox --manifests projet/manifests",
        "  check the addresses:  publisher doctor --manifests projet/manifests",
        "  fill in the example: projet/manifests/metropole-de-valmere/exemple.yml",
        "  in .github/workflows, write the repository of this tool on GitHub in place of ORGANIZATION/REPOSITORY",
    ]
    assert empty("validate", "--manifests", "projet/manifests").code == 0


def test_its_catalogues_are_those_of_the_options(empty: Shell) -> None:
    empty("init", *NAME, *URLS, "--organization", "valmere", "--producer", "metropole")
    text = Path("manifests/catalogs.yml").read_text(encoding="utf-8")

    assert re.findall(r"^  (\w+):$", text, re.MULTILINE) == ["ckan", "udata"]
    assert "${PUBLISHER_UDATA_URL:-https://udata.example.org}" in text
    assert "${PUBLISHER_CKAN_MODE:-observe}" in text
    assert text.count('organization: "valmere"') == 2
    assert re.findall(r"^    files: (.*)$", text, re.MULTILINE) == ["upload", "link:ckan"]
    assert Path("manifests/metropole/producer.yml").is_file()


def test_a_single_catalogue_keeps_its_files(empty: Shell) -> None:
    empty("init", *NAME, "--udata", "https://www.data.gouv.fr")

    assert "files: upload" in Path("manifests/catalogs.yml").read_text(encoding="utf-8")
    assert "CKAN" not in Path(".github/workflows/publish.yml").read_text(encoding="utf-8")
    assert empty("validate").code == 0


def test_a_name_with_quotes_is_a_text(empty: Shell) -> None:
    empty("init", "--name", 'Agglo "du: Val" # 1', *URLS)

    assert empty("validate").code == 0
    assert 'name: "Agglo \\"du: Val\\" # 1"' in Path("manifests/agglo-du-val-1/producer.yml").read_text("utf-8")


def test_no_file_is_replaced(empty: Shell) -> None:
    Path("README.md").write_text("# À nous\n", encoding="utf-8")
    ran = empty("init", *NAME, *URLS)

    assert ran.code == 0
    assert Path("README.md").read_text(encoding="utf-8") == "# À nous\n"
    assert "README.md exists already: it was kept" in ran.out


def test_a_folder_with_manifests_is_refused(shell: Shell) -> None:
    before = written()
    ran = shell("init", *NAME, *URLS)

    assert ran.code == 64
    assert "manifests exists already: nothing was written" in ran.err
    assert written() == before


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (URLS, "the name of the body is missing: add --name NAME"),
        (NAME, "a catalogue is missing: add --ckan URL, --udata URL or both"),
        ((*NAME, "--ckan", "example.org"), "example.org: not a web address"),
        ((*NAME, "--ckan", "https://a:b@example.org"), "an address must not carry a user name or a password"),
        (("--name", "…", *URLS), "no folder can be named after “…”: add --producer NAME"),
        ((*NAME, *URLS, "--producer", "Été"), "“Été” is not a usable name"),
    ],
)
def test_what_is_missing_or_unusable_is_named_and_nothing_is_written(
    empty: Shell, arguments: tuple[str, ...], text: str
) -> None:
    ran = empty("init", *arguments)

    assert ran.code == 64
    assert text in ran.err
    assert written() == set()


def test_a_person_at_a_terminal_is_asked(empty: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["Métropole de Valmère", "https://ckan.example.org", "", "valmere"])
    monkeypatch.setattr("publisher.cli.init._may_ask", lambda: True)
    with patch("click.prompt", side_effect=lambda *_question, **_options: next(answers)):
        assert empty("init").code == 0

    text = Path("manifests/catalogs.yml").read_text(encoding="utf-8")
    assert "udata:" not in text
    assert 'organization: "valmere"' in text


def test_the_editor_finds_the_published_schemas(empty: Shell) -> None:
    empty("init", *NAME, *URLS)
    ours = json.loads((Path(__file__).parents[3] / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    theirs = json.loads(Path(".vscode/settings.json").read_text(encoding="utf-8"))

    assert theirs["yaml.schemas"] == ours["yaml.schemas"]
    for kind in FILES:
        assert json.loads((Path("schemas") / file_of(kind)).read_text(encoding="utf-8")) == schema_of(kind)


def test_its_workflows_use_the_action_of_this_version_and_keep_tokens_from_requests(empty: Shell) -> None:
    empty("init", *NAME, *URLS)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in Path(".github/workflows").iterdir()}

    assert all(f"uses: {ACTION} " in text for text in texts.values())
    assert {name for name, text in texts.items() if "secrets." in text} == {"publish", "nightly"}
    assert "PUBLISHER_CKAN_TOKEN: ${{ secrets.PUBLISHER_CKAN_TOKEN }}" in texts["publish"]
    assert "PUBLISHER_UDATA_MODE: ${{ vars.PUBLISHER_UDATA_MODE }}" in texts["check"]


def test_another_repository_of_the_action_can_be_given(empty: Shell) -> None:
    output = empty("init", *NAME, *URLS, "--action", "ville/publisher@v1").out
    texts = [path.read_text(encoding="utf-8") for path in Path(".github/workflows").iterdir()]

    assert all("uses: ville/publisher@v1 " in text for text in texts)
    assert "ORGANIZATION/REPOSITORY" not in output + "".join(texts)


def test_each_job_says_what_the_action_does_in_it(empty: Shell) -> None:
    empty("init", *NAME, *URLS)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in Path(".github/workflows").iterdir()}

    assert {name: re.findall(r"with: \{run: (.*)\}", text) for name, text in texts.items()} == {
        "check": ["check"], "comment": ["comment"], "publish": ["publish", "history", "announce"],
        "nightly": ["publish", "compare", "history", "issues"],
    }  # fmt: skip


def test_actionlint_and_zizmor_report_nothing(empty: Shell) -> None:
    empty("init", *NAME, *URLS)
    files = sorted(path.as_posix() for path in Path(".github/workflows").iterdir())

    for command in (["actionlint"], ["zizmor", "--offline", "--pedantic", "--no-progress"]):
        program = PROGRAMS / command[0]
        checked = subprocess.run([program, *command[1:], *files], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
