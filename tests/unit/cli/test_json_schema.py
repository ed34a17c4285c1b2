"""`publisher json-schema`."""

import json
from pathlib import Path

import pytest

from .conftest import Shell


def test_a_schema_is_printed(shell: Shell) -> None:
    ran = shell("json-schema", "producer")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["properties"]["siren"]["errorMessage"] == "a SIREN has nine digits"


def test_without_a_name_the_kinds_are_listed(shell: Shell) -> None:
    lines = shell("json-schema").out.splitlines()

    assert lines[0].split() == ["dataset", "The", "manifest", "of", "a", "dataset."]
    assert len(lines) == 6


def test_all_are_written_into_a_folder(shell: Shell) -> None:
    ran = shell("json-schema", "--out", "editor/schemas")

    assert ran.out.splitlines() == [path.as_posix() for path in map(Path, ran.out.splitlines()) if path.is_file()]
    assert len(list(Path("editor/schemas").iterdir())) == 6
    assert shell("json-schema", "--out", "editor/schemas").code == 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["datasets"], "there is no file of the kind “datasets”; did you mean “dataset”?"),
        (["zzz"], "there is no file of the kind “zzz”; dataset, producer, catalogs"),
        (["dataset", "--out", "x"], "--out writes all schemas: give it without NAME"),
    ],
)
def test_what_cannot_be_done_is_refused(shell: Shell, arguments: list[str], text: str) -> None:
    ran = shell("json-schema", *arguments)

    assert ran.code == 64
    assert text in ran.err


def test_a_folder_that_cannot_be_written_is_named(shell: Shell) -> None:
    Path("schemas").write_text("", encoding="utf-8")
    Path("editor").mkdir()
    Path("editor/dataset.schema.json").mkdir()

    assert shell("json-schema", "--out", "schemas").code == 64
    ran = shell("json-schema", "--out", "editor")
    assert ran.code != 0
    assert "editor/dataset.schema.json cannot be written" in ran.err
