"""The independent check's own reading of the manifests: layers, vocabularies, and the report of comparisons."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.live.independent_base import WHOLE, describe_base
from tests.live.independent_words import STATES, UsageError, ascii_name, english

Json = dict[str, Any]
Normaliser = Callable[[Any], Any]

KINDS = {"ckan": "a CKAN", "udata": "a udata"}

DATASET_KEYS = frozenset({
    "title", "description", "theme", "keywords", "license", "frequency", "temporal", "spatial", "contact", "hvd",
    "language", "issued", "landing_page", "extras", "resources", "state", "previously", "catalogs", "clear", "ignore",
    "slug", "version", "access", "contacts", "groups",
})  # fmt: skip


@dataclass
class Report:
    """The numbers of compared items, and every difference, as one line each."""

    datasets: int = 0
    resources: int = 0
    files: int = 0
    fields: int = 0
    differences: list[str] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)
    """Where each difference is, and the name of the field; the empty name: no field."""

    def check(self, where: str, name: str, expected: object, observed: object) -> None:
        """Count one field, and note a difference."""
        self.fields += 1
        if expected != observed:
            self.fail(where, f"{name}: manifest {expected!r}, catalogue {observed!r}", name)

    def fail(self, where: str, message: str, name: str = "") -> None:
        """Note a difference."""
        self.differences.append(f"{where}: {message}")
        self.gaps.append((where, name))

    def summary(self) -> str:
        """Return the last line of the output."""
        return (
            f"{self.datasets} datasets, {self.resources} resources, {self.files} files, "
            f"{self.fields} fields compared, {len(self.differences)} differences"
        )


@dataclass(frozen=True)
class Entry:
    """One manifest, with its layers merged for one catalogue."""

    key: str
    stem: str
    producer: str
    folder: Path
    organization: str
    values: Json
    theme: Json
    settings: Json  # what `catalogs: {NAME: {...}}` says
    excluded: bool
    link: str | None  # the catalogue that data files are linked from; None: they are uploaded here
    at_home: bool  # False: the organization is a guess, no file names one for this catalogue

    @property
    def hidden(self) -> bool:
        """Return True when the public must not see this dataset."""
        return self.excluded or self.state != "published"

    @property
    def there(self) -> bool:
        """Return True when the catalogue must have an entry of this dataset, whole: published, or private."""
        return not self.excluded and self.state in ("published", "private")

    @property
    def name(self) -> str:
        """Return the CKAN name this dataset should have (not cut to CKAN's limit)."""
        return str(self.values.get("slug") or ascii_name(f"{self.stem}-{self.producer}"))

    @property
    def state(self) -> str:
        """Return draft, private, published or archived."""
        return english(STATES, self.values.get("state", "published"))

    @property
    def resources(self) -> list[Json] | None:
        """Return the resources that the manifest lists; None where it has no list."""
        return given(self.values).get("resources")

    @property
    def eu_themes(self) -> list[str]:
        """Return the European codes of its theme."""
        if "theme" not in given(self.values):
            return []
        codes = self.theme.get("eu_theme", [])
        return [str(code) for code in (codes if isinstance(codes, list) else [codes])]

    @property
    def extras(self) -> Json:
        """Return the extras that the manifest gives; None for one that it clears."""
        values = given(self.values)
        emptied, ignored = (dotted_extras(self.values, name) for name in ("clear", "ignore"))
        return {
            name: value
            for name, value in {**values.get("extras", {}), **dict.fromkeys(emptied)}.items()
            if name not in ignored
        }

    def schema_of(self, resource: Mapping[str, Any]) -> Json | None:
        """Return the schema of a resource: its own, or the theme's for a main one."""
        schema = resource.get("schema") or (self.theme.get("schema") if resource.get("type") == "main" else None)
        return schema if isinstance(schema, dict) and "schema" not in resource.get("clear", []) else None


# --- What a manifest manages ---


def given(values: Mapping[str, Any]) -> Json:
    """Return the fields that a manifest manages: neither absent, nor left to the catalogue, nor cleared."""
    left_out = {*values.get("clear", []), *values.get("ignore", [])}
    kept = {key: value for key, value in values.items() if key not in left_out or key == "spatial"}
    within = {"zones": "spatial", "granularity": "granularity"}
    spatial = {key: value for key, value in kept.pop("spatial", {}).items() if within[key] not in left_out}
    return kept | ({"spatial": spatial} if spatial else {})


def cleared(values: Mapping[str, Any]) -> set[str]:
    """Return the fields that `clear:` empties. A field that the catalogue keeps for good (`ignore`) is not compared."""
    return set(values.get("clear", [])) - set(values.get("ignore", []))


def dotted_extras(values: Mapping[str, Any], name: str) -> set[str]:
    """Return the extras that `clear:` or `ignore:` names, as `extras.NAME`."""
    return {str(dotted).removeprefix("extras.") for dotted in values.get(name, []) if str(dotted).startswith("extras.")}


def compare_marker(where: str, extras: Mapping[str, Any], repository: str, report: Report) -> None:
    """Compare the extras that say whose entry this is."""
    report.check(where, "publisher_repository", repository, extras.get("publisher_repository"))
    report.check(where, "publisher_key", where, extras.get("publisher_key"))
    report.check(where, "publisher_base", WHOLE, describe_base(extras))


# --- Reading the manifests ---


def load(path: Path) -> Json:
    """Read one YAML mapping. Every scalar stays text, as written: `01290`, `1.10`, `no`, `2023-01-01`."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # builds text only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: {error}") from error
    if not content:
        return {}
    if not isinstance(content, dict):
        raise UsageError(f"{path}: a mapping is expected")
    blank = [key for key, value in content.items() if value == ""]
    if blank:
        raise UsageError(f"{path}: blank value for {', '.join(blank)}")
    return content


def load_optional(path: Path) -> Json:
    """Read one YAML mapping, empty when there is no such file."""
    return load(path) if path.exists() else {}


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Json:
    """Merge two layers: mappings merge, keywords unite, everything else is replaced."""
    result: Json = dict(lower)
    for key, value in upper.items():
        current = result.get(key)
        if isinstance(current, dict) and isinstance(value, dict):
            result[key] = merge(current, value)
        elif key == "keywords" and isinstance(current, list) and isinstance(value, list):
            result[key] = list(dict.fromkeys([*current, *value]))
        else:
            result[key] = value
    return result


def override(values: Json, settings: Json) -> Json:
    """Return the values with those of one catalogue: a field given there is not cleared there."""
    given_there = {*settings, *(f"extras.{name}" for name in settings.get("extras", {}))}
    merged = merge(values, settings)
    if "clear" in values and "clear" not in settings:
        merged["clear"] = [name for name in values["clear"] if name not in given_there]
    return merged


def dataset_part(layer: Mapping[str, Any]) -> Json:
    """Return the dataset fields of a layer: its own, over those of its `defaults`."""
    nested = layer.get("defaults")
    lower = nested if isinstance(nested, dict) else {}
    return merge(lower, {key: value for key, value in layer.items() if key in DATASET_KEYS})


def theme_layer(theme: Mapping[str, Any]) -> Json:
    """Return the fields that a theme gives to a dataset (its label, EU theme and schema are not dataset fields)."""
    return {key: value for key, value in theme.items() if key in DATASET_KEYS}


def build_entry(path: Path, catalog: str, layers: Mapping[str, Json], catalog_config: Mapping[str, Any]) -> Entry:
    """Merge the layers of one manifest: defaults, theme, producer, dataset, the catalogue's overrides."""
    defaults, producer, themes = layers["defaults"], layers["producer"], layers["themes"]
    own = load(path)
    theme_id = own.get("theme") or dataset_part(producer).get("theme") or defaults.get("theme")
    if theme_id is not None and theme_id not in themes:
        raise UsageError(f"{path}: unknown theme {theme_id!r}")
    theme: Json = themes[theme_id] if theme_id is not None else {}
    values: Json = {}
    for layer in (defaults, theme_layer(theme), dataset_part(producer), own):
        values = merge(values, layer)
    setting = values.get("catalogs", {}).get(catalog, {})
    settings: Json = setting if isinstance(setting, dict) else {}
    values = override(values, {key: value for key, value in settings.items() if key in DATASET_KEYS})
    folder = path.parent
    organization = producer.get("organization", {}).get(catalog) or filled_in(
        str(catalog_config.get("organization", ""))
    )
    return Entry(
        key=f"{folder.name}/{path.stem}",
        stem=path.stem,
        producer=folder.name,
        folder=folder,
        organization=str(organization or folder.name),
        values=values,
        theme=theme,
        settings=settings,
        excluded=isinstance(setting, str) and setting.lower() in {"false", "no", "off"},
        link=linked_catalog(catalog_config),
        at_home=bool(organization),
    )


def linked_catalog(config: Mapping[str, Any]) -> str | None:
    """Return the catalogue that files are linked from; None where they are uploaded."""
    how, _, other = filled_in(str(config.get("files", "upload"))).partition(":")
    return other.strip() if how == "link" else None


def read_catalogs(manifests: Path, catalog: str, kind: str | None = None) -> tuple[str, Json]:
    """Return the repository's identity, and the settings of one catalogue, of this kind if one is asked for."""
    path = manifests / "catalogs.yml"
    config = load(path)
    settings = config.get("catalogs", {}).get(catalog)
    if not isinstance(settings, dict):
        raise UsageError(f"{path}: no catalogue {catalog!r}")
    if kind is not None and settings.get("kind") != kind:
        raise UsageError(f"{path}: the catalogue {catalog!r} is not {KINDS[kind]}")
    if "repository" not in config:
        raise UsageError(f"{path}: no repository")
    return str(config["repository"]), settings


def address(config: Mapping[str, Any]) -> str:
    """Return the address of a catalogue, its `${VARIABLE:-default}` filled in."""
    return filled_in(str(config.get("url", "")))


def filled_in(text: str) -> str:
    """Return a setting with each `${VARIABLE:-default}` filled in."""
    return re.sub(r"\$\{(\w+)(?::-([^}]*))?\}", lambda match: os.environ.get(match[1]) or match[2] or "", text)


def read_entries(manifests: Path, catalog: str, config: Mapping[str, Any]) -> Iterator[Entry]:
    """Return every dataset manifest, in order."""
    common = {name: load_optional(manifests / f"{name}.yml") for name in ("defaults", "themes")}
    for producer_file in sorted(manifests.glob("*/producer.yml")):
        layers = {**common, "producer": load(producer_file)}
        for path in sorted([*producer_file.parent.glob("*.yml"), *producer_file.parent.glob("*.yaml")]):
            if path != producer_file:
                yield build_entry(path, catalog, layers, config)
