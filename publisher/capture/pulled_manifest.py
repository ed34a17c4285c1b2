"""A portal's edits, and a manifest with as many of them in it as it can say."""

from dataclasses import dataclass

from publisher.model.change import Change
from publisher.model.messages import Message
from publisher.model.names import CatalogName, DatasetKey


@dataclass(frozen=True)
class PortalEdit:
    """A value that a portal holds instead of the manifest's."""

    catalog: CatalogName
    change: Change


@dataclass(frozen=True)
class UnmergedEdit:
    """An edit that no manifest could say, or that a person must choose."""

    edit: PortalEdit
    why: Message


@dataclass(frozen=True)
class PulledManifest:
    """One manifest with the portal's edits in it."""

    key: DatasetKey
    before: str
    after: str
    brought: tuple[PortalEdit, ...]
    left: tuple[UnmergedEdit, ...]
