"""Each mistake of the corpus is found at its place, by its rule, with its severity; once mended, nothing is left."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from publisher import locale
from publisher.locale import Language
from publisher.manifests.load_folder import load
from publisher.model.findings import Finding, Severity
from publisher.model.names import CatalogName
from tests.help_pages.portals import keep_national_schemas
from tests.mistakes.corpus import BASE, CLEAN, HERE, Case, cases
from tests.unit.builders import NAMELESS, access, dataset, entry
from tests.unit.cli.conftest import Shell
from tests.unit.fake_catalog import FakeCatalog

from .conftest import DAY
from .validated import FOLDER, NATIONAL, Reported, answer_as, arguments_for, findings_of

RULES: dict[str, str] = yaml.safe_load((HERE / "rules.yml").read_text(encoding="utf-8"))
ALL = cases()
IN_VALIDATE = [case for case in ALL if "portal" not in case.told]
CLEAN_FILES = yaml.safe_load((CLEAN / "manifests.yml").read_text(encoding="utf-8"))["files"]

each_case = pytest.mark.parametrize("case", IN_VALIDATE, ids=lambda case: case.name)


def number_of(case: Case) -> str:
    """Return the number of a case."""
    return case.name.partition("-")[0]


def validated(shell: Shell, case: Case, part: str) -> list[Reported]:
    """Return the findings about a part of a case."""
    case.lay(FOLDER, part)
    keep_national_schemas(Path(), NATIONAL)
    return findings_of(shell(*arguments_for(case)))


def test_every_case_has_a_rule() -> None:
    assert sorted(RULES) == sorted(number_of(case) for case in IN_VALIDATE)


@each_case
def test_a_mistake_is_found_at_its_place(shell: Shell, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_as(case, monkeypatch)
    rule = RULES[number_of(case)]

    there = [finding for finding in validated(shell, case, "before") if finding.place in case.places]

    right = [finding for finding in there if (finding.rule, finding.severity) == (rule, case.severity)]
    assert right, [(finding.rule, finding.severity, finding.what) for finding in there]
    named = {finding.column_name for finding in right} - {None}
    assert not named or not case.columns or named & case.columns, (named, case.columns)


@each_case
def test_nothing_is_left_once_it_is_mended(shell: Shell, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_as(case, monkeypatch)

    left = [finding for finding in validated(shell, case, "after") if finding.severity != "advice"]

    assert left == []


@each_case
def test_every_word_of_a_finding_is_in_the_language_of_its_reader(
    shell: Shell, case: Case, monkeypatch: pytest.MonkeyPatch, in_french: None
) -> None:
    answer_as(case, monkeypatch)
    french = validated(shell, case, "before")
    locale.use(Language.ENGLISH)
    english = validated(shell, case, "before")

    assert len(french) == len(english) > 0
    for one, other in zip(french, english, strict=True):
        assert one.what != other.what
        assert one.fix != other.fix or one.fix is None


@pytest.mark.parametrize("case", [case for case in ALL if "never_shown" in case.told], ids=lambda case: case.name)
@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "markdown"])
def test_no_output_shows_a_value_of_a_person(shell: Shell, case: Case, form: str) -> None:
    case.lay(FOLDER, "before")

    ran = shell("validate", "--format", form)

    assert RULES[number_of(case)] in ran.out
    assert [value for value in case.told["never_shown"] if value in ran.out + ran.err] == []


@pytest.mark.parametrize("file", CLEAN_FILES, ids=lambda file: file["file"])
def test_a_clean_file_has_no_error_and_no_warning(shell: Shell, file: dict[str, object]) -> None:
    shutil.rmtree(FOLDER)
    shutil.copytree(BASE, FOLDER)
    producer, name = str(file["producer"]), str(file["file"])
    shutil.copy(CLEAN / name, FOLDER / producer / name)
    schema = {"schema": file["schema"]} if "schema" in file else {}
    manifest = {
        "title": f"Relevé des lieux de {producer.capitalize()}",
        "description": "Un relevé des lieux ouverts au public, que le service du patrimoine tient à jour chaque année, "
        "et dont chaque ligne décrit un lieu.",
        "keywords": ["lieux", "relevé"],
        "license": "lov2",
        "contact": {"name": "Service du patrimoine", "email": f"patrimoine@{producer}.example.org"},
        "resources": [
            {"id": "r", "title": "Relevé des lieux (fichier)", "path": name, "format": file["format"], "type": "main"}
            | schema
        ],
        "state": "published",
    }
    (FOLDER / producer / "releve.yml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")

    wrong = [finding for finding in findings_of(shell(*arguments_for(None))) if finding.severity != "advice"]

    assert wrong == []


# ---- what is pasted


def test_a_line_that_a_message_gives_is_right_once_it_is_pasted(shell: Shell) -> None:
    """The whole line where the message gives its key, else the value alone. Files of rows give no such line."""
    wrong, count = [], 0
    for case in IN_VALIDATE:
        case.lay(FOLDER, "before")
        for finding in load(FOLDER, {}, DAY).findings:
            place = finding.at.file.removeprefix(f"{FOLDER}/"), finding.at.line
            if place in case.places and finding.rule == RULES[number_of(case)] and _pasted(finding):
                count += 1
                after = load(FOLDER, {}, DAY).findings
                wrong += [(case.name, other.at, str(other.what)) for other in after if _is_same(finding, other)]

    assert wrong == [], "\n".join(map(str, wrong))
    assert count > 15


def _is_same(finding: Finding, other: Finding) -> bool:
    """Return whether a finding is still there, or another one about the same line that is no advice."""
    is_there = (other.at.file, other.at.line) == (finding.at.file, finding.at.line)
    return is_there and (other.rule == finding.rule or other.severity is not Severity.ADVICE)


def _pasted(finding: Finding) -> bool:
    """Paste the text that a message gives over the line that it speaks of; return whether it gives one."""
    example = dict(finding.fix.params).get("example") if finding.fix is not None else None
    file = Path(finding.at.file)
    if not isinstance(example, str) or "\n" in example or "…" in example or file.suffix != ".yml":
        return False
    lines = file.read_text(encoding="utf-8").splitlines()
    line = lines[finding.at.line - 1]
    start = len(line) - len(line.lstrip(" -\u00a0"))
    is_whole = ":" in example and example.partition(":")[0] == line[start:].partition(":")[0].strip()
    begun, rest = line[: finding.at.column - 1], line[finding.at.column - 1 :]
    replaced = rest.replace(finding.given, example, 1) if finding.given and finding.given in rest else example
    lines[finding.at.line - 1] = line[:start] + example if is_whole else begun + replaced
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True


# ---- what is in a catalogue already


@pytest.mark.parametrize("case", [case for case in ALL if "portal" in case.told], ids=lambda case: case.name)
def test_an_entry_of_the_same_title_is_not_doubled(shell: Shell, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may write looks for it: the plan says so, in place of the step that would make a second one."""
    case.lay(FOLDER, "before")
    (told,) = case.told["portal"]
    catalogs = {name: FakeCatalog(name=CatalogName(name), traits=NAMELESS) for name in ("grandlyon", "datagouv")}
    theirs = entry(
        dataset(title=told["title"]), catalog=told["catalog"], name=told["id"], id=told["id"],
        organization=told["organization"],
    )  # fmt: skip
    catalogs[told["catalog"]].put(theirs)
    ours = frozenset({told["organization"]})
    catalogs[told["catalog"]].access = access(catalog=told["catalog"], organizations=ours, writable=ours)
    monkeypatch.setattr("publisher.cli.workspace.builder", lambda _kind: lambda config, *_rest: catalogs[config.name])
    monkeypatch.setenv("PUBLISHER_DATAGOUV_TOKEN", "secret")
    key = case.told["file"].removesuffix(".yml")

    ran = shell("plan", key, "--format", "json", "--catalog", told["catalog"])

    assert ran.out, ran.err
    (step,) = json.loads(ran.out)["steps"]
    assert step["step"] == "blocked"
    assert theirs.address in json.dumps(step)
    assert f"publisher adopt {key}" in step["fix"]
