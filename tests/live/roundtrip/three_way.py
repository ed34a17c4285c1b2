"""What the three-way rules promise, as small as it can be said: no digests, no calls, nothing of `publisher`.

A field is given, emptied (an empty value) or not spoken of (absent). The base is what was last applied; every write
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


@dataclass
class Wanted:
    """A manifest."""

    fields: Fields
    ignored: set[str] = field(default_factory=set)
    resources: dict[str, Fields] | None = None


@dataclass(eq=False)
class Resource:
    """A resource on the portal, and the id of ours that it carries."""

    own: str | None
    fields: Fields


@dataclass
class Model:
    """One entry, its manifest's last applied version, and what a sync makes of both."""

    tells_archived: bool
    """Whether the portal itself tells an archived entry from a private one."""
    exists: bool = False
    fields: Fields = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)
    base: Fields = field(default_factory=dict)
    base_resources: dict[str, Fields] = field(default_factory=dict)

    def sync(self, wanted: Wanted, drift: str = "keep", conflict: str = "block") -> str:
        """Do what one run does: nothing, a write, or nothing because both sides moved."""
        if not self.exists:
            return self._create(wanted)
        verdicts = self.verdicts(wanted)
        if conflict == "block" and "conflict" in verdicts.values():
            return BLOCKED
        taken = {"change", *(["drift"] if drift == "revert" else []), *(["conflict"] if conflict == "manifest" else [])}
        applied = {path for path, verdict in verdicts.items() if verdict in taken}
        if not applied and "conflict" not in verdicts.values():
            return SAME
        self._apply(wanted, applied, order_kept=("", ORDER) in verdicts and ("", ORDER) not in applied)
        return WRITTEN

    def waits(self, wanted: Wanted) -> bool:
        """Whether a plan has something to do: a kept edit of the portal is nothing."""
        if not self.exists:
            return bool(wanted.fields["state"] == "published")
        return bool({"change", "conflict"} & set(self.verdicts(wanted).values()))

    # ---- the rules

    def verdicts(self, wanted: Wanted) -> dict[Path, str]:
        """Who moved what: `change` is the manifest, `drift` the portal, `conflict` both."""
        found = {
            ("", name): judge(self.base, name, value, self._observed(name))
            for name, value in wanted.fields.items()
            if name not in wanted.ignored
        }
        held = self._ours()
        for own, fields in (wanted.resources or {}).items():
            last = self.base_resources.get(own)
            if own in held:
                found |= {(own, name): judge(last or {}, name, fields[name], held[own].fields[name]) for name in fields}
            elif last is None:
                found[own, WHOLE] = "change"
            else:
                found[own, WHOLE] = "drift" if all(last.get(name) == fields[name] for name in fields) else "conflict"
        if wanted.resources is not None:
            found |= self._removals(wanted.resources) | {("", ORDER): self._order(list(wanted.resources))}
        return {path: verdict for path, verdict in found.items() if verdict}

    def _removals(self, wanted: dict[str, Fields]) -> dict[Path, str]:
        held = self._ours()
        gone = {own: last for own, last in self.base_resources.items() if own not in wanted and own in held}
        touched = {
            own: any(held[own].fields[name] != value for name, value in last.items()) for own, last in gone.items()
        }
        return {(own, WHOLE): "conflict" if moved else "change" for own, moved in touched.items()}

    def _order(self, wanted: list[str]) -> str:
        named = [own for own in wanted if own in self._ours()]
        held = [resource.own for resource in self.resources if resource.own in named]
        last = [own for own in self.base_resources if own in named]
        if named == held:
            return ""
        ours, theirs = ([own for own in side if own in last] != last for side in (named, held))
        return "conflict" if ours and theirs else "drift" if theirs else "change"

    def _observed(self, name: str) -> Any:
        hidden = name == "state" and self.fields[name] == "draft" and not self.tells_archived
        return "archived" if hidden and self.base.get("state") == "archived" else self.fields[name]

    def _ours(self) -> dict[str, Resource]:
        return {resource.own: resource for resource in self.resources if resource.own is not None}

    # ---- writing

    def _create(self, wanted: Wanted) -> str:
        """A new entry is whole: also fields that are left to the portal from then on. A draft is not made."""
        if wanted.fields["state"] != "published":
            return SAME
        self.exists = True
        self.fields |= wanted.fields
        self._apply(wanted, {(own, WHOLE) for own in wanted.resources or {}}, order_kept=False)
        return WRITTEN

    def _apply(self, wanted: Wanted, applied: set[Path], *, order_kept: bool) -> None:
        for name in {name for own, name in applied if not own} - {ORDER}:
            self.fields[name] = wanted.fields[name]
        if self.fields["state"] == "archived" and not self.tells_archived:
            self.fields["state"] = "draft"
        if any(own or name == ORDER for own, name in applied):
            self._list(wanted.resources or {}, applied, order_kept)
        self.base = {name: value for name, value in wanted.fields.items() if name not in wanted.ignored}
        if wanted.resources is not None:
            known = {*self._ours(), *self.base_resources}
            self.base_resources = {own: dict(one) for own, one in wanted.resources.items() if own in known}

    def _list(self, wanted: dict[str, Fields], applied: set[Path], order_kept: bool) -> None:
        """Ours in the manifest's order, or in the portal's where that is kept; then those of others."""
        held, places = self._ours(), [resource.own for resource in self.resources]
        sequence = sorted(wanted, key=lambda own: places.index(own) if own in held else 999) if order_kept else wanted
        ours = []
        for own in sequence:
            if own in held:
                held[own].fields |= {name: value for name, value in wanted[own].items() if (own, name) in applied}
                ours.append(held[own])
            elif (own, WHOLE) in applied:
                ours.append(Resource(own, {"description": "", "schema": None, **wanted[own]}))
        leaving = [held[own] for own, name in applied if name == WHOLE and own in held]
        self.resources = [
            *ours,
            *(resource for resource in self.resources if resource not in ours and resource not in leaving),
        ]


def judge(base: Fields, name: str, wanted: Any, held: Any) -> str:
    """Who moved one field; nothing where both sides agree. What was never applied is ours to set."""
    if wanted == held:
        return ""
    if name not in base:
        return "change"
    ours, theirs = base[name] != wanted, base[name] != held
    return "conflict" if ours and theirs else "drift" if theirs else "change"
