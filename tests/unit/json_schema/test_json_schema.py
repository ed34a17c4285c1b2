"""The JSON Schemas refuse what is wrong in a file alone, and nothing that the program accepts."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from publisher import locale
from publisher.locale import Language
from publisher.manifests.json_schema import FILES, file_of, schema_of
from publisher.manifests.load_folder import load
from publisher.model.findings import ManifestError, Severity
from publisher.model.frequencies import FREQUENCIES
from publisher.model.licenses import LICENSES
from publisher.model.vocabulary import (
    ACCESS_REASONS,
    ACCESS_TYPES,
    CONTACT_ROLES,
    HVD_CATEGORIES,
    RESOURCE_TYPES,
    Vocabulary,
)
from tests.fuzz.validation import real_files, write_case

from .faults import DATASET, FAULTS, FOLDER, Fault
from .yaml12 import read

ROOT = Path(__file__).parents[3]
FOLDERS = ("manifests", "tests/sandbox/valmere/manifests", "tests/mistakes/base", "tests/help_pages/folder")
SHARED = ("catalogs", "defaults", "themes", "personal-data")


@cache
def validator(name: str) -> jsonschema.Draft7Validator:
    schema = schema_of(name)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def kind_of(file: str) -> str:
    name = file.rpartition("/")[2].removesuffix(".yml")
    return name if name in (*SHARED, "producer") else "dataset"


def problems(file: str, text: str) -> list[str]:
    """Return what the schema refuses in a file."""
    return [error.message for error in validator(kind_of(file)).iter_errors(read(text))]


def errors(folder: Path, file: str) -> list[str]:
    """Return the rules of the errors that the program finds in a file of a folder."""
    try:
        findings = load(folder, {}, date(2026, 12, 1)).findings
    except ManifestError as error:
        findings = error.findings
    found_in = [finding for finding in findings if finding.at.file.endswith(file)]
    return [finding.rule for finding in found_in if finding.severity is Severity.ERROR]


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


# ---- what is accepted


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_that_is_valid_is_accepted(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.yml"))

    assert len(files) > 4
    assert {
        file.as_posix(): found for file in files if (found := problems(file.as_posix(), file.read_text("utf-8")))
    } == {}


def test_a_valid_folder_is_accepted_by_both(tmp_path: Path) -> None:
    write(tmp_path, FOLDER)

    assert [errors(tmp_path, file) for file in FOLDER] == [[]] * len(FOLDER)
    assert [problems(file, text) for file, text in FOLDER.items()] == [[]] * len(FOLDER)


@pytest.mark.parametrize(
    "lines",
    [
        "frequency: annuelle", "frequency: 2 fois par an", "frequency: Chaque  Trimestre", "frequency: ANNUÈLLE",
        "license: Licence Ouverte 2.0", "license: etalab-2.0", "state: Publié", "version: 1.10", "version: true",
        "temporal: {end: 2026-12-31}", "access: {reason: Sécurité}", "min_quality: '0,7'", "min_quality: 0.7",
        "protect: 'true'", "extras: {code: 12, liste: [a, {b: 1}]}", "clear: [contact, extras.ancien]",
        "catalogs: {portail: false}", "catalogs: {portail: {entry: 12, title: 2026, access: {reason: a}}}",
        "resources: []", "keywords: []", "keywords: [2026, oui]", "groups: [2026]", "ignore: [title]",
    ],
)  # fmt: skip
def test_what_authors_write_is_accepted_by_both(lines: str, tmp_path: Path) -> None:
    key = lines.partition(":")[0]
    defaults = "language: fr\ntemporal: {start: 2020-01-01}\naccess: {type: open}\n"
    kept = [line for line in FOLDER[DATASET].splitlines() if key != "resources" or not line.startswith((key, " "))]
    text = "\n".join([*kept, lines, ""])
    write(tmp_path, FOLDER | {"defaults.yml": defaults, DATASET: text})

    assert errors(tmp_path, DATASET) == []
    assert problems(DATASET, text) == []


@pytest.mark.parametrize(
    ("key", "vocabulary"),
    [
        ("license: {}", LICENSES), ("frequency: {}", FREQUENCIES), ("hvd: {}", HVD_CATEGORIES),
        ("access: {{type: {}}}", ACCESS_TYPES), ("access: {{category: {}}}", ACCESS_REASONS),
        ("contacts: [{{name: a, role: {}}}]", CONTACT_ROLES),
        ("resources: [{{id: a, title: a, path: a.csv, type: {}}}]", RESOURCE_TYPES),
    ],
)  # fmt: skip
def test_every_word_of_a_list_is_accepted_in_any_case(key: str, vocabulary: Vocabulary) -> None:
    words = [word for term in vocabulary.terms for word in (term.id, term.label, *term.aliases)]
    texts = [f"title: a\ndescription: b\n{key.format(json.dumps(form))}" for word in words
             for form in (word, word.upper(), f" {word.replace(' ', '  ')} ")]  # fmt: skip

    assert {text: found for text in texts if (found := problems(DATASET, text))} == {}


def test_what_is_left_of_a_withdrawn_dataset_is_accepted() -> None:
    assert problems(DATASET, "withdrawn: {date: 2026-01-02, reason: Demande 12}\npreviously: [clairval/parc]\n") == []


def test_an_empty_file_of_defaults_is_accepted() -> None:
    assert problems("defaults.yml", "# rien\n") == problems("themes.yml", "") == problems("personal-data.yml", "") == []


def test_an_acceptance_of_personal_data_is_accepted() -> None:
    entry = f"- {{key: clairval/parcs, resource: csv, reason: Loi 12, sha256: {'0a' * 32}}}\n"

    assert problems("personal-data.yml", entry) == []
    assert problems("personal-data.yml", entry.replace("reason", "raison")) != []
    assert problems("personal-data.yml", entry.replace("0a", "0", 1)) != []


# ---- what is refused


def test_there_are_more_than_thirty_faults() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) > 50


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_structure_is_refused_by_both(fault: Fault, tmp_path: Path) -> None:
    write(tmp_path, FOLDER | {fault.file: fault.text})

    assert errors(tmp_path, fault.file) != []
    assert problems(fault.file, fault.text) != []


# ---- what an editor shows


@pytest.mark.parametrize("name", FILES)
def test_the_published_schemas_are_those_of_the_program(
    name: str, french_messages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "HERE", french_messages)
    locale.use(Language.FRENCH)
    published = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))

    assert published == schema_of(name), "make docs"
    assert published["$id"] == file_of(name)


def test_no_other_schemas_are_published() -> None:
    assert {path.name for path in (ROOT / "schemas").iterdir()} == {f"{name}.schema.json" for name in FILES}


# ---- mutated files


@pytest.mark.parametrize("seed", range(60))
def test_a_mutated_file_that_the_program_accepts_is_accepted(seed: int, tmp_path: Path) -> None:
    write_case(seed, real_files(), tmp_path)
    texts = {path: text for path in tmp_path.rglob("*.yml") if (text := _text(path)) is not None}
    try:
        findings = load(tmp_path, {}, date(2026, 12, 1)).findings
    except ManifestError:
        return  # catalogs.yml is refused, and with it everything
    wrong = {finding.at.file.rpartition("/")[2] for finding in findings if finding.severity is Severity.ERROR}

    accepted = {path: text for path, text in texts.items() if path.name not in wrong}
    assert {path.name: found for path, text in accepted.items() if (found := problems(path.as_posix(), text))} == {}


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig") if path.is_file() else None
    except UnicodeDecodeError:
        return None
