"""A folder of manifests for one catalogue of either kind, and the command that runs in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.live.backends import Backend, CatalogEntry
from tests.live.command_server import CLOCK
from tests.live.independent_check import compare
from tests.live.manifest_folder import NOTHING_WAITS, TOKEN_ENV, ManifestFolder
from tests.live.portal import Json
from tests.live.two_catalogs import PLENTY

CATALOG = "portail"
THEMES = {
    "toilettes": {"label": {"fr": "Toilettes", "en": "Toilets"}, "eu_theme": "REGI"},
    "jardins": {"label": {"fr": "Jardins", "en": "Gardens"}, "eu_theme": "ENVI"},
}


@dataclass
class CatalogFolder(ManifestFolder):
    """A small tree of manifests for one catalogue."""

    backend: Backend
    address: str = ""
    """The address of a relay, used instead of the catalogue's."""
    settings: Json = field(default_factory=dict)
    """Further settings of the catalogue."""
    guards: Json = field(default_factory=dict)
    """Limits of guards; by default no guard holds anything back."""
    plenty: Json = field(default_factory=lambda: PLENTY)
    clock: str = ""
    """The moment at which commands run, as ISO date and time; empty: the present one."""
    timezone: str = ""
    """The time zone of catalogs.yml; empty: none."""

    def __post_init__(self) -> None:
        self.write_settings()

    # ---- writing manifests

    def write_settings(self) -> None:
        """Write catalogs.yml, themes.yml and producer.yml."""
        catalog = {
            "kind": self.backend.kind,
            "url": self.address or self.backend.url,
            "token_env": TOKEN_ENV,
            "mode": "manage",
            "rate": 200,
            "timeouts": {"connect": 2, "read": 20},
            **self.settings,
        }
        guards = {**self.plenty, **self.guards}
        timezone = {"timezone": self.timezone} if self.timezone else {}
        settings = {"repository": self.repository, **timezone, "catalogs": {CATALOG: catalog}, "guards": guards}
        self._dump("catalogs.yml", settings)
        self._dump("themes.yml", THEMES)
        self.write_producer(self.producer, self.backend.organization)

    def drop_guards(self) -> None:
        """Leave the guards out of catalogs.yml."""
        self.guards, self.plenty = {}, {}
        self.write_settings()

    def write_producer(self, producer: str, organization: str) -> None:
        """Write the producer.yml of a producer, who publishes in an organization."""
        self._dump(f"{producer}/producer.yml", {"name": f"Commune {producer}", "organization": {CATALOG: organization}})

    def write(self, stem: str = "toilettes", **fields: object) -> str:
        """Write a plain manifest with some fields changed (None leaves one out), and return its key."""
        self.put_manifest(stem, fields)
        return self.key(stem)

    def write_many(self, count: int, **fields: object) -> list[str]:
        """Write plain manifests with a title each, and return their keys."""
        return [self.write(f"jeu-{n:02}", **{"title": f"Jeu de données {n}", **fields}) for n in range(count)]

    def put_file(self, name: str, content: bytes | str) -> None:
        """Write a data file in the producer's folder."""
        path = self.manifests / self.producer / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def published(self, stem: str = "toilettes", **fields: object) -> CatalogEntry:
        """Publish a plain manifest, and return its entry."""
        self.write(stem, **fields)
        self.sync()
        return self.read(stem)

    # ---- running the command

    def tokens(self, token: str | None = None) -> dict[str, str]:
        """Return the environment variable with the token."""
        return {TOKEN_ENV: self.backend.token if token is None else token}

    def environment(self, token: str | None = None) -> dict[str, str]:
        """Return the environment of a command."""
        return super().environment(token) | ({CLOCK: self.clock} if self.clock else {})

    def step(self, stem: str = "toilettes", *arguments: str) -> Json:
        """Return the planned step of one manifest."""
        steps: list[Json] = [step for step in self.plan(*arguments)["steps"] if step["key"] == self.key(stem)]
        assert len(steps) == 1, steps
        return steps[0]

    def changes(self, stem: str = "toilettes", *arguments: str) -> dict[str, str]:
        """Return the planned step's changes: path and verdict."""
        return {change["path"]: change["verdict"] for change in self.step(stem, *arguments)["changes"]}

    def verdicts(self, *arguments: str) -> dict[str, dict[str, str]]:
        """Return the verdict of a plan by key and path."""
        steps = self.plan(*arguments)["steps"]
        return {step["key"]: {change["path"]: change["verdict"] for change in step["changes"]} for step in steps}

    # ---- looking at the catalogue

    def read(self, stem: str = "toilettes") -> CatalogEntry:
        """Return the live entry of a manifest."""
        return self.backend.read(self.key(stem))

    def differences(self) -> list[str]:
        """Return the differences that the independent check reports."""
        backend = self.backend
        report = compare(self.manifests, CATALOG, backend.url, backend.token, kind=backend.kind)
        assert report.fields > 0
        return report.differences

    def expect_settled(self, count: int | None = None) -> None:
        """Assert that every manifest has exactly one entry, that every field is right and that nothing is pending."""
        keys = [str(entry.marker["publisher_key"]) for entry in self.backend.all() if "publisher_key" in entry.marker]
        assert [key for key, times in Counter(keys).items() if times > 1] == []
        assert count is None or len(keys) == count, keys
        assert self.differences() == []
        self.pending(NOTHING_WAITS)
