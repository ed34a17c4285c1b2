"""udata's errors in its own words: most in French, some in English."""

from collections.abc import Callable, Mapping
from typing import Final

from publisher.sandbox.store import Document

NOT_FOUND: Final = (
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling"
    " and try again."
)
UNAUTHORIZED: Final = (
    "The server could not verify that you are authorized to access the URL requested. You either supplied the wrong"
    " credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required."
)
UNREADABLE: Final = "The browser (or proxy) sent a request that this server could not understand."
NOT_JSON: Final = "Did not attempt to load JSON data because the request Content-Type was not 'application/json'."
FORBIDDEN: Final = "You do not have the permission to modify that object."
DELETED: Final = "Dataset has been deleted"
NO_OBJECT: Final = {"request": "expecting a JSON object"}
REQUIRED: Final = "Ce champ est requis."
NO_CHOICE: Final = "N'est pas un choix valide."


class Refusal(Exception):
    """An answer that ends a call: its status and its body."""

    def __init__(self, status: int, body: Document) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def refused(status: int, message: str) -> Refusal:
    """Return a refusal with a message."""
    return Refusal(status, {"message": message})


def missing() -> Refusal:
    """Return the refusal for an object that does not exist."""
    return refused(404, NOT_FOUND)


def nowhere() -> Refusal:
    """Return the refusal for an address that udata does not have."""
    return Refusal(404, {"error": NOT_FOUND, "status": 404})


def broken() -> Refusal:
    """Return the refusal where udata itself fails."""
    return refused(500, "Internal Server Error")


def invalid(errors: object) -> Refusal:
    """Return the refusal for fields that a form does not accept."""
    return Refusal(400, {"errors": errors})


def invalid_model(errors: Mapping[str, object], message: str) -> Refusal:
    """Return the refusal for fields that the form accepted and the store does not."""
    return Refusal(400, {"errors": dict(errors), "message": message})


def unstorable(kind: str, name: object, errors: Mapping[str, object], message: str, field: str) -> Refusal:
    """Return the refusal for a field that the store refuses, in the words of udata's store."""
    return invalid_model(errors, f"ValidationError ({kind}:{name}) ({message}: ['{field}'])")


class InvalidValue(Exception):
    """A value that a field does not accept; `errors` is its entry in the list of errors: texts, or a form's own."""

    def __init__(self, errors: object) -> None:
        super().__init__(errors)
        self.errors = errors if isinstance(errors, dict | list) else [errors]


def collect(readers: Mapping[str, Callable[[], object]]) -> Document:
    """Return the values of the fields of a form. Raises `InvalidValue` with all errors."""
    values: Document = {}
    errors: Document = {}
    for name, read in readers.items():
        try:
            values[name] = read()
        except InvalidValue as error:
            errors[name] = error.errors
    if errors:
        raise InvalidValue(errors)
    return values
