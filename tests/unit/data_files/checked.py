"""Write a file, check it, and tell what is said of it."""

from pathlib import Path
from typing import Final

from publisher.data_files.check_file import check_file
from publisher.data_files.file_to_check import FileToCheck
from publisher.model.area import Area
from publisher.model.findings import Finding, Position
from publisher.model.names import DatasetKey, ResourceId

AREA: Final = Area(west=4.6, south=45.5, east=5.2, north=46.0)
CLEAN: Final = """\
id,nom,code_insee,date_maj,siret,latitude,longitude,montant
1,Mairie,69029,2024-01-31,21690123100011,45.73,4.91,10.5
2,École,01004,2024-02-29,35600000000048,45.74,4.92,11
3,"Parc, jardin",2A004,,,45.75,4.93,
"""


def file_of(path: Path, declared: str | None = None) -> FileToCheck:
    return FileToCheck(
        path=path,
        shown=path.name,
        key=DatasetKey("bron/x"),
        resource=ResourceId("csv"),
        at=Position("bron/x.yml", 7, 11),
        schema_at=Position("bron/x.yml", 7, 11),
        format=declared,
        schema=None,
        area=AREA,
    )


def findings_in(folder: Path, content: str | bytes, name: str = "x.csv") -> tuple[Finding, ...]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return check_file(file_of(path))


def place(finding: Finding) -> str:
    cell = finding.cell
    assert cell is not None
    return f"{finding.rule} {cell.row}" + (f" {cell.column}" if cell.column else "")


def places(folder: Path, content: str | bytes, name: str = "x.csv") -> list[str]:
    """Return the rule, row and column of each finding, advice about names of columns left out."""
    return [place(finding) for finding in findings_in(folder, content, name) if finding.rule != "PUB610"]
