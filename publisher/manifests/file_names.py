"""Names of data files as manifests have them: where one is mentioned, which file a path means, how one is written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from publisher.manifests.tree_with_positions import Text
from publisher.model.findings import Position
from publisher.model.vocabulary import closest
from publisher.safe_open import open_regular

_PLAIN: Final = re.compile(r"[\w./][\w.,/()’'+-]*(?: [\w.,/()’'+-]+)*")
_LARGEST: Final = 200_000
"""Bytes of a manifest in which the name of a file is searched."""
_MANIFEST: Final = re.compile(r".+\.ya?ml(?:\.\w{2,4})?", re.IGNORECASE)
"""Also one whose last ending hides it: `arbres.yml.txt`."""


def as_value(name: str) -> str:
    """Return the name of a file as it is written in a manifest: in quotes where it has signs of YAML."""
    plain = unicodedata.normalize("NFC", name)
    return name if _PLAIN.fullmatch(plain) else "'{}'".format(name.replace("'", "''"))


def last_part(path: str) -> str:
    """Return the name at the end of a path, of this system or of Windows."""
    return re.split(r"[\\/]", path.rstrip("\\/ "))[-1]


def same_but_for_case(first: str, second: str) -> bool:
    """Return whether two names differ by capitals and the form of their accents alone."""
    return _bare(first) == _bare(second)


def same_but_for_accents(first: str, second: str) -> bool:
    """Return whether two names differ by the form of their accents alone, which nobody sees."""
    return unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", second)


def _bare(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def meant_file(folder: Path, node: Text, files: Sequence[str]) -> str | None:
    """Return the data file that a path seems to mean; None where another manifest mentions that file.

    A file of the same name in another folder is meant sooner than one of a similar name.
    """
    name = last_part(node.text)
    same = [file for file in files if same_but_for_case(last_part(file), name)]
    near = same[0] if len(same) == 1 else closest(node.text, files)
    if near is None:
        return None
    place = mention(folder, str(PurePosixPath(node.at.file).parent), near)
    return near if place is None or place.file == node.at.file else None


def mention(folder: Path, shown: str, name: str) -> Position | None:
    """Return where a manifest of the folder has the name of a file, whatever the key, also in an invalid manifest."""
    for file in _manifests(folder):
        for number, line in enumerate(lines(file), 1):
            if (match := _word(name).search(line.partition(" #")[0])) is not None:
                return Position(f"{shown}/{file.name}", number, match.start() + 1)
    return None


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w./-])")


def _manifests(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.iterdir()) if _MANIFEST.fullmatch(file.name))


def lines(file: Path) -> list[str]:
    """Return the lines of a manifest; none of one that cannot be read, or is larger than any manifest."""
    try:
        with open_regular(file) as opened:
            return opened.read(_LARGEST).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
