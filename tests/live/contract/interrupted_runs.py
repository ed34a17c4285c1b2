"""Runs that are killed, interrupted, or run at the same time."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable

from tests.live.counting import Relay
from tests.live.manifest_folder import ManifestFolder

LIMIT = 60.0
"""Seconds, at most."""
ARRIVAL = 1.0
"""Seconds after which calls under way have arrived."""


def stopped_midway(folder: ManifestFolder, relay: Relay, action: str, calls: int, how: signal.Signals) -> str:
    """Start a sync, stop it once it has sent so many calls of a kind, and return its output."""
    relay.forget()
    relay.delay = 0.05 if how == signal.SIGKILL else 0.2
    with folder.start("sync", "--yes") as process:
        limit = time.monotonic() + LIMIT
        while relay.counted()[action] < calls and time.monotonic() < limit and process.poll() is None:
            time.sleep(0.005)
        assert process.poll() is None, process.communicate()
        process.send_signal(how)
        out, err = process.communicate(timeout=LIMIT)
    relay.delay = 0.0
    assert process.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 3), out + err
    assert "Traceback" not in out + err
    time.sleep(ARRIVAL)
    return out


def killed_midway(folder: ManifestFolder, relay: Relay, action: str, calls: int) -> None:
    """Start a sync, and kill it once it has sent so many calls of a kind."""
    stopped_midway(folder, relay, action, calls, signal.SIGKILL)


def together(folder: ManifestFolder) -> list[int]:
    """Run two syncs at once, and return their exit codes."""

    def ended(process: subprocess.Popen[str]) -> int:
        out, err = process.communicate(timeout=LIMIT)
        assert "Traceback" not in out + err, out + err
        assert process.returncode in (0, 3), out + err
        return process.returncode

    with folder.start("sync", "--yes") as one, folder.start("sync", "--yes") as other:
        return [ended(one), ended(other)]


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds: two runs start at different speeds on a machine under load."""
    deadline = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
