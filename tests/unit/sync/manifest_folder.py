"""A town: a folder of real manifests, and catalogues in memory that they are published on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from publisher.manifests.load_folder import load
from publisher.model.dataset import Resource
from publisher.model.entry import Entry
from publisher.model.manifest import ManifestSet
from publisher.model.names import CatalogName, Revision
from publisher.model.outcome import Outcome
from publisher.model.plan import Step, changes_of
from publisher.sync.apply.run import apply_plan
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from tests.unit.builders import NAMED, NAMELESS, access
from tests.unit.cases import inputs, step_class
from tests.unit.fake_catalog import FakeCatalog, as_catalog
from tests.unit.offline_adapters import CKAN, UDATA

ORGANIZATIONS = frozenset({"bron", "metropole", "nouvelle"})
ONE = """\
repository: depot
catalogs:
  {name}: {{kind: {kind}, url: "https://{name}.example.org", organization: bron, mode: manage}}
"""
BOTH = """\
repository: depot
catalogs:
  grandlyon: {kind: ckan, url: "https://ckan.example.org", organization: bron, mode: manage}
  datagouv: {kind: udata, url: "https://udata.example.org", organization: bron, mode: manage, files: "link:grandlyon"}
"""


@dataclass
class Town:
    """Write files, plan, sync; and see what the catalogues hold."""

    root: Path
    catalogs: dict[CatalogName, FakeCatalog] = field(default_factory=dict)

    @classmethod
    def on(cls, root: Path, *names: CatalogName) -> Town:
        """A town with these catalogues, and one producer."""
        town = cls(root)
        kinds = {CKAN: ("ckan", NAMED), UDATA: ("udata", NAMELESS)}
        town.write("catalogs.yml", BOTH if len(names) > 1 else ONE.format(name=names[0], kind=kinds[names[0]][0]))
        town.write("bron/producer.yml", "name: Bron\n")
        for name in names:
            town.catalogs[name] = FakeCatalog(name=name, traits=kinds[name][1])
            town.catalogs[name].access = access(catalog=name, organizations=ORGANIZATIONS, writable=ORGANIZATIONS)
        return town

    def write(self, name: str, text: str) -> None:
        """A file of the folder."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def remove(self, name: str) -> None:
        """One gone."""
        (self.root / name).unlink()

    @property
    def manifests(self) -> ManifestSet:
        """What the folder says."""
        loaded = load(self.root, {})
        assert [str(one.what) for one in loaded.findings] == []
        return loaded.manifests

    def plan(self, *patterns: str, drift: str = "keep", conflict: str = "block") -> dict[str, Step]:
        """The step of each dataset; `KEY@CATALOG` where there are several catalogues."""
        made = make_plan(inputs(self.manifests, self._catalogs()), self._request(patterns, drift, conflict))
        several = len(self.catalogs) > 1
        return {f"{one.key}@{one.catalog}" if several else one.key: one.step for one in made.items}

    def kinds(self, *patterns: str, **policy: str) -> dict[str, str]:
        """The same, by the names of the steps."""
        return {key: step_class(step) for key, step in self.plan(*patterns, **policy).items()}

    def changes(self, key: str, **policy: str) -> list[tuple[str, str, Any, Any]]:
        """The differences of one step: path, who moved, what is there, what is wanted."""
        found = changes_of(self.plan(**policy)[key])
        return [(str(one.path), one.kind.value, one.observed, one.desired) for one in found]

    def sync(self, *patterns: str, drift: str = "keep", conflict: str = "block") -> list[str]:
        """Carry it out; what came of each write."""
        told: list[Outcome] = []
        made = make_plan(inputs(self.manifests, self._catalogs()), self._request(patterns, drift, conflict))
        apply_plan(made, self._catalogs(), self.root / ".runs", 2, told.append, sleep=lambda _seconds: None)
        return [type(one).__name__ for one in told]

    def entries(self, name: CatalogName) -> list[Entry]:
        """What a catalogue shows, deleted ones aside."""
        return self.catalogs[name].live

    def edit_resource(self, name: CatalogName, **fields: Any) -> None:
        """Somebody edits the one resource of the one entry on the portal."""
        (entry,) = self.entries(name)
        (held,) = entry.resources
        content: Resource = replace(held.content, **fields)
        self.catalogs[name].put(
            replace(entry, resources=(replace(held, content=content),), revision=Revision(f"{entry.revision}+"))
        )

    def _catalogs(self) -> Any:
        return {name: as_catalog(one) for name, one in self.catalogs.items()}

    def _request(self, patterns: tuple[str, ...], drift: str, conflict: str) -> Request:
        policy = ResolutionPolicy(OnDrift(drift), OnConflict(conflict))
        return Request(selection=Selection(patterns=patterns), options=RunOptions(policy, {}))
