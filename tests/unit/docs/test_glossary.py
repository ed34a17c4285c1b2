"""The glossary and CONTRIBUTING.md name what is there: names of the code, and files."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| English")
]


def names_of_code() -> set[str]:
    """Every class, function, constant and attribute that the package defines."""
    names: set[str] = set()
    for path in (ROOT / "publisher").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return names


def test_each_row_has_both_languages_and_a_sentence() -> None:
    assert len(ROWS) > 35
    assert [row for row in ROWS if len(row) != 4 or not all(row) or not row[2].endswith(".")] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_names_in_code_exist(row: list[str]) -> None:
    known = names_of_code()
    for name in re.findall(r"`([^`]+)`", row[3]):
        if name.startswith(("publisher ", "--")):
            continue
        if name.endswith(".py"):
            assert (ROOT / "publisher" / name).is_file(), name
        elif name != "publisher_base":
            assert set(name.removesuffix("()").split(".")) <= known | {"organization"}, name


def test_the_files_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files = {path.name for room in ("publisher", "tests", "docs") for path in (ROOT / room).rglob("*.py")}
    named = {Path(name).name for name in re.findall(r"[\w/]+\.py\b", text)} - {"NAME.py"}
    assert len(named) > 30
    assert named - files == set()
