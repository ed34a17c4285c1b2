"""The addresses of manifests, each with its places. Pure."""

from collections.abc import Iterable
from urllib.parse import urldefrag

from publisher.links.judge import LinkPlace
from publisher.model.dataset import Dataset
from publisher.model.findings import Position
from publisher.model.manifest import Manifest
from publisher.model.values import Contact

Link = tuple[str, LinkPlace]
"""An address, and where it is."""


def links_of(manifests: Iterable[Manifest]) -> tuple[Link, ...]:
    """Return the addresses of manifests, each once for each format that it has; patterns of addresses are left out."""
    places: dict[tuple[str, str | None], list[Position]] = {}
    for manifest in manifests:
        for url, file_format, at in _addresses(manifest):
            known = places.setdefault((url, file_format), [])
            if at not in known:
                known.append(at)
    return tuple(
        (url, LinkPlace(min(at), file_format, tuple(sorted(at)[1:])))
        for (url, file_format), at in places.items()
        if not is_pattern(url)
    )


def is_pattern(url: str) -> bool:
    """Return whether an address has places that a program fills in (`{z}/{x}/{y}`): as it is, it leads nowhere."""
    return "{" in url or "%7b" in url.lower()


def called(url: str) -> str:
    """Return an address as it is called: what follows `#` stays in the browser."""
    return urldefrag(url)[0]


def _addresses(manifest: Manifest) -> Iterable[tuple[str, str | None, Position]]:
    """Yield the addresses of a manifest for all catalogues, each with its format and its place."""
    for url, file_format, path in _of_content(manifest.content):
        yield url, file_format, manifest.place(path)
    for catalog, content in manifest.overrides.items():
        for url, file_format, path in _of_content(content) if content is not None else ():
            yield url, file_format, manifest.place_in(catalog, path)


def _of_content(content: Dataset) -> Iterable[tuple[str, str | None, str]]:
    for resource in content.resources:
        if isinstance(resource.url, str):
            file_format = resource.format if isinstance(resource.format, str) else None
            yield resource.url, file_format, f"resources.{resource.id}.url"
    if isinstance(content.landing_page, str):
        yield content.landing_page, None, "landing_page"
    if isinstance(content.contact, Contact) and content.contact.form:
        yield content.contact.form, None, "contact.form"
    for number, contact in enumerate(content.contacts if isinstance(content.contacts, tuple) else (), start=1):
        if contact.form:
            yield contact.form, None, f"contacts.{number}.form"
