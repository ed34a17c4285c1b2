"""Start a udata, and stop it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.servers.environments import serving
from tests.servers.processes import Process, answers, expect_free, spawn, wait_for
from tests.servers.settings import Place, Settings

START_TIME = 120
"""Seconds."""

CONFIG = Path(__file__).parent / "inside" / "udata.cfg"
THREADS = 8
TOKENS = {
    "UDATA_TOKEN": "member",
    "UDATA_EDITOR_TOKEN": "editor",
    "UDATA_STRANGER_TOKEN": "stranger",
    "UDATA_ADMIN_TOKEN": "admin",
}


def _process(place: Place) -> Process:
    return Process(place.run / "udata.pid")


def healthy(place: Place) -> bool:
    """Whether it runs, and answers."""
    return _process(place).pid is not None and answers(f"{place.url}/api/1/site/")


def stop(place: Place) -> None:
    """Stop it, if it runs."""
    _process(place).stop()


def start(settings: Settings) -> None:
    """Start an empty udata, and wait until it answers. Raises `Failed`."""
    place = settings.udata
    shutil.rmtree(place.run, ignore_errors=True)
    place.run.mkdir(parents=True)
    expect_free(udata=place.port)
    env = {"RUN": str(place.run), "PORT": str(place.port), "THREADS": str(THREADS), "UDATA_SETTINGS": str(CONFIG)}
    log = place.run / "udata.log"
    command: list[str | Path] = [place.venv / "bin/python", "-m", "tests.servers.udata.inside.serve"]
    process = spawn(command, place.run / "udata.pid", log=log, folder=place.run, env=serving(**env))
    wait_for(process, lambda: healthy(place), START_TIME, "udata", log)


def variables(place: Place) -> dict[str, str]:
    """What the live tests read of it."""
    tokens = json.loads((place.run / "tokens.json").read_text())
    return {"UDATA_URL": place.url, **{name: tokens[user] for name, user in TOKENS.items()}}
