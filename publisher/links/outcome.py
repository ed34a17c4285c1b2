"""What calling an address has shown, as data that can be kept."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How the calls of an address ended. The values are kept in the cache."""

    ANSWERED = "answered"
    """With a status that is no redirection."""
    NO_NAME = "no-name"
    """No server has the name."""
    INSIDE = "inside"
    """It leads into a private network, and was not called there."""
    OTHER_PORT = "other-port"
    """Its port is none of those that are called."""
    NOT_HTTP = "not-http"
    """A redirection leads to something that is no web address."""
    NO_REPLY = "no-reply"
    """No connection, or no whole reply."""
    TOO_SLOW = "too-slow"
    BAD_CERTIFICATE = "bad-certificate"
    ENDLESS = "endless"
    """It redirects again and again."""


class Cause(Enum):
    """Why a server gave no reply, or why its certificate is not valid. The values are kept in the cache."""

    REFUSED = "refused"
    CUT = "cut"
    UNREACHABLE = "unreachable"
    NO_TLS = "no-tls"
    """What answers speaks no TLS, or none that is safe."""
    NAME_SERVERS = "name-servers"
    """Name servers did not answer."""
    EXPIRED = "expired"
    OTHER_NAME = "other-name"
    """The certificate is of another host."""
    UNKNOWN_AUTHORITY = "unknown-authority"
    """No authority that this machine knows has signed it, or none but the server itself."""
    OTHER = "other"


@dataclass(frozen=True)
class Hop:
    """One redirection that was followed."""

    status: int
    to: str


@dataclass(frozen=True)
class Outcome:
    """How the calls of an address ended."""

    kind: Kind
    hops: tuple[Hop, ...] = ()
    status: int = 0
    """Of the last answer."""
    media_type: str = ""
    is_page: bool = False
    """Whether it is a web page, by its media type or by its beginning."""
    is_empty: bool = False
    host: str = ""
    """The host that was not called, or has no name; the port, where that is why."""
    cause: Cause = Cause.OTHER

    @property
    def is_good(self) -> bool:
        """Whether the address answered with what a caller may read."""
        return self.kind is Kind.ANSWERED and self.status < 400

    @property
    def has_moved_for_good(self) -> bool:
        """Whether every redirection says that it is permanent."""
        return bool(self.hops) and all(hop.status in (301, 308) for hop in self.hops)


def as_document(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as JSON has it."""
    return {
        "kind": outcome.kind.value,
        "hops": [[hop.status, hop.to] for hop in outcome.hops],
        "status": outcome.status,
        "media_type": outcome.media_type,
        "is_page": outcome.is_page,
        "is_empty": outcome.is_empty,
        "host": outcome.host,
        "cause": outcome.cause.value,
    }


def from_document(document: object) -> Outcome | None:
    """Return the outcome of a document; None where it is another."""
    match document:
        case {
            "kind": str(kind), "hops": list(hops), "status": int(status), "media_type": str(media_type),
            "is_page": bool(is_page), "is_empty": bool(is_empty), "host": str(host), "cause": str(cause),
        }:  # fmt: skip
            try:
                followed = tuple(Hop(int(number), str(to)) for number, to in hops)
                return Outcome(Kind(kind), followed, status, media_type, is_page, is_empty, host, Cause(cause))
            except (TypeError, ValueError):
                return None
        case _:
            return None
