"""What can go wrong with one HTTP call, and the causes that requests and urllib3 wrap, in words."""

import re
import ssl
from typing import Final

import requests
import urllib3
from urllib3.exceptions import NameResolutionError, NewConnectionError

from publisher.catalogs.errors import AnsweredInstead, Layer
from publisher.model.messages import Message, message

PROXY_ASKS: Final = 407
PROXY_ASKS_FOR_PASSWORD: Final = message("the proxy asks for a user name and a password (status 407)")
PROXY_PASSWORD: Final = message(
    "Put them into the variable that names the proxy: HTTPS_PROXY=http://user:password@proxy.example.org:3128 "
    "(HTTP_PROXY for an address with http)."
)
CERTIFICATE_FIX: Final = message(
    "If the catalogue has a certificate of your own administration, name the file of its authority as `ca:` in "
    "catalogs.yml, or in the variable REQUESTS_CA_BUNDLE."
)
_TUNNEL: Final = re.compile(r"Tunnel connection failed: (\d{3})")


class HttpFault(Exception):
    """No complete HTTP reply: timeout, cut connection, 429 or 5xx."""

    def __init__(
        self,
        what: Message,
        *,
        sent: bool,
        retry_after: float | None = None,
        status: int | None = None,
        fix: Message | None = None,
        again: bool = True,
        silent: bool = False,
        instead: AnsweredInstead | None = None,
        layer: Layer = Layer.CATALOG,
    ) -> None:
        super().__init__(str(what))
        self.what = what
        self.sent = sent
        """Whether the server may have carried out the request."""
        self.retry_after = retry_after
        self.status = status
        """HTTP status; None where no reply came."""
        self.fix = fix
        self.again = again
        """Whether the same call may do better a moment later."""
        self.silent = silent
        """Whether time passed and nothing came."""
        self.instead = instead
        """The error of a web page with a status of success, should it stay; None for any other fault."""

        self.layer = layer if instead is None else instead.layer

    @property
    def page(self) -> bool:
        """Whether a web page came with a status of success."""
        return self.instead is not None


def _reason(error: requests.RequestException) -> BaseException:
    """Return urllib3's error, which requests wraps in its own."""
    inner = error.args[0] if error.args else error
    reason = getattr(inner, "reason", inner)
    return reason if isinstance(reason, BaseException) else error


def never_connected(error: requests.RequestException) -> bool:
    """Return whether the request surely was not sent: no connection, or a certificate refused before."""
    reason = _reason(error)
    connected = not isinstance(reason, NewConnectionError) and not isinstance(error, requests.ConnectTimeout)
    return not connected or refused_certificate(error) is not None or _is_of_proxy(error)


def refused_certificate(error: requests.RequestException) -> ssl.SSLCertVerificationError | None:
    """Return why a certificate was refused; None where none was."""
    reason = _reason(error)
    return next((cause for cause in (reason, *reason.args) if isinstance(cause, ssl.SSLCertVerificationError)), None)


def _certificate_cause(refused: ssl.SSLCertVerificationError) -> tuple[Message, Message]:
    """Return in words why a certificate was refused, and what to do."""
    ask = message("Ask the administrators of the catalogue to correct its certificate.")
    match getattr(refused, "verify_code", None):
        case 10:
            return message("its certificate has expired"), ask
        case 62 | 64:
            return message("its certificate is for another server"), ask
        case _:
            return message("its certificate is refused"), CERTIFICATE_FIX


def _is_of_proxy(error: requests.RequestException) -> bool:
    """Return whether a proxy cannot be reached, or refuses to connect to the catalogue: then nothing was sent."""
    return isinstance(error, requests.exceptions.ProxyError) or proxy_status(error) is not None


def proxy_status(error: requests.RequestException) -> int | None:
    """Return the status with which a proxy refused to connect; None for any other error."""
    refusal = _TUNNEL.search(str(error))
    return int(refusal[1]) if refusal else None


def layer_of(error: requests.RequestException) -> Layer:
    """Return what failed on the way to the catalogue."""
    reason = _reason(error)
    if _is_of_proxy(error):
        return Layer.PROXY
    if isinstance(error, requests.exceptions.SSLError):
        return Layer.TLS
    return Layer.NAME if isinstance(reason, NameResolutionError) else Layer.CONNECTION


def fix_of(error: requests.RequestException) -> Message | None:
    """Return what to set where a part on the way failed; None where nothing can be set."""
    match layer_of(error):
        case Layer.PROXY if proxy_status(error) == PROXY_ASKS:
            return PROXY_PASSWORD
        case Layer.PROXY:
            return message(
                "Check the variables HTTPS_PROXY and HTTP_PROXY; NO_PROXY names the hosts that are called without a "
                "proxy."
            )
        case Layer.TLS if refused := refused_certificate(error):
            return _certificate_cause(refused)[1]
        case _:
            return None


def cause_of_failure(error: requests.RequestException) -> Message:
    """Return in words why no reply came."""
    reason = _reason(error)
    match error:
        case _ if (status := proxy_status(error)) == PROXY_ASKS:
            return PROXY_ASKS_FOR_PASSWORD
        case _ if status is not None:
            return message("the proxy refuses to connect to it (status {status})", status=status)
        case requests.exceptions.ProxyError():
            return message("the proxy cannot be reached")
        case requests.ConnectTimeout():
            return message("no connection in time")
        case _ if is_timeout(error):
            return message("no answer in time")
        case requests.exceptions.SSLError() if refused := refused_certificate(error):
            return _certificate_cause(refused)[0]
        case requests.exceptions.SSLError():
            return message("the secure connection failed")
        case _ if isinstance(reason, NameResolutionError):
            return message("no server has this name")
        case _ if isinstance(reason, NewConnectionError):
            return message("connection refused")
        case _:
            return message("the connection was cut")


def cause_of_cut(error: Exception) -> Message:
    """Return in words why a reply has no end."""
    if is_timeout(error):
        return message("no answer in time")
    return message("the reply is incomplete")


def is_timeout(error: Exception) -> bool:
    """Return whether time passed and nothing came, or nothing was taken."""
    reason = _reason(error) if isinstance(error, requests.RequestException) else error
    if isinstance(reason, NewConnectionError):  # urllib3 derives it from its class of timeouts
        return False
    causes = (error, reason, *reason.args)
    return any(isinstance(cause, TimeoutError | urllib3.exceptions.TimeoutError | requests.Timeout) for cause in causes)
