"""`catalogs.yml`: which catalogues there are, what the tool may do there, and the guards."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from publisher.manifests.complaints import validated
from publisher.manifests.fields import Line, Name, Url, from_text, problem
from publisher.manifests.nodes import Items, Node, Table, Text
from publisher.manifests.shapes import SHAPES_BY_KEY, Shape
from publisher.model.findings import Finding, ManifestError, Severity
from publisher.model.manifest import CatalogConfig, Guards, Limit, Mode
from publisher.model.messages import message
from publisher.model.names import SAFE_NAME, CatalogName, Repository
from publisher.model.vocabulary import closest

_VARIABLE = re.compile(r"\$\{(PUBLISHER_[A-Z0-9_]+)(?::-([^}]*))?\}")
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 100_000:
        raise problem("PUB216", message("a number above zero is expected here"))
    return value


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise problem("PUB216", message("a whole number is expected here"))
    return int(text)


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        near = closest(text, [mode.value for mode in Mode]) or Mode.OBSERVE.value
        raise problem("PUB216", message("unknown mode"), message("Did you mean “{near}”?", near=near)) from None


def _env_name(text: str) -> str:
    if not _ENV_NAME.fullmatch(text):
        fix = message("Write the name of the variable (such as PUBLISHER_TOKEN), never the token itself.")
        raise problem("PUB216", message("not the name of an environment variable"), fix, secret=True)
    return text


def _files(text: str) -> str | None:
    kind, _colon, name = text.partition(":")
    if text == "upload":
        return None
    if kind == "link" and SAFE_NAME.fullmatch(name.strip()):
        return name.strip()
    fix = message("Write `upload`, or `link:` with the name of the catalogue that stores the files.")
    raise problem("PUB216", message("files are uploaded, or linked from another catalogue"), fix)


Number = Annotated[float, from_text(_number)]
Count = Annotated[int, from_text(_count)]
ModeWord = Annotated[Mode, from_text(_mode)]
FilesWord = Annotated[str | None, from_text(_files)]
EnvName = Annotated[str, from_text(_env_name)]


class LimitShape(Shape):
    """How many without being asked."""

    producer: Count
    run: Count


class GuardsShape(Shape):
    """The guards."""

    creates: LimitShape | None = None
    takeovers: LimitShape | None = None
    hidings: LimitShape | None = None
    rows: LimitShape | None = None
    columns: LimitShape | None = None


class TimeoutsShape(Shape):
    """Seconds."""

    connect: Number = 5.0
    read: Number = 60.0


class CatalogShape(Shape):
    """One catalogue."""

    kind: Name
    url: Url
    token_env: EnvName | None = None
    mode: ModeWord = Mode.OBSERVE
    organization: Line | None = None
    rate: Number = 10.0
    """Calls per second."""
    concurrency: Count = 4
    timeouts: TimeoutsShape = TimeoutsShape()
    files: FilesWord = None
    foreign: tuple[Line, ...] = ("inspire:resource_identifier",)


class SettingsShape(Shape):
    """The whole file."""

    repository: Name
    catalogs: Annotated[dict[Name, CatalogShape], Field(min_length=1)]
    guards: GuardsShape = GuardsShape()


SHAPES_BY_KEY.update({
    "catalogs": CatalogShape,
    "timeouts": TimeoutsShape,
    "guards": GuardsShape,
    "creates": LimitShape,
    "takeovers": LimitShape,
    "hidings": LimitShape,
    "rows": LimitShape,
    "columns": LimitShape,
})  # fmt: skip


class Settings:
    """What `catalogs.yml` says. Raises `ManifestError` when it does not fit."""

    def __init__(self, tree: Table, environ: Mapping[str, str]) -> None:
        unset = tuple(_unset(tree, environ))
        expanded = _expand(tree, environ)
        shape, findings = validated(expanded, SettingsShape) if isinstance(expanded, Table) else (None, ())
        if unset or shape is None or not isinstance(expanded, Table):
            told = {finding.at for finding in unset}
            raise ManifestError((*unset, *(finding for finding in findings if finding.at not in told)))
        self.repository = Repository(shape.repository)
        self.guards = _guards(shape.guards)
        catalogs = expanded.values["catalogs"]
        self.catalogs = tuple(_config(CatalogName(name), one, catalogs) for name, one in shape.catalogs.items())
        if broken := tuple(_check_links(self.catalogs, catalogs)):
            raise ManifestError(broken)


def _config(name: CatalogName, shape: CatalogShape, node: Node) -> CatalogConfig:
    here = node.values[name] if isinstance(node, Table) else node
    return CatalogConfig(
        name=name,
        kind=shape.kind,
        url=shape.url,
        token_env=shape.token_env,
        mode=shape.mode,
        organization=shape.organization,
        rate=shape.rate,
        concurrency=max(1, shape.concurrency),
        connect_timeout=shape.timeouts.connect,
        read_timeout=shape.timeouts.read,
        foreign=shape.foreign,
        at=here.at,
        links_to=CatalogName(shape.files) if shape.files else None,
    )


def _check_links(configs: Iterable[CatalogConfig], catalogs: Node) -> Iterator[Finding]:
    """A catalogue lists the files of another that exists and keeps its own."""
    known = {config.name: config for config in configs}
    for config in known.values():
        source = known.get(config.links_to) if config.links_to else None
        if config.links_to is None or (source is not None and source.links_to is None):
            continue
        node = catalogs.values[config.name] if isinstance(catalogs, Table) else catalogs
        at = node.values["files"].at if isinstance(node, Table) else config.at
        what = message("“{name}” is not a catalogue that stores files", name=config.links_to)
        keepers = ", ".join(name for name, one in known.items() if one.links_to is None and name != config.name)
        yield Finding("PUB216", Severity.ERROR, at, what, message("Allowed values: {known}", known=keepers or "∅"))


def _guards(shape: GuardsShape) -> Guards:
    given = {name: getattr(shape, name) for name in GuardsShape.model_fields}
    limits = {name: Limit(one.producer, one.run) for name, one in given.items() if one is not None}
    return Guards(**limits)


def _expand(node: Node, environ: Mapping[str, str]) -> Node:
    """`${PUBLISHER_X:-default}`, in this file and in no other."""
    match node:
        case Text():
            text = _VARIABLE.sub(lambda found: environ.get(found[1]) or found[2] or "", node.text)
            return Text(text, node.at, node.blank or (text != node.text and not text.strip()))
        case Items():
            return Items(tuple(_expand(item, environ) for item in node.items), node.at)
        case Table():
            values = {name: _expand(value, environ) for name, value in node.values.items()}
            return Table(values, node.keys_at, node.at)


def _unset(node: Node, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Variables that have neither a value nor a default."""
    match node:
        case Text():
            for found in _VARIABLE.finditer(node.text):
                if not environ.get(found[1]) and found[2] is None:
                    what = message("the environment variable {name} is not set", name=found[1])
                    fix = message("Set it, or write a default: ${{{name}:-value}}", name=found[1])
                    yield Finding("PUB216", Severity.ERROR, node.at, what, fix, found[0])
        case Items():
            for item in node.items:
                yield from _unset(item, environ)
        case Table():
            for value in node.values.values():
                yield from _unset(value, environ)
