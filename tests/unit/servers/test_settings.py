"""The folders and ports of the test servers."""

from pathlib import Path

import pytest

from tests.live import test_ckan_recorded_exchanges, test_udata_recorded_exchanges
from tests.servers import UsageError
from tests.servers.settings import CKAN_VERSIONS, UDATA_VERSION, settings_in


@pytest.mark.parametrize(
    ("environment", "home"),
    [
        ({"HOME": "/home/a"}, "/home/a/.cache/publisher-live"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/cache"}, "/cache/publisher-live"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/cache", "PUBLISHER_SERVERS_HOME": "/srv/x"}, "/srv/x"),
        ({"HOME": "/home/a", "PUBLISHER_SERVERS_HOME": ""}, "/home/a/.cache/publisher-live"),
    ],
)
def test_home(environment: dict[str, str], home: str) -> None:
    assert settings_in(environment).home == Path(home)


def test_each_server_has_a_folder_and_an_address() -> None:
    settings = settings_in({"HOME": "/home/a", "PUBLISHER_SERVERS_CKAN_PORT": "5999"})

    assert settings.ckan("2.11.6").url == "http://127.0.0.1:5999"
    assert settings.udata.url == "http://127.0.0.1:7050"
    assert len({settings.ckan("2.11.6").run, settings.ckan("2.12.0").run, settings.udata.run}) == 3


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "80 "])
def test_no_port(port: str) -> None:
    with pytest.raises(UsageError, match="PUBLISHER_SERVERS_REDIS_PORT"):
        settings_in({"HOME": "/home/a", "PUBLISHER_SERVERS_REDIS_PORT": port})


def test_the_exchanges_were_recorded_from_the_servers_that_are_installed() -> None:
    """With another version their tests skip, and nothing compares the sandbox with it: record the exchanges again."""
    assert CKAN_VERSIONS[0] == test_ckan_recorded_exchanges.RECORDED
    assert UDATA_VERSION == test_udata_recorded_exchanges.RECORDED
