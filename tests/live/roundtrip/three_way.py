"""The smallest model of the three-way rules: no digests, no calls, nothing of `publisher`.

A field is given, emptied (an empty value) or absent. The base is the last applied manifest; every write
renews it whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]
Path = tuple[str, str]
"""The id of a resource, empty for the dataset itself, and the name of a field."""
WHOLE, ORDER = "whole", "order"
SAME, WRITTEN, BLOCKED = "same", "written", "blocked"
CREATED = ("published", "private")
"""The states in which an entry is made where there is none."""


@dataclass
class Manifest:
    """A manifest: its fields, its ignored fields and its list of resources."""

    fields: Fields
    ignored: set[str] = field(default_factory=set)
    resources: dict[str, Fields] | None = None


@dataclass(eq=False)
class Resource:
    """A resource in the catalogue, and the id of ours that it carries."""

    own: str | None
    fields: Fields


@dataclass
class Model:
    """One entry, the last applied version of its manifest, and the effect of a sync on both."""

    tells_archived: bool
    """Whether the catalogue distinguishes an archived entry from a private one."""
    exists: bool = False
    fields: Fields = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)
    base: Fields = field(default_factory=dict)
    base_resources: dict[str, Fields] = field(default_factory=dict)

    def sync(self, manifest: Manifest, drift: str = "keep", conflict: str = "block") -> str:
        """Do what one run does: nothing, a write, or nothing because both sides changed."""
        if not self.exists:
            return self._create(manifest)
        verdicts = self.verdicts(manifest)
        if conflict == "block" and "conflict" in verdicts.values():
            return BLOCKED
        applicable = {
            "change",
            *(["drift"] if drift == "revert" else []),
            *(["conflict"] if conflict == "manifest" else []),
        }
        applied = {path for path, verdict in verdicts.items() if verdict in applicable}
        if not applied and "conflict" not in verdicts.values():
            return SAME
        self._apply(manifest, applied, order_kept=("", ORDER) in verdicts and ("", ORDER) not in applied)
        return WRITTEN

    def waits(self, manifest: Manifest) -> bool:
        """Return whether a plan has something to do: a kept edit of the catalogue is nothing."""
        if not self.exists:
            return manifest.fields["state"] in CREATED
        return bool({"change", "conflict"} & set(self.verdicts(manifest).values()))

    # ---- the rules

    def verdicts(self, manifest: Manifest) -> dict[Path, str]:
        """Return who changed what: `change` is the manifest, `drift` the catalogue, `conflict` both."""
        verdicts = {
            ("", name): judge(self.base, name, hidden_alike(value), self._observed(name))
            for name, value in manifest.fields.items()
            if name not in manifest.ignored
        }
        remote = self._ours()
        for own, fields in (manifest.resources or {}).items():
            last = self.base_resources.get(own)
            if own in remote:
                verdicts |= {
                    (own, name): judge(last or {}, name, fields[name], remote[own].fields[name]) for name in fields
                }
            elif last is None:
                verdicts[own, WHOLE] = "change"
            else:
                verdicts[own, WHOLE] = "drift" if all(last.get(name) == fields[name] for name in fields) else "conflict"
        if manifest.resources is not None:
            verdicts |= self._removals(manifest.resources) | {("", ORDER): self._order(list(manifest.resources))}
        return {path: verdict for path, verdict in verdicts.items() if verdict}

    def _removals(self, listed: dict[str, Fields]) -> dict[Path, str]:
        remote = self._ours()
        removed = {own: last for own, last in self.base_resources.items() if own not in listed and own in remote}
        touched = {
            own: any(remote[own].fields[name] != value for name, value in last.items()) for own, last in removed.items()
        }
        return {(own, WHOLE): "conflict" if moved else "change" for own, moved in touched.items()}

    def _order(self, listed: list[str]) -> str:
        manifest_order = [own for own in listed if own in self._ours()]
        remote_order = [resource.own for resource in self.resources if resource.own in manifest_order]
        last = [own for own in self.base_resources if own in manifest_order]
        if manifest_order == remote_order:
            return ""
        manifest_moved, portal_moved = (
            [own for own in side if own in last] != last for side in (manifest_order, remote_order)
        )
        return "conflict" if manifest_moved and portal_moved else "drift" if portal_moved else "change"

    def _observed(self, name: str) -> Any:
        hidden = name == "state" and self.fields[name] == "draft" and not self.tells_archived
        return "archived" if hidden and self.base.get("state") == "archived" else self.fields[name]

    def _ours(self) -> dict[str, Resource]:
        return {resource.own: resource for resource in self.resources if resource.own is not None}

    # ---- writing

    def _create(self, manifest: Manifest) -> str:
        """Create a whole entry, with the fields that are then left to the catalogue. Drafts are not created."""
        if manifest.fields["state"] not in CREATED:
            return SAME
        self.exists = True
        self.fields |= {name: hidden_alike(value) for name, value in manifest.fields.items()}
        self._apply(manifest, {(own, WHOLE) for own in manifest.resources or {}}, order_kept=False)
        return WRITTEN

    def _apply(self, manifest: Manifest, applied: set[Path], *, order_kept: bool) -> None:
        for name in {name for own, name in applied if not own} - {ORDER}:
            self.fields[name] = hidden_alike(manifest.fields[name])
        if self.fields["state"] == "archived" and not self.tells_archived:
            self.fields["state"] = "draft"
        if any(own or name == ORDER for own, name in applied):
            self._list(manifest.resources or {}, applied, order_kept)
        self.base = {
            name: hidden_alike(value) for name, value in manifest.fields.items() if name not in manifest.ignored
        }
        if manifest.resources is not None:
            own_ids = {*self._ours(), *self.base_resources}
            self.base_resources = {own: dict(fields) for own, fields in manifest.resources.items() if own in own_ids}

    def _list(self, listed: dict[str, Fields], applied: set[Path], order_kept: bool) -> None:
        """Put ours in the manifest's order, or in the catalogue's where that is kept; then those of others."""
        remote, remote_ids = self._ours(), [resource.own for resource in self.resources]
        sequence = (
            sorted(listed, key=lambda own: remote_ids.index(own) if own in remote else 999) if order_kept else listed
        )
        own_resources = []
        for own in sequence:
            if own in remote:
                remote[own].fields |= {name: value for name, value in listed[own].items() if (own, name) in applied}
                own_resources.append(remote[own])
            elif (own, WHOLE) in applied:
                own_resources.append(Resource(own, {"description": "", "schema": None, "issued": "", **listed[own]}))
        leaving = [remote[own] for own, name in applied if name == WHOLE and own in remote]
        self.resources = [
            *own_resources,
            *(resource for resource in self.resources if resource not in own_resources and resource not in leaving),
        ]


def hidden_alike(value: Any) -> Any:
    """Return a value; of the two states that a catalogue has alike, once an entry exists, `draft` for both."""
    return "draft" if value == "private" else value


def judge(base: Fields, name: str, desired: Any, remote: Any) -> str:
    """Return who changed one field; nothing where both sides agree. What was never applied is ours to set."""
    if desired == remote:
        return ""
    if name not in base:
        return "change"
    manifest_moved, portal_moved = base[name] != desired, base[name] != remote
    if name == "state" and manifest_moved and portal_moved and "published" not in (desired, remote):
        return "change"  # both hide the entry, each in its way: there is nothing to ask
    return "conflict" if manifest_moved and portal_moved else "drift" if portal_moved else "change"
