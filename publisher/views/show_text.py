"""The text of `publisher show`: a merged manifest, and what each catalogue would hold of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from publisher.locale import _
from publisher.model.commands import command
from publisher.model.manifest import Manifest, Producer
from publisher.model.names import CatalogName
from publisher.model.projection import ProjectedValues
from publisher.model.values import Value
from publisher.views.change_text import loss_lines, value_text
from publisher.views.plan_text import TIE, WIDTH
from publisher.views.safe_text import clip, printable

UNKNOWN: Final = ""
"""The name of an entry, where the catalogue chooses it."""

LEAST: Final = 20
"""Minimum number of characters of a value, however long the name of its field."""


@dataclass(frozen=True)
class CatalogPreview:
    """What one catalogue would hold of a dataset, computed without a call to it."""

    catalog: CatalogName
    name: str | None = None
    """Name of the entry; None where the dataset does not go to this catalogue."""
    kept: ProjectedValues | None = None


def show_text(manifest: Manifest, previews: Iterable[CatalogPreview]) -> str:
    """Return the merged manifest with the file and line of each value, then what each catalogue would hold."""
    width = max((len(origin.path) for origin in manifest.origins), default=0)
    catalog_previews, lines = tuple(previews), [str(manifest.key)]
    for origin in manifest.origins:
        lines.append(f"  {origin.path:<{width}}  {clip(origin.text)}")
        lines.append(f"  {'':<{width}}    ← {origin.at}")
    for preview in catalog_previews:
        lines.append(f"  {preview.catalog}{_(': ')}{_name_text(preview.name)}")
        lines += _kept_lines(preview.kept) if preview.kept else []
    if any(preview.kept for preview in catalog_previews):
        lines.append(
            f"  ? {_('Licences, zones and schemas unknown to the catalogue:')} {command('plan', manifest.key)}"
        )
    return "\n".join(printable(line) for line in lines)


def editors_text(producers: Iterable[Producer]) -> str:
    """Return who may speak for each producer, one a line."""
    lines = (f"{producer.id}{_(': ')}{', '.join(producer.editors) or _('the team only')}" for producer in producers)
    return "\n".join(printable(line) for line in lines)


def _name_text(name: str | None) -> str:
    if name is None:
        return _("not published in this catalogue")
    return name or _("the catalogue builds the address from the title")


def _kept_lines(kept: ProjectedValues) -> list[str]:
    """Return the lost values, the values kept in another form, and the fields kept as written."""
    changed_lines = [_changed_line(path, value) for path, value in kept.changed]
    return [*loss_lines(kept.losses, 4), *changed_lines, *(_same_lines(kept.same) if kept.same else [])]


def _changed_line(path: str, value: Value) -> str:
    start = f"    ≈ {path}{_(': ')}"
    text = clip(value_text(value), max(WIDTH - len(start) - len(_("kept as {value}").format(value="")), LEAST))
    return start + _("kept as {value}").format(value=text)


def _same_lines(paths: Iterable[str]) -> list[str]:
    """Return the names of the fields, wrapped; the name of an extra may contain spaces, and is not broken there."""
    names = ", ".join(printable(path).replace(" ", TIE) for path in paths)
    text = f"{_('kept as written')}{_(': ')}{names}"
    lines = wrap(text, WIDTH, initial_indent="    = ", subsequent_indent="      ",
                 break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return [line.replace(TIE, " ") for line in lines]
