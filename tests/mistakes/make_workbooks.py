"""Write the workbooks of the corpus again: `python tests/mistakes/make_workbooks.py` (needs openpyxl)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

openpyxl: Any = import_module("openpyxl")  # not one of the project's own dependencies: no types asked

HERE = Path(__file__).parent
DAY = datetime(2026, 11, 28, tzinfo=UTC).replace(tzinfo=None)

TOILETS: list[list[object]] = [
    ["identifiant", "adresse", "pmr", "mise_en_service", "longitude", "latitude"],
    ["V-01", "3 cours de l'Exemple", True, date(2016, 4, 11), 4.8795, 45.7668],
    ["V-02", "25 rue du Modèle", False, date(2018, 9, 3), 4.8901, 45.7705],
    ["V-03", "Place des Essais", True, date(2020, 6, 15), 4.8942, 45.7609],
    ["V-04", "110 avenue du Patron", True, date(2023, 2, 27), 4.9010, 45.7581],
]
TYPES: list[list[object]] = [
    ["code", "libelle", "quantite", "prix", "date_achat", "releve_le", "en_service", "remarque"],
    ["069-A", "Banc", 12, 245.5, date(2024, 5, 2), datetime(2026, 3, 1, 9, 30), True, None],
    ["069-B", "Corbeille", 40, 89, date(2025, 1, 15), datetime(2026, 3, 1, 9, 45), True, "modèle à deux bacs"],
    ["069-C", "Arceau à vélos", 0, 61.25, None, datetime(2026, 3, 2, 14, 0), False, None],
]
PLOTS: list[list[object]] = [
    ["parcelle", "jardin", "surface_m2", "telephone"],
    ["P1", "Jardin du Modèle", 25, "06 39 98 12 34"],
    ["P2", "Jardin du Modèle", 25, "06 39 98 56 78"],
    ["P3", "Jardin des Essais", 40, "06 39 98 90 12"],
]


def save(rows: list[list[object]], *places: str, merged: str = "") -> None:
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = DAY
    sheet = book.active
    sheet.title = "Feuille 1"
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    for place in places:
        (HERE / place).parent.mkdir(parents=True, exist_ok=True)
        book.save(HERE / place)


def case(slug: str, side: str, file: str) -> str:
    """Return where a file of a case is, found by the case's name."""
    (folder,) = (HERE / "cases").glob(f"[0-9][0-9][0-9]-{slug}")
    return f"{folder.relative_to(HERE)}/{side}/{file}"


def subsidies() -> list[list[object]]:
    lines = (HERE / "base/bron/subventions.csv").read_text(encoding="utf-8").splitlines()
    return [list(line.split(",")) for line in lines if '"' not in line]


def main() -> None:
    toilets = "villeurbanne/toilettes.xlsx"
    above, formula, plots = "title-above-the-header", "formula-error-in-a-cell", "phones-of-persons"
    save(TOILETS, f"base/{toilets}", case(above, "after", toilets), case(formula, "after", toilets))
    title: list[object] = ["Toilettes publiques de Villeurbanne, état au 1er janvier 2026"]
    save([title, *TOILETS], case(above, "before", toilets), merged="A1:F1")
    broken = [*TOILETS[:3], [*TOILETS[3][:3], "#REF!", *TOILETS[3][4:]], TOILETS[4]]
    save(broken, case(formula, "before", toilets))
    save(PLOTS, case(plots, "before", "bron/inscriptions.xlsx"))
    save([row[:3] for row in PLOTS], case(plots, "after", "bron/inscriptions.xlsx"))
    save(TYPES, "clean/several-types.xlsx")
    renamed = HERE / case("workbook-renamed-csv", "before", "bron/subventions.csv")
    workbook = renamed.with_suffix(".xlsx")
    save(subsidies(), str(workbook.relative_to(HERE)))
    workbook.replace(renamed)


if __name__ == "__main__":
    main()
