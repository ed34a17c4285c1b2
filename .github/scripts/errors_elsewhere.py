"""Tells errors that the base branch has already from those that a pull request causes in files that it leaves alone.

`errors_elsewhere.py HERE BASE`: what `publisher validate --format json` says of the two. Prints where the former are,
in French; ends with 1 where there are others.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Final

MOST: Final = 10
"""Files that are named."""

PLAIN: Final = re.compile(r"[\w./ -]{1,200}")
"""A name that is shown as it is: it can be neither markup nor a command."""


def errors_in(file: Path) -> Counter[tuple[str, str, str]]:
    """Return the errors of a result: file, rule, text. Lines are left out: they move."""
    text = file.read_text(encoding="utf-8")
    findings = json.loads(text)["findings"] if text else []
    errors = (finding for finding in findings if finding["severity"] == "error")
    return Counter((finding["file"], finding["rule"], finding["what"]) for finding in errors)


def main(here: Path, base: Path) -> int:
    """Print the files with errors, and return the exit code."""
    present, known = errors_in(here), errors_in(base)
    files = sorted({file for file, _rule, _text in present})
    names = [f"`{file}`" if PLAIN.fullmatch(file) else "un fichier au nom inhabituel" for file in files[:MOST]]
    print(", ".join(names) + (f" et {len(files) - MOST} autres" if len(files) > MOST else ""))
    return 1 if present - known else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
