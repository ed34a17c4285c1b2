"""Conversations with a catalogue: what is called is said once, what comes back is recorded, and compared anywhere.

A talk is a function that takes a `Talk` and makes calls. What differs from run to run (ids, moments, the host, names
made for the occasion) is replaced in the record, so that the records of two servers are equal where their answers are.
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
Script = Callable[["Talk"], None]

ANSWERS: Final = Path(__file__).parent / "answers"
ANONYMOUS: Final = "anonymous"
PAGE: Final = "(page)"
TIMEOUT: Final = 60
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_NOW: Final = timedelta(days=365)
"""How far from now a moment may be and still be one of this run, or of the server's accounts. Talks send older ones."""


class _Still(urllib.request.HTTPRedirectHandler):
    """Does not follow: a redirection is an answer."""

    def redirect_request(self, *_about: Any) -> None:
        """Stay."""


_open = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Still).open


@dataclass(frozen=True)
class Server:
    """A catalogue, with the tokens of the accounts that the talks play."""

    url: str
    tokens: Mapping[str, str] = field(repr=False)
    """By account: `editor`, `admin` and so on. `anonymous` has none."""


@dataclass(frozen=True)
class Manner:
    """How a kind of catalogue speaks."""

    header: str
    """That the token is in."""
    ids: re.Pattern[str]
    """What its ids look like."""
    dropped: Mapping[str, str]
    """Fields that are not compared, `field` or `parent.field`, each with the reason."""
    headers: tuple[str, ...] = ()
    """Of an answer that is no JSON, what is recorded besides its text."""


class Talks(Protocol):
    """What a module of talks offers."""

    MANNER: Manner
    TALKS: Mapping[str, Script]

    def server_in(self, environment: Mapping[str, str]) -> Server:
        """The server that the environment names."""


@dataclass(frozen=True)
class Upload:
    """A file in a form."""

    name: str
    content: bytes
    type: str = ""


class Talk:
    """One conversation: makes calls and keeps what came back."""

    def __init__(self, server: Server, manner: Manner) -> None:
        self.server = server
        self.mark = secrets.token_hex(5)
        """For names of this conversation alone; reads as MARK in the record."""
        self._manner = manner
        self._said: list[Json] = []
        self._aliases = {self.mark: "MARK", server.url: "HOST", urllib.parse.quote(server.url, safe=""): "HOST"}
        self._values: dict[tuple[str, str], str] = {}
        self._later: list[Callable[[], object]] = []

    # ---- speaking

    def say(self, method: str, path: str, by: str = "editor", **content: Any) -> Json:
        """Make a call and record the answer; its JSON, or text. `content` as for `quietly`."""
        status, headers, found = self._call(method, path, by, **content)
        record: Json = {"call": f"{method} {path}", "by": by, "status": status, "answer": found}
        if isinstance(found, str) and self._manner.headers:
            record["headers"] = {name: headers[name] for name in self._manner.headers if name in headers}
        self._said.append(record)
        return found

    def quietly(self, method: str, path: str, by: str = "admin", **content: Any) -> Json:
        """Make a call that is no matter of the conversation.

        `query` (a mapping), and one of: `body` (JSON), `form` (fields: texts, or `Upload`s), `raw` (bytes).
        """
        return self._call(method, path, by, **content)[2]

    def status(self, method: str, path: str, by: str = "editor", **content: Any) -> int:
        """Make a call of which the status alone matters, and keep that."""
        status, _headers, _found = self._call(method, path, by, **content)
        self._said.append({"call": f"{method} {path}", "by": by, "status": status})
        return status

    def note(self, what: str, value: Json) -> None:
        """Record something worked out from the answers, such as whether a moment moved."""
        self._said.append({"note": what, "value": value})

    def alias(self, text: str, name: str, *fields: str) -> None:
        """Have a text of this run read as `name` in the record; where fields are named, as the whole value of these."""
        if fields:
            self._values |= {(field, text): name for field in fields}
        else:
            self._aliases[text] = name

    def later(self, cleaning: Callable[[], object]) -> None:
        """Do something when the conversation is over; the last said is done first."""
        self._later.append(cleaning)

    def clean(self) -> None:
        """Do what was left for later."""
        while self._later:
            self._later.pop()()

    # ---- the record

    @property
    def record(self) -> list[Json]:
        """What was said, with everything replaced that is of this run only."""
        normaliser = Normaliser(self._manner, self._aliases, self._values)
        return [normaliser.of(one) for one in self._said]

    # ---- HTTP

    def _call(
        self, method: str, path: str, by: str, query: Mapping[str, object] | None = None, **content: Any
    ) -> tuple[int, Message, Json]:
        url = path if "://" in path else f"{self.server.url}/{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query, doseq=True)
        data, headers = _encoded(**content)
        if by != ANONYMOUS:
            headers[self._manner.header] = self.server.tokens.get(by, by)
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
    """JSON, or a text; of a page for people, nothing but that it is one."""
    if headers.get_content_type() == "text/html":
        return PAGE
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "backslashreplace")


class Normaliser:
    """Replaces what differs from run to run: ids in the order in which they appear, moments, host and names."""

    def __init__(
        self, manner: Manner, aliases: Mapping[str, str], values: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        self._manner = manner
        self._aliases = sorted(aliases.items(), key=lambda item: -len(item[0]))
        self._values = values or {}
        self._ids: dict[str, str] = {}

    def of(self, value: Json, parent: str = "") -> Json:
        """A value without what is of its run only."""
        match value:
            case dict():
                kept = {name: found for name, found in sorted(value.items()) if not self._is_dropped(parent, name)}
                return {self._text(name): self.of(found, name) for name, found in kept.items()}
            case list():
                return [self.of(one, parent) for one in value]
            case str():
                return self._values.get((parent, value)) or self._text(value)
            case _:
                return value

    def _is_dropped(self, parent: str, name: str) -> bool:
        return name in self._manner.dropped or f"{parent}.{name}" in self._manner.dropped

    def _text(self, text: str) -> str:
        for found, name in self._aliases:
            text = text.replace(found, name)
        return _MOMENT.sub(_of_now, self._manner.ids.sub(self._number, text))

    def _number(self, found: re.Match[str]) -> str:
        return self._ids.setdefault(found[0], f"id-{len(self._ids) + 1}")


def _of_now(found: re.Match[str]) -> str:
    moment = datetime.fromisoformat(found[0])
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return "moment" if abs(datetime.now(UTC) - aware) < _NOW else found[0]


def talks_of(kind: str) -> Talks:
    """The module of talks of a kind of catalogue."""
    return cast("Talks", importlib.import_module(f"tests.sandbox.{kind}_talks"))


def hold(talks: Talks, name: str, server: Server) -> list[Json]:
    """Hold a conversation; its record."""
    talk = Talk(server, talks.MANNER)
    try:
        talks.TALKS[name](talk)
        return talk.record
    finally:
        talk.clean()


def answers_of(kind: str, name: str) -> list[Json]:
    """What the real server answered when the conversation was recorded."""
    found: list[Json] = json.loads((ANSWERS / kind / f"{name}.json").read_text(encoding="utf-8"))
    return found
