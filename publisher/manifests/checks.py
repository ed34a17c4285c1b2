"""What a manifest must satisfy beyond the shape of its values; looked at even where the shape does not fit."""

from typing import Final

from publisher.manifests.collect import Collector
from publisher.manifests.nodes import Table, Text, resources_in, texts_in
from publisher.manifests.shapes import NEVER_CLEARED
from publisher.model.dataset import EXTRA_PREFIX
from publisher.model.messages import message
from publisher.model.names import MARKER_PREFIX
from publisher.model.source import Position

FOR_ALL: Final = frozenset({"ignore", "previously", "slug"})
"""What holds for every catalogue."""


def check_own(own: Table, collector: Collector) -> None:
    """Check a manifest's own file, or what it gives one catalogue instead."""
    _cleared_and_given(own, collector)
    for resource in resources_in(own):
        _cleared_and_given(resource, collector)
        _one_source(resource, collector)
    _unique_ids(own, collector)


def check_override(over: Table, collector: Collector) -> None:
    """Check what is said for one catalogue alone: what is said of all of them has no effect there."""
    for name in sorted(FOR_ALL & over.keys_at.keys()):
        fix = message("Move this line to the top of the manifest, where it applies to every catalogue.")
        collector.error("PUB111", over.keys_at[name], message("unknown key “{key}”", key=name), fix, name)


def check_merged(merged: Table, collector: Collector) -> None:
    """Check a dataset over its layers."""
    extras = merged.values.get("extras")
    for name, at in extras.keys_at.items() if isinstance(extras, Table) else ():
        if name.startswith(MARKER_PREFIX):
            what = message("the extra “{name}” is reserved for the tool", name=name)
            collector.error("PUB115", at, what, message("Choose another name."), name)


def _cleared_and_given(table: Table, collector: Collector) -> None:
    extras = table.values.get("extras")
    given = dict(table.keys_at)
    if isinstance(extras, Table):
        given |= {EXTRA_PREFIX + name: at for name, at in extras.keys_at.items()}
    for name in texts_in(table.values.get("clear")):
        if name in given and name not in NEVER_CLEARED:
            what = message("“{key}” has a value and is also listed under `clear:`", key=name)
            fix = message("Keep either the value or its name under `clear:`.")
            collector.error("PUB116", given[name], what, fix, name.removeprefix(EXTRA_PREFIX))


def _one_source(resource: Table, collector: Collector) -> None:
    """An address or a file, never both. A blank one is complained of by itself."""
    if ("url" in resource.values) == ("path" in resource.values):
        fix = message("Write `url:` for an address, or `path:` for a file of the folder.")
        collector.error("PUB213", resource.at, message("a resource has either `url:` or `path:`"), fix)


def _unique_ids(own: Table, collector: Collector) -> None:
    seen: dict[str, Position] = {}
    for resource in resources_in(own):
        named = resource.values.get("id")
        if isinstance(named, Text) and not named.blank and seen.setdefault(named.text, named.at) != named.at:
            what = message("the id “{id}” is already used (line {line})", id=named.text, line=seen[named.text].line)
            collector.error("PUB212", named.at, what, message("Give each resource a different id."), named.text)
