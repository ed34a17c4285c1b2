"""Where the servers live and listen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.servers import Usage

ROOT: Final = Path(__file__).parents[2]
"""The project: the servers' own Python finds the modules of this package from there."""

CKAN_VERSIONS: Final = ("2.12.0", "2.11.6", "2.10.11")
"""The newest first: it is the one that every test runs on."""

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
    """Where everything is."""

    home: Path
    """Environments, data and logs: `PUBLISHER_SERVERS_HOME`, else a folder of the user's cache."""
    ports: Ports

    @property
    def owned(self) -> Path:
        """A file that is there while a run owns servers: it names those that are not the run's, a line each."""
        return self.home / "owned"

    def ckan(self, version: str) -> Place:
        """The place of a CKAN."""
        return Place(self.home / f"ckan-{version}", self.ports.ckan)

    @property
    def udata(self) -> Place:
        """The place of the udata."""
        return Place(self.home / f"udata-{UDATA_VERSION}", self.ports.udata)


@dataclass(frozen=True)
class Place:
    """The folder of one server, and its port."""

    folder: Path
    port: int

    @property
    def venv(self) -> Path:
        """Its environment; it stays when the server is stopped."""
        return self.folder / "venv"

    @property
    def run(self) -> Path:
        """What one run of it makes: pid files, logs, data. Made anew at each start."""
        return self.folder / "run"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def settings_in(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment asks for. Raises `Usage` for a port that is none."""
    cache = environment.get("XDG_CACHE_HOME") or str(Path(environment.get("HOME") or "~").expanduser() / ".cache")
    home = Path(environment.get("PUBLISHER_SERVERS_HOME") or f"{cache}/publisher-live").absolute()
    return Settings(home, Ports(**{name: _port(environment, name) for name in Ports.__dataclass_fields__}))


def _port(environment: Mapping[str, str], name: str) -> int:
    variable = f"PUBLISHER_SERVERS_{name.upper()}_PORT"
    text = environment.get(variable) or str(getattr(Ports, name))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Usage(f"{variable} is no port: {text}")
    return int(text)
