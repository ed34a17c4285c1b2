"""CKAN's groups: those of the manifest beside those of the portal, and what is wrong with a name. Pure."""

from collections.abc import Collection, Iterable
from typing import Final

from publisher.catalogs.documents import Document, list_of
from publisher.catalogs.field_table import Context
from publisher.model.desired_dataset import DesiredDataset
from publisher.model.findings import Finding
from publisher.model.messages import Message, message
from publisher.model.values import applied_groups, canonical_groups, group_names
from publisher.model.vocabulary import closest, listed
from publisher.rules.catalogs import UNKNOWN_GROUP

NO_GROUPS: Final = "-groups"
"""The pattern for `filter` of `package_revise` that sends no groups."""


def encode_groups(names: tuple[str, ...] | None, context: Context) -> Document:
    """Return the groups of the manifest, and those of the portal that would be lost otherwise.

    CKAN keeps a group that the account may not use where it is left out, and refuses the whole write where it is sent.
    One that the entry is in is sent by its id: the search index may have a former name of it.
    """
    wanted, present = set(names or ()), list_of(context.document, "groups")
    before = applied_groups(context.last_applied.fields.get("groups")) if context.last_applied else frozenset()
    kept = [item for item in present if item.get("name") in wanted or item.get("name") not in before]
    usable = [{"id": item["id"]} for item in kept if _is_usable(item, context)]
    added = sorted(wanted - {str(item.get("name")) for item in present})
    return {"groups": [*usable, *({"name": name} for name in added)]}


def _is_usable(group: Document, context: Context) -> bool:
    return context.usable_groups is None or group.get("id") in context.usable_groups


def decode_groups(context: Context) -> tuple[str, ...] | None:
    """Return the names of all groups that an entry is in."""
    return canonical_groups(str(item.get("name", "")) for item in list_of(context.document, "groups"))


def group_findings(dataset: DesiredDataset, known: Collection[str] | None) -> Iterable[Finding]:
    """Yield a finding for each group that the portal does not have. `known`: those it has; None: not known."""
    for name in sorted(group_names(dataset.content.groups)):
        if known is not None and name not in known:
            what = message("{catalog} has no group “{name}”", catalog=dataset.catalog, name=name)
            yield UNKNOWN_GROUP.at(
                dataset.places(f"groups.{name}"), what, _fix(dataset.catalog, name, sorted(known)), name
            )


def _fix(catalog: str, name: str, known: list[str]) -> Message:
    if not known:
        return message("{catalog} has no group at all: remove `groups:`.", catalog=catalog)
    near = closest(name, known)
    if near:
        return message("Did you mean “{near}”? Groups of this catalogue: {known}", near=near, known=listed(known))
    return message("Groups of this catalogue: {known}", known=listed(known))
