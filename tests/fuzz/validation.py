"""One case: a small folder of real manifests with mutated files, and what is wrong with `validate` of it."""

import contextlib
import io
import json
import os
import shutil
import signal
import sys
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType
from typing import Final
from unittest.mock import patch

from publisher.catalogs.base import builder
from publisher.cli.main import run
from publisher.views.safe_text import ZERO_WIDTH

from .mutations import mutated

ROOT: Final = Path(__file__).parents[2]
REAL: Final = ROOT / "manifests"
SETTINGS: Final = ("catalogs.yml", "defaults.yml", "themes.yml")
SECONDS: Final = 2.0
"""Of processor time: other programs on the machine do not count."""
HANGS: Final = 100
"""Seconds on the clock after which a case is stopped: it waits for something. A busy machine may need many of them."""


_BUILDERS: Final = patch("publisher.cli.workspace.builder", cache(builder))
"""Each kind of catalogue is looked up once: a look into the installed packages takes longer than the manifests."""


@dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    seed: int
    seconds: float
    wrong: tuple[str, ...]


def real_files() -> Mapping[str, bytes]:
    """Return the content of every real file of the manifests' folder, by its path there."""
    files = (path for path in sorted(REAL.rglob("*")) if path.is_file() and path.suffix != ".md")
    return {path.relative_to(REAL).as_posix(): path.read_bytes() for path in files}


def write_case(seed: int, real: Mapping[str, bytes], root: Path) -> str:
    """Write the folder of a case, and return which files are mutated in it."""
    random = Random(seed)
    producers = sorted({name.partition("/")[0] for name in real if name.endswith("/producer.yml")})
    producer = random.choice(producers)
    own = [name for name in real if name.startswith(f"{producer}/")]
    kept = {f"{producer}/producer.yml", *random.sample(own, min(3, len(own))), *(n for n in own if n.endswith(".csv"))}
    files = {name: real[name] for name in sorted({*SETTINGS, *kept})}
    targets = random.sample(sorted(files), random.choice((1, 1, 1, 2)))
    others = [real[name] for name in random.sample(sorted(real), 5)]
    for name in targets:
        files[name] = mutated(random, files[name], others)
    shutil.rmtree(root, ignore_errors=True)
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return ", ".join((*targets, *_strange_file(random, root / producer)))


def _strange_file(random: Random, folder: Path) -> Iterator[str]:
    """Sometimes add a file that no editor makes, and yield its name."""
    name = random.choice(
        ("pipe.yml", "pipe.csv", "lien.yml", "lien.csv", "a\nb.csv", "a\u202eb.yml", "\udcff.csv", "d.yml")
    )
    if random.random() > 0.1:
        return
    yield repr(name)
    path = folder / name
    if name.startswith("pipe"):
        os.mkfifo(path)
    elif name.startswith("lien"):
        path.symlink_to("/dev/zero")
    elif name == "d.yml":
        path.mkdir()
    else:
        path.write_bytes(b"a: b\n")


def formats_of(seed: int) -> tuple[str, ...]:
    """Return the formats of a case: JSON, and one for people."""
    return ("json", ("text", "markdown")[seed % 2])


def outcome_of(seed: int, real: Mapping[str, bytes], root: Path, formats: Sequence[str]) -> Outcome:
    """Validate a case in this process, in each of the formats, and return what is wrong."""
    write_case(seed, real, root)
    language = ("fr", "en")[seed // 2 % 2]
    wrong: list[str] = []
    longest = 0.0
    for result_format in formats:
        arguments = ["validate", "--manifests", str(root), "--lang", language, "--format", result_format]
        code, out, err, seconds = _validated(arguments)
        longest = max(longest, seconds)
        wrong += [f"{result_format}: {what}" for what in faults_in(code, out, err, result_format)]
    wrong += [f"{longest:.1f} s"] if longest > SECONDS else []
    return Outcome(seed, longest, tuple(wrong))


def faults_in(code: int, out: str, err: str, result_format: str) -> Iterator[str]:
    """Yield what is wrong with the output of one command."""
    if code not in (0, 1):
        yield f"exit code {code}: {err[-300:]}"
    if "Traceback" in out + err:
        yield "a traceback"
    printed = (out + err).replace(ZERO_WIDTH, "") if result_format == "markdown" else out + err
    if unsafe := {
        f"U+{ord(c):04X}" for c in printed if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }:
        yield f"raw characters: {', '.join(sorted(unsafe))}"
    if code == 1 and not (out + err).strip():
        yield "refused without a word"
    if result_format == "json" and code in (0, 1):
        yield from _faults_in_document(code, out)


def _faults_in_document(code: int, out: str) -> Iterator[str]:
    try:
        findings = json.loads(out)["findings"]
    except (ValueError, KeyError):
        yield "no JSON"
        return
    if any(not finding["file"] or finding["line"] < 1 or finding["column"] < 1 for finding in findings):
        yield "a finding without a place"
    if any("\n" in finding["what"] and len(finding["what"]) > 10_000 for finding in findings):
        yield "a finding that is a file"
    if (code == 1) != any(finding["severity"] == "error" for finding in findings):
        yield "exit code and findings disagree"


def _validated(arguments: list[str]) -> tuple[int, str, str, float]:
    """Return the exit code, both outputs and the seconds of one command."""
    out, err = _stream(), _stream()
    before = signal.signal(signal.SIGALRM, _stop)
    signal.alarm(HANGS)
    start = time.process_time()
    try:
        with _BUILDERS, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(arguments)
    finally:
        seconds = time.process_time() - start
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return int(code), _text(out), _text(err), seconds


def _stream() -> io.TextIOWrapper:
    """Return a stream that refuses what a terminal refuses: halves of surrogate pairs."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"stopped after {HANGS} s")


def command_of(root: Path) -> list[str]:
    """Return the command line that validates a folder in a process of its own."""
    return [sys.executable, "-m", "publisher", "validate", "--manifests", str(root), "--lang", "fr"]
