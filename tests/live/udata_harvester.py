"""udata's own harvesters, as data.gouv.fr runs them, in a udata of their own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.environments import server_environment
from tests.servers.udata.start import CONFIG

from .portal import Json

SECONDS = 180


def harvest(python: str, folder: Path, *arguments: str) -> list[Json]:
    """Run a harvester twice, and return what came of each turn.

    The schemas that it knows are those of the test's udata.
    """
    port = str(urlsplit(os.environ["UDATA_URL"]).port)
    env = server_environment(RUN=str(folder), PORT=port, THREADS="1", UDATA_SETTINGS=str(CONFIG))
    command = [python, "-m", "tests.servers.udata.app.harvest", *arguments]
    ended = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
