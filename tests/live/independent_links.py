"""Files linked from another catalogue: the address there, and the content behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tests.live.independent_http import Content, compare_content
from tests.live.independent_manifests import Entry, Report


class Host(Protocol):
    """The catalogue that keeps the files."""

    def hosted(self, entry: Entry, position: int, repository: str) -> list[str]:
        """Return the addresses of the hosted file of one resource."""

    def measure(self, url: str, *, trusted: bool = False) -> Content | str:
        """Return the content behind an address, or an error text."""


@dataclass(frozen=True)
class Link:
    """Another catalogue, with the manifests as merged for it."""

    name: str
    host: Host
    entries: Mapping[str, Entry]
    repository: str

    def addresses(self, key: str, resource: Mapping[str, Any]) -> list[str]:
        """Return the addresses of a resource's file in the other catalogue."""
        entry = self.entries[key]
        for position, entry_resource in enumerate(entry.resources or []):
            if entry_resource.get("id") == resource.get("id"):
                return self.host.hosted(entry, position, self.repository)
        return []


def compare_linked(
    where: str, key: str, resource: Mapping[str, Any], url: str, local: Content, link: Link, report: Report
) -> None:
    """Compare a linked file: its address is the hosted file's, and gives the bytes of the local file."""
    addresses = link.addresses(key, resource)
    first = addresses[0] if addresses else f"(no hosted file of this resource on {link.name})"
    report.check(where, "url", url if url in addresses else first, url)
    compare_content(where, local, link.host.measure(url, trusted=url in addresses), report)
