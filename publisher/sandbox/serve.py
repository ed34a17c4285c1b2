"""The server of the sandbox: each catalogue below its own name, and pages in French."""

import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import ClientDisconnected, HTTPException, NotFound
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from publisher.sandbox import pages
from publisher.sandbox.interface import Call, Kind
from publisher.sandbox.seed import Seed
from publisher.sandbox.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOST: Final = "127.0.0.1"
CHUNK_SIZE: Final = 65_536
"""Bytes that are read at once."""


class _Quiet(WSGIRequestHandler):
    """A request handler that prints nothing."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Print nothing."""


def _receive(request: Request) -> None:
    """Read the body before the store is locked, so that a slow client delays only itself."""
    _valid = request.host
    if request.mimetype == "multipart/form-data":
        _files = request.files
    else:
        request.get_data()


def _drain(request: Request) -> None:
    """Read the rest of the body: else the connection is cut before the client has the answer."""
    with suppress(ClientDisconnected, OSError):
        while request.stream.read(CHUNK_SIZE):
            pass


class Sandbox:
    """A WSGI application: the catalogues that a store keeps, each below its own name."""

    def __init__(self, store: Store, kinds: Mapping[str, Kind]) -> None:
        self._store = store
        self._kinds = kinds
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def seed(self, name: str, kind: str, seed: Seed) -> None:
        """Add a catalogue of this name and kind, with the objects of its seed that do not exist yet.

        A catalogue without a name has every path that belongs to no other catalogue.
        """
        self._store.name_site(name, kind)
        with self._store.database(name) as database:
            self._kinds[kind].seed(database, seed)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.trusted_hosts = [HOST, "localhost"]  # a web page must not reach it through DNS rebinding
        try:
            _receive(request)
            response = self._answer(request)
        except NotFound:
            response = pages.missing_page()
        except HTTPException as error:
            response = Response.force_type(error.get_response(environ), environ)
        finally:
            _drain(request)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        sites = self._store.sites()
        path = request.path.lstrip("/")
        name, _slash, catalog_path = path.partition("/")
        if name not in sites and "" in sites:
            name, catalog_path = "", path
        if name not in sites:
            return pages.server_page(path, sites, self._store)
        kind = self._kinds[sites[name]]
        with self._store.database(name) as database:
            call = Call(request, catalog_path, database, (request.host_url + name).rstrip("/"), self._moment())
            response = kind.answer(call) or pages.catalog_page(call, kind)
        if response is None:
            raise NotFound
        return response

    def _moment(self) -> datetime:
        """Return the present time, later than at every call before."""
        with self._lock:
            self._last = max(datetime.now(UTC), self._last + timedelta(microseconds=1))
            return self._last


@contextmanager
def serving(sandbox: Sandbox, port: int = 0) -> Iterator[str]:
    """Serve while the block runs; yield the address, without a slash at its end. Port 0 is any free port.

    Raises `OSError` where another program uses the port.
    """
    with socket.create_server((HOST, port), backlog=128) as bound:  # werkzeug would exit if the port is taken
        server = ThreadedWSGIServer(HOST, port, sandbox, _Quiet, fd=bound.fileno())
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
