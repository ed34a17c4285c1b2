"""A token that expires soon, as text: what happens when, and what to do."""

from publisher.locale import _
from publisher.model.token_expiry import ExpiringToken


def token_text(token: ExpiringToken) -> str:
    """Return which token expires, and when."""
    text = (
        _("{catalog}: the token in {variable} expired on {date}")
        if token.has_expired
        else _("{catalog}: the token in {variable} expires on {date}")
    )
    return text.format(catalog=token.catalog, variable=token.variable, date=token.expires.isoformat())


def renewal_text(token: ExpiringToken) -> str:
    """Return what to do about it."""
    text = _(
        "Make a new token on the catalogue, replace the one in {variable} with it, and write its date under "
        "`token_expires:` in {file} (line {line})."
    )
    return text.format(variable=token.variable, file=token.at.file, line=token.at.line)
