"""`make fuzz`: ten thousand mutated manifests in this process, the slowest hundred again in processes of their own.

`python -m tests.fuzz --count N --seed FIRST`; `python -m tests.fuzz --replay SEED` shows one case and keeps its folder.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from .validation import SECONDS, Outcome, command_of, formats_of, outcome_of, real_files, write_case

MEGABYTES: Final = 300
SLOWEST: Final = 100
PROGRESS: Final = 250
"""Cases between two lines that say how far it is."""


def main() -> int:
    """Run the cases and return 1 where one failed."""
    options = _options()
    work = Path(mkdtemp(prefix="publisher-fuzz-"))
    os.chdir(work)
    if options.replay is not None:
        return _replay(options.replay, work / "manifests")
    start = time.monotonic()
    outcomes = _run(range(options.seed, options.seed + options.count), work)
    print(f"{len(outcomes)} cases from seed {options.seed} in {time.monotonic() - start:.0f} s", flush=True)
    slowest = sorted(outcomes, key=lambda outcome: -outcome.seconds)[:SLOWEST]
    print(f"slowest in this process: {slowest[0].seconds:.2f} s (seed {slowest[0].seed})")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process: {peak:.0f} MB")
    wrong = [f"seed {outcome.seed}: {what}" for outcome in outcomes for what in outcome.wrong]
    wrong += [f"memory of this process: {peak:.0f} MB"] if peak > MEGABYTES else []
    wrong += _in_fresh_processes((outcome.seed for outcome in slowest), work)
    for line in wrong:
        print(f"✘ {line}")
    print(f"{len(wrong)} wrong; one case again: python -m tests.fuzz --replay SEED" if wrong else "nothing wrong")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--replay", type=int)
    return parser.parse_args()


def _run(seeds: Iterable[int], work: Path) -> list[Outcome]:
    real = real_files()
    outcomes = []
    for seed in seeds:
        outcomes.append(outcome_of(seed, real, work / "manifests", formats_of(seed)))
        if outcomes[-1].wrong:
            print(f"✘ seed {seed}: {'; '.join(outcomes[-1].wrong)}", flush=True)
        if len(outcomes) % PROGRESS == 0:
            print(f"{len(outcomes)} cases", flush=True)
    return outcomes


def _in_fresh_processes(seeds: Iterable[int], work: Path) -> list[str]:
    """Return what is wrong with the cases of these seeds, each in a process of its own."""
    real, wrong, most_seconds, most_memory = real_files(), [], 0.0, 0.0
    for seed in seeds:
        write_case(seed, real, work / "manifests")
        seconds, memory, code = _measured(command_of(work / "manifests"))
        most_seconds, most_memory = max(most_seconds, seconds), max(most_memory, memory)
        if code not in (0, 1) or seconds > SECONDS or memory > MEGABYTES:
            wrong.append(f"seed {seed}, in a process of its own: exit code {code}, {seconds:.1f} s, {memory:.0f} MB")
    print(f"in processes of their own: at most {most_seconds:.2f} s and {most_memory:.0f} MB")
    return wrong


def _measured(command: list[str]) -> tuple[float, float, int]:
    """Return the seconds of processor time, the megabytes and the exit code of a command."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode


def _replay(seed: int, root: Path) -> int:
    real = real_files()
    outcome = outcome_of(seed, real, root, formats_of(seed))
    print(f"seed {seed}: mutated {write_case(seed, real, root)} in {root}; {outcome.seconds:.2f} s")
    print("\n".join(f"✘ {what}" for what in outcome.wrong) or "nothing wrong")
    subprocess.run(command_of(root), check=False)
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
