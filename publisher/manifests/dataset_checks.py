"""Checks of a manifest beyond the shape of its values. They are made even where the shape does not fit."""

from typing import Final

from publisher.manifests.findings_collector import FindingsCollector
from publisher.manifests.key_names import certain_key, meant_key
from publisher.manifests.misplaced_keys import keys_of
from publisher.manifests.shapes import NEVER_CLEARED, NO_SOURCE, ResourceShape
from publisher.manifests.tree_with_positions import Items, Table, Text, resources_in, texts_in
from publisher.model.dataset import EXTRA_PREFIX, KEYS_WITHIN
from publisher.model.findings import Position
from publisher.model.messages import message
from publisher.model.names import MARKER_PREFIX
from publisher.model.values import CONTACT_ROLE
from publisher.model.vocabulary import CONTACT_ROLES, closest
from publisher.rules.registry import RULES
from publisher.rules.structure import INVALID_CLEAR_OR_IGNORE, INVALID_EXCEPTION, RESERVED_EXTRA, UNKNOWN_KEY
from publisher.rules.values import DUPLICATE_RESOURCE_ID, FURTHER_CONTACT_FIRST, URL_OR_PATH

FOR_ALL: Final = frozenset({"exceptions", "from", "ignore", "min_quality", "previously", "protect", "slug"})
"""Keys that hold for every catalogue."""


def check_own(own: Table, collector: FindingsCollector) -> None:
    """Check a manifest's own file, or its values for one catalogue."""
    _cleared_and_given(own, collector)
    for resource in resources_in(own):
        _cleared_and_given(resource, collector)
        _one_source(resource, collector)
    _unique_ids(own, collector)
    _valid_exceptions(own, collector)


def check_override(over: Table, collector: FindingsCollector) -> None:
    """Check the values for one catalogue: keys that hold for every catalogue have no effect there."""
    for name in sorted(FOR_ALL & over.keys_at.keys()):
        fix = message("Move this line to the top of the manifest, where it applies to every catalogue.")
        collector.add(UNKNOWN_KEY.at(over.keys_at[name], message("unknown key “{key}”", key=name), fix, name))


def check_merged(merged: Table, collector: FindingsCollector) -> None:
    """Check a dataset merged with its layers."""
    for table in (merged, *resources_in(merged)):
        extras = table.values.get("extras")
        for name, at in extras.keys_at.items() if isinstance(extras, Table) else ():
            if name.startswith(MARKER_PREFIX):
                what = message("the extra “{name}” is reserved for the tool", name=name)
                collector.add(RESERVED_EXTRA.at(at, what, message("Choose another name."), name))
    _first_contact(merged, collector)


def _first_contact(merged: Table, collector: FindingsCollector) -> None:
    """Check that `contact:` has the first contact: catalogues tell it from further ones by its place alone."""
    contacts = merged.values.get("contacts")
    if "contact" in merged.values or "contact" in texts_in(merged.values.get("ignore")):
        return
    for item in contacts.items if isinstance(contacts, Items) else ():
        role = item.values.get("role") if isinstance(item, Table) else None
        if isinstance(role, Text) and CONTACT_ROLES.find(role.text) == CONTACT_ROLE:
            what = message("there is no `contact:` before this further contact")
            fix = message("Write this one under `contact:`, without its role, and the others under `contacts:`.")
            collector.add(FURTHER_CONTACT_FIRST.at(role.at, what, fix, role.text))
            return


def _cleared_and_given(table: Table, collector: FindingsCollector) -> None:
    extras = table.values.get("extras")
    given = {name: at for name, at in table.keys_at.items() if name not in KEYS_WITHIN}
    if isinstance(extras, Table):
        given |= {EXTRA_PREFIX + name: at for name, at in extras.keys_at.items()}
    given |= keys_within(table)
    for name in texts_in(table.values.get("clear")):
        if name in given and name not in NEVER_CLEARED:
            what = message("“{key}” has a value and is also listed under `clear:`", key=name)
            fix = message("Keep either the value or its name under `clear:`.")
            collector.add(INVALID_CLEAR_OR_IGNORE.at(given[name], what, fix, name.removeprefix(EXTRA_PREFIX)))


def keys_within(table: Table) -> dict[str, Position]:
    """Return the fields that the groups of a table give, each with its place."""
    keys = {name: key.partition(".") for name, key in KEYS_WITHIN.items()}
    groups = {name: (table.values.get(group), key) for name, (group, _dot, key) in keys.items()}
    return {
        name: group.keys_at[key]
        for name, (group, key) in groups.items()
        if isinstance(group, Table) and key in group.keys_at
    }


def _one_source(resource: Table, collector: FindingsCollector) -> None:
    """Check that a resource has an address or a file, never both. A blank one counts: it has a finding of its own."""
    has_url, has_path = "url" in resource.values, "path" in resource.values
    if has_url and has_path:
        fix = message(
            "Delete one of the two lines: keep `path:` where the file is in this folder and is to be published from "
            "it, else `url:`."
        )
        collector.add(URL_OR_PATH.at(resource.at, message("this resource has both `url:` and `path:`"), fix))
    elif (
        not has_url
        and not has_path
        and not any(
            certain_key(name, ("url", "path")) or meant_key(name, keys_of(ResourceShape)) in ("url", "path")
            for name in resource.values
        )
    ):
        fix = message(
            "Write `url:` and the address of the data, or `path:` and the name of a file of this folder. Whoever has "
            "the data knows it; until then, delete this resource."
        )
        collector.add(URL_OR_PATH.at(resource.at, NO_SOURCE, fix))


def _unique_ids(own: Table, collector: FindingsCollector) -> None:
    seen: dict[str, Position] = {}
    for resource in resources_in(own):
        named = resource.values.get("id")
        if isinstance(named, Text) and not named.blank and seen.setdefault(named.text, named.at) != named.at:
            what = message("the id “{id}” is already used (line {line})", id=named.text, line=seen[named.text].line)
            collector.add(
                DUPLICATE_RESOURCE_ID.at(named.at, what, message("Give each resource a different id."), named.text)
            )


SHORTEST_REASON: Final = 10
"""Characters of a reason that says something to the person who reads it later."""


def _valid_exceptions(own: Table, collector: FindingsCollector) -> None:
    """Check that each exception names a rule that knows exceptions, and gives a reason."""
    exceptions = own.values.get("exceptions")
    if not isinstance(exceptions, Table):
        return
    for name, node in exceptions.values.items():
        rule, at = RULES.get(name), exceptions.keys_at[name]
        if rule is None:
            near = closest(name, RULES)
            fix = message("Did you mean “{near}”?", near=near) if near else message("See docs/rules.md.")
            collector.add(INVALID_EXCEPTION.at(at, message("there is no rule “{name}”", name=name), fix, name))
        elif not rule.waivable:
            what = message("the rule {name} has no exceptions", name=name)
            collector.add(INVALID_EXCEPTION.at(at, what, message("Correct what it finds."), name))
        elif isinstance(node, Text) and 0 < len(node.text.strip()) < SHORTEST_REASON:
            what = message("this reason is too short to be understood later")
            collector.add(INVALID_EXCEPTION.at(node.at, what, message("Write it as a sentence."), node.text))
