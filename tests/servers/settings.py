"""The folders and ports of the servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.servers import UsageError

ROOT: Final = Path(__file__).parents[2]
"""The project: the servers' own Python finds the modules of this package from there."""

CKAN_VERSIONS: Final = ("2.12.0", "2.11.6", "2.10.11")
"""The newest first: every test runs on that one."""

UDATA_VERSION: Final = "17.18.0"


@dataclass(frozen=True)
class Ports:
    """Ports on loopback; each is set by `PUBLISHER_SERVERS_<NAME>_PORT`."""

    ckan: int = 5050
    postgres: int = 15450
    redis: int = 16450
    solr: int = 18950
    udata: int = 7050


@dataclass(frozen=True)
class Settings:
    """The folder of all servers, and their ports."""

    home: Path
    """Environments, data and logs: `PUBLISHER_SERVERS_HOME`, else a folder of the user's cache."""
    ports: Ports

    @property
    def owned(self) -> Path:
        """A file that exists while a run owns servers: it names the servers that the run did not start, one a line."""
        return self.home / "owned"

    def ckan(self, version: str) -> Instance:
        """Return the folder and port of a CKAN."""
        return Instance(self.home / f"ckan-{version}", self.ports.ckan)

    @property
    def udata(self) -> Instance:
        """The folder and port of the udata."""
        return Instance(self.home / f"udata-{UDATA_VERSION}", self.ports.udata)


@dataclass(frozen=True)
class Instance:
    """The folder of one server, and its port."""

    folder: Path
    port: int

    @property
    def venv(self) -> Path:
        """Its Python environment, which stays when the server is stopped."""
        return self.folder / "venv"

    @property
    def run(self) -> Path:
        """The folder of one run: pid files, logs, data. Created again at each start."""
        return self.folder / "run"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def settings_in(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment. Raises `UsageError` for an invalid port."""
    cache = environment.get("XDG_CACHE_HOME") or str(Path(environment.get("HOME") or "~").expanduser() / ".cache")
    home = Path(environment.get("PUBLISHER_SERVERS_HOME") or f"{cache}/publisher-live").absolute()
    return Settings(home, Ports(**{name: _port(environment, name) for name in Ports.__dataclass_fields__}))


def _port(environment: Mapping[str, str], name: str) -> int:
    variable = f"PUBLISHER_SERVERS_{name.upper()}_PORT"
    text = environment.get(variable) or str(getattr(Ports, name))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise UsageError(f"{variable} is no port: {text}")
    return int(text)
