"""A folder of manifests to the model: every file read once, every complaint collected."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.manifests.complaints import validated
from publisher.manifests.convert import dataset
from publisher.manifests.files import check_path, paths_in, unnamed
from publisher.manifests.layers import merge, origins
from publisher.manifests.nodes import Items, Node, Table, Text
from publisher.manifests.read import read_table
from publisher.manifests.settings import Settings
from publisher.manifests.shapes import DatasetShape, DefaultsShape, ProducerShape, ThemeShape
from publisher.model.dataset import Dataset
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.manifest import Manifest, ManifestSet, Producer
from publisher.model.messages import message
from publisher.model.names import SAFE_NAME, CatalogName, DatasetKey, ProducerId
from publisher.model.source import Position
from publisher.model.vocabulary import DATA_THEMES, closest
from publisher.rules.across import check

CATALOGS, DEFAULTS, THEMES, PRODUCER = "catalogs.yml", "defaults.yml", "themes.yml", "producer.yml"


@dataclass(frozen=True)
class Loaded:
    """What a folder says, as far as it can be read, and every complaint about it."""

    manifests: ManifestSet
    findings: tuple[Finding, ...]


@dataclass
class _Themes:
    shapes: dict[str, ThemeShape] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


def load(root: Path, environ: Mapping[str, str]) -> Loaded:
    """Read everything under a folder. Raises `ManifestError` when catalogs.yml itself cannot be used."""
    loader = _Loader(root)
    if not (root / CATALOGS).is_file():
        what = message("there is no {file} here", file=CATALOGS)
        fix = message("Go to the folder that has manifests/, or name it: --manifests DIR")
        raise ManifestError((Finding("PUB107", Severity.ERROR, Position(loader.shown(root / CATALOGS)), what, fix),))
    settings = Settings(read_table(root / CATALOGS, loader.shown(root / CATALOGS)), environ)
    loader.catalogs = tuple(config.name for config in settings.catalogs)
    loader.read_shared()
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")):
        loader.read_folder(folder)
    manifests = ManifestSet(
        root=root,
        repository=settings.repository,
        catalogs=settings.catalogs,
        guards=settings.guards,
        themes={name: shape.label for name, shape in loader.themes.shapes.items()},
        producers=loader.producers,
        manifests=tuple(loader.manifests),
        broken=frozenset(loader.broken),
    )
    findings = dict.fromkeys((*loader.findings, *check(manifests)))
    return Loaded(manifests, tuple(sorted(findings, key=lambda one: (one.at, one.rule))))


class _Loader:
    """Goes through the files and collects."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.catalogs: tuple[CatalogName, ...] = ()
        self.findings: list[Finding] = []
        self.defaults = Table({}, {}, Position(self.shown(root / DEFAULTS)))
        self.themes = _Themes()
        self.producers: dict[ProducerId, Producer] = {}
        self.manifests: list[Manifest] = []
        self.broken: list[DatasetKey] = []

    def shown(self, path: Path) -> str:
        """A path as a person would type it from where they stand."""
        relative = os.path.relpath(path)
        return Path(path if relative.startswith("..") else relative).as_posix()

    # ---- the files that everybody shares

    def read_shared(self) -> None:
        """Read defaults.yml and themes.yml, where there are such files."""
        if (defaults := self._table(self.root / DEFAULTS)) is not None:
            _, found = validated(defaults, DefaultsShape)
            self.findings.extend(found)
            self.defaults = defaults
        if (themes := self._table(self.root / THEMES)) is not None:
            self.themes.known = frozenset(themes.values)
            for name, node in themes.values.items():
                self._read_theme(name, node)

    def _read_theme(self, name: str, node: Node) -> None:
        if not isinstance(node, Table):
            what = message("a group of `key: value` lines is expected here")
            self.findings.append(Finding("PUB114", Severity.ERROR, node.at, what))
            return
        shape, found = validated(node, ThemeShape)
        self.findings.extend(found)
        if shape is None:
            return
        if shape.eu_theme is not None and DATA_THEMES.find(shape.eu_theme) is None:
            at = node.values["eu_theme"].at
            known = ", ".join(term.id for term in DATA_THEMES.terms)
            what, fix = message("unknown European theme"), message("Known words: {known}", known=known)
            self.findings.append(Finding("PUB203", Severity.ERROR, at, what, fix, shape.eu_theme))
            return
        self.themes.shapes[name] = shape
        self.themes.tables[name] = node.without("label", "eu_theme", "schema")

    # ---- a producer's folder

    def read_folder(self, folder: Path) -> None:
        """Read one producer's folder."""
        files = [
            path for path in sorted(folder.iterdir()) if path.suffix in (".yml", ".yaml") and path.name != PRODUCER
        ]
        if not (folder / PRODUCER).is_file() and not files:
            return
        producer = self._producer(folder)
        named: dict[str, Text] = {}
        for path in files:
            self._dataset(folder, path, producer, named)
        self.findings.extend(unnamed(folder, self.shown(folder), named))

    def _producer(self, folder: Path) -> Table | None:
        """The producer's layer for its datasets."""
        path = folder / PRODUCER
        if not path.is_file():
            what = message("there is no {file} here", file=PRODUCER)
            fix = message("Copy the one of another producer and change its values.")
            self.findings.append(Finding("PUB107", Severity.ERROR, Position(self.shown(path)), what, fix))
            return None
        if not SAFE_NAME.fullmatch(folder.name):
            self._bad_name(folder)
            return None
        table = self._table(path)
        shape, found = validated(table, ProducerShape) if table is not None else (None, ())
        self.findings.extend(found)
        if table is None or shape is None:
            return None
        self._known_catalogs(table.values.get("organization"))
        organizations = {CatalogName(name): value for name, value in shape.organization.items()}
        self.producers[ProducerId(folder.name)] = Producer(
            id=ProducerId(folder.name),
            name=shape.name,
            organizations=organizations,
            organizations_at={name: _under(table, "organization", name) for name in organizations},
            at=table.at,
        )
        return _producer_layer(table)

    def _dataset(self, folder: Path, path: Path, producer: Table | None, named: dict[str, Text]) -> None:
        key = DatasetKey(f"{folder.name}/{path.stem}")
        before = len(self.findings)
        manifest = self._manifest(folder, path, key, producer, named)
        if manifest is None or len(self.findings) > before:
            self.broken.append(key)
        else:
            self.manifests.append(manifest)

    def _manifest(
        self, folder: Path, path: Path, key: DatasetKey, producer: Table | None, named: dict[str, Text]
    ) -> Manifest | None:
        if not SAFE_NAME.fullmatch(path.stem) or path.suffix != ".yml":
            self._bad_name(path)
            return None
        own = self._table(path)
        if own is None:
            return None
        for node in paths_in(own):
            named[node.text] = node
            if (found := check_path(folder, node)) is not None:
                self.findings.append(found)
        merged, theme = self._merged(own, producer)
        content = self._content(merged.without("catalogs"), theme)
        if content is None or producer is None:
            return None
        shape, dataset_content = content
        self._cleared_and_given(own, shape)
        return Manifest(
            key=key,
            at=Position(self.shown(path)),
            theme=theme,
            content=dataset_content,
            overrides=self._overrides(merged, theme),
            ignored=frozenset(shape.ignore),
            previously=tuple(DatasetKey(one) for one in shape.previously),
            slug=shape.slug,
            origins=tuple(origins(merged)),
        )

    def _merged(self, own: Table, producer: Table | None) -> tuple[Table, str | None]:
        """The dataset over its layers, and its theme."""
        layers = [self.defaults, *([producer] if producer is not None else []), own]
        named = merge(*layers).values.get("theme")
        theme = named.text if isinstance(named, Text) and not named.blank else None
        table = self.themes.tables.get(theme or "")
        if theme is not None and isinstance(named, Text) and theme not in self.themes.known:
            near = closest(theme, self.themes.known)
            fix = message("Did you mean “{near}”?", near=near) if near else message("See themes.yml.")
            self.findings.append(Finding("PUB203", Severity.ERROR, named.at, message("unknown theme"), fix, theme))
        return merge(layers[0], *([table] if table is not None else []), *layers[1:]), theme

    def _content(self, merged: Table, theme: str | None) -> tuple[DatasetShape, Dataset] | None:
        shape, found = validated(merged, DatasetShape)
        self.findings.extend(found)
        if shape is None:
            return None
        self._unique_resources(merged)
        kind = self.themes.shapes.get(theme or "")
        return shape, dataset(shape, kind.eu_theme if kind else None, kind.schema_ if kind else None)

    def _overrides(self, merged: Table, theme: str | None) -> Mapping[CatalogName, Dataset | None]:
        """What each catalogue named under `catalogs:` should hold instead."""
        node = merged.values.get("catalogs")
        if node is None or not isinstance(node, Table):
            self._expect_table(node)
            return {}
        self._known_catalogs(node)
        found: dict[CatalogName, Dataset | None] = {}
        for name, value in node.values.items():
            if isinstance(value, Table):
                content = self._content(merge(merged.without("catalogs"), value), theme)
                found[CatalogName(name)] = content[1] if content else None
            elif isinstance(value, Text) and value.text == "false":
                found[CatalogName(name)] = None
            elif not (isinstance(value, Text) and value.text == "true"):
                self._expect_table(value)
        return found

    # ---- complaints

    def _table(self, path: Path) -> Table | None:
        if not path.exists() and not path.is_symlink():
            return None
        if path.is_symlink():
            what, fix = message("this is a symbolic link"), message("Put the file itself here.")
            self.findings.append(Finding("PUB401", Severity.ERROR, Position(self.shown(path)), what, fix))
            return None
        try:
            return read_table(path, self.shown(path))
        except ManifestError as error:
            self.findings.extend(error.findings)
            return None

    def _bad_name(self, path: Path) -> None:
        what = message("“{name}” is not a usable name", name=path.name)
        fix = message("Write lower-case letters without accents, digits, - and _; a manifest ends in .yml")
        self.findings.append(Finding("PUB106", Severity.ERROR, Position(self.shown(path)), what, fix))

    def _expect_table(self, node: Node | None) -> None:
        if node is not None:
            what = message("false, true, or a group of `key: value` lines is expected here")
            self.findings.append(Finding("PUB114", Severity.ERROR, node.at, what))

    def _known_catalogs(self, node: Node | None) -> None:
        for name, at in node.keys_at.items() if isinstance(node, Table) else ():
            if name not in self.catalogs:
                near = closest(name, self.catalogs) or ", ".join(self.catalogs)
                what, fix = (
                    message("unknown catalogue “{name}”", name=name),
                    message("Did you mean “{near}”?", near=near),
                )
                self.findings.append(Finding("PUB408", Severity.ERROR, at, what, fix, name))

    def _unique_resources(self, merged: Table) -> None:
        seen: dict[str, Position] = {}
        resources = merged.values.get("resources")
        for node in resources.items if isinstance(resources, Items) else ():
            named = node.values.get("id") if isinstance(node, Table) else None
            if isinstance(named, Text) and seen.setdefault(named.text, named.at) != named.at:
                what = message("the id “{id}” is taken (line {line})", id=named.text, line=seen[named.text].line)
                fix = message("Give each resource an id of its own.")
                self.findings.append(Finding("PUB212", Severity.ERROR, named.at, what, fix, named.text))

    def _cleared_and_given(self, own: Table, shape: DatasetShape) -> None:
        for name in shape.clear:
            if name in own.values:
                what = message("“{key}” is both given and cleared", key=name)
                fix = message("Keep the value, or its name under `clear:`.")
                self.findings.append(Finding("PUB116", Severity.ERROR, own.keys_at[name], what, fix, name))


def _producer_layer(table: Table) -> Table:
    """What a producer says for all its datasets: its contact, licence and territory, and its `defaults:`."""
    own = {name: table.values[name] for name in ("contact", "license", "spatial") if name in table.values}
    layer = Table(own, table.keys_at, table.at)
    defaults = table.values.get("defaults")
    return merge(layer, defaults) if isinstance(defaults, Table) else layer


def _under(table: Table, name: str, key: str) -> Position:
    node = table.values.get(name)
    return node.values[key].at if isinstance(node, Table) and key in node.values else table.at
