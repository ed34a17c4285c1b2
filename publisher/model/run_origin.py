"""Who made a run, and from which state of the manifests."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class RunOrigin:
    """What a journal records about the beginning of a run; each part is None where it is not known."""

    by: str | None = None
    """The account that started it: that of GitHub in a workflow, else that of the computer."""
    commit: str | None = None
    """The commit of the manifests, 40 hexadecimal digits."""
    edited: bool = False
    """Whether files of the manifests' folder differed from that commit."""


UNKNOWN_ORIGIN: Final = RunOrigin()
