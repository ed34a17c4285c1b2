"""The header of CKAN's token, where a server in front takes `Authorization` for its own password. Pure."""

from collections.abc import Iterator

from publisher.model.findings import Finding
from publisher.model.manifest import CatalogConfig
from publisher.model.messages import message
from publisher.rules.values import INVALID_SETTING


def token_without_header(config: CatalogConfig) -> Iterator[Finding]:
    """Yield a finding where the token and the password in front would be sent in the same header."""
    if config.basic_auth_env is None or config.token_env is None or config.token_header is not None:
        return
    what = message("CKAN's token and the password in front of it are both sent in the header Authorization")
    fix = message(
        "Write `token_header:` for {catalog}, with the header that this CKAN reads tokens from (its setting "
        "`apitoken_header_name`), such as X-CKAN-API-Key.",
        catalog=config.name,
    )
    yield INVALID_SETTING.at(config.basic_auth_at or config.at, what, fix)
