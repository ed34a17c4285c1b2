"""Run a scenario twice: on a real catalogue with the command, and on the model; after each run both must agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.live.backends import ARCHIVED, PRIVATE, PUBLIC, Backend, CatalogEntry, CatalogResource
from tests.live.portal import Json

from .datasets import CATALOG, DrawnManifest
from .scenarios import ALWAYS, EMPTY, EMPTY_OF_RESOURCE, OF_RESOURCE, PERSON, RUN, VALUES, Step
from .three_way import BLOCKED, Manifest, Model, Resource, hidden_alike
from .tree import Tree

STEM = "jeu"
STATES = {"published": PUBLIC, "draft": PRIVATE, "private": PRIVATE, "archived": ARCHIVED}


@dataclass
class ScenarioRunner:
    """A scenario under way."""

    tree: Tree
    backend: Backend
    manifest: Manifest
    model: Model = field(init=False)
    runs: int = 0
    fields: int = 0
    """The number of compared fields."""

    def __post_init__(self) -> None:
        self.model = Model(tells_archived=self.backend.traits.archived == ARCHIVED, fields=dict(EMPTY))

    def play(self, step: Step) -> None:
        """Do one step."""
        if step.actor == RUN:
            self.run(*step.value)
        elif step.actor == PERSON:
            _edit(self.manifest, step)
        elif self.model.exists:
            self._on_portal(step)

    def run(self, drift: str = "keep", conflict: str = "block") -> None:
        """Run a sync; assert that the catalogue and the pending changes are those of the model."""
        self.tree.put({STEM: DrawnManifest(_manifest(self.manifest))})
        before = self.model.verdicts(self.manifest) if self.model.exists else {}
        outcome = self.model.sync(self.manifest, drift, conflict)
        self.tree.sync("--drift", drift, "--on-conflict", conflict, code=3 if outcome == BLOCKED else 0)
        self.runs += 1
        self._compare(before)
        self.tree.pending(2 if self.model.waits(self.manifest) else 0)

    def _compare(self, before: object) -> None:
        entry_id = self.backend.find(self.tree.key(STEM))
        assert (entry_id is not None) == self.model.exists, before
        if entry_id is None:
            return
        entry = self.backend.read(entry_id)
        values = {name: _of(entry, name) for name in VALUES}
        assert values == {**self.model.fields, "state": STATES[self.model.fields["state"]]}, before
        resources = [{name: getattr(resource, name) for name in OF_RESOURCE} for resource in entry.resources]
        assert resources == [resource.fields for resource in self.model.resources], before
        self.fields += len(values) + len(resources) * len(OF_RESOURCE)

    # ---- people in the catalogue

    def _on_portal(self, step: Step) -> None:
        entry = self.backend.read(self.tree.key(STEM))
        if step.action == "write":
            self.backend.edit(entry.id, **_portal_field(step))
            self.model.fields[step.name] = _as_shown(step, self.model)
        elif step.action == "add":
            self._newcomer(entry, step.value)
        elif self.model.resources:
            index = step.number % len(self.model.resources)
            self._in_list(entry, step, self.model.resources[index], entry.resources[index])

    def _newcomer(self, entry: CatalogEntry, fields: Json) -> None:
        all_fields = {**EMPTY_OF_RESOURCE, **fields}
        self.backend.add_resource(entry.id, **{name: value for name, value in all_fields.items() if value})
        index = 0 if self.backend.traits.newcomer_first else len(self.model.resources)
        self.model.resources.insert(index, Resource(None, all_fields))

    def _in_list(self, entry: CatalogEntry, step: Step, modelled: Resource, remote: CatalogResource) -> None:
        match step.action:
            case "amend":
                self.backend.edit_resource(entry.id, remote.id, **{step.name: step.value})
                modelled.fields[step.name] = step.value
            case "form":
                self.backend.edit_as_form(entry.id, remote.id, **{step.name: step.value})
                erased = self.backend.traits.erased_by_form & set(OF_RESOURCE)
                modelled.fields |= {name: EMPTY_OF_RESOURCE[name] for name in erased} | {step.name: step.value}
            case "remove":
                self.backend.delete_resource(entry.id, remote.id)
                self.model.resources.remove(modelled)
            case "reorder":
                order = _permuted(len(entry.resources), step.value)
                self.backend.reorder(entry.id, [entry.ids[index] for index in order])
                self.model.resources = [self.model.resources[index] for index in order]
            case _:
                raise AssertionError(step)


# ---- the manifest


def _edit(manifest: Manifest, step: Step) -> None:
    """Edit the manifest as a person does."""
    if step.action == "write":
        manifest.fields[step.name] = step.value
    elif step.action == "omit":
        manifest.fields.pop(step.name, None)
    elif step.action == "ignore":
        manifest.ignored ^= {step.name}
    elif step.action == "unlist":
        manifest.resources = None
    else:
        manifest.resources = _edit_list(dict(manifest.resources or {}), step)


def _edit_list(resources: dict[str, Json], step: Step) -> dict[str, Json]:
    items = list(resources.items())
    index = step.number % len(items) if items else 0
    match step.action:
        case "add":
            items = [item for item in items if item[0] != step.name]
            items.insert(step.number, (step.name, dict(step.value)))
        case "amend" if items:
            items[index] = (items[index][0], {**items[index][1], step.name: step.value})
        case "remove" if items:
            del items[index]
        case "reorder":
            items = [items[index] for index in _permuted(len(items), step.value)]
    return dict(items)


def _permuted(count: int, order: tuple[int, ...]) -> list[int]:
    """Return the numbers below a count in the drawn order; numbers that were not drawn keep their places."""
    return [number for number in order if number < count] + list(range(len(order), count))


def _manifest(manifest: Manifest) -> Json:
    """Return the manifest as a person writes it."""
    fields = {name: value for name, value in manifest.fields.items() if name in ALWAYS or value != EMPTY[name]}
    document: Json = {name: _written(name, value) for name, value in fields.items() if "." not in name}
    if "extras.ref" in fields:
        document["extras"] = {"ref": fields["extras.ref"]}
    document |= {
        "clear": [name for name in manifest.fields if name not in fields],
        "ignore": sorted(manifest.ignored),
        "catalogs": {CATALOG: True},
    }
    if manifest.resources is not None:
        document["resources"] = [_resource(own, fields) for own, fields in manifest.resources.items()]
    return {name: value for name, value in document.items() if value != [] or name == "resources"}


CONTACT_PARTS = ("name", "email", "form")


def _written(name: str, value: Any) -> Any:
    match name:
        case "keywords":
            return list(value)
        case "spatial":
            return {"zones": list(value)}
        case "temporal":
            return {end: day for end, day in zip(("start", "end"), value, strict=True) if day}
        case "contact":
            return {part: text for part, text in zip(CONTACT_PARTS, value, strict=True) if text}
        case "contacts":
            parts = ("role", *CONTACT_PARTS)
            return [{part: text for part, text in zip(parts, item, strict=True) if text} for item in value]
        case _:
            return value


def _resource(own: str, fields: Json) -> Json:
    emptied = [name for name, value in fields.items() if not value]
    filled = {name: value for name, value in fields.items() if value}
    return {"id": own, **filled, **({"clear": emptied} if emptied else {})}


# ---- what is seen


def _of(entry: CatalogEntry, name: str) -> Any:
    if name.startswith("extras."):
        return entry.extras.get(name.removeprefix("extras."), "")
    return getattr(entry, name)


def _portal_field(step: Step) -> Json:
    if step.name.startswith("extras."):
        return {"extras": {step.name.removeprefix("extras."): step.value or None}}
    return {step.name: STATES[step.value] if step.name == "state" else step.value}


def _as_shown(step: Step, model: Model) -> Any:
    """Return the value that the catalogue shows. CKAN has no archived state: such an entry is private there."""
    return "draft" if step.value == "archived" and not model.tells_archived else hidden_alike(step.value)
