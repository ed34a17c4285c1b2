"""Record what a real server answers: `python -m tests.sandbox.record ckan|udata [EXCHANGE…]`.

Its address and tokens are in the environment, as for the live tests. Without names, every exchange is recorded again.
"""

from __future__ import annotations

import json
import os
import sys

from tests.sandbox.exchanges import ANSWERS, exchange_module, run_exchange


def record(kind: str, names: list[str]) -> None:
    """Run scripts against the real server and write their records."""
    module = exchange_module(kind)
    server = module.server_in(os.environ)
    folder = ANSWERS / kind
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or list(module.EXCHANGES):
        answers = json.dumps(run_exchange(module, name, server), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / f"{name}.json").write_text(answers + "\n", encoding="utf-8")
        print(f"{kind}/{name}")
    if not names:
        for stem in {path.stem for path in folder.glob("*.json")} - set(module.EXCHANGES):
            (folder / f"{stem}.json").unlink()


if __name__ == "__main__":
    record(sys.argv[1], sys.argv[2:])
