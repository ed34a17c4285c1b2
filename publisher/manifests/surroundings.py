"""The settings of what stands in front of a catalogue: certificates, and a password beside the token."""

import ssl
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from publisher.manifests.tree_with_positions import Node, Table
from publisher.model.findings import Finding, Position
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import message
from publisher.rules.values import INVALID_SETTING
from publisher.safe_open import read_regular

LARGEST: Final = 5_000_000
"""Bytes of a file of certificates."""


def setting_at(catalog: Node, name: str) -> Position | None:
    """Return where a catalogue has a setting; None where it has not."""
    node = catalog.values.get(name) if isinstance(catalog, Table) else None
    return node.at if node else None


def check_surroundings(configs: Iterable[CatalogConfig], catalogs: Node) -> Iterator[Finding]:
    """Yield a finding for a file without certificates, and for two secrets that would share one header."""
    for config in configs:
        node = catalogs.values[config.name] if isinstance(catalogs, Table) else catalogs
        if config.ca is not None and not _has_certificates(config.ca):
            what = message("{file} is not a file with certificates (PEM)", file=config.ca.as_posix())
            fix = message("Name the file of the authority's certificate, from the folder of catalogs.yml.")
            yield INVALID_SETTING.at(setting_at(node, "ca") or config.at, what, fix)
        if config.basic_auth_env and (config.token_header or "").lower() == "authorization":
            what = message("the password in front is sent in Authorization: the token needs another header")
            fix = message("Write the header that the catalogue reads, such as X-CKAN-API-Key.")
            yield INVALID_SETTING.at(setting_at(node, "token_header") or config.at, what, fix)


def _has_certificates(file: Path) -> bool:
    """Return whether a file can be read, and has a certificate that can."""
    try:
        text = read_regular(file, LARGEST).decode("ascii")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (OSError, ValueError):
        return False
    return True
