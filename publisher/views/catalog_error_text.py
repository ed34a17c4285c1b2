"""The error of a catalogue's call, as text."""

from publisher.catalogs.errors import CatalogError
from publisher.locale import _
from publisher.views.safe_text import printable


def catalog_error_text(error: CatalogError) -> str:
    """Return what a catalogue answered before anything was written, and what to do."""
    lines = [f"{error.catalog}{_(': ')}{printable(str(error.what))}"]
    if error.fix:
        lines.append(f"  {printable(str(error.fix))}")
    return "\n".join([*lines, f"  {_('Nothing was written.')}"])
