"""The errors of a catalogue's calls. Each says what to do, and carries no secret."""

from enum import Enum

from publisher.model.messages import Message, message
from publisher.model.names import CatalogName


class Layer(Enum):
    """What a call goes through on its way: the part that failed."""

    NAME = "name"
    CONNECTION = "connection"
    PROXY = "proxy"
    TLS = "tls"
    AUTHENTICATION = "authentication"
    """A password that is asked for in front of the catalogue; not the catalogue's own token."""
    FIREWALL = "firewall"
    CATALOG = "catalog"
    """The server at the address itself, whatever it is."""


class CatalogError(Exception):
    """A catalogue did not do what it was asked."""

    def __init__(self, catalog: CatalogName, what: Message, fix: Message | None = None) -> None:
        super().__init__(f"{catalog}: {what}")
        self.catalog = catalog
        self.what = what
        self.fix = fix
        self.partly = False
        """Whether earlier calls of the same change were carried out."""
        self.paths: tuple[str, ...] = ()
        """The fields of the manifest that are meant, such as `contact.email` or `resources.csv.url`."""


class Unreachable(CatalogError):
    """No server answers at the address, or one that is not the catalogue."""


class AnsweredInstead(Unreachable):
    """The reply to a call is not the catalogue's: a redirection, or the page of something in front of it."""

    def __init__(
        self, catalog: CatalogName, what: Message, fix: Message, *, reason: Message, layer: Layer = Layer.CATALOG
    ) -> None:
        super().__init__(catalog, what, fix)
        self.reason = reason
        """What answered, without the address and the call."""
        self.layer = layer


class Redirected(AnsweredInstead):
    """The call is answered by a redirection, which is not followed: it may lead to another server."""

    target = ""
    """The address that it leads to, without secrets."""


class Unavailable(CatalogError):
    """The catalogue cannot answer now. Nothing was written."""


class Denied(CatalogError):
    """The token is wrong, or its account lacks the right."""


class Refused(CatalogError):
    """The catalogue understood the call and refuses it: sending it again would change nothing."""


class TooLarge(Refused):
    """The file, or the document of the entry, is larger than the catalogue takes."""

    limit: str | None = None
    """The largest size that it takes, where it says so."""


class AlreadyExists(CatalogError):
    """The entry to create exists already: its name, or the ids of its resources."""


class EntryChanged(CatalogError):
    """Somebody changed or deleted the entry since it was read."""


class NotFound(Exception):
    """Nothing is at the address, or no longer. What that means depends on the call, so it is no `CatalogError`."""


class OutcomeUnknown(CatalogError):
    """A write was sent and no complete reply came: it may or may not have been carried out."""

    def __init__(self, catalog: CatalogName, what: Message, retry_after: float | None = None) -> None:
        super().__init__(catalog, what, message("Run the command again: it reads the entry, and continues from there."))
        self.retry_after = retry_after
        """Seconds the catalogue asked us to wait."""
