"""The token of a catalogue: checked before it is sent, and cut out of whatever a server says."""

from publisher.catalogs.errors import Denied
from publisher.model.messages import message
from publisher.model.names import CatalogName


def refuse_unusable(catalog: CatalogName, token: str | None, variable: str) -> None:
    """A token that no header can carry would end in an error that shows it. Raises `Denied`."""
    if token is not None and not (token.isascii() and token.isprintable()):
        what = message("the token in {name} contains characters that no token can have", name=variable)
        raise Denied(catalog, what, message("Copy it again, alone and on one line."))


def unknown_token(catalog: CatalogName, url: str, variable: str) -> Denied:
    """The error for a token that the catalogue does not know."""
    what = message("{url} does not know the token in {name}", url=url, name=variable)
    fix = message(
        "Create a new API token on your profile page in that catalogue, and put it into {name}.", name=variable
    )
    return Denied(catalog, what, fix)


def without(token: str | None, text: str) -> str:
    """A server's words, without our token should it repeat it."""
    return text.replace(token, "***") if token else text
