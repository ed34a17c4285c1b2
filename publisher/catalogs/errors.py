"""What can go wrong between us and a catalogue. Every error says what to do, and carries no secret."""

from publisher.model.messages import Message, message
from publisher.model.names import CatalogName


class CatalogError(Exception):
    """A catalogue did not do what was asked."""

    def __init__(self, catalog: CatalogName, what: Message, fix: Message | None = None) -> None:
        super().__init__(f"{catalog}: {what}")
        self.catalog = catalog
        self.what = what
        self.fix = fix


class Unreachable(CatalogError):
    """Nobody answers at the address, or something that is not the catalogue."""


class Unavailable(CatalogError):
    """The catalogue answers that it cannot answer now. Nothing was written."""


class Denied(CatalogError):
    """The token is wrong, or has not the right."""


class Refused(CatalogError):
    """The catalogue understood, and says no: sending it again would change nothing."""


class Taken(CatalogError):
    """The entry to make exists already under this name."""


class Moved(CatalogError):
    """Somebody wrote to the entry since it was read."""


class Doubtful(CatalogError):
    """A write was sent and no clear answer came: it may have been done, or not."""

    def __init__(self, catalog: CatalogName, what: Message, retry_after: float | None = None) -> None:
        super().__init__(
            catalog, what, message("The entry was unchanged when it was last read. Run the command again.")
        )
        self.retry_after = retry_after
        """Seconds the catalogue asked us to wait."""
