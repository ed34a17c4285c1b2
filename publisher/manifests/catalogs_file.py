"""`catalogs.yml`: which catalogues there are, and what the tool may do there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from publisher.manifests import json_types
from publisher.manifests.environment_variables import (
    advice_about_unread,
    secret_variables,
    unset_variables,
    with_variables,
)
from publisher.manifests.guard_limits import GuardsShape, LimitShape, limits_of
from publisher.manifests.shape_errors import validated
from publisher.manifests.shapes import SHAPES_BY_KEY, Shape
from publisher.manifests.surroundings import check_surroundings, setting_at
from publisher.manifests.time_zones import TimeZone
from publisher.manifests.tree_with_positions import Node, Table
from publisher.manifests.value_types import Day, Line, Name, address, from_text, problem
from publisher.model.findings import Finding, ManifestError, Position
from publisher.model.manifest import CatalogConfig, Mode
from publisher.model.messages import Message, message
from publisher.model.names import SAFE_NAME, CatalogName, Repository
from publisher.model.vocabulary import closest
from publisher.rules.values import INVALID_ADDRESS, INVALID_SETTING

_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kMG][Bbo])")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
HEADERS_OF_HTTP: Final = frozenset({
    "accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "expect", "host",
    "proxy-authorization", "transfer-encoding", "upgrade", "user-agent",
})  # fmt: skip
"""Headers that have a meaning of their own in every request."""
MOST_WORKERS: Final = 32
"""Calls at the same time: more than any catalogue answers sooner for."""

SCHEMA_ENDING: Final = ".schema.json"
"""Of the file, beside catalogs.yml, with the saved copy of a catalogue's own schema."""

_FILES: Final = message("files are uploaded, or linked from another catalogue")
_UNITS: Final = {"kb": 1e3, "ko": 1e3, "mb": 1e6, "mo": 1e6, "gb": 1e9, "go": 1e9}


def _range_text(least: float, most: float) -> Message:
    return message("a number from {least} to {most} is expected here", least=f"{least:g}", most=f"{most:g}")


def _whole_range_text(least: int, most: int) -> Message:
    return message("a whole number from {least} to {most} is expected here", least=least, most=most)


def _number(least: float, most: float) -> BeforeValidator:
    """Return the validator of a number in this range."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not least <= value <= most:
            raise problem(INVALID_SETTING, _range_text(least, most))
        return value

    return from_text(read)


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= MOST_WORKERS):
        raise problem(INVALID_SETTING, _whole_range_text(1, MOST_WORKERS))
    return int(text)


def _size(most: float, what: Message) -> BeforeValidator:
    """Return the validator of a size from 1 kB to this number of bytes. `what` says the range."""

    def read(text: str) -> int:
        match = _SIZE.fullmatch(text.strip())
        value = float(match[1]) * _UNITS[match[2].lower()] if match else 0.0
        if not 1_000 <= value <= most:
            raise problem(INVALID_SETTING, what)
        return int(value)

    return from_text(read)


def _server(text: str) -> str:
    """Return the address of a server. It is printed, and paths are added to it."""
    server = address(text)
    parts = urlsplit(server)
    if "@" in parts.netloc:
        what = message("an address must not carry a user name or a password")
        raise problem(INVALID_ADDRESS, what, message("Remove them."), secret=True)
    if "?" in server or "#" in server:
        what = message("the address of a catalogue has neither “?” nor “#”")
        fix = message("Write its beginning alone, such as https://data.example.org; a token goes into token_env.")
        raise problem(INVALID_ADDRESS, what, fix, secret=True)
    return server


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        near = closest(text, [mode.value for mode in Mode]) or Mode.OBSERVE.value
        raise problem(INVALID_SETTING, message("unknown mode"), message("Did you mean “{near}”?", near=near)) from None


def _env_name(text: str) -> str:
    if not _ENV_NAME.fullmatch(text):
        fix = message("Write the name of the variable (such as PUBLISHER_TOKEN), never the token itself.")
        raise problem(INVALID_SETTING, message("not the name of an environment variable"), fix, secret=True)
    return text


def _header(text: str) -> str:
    """Return the name of a header that a request may have for a token."""
    if _HEADER.fullmatch(text) and text.lower() not in HEADERS_OF_HTTP:
        return text
    fix = message("Write the name of the header, such as X-CKAN-API-Key; the token itself goes into token_env.")
    raise problem(INVALID_SETTING, message("not the name of a header that may carry a token"), fix, secret=True)


def _files(text: str) -> str | None:
    kind, _colon, name = text.partition(":")
    if text == "upload":
        return None
    if kind == "link" and SAFE_NAME.fullmatch(name.strip()):
        return name.strip()
    fix = message("Write `upload`, or `link:` with the name of the catalogue that stores the files.")
    raise problem(INVALID_SETTING, _FILES, fix)


_REPLY = message("a size from 1 kB to 10 GB is expected here, such as 64 MB")
_HEADERS = message("a size from 1 kB to 1 MB is expected here, such as 32 kB")
_MEANING_OF_MODES: Final[dict[str, str | Message]] = {
    Mode.OBSERVE.value: message("only reads"),
    Mode.ADOPT.value: message("adopts existing entries: writes markers alone"),
    Mode.MANAGE.value: message("publishes"),
}

Server = Annotated[str, from_text(_server), json_types.matching(r"\s*[Hh][Tt][Tt][Pp][Ss]?://\S+\s*")]
ReplySize = Annotated[int, _size(10e9, _REPLY), json_types.matching(rf"\s*{_SIZE.pattern}\s*", _REPLY)]
HeaderSize = Annotated[int, _size(1e6, _HEADERS), json_types.matching(rf"\s*{_SIZE.pattern}\s*", _HEADERS)]
Rate = Annotated[float, _number(0.1, 1000), json_types.number(0.1, 1000, _range_text(0.1, 1000))]
Seconds = Annotated[float, _number(0.1, 3600), json_types.number(0.1, 3600, _range_text(0.1, 3600))]
Workers = Annotated[int, from_text(_workers), json_types.number(1, MOST_WORKERS, _whole_range_text(1, MOST_WORKERS))]
ModeWord = Annotated[
    Mode, from_text(_mode), json_types.choice(_MEANING_OF_MODES, _MEANING_OF_MODES, message("unknown mode"))
]
FilesWord = Annotated[
    str | None, from_text(_files), json_types.matching(rf"upload|link:\s*{SAFE_NAME.pattern}\s*", _FILES)
]
EnvName = Annotated[
    str, from_text(_env_name), json_types.matching(_ENV_NAME, message("not the name of an environment variable"))
]
Header = Annotated[
    str, from_text(_header), json_types.matching(_HEADER, message("not the name of a header that may carry a token"))
]


class TimeoutsShape(Shape):
    """Seconds."""

    connect: Seconds = 5.0
    read: Seconds = 60.0
    call: Seconds | None = None
    """For a whole call; three times `read` where it is not given."""


class LimitsShape(Shape):
    """Largest reply, as received and unpacked, and largest headers of a reply."""

    reply: ReplySize = 64_000_000
    headers: HeaderSize = 32_000


class CatalogShape(Shape):
    """One catalogue."""

    kind: Name
    url: Server
    token_env: EnvName | None = None
    token_expires: Day | None = None
    """The first day on which the token does not work any more."""
    mode: ModeWord = Mode.OBSERVE
    organization: Line | None = None
    rate: Rate = 10.0
    """Calls per second."""
    concurrency: Workers = 4
    timeouts: TimeoutsShape = TimeoutsShape()
    limits: LimitsShape = LimitsShape()
    files: FilesWord = None
    foreign: tuple[Line, ...] = ("inspire:resource_identifier",)
    ca: Line | None = None
    """A file of certificates, named from the folder of `catalogs.yml`."""
    token_header: Header | None = None
    basic_auth_env: EnvName | None = None
    fields: Annotated[dict[str, Line], Field(default_factory=dict, max_length=100)]
    """Fields of the catalogue's own schema, each with the manifest's field that it holds."""


class SettingsShape(Shape):
    """The whole file."""

    repository: Name
    catalogs: Annotated[dict[Name, CatalogShape], Field(min_length=1, max_length=50)]
    guards: GuardsShape = GuardsShape()
    communes: Line | None = None
    """The file with the list of communes, named from the folder of `catalogs.yml`."""
    timezone: TimeZone | None = None
    """Where the days of `from:` begin; UTC where it is not given."""


SHAPES_BY_KEY.update({
    "catalogs": CatalogShape,
    "timeouts": TimeoutsShape,
    "limits": LimitsShape,
    "guards": GuardsShape,
    **dict.fromkeys(GuardsShape.model_fields, LimitShape),
})  # fmt: skip


class Settings:
    """The contents of `catalogs.yml`. Raises `ManifestError` where they are not valid."""

    def __init__(self, tree: Table, environ: Mapping[str, str]) -> None:
        unusable = (*secret_variables(tree, environ), *unset_variables(tree, environ))
        expanded = with_variables(tree, environ)
        shape, findings = validated(expanded, SettingsShape) if isinstance(expanded, Table) else (None, ())
        if unusable or shape is None or not isinstance(expanded, Table):
            positions = {finding.at for finding in unusable}
            others = (finding for finding in findings if finding.at not in positions)
            raise ManifestError((*unusable, *_with_advice(others, tree)))
        self.repository = Repository(shape.repository)
        self.guards = limits_of(shape.guards)
        self.communes = shape.communes
        self.timezone: tzinfo = ZoneInfo(shape.timezone) if shape.timezone else UTC
        catalogs = expanded.values["catalogs"]
        self.catalogs = tuple(_config(CatalogName(name), catalog, catalogs) for name, catalog in shape.catalogs.items())
        if broken := (*_check_links(self.catalogs, catalogs), *check_surroundings(self.catalogs, catalogs)):
            raise ManifestError(broken)


def _with_advice(findings: Iterable[Finding], tree: Table) -> Iterator[Finding]:
    """Yield the findings; those about a value with a variable that is not read say so."""
    advice = advice_about_unread(tree)
    for finding in findings:
        what, fix = advice.get(finding.at, (finding.what, finding.fix))
        yield replace(finding, what=what, fix=fix)


def _config(name: CatalogName, shape: CatalogShape, node: Node) -> CatalogConfig:
    here = node.values[name] if isinstance(node, Table) else node
    return CatalogConfig(
        name=name,
        kind=shape.kind,
        url=shape.url,
        token_env=shape.token_env,
        token_expires=date.fromisoformat(shape.token_expires) if shape.token_expires else None,
        mode=shape.mode,
        organization=shape.organization,
        rate=shape.rate,
        concurrency=shape.concurrency,
        connect_timeout=shape.timeouts.connect,
        read_timeout=shape.timeouts.read,
        call_timeout=shape.timeouts.call,
        reply_limit=shape.limits.reply,
        header_limit=shape.limits.headers,
        foreign=shape.foreign,
        at=here.at,
        links_to=CatalogName(shape.files) if shape.files else None,
        ca=Path(here.at.file).parent / shape.ca if shape.ca else None,
        token_header=shape.token_header,
        basic_auth_env=shape.basic_auth_env,
        basic_auth_at=setting_at(here, "basic_auth_env"),
        fields=MappingProxyType(dict(shape.fields)),
        fields_at=_places_in(here, "fields"),
        schema_file=Path(here.at.file).parent / f"{name}{SCHEMA_ENDING}",
    )


def _places_in(catalog: Node, name: str) -> Mapping[str, Position]:
    """Return where each value of a setting stands that is a mapping."""
    node = catalog.values.get(name) if isinstance(catalog, Table) else None
    values = node.values if isinstance(node, Table) else {}
    return MappingProxyType({key: value.at for key, value in values.items()})


def _check_links(configs: Iterable[CatalogConfig], catalogs: Node) -> Iterator[Finding]:
    """A catalogue lists the files of another that exists and keeps its own."""
    known = {config.name: config for config in configs}
    for config in known.values():
        source = known.get(config.links_to) if config.links_to else None
        if config.links_to is None or (
            source is not None and (source.links_to is None or source.links_to not in known)
        ):
            continue  # Of a chain of links, the last one is the wrong one.
        node = catalogs.values[config.name] if isinstance(catalogs, Table) else catalogs
        at = node.values["files"].at if isinstance(node, Table) else config.at
        what = message("“{name}” is not a catalogue that stores files", name=config.links_to)
        keepers = ", ".join(name for name, other in known.items() if other.links_to is None and name != config.name)
        fix = message("No other catalogue stores files: write `files: upload`, or delete this line.")
        if keepers:
            fix = message("Catalogues that store files: {known}", known=keepers)
        yield INVALID_SETTING.at(at, what, fix)
