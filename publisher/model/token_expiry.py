"""Which tokens of catalogues expire soon, by the dates in `catalogs.yml`. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from publisher.model.findings import Position
from publisher.model.manifest import CatalogConfig
from publisher.model.names import CatalogName

NOTICE: Final = timedelta(days=30)
"""How long before it expires a token is named."""


@dataclass(frozen=True)
class ExpiringToken:
    """A token that soon works no more, or works no more already."""

    catalog: CatalogName
    variable: str
    """The variable that holds it."""
    expires: date
    """The first day on which it does not work."""
    has_expired: bool
    at: Position
    """Where its catalogue is described."""


def expiring_tokens(configs: Iterable[CatalogConfig], today: date) -> tuple[ExpiringToken, ...]:
    """Return the tokens that expire within the notice, and those that have expired."""
    return tuple(
        ExpiringToken(config.name, config.token_env or "token_env", day, day <= today, config.at)
        for config in configs
        if (day := config.token_expires) is not None and day - NOTICE <= today
    )
