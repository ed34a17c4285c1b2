"""Check the tag of a release, or make the release on GitHub: `release.py check TAG`, `release.py publish TAG FILES`.

The version stands in `publisher/__init__.py` alone. The tag is `v` and that version, and CHANGELOG.md has a dated
section of it, which becomes the text of the release.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)


def version(root: Path) -> str:
    """Return the version of the package. Raises `SystemExit` where there is none."""
    match = _VERSION.search((root / "publisher" / "__init__.py").read_text(encoding="utf-8"))
    if match is None:
        raise SystemExit("publisher/__init__.py has no version")
    return match[1]


def notes(root: Path, number: str) -> str:
    """Return the section of a version in CHANGELOG.md. Raises `SystemExit` where there is none, or nothing in it."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    head = re.search(rf"^## \[{re.escape(number)}\] - \d{{4}}-\d{{2}}-\d{{2}}$", text, re.MULTILINE)
    section = re.split(r"^## \[", text[head.end() :], maxsplit=1, flags=re.MULTILINE)[0].strip() if head else ""
    if not section:
        raise SystemExit(f"CHANGELOG.md has no section “## [{number}] - YYYY-MM-DD” with the changes")
    return section


def checked_notes(root: Path, tag: str) -> str:
    """Return the notes of the version that a tag names. Raises `SystemExit` where they do not belong together."""
    number = version(root)
    if tag != f"v{number}":
        raise SystemExit(f"the tag is {tag}, and publisher/__init__.py has {number}")
    return notes(root, number)


def main(verb: str, tag: str, *files: str) -> None:
    """Check the tag, then make the release where that is asked for. Raises `SystemExit` with what is wrong."""
    text = checked_notes(ROOT, tag)
    print(f"{tag}: the version and the changelog agree")
    if verb == "publish":
        command = ["gh", "release", "create", tag, "--verify-tag", "--title", tag, "--notes", text, *files]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
