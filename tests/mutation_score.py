"""The mutation score of each mutated module, from what mutmut left in `mutants/`; fails below the bar."""

import json
import sys
from pathlib import Path

BAR = 0.80
KILLED = frozenset({1, 3, 36, 24, 152, 255})
"""Exit codes after which a mutant counts as found: a failed test, a fault while testing, a timeout."""


def scores(folder: Path) -> dict[str, tuple[int, int]]:
    """Killed and all mutants of each module that has any."""
    found = {}
    for meta in sorted(folder.rglob("*.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        if codes:
            found[str(meta.relative_to(folder).with_suffix(""))] = (sum(code in KILLED for code in codes), len(codes))
    return found


def main() -> int:
    """Print a line for each module."""
    found = scores(Path("mutants"))
    for name, (killed, total) in found.items():
        sys.stdout.write(f"{name}: {killed} of {total} mutants killed, {killed / total:.1%}\n")
    return 0 if found and all(killed / total >= BAR for killed, total in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
