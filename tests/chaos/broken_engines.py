"""The program, broken on purpose in five ways: the schedules must notice each, or they prove nothing.

The faults are planted as those of `tests/mutations`: each names a function and an edit of its syntax tree.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.mutations.edits import DropKey, Rewrite
from tests.mutations.fault import Fault
from tests.mutations.spoiled_copy import SpoiledCopy, copy_tree

SEEDS = "1-60"
"""The first of these that fails ends the search."""
LIMIT = 900
"""Seconds."""

BROKEN = (
    Fault(
        id="creation-sent-again-without-a-look",
        loss="After a lost reply an entry is created a second time.",
        function="_create.attempt",
        edit=Rewrite("(A, B)", "B"),
        tests=(),
    ),
    Fault(
        id="every-write-sent-again",
        loss="The layer that cannot look sends each broken write again.",
        function="write",
        room="catalogs",
        edit=Rewrite("A(B, C, D)(E)", "A(lambda error: True, C, D)(E)"),
        tests=(),
    ),
    Fault(
        id="published-before-whole",
        loss="The public sees an entry before its files are there.",
        function="_draft_creation",
        edit=Rewrite("A(B, state=C)", "B"),
        tests=(),
    ),
    Fault(
        id="creation-without-marker",
        loss="A run that dies after the creating call leaves an entry that nobody knows as ours.",
        function="encode_creation",
        room="catalogs/udata",
        edit=DropKey("extras"),
        tests=(),
    ),
    Fault(
        id="pending-cleared-too-early",
        loss="The marker says that a file is there before it was sent.",
        function="first_marker",
        edit=Rewrite("A if B in C else D", "D"),
        tests=(),
    ),
)


def noticed(tree: SpoiledCopy, fault: Fault) -> str:
    """Return the first lines of what the schedules say of a broken program; empty where they notice nothing."""
    command = [str(tree.python), "-m", "tests.chaos", "--seeds", SEEDS, "--until-one-fails"]
    with tree.planted(fault):
        ended = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, timeout=LIMIT, check=False)
    failures = [line.strip() for line in ended.stdout.splitlines() if line.startswith("    ")]
    return failures[0][:200] if ended.returncode == 1 and failures else ""


def check() -> bool:
    """Break the program in each way; print what the schedules say, and return whether they noticed all."""
    right = True
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        tree = copy_tree(Path(folder).resolve() / "copy")
        for fault in BROKEN:
            found = noticed(tree, fault)
            right = right and bool(found)
            print(f"{'✔' if found else '✘ NOT NOTICED'} {fault.id}: {found}", flush=True)
    return right
