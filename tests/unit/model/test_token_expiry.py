"""Which tokens are named, and from when on."""

from datetime import date

import pytest

from publisher.model.findings import Position
from publisher.model.token_expiry import ExpiringToken, expiring_tokens
from tests.unit.builders import config

EXPIRES = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("today", "named"),
    [
        (date(2027, 1, 29), []),
        (date(2027, 1, 30), [False]),
        (date(2027, 2, 28), [False]),
        (date(2027, 3, 1), [True]),
        (date(2028, 1, 1), [True]),
    ],
)
def test_a_token_is_named_from_thirty_days_before_until_its_date_changes(today: date, named: list[bool]) -> None:
    tokens = expiring_tokens([config(token_env="PUBLISHER_TOKEN", token_expires=EXPIRES)], today)

    assert [token.has_expired for token in tokens] == named
    assert {(token.variable, token.expires) for token in tokens} <= {("PUBLISHER_TOKEN", EXPIRES)}


def test_a_token_without_a_date_is_never_named() -> None:
    assert expiring_tokens([config()], date(2030, 1, 1)) == ()


def test_the_place_is_that_of_the_catalogue() -> None:
    (token,) = expiring_tokens(
        [config(token_env=None, token_expires=EXPIRES, at=Position("catalogs.yml", 3, 3))], EXPIRES
    )

    assert token == ExpiringToken(token.catalog, "token_env", EXPIRES, True, Position("catalogs.yml", 3, 3))
