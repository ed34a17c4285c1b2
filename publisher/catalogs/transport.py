"""HTTP for every kind of catalogue: time limits, a rate, retries and typed errors."""

import http.client
import http.cookiejar
import io
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import requests
import requests.adapters
import urllib3
from urllib3.exceptions import NameResolutionError, NewConnectionError

from publisher import __version__
from publisher.catalogs.errors import OutcomeUnknown, Unavailable, Unreachable
from publisher.catalogs.retry import SILENCE, Clock, retry_after_seconds, retrying
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import Message, message
from publisher.model.names import CatalogName

USER_AGENT: Final = f"opendata-publisher/{__version__}"
REPLY_TIMES: Final = 3
"""A whole reply may take this many read timeouts: else a server could go on for hours, byte by byte."""

CHUNK: Final = 65_536
"""Bytes."""

SERVER_ERROR: Final = 500
TOO_MANY: Final = 429
NO_CONTENT: Final = 204

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

NO_ADDRESS: Final = message("the address is not valid")

T = TypeVar("T")


class HttpFault(Exception):
    """No complete HTTP reply: timeout, cut connection, 429 or 5xx."""

    def __init__(
        self, what: Message, *, sent: bool, retry_after: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(str(what))
        self.what = what
        self.sent = sent
        """Whether the server may have carried out the request."""
        self.retry_after = retry_after
        self.status = status
        """HTTP status; None where no reply came."""

    @property
    def page(self) -> bool:
        """Whether a web page came with a status of success."""
        return self.status is not None and self.status < 300


class WrongServer(Exception):
    """Another server answers: with a web page, or with a redirection."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.what = what


class Session(requests.Session):
    """A requests session with our time limits, rate and errors. It follows no redirection: that changes the method."""

    def __init__(self, config: CatalogConfig, clock: Clock) -> None:
        super().__init__()
        self.config = config
        self.clock = clock
        self.calls = 0
        self._lock = threading.Lock()
        self._next = 0.0
        self._answered: float | None = None
        """When the latest usable answer came, on the clock."""
        self._started = clock.monotonic()
        self.headers["User-Agent"] = USER_AGENT
        self.trust_env = urlsplit(config.url).hostname not in LOOPBACK  # a proxy cannot reach this machine
        self.auth = _keep_headers  # otherwise a ~/.netrc on this machine would replace our token
        self.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=max(1, config.concurrency))
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

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send one request and read its whole reply. Raises `HttpFault` or `WrongServer`."""
        self._take_turn()
        kwargs.update(
            stream=True, allow_redirects=False, timeout=(self.config.connect_timeout, self.config.read_timeout)
        )
        try:
            response = super().send(request, **kwargs)
        except (requests.exceptions.InvalidURL, urllib3.exceptions.LocationValueError, UnicodeError) as error:
            raise HttpFault(NO_ADDRESS, sent=False) from error
        except requests.RequestException as error:
            raise HttpFault(_cause(error), sent=not _never_connected(error)) from error
        try:
            body = self._read_body(response)
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            raise HttpFault(_cause_of_cut(error), sent=True) from error
        finally:
            response.close()
        response.raw = io.BytesIO(body)  # `content`, `text` and `json` read from here
        self._judge(response)
        self._answered = self.clock.monotonic()
        return response

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

    def _read_body(self, response: requests.Response) -> bytes:
        """Return the whole body, read as it arrives: `iter_content` would wait for whole chunks of a slow reply."""
        deadline = self.clock.monotonic() + REPLY_TIMES * self.config.read_timeout
        body = io.BytesIO()
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            body.write(chunk)
            if self.clock.monotonic() > deadline:
                raise TimeoutError("the reply does not end")
        return body.getvalue()

    def _judge(self, response: requests.Response) -> None:
        status, after = response.status_code, retry_after_seconds(response.headers.get("Retry-After"))
        if status == TOO_MANY:
            raise HttpFault(message("it answered 429 (too many calls)"), sent=False, retry_after=after, status=status)
        if status >= SERVER_ERROR:
            raise HttpFault(message("it answered {status}", status=status), sent=True, retry_after=after, status=status)
        if 300 <= status < 400:
            raise WrongServer(message("it redirects to {target}", target=response.headers.get("Location", "?")))
        if status != NO_CONTENT and not _is_json(response):
            self._judge_page(status)

    def _judge_page(self, status: int) -> None:
        """Raise for a web page: with a success perhaps a notice of maintenance, else another server."""
        what = message("a web page answers instead (status {status})", status=status)
        if status < 300:
            raise HttpFault(what, sent=True, status=status)
        raise WrongServer(what)


class Transport:
    """The calls of one catalogue: reads are repeated after a fault; writes only while they surely never arrived."""

    def __init__(self, config: CatalogConfig, clock: Clock | None = None) -> None:
        self.catalog: CatalogName = config.name
        self.url = config.url.rstrip("/")
        self.clock = clock or Clock(time.monotonic, time.sleep)
        self.session = Session(config, self.clock)

    def read(self, call: Callable[[], T]) -> T:
        """Make a call that changes nothing, again after a fault. Raises `Unavailable` or `Unreachable`."""
        try:
            return retrying(_is_fault, self.clock.sleep, self.session.is_answering)(call)
        except HttpFault as fault:
            raise self._gave_up(fault) from fault
        except WrongServer as error:
            raise self.wrong_server(error.what) from error

    def write(self, call: Callable[[], T]) -> T:
        """Make a call that writes, again only while it surely never arrived. Else raises `OutcomeUnknown`."""
        try:
            return retrying(_was_not_sent, self.clock.sleep, self.session.is_answering)(call)
        except HttpFault as fault:
            if fault.sent:
                raise OutcomeUnknown(self.catalog, fault.what, fault.retry_after) from fault
            raise self._gave_up(fault) from fault
        except WrongServer as error:
            raise self.wrong_server(error.what) from error

    def stream(self, url: str, headers: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the bytes at an address, in pieces; redirections are followed. Raises `Unavailable`."""
        timeout = (self.session.config.connect_timeout, self.session.config.read_timeout)
        all_headers = {"User-Agent": USER_AGENT, **headers}
        try:
            with requests.Session() as session:
                session.trust_env = self.session.trust_env
                with session.get(
                    url, headers=all_headers, auth=_keep_headers, timeout=timeout, stream=True
                ) as response:
                    response.raise_for_status()
                    yield from response.iter_content(CHUNK)
        except requests.RequestException as error:
            what = message("{url} cannot be downloaded: {what}", url=url, what=_cause(error))
            raise Unavailable(self.catalog, what, message("Run the command again.")) from error

    def wrong_server(self, what: Message) -> Unreachable:
        """Return the error for an address where another server answers."""
        return Unreachable(
            self.catalog,
            message("{url} is not the expected catalogue: {what}", url=self.url, what=what),
            message(
                "Check `url` and `kind` in catalogs.yml; `publisher doctor` shows which server answers at that address."
            ),
        )

    def _gave_up(self, fault: HttpFault) -> Unavailable | Unreachable:
        if fault.page:
            return self.wrong_server(fault.what)
        fix = message(
            "Check the address (publisher doctor shows which server answers) and the network, "
            "then run the command again."
        )
        if fault.retry_after:
            fix = message(
                "The server asks to wait {seconds} s: run the command again later.", seconds=int(fault.retry_after)
            )
        what = message("{url} gives no usable answer: {what}", url=self.url, what=fault.what)
        kind = Unavailable if fault.sent or fault.status is not None else Unreachable
        return kind(self.catalog, what, fix)


def _is_fault(error: BaseException) -> bool:
    return isinstance(error, HttpFault)


def _was_not_sent(error: BaseException) -> bool:
    return isinstance(error, HttpFault) and not error.sent


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _is_json(response: requests.Response) -> bool:
    return "json" in response.headers.get("Content-Type", "")


def _reason(error: requests.RequestException) -> BaseException:
    """Return urllib3's error, which requests wraps in its own."""
    inner = error.args[0] if error.args else error
    reason = getattr(inner, "reason", inner)
    return reason if isinstance(reason, BaseException) else error


def _never_connected(error: requests.RequestException) -> bool:
    """Return whether the request surely was not sent: no connection, or a certificate refused before."""
    reason = _reason(error)
    certificate = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in (reason, *reason.args))
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError) or certificate


def _cause(error: requests.RequestException) -> Message:
    reason = _reason(error)
    match error:
        case requests.ConnectTimeout():
            return message("no connection in time")
        case requests.Timeout():
            return message("no answer in time")
        case requests.exceptions.SSLError() if _never_connected(error):
            return message("its certificate is refused")
        case requests.exceptions.SSLError():
            return message("the secure connection failed")
        case _ if isinstance(reason, NameResolutionError):
            return message("no server has this name")
        case _ if isinstance(reason, NewConnectionError):
            return message("connection refused")
        case _:
            return message("the connection was cut")


def _cause_of_cut(error: Exception) -> Message:
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return message("no answer in time")
    return message("the reply is incomplete")
