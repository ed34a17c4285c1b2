"""CKAN's errors. Each is raised before anything is written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Refusal(Exception):
    """A refused call: its status, and the error as the API words it."""

    status = 500

    @property
    def error(self) -> dict[str, object]:
        """Return the `error` of the answer."""
        return {"__type": "Internal Server Error", "message": "Internal Server Error"}


class Invalid(Refusal):
    """A document with invalid fields."""

    status = 409

    def __init__(self, errors: Mapping[str, object]) -> None:
        super().__init__(errors)
        self.errors = dict(errors)

    @property
    def error(self) -> dict[str, object]:
        """Return the errors, by field."""
        return {**self.errors, "__type": "Validation Error"}


class Denied(Refusal):
    """A caller without permission."""

    status = 403

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why

    @property
    def error(self) -> dict[str, object]:
        """Return the message that permission is missing."""
        message = f"Access denied: {self.why}" if self.why else "Access denied"
        return {"__type": "Authorization Error", "message": message}


class Missing(Refusal):
    """An object that does not exist."""

    status = 404

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def error(self) -> dict[str, object]:
        """Return the message that the object does not exist."""
        message = f"Not found: {self.detail}" if self.detail else "Not found"
        return {"__type": "Not Found Error", "message": message}


class Malformed(Refusal):
    """A document whose structure CKAN cannot read."""

    status = 400

    def __init__(self, detail: str, document: Mapping[str, object]) -> None:
        super().__init__(detail)
        self.detail = detail
        self.document = document

    @property
    def error(self) -> dict[str, object]:
        """Return the error, and the document that was sent."""
        return {"__type": "Integrity Error", "message": self.detail, "data": dict(self.document)}


@contextmanager
def naming_document(document: Mapping[str, object]) -> Iterator[None]:
    """Let an error about the structure of a document name this one, which was sent."""
    try:
        yield
    except Malformed as error:
        raise Malformed(error.detail, document) from None


class BadQuery(Refusal):
    """A search that names an unknown parameter."""

    status = 400

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def error(self) -> dict[str, object]:
        """Return the error."""
        return {"__type": "Search Query Error", "message": f"Search Query is invalid: {self.detail!r}"}


class BadSearch(Refusal):
    """A search that the index cannot read."""

    status = 409

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def error(self) -> dict[str, object]:
        """Return the error, without the whole query that CKAN repeats in it."""
        return {"__type": "Search Error", "message": f"Search error: {self.detail!r}"}


class Unreadable(Exception):
    """A request that calls no action: status 400, with a bare text."""
