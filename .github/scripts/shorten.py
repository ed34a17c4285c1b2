"""Copies the standard input to the standard output: whole lines, as many as `shorten.py CHARACTERS` allows."""

import sys
from typing import Final

MORE: Final = "\n… La suite est dans le résumé du contrôle.\n"


def main(limit: int) -> None:
    """Copy the text, and say where something of it is left out."""
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    if len(text) > limit:
        text = text[: text.rfind("\n", 0, limit - len(MORE)) + 1] + MORE
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main(int(sys.argv[1]))
