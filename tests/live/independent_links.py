"""Files linked from another catalogue: the address there, and what is behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tests.live.independent_http import Content, compare_content
from tests.live.independent_manifests import Entry, Report


class Host(Protocol):
    """The catalogue that keeps the files."""

    def hosted(self, entry: Entry, position: int, repository: str) -> list[str]:
        """The addresses of the file of one resource there."""

    def measure(self, url: str, *, trusted: bool = False) -> Content | str:
        """The content behind an address, or what went wrong."""


@dataclass(frozen=True)
class Link:
    """Another catalogue, with the manifests as that one sees them."""

    name: str
    host: Host
    entries: Mapping[str, Entry]
    repository: str

    def addresses(self, key: str, resource: Mapping[str, Any]) -> list[str]:
        """Where the file of a resource is."""
        entry = self.entries[key]
        for position, entry_resource in enumerate(entry.resources or []):
            if entry_resource.get("id") == resource.get("id"):
                return self.host.hosted(entry, position, self.repository)
        return []


def compare_linked(
    where: str, key: str, resource: Mapping[str, Any], url: str, local: Content, link: Link, report: Report
) -> None:
    """The address is the hosted file's, and gives the bytes of the file here."""
    addresses = link.addresses(key, resource)
    first = addresses[0] if addresses else f"(no hosted file of this resource on {link.name})"
    report.check(where, "url", url if url in addresses else first, url)
    compare_content(where, local, link.host.measure(url, trusted=url in addresses), report)
