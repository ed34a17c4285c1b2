"""A folder of manifests whose datasets say all that readers need: each test changes some lines of it."""

from datetime import date
from pathlib import Path
from typing import Final

from publisher.manifests.load_folder import load
from publisher.model.findings import Finding

TODAY: Final = date(2026, 11, 28)
CATALOGS: Final = """\
repository: essais
catalogs:
  portail: {kind: ckan, url: https://data.example.org, organization: ville}
"""
COMMUNES: Final = """\
insee,name,siren
69029,Bron,216900290
69123,Lyon,216901231
69202,Sainte-Foy-lès-Lyon,216902023
69191,Saint-Cyr-au-Mont-d'Or,216901918
69081,Écully,216900811
69250,La Tour-de-Salvagny,216902502
"""
THEMES: Final = """\
toilettes:
  label: {fr: Toilettes publiques, en: Public toilets}
  keywords: [sanitaires]
"""
PRODUCER: Final = """\
name: Bron
siren: "216900290"
insee: "69029"
spatial: {zones: ["fr:commune:69029"]}
"""
DATASET: Final = {
    "title": "Toilettes publiques de la commune de Bron",
    "description": (
        "Emplacement et horaires de chaque toilette publique de la commune de Bron, relevés par le service de la "
        "voirie pour que chacun puisse en trouver une."
    ),
    "keywords": "[accessibilité, hygiène]",
    "license": "lov2",
    "contact": "{name: Service SIG, email: sig@ville.example.org}",
    "resources": """
  - id: csv
    title: Toilettes publiques de la commune de Bron (CSV)
    description: Une ligne par toilette.
    url: https://data.example.org/toilettes.csv
    type: main
    format: csv""",
    "state": "published",
}
"""The lines of a good manifest, by their keys; `resources` is several."""


class CheckedFolder:
    """`manifests/` in the working directory, with one good dataset: bron/wc."""

    def __init__(self) -> None:
        self.root = Path("manifests")
        self.write("catalogs.yml", CATALOGS)
        self.write("communes.csv", COMMUNES)
        self.write("themes.yml", THEMES)
        self.write("bron/producer.yml", PRODUCER)
        self.dataset()

    def write(self, name: str, text: str) -> None:
        """Write a file, its folder included."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def dataset(self, name: str = "bron/wc.yml", **lines: str | None) -> None:
        """Write the good manifest with these values in the place of its own; None leaves a line out."""
        values = {**DATASET, **lines}
        self.write(name, "".join(f"{key}: {value}\n" for key, value in values.items() if value is not None))

    def other(self, stem: str, **lines: str | None) -> None:
        """Write a second good manifest, of other data, with these values in the place of its own."""
        values: dict[str, str | None] = {
            "title": f"Inventaire des {stem} de Bron",
            "description": f"Inventaire des {stem}. {DATASET['description']}",
            "resources": DATASET["resources"].replace("toilettes.csv", f"{stem}.csv"),
        }
        self.dataset(f"bron/{stem}.yml", **{**values, **lines})

    def resource(self, **lines: str | None) -> None:
        """Write the good manifest with other lines of its resource."""
        own: dict[str, str | None] = {
            "id": "csv", "title": "Toilettes publiques de la commune de Bron (CSV)",
            "description": "Une ligne par toilette.", "url": "https://data.example.org/toilettes.csv",
            "type": "main", "format": "csv",
        }  # fmt: skip
        given = [f"{key}: {value}" for key, value in {**own, **lines}.items() if value is not None]
        self.dataset(resources="\n  - " + "\n    ".join(given))

    def findings(self) -> tuple[Finding, ...]:
        """Return every finding."""
        return load(self.root, {}, TODAY).findings

    def lines(self) -> list[str]:
        """Return every finding as `file:line:column RULE what`, the file without `manifests/`."""
        return [f"{finding.at} {finding.rule} {finding.what}".removeprefix("manifests/") for finding in self.findings()]

    def rules(self) -> list[str]:
        """Return the rule of each finding."""
        return [finding.rule for finding in self.findings()]

    def only(self) -> Finding:
        """Return the one finding that there must be."""
        (finding,) = self.findings()
        return finding
