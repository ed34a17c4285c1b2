"""One dataset with all its layers merged: each value, the place that gave it, and what each catalogue makes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from publisher.locale import _
from publisher.model.kept import Kept
from publisher.model.manifest import Manifest
from publisher.model.names import CatalogName
from publisher.model.values import Value
from publisher.views.plan_text import TIE, WIDTH
from publisher.views.text import clip, loss_lines, printable, value_text

UNKNOWN: Final = ""
"""The name of an entry where the portal chooses it."""

LEAST: Final = 20
"""Characters of a value that are shown, however long the name of its field."""


@dataclass(frozen=True)
class There:
    """A dataset in one catalogue, as far as can be said without asking it."""

    catalog: CatalogName
    name: str | None = None
    """The name of the entry there; None: not published there."""
    kept: Kept | None = None


def show_text(manifest: Manifest, there: Iterable[There]) -> str:
    """The merged manifest, then what each catalogue makes of it."""
    width = max((len(origin.path) for origin in manifest.origins), default=0)
    shown, lines = tuple(there), [str(manifest.key)]
    for origin in manifest.origins:
        lines.append(f"  {origin.path:<{width}}  {clip(origin.text)}")
        lines.append(f"  {'':<{width}}    ← {origin.at}")
    for one in shown:
        lines.append(f"  {one.catalog}{_(': ')}{_name_text(one.name)}")
        lines += _kept_lines(one.kept) if one.kept else []
    if any(one.kept for one in shown):
        lines.append(f"  ? {_('Licences, zones and schemas unknown to the catalogue: see publisher plan')}")
    return "\n".join(printable(line) for line in lines)


def _name_text(name: str | None) -> str:
    if name is None:
        return _("not published in this catalogue")
    return name or _("the catalogue builds the address from the title")


def _kept_lines(kept: Kept) -> list[str]:
    """What is lost, what takes another form, and what stays as it is."""
    turned = [_turned_line(path, value) for path, value in kept.turned]
    return [*loss_lines(kept.losses, 4), *turned, *(_same_lines(kept.same) if kept.same else [])]


def _turned_line(path: str, value: Value) -> str:
    start = f"    ≈ {path}{_(': ')}"
    text = clip(value_text(value), max(WIDTH - len(start) - len(_("kept as {value}").format(value="")), LEAST))
    return start + _("kept as {value}").format(value=text)


def _same_lines(paths: Iterable[str]) -> list[str]:
    """The names of fields, none of which is broken: that of an extra may have blanks, and may be a stranger's."""
    names = ", ".join(printable(path).replace(" ", TIE) for path in paths)
    text = f"{_('kept as written')}{_(': ')}{names}"
    lines = wrap(text, WIDTH, initial_indent="    = ", subsequent_indent="      ",
                 break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return [line.replace(TIE, " ") for line in lines]
