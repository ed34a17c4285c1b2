"""What can go wrong with one HTTP call, and the causes that requests and urllib3 wrap, in words."""

import ssl

import requests
import urllib3
from urllib3.exceptions import NameResolutionError, NewConnectionError

from publisher.catalogs.errors import AnsweredInstead
from publisher.model.messages import Message, message


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
    certificate = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in (reason, *reason.args))
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError) or certificate


def cause_of_failure(error: requests.RequestException) -> Message:
    """Return in words why no reply came."""
    reason = _reason(error)
    match error:
        case requests.ConnectTimeout():
            return message("no connection in time")
        case _ if is_timeout(error):
            return message("no answer in time")
        case requests.exceptions.SSLError() if never_connected(error):
            return message("its certificate is refused")
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
