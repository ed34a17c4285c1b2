"""The sandbox of one folder: its file, its port, and whether another process serves it already."""

import errno
import json
import sqlite3
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.sandbox.ckan import Ckan
from publisher.sandbox.interface import Kind
from publisher.sandbox.pages import ABOUT
from publisher.sandbox.seed import Seed
from publisher.sandbox.serve import HOST, Sandbox, serving
from publisher.sandbox.store import Store
from publisher.sandbox.udata import Udata

PORT: Final = 8765
"""The port of a sandbox, unless another program uses it when the sandbox is created."""

_TIME_LIMIT: Final = 5.0
"""Seconds within which a sandbox answers the question whether it is one."""

_PAUSE: Final = 0.05
"""Seconds between two attempts to serve in place of another process."""


_open: Final = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
"""Without a proxy, since the address is on this machine."""


class PortTakenError(Exception):
    """The port of the sandbox cannot be used; the addresses that the sandbox stores contain it."""

    def __init__(self, port: int, why: OSError) -> None:
        super().__init__(port)
        self.port = port
        self.in_use = why.errno == errno.EADDRINUSE
        """Whether another program uses it."""
        self.why = why.strerror or type(why).__name__


class ServedError(Exception):
    """Another process serves the sandbox, which thus cannot be emptied or moved to another port."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True)
class Site:
    """A catalogue of the sandbox, and its first content."""

    kind: str
    seed: Seed


def kinds() -> Mapping[str, Kind]:
    """Return the kinds of catalogue that a sandbox can have."""
    return {"ckan": Ckan(), "udata": Udata()}


@contextmanager
def opened(file: Path, sites: Mapping[str, Site], port: int | None = None, *, fresh: bool = False) -> Iterator[str]:
    """Serve the sandbox of a file while the block runs, unless another process does already; yield its address.

    Its port is chosen once and stays, since addresses in its entries contain it; `port` replaces it.
    Raises `PortTakenError`, `ServedError`, and `sqlite3.Error` or `OSError` for a file that cannot be used.
    """
    with closing(_store(file.absolute(), fresh=fresh)) as store:
        served = store.port if store.port is not None and is_served(store, store.port) else None
        if served is not None and (fresh or port not in (None, served)):
            raise ServedError(f"http://{HOST}:{served}")
        if fresh:
            store.empty()
        sandbox = Sandbox(store, kinds())
        for name, site in sites.items():
            sandbox.seed(name, site.kind, site.seed)
        with _standing_by(sandbox, served) if served is not None else _served(sandbox, port or store.port) as address:
            store.port = int(address.rpartition(":")[2])
            yield address


def _store(file: Path, *, fresh: bool) -> Store:
    """Open the store of a file; with `fresh`, replace a file that is no store."""
    try:
        return Store(file)
    except sqlite3.DatabaseError:
        if not fresh:
            raise
        file.unlink()
        return Store(file)


@contextmanager
def _standing_by(sandbox: Sandbox, port: int) -> Iterator[str]:
    """Take over once the other process that serves ends, since it may end before the block does."""
    over = threading.Event()
    thread = threading.Thread(target=_succeed, args=(sandbox, port, over), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{port}"
    finally:
        over.set()
        thread.join()


def _succeed(sandbox: Sandbox, port: int, over: threading.Event) -> None:
    while not over.wait(_PAUSE):
        with suppress(OSError), serving(sandbox, port):
            over.wait()


@contextmanager
def _served(sandbox: Sandbox, port: int | None) -> Iterator[str]:
    """Serve at the port; where none was chosen yet, at the usual one, or at any free one."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(serving(sandbox, port or PORT))
        except OSError as error:
            if port is not None:
                raise PortTakenError(port, error) from error
            address = stack.enter_context(serving(sandbox))
        yield address


def is_served(store: Store, port: int) -> bool:
    """Return whether another process serves the same file there."""
    try:
        with _open(f"http://{HOST}:{port}/{ABOUT}", timeout=_TIME_LIMIT) as reply:
            description = json.load(reply)
    except (OSError, ValueError):
        return False
    return isinstance(description, dict) and description.get("sandbox") == str(store.file)
