"""Start a CKAN and what it stands on, and stop them."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers import Failed, debian
from tests.servers.ckan.config import OVERRIDING, ini
from tests.servers.environments import packages, serving
from tests.servers.processes import Process, answers, as_user, expect_free, spawn, tail, wait_for
from tests.servers.settings import Place, Settings

START_TIME = 120
"""Seconds."""

PROCESSES = {
    "ckan": signal.SIGINT,  # what is under way is cut off
    "solr": signal.SIGTERM,
    "redis": signal.SIGTERM,
    "postgres": signal.SIGINT,  # PostgreSQL's fast shutdown
}
"""The processes of a CKAN, in the order in which they are stopped, and by which signal."""

TOKENS = {"CKAN_TOKEN": "editor", "CKAN_ADMIN_TOKEN": "admin", "CKAN_STRANGER_TOKEN": "stranger"}

CLUSTER = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 64MB
max_connections = 60
"""
"""Nothing here must outlive a crash of the machine."""


def processes(place: Place) -> dict[str, Process]:
    """The processes of a CKAN, running or not."""
    return {name: Process(place.run / f"{name}.pid") for name in PROCESSES}


def healthy(place: Place) -> bool:
    """Whether all of it runs, and answers."""
    running = all(one.pid is not None for one in processes(place).values())
    return running and answers(f"{place.url}/api/3/action/status_show")


def stop(place: Place) -> None:
    """Stop what runs of it."""
    for name, process in processes(place).items():
        process.stop(PROCESSES[name])


def start(settings: Settings, version: str) -> None:
    """Start an empty CKAN, and wait until it answers. Raises `Failed`."""
    place, ports = settings.ckan(version), settings.ports
    shutil.rmtree(place.run, ignore_errors=True)
    for name in ("log", "storage", "webassets", "postgres", "tokens"):
        (place.run / name).mkdir(parents=True)
    expect_free(ckan=ports.ckan, postgres=ports.postgres, redis=ports.redis, solr=ports.solr)
    _start_redis(place, ports.redis)
    _start_solr(place, ports.solr)
    _start_postgres(place, ports.postgres)
    (place.run / "ckan.ini").write_text(ini(place, ports, secrets.token_urlsafe(24)))
    _start_ckan(place)


def variables(place: Place) -> dict[str, str]:
    """What the live tests read of it."""
    tokens = {name: (place.run / "tokens" / user).read_text() for name, user in TOKENS.items()}
    return {"CKAN_URL": place.url, **tokens}


# ---- one process each


def _log(place: Place, name: str) -> Path:
    return place.run / "log" / f"{name}.log"


def _spawn(place: Place, name: str, *command: str | Path, env: Mapping[str, str] | None = None) -> Process:
    return spawn(
        command,
        place.run / f"{name}.pid",
        log=_log(place, name),
        folder=place.run,
        env=serving() if env is None else env,
    )


def _start_redis(place: Place, port: int) -> None:
    _spawn(
        place, "redis", "redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"
    )


def _start_solr(place: Place, port: int) -> None:
    schema = packages(place.venv) / "ckan/config/solr/schema.xml"
    module = ("-m", "tests.servers.ckan.solr", "--schema", schema, "--port", str(port))
    process = _spawn(place, "solr", place.venv / "bin/python", *module)
    ping = f"http://127.0.0.1:{port}/solr/ckan/admin/ping"
    wait_for(process, lambda: answers(ping), START_TIME, "the stand-in for Solr", _log(place, "solr"))


def _start_postgres(place: Place, port: int) -> None:
    """Make a cluster and a database. PostgreSQL refuses to run as root, and its own user may not look into root's home:
    it gets the folder of its data as an open descriptor."""
    programs, user = debian.postgres_programs(), "postgres" if os.geteuid() == 0 else None
    assert programs is not None, "the packages that are missing were installed before"
    log = _log(place, "postgres")
    with _opened(place.run / "postgres", user) as folder:
        data = ("-D", f"/proc/self/fd/{folder}")
        _call(
            [programs / "initdb", *data, "-U", "ckan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            log, user, folder,
        )  # fmt: skip
        with (place.run / "postgres" / "postgresql.conf").open("a") as file:
            file.write(CLUSTER)
        process = spawn(
            [programs / "postgres", *data, "-p", str(port)],
            place.run / "postgres.pid",
            log=log, folder=Path("/"), env=serving(), user=user, descriptors=[folder],
        )  # fmt: skip
    there = ["-h", "127.0.0.1", "-p", str(port), "-U", "ckan"]
    ready = [str(programs / "pg_isready"), "-q", *there, "-d", "postgres"]
    wait_for(process, lambda: subprocess.run(ready, check=False).returncode == 0, START_TIME, "PostgreSQL", log)
    _call([programs / "createdb", *there, "ckan"], log)


@contextmanager
def _opened(folder: Path, user: str | None) -> Iterator[int]:
    """A descriptor of a folder, which is given to a user."""
    if user:
        shutil.chown(folder, user, user)
    folder.chmod(0o700)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _call(command: list[str | Path], log: Path, user: str | None = None, *descriptors: int) -> None:
    """Run a program of PostgreSQL to its end. Raises `Failed`."""
    with log.open("ab") as out:
        ended = subprocess.run(
            [*as_user(user), *(str(part) for part in command)],
            cwd="/", env=serving(), stdout=out, stderr=out, pass_fds=descriptors, check=False,
        )  # fmt: skip
    if ended.returncode != 0:
        raise Failed(f"{Path(command[0]).name} failed:\n{tail(log)}")


def _start_ckan(place: Place) -> None:
    """The web server; it makes tables, users and organizations before it listens."""
    env = {name: value for name, value in serving().items() if name not in OVERRIDING}
    process = _spawn(
        place, "ckan", place.venv / "bin/gunicorn",
        "--bind", f"127.0.0.1:{place.port}", "--workers", "2", "--threads", "4", "--preload", "--timeout", "120",
        "--graceful-timeout", "2", "--keep-alive", "65", "--capture-output",
        "tests.servers.ckan.inside.wsgi:application",
        env=env | {"CKAN_INI": str(place.run / "ckan.ini"), "TOKENS": str(place.run / "tokens")},
    )  # fmt: skip
    wait_for(process, lambda: healthy(place), START_TIME, "CKAN", _log(place, "ckan"))
