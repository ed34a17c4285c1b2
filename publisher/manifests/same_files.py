"""Data files of a producer with one content: the second may be a copy of the wrong file."""

import filecmp
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from publisher.model.findings import Finding
from publisher.model.manifest import Manifest
from publisher.model.messages import message
from publisher.model.names import producer_of
from publisher.rules.between_manifests import SAME_DATA

_LARGEST: Final = 50_000_000
"""Bytes: larger files are not compared."""
_MOST_COMPARED: Final = 5
"""Files of one size that a file is compared with."""

Use = tuple[Manifest, str, Path]
"""A manifest, the id of its resource, and the file."""


def check_same_files(manifests: Iterable[Manifest]) -> Iterator[Finding]:
    """Yield a finding for each file that has the content of another one of its producer.

    Only files of one size are read. One file under one name in two datasets is another check's.
    """
    by_size: dict[tuple[str, int], list[Use]] = defaultdict(list)
    for manifest in manifests:
        for resource in manifest.content.resources:
            size = _size(resource.data.path) if resource.data is not None else None
            if resource.data is not None and size:
                by_size[producer_of(manifest.key), size].append((manifest, resource.id, resource.data.path))
    for uses in by_size.values():
        for place, (manifest, resource_id, path) in enumerate(uses):
            others = (use for use in uses[max(0, place - _MOST_COMPARED) : place] if use[2] != path)
            other = next((use for use in others if _are_equal(path, use[2])), None)
            if other is not None:
                what = message("the file has the content of {file} ({place})",
                               file=other[2].name, place=other[0].place(f"resources.{other[1]}.path"))  # fmt: skip
                fix = message("Put the right file into the folder, or keep one of the two resources.")
                yield SAME_DATA.at(manifest.place(f"resources.{resource_id}.path"), what, fix, path.name)


def _size(path: Path) -> int | None:
    """Return the size of a file that may be compared; None of another one."""
    try:
        size = path.stat().st_size
    except OSError:
        return None
    return size if size <= _LARGEST else None


def _are_equal(path: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False
