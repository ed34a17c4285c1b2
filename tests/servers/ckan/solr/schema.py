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
    """All fields: those with a name, those with a pattern, and the copies between them."""

    text: str
    """The text of the file: CKAN requests it, to know its version."""
    key: str
    fields: dict[str, Field]
    patterns: list[Field]
    """Fields whose name is a pattern, the longest first, so that `*` comes last."""
    copies: list[tuple[str, str]]
    cache: dict[str, Field] = field(default_factory=dict)

    def field(self, name: str) -> Field:
        """Return the field of this name. Raises `BadRequest` if there is none."""
        if name not in self.cache:
            matching = (pattern for pattern in self.patterns if matches(pattern.name, name))
            definition = self.fields.get(name) or next(matching, None)
            if definition is None:
                raise BadRequest(f"undefined field {name}")
            self.cache[name] = definition
        return self.cache[name]

    def copied_to(self, name: str) -> list[str]:
        """Return the fields that a field's values are copied to."""
        return [to for source, to in self.copies if matches(source, name) and to != name]


def matches(pattern: str, name: str) -> bool:
    """Return whether a name matches a pattern with one star, at either end."""
    if pattern.startswith("*"):
        return name.endswith(pattern[1:])
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return pattern == name


def read_schema(path: Path) -> Schema:
    """Return the schema in a file."""
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    patterns = [_field(element) for element in root.iter("dynamicField")]
    return Schema(
        text=text,
        key=root.findtext("uniqueKey") or "id",
        fields={element.name: element for element in map(_field, root.iter("field"))},
        patterns=sorted(patterns, key=lambda element: -len(element.name)),
        copies=[(element.get("source", ""), element.get("dest", "")) for element in root.iter("copyField")],
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
