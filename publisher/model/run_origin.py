"""Who made a run, and from which state of the manifests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class RunOrigin:
    """What a journal records about the beginning of a run; each part is None where it is not known."""

    by: str | None = None
    """The account that started it: that of GitHub in a workflow, else that of the computer."""
    commit: str | None = None
    """The commit of the manifests, 40 hexadecimal digits."""
    edited: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """The files of the manifests' folder that differed from that commit, each with its SHA-256; empty for one that was
    gone."""


UNKNOWN_ORIGIN: Final = RunOrigin()
