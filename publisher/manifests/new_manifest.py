"""The text of a new manifest, commented in French, with marked blanks that `validate` asks to fill."""

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
        """The line of each blank to fill, counted from 1."""
        lines = enumerate(self.text.splitlines(), 1)
        return tuple(number for number, line in lines for _blank in range(line.partition("#")[0].count(BLANK)))


def dataset_draft(folder: Path, stem: str, theme: str, label: str, producer: str) -> Draft:
    """Return the new manifest of a dataset of a theme."""
    values = {"blank": BLANK, "theme": theme, "title": _quoted(f"{label} ({producer})"), "label": _quoted(label)}
    return Draft(folder / f"{stem}.yml", _filled("dataset.yml", values))


def producer_draft(folder: Path, catalogs: Iterable[CatalogConfig]) -> Draft:
    """Return the new `producer.yml` of a folder; it names an organization where `catalogs.yml` names none."""
    configs = tuple(catalogs)
    own = ", ".join(f'{config.name}: "{BLANK}"' for config in configs if config.organization is None)
    common = [
        f"# {config.name} : par défaut, l'organisation « {config.organization} »."
        for config in configs
        if config.organization
    ]
    line = f"organization: {{{own}}}" if own else f'# organization: {{catalogue: "{BLANK}"}}'
    return Draft(folder / FILE, _filled("producer.yml", {"blank": BLANK, "organizations": "\n".join([*common, line])}))


def _filled(name: str, values: Mapping[str, str]) -> str:
    return Template(_FOLDER.joinpath(name).read_text(encoding="utf-8")).substitute(values)


def _quoted(text: str) -> str:
    """Return a text in quotes, as YAML reads it whatever its characters."""
    return json.dumps(text, ensure_ascii=False)
