"""Fetch a schema from its address. An address inside a private network is refused, by a redirection, too."""

from collections.abc import Callable
from typing import Final

from publisher.catalogs.errors import CatalogError
from publisher.catalogs.transport import Transport
from publisher.data_files.table_schema.schema_library import LARGEST, FetchFailed
from publisher.model.findings import Position
from publisher.model.manifest import CatalogConfig, Mode
from publisher.model.names import CatalogName
from publisher.model.vocabulary import SCHEMAS

HOME: Final = CatalogConfig(
    name=CatalogName("schema.data.gouv.fr"),
    kind="schemas",
    url=SCHEMAS.rstrip("/"),
    token_env=None,
    mode=Mode.OBSERVE,
    organization=None,
    rate=10,
    concurrency=1,
    connect_timeout=5,
    read_timeout=20,
    foreign=(),
    at=Position("schema.data.gouv.fr"),
    reply_limit=LARGEST,
)
"""The national catalogue of schemas. From any other server it is asked for nothing, and sent nothing."""


def fetch_with(transport: Transport) -> Callable[[str], bytes]:
    """Return what fetches the bytes at an address. It raises `FetchFailed`."""

    def fetch(url: str) -> bytes:
        try:
            return b"".join(transport.stream(url, {}))
        except CatalogError as error:
            raise FetchFailed(error.what) from error

    return fetch
