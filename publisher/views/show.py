"""One dataset with all its layers merged: each value, and the place that gave it."""

from collections.abc import Iterable
from typing import Final

from publisher.locale import _
from publisher.model.manifest import Manifest
from publisher.model.names import CatalogName
from publisher.model.wanted import Loss
from publisher.views.text import clip, printable

UNKNOWN: Final = ""
"""The name of an entry where the portal chooses it."""

There = tuple[CatalogName, str | None, tuple[Loss, ...]]
"""A catalogue, the name of the entry there (None: not published there), and what it would lose."""


def show_text(manifest: Manifest, there: Iterable[There]) -> str:
    """The merged manifest, then what each catalogue makes of it."""
    width = max((len(origin.path) for origin in manifest.origins), default=0)
    lines: list[str] = [manifest.key]
    for origin in manifest.origins:
        lines.append(f"  {origin.path:<{width}}  {clip(origin.text)}")
        lines.append(f"  {'':<{width}}    ← {origin.at}")
    for catalog, name, losses in there:
        lines.append(f"  {catalog}{_(': ')}{_name_text(name)}")
        lines += [f"    ∅ {loss.path}{_(': ')}{printable(str(loss.what))}" for loss in losses]
    return "\n".join(printable(line) for line in lines)


def _name_text(name: str | None) -> str:
    if name is None:
        return _("not published there")
    return name or _("the portal makes its address of the title")
