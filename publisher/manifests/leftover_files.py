"""Files that no person means to publish: left by an office program, an editor, a system or a download. Pure."""

import re
from pathlib import PurePosixPath
from typing import Final

from publisher.model.messages import Message, message

_OF_A_SYSTEM: Final = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_BACKUP: Final = re.compile(r".*(?:~|\.bak|\.tmp|\.orig|\.swp|\.old)|#.*#", re.IGNORECASE)
_HIDDEN_MANIFEST: Final = re.compile(r"(.+\.ya?ml)\.\w{2,4}", re.IGNORECASE)
_COPY: Final = re.compile(
    r"(?:Copie de |Copy of )(?P<of>.+)"
    r"|(?P<stem>.+?)(?: \(\d+\)| - Copie(?: \(\d+\))?| - Copy(?: \(\d+\))?| copie(?: \d+)?| copy(?: \d+)?)"
    r"(?P<ending>\.\w+)",
    re.IGNORECASE,
)


def is_ignored(name: str) -> bool:
    """Return whether nothing is said of a file: it is hidden, the lock of an open document, or of a system."""
    return name.startswith((".", "~$")) or name.casefold() in _OF_A_SYSTEM


def original_of(name: str) -> str | None:
    """Return the name of the file that this one is a copy of, by its name; None where it is none."""
    copy = _COPY.fullmatch(name)
    if copy is None:
        return None
    return copy["of"] or f"{copy['stem']}{copy['ending']}"


def leftover(name: str, neighbours: frozenset[str]) -> tuple[Message, Message] | None:
    """Return what a file is that an editor or a download left, and what to do with it; None for another file.

    `neighbours`: the names of the other files in its folder.
    """
    if _BACKUP.fullmatch(name):
        what = message("this is a copy that an editor or another program left; it is not published")
        return what, message("Move it out of this folder.")
    if (manifest := _HIDDEN_MANIFEST.fullmatch(name)) is not None:
        return _hidden_manifest(manifest[1], neighbours)
    original = original_of(name)
    if original is None or original not in neighbours:
        return None
    what = message("this is a copy of {original}, by its name", original=original)
    fix = message(
        "If it is the newer version, give it the name {original}, in place of the other;"
        " else move it out of this folder.",
        original=original,
    )
    return what, fix


def _hidden_manifest(name: str, neighbours: frozenset[str]) -> tuple[Message, Message]:
    ending = PurePosixPath(name).suffix
    what = message("the end of this name hides a manifest: a manifest ends in {ending}", ending=ending)
    if name in neighbours:
        return what, message(
            "{file} exists too: keep the right one under that name, and move the other out of this folder.", file=name
        )
    return what, message("Rename the file to {file}.", file=name)
