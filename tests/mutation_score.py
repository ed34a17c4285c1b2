"""Print the mutation score of each module, from the results of mutmut in `mutants/`; fail below the minimum."""

import json
import sys
from pathlib import Path

BAR = 0.80
KILLED = frozenset({1, 3, 36, 24, 152, 255})
"""Exit codes after which a mutant counts as killed: a failed test, an error while testing, a timeout."""


def scores(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the killed and all mutants of each module that has any."""
    scores_by_module = {}
    for meta in sorted(folder.rglob("*.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        if codes:
            scores_by_module[str(meta.relative_to(folder).with_suffix(""))] = (
                sum(code in KILLED for code in codes),
                len(codes),
            )
    return scores_by_module


def main() -> int:
    """Print a line for each module and return the exit code."""
    scores_by_module = scores(Path("mutants"))
    for name, (killed, total) in scores_by_module.items():
        sys.stdout.write(f"{name}: {killed} of {total} mutants killed, {killed / total:.1%}\n")
    return 0 if scores_by_module and all(killed / total >= BAR for killed, total in scores_by_module.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
