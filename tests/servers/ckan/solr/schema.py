"""The fields of an index, as CKAN's `schema.xml` declares them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from . import BadRequest


@dataclass(frozen=True)
class Field:
    """One field, or a pattern of fields (`extras_*`)."""

    name: str
    type: str
    indexed: bool
    stored: bool
    multiple: bool
    required: bool
    default: str | None


@dataclass
class Schema:
    """All fields: those named, the patterns, and which are copied where."""

    text: str
    """The file itself: CKAN asks for it, to know its version."""
    key: str
    fields: dict[str, Field]
    patterns: list[Field]
    """The longest first, so that `*` comes last."""
    copies: list[tuple[str, str]]
    found: dict[str, Field] = field(default_factory=dict)

    def field(self, name: str) -> Field:
        """The field of this name. Raises `BadRequest` where there is none."""
        if name not in self.found:
            matching = (one for one in self.patterns if matches(one.name, name))
            known = self.fields.get(name) or next(matching, None)
            if known is None:
                raise BadRequest(f"undefined field {name}")
            self.found[name] = known
        return self.found[name]

    def copied_to(self, name: str) -> list[str]:
        """The fields that a field's values are copied to."""
        return [to for source, to in self.copies if matches(source, name) and to != name]


def matches(pattern: str, name: str) -> bool:
    """Whether a name is of a pattern with one star, at either end."""
    if pattern.startswith("*"):
        return name.endswith(pattern[1:])
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return pattern == name


def read_schema(path: Path) -> Schema:
    """The schema in a file."""
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    patterns = [_field(one) for one in root.iter("dynamicField")]
    return Schema(
        text=text,
        key=root.findtext("uniqueKey") or "id",
        fields={one.name: one for one in map(_field, root.iter("field"))},
        patterns=sorted(patterns, key=lambda one: -len(one.name)),
        copies=[(one.get("source", ""), one.get("dest", "")) for one in root.iter("copyField")],
    )


def _field(element: ET.Element) -> Field:
    return Field(
        name=element.get("name", ""),
        type=element.get("type", ""),
        indexed=element.get("indexed", "true") == "true",
        stored=element.get("stored", "true") == "true",
        multiple=element.get("multiValued", "false") == "true",
        required=element.get("required", "false") == "true",
        default=element.get("default"),
    )
