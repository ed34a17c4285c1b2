"""udata, the software of data.gouv.fr, through its REST API."""

from publisher.catalogs.transport import Transport
from publisher.catalogs.udata.catalog import UdataCatalog
from publisher.model.manifest import CatalogConfig


def build(config: CatalogConfig, transport: Transport, token: str | None) -> UdataCatalog:
    """Return the catalogue that a configuration of kind `udata` describes."""
    return UdataCatalog(config, transport, token)
