"""An imitation of `gh`, as far as the scripts of the workflows use it. It runs as a program of its own.

The file that `FAKE_GITHUB` names holds its issues and pull requests, and the calls that changed something.
"""

import os
import sys


def main(arguments: list[str]) -> int:
    """Carry out a command; return the exit code."""
    match arguments:
        case ["auth", "setup-git"]:
            return 0 if os.environ.get("GH_TOKEN") else 4
        case _:
            raise AssertionError(f"gh: a command that is not played: {arguments}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
