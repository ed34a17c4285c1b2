"""The sandbox of one folder: its file, its port, and whether somebody serves it already."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.sandbox.ckan import Ckan
from publisher.sandbox.pages import ABOUT
from publisher.sandbox.seed import Seed
from publisher.sandbox.serve import HOST, Sandbox, serving
from publisher.sandbox.site import Kind
from publisher.sandbox.store import Store
from publisher.sandbox.udata import Udata

PORT: Final = 8765
"""Where a sandbox is served, unless that port is taken when it is made."""

_PATIENCE: Final = 2.0
"""Seconds."""


class PortTakenError(Exception):
    """Another program has the port of the sandbox, whose addresses speak of it."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


@dataclass(frozen=True)
class Site:
    """A catalogue to have, and what it holds at first."""

    kind: str
    seed: Seed


def kinds() -> Mapping[str, Kind]:
    """The kinds of catalogue that a sandbox can be."""
    return {"ckan": Ckan(), "udata": Udata()}


@contextmanager
def opened(file: Path, sites: Mapping[str, Site], port: int | None = None, *, fresh: bool = False) -> Iterator[str]:
    """The address at which the sandbox in a file is served while the block runs, by us or by whoever does already.

    Its port is chosen once and stays, since addresses in its entries speak of it; one that is given is the new one.
    Raises `PortTakenError`.
    """
    with closing(Store(file.absolute())) as store:
        if fresh:
            store.empty()
        sandbox = Sandbox(store, kinds())
        for name, site in sites.items():
            sandbox.seed(name, site.kind, site.seed)
        known = port or store.port
        if known is not None and is_served(store, known):
            yield f"http://{HOST}:{known}"
            return
        with _served(sandbox, known) as address:
            store.port = int(address.rpartition(":")[2])
            yield address


@contextmanager
def _served(sandbox: Sandbox, port: int | None) -> Iterator[str]:
    """Serve at the port, or where none was chosen yet at the usual one, or at any that is free."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(serving(sandbox, port or PORT))
        except OSError as error:
            if port is not None:
                raise PortTakenError(port) from error
            address = stack.enter_context(serving(sandbox))
        yield address


def is_served(store: Store, port: int) -> bool:
    """Whether another process serves the same file there."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/{ABOUT}", timeout=_PATIENCE) as reply:
            found = json.load(reply)
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("sandbox") == str(store.file)
