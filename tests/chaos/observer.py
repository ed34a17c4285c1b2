"""What the public may see of an entry at any moment: what it was, or what it will be.

An observer looks after every call that writes, before its reply reaches the program; on servers where calls of other
tests run beside, a thread looks again and again.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

from tests.chaos.public_view import PublicView, ShownEntry, ShownResource
from tests.chaos.scenario import CATALOGS, CKAN, UDATA, Version
from tests.live.portal import Json


class Window(Enum):
    """A moment at which the public may see something half made, and the program cannot yet avoid it."""

    FILE_ADDED_ON_CKAN = "a file added to a public CKAN entry: its resource is there before its bytes, without address"
    FILE_NAME_AS_TITLE_ON_UDATA = "a file sent to udata: its name as title, and another order, until the next call"
    ARCHIVED_FILE_STILL_LISTED = "a file hidden on CKAN, still listed by an entry of udata"


KNOWN_WINDOWS: frozenset[Window] = frozenset({
    Window.FILE_NAME_AS_TITLE_ON_UDATA,  # udata names a file's resource after the file, until the next call
})  # fmt: skip
"""The windows that do not count as failures. Empty it when they are closed."""


@dataclass(frozen=True)
class Violation:
    """Something that the public must not see."""

    text: str
    window: Window | None = None

    @property
    def counts(self) -> bool:
        """Whether it makes a schedule fail."""
        return self.window not in KNOWN_WINDOWS


def judge(shown: ShownEntry, allowed: Sequence[Version], before: Sequence[Version] = ()) -> Violation | None:
    """Return what is wrong with an entry; the allowed versions are all that it was, and that it will be.

    `before`: the versions published earlier. A new entry is never in a window: it is private until it is whole. Of two
    runs at once, what one publishes is not new to the other.
    """
    manifests = _manifests(shown, allowed)
    if any(_has_metadata(shown, manifest) for manifest in manifests):
        return _wrong_content(shown, allowed)
    in_window = _in_window(shown, manifests, _manifests(shown, before))
    return in_window or Violation(f"{_place(shown)}: {shown.title!r} {_resources(shown)}")


def _manifests(shown: ShownEntry, versions: Sequence[Version]) -> list[Json]:
    """Return what an entry may be. An archived entry of udata lists no file of CKAN: that is hidden there."""
    manifests = [version.manifests[shown.stem] for version in versions if shown.stem in version.manifests]
    archived = any(manifest.get("state") == "archived" for manifest in manifests) and shown.catalog == UDATA
    return manifests + [_without_files(manifest) for manifest in manifests if archived]


def _without_files(manifest: Json) -> Json:
    return {**manifest, "resources": [resource for resource in manifest["resources"] if "path" not in resource]}


def _has_metadata(shown: ShownEntry, manifest: Json) -> bool:
    """Return whether title, resources, their order and addresses are those of a manifest."""
    resources = manifest["resources"]
    return (
        shown.title == manifest["title"]
        and shown.titles == tuple(resource["title"] for resource in resources)
        and all(_has_address(one, wanted) for one, wanted in zip(shown.resources, resources, strict=True))
    )


def _has_address(shown: ShownResource, wanted: Json) -> bool:
    return shown.address == wanted["url"] if "url" in wanted else bool(shown.address)


def _wrong_content(shown: ShownEntry, allowed: Sequence[Version]) -> Violation | None:
    for resource in shown.resources:
        contents = set(_contents(shown.stem, resource.title, allowed))
        if contents and resource.content not in contents:
            archived = any(manifest.get("state") == "archived" for manifest in _manifests(shown, allowed))
            hidden = archived and shown.catalog == UDATA and resource.content == "HTTP 403"
            window = Window.ARCHIVED_FILE_STILL_LISTED if hidden else None
            return Violation(f"{_place(shown)}: {resource.title!r} gives {resource.content}", window)
    return None


def _contents(stem: str, title: str, allowed: Sequence[Version]) -> Iterator[str]:
    """Yield the checksum of a resource's file at each version."""
    for version in allowed:
        for resource in version.manifests.get(stem, {}).get("resources", ()):
            if resource["title"] == title and "path" in resource:
                yield version.hash_of(resource["path"])


def _in_window(shown: ShownEntry, manifests: Sequence[Json], before: Sequence[Json]) -> Violation | None:
    """Return the violation where it is one that a window explains: of an entry that was public before."""
    known = {resource["title"] for manifest in before for resource in manifest["resources"]}
    for manifest in manifests if before else ():
        wanted = manifest["resources"]
        paths = {resource["path"]: resource["title"] for resource in wanted if "path" in resource}
        if shown.catalog == CKAN:
            titles = tuple(resource["title"] for resource in wanted)
            bare = [resource.title for resource in shown.resources if not resource.address]
            if shown.titles == titles and bare and set(bare) <= set(paths.values()) - known:
                return Violation(f"{_place(shown)}: {bare} without address", Window.FILE_ADDED_ON_CKAN)
        else:
            titles = tuple(sorted(paths.get(title, title) for title in shown.titles))
            if titles == tuple(sorted(resource["title"] for resource in wanted)) and paths:
                return Violation(f"{_place(shown)}: {shown.titles}", Window.FILE_NAME_AS_TITLE_ON_UDATA)
    return None


def _place(shown: ShownEntry) -> str:
    return f"{shown.catalog} {shown.stem}"


def _resources(shown: ShownEntry) -> str:
    return ", ".join(f"{resource.title!r} -> {resource.address!r}" for resource in shown.resources)


@dataclass
class Observer:
    """Looks as a visitor, and keeps what must not be seen."""

    view: PublicView
    allowed: tuple[Version, ...] = ()
    """The versions that were published earlier, and those that are being published."""
    before: tuple[Version, ...] = ()
    """The versions that were published earlier, and with two runs at once those that are being published."""
    excused: frozenset[Window] = frozenset()
    """Windows that the trouble of the sync itself opens."""
    violations: list[str] = field(default_factory=list)
    windows: Counter[Window] = field(default_factory=Counter)
    looks: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, catalog: str) -> None:
        """Look at one catalogue."""
        judged = [judge(entry, self.allowed, self.before) for entry in self.view.entries(catalog)]
        with self._lock:
            self.looks += 1
            for violation in judged:
                if violation is None:
                    continue
                if violation.counts and violation.window not in self.excused:
                    self.violations.append(f"the public saw {violation.text}")
                elif violation.window:
                    self.windows[violation.window] += 1

    @contextmanager
    def watching(self, seconds: float) -> Iterator[None]:
        """Look again and again, so many seconds apart, while the block runs."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(seconds):
                for catalog in CATALOGS:
                    self.look(catalog)

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
