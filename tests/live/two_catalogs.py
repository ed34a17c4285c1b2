"""A folder of manifests of one producer for two catalogues, a CKAN and a udata, and the command that runs in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .independent_check import compare
from .manifest_folder import NOTHING_WAITS, ManifestFolder
from .portal import Json, Portal
from .portal import extras_of as ckan_extras
from .udata_portal import UdataPortal

CKAN = "ckan"
UDATA = "udata"
TOKEN_ENVS = {CKAN: "PUBLISHER_ESSAI_CKAN_TOKEN", UDATA: "PUBLISHER_ESSAI_UDATA_TOKEN"}
UPLOAD = "upload"
LINK = f"link:{CKAN}"

KINDS = ("creates", "changes", "takeovers", "hidings", "licenses", "rows", "columns", "hvd")
PLENTY: Json = {name: {"producer": 1000, "run": 1000} for name in KINDS}
PLENTY["rows"]["producer_share"] = "100 %"
"""Guards that hold nothing back."""


@dataclass
class TwoCatalogFolder(ManifestFolder):
    """A small tree of manifests for a CKAN and a udata. With udata alone, `portal` is None."""

    udata: UdataPortal
    udata_organization: str
    portal: Portal | None = None
    organization: str = ""
    urls: dict[str, str] = field(default_factory=dict)
    """Addresses of relays, used instead of the catalogues'."""
    files: str = UPLOAD
    """Where udata's files come from: `upload`, or `link:ckan`."""
    settings: dict[str, Json] = field(default_factory=dict)
    """Further settings, by catalogue."""
    guards: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.write_settings()

    @property
    def catalogs(self) -> tuple[str, ...]:
        """Return the catalogues that the manifests go to."""
        return (CKAN, UDATA) if self.portal else (UDATA,)

    @property
    def ckan(self) -> Portal:
        """Return the CKAN, where there is one."""
        assert self.portal is not None
        return self.portal

    # ---- writing manifests

    def write_settings(self, **changes: Any) -> None:
        """Write catalogs.yml and producer.yml, after changes of attributes: `write_settings(files="link:ckan")`."""
        for name, value in changes.items():
            assert hasattr(self, name), name
            setattr(self, name, value)
        self._dump(
            "catalogs.yml",
            {
                "repository": self.repository,
                "catalogs": {name: self._catalog(name) for name in self.catalogs},
                "guards": {**PLENTY, **self.guards},
            },
        )
        self._dump("themes.yml", {"toilettes": {"label": {"fr": "Toilettes", "en": "Toilets"}, "eu_theme": "REGI"}})
        self.write_producer(self.producer)

    def _catalog(self, name: str) -> Json:
        url = self.portal.url if name == CKAN and self.portal else self.udata.url
        files = {"files": self.files} if name == UDATA else {}
        return {
            "kind": name,
            "url": self.urls.get(name, url),
            "token_env": TOKEN_ENVS[name],
            "mode": "manage",
            "rate": 200,
            "timeouts": {"connect": 2, "read": 20},
            **files,
            **self.settings.get(name, {}),
        }

    def write_producer(self, producer: str, **fields: object) -> None:
        """Write the producer.yml of a producer, who publishes in the test's organizations unless others are given."""
        organizations = {CKAN: self.organization, UDATA: self.udata_organization}
        by_catalog = {name: organizations[name] for name in self.catalogs}
        self._dump(f"{producer}/producer.yml", {"name": f"Commune {producer}", "organization": by_catalog, **fields})

    def name(self, stem: str) -> str:
        """Return the name of a manifest's entry on CKAN."""
        return f"{stem}-{self.producer}"

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

    # ---- running the command

    def tokens(self, token: str | None = None) -> dict[str, str]:
        """Return the environment variables with the tokens; the one given is udata's."""
        ckan = {TOKEN_ENVS[CKAN]: self.portal.editor} if self.portal else {}
        return {**ckan, TOKEN_ENVS[UDATA]: self.udata.token if token is None else token}

    def step(self, key: str = "", catalog: str = UDATA, *arguments: str) -> Json:
        """Return the planned step of a manifest in a catalogue; by default of the plain one on udata."""
        step_id = (key or self.key("toilettes"), catalog)
        steps: list[Json] = [
            step for step in self.plan(*arguments)["steps"] if (step["key"], step["catalog"]) == step_id
        ]
        assert len(steps) == 1, steps
        return steps[0]

    def changes(self, key: str = "", catalog: str = UDATA, *arguments: str) -> dict[str, str]:
        """Return the planned step's changes: path and verdict."""
        return {change["path"]: change["verdict"] for change in self.step(key, catalog, *arguments)["changes"]}

    def losses(self, key: str = "", catalog: str = UDATA) -> dict[str, str]:
        """Return the losses that a plan announces: path and message."""
        return {loss["path"]: loss["what"] for loss in self.step(key, catalog)["losses"]}

    # ---- looking at the catalogues

    def show(self, stem: str = "toilettes") -> Json:
        """Return the live entry of a manifest on udata, as its administrator sees it."""
        entries = self.udata.keyed(self.udata_organization, self.key(stem))
        assert len(entries) == 1, [entry["slug"] for entry in entries]
        return self.udata.show(str(entries[0]["id"]))

    def show_ckan(self, stem: str = "toilettes") -> Json:
        """Return the entry of a manifest on CKAN."""
        return self.ckan.show(self.name(stem))

    def entries(self) -> list[Json]:
        """Return every live entry of the organization on udata."""
        return self.udata.live(self.udata_organization)

    def differences(self, catalog: str) -> list[str]:
        """Return the differences that the independent check reports for one catalogue."""
        ckan = (self.portal.url, self.portal.editor) if self.portal else (None, None)
        udata = (self.udata.url, self.udata.token)
        url, token = ckan if catalog == CKAN else udata
        report = compare(self.manifests, catalog, str(url), token, kind=catalog, link_token=ckan[1], link_url=ckan[0])
        assert report.fields > 0
        return report.differences

    def expect_settled(self, count: int | None = None) -> None:
        """Assert that every manifest has one entry in each catalogue, that all is right and that nothing is pending."""
        keys = {CKAN: self._ckan_keys() if self.portal else [], UDATA: self._udata_keys()}
        for catalog in self.catalogs:
            doubled = [key for key, times in Counter(keys[catalog]).items() if times > 1]
            assert doubled == [], catalog
            assert count is None or len(keys[catalog]) == count, (catalog, keys[catalog])
            assert self.differences(catalog) == [], catalog
        self.pending(NOTHING_WAITS)

    def _udata_keys(self) -> list[str]:
        all_extras = (entry["extras"] for entry in self.entries())
        return [str(extras["publisher_key"]) for extras in all_extras if "publisher_key" in extras]

    def _ckan_keys(self) -> list[str]:
        all_extras = (ckan_extras(entry) for entry in self.ckan.entries(self.organization))
        return [extras["publisher_key"] for extras in all_extras if "publisher_key" in extras]
