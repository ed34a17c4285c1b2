"""The corpus as values: its cases, and the folders that they make."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
BASE = HERE / "base"
CASES = HERE / "cases"
CLEAN = HERE / "clean"


@dataclass(frozen=True)
class Case:
    """One mistake: the files that have it, and where it must be found."""

    name: str
    told: dict[str, Any]

    @property
    def severity(self) -> str:
        """The severity that was fixed before any check ran."""
        return str(self.told["severity"])

    @property
    def places(self) -> set[tuple[str, int]]:
        """The files and lines, or rows, that are right."""
        lines = [self.told.get("line", self.told.get("row")), *self.told.get("either_line", [])]
        either = self.told.get("either")
        others = either if isinstance(either, list) else [either] if either else []
        return {(self.told["file"], line) for line in lines} | {
            (other["file"], other.get("line", other.get("row", 1))) for other in others
        }

    @property
    def columns(self) -> set[str]:
        """The names of columns that are right; none where the row says enough."""
        either = self.told.get("either_column", [])
        columns = [self.told.get("column"), *(either if isinstance(either, list) else [either])]
        return {str(column) for column in columns if column}

    def lay(self, folder: Path, part: str) -> None:
        """Write the folder of manifests with this part of the case: `before` or `after`."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(BASE, folder)
        if part == "before":
            for name in self.told.get("removes", ()):
                (folder / name).unlink()
        if (CASES / self.name / part).is_dir():
            shutil.copytree(CASES / self.name / part, folder, dirs_exist_ok=True)


def cases() -> list[Case]:
    """Return every case, in the order of their numbers."""
    return [
        Case(folder.name, yaml.safe_load((folder / "case.yml").read_text(encoding="utf-8")))
        for folder in sorted(CASES.iterdir())
    ]
