"""Runs over a folder of real manifests, in catalogues in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from publisher.manifests.load_folder import load
from publisher.model.dataset import Resource
from publisher.model.entry import Entry
from publisher.model.findings import Severity
from publisher.model.manifest import ManifestSet
from publisher.model.names import CatalogName, Revision
from publisher.model.outcome import Outcome
from publisher.model.plan import Step, changes_of
from publisher.sync.apply.run import apply_plan
from publisher.sync.compare.conflicts import OnConflict, OnDrift, ResolutionPolicy
from publisher.sync.plan.inputs import PlanInputs
from publisher.sync.plan.make_plan import Request, make_plan
from publisher.sync.plan.run_options import RunOptions
from publisher.sync.plan.selection import Selection
from tests.unit.builders import NAMED, NAMELESS, access
from tests.unit.cases import TODAY, inputs, step_class
from tests.unit.fake_catalog import FakeCatalog, as_catalog
from tests.unit.offline_adapters import CKAN, UDATA

ORGANIZATIONS = frozenset({"bron", "metropole", "nouvelle"})
ONE_CATALOG = """\
repository: depot
catalogs:
  {name}: {{kind: {kind}, url: "https://{name}.example.org", organization: bron, mode: manage}}
"""
TWO_CATALOGS = """\
repository: depot
catalogs:
  grandlyon: {kind: ckan, url: "https://ckan.example.org", organization: bron, mode: manage}
  datagouv: {kind: udata, url: "https://udata.example.org", organization: bron, mode: manage, files: "link:grandlyon"}
"""


@dataclass
class ManifestFolder:
    """A folder of manifests and its catalogues: write files, plan, sync, and read the entries."""

    root: Path
    catalogs: dict[CatalogName, FakeCatalog] = field(default_factory=dict)
    today: date = TODAY

    @classmethod
    def on(cls, root: Path, *names: CatalogName) -> ManifestFolder:
        """Return a folder with these catalogues and one producer."""
        folder = cls(root)
        kinds = {CKAN: ("ckan", NAMED), UDATA: ("udata", NAMELESS)}
        one_catalog = ONE_CATALOG.format(name=names[0], kind=kinds[names[0]][0])
        folder.write("catalogs.yml", TWO_CATALOGS if len(names) > 1 else one_catalog)
        folder.write("bron/producer.yml", "name: Bron\n")
        for name in names:
            folder.catalogs[name] = FakeCatalog(name=name, traits=kinds[name][1])
            folder.catalogs[name].access = access(catalog=name, organizations=ORGANIZATIONS, writable=ORGANIZATIONS)
        return folder

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def remove(self, name: str) -> None:
        """Remove a file of the folder."""
        (self.root / name).unlink()

    @property
    def manifests(self) -> ManifestSet:
        """Return the loaded manifests; the test fails if one is invalid."""
        loaded = load(self.root, {})
        assert [str(finding.what) for finding in loaded.findings if finding.severity is Severity.ERROR] == []
        return loaded.manifests

    def plan(self, *patterns: str, drift: str = "keep", conflict: str = "block") -> dict[str, Step]:
        """Return the step of each dataset by key; by `KEY@CATALOG` where there are several catalogues."""
        plan = make_plan(self.inputs(), self._request(patterns, drift, conflict))
        several = len(self.catalogs) > 1
        return {f"{item.key}@{item.catalog}" if several else item.key: item.step for item in plan.items}

    def kinds(self, *patterns: str, **policy: str) -> dict[str, str]:
        """Return the name of the step of each dataset, by the keys of `plan`."""
        return {key: step_class(step) for key, step in self.plan(*patterns, **policy).items()}

    def changes(self, key: str, **policy: str) -> list[tuple[str, str, Any, Any]]:
        """Return the path, kind, observed value and desired value of each change of a step."""
        changes = changes_of(self.plan(**policy)[key])
        return [(str(change.path), change.kind.value, change.observed, change.desired) for change in changes]

    def sync(self, *patterns: str, drift: str = "keep", conflict: str = "block") -> list[str]:
        """Plan and apply, and return the name of each outcome's class."""
        outcomes: list[Outcome] = []
        plan = make_plan(self.inputs(), self._request(patterns, drift, conflict))
        apply_plan(plan, self._catalogs(), self.root / ".runs", 2, outcomes.append, sleep=lambda _seconds: None)
        return [type(outcome).__name__ for outcome in outcomes]

    def entries(self, name: CatalogName) -> list[Entry]:
        """Return the entries of a catalogue that are not deleted."""
        return self.catalogs[name].live

    def edit_resource(self, name: CatalogName, **fields: Any) -> None:
        """Edit the only resource of the only entry in the catalogue."""
        (entry,) = self.entries(name)
        (resource,) = entry.resources
        content: Resource = replace(resource.content, **fields)
        self.catalogs[name].put(
            replace(entry, resources=(replace(resource, content=content),), revision=Revision(f"{entry.revision}+"))
        )

    def inputs(self) -> PlanInputs:
        """Return the inputs of a plan of the folder's day."""
        return inputs(self.manifests, self._catalogs(), self.today)

    def _catalogs(self) -> Any:
        return {name: as_catalog(fake) for name, fake in self.catalogs.items()}

    def _request(self, patterns: tuple[str, ...], drift: str, conflict: str) -> Request:
        policy = ResolutionPolicy(OnDrift(drift), OnConflict(conflict))
        return Request(selection=Selection(patterns=patterns), options=RunOptions(policy, {}))
