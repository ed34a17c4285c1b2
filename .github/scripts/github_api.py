"""Calls of GitHub's API, through `gh`. The standard library suffices for it. Needs GH_TOKEN."""

import json
import subprocess
import sys
from typing import Any

Document = dict[str, Any]


class NotThere(Exception):
    """GitHub has nothing at this address, or nothing that this token may see."""


def get(path: str) -> Any:
    """Return what is at an address. Raises `NotThere`."""
    return json.loads(call(path))


def pages(path: str) -> list[Any]:
    """Return all of a list that comes in pages. Raises `NotThere`."""
    return [each for page in json.loads(call("--paginate", "--slurp", path)) for each in page]


def send(method: str, path: str, document: Document) -> Document:
    """Send a document and return the reply. Raises `NotThere`."""
    reply: Document = json.loads(call("--method", method, "--input", "-", path, text=json.dumps(document)))
    return reply


def call(*arguments: str, text: str | None = None) -> str:
    """Return the reply to a call. Raises `NotThere`; ends the program for any other failure."""
    command = ("gh", "api", *arguments)
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
    if done.returncode == 0:
        return done.stdout
    if "(HTTP 404)" in done.stderr:
        raise NotThere(arguments[-1])
    sys.exit(f"gh api {arguments[-1]}: {done.stderr.strip()}")


def download(path: str, limit: int) -> bytes | None:
    """Return the bytes at an address; None where there are more than `limit`. Ends the program where it fails."""
    command = ("gh", "api", path)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        content = process.stdout.read(limit + 1) if process.stdout else b""
        if len(content) > limit:
            process.kill()
            return None
    if process.returncode != 0:
        sys.exit(f"gh api {path}: {process.returncode}")
    return content
