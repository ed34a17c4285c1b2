"""What must hold once a sync without faults has ended, read from the servers themselves. Nothing of the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.ground import NOTE, Ground, key_of
from tests.chaos.observer import Window, judge
from tests.chaos.public_view import COLLEAGUE
from tests.chaos.scenario import CATALOGS, CKAN, UDATA, Version
from tests.live.manifest_folder import CommandResult
from tests.live.portal import Json, extras_of

LASTING = (Window.ARCHIVED_FILE_STILL_LISTED,)
"""The windows that stay open after a run: the others count here, known or not."""


def wrong(ground: Ground, version: Version) -> list[str]:
    """Return everything that is not as the version's manifests say, or as others left it."""
    return [
        f"{catalog}: {text}"
        for catalog in CATALOGS
        for check in (_doubled_or_lost, _differences, _public, _foreign, _colleagues)
        for text in check(ground, catalog, version)
    ]


def _doubled_or_lost(ground: Ground, catalog: str, version: Version) -> Iterator[str]:
    """Yield each dataset that is not there exactly once."""
    keys = (key_of(catalog, entry) for entry in ground.live_entries(catalog))
    counted = Counter(ground.folder.stem_of(key) for key in keys if key is not None)
    expected = {stem for stem in version.manifests if catalog in version.catalogs_of(stem)}
    yield from (f"{stem} is there {times} times" for stem, times in counted.items() if times > 1)
    yield from (f"{stem} is lost" for stem in sorted(expected - set(counted)))
    yield from (f"{stem} is there, and should not be" for stem in sorted(set(counted) - expected))


def _differences(ground: Ground, catalog: str, version: Version) -> Iterator[str]:
    """Yield what the independent check finds: every field, every file's bytes."""
    try:
        yield from ground.folder.differences(catalog)
    except AssertionError:
        yield "nothing that could be compared is there"


def _public(ground: Ground, catalog: str, version: Version) -> Iterator[str]:
    """Yield what a visitor finds wrong: titles, order, addresses, bytes; a published dataset that is not shown."""
    seen = ground.observer.view.entries(catalog)
    for entry in seen:
        violation = judge(entry, [version])
        if violation is not None and (violation.counts or violation.window not in LASTING):
            yield f"a visitor sees {violation.text}"
    published = {
        stem
        for stem, manifest in version.manifests.items()
        if catalog in version.catalogs_of(stem) and manifest.get("state", "published") == "published"
    }
    yield from (f"{stem} is not public" for stem in sorted(published - {entry.stem for entry in seen}))


def _foreign(ground: Ground, catalog: str, version: Version) -> Iterator[str]:
    """Yield a line where an entry of others is not as it was."""
    if ground.foreign_now(catalog) != ground.foreign[catalog]:
        yield f"an entry of others was touched: {ground.foreign[catalog]} -> {ground.foreign_now(catalog)}"


def _colleagues(ground: Ground, catalog: str, version: Version) -> Iterator[str]:
    """Yield what is lost of a colleague's work in an entry of ours."""
    if catalog not in ground.colleagues:
        return
    entry = ground.entry(catalog, "budget")
    resources = [resource for resource in entry["resources"] if _title(catalog, resource) == COLLEAGUE]
    if [_own(resource) for resource in resources] != [_own(ground.colleagues[catalog])]:
        yield f"a colleague's resource was touched: {resources}"
    extras = extras_of(entry) if catalog == CKAN else entry["extras"]
    if {name: extras.get(name) for name in NOTE} != NOTE:
        yield f"a colleague's extra is lost: {extras}"


def _title(catalog: str, resource: Json) -> str:
    return str(resource["name" if catalog == CKAN else "title"])


def _own(resource: Json) -> Json:
    """Return what somebody wrote into a resource: without its place and its dates."""
    kept = ("id", "name", "title", "url", "format", "description", "type")
    return {name: resource[name] for name in kept if name in resource}


def not_at_rest(plan: CommandResult) -> list[str]:
    """Return a line where a plan has something to do."""
    if plan.code == 0:
        return []
    return [f"the plan after it is not empty: exit {plan.code}\n{plan.output}"]


def clutter(ground: Ground) -> int:
    """Return how many soft-deleted entries with our marker udata keeps."""
    entries = ground.servers.udata.entries(ground.folder.udata_organization)
    return sum(bool(entry["deleted"]) and key_of(UDATA, entry) is not None for entry in entries)
