"""A folder of manifests for one catalogue of either kind, in an organization of its own."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from hypothesis import Phase

from tests.live.independent_check import compare
from tests.live.independent_manifests import Report
from tests.live.manifest_folder import ManifestFolder
from tests.live.portal import Json, Portal
from tests.live.two_catalogs import CKAN, PLENTY, UDATA
from tests.live.udata_portal import UdataPortal

from .datasets import CATALOG, DEFAULTS, PRODUCER, THEMES, DrawnManifest

KINDS = (CKAN, UDATA)
TOKEN_ENV = "PUBLISHER_ESSAI_TOKEN"
EXAMPLES = int(os.environ.get("PUBLISHER_EXAMPLES", "300"))
"""Datasets of each kind."""
SEED = int(os.environ.get("PUBLISHER_SEED", "20260101"))
"""Another number gives other manifests; the same one, the same."""
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("PUBLISHER_SHRINK") else (Phase.generate,)
"""A failure is reported as it was drawn; on demand it is shrunk, which takes hundreds of runs."""
SHARDS = 4
"""Parts of a property that run side by side."""
SECONDS = 14_400
"""The time limit of a part: thousands of datasets take long."""

LARGE = pytest.mark.filterwarnings("ignore:Generating overly large repr")
"""A large manifest is no failure: a failing test prints it whole."""


class _Plain(yaml.SafeDumper):
    """Writes repeated values out, as a person does: manifests have no YAML anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@dataclass
class Tree(ManifestFolder):
    """A small tree of manifests with every layer, and the command that runs in it."""

    kind: str
    url: str
    token: str = field(repr=False)
    organization: str
    settings: Json = field(default_factory=dict)
    """Further settings of the catalogue."""

    def write_settings(self, *, layers: bool) -> None:
        """Write the files around the manifests; with layers, their fields are under every manifest."""
        catalog = {
            "kind": self.kind,
            "url": self.url,
            "token_env": TOKEN_ENV,
            "mode": "manage",
            "rate": 1000,
            "timeouts": {"connect": 5, "read": 60},
            **self.settings,
        }
        self.dump("catalogs.yml", {"repository": self.repository, "catalogs": {CATALOG: catalog}, "guards": PLENTY})
        self.dump("themes.yml", THEMES)
        producer = {"name": f"Commune {self.producer}", "organization": {CATALOG: self.organization}}
        self.dump(f"{self.producer}/producer.yml", {**producer, **(PRODUCER if layers else {})})
        if layers:
            self.dump("defaults.yml", DEFAULTS)

    def dump(self, file: str, content: Json) -> None:
        """Write one file of the tree."""
        path = self.manifests / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def put(self, drawn: dict[str, DrawnManifest]) -> None:
        """Write these manifests by their stems with their files, and remove the others."""
        folder = self.manifests / self.producer
        for file in folder.iterdir():
            if file.name != "producer.yml":
                file.unlink()
        for stem, dataset in drawn.items():
            self.dump(f"{self.producer}/{stem}.yml", dataset.manifest)
            for name, content in dataset.files.items():
                (folder / name).write_bytes(content)

    def tokens(self, token: str | None = None) -> dict[str, str]:
        """Return the environment variable with the token."""
        return {TOKEN_ENV: self.token if token is None else token}

    def check(self) -> Report:
        """Return the report of the independent check."""
        return compare(self.manifests, CATALOG, self.url, self.token, kind=self.kind)


@dataclass(frozen=True)
class TreeFactory:
    """Makes trees for the catalogue of one kind."""

    kind: str
    portal: Portal | UdataPortal
    root: Path
    settings: Json = field(default_factory=dict)
    """Further settings of the catalogue."""

    @contextmanager
    def tree(self, *, layers: bool = True) -> Iterator[Tree]:
        """Provide a tree in an organization of its own; both are removed afterwards, unless something went wrong."""
        mark = secrets.token_hex(4)
        organization = self.portal.make_organization()
        token = self.portal.editor if isinstance(self.portal, Portal) else self.portal.token
        names = (f"essais-{mark}", f"ville-{mark}", self.kind, self.portal.url, token, organization)
        tree = Tree(self.root / mark, *names, self.settings)
        tree.write_settings(layers=layers)
        try:
            yield tree
            shutil.rmtree(tree.root)
        finally:
            if isinstance(self.portal, Portal):
                self.portal.purge_organization(organization)
            else:
                self.portal.delete_organization(organization)


def tree_factory(kind: str, request: pytest.FixtureRequest, root: Path) -> TreeFactory:
    """Return a factory of trees for the catalogue of a kind, as the environment names it."""
    return TreeFactory(kind, request.getfixturevalue("portal" if kind == CKAN else "udata"), root)
