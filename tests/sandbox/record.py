"""Record what a real server answers: `python -m tests.sandbox.record ckan|udata [TALK…]`.

Its address and tokens are in the environment, as for the live tests. Without names, every conversation is held anew.
"""

from __future__ import annotations

import json
import os
import sys

from tests.sandbox.talking import ANSWERS, hold, talks_of


def record(kind: str, names: list[str]) -> None:
    """Hold conversations and write down the answers."""
    talks = talks_of(kind)
    server = talks.server_in(os.environ)
    folder = ANSWERS / kind
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or list(talks.TALKS):
        answers = json.dumps(hold(talks, name, server), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / f"{name}.json").write_text(answers + "\n", encoding="utf-8")
        print(f"{kind}/{name}")
    if not names:
        for left in {path.stem for path in folder.glob("*.json")} - set(talks.TALKS):
            (folder / f"{left}.json").unlink()


if __name__ == "__main__":
    record(sys.argv[1], sys.argv[2:])
