"""HTTP for every kind of catalogue: limits, a rate, retries and typed errors."""

import contextlib
import http.client
import http.cookiejar
import io
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from publisher import __version__
from publisher.catalogs.connection import Adapter
from publisher.catalogs.errors import CatalogError, OutcomeUnknown, Unavailable, Unreachable
from publisher.catalogs.faults import (
    HttpFault,
    cause_of_cut,
    cause_of_failure,
    fix_of,
    is_timeout,
    layer_of,
    never_connected,
    refused_certificate,
)
from publisher.catalogs.limits import FILE_RATE, Call, LimitReached, as_current
from publisher.catalogs.origins import origin_of, shown_address, without_credentials
from publisher.catalogs.reply import BEGINNING, Reply, SentCall, judge
from publisher.catalogs.retry import SILENCE, Clock, retrying
from publisher.catalogs.silence import Silence
from publisher.catalogs.surroundings import FrontPassword, bundle_of, context_with
from publisher.catalogs.unpacking import ACCEPTED, UnreadableEncoding
from publisher.model.commands import command
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import message
from publisher.model.names import CatalogName

USER_AGENT: Final = f"opendata-publisher/{__version__}"
TOO_MANY: Final = 429

REDIRECTIONS: Final = 5
"""That a download follows."""

DOWNLOAD_MARGIN: Final = 65_536
"""Bytes by which a file that is downloaded may be larger than expected: it is then known to differ."""

SECRET_HEADERS: Final = ("Authorization", "X-API-KEY", "X-CKAN-API-Key")
"""What a server may repeat in a page, and no message may show."""

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

NO_ADDRESS: Final = message("the address is not valid")

T = TypeVar("T")


class Session(requests.Session):
    """A requests session with our limits, rate and errors. It follows no redirection: that changes the method.

    A request to another origin than the catalogue's carries no token, whatever its caller gave it.
    """

    def __init__(self, config: CatalogConfig, clock: Clock, password: FrontPassword | None = None) -> None:
        super().__init__()
        self.config = config
        self.clock = clock
        self.password = password
        self.calls = 0
        self._lock = threading.Lock()
        self._next = 0.0
        self._answered: float | None = None
        """When the latest usable answer came, on the clock."""
        self._started = clock.monotonic()
        self.recognised = False
        """Whether the catalogue has given an answer of its own kind: the address is right, then."""
        self.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPTED})
        self.trust_env = urlsplit(config.url).hostname not in LOOPBACK  # a proxy cannot reach this machine
        self.auth = self._with_password  # otherwise a ~/.netrc on this machine would replace our token
        self.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        context = context_with(config.ca) if config.ca else None
        adapter = Adapter(context, pool_maxsize=max(1, config.concurrency))
        for scheme in ("http://", "https://"):
            self.mount(scheme, adapter)

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Prepare one request. Raises `HttpFault` for an address that is not valid."""
        try:
            return super().prepare_request(request)
        except (
            requests.exceptions.InvalidURL,
            requests.exceptions.MissingSchema,
            requests.exceptions.InvalidSchema,
        ) as e:
            raise HttpFault(NO_ADDRESS, sent=False) from e

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None: requests would read the whole body of a redirection, however large."""

    def _with_password(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return a request with the password for a server in front of the catalogue, where there is one."""
        header = self.password.header if self.password and self.is_home(request.url) else None
        if header is not None:
            request.headers["Authorization"] = header
        return request

    def is_home(self, url: str | None) -> bool:
        """Return whether an address has the origin of the catalogue: a token goes there alone."""
        home = origin_of(self.config.url)
        return home is not None and origin_of(url) == home

    def _new_call(self, sent: int) -> Call:
        """Return the limits of a call that begins now and sends so many bytes."""
        duration = self.config.call_seconds + sent / FILE_RATE
        return Call(config=self.config, clock=self.clock, duration=duration, body_limit=self.config.reply_limit)

    def new_download(self, size: int | None) -> Call:
        """Return the limits of the download of a file of this size."""
        limit = self.config.reply_limit if size is None else size + DOWNLOAD_MARGIN
        duration = self.config.call_seconds + limit / FILE_RATE
        return Call(config=self.config, clock=self.clock, duration=duration, body_limit=limit, is_file=True)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send one request and read its whole reply. Raises `HttpFault`, or `CatalogError` for another's reply."""
        self._take_turn()
        call, sent = self._new_call(_size_of(request)), self._sent(request)
        response = self.open(request, call, **kwargs)
        try:
            if error := judge(self._beginning(response, call), sent):
                raise error
            body = io.BytesIO()
            for piece in self.body(response, call):
                body.write(piece)
        finally:
            response.close()
        response._content = body.getvalue()  # `content`, `text` and `json` take it from here
        self._answered = self.clock.monotonic()
        return response

    def open(self, request: requests.PreparedRequest, call: Call, **kwargs: Any) -> requests.Response:
        """Send one request and read the headers of its reply. Raises `HttpFault`."""
        call.public_only = not self.is_home(request.url)
        if call.public_only:
            request = without_credentials(request)
        kwargs.update(
            stream=True, allow_redirects=False, timeout=(self.config.connect_timeout, self.config.read_timeout)
        )
        kwargs["verify"] = bundle_of(os.environ)
        try:
            with as_current(call):
                return super().send(request, **kwargs)
        except LimitReached as limit:
            raise HttpFault(
                limit.what, sent=call.sent, fix=limit.fix, again=limit.again, silent=limit.silent
            ) from limit
        except (requests.exceptions.InvalidURL, urllib3.exceptions.LocationValueError, UnicodeError) as error:
            raise HttpFault(NO_ADDRESS, sent=False) from error
        except requests.RequestException as error:
            raise HttpFault(
                cause_of_failure(error),
                sent=not never_connected(error),
                again=refused_certificate(error) is None,  # it is the same a moment later
                silent=is_timeout(error),
                fix=fix_of(error),
                layer=layer_of(error),
            ) from error

    def body(self, response: requests.Response, call: Call) -> Iterator[bytes]:
        """Yield the body of a reply. Raises `HttpFault`."""
        try:
            yield from call.body(response)
        except LimitReached as limit:
            raise HttpFault(limit.what, sent=True, fix=limit.fix, again=limit.again, silent=limit.silent) from limit
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, UnreadableEncoding, OSError) as error:
            raise HttpFault(cause_of_cut(error), sent=True, silent=is_timeout(error)) from error

    def is_answering(self, error: BaseException) -> bool:
        """Return whether the server gave a usable answer lately; before the first one, whether it is there at all."""
        if isinstance(error, HttpFault) and error.status == TOO_MANY:
            return True
        if self._answered is None and isinstance(error, HttpFault) and error.status is None and not error.sent:
            return False
        return self.clock.monotonic() - (self._answered or self._started) < SILENCE

    def _take_turn(self) -> None:
        """Wait until the rate allows one more call."""
        with self._lock:
            now = self.clock.monotonic()
            start = max(now, self._next)
            self._next = start + 1 / self.config.rate
            self.calls += 1
        if start > now:
            self.clock.sleep(start - now)

    def _beginning(self, response: requests.Response, call: Call) -> Reply:
        """Return what a reply is judged by. Of the body, only a page that refuses a call is read, and its beginning."""
        reply = Reply(response.status_code, response.headers)
        if not 400 <= reply.status < 500 or reply.is_json:
            return reply
        body = io.BytesIO()
        with contextlib.suppress(HttpFault):
            for piece in self.body(response, call):
                body.write(piece)
                if body.tell() >= BEGINNING:
                    break
        return replace(reply, body=body.getvalue()[:BEGINNING].decode("utf-8", "replace"))

    def _sent(self, request: requests.PreparedRequest) -> SentCall:
        names = (*SECRET_HEADERS, self.config.token_header or "")
        headers = (str(request.headers[name]) for name in names if request.headers.get(name))
        password = self.password.secrets if self.password else ()
        return SentCall(
            catalog=self.config.name,
            url=self.config.url.rstrip("/"),
            method=request.method or "GET",
            address=shown_address(request.url or ""),
            is_first=not self.recognised,
            size=_size_of(request),
            password=self.password,
            secrets=(*headers, *password),
        )


def _size_of(request: requests.PreparedRequest) -> int:
    """Return how many bytes a request sends."""
    return int(request.headers.get("Content-Length") or 0)


class Transport:
    """The calls of one catalogue: reads are repeated after a fault; writes only while they surely never arrived."""

    def __init__(
        self, config: CatalogConfig, clock: Clock | None = None, password: FrontPassword | None = None
    ) -> None:
        self.catalog: CatalogName = config.name
        self.url = config.url.rstrip("/")
        self.clock = clock or Clock(time.monotonic, time.sleep)
        self.session = Session(config, self.clock, password)
        self.silence = Silence()

    def read(self, call: Callable[[], T]) -> T:
        """Make a call that changes nothing, again after a fault. Raises `Unavailable` or `Unreachable`."""
        self._refuse_after_silence()
        try:
            return retrying(self._may_pass, self.clock.sleep, self.session.is_answering)(self._heard(call))
        except HttpFault as fault:
            if fault.silent:
                self.silence.goes_on()
            raise self._gave_up(fault) from fault

    def write(self, call: Callable[[], T]) -> T:
        """Make a call that writes, again only while it surely never arrived. Else raises `OutcomeUnknown`."""
        self._refuse_after_silence()
        try:
            return retrying(_was_not_sent, self.clock.sleep, self.session.is_answering)(self._heard(call))
        except HttpFault as fault:
            if fault.sent:
                raise OutcomeUnknown(self.catalog, fault.what, fault.retry_after) from fault
            raise self._gave_up(fault) from fault

    def stream(self, url: str, headers: Mapping[str, str], size: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of a file of about this size, in pieces; redirections are followed. Raises `Unavailable`."""
        try:
            yield from _download(self.session, url, headers, size)
        except HttpFault as fault:
            what = message("{url} cannot be downloaded: {what}", url=shown_address(url), what=fault.what)
            raise Unavailable(self.catalog, what, fault.fix or message("Run the command again.")) from fault

    def _heard(self, call: Callable[[], T]) -> Callable[[], T]:
        return lambda: self.silence.heard(call)

    def _may_pass(self, error: BaseException) -> bool:
        return isinstance(error, HttpFault) and error.again and not self.silence.is_final

    def _refuse_after_silence(self) -> None:
        """Refuse further calls to a server that has stalled: each of them would wait as long. Raises `Unavailable`."""
        if self.silence.is_final:
            what = message("{url} has not answered for a long time: it is not called again in this run", url=self.url)
            raise Unavailable(self.catalog, what, message("Run the command again later."))

    def _gave_up(self, fault: HttpFault) -> CatalogError:
        if fault.instead is not None:
            return fault.instead
        fix = fault.fix or message(
            "Check the address ({command} shows which server answers) and the network, then run the command again.",
            command=command("doctor"),
        )
        if fault.retry_after:
            fix = message(
                "The server asks to wait {seconds} s: run the command again later.", seconds=int(fault.retry_after)
            )
        what = message("{url} gives no usable answer: {what}", url=self.url, what=fault.what)
        kind = Unavailable if fault.sent or fault.status is not None else Unreachable
        return kind(self.catalog, what, fix)


def _download(session: Session, url: str, headers: Mapping[str, str], size: int | None) -> Iterator[bytes]:
    """Yield the bytes of a file, within one deadline. Raises `HttpFault`."""
    call = session.new_download(size)
    for _hop in range(REDIRECTIONS + 1):
        request = requests.Request("GET", url, headers={"Accept-Encoding": "identity", **headers})
        response = session.open(session.prepare_request(request), call)
        try:
            target = response.headers.get("Location") if 300 <= response.status_code < 400 else None
            if target is None:
                _refuse_failed(session, url, response.status_code, has_token=bool(headers))
                yield from session.body(response, call)
                return
            url = _joined(url, target)
        finally:
            response.close()
    raise HttpFault(message("it redirects again and again"), sent=True)


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise HttpFault(NO_ADDRESS, sent=True) from error


def _refuse_failed(session: Session, url: str, status: int, *, has_token: bool) -> None:
    """Raise `HttpFault` for a status that is no success; it says so where the token was not sent."""
    if status < 300:
        return
    if session.is_home(url) or not has_token:
        raise HttpFault(message("it answered {status}", status=status), sent=True, status=status)
    origin = str(origin_of(session.config.url))
    what = message(
        "it answered {status}; the token was not sent there, because it is for {origin} alone",
        status=status, origin=origin,
    )  # fmt: skip
    fix = message(
        "If that is another address of the same catalogue, write it as `url` in catalogs.yml; "
        "else run the command again without --verify."
    )
    raise HttpFault(what, sent=True, status=status, fix=fix)


def _was_not_sent(error: BaseException) -> bool:
    return isinstance(error, HttpFault) and error.again and not error.sent
