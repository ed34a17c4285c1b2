"""What may differ between the rows of two files, for the golden files of its views."""

from typing import Final

from publisher.model.findings import RowUnit
from publisher.model.messages import message
from publisher.model.names import CatalogName
from publisher.model.row_changes import (
    CellChange,
    ChangedRow,
    FileRow,
    NotCompared,
    RowChanges,
    RowComparison,
    WhyNotCompared,
    row_changes_for_public,
)

SEVERAL: Final = RowChanges(
    added=8,
    removed=1,
    changed=2,
    unchanged=120,
    key="identifiant",
    columns_added=("acces",),
    columns_removed=("note", "remarque"),
    first_added=(
        FileRow(124, (("identifiant", "124"), ("nom", "École Jean-Moulin"), ("ville", "Valmere"))),
        FileRow(125, tuple((f"colonne {n}", "x" * 60) for n in range(1, 9))),
    ),
    first_removed=(FileRow(7, (("identifiant", "7"), ("nom", "Ancien\nstade"))),),
    first_changed=(
        ChangedRow(5, 5, "5", (CellChange("ville", "Rivage", "Valmere"), CellChange("tel", "", "0102030405"))),
        ChangedRow(6, 8, "8", (CellChange("nom", "Parc", "Parc "),)),
    ),
)
ALL: Final[tuple[RowComparison, ...]] = (
    SEVERAL,
    RowChanges(added=1, unchanged=3, personal=("courriel", "nom")),
    RowChanges(removed=2, unchanged=3),
    RowChanges(
        changed=1,
        unchanged=3,
        unit=RowUnit.FEATURE,
        first_changed=(ChangedRow(2, 2, None, (CellChange("geometry", None, None),)),),
        compared_with=CatalogName("grandlyon"),
    ),
    RowChanges(unchanged=3, columns_added=("acces",)),
    RowChanges(unchanged=3),
    RowChanges(unchanged=3, reordered=True),
    row_changes_for_public(SEVERAL),
    NotCompared(
        WhyNotCompared.TOO_LARGE,
        message("the new file: {reason}", reason=message("it is larger than {limit} MB", limit=50)),
    ),
)
