"""A manifest to begin with: commented in French, with marked blanks that `validate` asks to fill."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from publisher.manifests.producer_file import FILE
from publisher.manifests.read_yaml import BLANK
from publisher.model.manifest import CatalogConfig

_FOLDER: Final = files("publisher.manifests").joinpath("templates")


@dataclass(frozen=True)
class Draft:
    """A file to write."""

    path: Path
    text: str

    @property
    def blanks(self) -> tuple[int, ...]:
        """The line of each blank to fill, from 1."""
        lines = enumerate(self.text.splitlines(), 1)
        return tuple(number for number, line in lines for _blank in range(line.partition("#")[0].count(BLANK)))


def dataset_draft(folder: Path, stem: str, theme: str, label: str, producer: str) -> Draft:
    """The manifest of a dataset of a theme."""
    values = {"blank": BLANK, "theme": theme, "title": _quoted(f"{label} ({producer})"), "label": _quoted(label)}
    return Draft(folder / f"{stem}.yml", _filled("dataset.yml", values))


def producer_draft(folder: Path, catalogs: Iterable[CatalogConfig]) -> Draft:
    """The `producer.yml` of a folder that has none: an organization for each catalogue that has none for everybody."""
    found = tuple(catalogs)
    own = ", ".join(f'{one.name}: "{BLANK}"' for one in found if one.organization is None)
    common = [f"# {one.name} : par défaut, l'organisation « {one.organization} »." for one in found if one.organization]
    line = f"organization: {{{own}}}" if own else f'# organization: {{catalogue: "{BLANK}"}}'
    return Draft(folder / FILE, _filled("producer.yml", {"blank": BLANK, "organizations": "\n".join([*common, line])}))


def _filled(name: str, values: Mapping[str, str]) -> str:
    return Template(_FOLDER.joinpath(name).read_text(encoding="utf-8")).substitute(values)


def _quoted(text: str) -> str:
    """A text as YAML reads it whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
