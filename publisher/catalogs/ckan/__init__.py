"""CKAN, 2.10 and later, through its Action API."""

from publisher.catalogs.ckan.catalog import CkanCatalog
from publisher.catalogs.transport import Transport
from publisher.model.manifest import CatalogConfig


def build(config: CatalogConfig, transport: Transport, token: str | None) -> CkanCatalog:
    """Return the catalogue that a configuration of kind `ckan` describes."""
    return CkanCatalog(config, transport, token)
