"""The servers and the folder of one schedule: organizations of its own, what others have there, and the proxies."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos.engine_hooks import Hooks
from tests.chaos.engine_process import LIMIT, Running, start
from tests.chaos.fault_proxy import FaultProxy, proxying
from tests.chaos.observer import Observer
from tests.chaos.public_view import COLLEAGUE, PublicView
from tests.chaos.scenario import CATALOGS, CKAN, UDATA, Version
from tests.live.portal import Json, Portal, settled
from tests.live.two_catalogs import LINK, UPLOAD, TwoCatalogFolder
from tests.live.udata_portal import UdataPortal

MEMORY = Path("/dev/shm")
"""A disk in memory: a journal is written through to the disk after each line, which takes time on a real one."""
NOTE = {"note_du_service": "Relu en mairie."}
"""An extra that a colleague adds to an entry of ours."""


@dataclass
class ChaosFolder(TwoCatalogFolder):
    """The manifests of a schedule, and the program that runs beside them."""

    hooks: Hooks = field(default_factory=Hooks)

    def write_version(self, version: Version) -> None:
        """Write the manifests and files of a version; what it does not have goes."""
        folder = self.manifests / self.producer
        for stem, fields in version.manifests.items():
            self._dump(f"{self.producer}/{stem}.yml", fields)
        for name, content in version.files.items():
            if not (folder / name).exists() or (folder / name).read_bytes() != content:
                self.put_file(name, content)

    def launch(self, *arguments: str, hooks: Hooks | None = None, seconds: int = LIMIT) -> Running:
        """Start the program without waiting for its end; it is ended after so many seconds."""
        return start(arguments, self.root, self.environment(), hooks or self.hooks, seconds)

    def stem_of(self, key: str) -> str:
        """Return the file stem of a manifest's key."""
        return key.rpartition("/")[2]


@dataclass(frozen=True)
class Servers:
    """The two catalogues, with the accounts of the tests."""

    portal: Portal
    udata: UdataPortal

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Servers:
        """Return the servers that these variables name, as the live tests do."""
        url, editor, admin, stranger = (
            variables[f"CKAN_{name}"] for name in ("URL", "TOKEN", "ADMIN_TOKEN", "STRANGER_TOKEN")
        )
        udata = [
            variables[f"UDATA_{name}"] for name in ("URL", "TOKEN", "ADMIN_TOKEN", "EDITOR_TOKEN", "STRANGER_TOKEN")
        ]
        return cls(Portal(url.rstrip("/"), editor, admin, stranger), UdataPortal(udata[0].rstrip("/"), *udata[1:]))

    @property
    def urls(self) -> dict[str, str]:
        """Their addresses."""
        return {CKAN: self.portal.url, UDATA: self.udata.url}


@dataclass
class Ground:
    """Everything around one schedule."""

    servers: Servers
    folder: ChaosFolder
    beside: ChaosFolder
    """Another person's clone."""
    proxies: dict[str, FaultProxy]
    observer: Observer
    foreign: dict[str, list[Json]] = field(default_factory=dict)
    """Entries of others in our organizations, as they were made."""
    colleagues: dict[str, Json] = field(default_factory=dict)
    """By catalogue, the resource that a colleague added to an entry of ours."""

    def organization(self, catalog: str) -> str:
        """Return our organization in a catalogue."""
        return self.folder.organization if catalog == CKAN else self.folder.udata_organization

    # ---- what others have there

    def plant_foreign(self) -> None:
        """Make an entry by hand in each of our organizations."""
        ckan, udata = self.servers.portal, self.servers.udata
        name = f"fait-main-{secrets.token_hex(4)}"
        ckan.create(
            name=name,
            title="Fait à la main",
            owner_org=self.folder.organization,
            resources=[{"name": "À eux", "url": "https://example.org/a-eux.csv"}],
        )
        made = udata.create(self.folder.udata_organization, title=f"Fait à la main {name}")
        udata.add_resource(made["id"], title="À eux", url="https://example.org/a-eux.csv", type="main", format="csv")
        self.foreign = {catalog: self.foreign_now(catalog) for catalog in CATALOGS}

    def foreign_now(self, catalog: str) -> list[Json]:
        """Return the entries without our marker, whole."""
        return [settled(entry) for entry in self.live_entries(catalog) if key_of(catalog, entry) is None]

    def live_entries(self, catalog: str) -> list[Json]:
        """Return every entry of our organization that is not deleted, as an administrator sees it."""
        if catalog == CKAN:
            return self.servers.portal.entries(self.folder.organization)
        return self.servers.udata.live(self.folder.udata_organization)

    def entry(self, catalog: str, stem: str) -> Json:
        """Return the entry of a dataset."""
        keyed = [entry for entry in self.live_entries(catalog) if key_of(catalog, entry) == self.folder.key(stem)]
        assert len(keyed) == 1, (catalog, stem, len(keyed))
        return keyed[0]

    def plant_colleagues(self, stem: str) -> None:
        """Add a resource and an extra to an entry of ours, as a colleague does on the portal."""
        ckan, udata = self.servers.portal, self.servers.udata
        address = "https://example.org/collegue.csv"
        self.colleagues[CKAN] = ckan.add_resource(
            self.entry(CKAN, stem)["id"], name=COLLEAGUE, url=address, format="CSV"
        )
        ckan.set_extras(self.entry(CKAN, stem)["id"], **NOTE)
        entry = self.entry(UDATA, stem)["id"]
        self.colleagues[UDATA] = udata.add_resource(entry, title=COLLEAGUE, url=address, type="other", format="csv")
        udata.set_extras(entry, **NOTE)

    def close(self) -> None:
        """Remove what the schedule made."""
        self.servers.portal.purge_organization(self.folder.organization)
        self.servers.udata.delete_organization(self.folder.udata_organization)


def key_of(catalog: str, entry: Json) -> str | None:
    """Return the key in an entry's marker."""
    if catalog == UDATA:
        key: str | None = entry["extras"].get("publisher_key")
        return key
    keys = (extra["value"] for extra in entry["extras"] if extra["key"] == "publisher_key")
    return next(keys, None)


@contextmanager
def prepared(
    servers: Servers, *, speed: float, links: bool, concurrency: int, settings: Mapping[str, Any] | None = None
) -> Iterator[Ground]:
    """Provide the ground of a schedule, with entries of others on it, while the block runs."""
    mark = secrets.token_hex(4)
    made = (servers.portal.make_organization("chaos-"), servers.udata.make_organization())
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)))
        proxies = {catalog: stack.enter_context(proxying(url, speed)) for catalog, url in servers.urls.items()}
        folders = []
        for place in ("one", "other"):
            (root / place).mkdir()
            folder = ChaosFolder(
                root=root / place,
                repository=f"chaos-{mark}",
                producer=f"ville-{mark}",
                udata=servers.udata,
                udata_organization=made[1],
                portal=servers.portal,
                organization=made[0],
                urls={catalog: proxy.url for catalog, proxy in proxies.items()},
                files=LINK if links else UPLOAD,
                settings={catalog: {"concurrency": concurrency, **(settings or {})} for catalog in CATALOGS},
                hooks=Hooks(speed=speed),
            )
            folders.append(folder)
        view = PublicView(servers.urls, {CKAN: made[0], UDATA: made[1]})
        ground = Ground(servers, folders[0], folders[1], proxies, Observer(view))
        ground.plant_foreign()
        try:
            yield ground
        finally:
            ground.close()
