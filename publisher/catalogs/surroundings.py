"""What stands between this machine and a catalogue: certificates of an administration, a password in front."""

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from urllib3.util.ssl_ import create_urllib3_context

from publisher.catalogs.errors import Layer
from publisher.catalogs.faults import HttpFault
from publisher.model.messages import message

BUNDLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""The variables that name the certificates to trust in place of the usual ones; the first that is set counts."""


@dataclass(frozen=True)
class FrontPassword:
    """A user name and a password that a server in front of the catalogue asks for (HTTP Basic)."""

    variable: str
    """The environment variable that holds them."""
    value: str | None = field(repr=False)
    """`user:password`; None where the variable is not set."""

    @property
    def header(self) -> str | None:
        """The value of `Authorization`; None without a password."""
        return f"Basic {base64.b64encode(self.value.encode()).decode()}" if self.value else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What a server may repeat and nobody may see."""
        if not self.value:
            return ()
        encoded = base64.b64encode(self.value.encode()).decode()
        return tuple(text for text in (encoded, self.value, self.value.partition(":")[2]) if text)


def bundle_of(environ: Mapping[str, str]) -> str | bool:
    """Return the file, or the folder, of the certificates to trust; True for the usual ones. Raises `HttpFault`."""
    variable = next((name for name in BUNDLES if environ.get(name)), None)
    if variable is None:
        return True
    if not Path(environ[variable]).exists():
        what = message("the file of certificates that {variable} names does not exist", variable=variable)
        fix = message("Correct the variable {variable}, or remove it.", variable=variable)
        raise HttpFault(what, sent=False, fix=fix, again=False, layer=Layer.TLS)
    return environ[variable]


def context_with(file: Path) -> ssl.SSLContext:
    """Return what makes TLS connections trust the certificates of a file, besides those that they trust anyway."""
    context = create_urllib3_context()
    context.load_verify_locations(cafile=file)
    return context
