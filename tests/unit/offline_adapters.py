"""A folder of manifests for both kinds of catalogue, and the real adapters for them; no call is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from publisher.catalogs.base import Catalog
from publisher.catalogs.ckan.catalog import CkanCatalog
from publisher.catalogs.transport import Transport
from publisher.catalogs.udata.catalog import UdataCatalog
from publisher.model.manifest import CatalogConfig
from publisher.model.names import CatalogName

CKAN, UDATA = CatalogName("grandlyon"), CatalogName("datagouv")
CATALOGS: Final = """\
repository: depot
catalogs:
  grandlyon: {kind: ckan, url: "https://ckan.example.org", organization: bron, mode: manage}
  datagouv: {kind: udata, url: "https://udata.example.org", organization: bron, mode: manage}
"""
_KINDS: Final[dict[str, Callable[..., Catalog]]] = {"ckan": CkanCatalog, "udata": UdataCatalog}


def fill(root: Path, **more: str) -> Path:
    """Write the configuration, a producer and further YAML files (by their stems), and return the folder."""
    (root / "bron").mkdir()
    (root / "bron" / "producer.yml").write_text("name: Bron\n", encoding="utf-8")
    for stem, text in {"catalogs": CATALOGS, **more}.items():
        (root / f"{stem}.yml").write_text(text, encoding="utf-8")
    return root


def catalog_of(config: CatalogConfig) -> Catalog:
    """Return the adapter, for its methods that make no call."""
    return _KINDS[config.kind](config, Transport(config), None)
