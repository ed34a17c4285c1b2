"""A word of a selection that matches no manifest, and the key that it seems to mean."""

from collections.abc import Collection
from pathlib import Path, PurePosixPath

import click

from publisher.locale import _
from publisher.model.names import DatasetKey, producer_of
from publisher.model.vocabulary import closest


class NothingMatches(click.UsageError):
    """A word of the selection that matches no manifest."""

    def __init__(self, pattern: str, root: Path, keys: Collection[DatasetKey], producers: Collection[str]) -> None:
        name = key_of_path(pattern, root)
        text = _("no manifest matches “{pattern}”")
        near: str | None = name
        if name != pattern and (name in keys or name in producers):
            text = _("“{pattern}” is a path: write the key instead, {near}")
        elif near := similar_key(name, keys, producers):
            text = _("no manifest matches “{pattern}”. Did you mean “{near}”?")
        super().__init__(text.format(pattern=pattern, near=near))


def key_of_path(written: str, root: Path) -> str:
    """Return the key or the producer that the path of a manifest or a folder means; another text as it is."""
    path = PurePosixPath(written.replace("\\", "/"))
    folder = PurePosixPath(root.as_posix())
    below = path.relative_to(folder) if path.is_relative_to(folder) else path
    below = below.with_suffix("") if below.suffix in (".yml", ".yaml") else below
    return below.as_posix() if below.parts else written


def similar_key(written: str, keys: Collection[DatasetKey], producers: Collection[str]) -> str | None:
    """Return the key or the producer that is most like a mistyped one; None where none is, and for a glob."""
    producer, _slash, stem = written.rstrip("/").partition("/")
    if set(written) & set("*?["):
        return None
    if not stem:
        same_name = [key for key in keys if key.endswith(f"/{producer}")]
        return same_name[0] if len(same_name) == 1 else closest(producer, producers)
    near = producer if producer in producers else closest(producer, producers)
    stems = {key.partition("/")[2]: key for key in keys if producer_of(key) == near}
    return stems.get(closest(stem, stems) or "")
