"""Write the README's pictures from real runs on the sandbox: `make pictures`. The second one needs a Chromium.

A test compares the run that the README shows, as text and as a picture, with the output of the program.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = Path(__file__).resolve().parent / "images"
COLUMNS = 120
PAGE = "datagouv/datasets/panneaux-daffichage-libre-de-la-commune-de-bron/"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
TOKEN = "sandbox"  # noqa: S105 - the token of the sandbox


def command(folder: Path, *arguments: str) -> str:
    """Return the standard output of a command; a command that fails ends this program."""
    environ = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": str(COLUMNS)}
    words = [sys.executable, "-m", "publisher", "--lang", "en", *arguments]
    done = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 2):
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text, which the file must contain."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{path.name}: {old!r} is not there any more")
    path.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Run the sandbox of a folder while the block runs; yield its address."""
    words = [sys.executable, "-m", "publisher", "sandbox", "--lang", "en"]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        line = server.stdout.readline() if server.stdout else ""
        try:
            yield line.removeprefix("Pages: ").strip().rstrip("/")
        finally:
            server.terminate()


def some_weeks_later(folder: Path, address: str) -> None:
    """Edit two manifests, and two entries in a catalogue, as may happen after a sync."""
    manifests = folder / "manifests"
    edit(manifests / "bron/panneaux-affichage-libre.yml", "title: Panneaux d'affichage libre de la commune de Bron\n",
         "title: Panneaux d'affichage libre de Bron\nkeywords: [associations]\n")  # fmt: skip
    draft = manifests / "bron/toilettes-publiques.yml"
    edit(
        draft, "state: draft", "resources:\n  - {id: csv, title: Tableau (CSV), path: toilettes.csv}\nstate: published"
    )
    (draft.parent / "toilettes.csv").write_text("adresse,acces\n,\n", encoding="utf-8")
    call_ckan(address, "package_patch", id="panneaux-affichage-libre-ecully", title="Affichage libre")
    call_ckan(address, "package_create", name="toilettes-publiques-bron", title="WC", owner_org="bron")


def call_ckan(address: str, action: str, **arguments: object) -> None:
    """Call an action of the CKAN sandbox, as a person who edits there."""
    request = urllib.request.Request(  # noqa: S310
        f"{address}/grandlyon/api/3/action/{action}",
        json.dumps(arguments).encode(),
        {"Content-Type": "application/json", "Authorization": TOKEN},
    )
    urllib.request.urlopen(request).close()  # noqa: S310


def plan_of_the_readme() -> str:
    """Return the plan that the README shows."""
    with scratch() as folder, served(folder) as address:
        command(folder, "sync", "--sandbox", "--yes", "bron", "ecully")
        some_weeks_later(folder, address)
        return command(folder, "plan", "--sandbox", "bron", "ecully")


def run_of_the_picture() -> list[tuple[str, str]]:
    """Return the commands of the picture, each with its output."""
    with scratch() as folder, served(folder):
        some = "bron/pa*"
        lines = [("validate", some), ("sync", "--sandbox", "--yes", some), ("plan", "--sandbox", some)]
        return [(f"publisher {shlex.join(words)}", command(folder, *words)) for words in lines]


@contextmanager
def scratch() -> Iterator[Path]:
    """Create a folder with a copy of the manifests while the block runs; yield its path."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(ROOT / "manifests", Path(name) / "manifests")
        yield Path(name)


def draw(runs: Sequence[tuple[str, str]]) -> str:
    """Return a picture of a terminal with these commands, as SVG without external fonts."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    styles = {"✔": "green", "+": "green", "~": "yellow", "!": "bold red"}
    for words, output in runs:
        console.print(Text(f"$ {words}", style="bold"))
        for line in output.rstrip().splitlines():
            console.print(Text(line, style=styles.get(line.strip()[:1], "")))
        console.print()
    svg = console.export_svg(title="publisher", unique_id="run")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def photograph(address: str, chromium: str) -> None:
    """Save screenshots of a page of the sandbox, as on a phone and on a desktop."""
    for name, size in SIZES.items():
        screenshot(chromium, f"{address}/{PAGE}", IMAGES / f"page-{name}.png", size)


def screenshot(chromium: str, address: str, target: Path, size: tuple[int, int]) -> None:
    """Save the top of a page as a picture of this width and height."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic",
             "--disable-lcd-text", "--run-all-compositor-stages-before-draw", "--virtual-time-budget=5000"]  # fmt: skip
    with tempfile.TemporaryDirectory() as profile:
        where = [f"--user-data-dir={profile}", f"--screenshot={target}", f"--window-size={size[0]},{size[1]}"]
        subprocess.run([chromium, *flags, *where, address], check=True, capture_output=True)  # noqa: S603


def chromium_of_this_machine() -> str:
    """Return the path of a Chromium; without one this program ends."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        raise SystemExit("no Chromium: the pictures of pages are as they were")
    return chromium


def main() -> None:
    """Write all pictures of the README."""
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "run.svg").write_text(draw(run_of_the_picture()), encoding="utf-8")
    chromium = chromium_of_this_machine()
    with scratch() as folder, served(folder) as address:
        command(folder, "sync", "--sandbox", "--yes", "bron")
        photograph(address, chromium)


if __name__ == "__main__":
    main()
