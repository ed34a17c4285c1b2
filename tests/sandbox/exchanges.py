"""Recorded exchanges with a catalogue: a script makes calls, and the answers are recorded and compared.

A script is a function that takes an `Exchange` and makes calls. Values that differ from run to run (ids, timestamps,
the host, names of test objects) are replaced, so that two servers with equal answers have equal records.
"""

from __future__ import annotations

import importlib
import json
import mimetypes
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any, Final, Protocol, cast

Json = Any
Script = Callable[["Exchange"], None]

ANSWERS: Final = Path(__file__).parent / "answers"
ANONYMOUS: Final = "anonymous"
PAGE: Final = "(page)"
TIMEOUT: Final = 60
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_NOW: Final = timedelta(days=365)
"""Timestamps this close to the present are replaced: those of this run and of the accounts. Scripts send older ones."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A handler that follows no redirection: each is recorded as an answer."""

    def redirect_request(self, *_about: Any) -> None:
        """Return None: follow no redirection."""


_open = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect).open


@dataclass(frozen=True)
class Server:
    """A catalogue, with the tokens of the accounts that the scripts use."""

    url: str
    tokens: Mapping[str, str] = field(repr=False)
    """By account: `editor`, `admin` and so on. `anonymous` has none."""


@dataclass(frozen=True)
class Conventions:
    """The conventions of a kind of catalogue: its token header, its ids, and what is compared."""

    header: str
    """The header with the token."""
    ids: re.Pattern[str]
    """The pattern of its ids."""
    dropped: Mapping[str, str]
    """Fields that are not compared, `field` or `parent.field`, each with the reason."""
    headers: tuple[str, ...] = ()
    """The headers that are recorded beside the text of an answer that is not JSON."""


class ExchangeModule(Protocol):
    """The content of a module of scripts."""

    CONVENTIONS: Conventions
    EXCHANGES: Mapping[str, Script]

    def server_in(self, environment: Mapping[str, str]) -> Server:
        """Return the server that the environment names."""


@dataclass(frozen=True)
class Upload:
    """A file in a form."""

    name: str
    content: bytes
    type: str = ""


class Exchange:
    """Calls to one server, and the records of their answers."""

    def __init__(self, server: Server, conventions: Conventions) -> None:
        self.server = server
        self.mark = secrets.token_hex(5)
        """A random text for the names of this exchange; recorded as MARK."""
        self._conventions = conventions
        self._entries: list[Json] = []
        self._aliases = {self.mark: "MARK", server.url: "HOST", urllib.parse.quote(server.url, safe=""): "HOST"}
        self._values: dict[tuple[str, str], str] = {}
        self._cleanups: list[Callable[[], object]] = []

    # ---- calls

    def record(self, method: str, path: str, by: str = "editor", **content: Any) -> Json:
        """Make a call, record the answer, and return its JSON or its text. `content` as for `request`."""
        status, headers, answer = self._send(method, path, by, **content)
        record: Json = {"call": f"{method} {path}", "by": by, "status": status, "answer": answer}
        if isinstance(answer, str) and self._conventions.headers:
            record["headers"] = {name: headers[name] for name in self._conventions.headers if name in headers}
        self._entries.append(record)
        return answer

    def request(self, method: str, path: str, by: str = "admin", **content: Any) -> Json:
        """Make a call without recording it, and return the answer's JSON or its text.

        `query` (a mapping), and one of: `body` (JSON), `form` (fields: texts, or `Upload`s), `raw` (bytes).
        """
        return self._send(method, path, by, **content)[2]

    def record_status(self, method: str, path: str, by: str = "editor", **content: Any) -> int:
        """Make a call, record its status alone, and return it."""
        status, _headers, _answer = self._send(method, path, by, **content)
        self._entries.append({"call": f"{method} {path}", "by": by, "status": status})
        return status

    def note(self, label: str, value: Json) -> None:
        """Record a value computed from the answers, such as whether a timestamp changed."""
        self._entries.append({"note": label, "value": value})

    def alias(self, text: str, name: str, *fields: str) -> None:
        """Record a text of this run as `name`; with `fields`, only where it is the whole value of one of them."""
        if fields:
            self._values |= {(field, text): name for field in fields}
        else:
            self._aliases[text] = name

    def add_cleanup(self, cleanup: Callable[[], object]) -> None:
        """Add a function to call at the end of the exchange; the last one added is called first."""
        self._cleanups.append(cleanup)

    def clean_up(self) -> None:
        """Call the functions that were added for the end of the exchange."""
        while self._cleanups:
            self._cleanups.pop()()

    # ---- the records

    @property
    def records(self) -> list[Json]:
        """Return the records, without values that belong to this run only."""
        normaliser = Normaliser(self._conventions, self._aliases, self._values)
        return [normaliser.of(entry) for entry in self._entries]

    # ---- HTTP

    def _send(
        self, method: str, path: str, by: str, query: Mapping[str, object] | None = None, **content: Any
    ) -> tuple[int, Message, Json]:
        url = path if "://" in path else f"{self.server.url}/{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query, doseq=True)
        data, headers = _encoded(**content)
        if by != ANONYMOUS:
            headers[self._conventions.header] = self.server.tokens.get(by, by)
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with _open(request, timeout=TIMEOUT) as reply:
                return reply.status, reply.headers, _decoded(reply.read(), reply.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, _decoded(error.read(), error.headers)


def _encoded(
    body: Json = None, form: Mapping[str, str | Upload] | None = None, raw: bytes | None = None, type: str = ""
) -> tuple[bytes | None, dict[str, str]]:
    if raw is not None:
        return raw, {"Content-Type": type or "application/octet-stream"}
    if form is not None:
        return _multipart(form)
    if body is not None:
        return json.dumps(body).encode(), {"Content-Type": type or "application/json"}
    return None, {}


def _multipart(form: Mapping[str, str | Upload]) -> tuple[bytes, dict[str, str]]:
    edge = secrets.token_hex(8)
    parts: list[bytes] = []
    for name, value in form.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, Upload):
            kind = value.type or mimetypes.guess_type(value.name)[0] or "application/octet-stream"
            head += f'; filename="{value.name}"\r\nContent-Type: {kind}'
        content = value.content if isinstance(value, Upload) else value.encode()
        parts += [head.encode(), b"\r\n\r\n", content, b"\r\n"]
    return b"".join(parts) + f"--{edge}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={edge}"}


def _decoded(content: bytes, headers: Message) -> Json:
    """Return the JSON or the text of an answer; of an HTML page, only a placeholder."""
    if headers.get_content_type() == "text/html":
        return PAGE
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "backslashreplace")


class Normaliser:
    """A replacement of values that differ from run to run: ids in order of appearance, timestamps, host and names."""

    def __init__(
        self, conventions: Conventions, aliases: Mapping[str, str], values: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        self._conventions = conventions
        self._aliases = sorted(aliases.items(), key=lambda item: -len(item[0]))
        self._values = values or {}
        self._ids: dict[str, str] = {}

    def of(self, value: Json, parent: str = "") -> Json:
        """Return a value without the parts that belong to this run only."""
        match value:
            case dict():
                compared = {name: item for name, item in sorted(value.items()) if not self._is_dropped(parent, name)}
                return {self._text(name): self.of(item, name) for name, item in compared.items()}
            case list():
                return [self.of(item, parent) for item in value]
            case str():
                return self._values.get((parent, value)) or self._text(value)
            case _:
                return value

    def _is_dropped(self, parent: str, name: str) -> bool:
        return name in self._conventions.dropped or f"{parent}.{name}" in self._conventions.dropped

    def _text(self, text: str) -> str:
        for original, name in self._aliases:
            text = text.replace(original, name)
        return _MOMENT.sub(_without_moment, self._conventions.ids.sub(self._number, text))

    def _number(self, match: re.Match[str]) -> str:
        return self._ids.setdefault(match[0], f"id-{len(self._ids) + 1}")


def _without_moment(match: re.Match[str]) -> str:
    moment = datetime.fromisoformat(match[0])
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return "moment" if abs(datetime.now(UTC) - aware) < _NOW else match[0]


def exchange_module(kind: str) -> ExchangeModule:
    """Return the module of scripts of a kind of catalogue."""
    return cast("ExchangeModule", importlib.import_module(f"tests.sandbox.{kind}_exchanges"))


def run_exchange(module: ExchangeModule, name: str, server: Server) -> list[Json]:
    """Run a script against a server, and return its records."""
    exchange = Exchange(server, module.CONVENTIONS)
    try:
        module.EXCHANGES[name](exchange)
        return exchange.records
    finally:
        exchange.clean_up()


def recorded_answers(kind: str, name: str) -> list[Json]:
    """Return the recorded answers of the real server."""
    answers: list[Json] = json.loads((ANSWERS / kind / f"{name}.json").read_text(encoding="utf-8"))
    return answers
