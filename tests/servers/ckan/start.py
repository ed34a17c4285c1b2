"""Start and stop a CKAN and the services that it needs."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ServerError, debian
from tests.servers.ckan.config import OVERRIDING, ini
from tests.servers.ckan.portals import BARE, PORTALS
from tests.servers.environments import packages, server_environment
from tests.servers.processes import Process, answers, as_user, require_free_ports, spawn, tail, wait_for
from tests.servers.settings import Instance, Settings

START_TIME = 120
"""Seconds."""

PROCESSES = {
    "ckan": signal.SIGINT,  # requests in progress are cut off
    "solr": signal.SIGTERM,
    "redis": signal.SIGTERM,
    "postgres": signal.SIGINT,  # PostgreSQL's fast shutdown
}
"""The processes of a CKAN, in the order in which they are stopped, each with the signal that stops it."""

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
"""The settings of PostgreSQL; its data need not survive a crash of the machine."""


def processes(instance: Instance) -> dict[str, Process]:
    """Return the processes of a CKAN by name, running or not."""
    return {name: Process(instance.run / f"{name}.pid") for name in PROCESSES}


def healthy(instance: Instance) -> bool:
    """Return whether every process of a CKAN runs, and CKAN answers."""
    running = all(process.pid is not None for process in processes(instance).values())
    return running and answers(f"{instance.url}/api/3/action/status_show")


def portal_of(instance: Instance) -> str:
    """Return the portal that a CKAN was started as."""
    file = instance.run / "portal"
    return file.read_text() if file.exists() else BARE


def stop(instance: Instance) -> None:
    """Stop the processes of a CKAN that run."""
    for name, process in processes(instance).items():
        process.stop(PROCESSES[name])


def start(settings: Settings, version: str, portal: str = BARE) -> None:
    """Start an empty CKAN, and wait until it answers. Raises `ServerError`."""
    instance, ports = settings.ckan(version), settings.ports
    shutil.rmtree(instance.run, ignore_errors=True)
    for name in ("log", "storage", "webassets", "postgres", "tokens"):
        (instance.run / name).mkdir(parents=True)
    require_free_ports(ckan=ports.ckan, postgres=ports.postgres, redis=ports.redis, solr=ports.solr)
    _start_redis(instance, ports.redis)
    _start_solr(instance, ports.solr)
    _start_postgres(instance, ports.postgres)
    (instance.run / "ckan.ini").write_text(ini(instance, ports, secrets.token_urlsafe(24), PORTALS[portal]))
    (instance.run / "portal").write_text(portal)
    _start_ckan(instance)


def variables(instance: Instance) -> dict[str, str]:
    """Return the variables that the live tests read: the address, the portal and the tokens of a CKAN."""
    tokens = {name: (instance.run / "tokens" / user).read_text() for name, user in TOKENS.items()}
    return {"CKAN_URL": instance.url, "CKAN_PORTAL": portal_of(instance), **tokens}


# ---- one process each


def _log(instance: Instance, name: str) -> Path:
    return instance.run / "log" / f"{name}.log"


def _spawn(instance: Instance, name: str, *command: str | Path, env: Mapping[str, str] | None = None) -> Process:
    return spawn(
        command,
        instance.run / f"{name}.pid",
        log=_log(instance, name),
        folder=instance.run,
        env=server_environment() if env is None else env,
    )


def _start_redis(instance: Instance, port: int) -> None:
    _spawn(
        instance,
        "redis",
        "redis-server",
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
    )


def _start_solr(instance: Instance, port: int) -> None:
    schema = packages(instance.venv) / "ckan/config/solr/schema.xml"
    module = ("-m", "tests.servers.ckan.solr", "--schema", schema, "--port", str(port))
    process = _spawn(instance, "solr", instance.venv / "bin/python", *module)
    ping = f"http://127.0.0.1:{port}/solr/ckan/admin/ping"
    wait_for(process, lambda: answers(ping), START_TIME, "the stand-in for Solr", _log(instance, "solr"))


def _start_postgres(instance: Instance, port: int) -> None:
    """Create a cluster and a database.

    PostgreSQL refuses to run as root, and its own user may not read root's home: it gets the folder of its data as an
    open descriptor.
    """
    programs, user = debian.postgres_programs(), "postgres" if os.geteuid() == 0 else None
    assert programs is not None, "the packages that are missing were installed before"
    log = _log(instance, "postgres")
    with _opened(instance.run / "postgres", user) as folder:
        data = ("-D", f"/proc/self/fd/{folder}")
        _call(
            [programs / "initdb", *data, "-U", "ckan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            log, user, folder,
        )  # fmt: skip
        with (instance.run / "postgres" / "postgresql.conf").open("a") as file:
            file.write(CLUSTER)
        process = spawn(
            [programs / "postgres", *data, "-p", str(port)],
            instance.run / "postgres.pid",
            log=log, folder=Path("/"), env=server_environment(), user=user, descriptors=[folder],
        )  # fmt: skip
    connection = ["-h", "127.0.0.1", "-p", str(port), "-U", "ckan"]
    ready = [str(programs / "pg_isready"), "-q", *connection, "-d", "postgres"]
    wait_for(process, lambda: subprocess.run(ready, check=False).returncode == 0, START_TIME, "PostgreSQL", log)
    _call([programs / "createdb", *connection, "ckan"], log)


@contextmanager
def _opened(folder: Path, user: str | None) -> Iterator[int]:
    """Return a descriptor of a folder while the block runs, with the user as the owner of the folder."""
    if user:
        shutil.chown(folder, user, user)
    folder.chmod(0o700)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _call(command: list[str | Path], log: Path, user: str | None = None, *descriptors: int) -> None:
    """Run a program of PostgreSQL to its end. Raises `ServerError`."""
    with log.open("ab") as out:
        completed = subprocess.run(
            [*as_user(user), *(str(part) for part in command)],
            cwd="/", env=server_environment(), stdout=out, stderr=out, pass_fds=descriptors, check=False,
        )  # fmt: skip
    if completed.returncode != 0:
        raise ServerError(f"{Path(command[0]).name} failed:\n{tail(log)}")


def _start_ckan(instance: Instance) -> None:
    """Start the web server, which creates tables, users and organizations before it listens."""
    env = {name: value for name, value in server_environment().items() if name not in OVERRIDING}
    process = _spawn(
        instance, "ckan", instance.venv / "bin/gunicorn",
        "--bind", f"127.0.0.1:{instance.port}", "--workers", "2", "--threads", "4", "--preload", "--timeout", "120",
        "--graceful-timeout", "2", "--keep-alive", "65", "--capture-output",
        "tests.servers.ckan.app.wsgi:application",
        env=env | {"CKAN_INI": str(instance.run / "ckan.ini"), "TOKENS": str(instance.run / "tokens")},
    )  # fmt: skip
    wait_for(process, lambda: healthy(instance), START_TIME, "CKAN", _log(instance, "ckan"))
