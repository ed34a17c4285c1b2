"""Start a udata, and stop it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.servers.environments import server_environment
from tests.servers.processes import Process, answers, require_free_ports, spawn, wait_for
from tests.servers.settings import Instance, Settings

START_TIME = 120
"""Seconds."""

CONFIG = Path(__file__).parent / "app" / "udata.cfg"
THREADS = 8
TOKENS = {
    "UDATA_TOKEN": "member",
    "UDATA_EDITOR_TOKEN": "editor",
    "UDATA_STRANGER_TOKEN": "stranger",
    "UDATA_ADMIN_TOKEN": "admin",
}


def _process(instance: Instance) -> Process:
    return Process(instance.run / "udata.pid")


def healthy(instance: Instance) -> bool:
    """Return whether udata runs, and answers."""
    return _process(instance).pid is not None and answers(f"{instance.url}/api/1/site/")


def stop(instance: Instance) -> None:
    """Stop udata, if it runs."""
    _process(instance).stop()


def start(settings: Settings) -> None:
    """Start an empty udata, and wait until it answers. Raises `ServerError`."""
    instance = settings.udata
    shutil.rmtree(instance.run, ignore_errors=True)
    instance.run.mkdir(parents=True)
    require_free_ports(udata=instance.port)
    env = {"RUN": str(instance.run), "PORT": str(instance.port), "THREADS": str(THREADS), "UDATA_SETTINGS": str(CONFIG)}
    log = instance.run / "udata.log"
    command: list[str | Path] = [instance.venv / "bin/python", "-m", "tests.servers.udata.app.serve"]
    process = spawn(command, instance.run / "udata.pid", log=log, folder=instance.run, env=server_environment(**env))
    wait_for(process, lambda: healthy(instance), START_TIME, "udata", log)


def variables(instance: Instance) -> dict[str, str]:
    """Return the variables that the live tests read: the address and the tokens of udata, and the Python it runs in."""
    tokens = json.loads((instance.run / "tokens.json").read_text())
    python = str(instance.venv / "bin/python")
    return {"UDATA_URL": instance.url, "UDATA_PYTHON": python, **{name: tokens[user] for name, user in TOKENS.items()}}
