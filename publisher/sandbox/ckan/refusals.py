"""What CKAN says when it does not do what it was asked. Raised before anything is written."""

from collections.abc import Mapping


class Refusal(Exception):
    """A call that is refused; its status and the error as the API words it."""

    status = 500

    @property
    def error(self) -> dict[str, object]:
        """The `error` of the answer."""
        return {"__type": "Internal Server Error", "message": "Internal Server Error"}


class Invalid(Refusal):
    """A document that does not pass."""

    status = 409

    def __init__(self, errors: Mapping[str, object]) -> None:
        super().__init__(errors)
        self.errors = dict(errors)

    @property
    def error(self) -> dict[str, object]:
        """What is wrong, by field."""
        return {**self.errors, "__type": "Validation Error"}


class Denied(Refusal):
    """Somebody who may not."""

    status = 403

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why

    @property
    def error(self) -> dict[str, object]:
        """Who may not do what."""
        message = f"Access denied: {self.why}" if self.why else "Access denied"
        return {"__type": "Authorization Error", "message": message}


class Missing(Refusal):
    """Something that is not there."""

    status = 404

    def __init__(self, what: str = "") -> None:
        super().__init__(what)
        self.what = what

    @property
    def error(self) -> dict[str, object]:
        """What is not there."""
        message = f"Not found: {self.what}" if self.what else "Not found"
        return {"__type": "Not Found Error", "message": message}


class Malformed(Refusal):
    """A document of a shape that CKAN cannot take apart."""

    status = 400

    def __init__(self, what: str, given: Mapping[str, object]) -> None:
        super().__init__(what)
        self.what = what
        self.given = given

    @property
    def error(self) -> dict[str, object]:
        """What is wrong, and what was sent."""
        return {"__type": "Integrity Error", "message": self.what, "data": dict(self.given)}


class BadQuery(Refusal):
    """A search that names an unknown parameter."""

    status = 400

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    @property
    def error(self) -> dict[str, object]:
        """What is wrong."""
        return {"__type": "Search Query Error", "message": f"Search Query is invalid: {self.what!r}"}


class BadSearch(Refusal):
    """A search that the index cannot read."""

    status = 409

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    @property
    def error(self) -> dict[str, object]:
        """What is wrong; CKAN's own words hold all of its query, which nobody reads."""
        return {"__type": "Search Error", "message": f"Search error: {self.what!r}"}


class Unreadable(Exception):
    """A request that is no call of an action: answered 400 with a bare text."""
