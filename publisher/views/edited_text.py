"""The changed lines of manifests."""

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from publisher.capture.edited_manifests import EditedManifest
from publisher.views.safe_text import printable


def edited_text(manifests: Iterable[EditedManifest]) -> str:
    """Return, for each manifest, its file and the removed and added lines."""
    return "\n".join(
        line
        for manifest in manifests
        for line in (manifest.path.as_posix(), *changed_lines(manifest.before, manifest.after), "")
    )


def changed_lines(before: str, after: str) -> Iterator[str]:
    """Yield the removed and added lines of a text, with a line around them."""
    lines = unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm="")
    yield from (f"  {printable(line)}" for line in lines if not line.startswith(("---", "+++", "@@")))
